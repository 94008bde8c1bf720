"""Plans of shapes, made of what pySHACL reads of a shapes graph and rdflib of its queries."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

import rdflib
from pyparsing import ParseException
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure
from pyshacl.helper import get_query_helper_cls
from pyshacl.shapes_graph import ShapesGraph
from rdflib import paths
from rdflib.collection import Collection as ListOf
from rdflib.plugins.sparql.parserutils import CompValue

from kg.rdflib_terms import term_of
from kg.terms import SH
from kg.validation.fast.compiled import conforming
from kg.validation.fast.components import VALUES, Bench
from kg.validation.fast.index import Wanted
from kg.validation.fast.names import THIS, variables
from kg.validation.fast.plan import PLAIN, NotCompiledError, Part, Plan
from kg.validation.prepared import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyshacl.shape import Shape

COMPANIONS = frozenset(
    {"flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount"}
    | {"qualifiedValueShapesDisjoint"}
)
"""Parameters that another one's constraint looks up."""
ONE_SHAPE = frozenset({"node", "property", "not"})
SHAPES = frozenset({"and", "or", "xone"})
MANY = ONE_SHAPE | SHAPES | {"class", "pattern", "hasValue", "equals", "disjoint", "sparql"}
MANY |= {"lessThan", "lessThanOrEquals"}
"""Parameters that a shape may give several values."""
REFUSED: tuple[type[Exception], ...] = (
    *(NotCompiledError, ShapeLoadError, ReportableRuntimeError, ValidationFailure),
    *(ParseException, ValueError, KeyError, TypeError, AttributeError),
)
"""What says that a shape cannot be compiled; pySHACL says the same its own way, or copes."""
MODIFIERS: Mapping[str, str] = {
    "zeroOrMorePath": "*",
    "oneOrMorePath": "+",
    "zeroOrOnePath": "?",
}
OWN = frozenset({"name", "ctx", "_evalfn", "_vars"})
"""What an algebra's part holds beside what it is made of."""


def planned(graph: rdflib.Graph) -> Plan:
    """Return the plan of a shapes graph; what it cannot say of a shape, pySHACL has to."""
    known, wanted = ShapesGraph(graph), Wanted()
    shapes = []
    for shape in sorted(known.shapes, key=lambda one: str(one.node)):
        targets = [*_targets(shape)]
        if targets and not shape.deactivated:
            shapes.append(_planned(known, shape, targets, wanted))
    return Plan(tuple(shapes), frozenset(wanted.forward), frozenset(wanted.backward))


def _planned(
    known: ShapesGraph, shape: Shape, targets: list[tuple[str, str]], wanted: Wanted
) -> Part:
    """Return the plan of a shape, tried out: all that it looks at is wanted."""
    named: dict[str, Any] = {"node": _named(shape.node), "targets": targets}
    try:
        if known.custom_constraints:
            raise NotCompiledError("a constraint component of its own")
        part = _Planner(known).shape(shape.node)
        for whole in (False, True):
            conforming(part, Bench(wanted, whole=whole))
    except REFUSED as error:
        return Part("shape", named | {"why": str(error)})
    return Part("shape", {**named, **part.inside})


