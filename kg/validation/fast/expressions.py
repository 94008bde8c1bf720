"""SPARQL expressions as functions from a row of bindings to a value, or to possible outcomes.

Where rdflib's answer is not known for certain, several outcomes are possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

from kg.terms import RDF
from kg.validation.fast import terms
from kg.validation.fast.functions import FUNCTIONS, words_of
from kg.validation.fast.plan import Part, is_constant, is_literal, is_variable, spelled, term
from kg.validation.fast.terms import ANY, FAILED, FALSE, TRUE, UNBOUND, UNKNOWN, Plain, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.functions import Evaluate, Row
    from kg.validation.fast.index import View

    Test: TypeAlias = Callable[[View, Row], int]
    Exists: TypeAlias = Callable[[Any], Test]


NOTHING = f"<{RDF}nil>"
"""An empty list of expressions."""


def value(node: object, exists: Exists) -> Evaluate:
    """Return the function that works out an expression; `exists` compiles a graph pattern."""
    if is_variable(node):
        variable = node[1:]
        return lambda _view, row: row.get(variable, UNBOUND)
    if is_constant(node):
        constant = _constant(node)
        return lambda _view, _row: constant
    return _made(node, exists) if isinstance(node, Part) else lambda _view, _row: UNKNOWN


def _made(node: Part, exists: Exists) -> Evaluate:
    """Return the function that works out what is made of other expressions."""
    if node.name in FUNCTIONS:
        return FUNCTIONS[node.name](node, lambda part: value(part, exists))
    if node.name == "Builtin_IF":
        return _if(node, exists)
    if node.name in TESTS:
        condition = TESTS[node.name](node, exists)
        return lambda view, row: terms.boolean(condition(view, row))
    return lambda _view, _row: UNKNOWN


def test(node: object, exists: Exists) -> Test:
    """Return the function that gives an expression's possible outcomes as a condition."""
    if isinstance(node, Part) and node.name in TESTS:
        return TESTS[node.name](node, exists)
    worked_out = value(node, exists)
    return lambda view, row: terms.truth(worked_out(view, row))


def _constant(node: str | Part) -> Value:
    if isinstance(node, Part):
        return Plain(spelled(node))
    found = term(node)
    kind = terms.kind_of(found)
    return kind[1] if kind and isinstance(kind[1], int) else found


# -- conditions --------------------------------------------------------------------------


def _true(_node: Part, _exists: Exists) -> Test:
    return lambda _view, _row: TRUE


def _junction(decisive: int, neutral: int) -> Callable[[Part, Exists], Test]:
    """Return what compiles conditions of which one that is decisive decides (SPARQL 1.1, 17.2)."""

    def compiled(node: Part, exists: Exists) -> Test:
        parts = [test(part, exists) for part in (node.expr, *(node.other or ()))]

        def outcome(view: View, row: Row) -> int:
            found, all_neutral = 0, True
            for part in parts:
                one = part(view, row)
                if one == decisive and not found & FAILED:
                    return decisive
                found |= one & (decisive | FAILED)
                all_neutral = all_neutral and bool(one & neutral)
            return found | neutral if all_neutral else found

        return outcome

    return compiled


def _not(node: Part, exists: Exists) -> Test:
    inner = test(node.expr, exists)
    return lambda view, row: terms.negated(inner(view, row))


def _relation(node: Part, exists: Exists) -> Test:
    if node.other is None:
        return test(node.expr, exists)
    operator, one = node.op, value(node.expr, exists)
    if operator in {"IN", "NOT IN"}:
        return _among(node, one, exists)
    other = value(node.other, exists)
    if operator == "=":
        return lambda view, row: terms.equal(one(view, row), other(view, row))
    if operator == "!=":
        return lambda view, row: terms.negated(terms.equal(one(view, row), other(view, row)))
    return lambda view, row: terms.ordered(operator, one(view, row), other(view, row))


def _among(node: Part, one: Evaluate, exists: Exists) -> Test:
    listed = [] if node.other == NOTHING else node.other
    others = [value(part, exists) for part in listed]

    def outcome(view: View, row: Row) -> int:
        asked = terms.kind_of(one(view, row))
        if asked is None:
            return ANY
        found = FALSE
        for other in others:
            kind = terms.kind_of(other(view, row))
            if kind is None or kind[0] != asked[0]:
                found = ANY
            elif kind == asked:
                return TRUE if found == FALSE else ANY
        return found

    if node.op == "IN":
        return outcome
    return lambda view, row: terms.negated(outcome(view, row))


def _bound(node: Part, _exists: Exists) -> Test:
    name = node.arg[1:]

    def outcome(_view: View, row: Row) -> int:
        found = row.get(name, UNBOUND)
        return TRUE | FALSE if found is UNKNOWN else terms.of(found is not UNBOUND)

    return outcome


def _exists(node: Part, exists: Exists) -> Test:
    return exists(node.graph)


def _not_exists(node: Part, exists: Exists) -> Test:
    inner = exists(node.graph)
    return lambda view, row: terms.negated(inner(view, row))


def _if_test(node: Part, exists: Exists) -> Test:
    condition = test(node.arg1, exists)
    then, other = test(node.arg2, exists), test(node.arg3, exists)

    def outcome(view: View, row: Row) -> int:
        asked = condition(view, row)
        found = asked & FAILED
        if asked & TRUE:
            found |= then(view, row)
        if asked & FALSE:
            found |= other(view, row)
        return found

    return outcome


def _regex(node: Part, exists: Exists) -> Test:
    if node.flags or not is_literal(node.pattern):
        return lambda _view, _row: ANY
    pattern, one = re.compile(spelled(node.pattern)), value(node.text, exists)

    def outcome(view: View, row: Row) -> int:
        found = words_of(one(view, row))
        return ANY if found is None else terms.of(bool(pattern.search(found[1])))

    return outcome


TESTS: Mapping[str, Callable[[Part, Exists], Test]] = {
    "TrueFilter": _true,
    "ConditionalAndExpression": _junction(decisive=FALSE, neutral=TRUE),
    "ConditionalOrExpression": _junction(decisive=TRUE, neutral=FALSE),
    "UnaryNot": _not,
    "RelationalExpression": _relation,
    "Builtin_BOUND": _bound,
    "Builtin_EXISTS": _exists,
    "Builtin_NOTEXISTS": _not_exists,
    "Builtin_IF": _if_test,
    "Builtin_REGEX": _regex,
}


def _if(node: Part, exists: Exists) -> Evaluate:
    condition = test(node.arg1, exists)
    then, other = value(node.arg2, exists), value(node.arg3, exists)

    def worked_out(view: View, row: Row) -> Value:
        asked = condition(view, row)
        if asked == TRUE:
            return then(view, row)
        return other(view, row) if asked == FALSE else UNKNOWN

    return worked_out


def remembered(outcome: Test, seen: Sequence[str]) -> Test:
    """Return a test that a view is asked once for the same values of some variables of a row."""

    def asked_once(view: View, row: Row) -> int:
        asked = (outcome, *(row.get(name) for name in seen))
        found = view.known.get(asked)
        if found is None:
            found = view.known[asked] = outcome(view, row)
        return found

    return asked_once
