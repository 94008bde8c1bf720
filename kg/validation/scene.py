"""What checks look at, and what they bring back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Triple

from kg.terms import BASE, FACTS, OWL, PREFIXES, RDF_TYPE, RDFS, SKOS, local_name, namespace, said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyoxigraph import Quad

    from kg.evidence import Text
    from kg.rdflib_terms import Value
    from kg.terms import Names

PROPERTIES = frozenset(OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation"))
PLAIN = frozenset({RDF_TYPE.value, f"{RDFS}label", f"{RDFS}comment", f"{RDFS}seeAlso"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that an ontology declares, by IRI.

    `links` are properties whose values are things of the graph; `schemes` has
    the scheme of each property with coded values, `values` the values of each
    scheme; `spaces` are the namespaces that are the ontology's own.
    """

    classes: frozenset[str]
    properties: frozenset[str]
    links: frozenset[str]
    schemes: Mapping[str, str]
    values: Mapping[str, frozenset[str]]
    spaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One source: its triples, the terms and names it may use, its text if at hand.

    `shared` are the triples beside it that only tell what things are called.
    """

    triples: Sequence[Quad | Triple]
    vocabulary: Vocabulary
    names: Names
    shared: Sequence[Quad | Triple] = ()
    text: Text | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: the terms of a result, words for its message, a mend of its own."""

    focus: str
    path: str = ""
    value: Value | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    mend: str = ""


def vocabulary_of(ontology: Iterable[Quad | Triple]) -> Vocabulary:
    """Return the terms that an ontology's triples declare."""
    said_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in ontology:
        said_of[item.predicate.value][said(item.object)].add(said(item.subject))
    types = said_of[RDF_TYPE.value]
    classes = frozenset(types[f"{OWL}Class"])
    properties = frozenset[str]().union(*(types[kind] for kind in PROPERTIES))
    schemes = {
        term: scheme for scheme, terms in said_of[f"{FACTS}scheme"].items() for term in terms
    }
    coded = {
        term
        for kind in ("Concept", "ConceptScheme")
        for term in said_of[f"{RDFS}range"][f"{SKOS}{kind}"]
    }
    values = {iri: frozenset(terms) for iri, terms in said_of[f"{SKOS}inScheme"].items()}
    own = {namespace(term) for term in (*classes, *properties)} - set(PREFIXES.values())
    return Vocabulary(
        classes,
        properties | PLAIN,
        frozenset(types[f"{OWL}ObjectProperty"]) - coded,
        schemes,
        values,
        tuple(sorted({*own, BASE})),
    )


def values_of(scene: Scene, predicate: str) -> dict[str, list[Value]]:
    """Return the values of a property by subject."""
    found: dict[str, list[Value]] = defaultdict(list)
    for item in scene.triples:
        if item.predicate.value == predicate and not isinstance(item.object, Triple):
            found[said(item.subject)].append(item.object)
    return found


def labels_of(scene: Scene, wanted: Collection[str]) -> dict[str, str]:
    """Return what things are called; the end of its IRI where nothing says so."""
    found = {iri: local_name(iri) for iri in wanted}
    for name in (f"{SKOS}prefLabel", f"{RDFS}label"):
        for item in (*scene.triples, *scene.shared):
            if item.predicate.value == name and said(item.subject) in found:
                found[said(item.subject)] = said(item.object)
    return found


def curie(iri: str, names: Names) -> str:
    """Return an IRI by its prefix; without one, as it is."""
    for name, base in names.prefixes().items():
        if namespace(iri) == base:
            return f"{name}:{local_name(iri)}"
    return f"<{iri}>"
