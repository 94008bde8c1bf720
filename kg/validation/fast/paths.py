"""Property paths, of shapes and of their queries, as functions from a node to nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import rdflib
from rdflib import paths
from rdflib.collection import Collection as ListOf

from kg.rdflib_terms import term_of
from kg.terms import SH

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kg.validation.fast.index import View, Wanted

    Walk: TypeAlias = Callable[[View, str], Sequence[str]]

Path: TypeAlias = "rdflib.URIRef | paths.Path"
MODIFIERS: Mapping[str, Literal["*", "+", "?"]] = {
    "zeroOrMorePath": "*",
    "oneOrMorePath": "+",
    "zeroOrOnePath": "?",
}


class NotCompiledError(Exception):
    """A construct that only the reference engine knows; the argument says which."""


def term(node: object) -> str:
    """Return a term of shapes or queries as N-Triples write it."""
    if not isinstance(node, rdflib.URIRef | rdflib.Literal):
        raise NotCompiledError(f"a node without a name: {node}")
    return str(term_of(node))


def shape_path(shapes: rdflib.Graph, node: rdflib.term.Node) -> Path:
    """Return the path that a shape's `sh:path` describes (SHACL, 2.3.1)."""
    if isinstance(node, rdflib.URIRef):
        return node
    if (node, rdflib.RDF.first, None) in shapes:
        steps = [shape_path(shapes, step) for step in ListOf(shapes, node)]
        return paths.SequencePath(*steps)
    for predicate, obj in shapes.predicate_objects(node):
        name = str(predicate).removeprefix(SH)
        if name == "inversePath":
            return paths.InvPath(shape_path(shapes, obj))
        if name == "alternativePath":
            return paths.AlternativePath(*(shape_path(shapes, o) for o in ListOf(shapes, obj)))
        if name in MODIFIERS:
            return paths.MulPath(shape_path(shapes, obj), MODIFIERS[name])
    raise NotCompiledError(f"a path: {node}")


def walk(path: object, wanted: Wanted, *, back: bool = False) -> Walk:
    """Return the function from a node to the distinct nodes at a path's other end."""
    if isinstance(path, rdflib.URIRef):
        return _step(term(path), wanted, back=back)
    if isinstance(path, paths.InvPath):
        return walk(path.arg, wanted, back=not back)
    if isinstance(path, paths.SequencePath):
        steps = [walk(part, wanted, back=back) for part in path.args]
        return _chain(steps[::-1] if back else steps)
    if isinstance(path, paths.AlternativePath):
        return _either([walk(part, wanted, back=back) for part in path.args])
    if isinstance(path, paths.MulPath):
        return _repeated(walk(path.path, wanted, back=back), path.mod)
    raise NotCompiledError(f"a path: {path}")


def _step(predicate: str, wanted: Wanted, *, back: bool) -> Walk:
    if back:
        wanted.backward.add(predicate)
        return lambda view, node: view.subjects(predicate, node)
    wanted.forward.add(predicate)
    return lambda view, node: view.objects(predicate, node)


def _chain(steps: Sequence[Walk]) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        reached: Sequence[str] = (node,)
        for step in steps:
            if len(reached) == 1:
                reached = step(view, reached[0])
            elif reached:
                reached = list(dict.fromkeys(end for one in reached for end in step(view, one)))
        return reached

    return walked


def _either(ways: Sequence[Walk]) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        return list(dict.fromkeys(end for way in ways for end in way(view, node)))

    return walked


def _repeated(step: Walk, modifier: str) -> Walk:
    def walked(view: View, node: str) -> Sequence[str]:
        found: dict[str, None] = {} if modifier == paths.OneOrMore else {node: None}
        todo = list(step(view, node))
        while todo:
            reached = todo.pop()
            if reached not in found:
                found[reached] = None
                if modifier != paths.ZeroOrOne:
                    todo.extend(step(view, reached))
        return list(found)

    return walked


def pairs(path: object, wanted: Wanted) -> Callable[[View], Iterator[tuple[str, str]]]:
    """Return the function to all pairs of nodes that a path joins; one may come twice."""
    if isinstance(path, rdflib.URIRef):
        predicate = term(path)
        wanted.forward.add(predicate)
        return lambda view: view.pairs(predicate)
    if isinstance(path, paths.InvPath):
        turned = pairs(path.arg, wanted)
        return lambda view: ((one, other) for other, one in turned(view))
    if isinstance(path, paths.AlternativePath):
        ways = [pairs(part, wanted) for part in path.args]
        return lambda view: (pair for way in ways for pair in way(view))
    if isinstance(path, paths.SequencePath):
        first = pairs(path.args[0], wanted)
        rest = _chain([walk(part, wanted) for part in path.args[1:]])
        return lambda view: ((one, end) for one, mid in first(view) for end in rest(view, mid))
    raise NotCompiledError(f"a path between any two nodes: {path}")
