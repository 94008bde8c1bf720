"""Shapes compiled to functions that say of a node whether it may fail them.

What is not known here may always fail: no node that the reference engine
reports is passed over, and what it makes of the rest is its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import rdflib
from pyparsing import ParseException
from pyshacl.constraints import ALL_CONSTRAINT_PARAMETERS
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure
from pyshacl.helper import get_query_helper_cls
from pyshacl.shapes_graph import ShapesGraph

from kg.terms import SH
from kg.validation.fast.components import (
    EITHER,
    MET,
    SUBCLASS,
    TYPE,
    VALUES,
    Parameters,
    all_of,
    sh,
)
from kg.validation.fast.groups import compile_select
from kg.validation.fast.index import Wanted
from kg.validation.fast.names import THIS, variables
from kg.validation.fast.nested import NESTED
from kg.validation.fast.paths import NotCompiledError, shape_path, term, walk
from kg.validation.prepared import prepare

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pyshacl.shape import Shape

    from kg.validation.fast.components import Conforms, Constraint
    from kg.validation.fast.index import View
    from kg.validation.shapes import Scope, Shapes

COMPANIONS = frozenset(
    {"flags", "ignoredProperties", "qualifiedMinCount", "qualifiedMaxCount"}
    | {"qualifiedValueShapesDisjoint"}
)
"""Parameters that another one's constraint looks up."""
MANY = frozenset({*NESTED, "class", "pattern", "hasValue", "equals", "disjoint", "sparql"})
MANY |= {"lessThan", "lessThanOrEquals"}
MANY -= {"qualifiedValueShape"}
"""Parameters that a shape may give several values."""
REFUSED: tuple[type[Exception], ...] = (
    *(NotCompiledError, ShapeLoadError, ReportableRuntimeError, ValidationFailure),
    *(ParseException, ValueError, KeyError, TypeError, AttributeError),
)
"""What says that a shape cannot be compiled; pySHACL says the same its own way, or copes."""


@dataclass(frozen=True, slots=True, eq=False)
class CompiledShape:
    """A shape with targets: what says whether a node may fail it, as quickly and as completely.

    `complete` reads all that the reference engine needs for its results; it is
    None where the shape is not known here, for the reason `why`.
    """

    node: rdflib.term.Node
    conforms: Conforms
    complete: Conforms | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Compiled:
    """The shapes of a scope by what they are on, and the predicates that they look at.

    `known` is pySHACL's own form of the shapes, kept so that it is made once.
    """

    shapes: tuple[CompiledShape, ...]
    on_class: Mapping[str, tuple[CompiledShape, ...]]
    on_node: Mapping[str, tuple[CompiledShape, ...]]
    on_subject: Mapping[str, tuple[CompiledShape, ...]]
    on_object: Mapping[str, tuple[CompiledShape, ...]]
    wanted: Wanted
    known: ShapesGraph


@dataclass(slots=True)
class _Bench:
    """What shapes are compiled with."""

    shapes: ShapesGraph
    wanted: Wanted
    whole: bool
    open: list[rdflib.term.Node] = field(default_factory=list)


@lru_cache(maxsize=4)
def compile_shapes(shapes: Shapes, scope: Scope) -> Compiled:
    """Compile the shapes of a scope; what cannot be, is taken to fail wherever it is on."""
    known = ShapesGraph(shapes.graphs[scope])
    wanted = Wanted()
    on: dict[str, dict[str, tuple[CompiledShape, ...]]] = {
        name: {} for name in ("Class", "Node", "SubjectsOf", "ObjectsOf")
    }
    compiled = []
    for shape in sorted(known.shapes, key=lambda one: str(one.node)):
        targets = list(_targets(shape))
        if not targets or shape.deactivated:
            continue
        one = _compiled(known, shape, wanted)
        compiled.append(one)
        for kind, target in targets:
            on[kind][target] = (*on[kind].get(target, ()), one)
    wanted.forward.update(on["SubjectsOf"], (TYPE, SUBCLASS))
    wanted.backward.update(on["ObjectsOf"])
    every = (on["Class"], on["Node"], on["SubjectsOf"], on["ObjectsOf"])
    return Compiled(tuple(compiled), *every, wanted, known)


