"""Which variables a query's parts name, and which of them decide what it finds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.validation.fast.plan import Part, is_variable

if TYPE_CHECKING:
    from collections.abc import Iterator

THIS = "this"
EXISTS = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})


def parts(node: object) -> Iterator[Part]:
    """Yield a query's parts, from the outermost on, those in EXISTS too."""
    if isinstance(node, Part):
        yield node
        inside = (node.graph,) if node.name in EXISTS else node.inside.values()
        for one in inside:
            yield from parts(one)
    elif isinstance(node, list):
        for one in node:
            yield from parts(one)


def _leaves(node: object, *, exists: bool) -> Iterator[str]:
    if is_variable(node):
        yield node[1:]
    elif isinstance(node, Part):
        if node.name not in EXISTS:
            inside = [*node.inside.values()]
        else:
            inside = [node.graph] if exists else []
        for one in inside:
            yield from _leaves(one, exists=exists)
    elif isinstance(node, list):
        for one in node:
            yield from _leaves(one, exists=exists)


def variables(node: object) -> frozenset[str]:
    """Return all variables that stand in a part."""
    return frozenset(_leaves(node, exists=True))


def direct(node: object) -> frozenset[str]:
    """Return the variables of an expression, those in EXISTS left out."""
    return frozenset(_leaves(node, exists=False))


def made(query: object) -> dict[str, object]:
    """Return the expressions of a query by the variable that each binds."""
    return {
        part.var[1:]: part.expr
        for part in parts(query)
        if part.name == "Extend" and not _is_counted(part.expr)
    }


def _is_counted(expression: object) -> bool:
    """Return whether an expression is the variable of an aggregate."""
    return is_variable(expression) and expression.startswith("?__agg")


def needed(query: object) -> frozenset[str]:
    """Return the variables that decide which solutions a query has.

    Those in conditions, in groups and in several patterns; not those that
    stand in one optional pattern only to be shown.
    """
    deciding: set[str] = set()
    uses: Counter[str] = Counter()
    for part in parts(query):
        if part.name == "BGP":
            uses.update(variables(part.triples))
        elif part.name in {"Filter", "LeftJoin", "Group"}:
            deciding |= variables(part.expr)
        elif part.name == "AggregateJoin":
            deciding |= variables(part.A)
        elif part.name == "Extend" and _is_counted(part.expr):
            deciding |= {part.var[1:]}
        elif part.name in EXISTS:
            deciding |= variables(part.graph)
    deciding |= {name for name, count in uses.items() if count > 1}
    expressions = made(query)
    todo = list(deciding)
    while todo:
        inside = variables(expressions.get(todo.pop(), ())) - deciding
        deciding |= inside
        todo.extend(inside)
    return frozenset(deciding)
