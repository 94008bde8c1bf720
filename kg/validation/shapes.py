"""SHACL shapes from Turtle files, by the scope they hold in; a fault is told at its line.

Ours come with our ontology: where a user's domain does without a class, the
shapes on it are left out. A user's own shape on such a class is a mistake.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

import rdflib
from pyparsing import ParseException
from rdflib.plugins.sparql.parser import parseQuery

from kg.errors import DataError, Finding
from kg.rdflib_terms import triples_of
from kg.terms import FACTS, PREFIXES, SH, local_name, namespace
from kg.turtle import find_place, read_turtle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

Grade = Literal["violation", "warning", "info"]
Scope = Literal["source", "graph"]
GRADES: tuple[Grade, ...] = ("violation", "warning", "info")
SCOPES: tuple[Scope, ...] = ("source", "graph")
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
class Check:
    """What an `f:Check` says of a check that the program makes itself."""

    code: str
    severity: Grade
    message: str
    fix: str


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes by scope, by shape its code and fix, and checks by IRI.

    The same files, read again, are the same object: what is worked out of it serves again.
    """

    graphs: Mapping[Scope, rdflib.Graph]
    codes: Mapping[str, str]
    fixes: Mapping[str, str]
    checks: Mapping[str, Check] = field(default_factory=dict)


def load_shapes(
    paths: Sequence[Path],
    *,
    terms: Collection[str] | None = None,
    own: Collection[Path] = (),
) -> Shapes:
    """Read shapes from Turtle files.

    `terms` are the IRIs that the ontology declares (all, where it is None):
    a shape on another class is left out, and in one of the user's `own` files
    it is a fault. Raises `InputError` where a file is not Turtle and
    `DataError`, with all faults, where a shape has no `f:scope`.
    """
    read = tuple((path, _content(path)) for path in paths)
    return _loaded(read, None if terms is None else frozenset(terms), frozenset(own))


def _content(path: Path) -> bytes:
    with suppress(OSError):  # whoever reads it as Turtle says why it cannot be read
        return path.read_bytes()
    return b""


@lru_cache(maxsize=4)
def _loaded(
    read: tuple[tuple[Path, bytes], ...], terms: frozenset[str] | None, own: frozenset[Path]
) -> Shapes:
    paths = [path for path, _ in read]
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
    return Shapes(graphs, _annotated(whole, "code"), _annotated(whole, "fix"), _checks(whole))


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


def grade(severity: str) -> Grade:
    """Return a severity of SHACL by its name; what is none counts as a violation."""
    found = severity.removeprefix(SH).lower()
    return next((known for known in GRADES if known == found), "violation")


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
