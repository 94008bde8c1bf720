"""What can be said for sure of terms, as the reference engine compares them.

Answers are sets of outcomes, as bits: where the reference depends on more than
is known here, several are possible, and none that is possible is left out.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

import pyoxigraph as ox

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

TRUE: Final = 1
FALSE: Final = 2
FAILED: Final = 4
"""An expression without a value: a filter lets nothing pass, a `!` has none either."""
ANY: Final = TRUE | FALSE | FAILED

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
YES: Final = f'"true"^^<{XSD}boolean>'
NO: Final = f'"false"^^<{XSD}boolean>'
INTEGER = re.compile(r"0|-?[1-9][0-9]{0,17}")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Unbound:
    """No value: a variable without one, or an expression that failed."""


class Unknown:
    """A value that is not worked out here, or perhaps none."""


class Plain(str):
    """What a SPARQL function made: a literal without a datatype, which no graph holds."""

    __slots__ = ()


UNBOUND: Final = Unbound()
UNKNOWN: Final = Unknown()
Value: TypeAlias = "str | Plain | int | Unbound | Unknown"
"""A term of a graph, words a function made, a number, or no value at all."""


@lru_cache(maxsize=65536)
def literal(term: str) -> tuple[str, str | int]:
    """Return the kind and the value of a literal of a graph: string, integer, date or other.

    Only what is written in its usual form is of a kind; the rest is `other`.
    """
    end = term.rindex('"')
    tail = term[end + 1 :]
    if not tail:
        return "string", text(term)
    words = term[1:end]
    if tail == f"^^<{XSD}integer>" and INTEGER.fullmatch(words):
        return "integer", int(words)
    if tail == f"^^<{XSD}date>" and DATE.fullmatch(words) and _is_day(words):
        return "date", words
    return "other", text(term)


def _is_day(words: str) -> bool:
    try:
        return date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
PLAIN_ESCAPES: Mapping[str, str] = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


def text(term: str) -> str:
    """Return the words of a literal, or an IRI."""
    if term[0] == "<":
        return term[1:-1]
    words = term[1 : term.rindex('"')]
    if "\\" not in words:
        return words
    return ESCAPE.sub(_meant, words)


def _meant(escape: re.Match[str]) -> str:
    code = escape[1]
    if code[0] in "uU":
        return chr(int(code[1:], 16))
    return PLAIN_ESCAPES.get(code, code)


def parsed(term: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return a term of the graph as pyoxigraph has it."""
    if term[0] == "<":
        return ox.NamedNode(term[1:-1])
    if term[0] == "_":
        return ox.BlankNode(term[2:])
    words, tail = text(term), term[term.rindex('"') + 1 :]
    if tail.startswith("@"):
        return ox.Literal(words, language=tail[1:])
    return ox.Literal(words, datatype=ox.NamedNode(tail[3:-1])) if tail else ox.Literal(words)


def of(truth: bool) -> int:  # noqa: FBT001 it is the value
    """Return the one outcome."""
    return TRUE if truth else FALSE


def negated(outcome: int) -> int:
    """Return the outcomes of `!`."""
    return ((outcome & TRUE) << 1) | ((outcome & FALSE) >> 1) | (outcome & FAILED)


def equal(one: Value, other: Value) -> int:
    """Return the outcomes of `=`."""
    if one is UNBOUND or other is UNBOUND:
        return FAILED
    kinds = _kinds(one, other)
    if kinds is None:
        return ANY
    (kind, value), (second, compared) = kinds
    if kind == second or {kind, second} <= {"string", "plain"}:
        return of(value == compared)
    return ANY


ORDERS: Mapping[str, Callable[[str | int, str | int], bool]] = {
    "<": lambda one, other: one < other,  # type: ignore[operator]
    ">": lambda one, other: one > other,  # type: ignore[operator]
    "<=": lambda one, other: one <= other,  # type: ignore[operator]
    ">=": lambda one, other: one >= other,  # type: ignore[operator]
}


def ordered(operator: str, one: Value, other: Value) -> int:
    """Return the outcomes of `<`, `>`, `<=` or `>=`."""
    if one is UNBOUND or other is UNBOUND:
        return FAILED
    kinds = _kinds(one, other)
    if kinds is None or kinds[0][0] != kinds[1][0]:
        return ANY
    if kinds[0][0] == "iri":
        return FAILED
    return of(ORDERS[operator](kinds[0][1], kinds[1][1]))


def _kinds(one: Value, other: Value) -> tuple[tuple[str, str | int], tuple[str, str | int]] | None:
    first, second = kind_of(one), kind_of(other)
    return None if first is None or second is None else (first, second)


def kind_of(value: Value) -> tuple[str, str | int] | None:
    """Return what a value is, and the value that is compared; None where that is not known."""
    if isinstance(value, int):
        return "integer", value
    if isinstance(value, Plain):
        return "plain", str(value)
    if not isinstance(value, str) or value[0] == "_":
        return None
    if value[0] == "<":
        return "iri", value
    found = literal(value)
    return None if found[0] == "other" else found


def truth(value: Value) -> int:
    """Return the outcomes of a value as a condition (SPARQL 1.1, 17.2.2)."""
    if value is UNBOUND:
        return FAILED
    if isinstance(value, Plain):
        return of(bool(value))
    if isinstance(value, int):
        return of(value != 0)
    if value in {YES, NO}:
        return of(value == YES)
    if isinstance(value, str) and value[0] == '"' and value[-1] == '"':
        return of(value != '""')
    return ANY


def boolean(outcome: int) -> Value:
    """Return outcomes as a value."""
    if outcome in {TRUE, FALSE}:
        return YES if outcome == TRUE else NO
    return UNBOUND if outcome == FAILED else UNKNOWN


def quoted(words: str) -> str:
    """Return words as a literal of a graph."""
    return str(ox.Literal(words))
