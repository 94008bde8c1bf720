"""Constraints that other shapes take part in: sh:node, sh:property, and, or, not, xone, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rdflib

from kg.validation.fast.components import EITHER, MET, UNMET, all_of, each, sh
from kg.validation.fast.paths import NotCompiledError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.components import Build, Constraint, Parameters
    from kg.validation.fast.index import View


def _node(node: rdflib.term.Node, at: Parameters) -> Constraint:
    return each(at.compile_shape(node))


def _and(node: rdflib.term.Node, at: Parameters) -> Constraint:
    shapes = [at.compile_shape(one) for one in at.listed(node)]

    def look(view: View, value: str) -> int:
        found = MET
        for shape in shapes:
            found = all_of(found, shape(view, value))
        return found

    return each(look)


def _or(node: rdflib.term.Node, at: Parameters) -> Constraint:
    shapes = [at.compile_shape(one) for one in at.listed(node)]

    def look(view: View, value: str) -> int:
        found = UNMET
        for shape in shapes:
            one = shape(view, value)
            if one == MET:
                return MET
            found |= one
        return found

    return each(look)


def _not(node: rdflib.term.Node, at: Parameters) -> Constraint:
    inner = at.compile_shape(node)
    turned = {MET: UNMET, UNMET: MET, EITHER: EITHER}
    return each(lambda view, value: turned[inner(view, value)])


def _xone(node: rdflib.term.Node, at: Parameters) -> Constraint:
    shapes = [at.compile_shape(one) for one in at.listed(node)]

    def look(view: View, value: str) -> int:
        outcomes = [shape(view, value) for shape in shapes]
        if EITHER in outcomes:
            return EITHER
        return MET if outcomes.count(MET) == 1 else UNMET

    return each(look)


def _counted(node: rdflib.term.Node, at: Parameters) -> Constraint:
    """Compile a qualified count; one that its siblings are kept out of is not known here."""
    if at.has("qualifiedValueShapesDisjoint"):
        raise NotCompiledError("sh:qualifiedValueShapesDisjoint")
    inner = at.compile_shape(node)
    least = at.graph.value(at.shape, sh("qualifiedMinCount"))
    most = at.graph.value(at.shape, sh("qualifiedMaxCount"))
    low = int(least) if isinstance(least, rdflib.Literal) else 0
    high = int(most) if isinstance(most, rdflib.Literal) else None

    def outcome(view: View, _focus: str, values: Sequence[str]) -> int:
        outcomes = [inner(view, value) for value in values]
        certain, perhaps = outcomes.count(MET), len(outcomes) - outcomes.count(UNMET)
        if perhaps < low or (high is not None and certain > high):
            return UNMET
        return MET if certain >= low and (high is None or perhaps <= high) else EITHER

    return outcome


NESTED: Mapping[str, Callable[[Any, Parameters], Constraint] | Build] = {
    "node": _node,
    "property": _node,
    "and": _and,
    "or": _or,
    "not": _not,
    "xone": _xone,
    "qualifiedValueShape": _counted,
}
