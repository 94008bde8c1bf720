"""SHACL validation: shapes over a graph in memory, results as plain values.

pySHACL hands rdflib the text of a SPARQL constraint once for every node it
looks at, and parsing takes most of the time: here each text is parsed once.
"""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import pyoxigraph as ox
import pyshacl
import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from kg.errors import KgError, LimitError, UsageError
from kg.terms import FACTS, SH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as Answer

Scope = Literal["source", "graph"]
Grade = Literal["violation", "warning", "info"]
Value: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"

SCOPES: tuple[Scope, ...] = ("source", "graph")
GRADES: tuple[Grade, ...] = ("violation", "warning", "info")
TARGETS = tuple(
    rdflib.URIRef(f"{SH}target{kind}") for kind in ("Class", "Node", "SubjectsOf", "ObjectsOf")
)
NAMESPACES = dict(rdflib.Graph().namespaces())
NOISY = ("pyshacl-validate", "rdflib.term")
KEPT = frozenset({"this", "path", "value"})


@dataclass(frozen=True, slots=True)
class Result:
    """One thing a shape found, as SHACL section 3.6 has it.

    `shape` is the shape's IRI, `code` its stable short name; `path` is empty
    and `value` None where the shape names none; `fix` says what to do next.
    """

    shape: str
    code: str
    severity: Grade
    focus: str
    path: str
    value: Value | None
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes by scope, and by shape its code and fix."""

    graphs: Mapping[Scope, rdflib.Graph]
    codes: Mapping[str, str]
    fixes: Mapping[str, str]


@dataclass(slots=True)
class _Clock:
    """A point in time, on `time.monotonic()`, after which work stops."""

    deadline: float | None = None

    def check(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise LimitError(
                "checking against the shapes took too long",
                code="validation-deadline",
                mend="allow more time, or load fewer sources at once",
            )


class PreparedGraph(rdflib.Graph):
    """A graph in memory that parses each SPARQL text once and keeps a deadline."""

    def __init__(self, deadline: float | None = None) -> None:
        """Start empty; `deadline` is a point on `time.monotonic()`."""
        super().__init__()
        self.clock = _Clock(deadline)

    def triples(self, triple: Any) -> Any:  # noqa: ANN401 rdflib's own is overloaded
        """Return the triples that match, as long as there is time."""
        self.clock.check()
        return super().triples(triple)

    def query(
        self,
        query_object: str | Query,
        processor: Any = "sparql",  # noqa: ANN401 rdflib's signature
        result: Any = "sparql",  # noqa: ANN401 rdflib's signature
        initNs: Mapping[str, Any] | None = None,  # noqa: N803 rdflib's signature
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803 rdflib's signature
        use_store_provided: bool = True,  # noqa: FBT001, FBT002 rdflib's signature
        **kwargs: Any,  # noqa: ANN401 rdflib's signature
    ) -> Answer:
        """Return the answer to a query whose text is parsed at its first use."""
        self.clock.check()
        if isinstance(query_object, str) and not initNs:
            query_object = prepare(query_object)
        answer = super().query(
            query_object, processor, result, initNs, initBindings, use_store_provided, **kwargs
        )
        if answer.type == "SELECT":
            answer.bindings = [_escaped(row) for row in answer.bindings]
        return answer


@lru_cache(maxsize=1024)
def prepare(text: str) -> Query:
    """Parse a SPARQL text."""
    return translateQuery(parseQuery(text), initNs=NAMESPACES)


def _escaped(row: Mapping[Any, Any]) -> dict[Any, Any]:
    r"""Double each `\` in what messages quote: pySHACL puts it into a regular expression."""
    return {
        name: rdflib.Literal(term.replace("\\", "\\\\"))
        if isinstance(term, rdflib.Literal) and "\\" in term and str(name) not in KEPT
        else term
        for name, term in row.items()
    }


# -- shapes -----------------------------------------------------------------------


def load_shapes(paths: Iterable[Path]) -> Shapes:
    """Read shapes from Turtle files.

    Raises `UsageError` where a file is not Turtle, or a shape with a target
    has no `f:scope`.
    """
    whole = rdflib.Graph()
    for path in paths:
        try:
            for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
                whole.add(_triple(quad.triple))
        except SyntaxError as error:
            raise UsageError(f"{path} is not Turtle: {error}", code="shapes-syntax") from error
    targeted = {node for target in TARGETS for node in whole.subjects(target)}
    graphs = {
        scope: _reached(whole, [n for n in targeted if _scope(whole, n) == scope])
        for scope in SCOPES
    }
    return Shapes(graphs, _annotated(whole, "code"), _annotated(whole, "fix"))


def _scope(shapes: rdflib.Graph, node: rdflib.term.Node) -> str:
    found = str(shapes.value(node, rdflib.URIRef(f"{FACTS}scope")))
    if found not in SCOPES:
        mend = f"write f:scope {' or '.join(repr(s) for s in SCOPES)}"
        raise UsageError(f"shape {node} has no scope", code="shape-scope", mend=mend)
    return found


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


# -- validation -------------------------------------------------------------------


def validate(
    data: Iterable[ox.Quad | ox.Triple],
    ontology: Iterable[ox.Quad | ox.Triple],
    shapes: Shapes,
    *,
    scope: Scope,
    focus: frozenset[ox.NamedNode] | None = None,
    deadline: float | None = None,
) -> list[Result]:
    """Return what the shapes of a scope find in data, in a fixed order.

    With `focus`, only these nodes are looked at, in all the data. `deadline`
    is a point on `time.monotonic()`; `LimitError` is raised once it is past.
    """
    if focus is not None and not focus:
        return []
    with _quiet():
        graph = PreparedGraph(deadline)
        for item in (*data, *ontology):
            graph.add(_triple(item))
        _, report, said = pyshacl.validate(
            graph,
            shacl_graph=shapes.graphs[scope],
            inference="none",
            focus_nodes=sorted(node.value for node in focus) if focus else None,
        )
    if not isinstance(report, rdflib.Graph):
        raise KgError(f"the shapes cannot be used: {said}", code="shapes")
    return _distinct(_results(report, shapes))


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence what rdflib and pySHACL log: a shape tells of it in our words."""
    loggers = [logging.getLogger(name) for name in NOISY]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def _results(report: rdflib.Graph, shapes: Shapes) -> Iterator[Result]:
    for node in report.objects(None, rdflib.URIRef(f"{SH}result")):
        said = {str(p).removeprefix(SH): o for p, o in report.predicate_objects(node)}
        shape = str(said["sourceShape"])
        value = said.get("value")
        yield Result(
            shape,
            shapes.codes.get(shape, ""),
            _grade(said["resultSeverity"]),
            str(said["focusNode"]),
            str(said.get("resultPath", "")),
            None if value is None else _term(value),
            str(said.get("resultMessage", "")),
            shapes.fixes.get(shape, ""),
        )


def _grade(severity: rdflib.term.Node) -> Grade:
    found = str(severity).removeprefix(SH).lower()
    return found if found in GRADES else "violation"


def _distinct(results: Iterable[Result]) -> list[Result]:
    """Return results in order, one for each shape, focus, path and value."""
    ordered = sorted(
        results,
        key=lambda r: (GRADES.index(r.severity), r.focus, r.shape, r.path, str(r.value), r.message),
    )
    first: dict[tuple[str, str, str, str], Result] = {}
    for result in ordered:
        first.setdefault((result.shape, result.focus, result.path, str(result.value)), result)
    return list(first.values())


# -- terms ------------------------------------------------------------------------


def _triple(item: ox.Quad | ox.Triple) -> tuple[Any, Any, Any]:
    return (_node(item.subject), _node(item.predicate), _node(item.object))


def _node(term: object) -> rdflib.term.Node:
    """Return a term for rdflib, with its written form untouched."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise KgError(f"a statement about a statement cannot be validated: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def _term(node: rdflib.term.Node) -> Value:
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if not isinstance(node, rdflib.Literal):
        raise KgError(f"not a term of a graph: {node!r}")
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = node.datatype or rdflib.XSD.string
    return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
