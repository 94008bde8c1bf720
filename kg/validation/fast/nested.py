"""Constraints that other shapes take part in: sh:node, sh:property, and, or, not, xone, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from kg.validation.fast.components import EITHER, MET, UNMET, all_of, each

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.components import Conforms, Constraint
    from kg.validation.fast.index import View
    from kg.validation.fast.plan import Part

    Compile: TypeAlias = Callable[[Part], Conforms]


def _node(node: Part, compiled: Compile) -> Constraint:
    return each(compiled(node))


def _and(nodes: Sequence[Part], compiled: Compile) -> Constraint:
    shapes = [compiled(one) for one in nodes]

    def look(view: View, value: str) -> int:
        found = MET
        for shape in shapes:
            found = all_of(found, shape(view, value))
        return found

    return each(look)


def _or(nodes: Sequence[Part], compiled: Compile) -> Constraint:
    shapes = [compiled(one) for one in nodes]

    def look(view: View, value: str) -> int:
        found = UNMET
        for shape in shapes:
            one = shape(view, value)
            if one == MET:
                return MET
            found |= one
        return found

    return each(look)


def _not(node: Part, compiled: Compile) -> Constraint:
    inner = compiled(node)
    turned = {MET: UNMET, UNMET: MET, EITHER: EITHER}
    return each(lambda view, value: turned[inner(view, value)])


def _xone(nodes: Sequence[Part], compiled: Compile) -> Constraint:
    shapes = [compiled(one) for one in nodes]

    def look(view: View, value: str) -> int:
        outcomes = [shape(view, value) for shape in shapes]
        if EITHER in outcomes:
            return EITHER
        return MET if outcomes.count(MET) == 1 else UNMET

    return each(look)


def _counted(node: Part, compiled: Compile) -> Constraint:
    """Compile a qualified count."""
    inner, low, high = compiled(node.shape), node.least, node.most

    def outcome(view: View, _focus: str, values: Sequence[str]) -> int:
        outcomes = [inner(view, value) for value in values]
        certain, perhaps = outcomes.count(MET), len(outcomes) - outcomes.count(UNMET)
        if perhaps < low or (high is not None and certain > high):
            return UNMET
        return MET if certain >= low and (high is None or perhaps <= high) else EITHER

    return outcome


NESTED: Mapping[str, Callable[[Any, Compile], Constraint]] = {
    "node": _node,
    "property": _node,
    "and": _and,
    "or": _or,
    "not": _not,
    "xone": _xone,
    "qualifiedValueShape": _counted,
}
