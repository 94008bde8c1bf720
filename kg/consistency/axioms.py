"""Turtle files of an ontology -> declarations and axioms; a graph -> its assertions.

Annotations say nothing to a reasoner, and imports are never followed: both are
left out. What has blank nodes is one axiom with all of them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.consistency.datatypes import KNOWN_TO_HERMIT
from kg.consistency.model import Axiom, Theory
from kg.resources import data_folder, ontology_files
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    OWL,
    PREF_LABEL,
    RDF,
    RDF_TYPE,
    RDFS,
    RDFS_LABEL,
    XSD,
    said,
)
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import Store

    from kg.domain import Domain
    from kg.terms import Names

CLASS = f"{OWL}Class"
OBJECT_PROPERTY, DATA_PROPERTY = f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"
DECLARING = frozenset(
    {CLASS, OBJECT_PROPERTY, DATA_PROPERTY, f"{OWL}NamedIndividual", f"{RDFS}Datatype"}
)
ANNOTATING = frozenset(
    {
        *(f"{OWL}{n}" for n in ("Ontology", "AnnotationProperty", "OntologyProperty")),
        *(f"{OWL}{n}" for n in ("DeprecatedClass", "DeprecatedProperty")),
        f"{RDF}Property",
        f"{RDFS}Class",
    }
)
"""Types that are no axiom: they declare what a reasoner does not look at."""
UNREASONED = frozenset(
    OWL + name
    for name in (
        "imports", "versionIRI", "versionInfo", "priorVersion", "deprecated",
        "backwardCompatibleWith", "incompatibleWith",
    )
)  # fmt: skip
WHOLE = frozenset(
    OWL + name
    for name in (
        "AllDisjointClasses", "AllDisjointProperties", "AllDifferent", "NegativePropertyAssertion",
    )
)  # fmt: skip
"""Types of nodes that are an axiom with all that is said of them."""
LOGICAL = frozenset(f"{RDFS}{n}" for n in ("subClassOf", "subPropertyOf", "domain", "range"))
BETWEEN = frozenset({f"{OWL}sameAs", f"{OWL}differentFrom"})


def dl_files(domain: Domain) -> list[Path]:
    """Return the Turtle files for a DL reasoner: ours where all of ours is taken, the domain's."""
    folders = []
    if set(ontology_files()) <= set(domain.ontology):
        folders.append(data_folder() / "ontology" / "dl")
    if domain.folder is not None:
        folders.append(domain.folder / "ontology" / "dl")
    return [path for folder in folders for path in sorted(folder.rglob("*.ttl"))]


def read_theory(files: Iterable[Path]) -> Theory:
    """Return what ontology files state; raises `InputError` where one is not Turtle."""
    paths = tuple(dict.fromkeys(files))
    triples = [triple for path in paths for triple in read_turtle(path)[0]]
    declarations = {t for t in triples if _declares(t)}
    axioms = tuple(dict.fromkeys(_axioms(triples)))
    unknown = frozenset(axiom for axiom in axioms if not _known(axiom.triples))
    labels = {
        said(t.subject): said(t.object)
        for t in triples
        if t.predicate in {RDFS_LABEL, PREF_LABEL} and isinstance(t.subject, NamedNode)
    }
    return Theory(paths, tuple(sorted(declarations, key=str)), axioms, unknown, labels)


def assertions(store: Store, names: Names, theory: Theory) -> list[Triple]:
    """Return what sources and the register assert of things, sorted, each once.

    That is their types, the values of declared properties, and who is the same.
    """
    inferred = (GRAPH_DEFINED, GRAPH_ENTAILED)
    unasserted = {names.graph(n) for n in (GRAPH_POSITIONS, GRAPH_ONTOLOGY, *inferred)}
    kinds = {OBJECT_PROPERTY, DATA_PROPERTY}
    properties = {t.subject for t in theory.declarations if said(t.object) in kinds}
    found = {
        quad.triple
        for quad in store
        if quad.graph_name not in unasserted
        and (
            quad.predicate in properties
            or quad.predicate.value in BETWEEN
            or (quad.predicate == RDF_TYPE and not said(quad.object).startswith((OWL, RDFS, RDF)))
        )
    }
    return sorted(found, key=str)


def known_to_hermit(triple: Triple) -> bool:
    """Return whether HermiT has the datatype of a triple's literal, if it has one."""
    value = triple.object
    return not isinstance(value, Literal) or value.datatype.value in KNOWN_TO_HERMIT


def terms(triples: Iterable[Triple]) -> Iterator[NamedNode]:
    """Yield the IRIs of triples that are no word of OWL's own."""
    for triple in triples:
        for term in (triple.subject, triple.predicate, triple.object):
            if isinstance(term, NamedNode) and not term.value.startswith((OWL, RDF, RDFS, XSD)):
                yield term


def _declares(triple: Triple) -> bool:
    return (
        triple.predicate == RDF_TYPE
        and isinstance(triple.subject, NamedNode)
        and said(triple.object) in DECLARING
    )


def _known(triples: Iterable[Triple]) -> bool:
    """Return whether HermiT has every datatype that triples name."""
    return all(
        known_to_hermit(t)
        and not (said(t.object).startswith(XSD) and _is_datatype(t) and _foreign(t))
        for t in triples
    )


def _is_datatype(triple: Triple) -> bool:
    return isinstance(triple.object, NamedNode)


def _foreign(triple: Triple) -> bool:
    return said(triple.object) not in KNOWN_TO_HERMIT


def _axioms(triples: Iterable[Triple]) -> Iterator[Axiom]:
    about: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        about[triple.subject].append(triple)
    inner = {t.object for t in triples if isinstance(t.object, BlankNode)}
    for subject, own in about.items():
        kinds = {said(t.object) for t in own if t.predicate == RDF_TYPE}
        if subject in inner:
            continue
        if isinstance(subject, BlankNode) or kinds & WHOLE:
            yield from _whole(own, about)
            continue
        for triple in own:
            if _states(triple) and not _declares(triple):
                yield Axiom(triple, (triple, *_below(triple, about)))


def _whole(own: list[Triple], about: Mapping[object, list[Triple]]) -> Iterator[Axiom]:
    """Yield the axiom that a blank node is the subject of."""
    heads = [t for t in own if t.predicate == RDF_TYPE and said(t.object) in WHOLE]
    between = ("subClassOf", "equivalentClass", "disjointWith")
    heads += [t for t in own if t.predicate.value.endswith(between)]
    if heads:
        logical = [t for t in own if _states(t)]
        yield Axiom(heads[0], (*logical, *(b for t in logical for b in _below(t, about))))


def _states(triple: Triple) -> bool:
    """Return whether a triple says something to a reasoner."""
    predicate, value = triple.predicate.value, said(triple.object)
    if triple.predicate == RDF_TYPE:
        return value not in ANNOTATING
    return predicate in LOGICAL or (predicate.startswith(OWL) and predicate not in UNREASONED)


def _below(triple: Triple, about: Mapping[object, list[Triple]]) -> Iterator[Triple]:
    """Yield what is said of a triple's blank node, and of those below it."""
    waiting, seen = [triple.object], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, BlankNode) or node in seen:
            continue
        seen.add(node)
        for inner in about.get(node, ()):
            yield inner
            waiting.append(inner.object)