def _targets(shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield what a shape is on: by kind the class, node or property."""
    nodes, classes, implicit, objects_of, subjects_of = shape.target()  # type: ignore[no-untyped-call]
    kinds = {"Node": nodes, "Class": [*classes, *implicit]}
    kinds |= {"SubjectsOf": subjects_of, "ObjectsOf": objects_of}
    for kind, targets in kinds.items():
        for target in sorted(set(targets)):
            yield kind, _named(target)


def _named(node: rdflib.term.Node) -> str:
    return f"_:{node}" if isinstance(node, rdflib.BNode) else _term(node)


def _term(node: object) -> str:
    """Return a term of shapes as N-Triples write it."""
    if not isinstance(node, rdflib.URIRef | rdflib.Literal):
        raise NotCompiledError(f"a node without a name: {node}")
    return str(term_of(node))


class _Planner:
    """What the shapes of a graph are planned with; `open` are those that one is part of."""

    def __init__(self, known: ShapesGraph) -> None:
        """Look at the shapes that pySHACL knows."""
        self._known, self._graph = known, known.graph
        self._open: list[rdflib.term.Node] = []

    def shape(self, node: rdflib.term.Node) -> Part:
        """Return the plan of a shape; one that is deactivated asks for nothing."""
        shape = self._known.lookup_shape_from_node(node)
        if shape.deactivated:
            return Part("shape", {"constraints": []})
        if node in self._open:
            raise NotCompiledError("a shape that is part of itself")
        self._open.append(node)
        inside: dict[str, Any] = {"constraints": [*self._constraints(shape)]}
        self._open.pop()
        if shape.is_property_shape:
            path: rdflib.term.Node = shape.path()  # type: ignore[no-untyped-call]
            inside["path"] = _plain(self._path(path))
        return Part("shape", inside)

    def _constraints(self, shape: Shape) -> Iterator[tuple[str, Any]]:
        seen: set[str] = set()
        for predicate, node in sorted(self._graph.predicate_objects(shape.node)):
            name = str(predicate).removeprefix(SH)
            if predicate not in ALL_CONSTRAINT_PARAMETERS or name in COMPANIONS:
                continue
            if name in seen and name not in MANY:
                raise NotCompiledError(f"sh:{name} with several values")
            seen.add(name)
            yield name, self._value(shape, name, node)

    def _value(self, shape: Shape, name: str, node: rdflib.term.Node) -> Any:  # noqa: ANN401
        """Return the plan of a parameter's value."""
        if name == "sparql":
            return self._query(shape, node)
        if name in ONE_SHAPE:
            return self.shape(node)
        if name in SHAPES:
            return [self.shape(one) for one in ListOf(self._graph, node)]
        if name == "in":
            return [_term(one) for one in ListOf(self._graph, node)]
        if name == "qualifiedValueShape":
            return self._counted(shape, node)
        if name not in VALUES:
            raise NotCompiledError(f"sh:{name}")
        if name == "pattern" and self._said(shape, "flags") is not None:
            raise NotCompiledError("sh:flags")
        return _term(node)

    def _said(self, shape: Shape, name: str) -> rdflib.term.Node | None:
        return self._graph.value(shape.node, rdflib.URIRef(SH + name))

    def _counted(self, shape: Shape, node: rdflib.term.Node) -> Part:
        """Return the plan of a qualified count; one that keeps its siblings out is not known."""
        if self._said(shape, "qualifiedValueShapesDisjoint") is not None:
            raise NotCompiledError("sh:qualifiedValueShapesDisjoint")
        least, most = (self._said(shape, f"qualified{end}Count") for end in ("Min", "Max"))
        inside = {
            "shape": self.shape(node),
            "least": int(least) if isinstance(least, rdflib.Literal) else 0,
            "most": int(most) if isinstance(most, rdflib.Literal) else None,
        }
        return Part("counted", inside)

    def _query(self, shape: Shape, node: rdflib.term.Node) -> Part:
        """Return the plan of a SPARQL constraint (SHACL, 5.1)."""
        text = str(self._graph.value(node, rdflib.URIRef(f"{SH}select")))
        helper = get_query_helper_cls()(shape, node, text)  # type: ignore[no-untyped-call]
        helper.collect_prefixes()
        bound, text = helper.pre_bind_variables(shape.node)
        algebra = _plain(prepare(helper.apply_prefixes(text)).algebra)
        if THIS not in bound or {"currentShape", "shapesGraph"} & variables(algebra):
            raise NotCompiledError("a query without $this, or with a variable of SHACL's own")
        if not isinstance(algebra, Part):
            raise NotCompiledError("a query that is none")
        return algebra

    def _path(self, node: rdflib.term.Node) -> rdflib.URIRef | paths.Path:
        """Return the path that a shape's `sh:path` describes (SHACL, 2.3.1)."""
        if isinstance(node, rdflib.URIRef):
            return node
        if (node, rdflib.RDF.first, None) in self._graph:
            return paths.SequencePath(*map(self._path, ListOf(self._graph, node)))
        for predicate, obj in self._graph.predicate_objects(node):
            name = str(predicate).removeprefix(SH)
            if name == "inversePath":
                return paths.InvPath(self._path(obj))
            if name == "alternativePath":
                return paths.AlternativePath(*map(self._path, ListOf(self._graph, obj)))
            if name in MODIFIERS:
                return paths.MulPath(self._path(obj), MODIFIERS[name])  # type: ignore[arg-type]
        raise NotCompiledError(f"a path: {node}")


# -- what rdflib makes of paths and queries, as plain values ------------------------------


@singledispatch
def _plain(node: object) -> Any:  # noqa: ANN401 whatever a query is made of
    if node is None or isinstance(node, str | int):
        return node
    raise NotCompiledError(f"{type(node).__name__} in a query")


@_plain.register(rdflib.Variable)
@_plain.register(rdflib.BNode)
def _(node: str) -> str:
    return f"?{node}"


@_plain.register
def _(node: rdflib.URIRef) -> str:
    return _term(node)


@_plain.register
def _(node: rdflib.Literal) -> str | Part:
    if node.datatype is None and not node.language:
        return Part(PLAIN, {"words": str(node)})
    text = _term(node)
    return text + f"^^<{rdflib.XSD.string}>" if node.datatype == rdflib.XSD.string else text


@_plain.register(list)
@_plain.register(tuple)
def _(node: list[object]) -> list[Any]:
    return [*map(_plain, node)]


@_plain.register(set)
@_plain.register(frozenset)
def _(node: set[object]) -> list[Any]:
    return sorted(map(_plain, node), key=str)


@_plain.register(paths.AlternativePath)
@_plain.register(paths.SequencePath)
def _(node: paths.AlternativePath | paths.SequencePath) -> Part:
    return Part(type(node).__name__, {"args": [*map(_plain, node.args)]})


@_plain.register
def _(node: paths.InvPath) -> Part:
    return Part("InvPath", {"arg": _plain(node.arg)})


@_plain.register
def _(node: paths.MulPath) -> Part:
    return Part("MulPath", {"path": _plain(node.path), "mod": node.mod})


@_plain.register
def _(node: CompValue) -> Part:
    # A mark that translation left on a part stands before what it was read with.
    inside = {**node} | vars(node)
    return Part(node.name, {key: _plain(one) for key, one in inside.items() if key not in OWN})
