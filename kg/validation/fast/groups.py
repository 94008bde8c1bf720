"""Whole queries: groups and their counts, as far as they can be told for certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.validation.fast.names import THIS, made, needed
from kg.validation.fast.patterns import PARTS, Query, Scope, Solved, compile_part
from kg.validation.fast.plan import NotCompiledError, is_variable
from kg.validation.fast.terms import UNBOUND, UNKNOWN, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.validation.fast.functions import Row
    from kg.validation.fast.index import View, Wanted
    from kg.validation.fast.patterns import Solutions, Solve
    from kg.validation.fast.plan import Part


def compile_select(algebra: Part, wanted: Wanted, *, whole: bool) -> Solve:
    """Return the function from a row with `this` to a query's solutions.

    With `whole`, what a query only shows is read too. Raises `NotCompiledError`.
    """
    if algebra.name != "SelectQuery" or algebra.datasetClause:
        raise NotCompiledError(f"a query that is {algebra.name}")
    operators = {**PARTS, "AggregateJoin": _grouped}
    query = Query(wanted, needed(algebra), frozenset(made(algebra)), operators, whole)
    return compile_part(algebra.p, Scope(), query).solve


def _grouped(node: Part, scope: Scope, query: Query) -> Solved:
    """Compile what GROUP BY and its aggregates give: a row for each group."""
    inner = compile_part(node.p.p, scope, query)
    keys = _keys(node.p.expr)
    asked = {one.res[1:]: _asked(one, keys) for one in node.A}

    def solve(view: View, row: Row) -> Solutions:
        groups: dict[tuple[Value, ...], list[Row]] = {}
        certain = True
        for found, sure in inner.solve(view, row):
            key = tuple(found.get(name, UNBOUND) for name in keys)
            certain = certain and sure and UNKNOWN not in key
            groups.setdefault(key, []).append(found)
        this: Row = {THIS: row[THIS]}
        if not certain:
            yield this | dict.fromkeys(asked, UNKNOWN), False
            return
        for rows in groups.values():
            yield this | _aggregated(asked, rows), True
        if not groups:
            yield this, False

    return Solved(solve, frozenset({THIS}), frozenset({THIS, *asked}))


def _keys(expressions: Iterable[object] | None) -> list[str]:
    found = list(expressions or ())
    named = [one[1:] for one in found if is_variable(one)]
    if not found or len(named) != len(found):
        raise NotCompiledError("a group that is none of variables")
    return named


def _asked(aggregate: Part, keys: Sequence[str]) -> tuple[str, bool]:
    """Return the variable of an aggregate, and whether its distinct values are counted."""
    counted = aggregate.name == "Aggregate_Count" and bool(aggregate.distinct)
    asked = aggregate.vars
    if not is_variable(asked) or not (counted or asked[1:] in keys):
        raise NotCompiledError(f"{aggregate.name} in a query")
    return asked[1:], counted


def _aggregated(asked: Mapping[str, tuple[str, bool]], rows: Sequence[Row]) -> Row:
    found: Row = {}
    for result, (name, counted) in asked.items():
        values = {row[name] for row in rows if name in row}
        if counted:
            found[result] = UNKNOWN if UNKNOWN in values else len(values)
        elif values:
            found[result] = values.pop()
    return found