def _targets(shape: Shape) -> Iterator[tuple[str, str]]:
    """Yield what a shape is on: by kind the class, node or property."""
    nodes, classes, implicit, objects_of, subjects_of = shape.target()  # type: ignore[no-untyped-call]
    kinds = {"Node": nodes, "Class": [*classes, *implicit]}
    kinds |= {"SubjectsOf": subjects_of, "ObjectsOf": objects_of}
    for kind, targets in kinds.items():
        for target in sorted(set(targets)):
            yield kind, _term(target)


def _term(node: rdflib.term.Node) -> str:
    return f"_:{node}" if isinstance(node, rdflib.BNode) else term(node)


def _compiled(known: ShapesGraph, shape: Shape, wanted: Wanted) -> CompiledShape:
    try:
        if known.custom_constraints:
            raise NotCompiledError("a constraint component of its own")
        quick = _conforms(shape, _Bench(known, wanted, whole=False))
        complete = _conforms(shape, _Bench(known, wanted, whole=True))
    except REFUSED as error:
        return CompiledShape(shape.node, lambda _view, _focus: EITHER, None, str(error))
    return CompiledShape(shape.node, quick, complete)


def _conforms(shape: Shape, bench: _Bench) -> Conforms:
    """Return the function from a node to whether it may, and may not, conform to a shape."""
    if shape.deactivated:
        return lambda _view, _focus: MET
    if shape.node in bench.open:
        raise NotCompiledError("a shape that is part of itself")
    bench.open.append(shape.node)
    constraints = list(_constraints(shape, bench))
    bench.open.pop()
    path = None
    if shape.is_property_shape:
        path = walk(shape_path(bench.shapes.graph, _path_of(shape)), bench.wanted)

    def outcome(view: View, focus: str) -> int:
        values: Sequence[str] = (focus,) if path is None else path(view, focus)
        found = MET
        for constraint in constraints:
            one = constraint(view, focus, values)
            if one != MET:
                found = all_of(found, one)
        return found

    return outcome


def _path_of(shape: Shape) -> rdflib.term.Node:
    path: rdflib.term.Node = shape.path()  # type: ignore[no-untyped-call]
    return path


def _constraints(shape: Shape, bench: _Bench) -> Iterator[Constraint]:
    graph = bench.shapes.graph

    def compile_shape(node: rdflib.term.Node) -> Conforms:
        return _conforms(bench.shapes.lookup_shape_from_node(node), bench)

    at = Parameters(graph, shape.node, bench.wanted, compile_shape)
    seen: set[str] = set()
    for predicate, node in sorted(graph.predicate_objects(shape.node)):
        name = str(predicate).removeprefix(SH)
        if predicate not in ALL_CONSTRAINT_PARAMETERS or name in COMPANIONS:
            continue
        if name in seen and name not in MANY:
            raise NotCompiledError(f"sh:{name} with several values")
        seen.add(name)
        if name == "sparql":
            yield _query(shape, node, bench)
        elif name in VALUES or name in NESTED:
            yield (VALUES[name] if name in VALUES else NESTED[name])(node, at)
        else:
            raise NotCompiledError(f"sh:{name}")


def _query(shape: Shape, node: rdflib.term.Node, bench: _Bench) -> Constraint:
    """Compile a SPARQL constraint (SHACL, 5.1); each solution is a result."""
    graph = bench.shapes.graph
    helper = get_query_helper_cls()(  # type: ignore[no-untyped-call]
        shape, node, str(graph.value(node, sh("select")))
    )
    helper.collect_prefixes()
    bound, text = helper.pre_bind_variables(shape.node)
    algebra = prepare(helper.apply_prefixes(text)).algebra
    if THIS not in bound or {"currentShape", "shapesGraph"} & variables(algebra):
        raise NotCompiledError("a query without $this, or with a variable of SHACL's own")
    solve = compile_select(algebra, bench.wanted, whole=bench.whole)
    whole = bench.whole

    def outcome(view: View, focus: str, _values: Sequence[str]) -> int:
        found = solve(view, {THIS: focus})
        if whole:
            return EITHER if list(found) else MET
        return MET if next(found, None) is None else EITHER

    return outcome
