"""Which variables a query's parts name, and which of them decide what it finds."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import rdflib
from rdflib.plugins.sparql.parserutils import CompValue

if TYPE_CHECKING:
    from collections.abc import Iterator

THIS = "this"
EXISTS = frozenset({"Builtin_EXISTS", "Builtin_NOTEXISTS"})


def parts(node: object) -> Iterator[CompValue]:
    """Yield a query's parts, from the outermost on, those in EXISTS too."""
    if isinstance(node, CompValue):
        yield node
        if node.name in EXISTS:
            yield from parts(node.graph)
            return
        for key in node:
            if key != "_vars":
                yield from parts(node[key])
    elif isinstance(node, list | tuple):
        for one in node:
            yield from parts(one)


def _leaves(node: object, *, exists: bool) -> Iterator[str]:
    if isinstance(node, rdflib.Variable | rdflib.BNode):
        yield str(node)
    elif isinstance(node, CompValue):
        if node.name in EXISTS:
            if exists:
                yield from _leaves(node.graph, exists=exists)
            return
        for key in node:
            if key != "_vars":
                yield from _leaves(node[key], exists=exists)
    elif isinstance(node, list | tuple):
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
        str(part.var): part.expr
        for part in parts(query)
        if part.name == "Extend" and not str(part.expr).startswith("__agg")
    }


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
        elif part.name == "Extend" and str(part.expr).startswith("__agg"):
            deciding |= {str(part.var)}
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
