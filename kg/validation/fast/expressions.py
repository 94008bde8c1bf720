"""SPARQL expressions as functions from a row of bindings to a value, or to possible outcomes.

Where rdflib's answer is not known for certain, several outcomes are possible.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeAlias

import rdflib
from rdflib.plugins.sparql.parserutils import CompValue

from kg.validation.fast import terms
from kg.validation.fast.functions import FUNCTIONS, words_of
from kg.validation.fast.paths import term
from kg.validation.fast.terms import ANY, FAILED, FALSE, TRUE, UNBOUND, UNKNOWN, Plain, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.functions import Evaluate, Row
    from kg.validation.fast.index import View

    Test: TypeAlias = Callable[[View, Row], int]
    Exists: TypeAlias = Callable[[Any], Test]


def value(node: object, exists: Exists) -> Evaluate:
    """Return the function that works out an expression; `exists` compiles a graph pattern."""
    if isinstance(node, rdflib.Variable):
        name = str(node)
        return lambda _view, row: row.get(name, UNBOUND)
    if isinstance(node, rdflib.URIRef | rdflib.Literal):
        constant = _constant(node)
        return lambda _view, _row: constant
    name = node.name if isinstance(node, CompValue) else ""
    if name in FUNCTIONS and isinstance(node, CompValue):
        return FUNCTIONS[name](node, lambda part: value(part, exists))
    if name == "Builtin_IF" and isinstance(node, CompValue):
        return _if(node, exists)
    if name in TESTS and isinstance(node, CompValue):
        condition = TESTS[name](node, exists)
        return lambda view, row: terms.boolean(condition(view, row))
    return lambda _view, _row: UNKNOWN


def test(node: object, exists: Exists) -> Test:
    """Return the function that gives an expression's possible outcomes as a condition."""
    name = node.name if isinstance(node, CompValue) else ""
    if name in TESTS and isinstance(node, CompValue):
        return TESTS[name](node, exists)
    worked_out = value(node, exists)
    return lambda view, row: terms.truth(worked_out(view, row))


def _constant(node: rdflib.URIRef | rdflib.Literal) -> Value:
    if isinstance(node, rdflib.Literal) and not node.language:
        if node.datatype is None:
            return Plain(node)
        kind = terms.kind_of(term(node))
        if kind and isinstance(kind[1], int):
            return kind[1]
    return term(node)


# -- conditions --------------------------------------------------------------------------


def _true(_node: CompValue, _exists: Exists) -> Test:
    return lambda _view, _row: TRUE


def _junction(decisive: int, neutral: int) -> Callable[[CompValue, Exists], Test]:
    """Return what compiles conditions of which one that is decisive decides (SPARQL 1.1, 17.2)."""

    def compiled(node: CompValue, exists: Exists) -> Test:
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


def _not(node: CompValue, exists: Exists) -> Test:
    inner = test(node.expr, exists)
    return lambda view, row: terms.negated(inner(view, row))


def _relation(node: CompValue, exists: Exists) -> Test:
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


def _among(node: CompValue, one: Evaluate, exists: Exists) -> Test:
    listed = [] if node.other == rdflib.RDF.nil else list(node.other)
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


def _bound(node: CompValue, _exists: Exists) -> Test:
    name = str(node.arg)

    def outcome(_view: View, row: Row) -> int:
        found = row.get(name, UNBOUND)
        return TRUE | FALSE if found is UNKNOWN else terms.of(found is not UNBOUND)

    return outcome


def _exists(node: CompValue, exists: Exists) -> Test:
    return exists(node.graph)


def _not_exists(node: CompValue, exists: Exists) -> Test:
    inner = exists(node.graph)
    return lambda view, row: terms.negated(inner(view, row))


def _if_test(node: CompValue, exists: Exists) -> Test:
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


def _regex(node: CompValue, exists: Exists) -> Test:
    if node.flags or not isinstance(node.pattern, rdflib.Literal):
        return lambda _view, _row: ANY
    pattern, one = re.compile(str(node.pattern)), value(node.text, exists)

    def outcome(view: View, row: Row) -> int:
        found = words_of(one(view, row))
        return ANY if found is None else terms.of(bool(pattern.search(found[1])))

    return outcome


TESTS: Mapping[str, Callable[[CompValue, Exists], Test]] = {
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


def _if(node: CompValue, exists: Exists) -> Evaluate:
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
