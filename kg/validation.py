"""Graph + shapes -> results: SHACL by pySHACL, in an rdflib graph in memory.

pySHACL hands rdflib the text of a SPARQL constraint once per focus node; the
graph here prepares each text once. Shapes of scope `source` see one source
with the register, shapes of scope `graph` see all sources together.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, cast

import pyshacl
from pyoxigraph import BlankNode, NamedNode
from pyoxigraph import Literal as OxLiteral
from rdflib import RDF, SH, XSD, BNode, Graph, URIRef
from rdflib import Literal as RdfLiteral
from rdflib.plugins.sparql import prepareQuery

from kg.errors import KgError, Severity
from kg.terms import FACTS, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import Quad, Triple
    from rdflib.plugins.sparql.sparql import Query
    from rdflib.query import Result as QueryResult
    from rdflib.term import Node

Scope = Literal["source", "graph"]

CODE, FIX, SCOPE = (URIRef(FACTS + name) for name in ("code", "fix", "scope"))
SEVERITY: dict[Node | None, Severity] = {
    SH.Violation: "violation",
    SH.Warning: "warning",
    SH.Info: "info",
}
NEEDED = frozenset({f"{RDFS}subClassOf", f"{SKOS}prefLabel", f"{SKOS}inScheme", f"{RDFS}label"})


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL section 3.6), with what to do about it."""

    shape: str
    code: str
    severity: Severity
    focus: str
    path: str
    value: NamedNode | OxLiteral | None
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph, and its node shapes by scope."""

    graph: Graph
    by_scope: dict[str, tuple[str, ...]]


class PreparedGraph(Graph):
    """A graph that parses each distinct SPARQL text once."""

    def query(self, query_object: Any, *args: Any, **kwargs: Any) -> QueryResult:  # noqa: ANN401
        """Evaluate a query as rdflib does, prepared."""
        if isinstance(query_object, str):
            query_object = _prepared(query_object)
        return super().query(query_object, *args, **kwargs)


@lru_cache(maxsize=512)
def _prepared(text: str) -> Query:
    return prepareQuery(text)


def load_shapes(paths: Iterable[Path]) -> Shapes:
    """Read shapes in Turtle; every node shape carries its scope."""
    graph = Graph()
    for path in paths:
        graph.parse(path, format="turtle")
    by_scope: dict[str, list[str]] = {"source": [], "graph": []}
    for shape, scope in graph.subject_objects(SCOPE):
        if (shape, RDF.type, SH.NodeShape) in graph:
            by_scope[str(scope)].append(str(shape))
    return Shapes(graph, {scope: tuple(sorted(found)) for scope, found in by_scope.items()})


def validate(
    data: Iterable[Quad], ontology: Iterable[Triple], shapes: Shapes, *, scope: Scope
) -> list[Result]:
    """Return the results of the shapes of a scope, sorted by shape and focus node.

    Subclass triples and labels of the ontology are in view; nothing is inferred.
    """
    graph = PreparedGraph()
    for triple in ontology:
        if triple.predicate.value in NEEDED:
            graph.add((_node(triple.subject), _node(triple.predicate), _node(triple.object)))
    for quad in data:
        graph.add((_node(quad.subject), _node(quad.predicate), _node(quad.object)))
    chosen = list(shapes.by_scope[scope])
    if not chosen:
        return []
    logging.getLogger("pyshacl").setLevel(logging.CRITICAL)
    _, report, said = pyshacl.validate(
        graph, shacl_graph=shapes.graph, inference="none", inplace=True, use_shapes=chosen
    )
    if not isinstance(report, Graph):
        raise KgError(f"the shapes could not be run: {said}", code="shapes")
    found = (_result(report, node, shapes.graph) for node in report.subjects(RDF.type, SH.ValidationResult))
    return sorted(set(found), key=lambda r: (r.code, r.focus, r.path, str(r.value), r.message))


def _result(report: Graph, node: Node, shapes: Graph) -> Result:
    shape = report.value(node, SH.sourceShape)
    owner = _owner(shapes, shape)
    value, path = report.value(node, SH.value), report.value(node, SH.resultPath)
    said = report.value(node, SH.resultMessage)
    return Result(
        shape=str(shape),
        code=str(shapes.value(owner, CODE) or shapes.value(shape, CODE) or ""),
        severity=SEVERITY[report.value(node, SH.resultSeverity)],
        focus=str(report.value(node, SH.focusNode)),
        path=str(path) if isinstance(path, URIRef) else "",
        value=_term(value),
        message=str(said),
        fix=str(shapes.value(shape, FIX) or shapes.value(owner, FIX) or ""),
    )


def _owner(shapes: Graph, shape: Node | None) -> Node | None:
    """Return the node shape that a property shape belongs to."""
    return next(shapes.subjects(SH.property, shape), shape) if shape is not None else None


def _node(term: object) -> Node:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, OxLiteral):
        if term.language:
            return RdfLiteral(term.value, lang=term.language)
        datatype = None if term.datatype.value == str(XSD.string) else URIRef(term.datatype.value)
        return RdfLiteral(term.value, datatype=datatype, normalize=False)
    return BNode(cast("BlankNode", term).value)


def _term(node: Node | None) -> NamedNode | OxLiteral | None:
    if isinstance(node, URIRef):
        return NamedNode(str(node))
    if isinstance(node, RdfLiteral):
        if node.language:
            return OxLiteral(str(node), language=node.language)
        return OxLiteral(str(node), datatype=NamedNode(str(node.datatype or XSD.string)))
    return None


