"""What the ontology's triples say of a term beside its definition."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import DCTERMS, OWL, PREFIXES, RDFS, SKOS, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

    from kg.ontology import Ontology

SCOPE_NOTE, EXAMPLE = NamedNode(f"{SKOS}scopeNote"), NamedNode(f"{SKOS}example")
TITLE, DESCRIPTION = NamedNode(f"{DCTERMS}title"), NamedNode(f"{DCTERMS}description")
SUB_CLASS, DISJOINT = NamedNode(f"{RDFS}subClassOf"), NamedNode(f"{OWL}disjointWith")


def notes(ontology: Ontology, iri: str, predicate: NamedNode) -> list[str]:
    """Return what is said of a term by one property, sorted."""
    return said_of(ontology.triples, iri, predicate)


def said_of(triples: Iterable[Triple], iri: str, predicate: NamedNode) -> list[str]:
    """Return the values of a term's property, as texts or IRIs, sorted."""
    return sorted(
        said(t.object) for t in triples if t.predicate == predicate and said(t.subject) == iri
    )


def short(iri: str, prefixes: Iterable[tuple[str, str]] = ()) -> str:
    """Return an IRI with its prefix where it is known.

    >>> short("https://w3id.org/demarche/ontology#Threat")
    'dkg:Threat'
    """
    known = [*prefixes, *PREFIXES.items()]
    fitting = [(len(base), name) for name, base in known if iri.startswith(base) and iri != base]
    if not fitting:
        return iri
    long, name = max(fitting)
    return f"{name}:{iri[long:]}"
