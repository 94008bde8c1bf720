"""SHACL shapes read from Turtle files with rdflib; a fault is told at its line."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

import rdflib
from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery

from kg.errors import DataError, Finding
from kg.rdflib_terms import triples_of
from kg.terms import FACTS, PREFIXES, SH, local_name, namespace
from kg.turtle import find_place, read_turtle
from kg.validation.shapes import SCOPES, Check, grade

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.validation.shapes import Scope

TARGETS = tuple(
    rdflib.URIRef(f"{SH}target{kind}") for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")
)
ON_CLASS, ON_NODE = TARGETS[:2]
NAMING = (
    *(t for t in TARGETS if t != ON_NODE),
    *(rdflib.URIRef(SH + n) for n in ("class", "path")),
)
"""Predicates whose value, where it has an IRI, is a term of the ontology."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Shapes by scope, by shape its code and fix, and checks by IRI."""

    graphs: Mapping[Scope, rdflib.Graph]
    codes: Mapping[str, str]
    fixes: Mapping[str, str]
    checks: Mapping[str, Check]


def read_shapes(
    paths: Sequence[Path], terms: Collection[str] | None, own: Collection[Path]
) -> Declared:
    """Read shapes from Turtle files, as `load_shapes` says, and raise what it says."""
    whole, theirs = rdflib.Graph(), rdflib.Graph()
    for path in paths:
        for triple in triples_of(read_turtle(path)[0]):
            whole.add(triple)
            if path in own:
                theirs.add(triple)
    targeted = {node for target in TARGETS for node in whole.subjects(target)}
    faults = [*_without_scope(whole, targeted, paths)]
    if terms is not None:
        faults += [*_undeclared(theirs, terms, sorted(own)), *_no_queries(theirs, sorted(own))]
        targeted -= {n for n, c in whole.subject_objects(ON_CLASS) if str(c) not in terms}
    if faults:
        raise DataError(faults)
    _hand_down(whole)
    graphs = {
        scope: _reached(whole, [n for n in targeted if _scope(whole, n) == scope])
        for scope in SCOPES
    }
    return Declared(graphs, _annotated(whole, "code"), _annotated(whole, "fix"), _checks(whole))


def _checks(shapes: rdflib.Graph) -> dict[str, Check]:
    """Return the checks that shapes describe, by IRI."""

    def told(node: rdflib.term.Node, iri: str) -> str:
        return str(shapes.value(node, rdflib.URIRef(iri)) or "")

    return {
        str(node): Check(
            told(node, f"{FACTS}code"),
            grade(told(node, f"{SH}severity")),
            told(node, f"{SH}message"),
            told(node, f"{FACTS}fix"),
        )
        for node in shapes.subjects(rdflib.RDF.type, rdflib.URIRef(f"{FACTS}Check"))
    }


def _scope(shapes: rdflib.Graph, node: rdflib.term.Node) -> str:
    return str(shapes.value(node, rdflib.URIRef(f"{FACTS}scope")))


def _without_scope(
    shapes: rdflib.Graph, targeted: Iterable[rdflib.term.Node], paths: Sequence[Path]
) -> Iterator[Finding]:
    for node in targeted:
        if _scope(shapes, node) not in SCOPES:
            message = f"the shape {_local(node)} does not say its scope"
            mend = f"write f:scope {' or '.join(repr(s) for s in SCOPES)}"
            yield Finding(find_place(paths, str(node)), "error", "shape-scope", message, mend)


def _undeclared(
    shapes: rdflib.Graph, terms: Collection[str], paths: Sequence[Path]
) -> Iterator[Finding]:
    """Yield what a user's shapes name in a namespace of the ontology that is not in it."""
    spaces = {namespace(term) for term in terms} - set(PREFIXES.values())
    spaces |= {PREFIXES["dkg"], PREFIXES["v"]}
    for predicate in NAMING:
        for shape, term in shapes.subject_objects(predicate):
            named = isinstance(term, rdflib.URIRef) and str(term) not in terms
            if named and (predicate == ON_CLASS or namespace(str(term)) in spaces):
                message = f"the shape {_local(shape)} names {_local(term)}, which is not declared"
                near = get_close_matches(_local(term), sorted(map(_local, terms)), n=2)
                mend = f"did you mean {' or '.join(map(repr, near))}?" if near else "declare it"
                place = find_place(paths, str(shape), str(term))
                yield Finding(place, "error", "shape-term", message, mend)


def _no_queries(shapes: rdflib.Graph, paths: Sequence[Path]) -> Iterator[Finding]:
    """Yield where a user's SPARQL constraint holds no SPARQL."""
    for form in ("select", "ask"):
        for node, text in shapes.subject_objects(rdflib.URIRef(SH + form)):
            try:
                parseQuery(str(text))
            except ParseException as error:
                shape = shapes.value(None, rdflib.URIRef(f"{SH}sparql"), node)
                about = str(node if isinstance(node, rdflib.URIRef) else shape)
                at = f"{error.lineno}:{error.column}"
                message = f"sh:{form} of {_local(about)} is no SPARQL at {at} of its text"
                mend = "correct the query"
                place = find_place(paths, about, SH + form)
                yield Finding(place, "error", "shape-sparql", message, mend)


def _hand_down(shapes: rdflib.Graph) -> None:
    """Give a shape's code and fix to the nameless property shapes inside it, if they have none."""
    inside = rdflib.URIRef(f"{SH}property")
    for name in ("code", "fix"):
        annotation = rdflib.URIRef(f"{FACTS}{name}")
        for shape, said in list(shapes.subject_objects(annotation)):
            for inner in list(shapes.transitive_objects(shape, inside)):
                if isinstance(inner, rdflib.BNode) and shapes.value(inner, annotation) is None:
                    shapes.add((inner, annotation, said))


def _local(term: object) -> str:
    return local_name(str(term))


def _reached(whole: rdflib.Graph, start: Iterable[rdflib.term.Node]) -> rdflib.Graph:
    """Return all that is said of nodes and of what they lead to."""
    part, todo = rdflib.Graph(), list(start)
    seen = set(todo)
    while todo:
        for triple in whole.triples((todo.pop(), None, None)):
            part.add(triple)
            if triple[2] not in seen:
                seen.add(triple[2])
                todo.append(triple[2])
    return part


def _annotated(shapes: rdflib.Graph, name: str) -> dict[str, str]:
    return {str(s): str(o) for s, o in shapes.subject_objects(rdflib.URIRef(f"{FACTS}{name}"))}
