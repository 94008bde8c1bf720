"""SPARQL graph patterns as functions from a row of bindings to its solutions.

Each solution comes with whether it is certain: no solution that the reference
engine has is left out, and one that is certain it has too.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from kg.validation.fast import paths
from kg.validation.fast.expressions import remembered, test, value
from kg.validation.fast.names import THIS, direct, variables
from kg.validation.fast.plan import NotCompiledError, Part, is_literal, is_variable, term
from kg.validation.fast.terms import FALSE, TRUE, UNBOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from kg.validation.fast.expressions import Test
    from kg.validation.fast.functions import Row
    from kg.validation.fast.index import View, Wanted

    Solutions: TypeAlias = Iterator[tuple[Row, bool]]
    Solve: TypeAlias = Callable[[View, Row], Solutions]
    Step: TypeAlias = Callable[[View, Row], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is known of a whole query while its parts are compiled.

    `needed` are the variables that decide which solutions there are; `made` are
    those that an expression binds; with `whole`, what decides nothing is kept.
    """

    wanted: Wanted
    needed: frozenset[str]
    made: frozenset[str]
    operators: Mapping[str, Callable[[Part, Scope, Query], Solved]]
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables that are bound for certain where a part begins, and those that may be."""

    certain: frozenset[str] = frozenset({THIS})
    possible: frozenset[str] = frozenset({THIS})
    exists: bool = False


@dataclass(slots=True)
class Solved:
    """A compiled part, and the variables that it binds for certain and perhaps."""

    solve: Solve
    certain: frozenset[str] = field(default_factory=frozenset)
    possible: frozenset[str] = field(default_factory=frozenset)


def compile_part(node: Part, scope: Scope, query: Query) -> Solved:
    """Compile a graph pattern; raises `NotCompiledError` for what is not known here."""
    if node.name not in query.operators:
        raise NotCompiledError(f"{node.name} in a query")
    return query.operators[node.name](node, scope, query)


def _after(scope: Scope, part: Solved) -> Scope:
    return Scope(scope.certain | part.certain, scope.possible | part.possible, scope.exists)


# -- triples -----------------------------------------------------------------------------


def _triples(node: Part, scope: Scope, query: Query) -> Solved:
    todo = list(node.triples)
    known, steps = set(scope.certain), []
    while todo:
        triple = min(todo, key=lambda one: _rank(one, known))
        todo.remove(triple)
        steps.append(_triple(triple, known, query))
        known |= _names(triple)
    named = frozenset(name for triple in node.triples for name in _names(triple))
    if query.made & named:
        raise NotCompiledError("a pattern on what an expression made")
    certain = not any(is_literal(end) for t in node.triples for end in t)

    def solve(view: View, row: Row) -> Solutions:
        return ((found, certain) for found in _followed(steps, 0, view, row))

    return Solved(solve, named, named)


def _followed(steps: Sequence[Step], at: int, view: View, row: Row) -> Iterator[Row]:
    if at == len(steps):
        yield row
        return
    for found in steps[at](view, row):
        yield from _followed(steps, at + 1, view, found)


def _names(triple: Sequence[object]) -> set[str]:
    return {part[1:] for part in triple if is_variable(part)}


def _rank(triple: Sequence[object], known: set[str]) -> tuple[int, int, int, int]:
    """Return how little is known of a triple's ends, and whether a path may lead far.

    A node that is known says more than a constant, which many may share; a
    known subject is best.
    """
    ends = [end for end in (triple[0], triple[2]) if is_variable(end)]
    free = [end for end in ends if end[1:] not in known]
    far = isinstance(triple[1], Part)
    return (len(free), int(len(free) == len(ends)), int(triple[0] in free), int(far))


def _triple(triple: Sequence[object], known: Iterable[str], query: Query) -> Step:
    subject, path, obj = triple
    if is_variable(path) or not isinstance(path, str | Part):
        raise NotCompiledError("a variable for a property")
    ends = [("", end[1:]) if is_variable(end) else (term(end), "") for end in (subject, obj)]
    (start, start_name), (end, end_name) = ends
    there = paths.walk(path, query.wanted)
    certain = [bool(constant) or name in known for constant, name in ends]
    back = None if certain[0] else paths.walk(path, query.wanted, back=True)
    every = None if any(certain) else paths.pairs(path, query.wanted)

    def follow(view: View, row: Row) -> Iterator[Row]:
        one = start or row.get(start_name)
        other = end or row.get(end_name)
        if isinstance(one, str):
            reached = there(view, one)
            if other is None:
                yield from ({**row, end_name: found} for found in reached)
            elif other in reached:
                yield row
        elif isinstance(other, str) and back is not None:
            yield from ({**row, start_name: found} for found in back(view, other))
        elif every is not None:
            for first, last in every(view):
                if start_name != end_name or first == last:
                    yield {**row, start_name: first, end_name: last}

    return follow


# -- operators ---------------------------------------------------------------------------


def _joined(node: Part, scope: Scope, query: Query) -> Solved:
    first = compile_part(node.p1, scope, query)
    second = compile_part(node.p2, _after(scope, first), query)

    def solve(view: View, row: Row) -> Solutions:
        for found, sure in first.solve(view, row):
            for more, also in second.solve(view, found):
                yield more, sure and also

    return Solved(solve, first.certain | second.certain, first.possible | second.possible)


def _optional(node: Part, scope: Scope, query: Query) -> Solved:
    first = compile_part(node.p1, scope, query)
    new = variables(node.p2) - first.possible - scope.possible
    if not query.whole and node.expr.name == "TrueFilter" and not new & query.needed:
        return first
    inner = _after(scope, first)
    second = compile_part(node.p2, inner, query)
    both = Solved(first.solve, first.certain, first.possible | second.possible)
    condition = _condition(node.expr, _after(inner, second), query, _after(Scope(), both))

    def solve(view: View, row: Row) -> Solutions:
        for found, sure in first.solve(view, row):
            matched = perhaps = False
            for more, also in second.solve(view, found):
                outcome = condition(view, more)
                if outcome & TRUE:
                    certain = also and outcome == TRUE
                    matched, perhaps = matched or certain, True
                    yield more, sure and certain
            if not matched:
                yield found, sure and not perhaps

    return Solved(solve, both.certain, both.possible)


def _filtered(node: Part, scope: Scope, query: Query) -> Solved:
    inner = compile_part(node.p, scope, query)
    sees = scope if node.no_isolated_scope else Scope()
    condition = _condition(node.expr, _after(scope, inner), query, _after(sees, inner))

    def solve(view: View, row: Row) -> Solutions:
        for found, sure in inner.solve(view, row):
            outcome = condition(view, found)
            if outcome & TRUE:
                yield found, sure and outcome == TRUE

    return Solved(solve, inner.certain, inner.possible)


def _condition(node: object, scope: Scope, query: Query, sees: Scope) -> Test:
    """Compile a condition; one that looks outside its group is left to the reference."""
    if (direct(node) & scope.possible) - sees.possible:
        raise NotCompiledError("a condition on a variable of an outer group")
    return test(node, lambda graph: _existing(graph, scope, query))


def _existing(node: Part, scope: Scope, query: Query) -> Test:
    inner = compile_part(node, Scope(scope.certain, scope.possible, exists=True), query)

    def outcome(view: View, row: Row) -> int:
        found = FALSE
        for _, sure in inner.solve(view, row):
            if sure:
                return TRUE
            found = TRUE | FALSE
        return found

    seen = sorted(variables(node) & scope.possible)
    return outcome if THIS in seen else remembered(outcome, seen)


def _extended(node: Part, scope: Scope, query: Query) -> Solved:
    inner = compile_part(node.p, scope, query)
    name = node.var[1:]
    if name not in query.needed:
        return inner
    after = _after(scope, inner)
    if (direct(node.expr) & after.possible) - inner.possible - {THIS}:
        raise NotCompiledError("an expression on a variable of an outer group")
    worked_out = value(node.expr, lambda graph: _existing(graph, after, query))

    def solve(view: View, row: Row) -> Solutions:
        for found, sure in inner.solve(view, row):
            one = worked_out(view, found)
            yield (found if one is UNBOUND else {**found, name: one}), sure

    return Solved(solve, inner.certain, inner.possible | {name})


def _either(node: Part, scope: Scope, query: Query) -> Solved:
    first, second = (compile_part(one, scope, query) for one in (node.p1, node.p2))

    def solve(view: View, row: Row) -> Solutions:
        yield from first.solve(view, row)
        yield from second.solve(view, row)

    return Solved(solve, first.certain & second.certain, first.possible | second.possible)


def _inside(node: Part, scope: Scope, query: Query) -> Solved:
    return compile_part(node.p, scope, query)


def _some(node: Part, scope: Scope, query: Query) -> Solved:
    inner = compile_part(node.p, scope, query)

    def solve(view: View, row: Row) -> Solutions:
        return ((found, False) for found, _ in inner.solve(view, row))

    return Solved(solve, inner.certain, inner.possible)


PARTS: Mapping[str, Callable[[Part, Scope, Query], Solved]] = {
    "BGP": _triples,
    "Join": _joined,
    "LeftJoin": _optional,
    "Filter": _filtered,
    "Extend": _extended,
    "Union": _either,
    "Project": _inside,
    "Distinct": _inside,
    "Reduced": _inside,
    "OrderBy": _inside,
    "Slice": _some,
}
