"""Functions of SPARQL that make a value, as far as rdflib's answer is certain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from kg.validation.fast import terms
from kg.validation.fast.plan import is_literal, spelled
from kg.validation.fast.terms import UNBOUND, UNKNOWN, Plain, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kg.validation.fast.index import View
    from kg.validation.fast.plan import Part

    Row: TypeAlias = dict[str, Value]
    Evaluate: TypeAlias = Callable[[View, Row], Value]
    Compile: TypeAlias = Callable[[object], Evaluate]

WORDS = frozenset({"string", "plain"})


def words_of(found: Value) -> tuple[str, str] | None:
    """Return of words whether a function made them, and the words; None for what is no string."""
    kind = terms.kind_of(found)
    return (kind[0], str(kind[1])) if kind and kind[0] in WORDS else None


def _made(kind: str, words: str) -> Value:
    """Return words as what a function makes of a literal of a kind."""
    return Plain(words) if kind == "plain" else terms.quoted(words)


def _str(node: Part, compiled: Compile) -> Evaluate:
    one = compiled(node.arg)

    def worked_out(view: View, row: Row) -> Value:
        found = one(view, row)
        if isinstance(found, Plain) or found is UNBOUND:
            return found
        if isinstance(found, int):
            return Plain(found)
        return Plain(terms.text(found)) if isinstance(found, str) and found[0] != "_" else UNKNOWN

    return worked_out


def _cased(node: Part, compiled: Compile) -> Evaluate:
    one, change = compiled(node.arg), str.upper if node.name == "Builtin_UCASE" else str.lower

    def worked_out(view: View, row: Row) -> Value:
        found = one(view, row)
        words = words_of(found)
        return UNKNOWN if words is None else _made(words[0], change(words[1]))

    return worked_out


def _length(node: Part, compiled: Compile) -> Evaluate:
    one = compiled(node.arg)

    def worked_out(view: View, row: Row) -> Value:
        words = words_of(one(view, row))
        return UNKNOWN if words is None else len(words[1])

    return worked_out


def _replaced(node: Part, compiled: Compile) -> Evaluate:
    if node.flags or not (is_literal(node.pattern) and is_literal(node.replacement)):
        return lambda _view, _row: UNKNOWN
    one, pattern, new = (
        compiled(node.arg),
        re.compile(spelled(node.pattern)),
        spelled(node.replacement),
    )
    if {"$", "\\"} & set(new):
        return lambda _view, _row: UNKNOWN

    def worked_out(view: View, row: Row) -> Value:
        found = words_of(one(view, row))
        return UNKNOWN if found is None else _made(found[0], pattern.sub(new, found[1]))

    return worked_out


def _sum(node: Part, compiled: Compile) -> Evaluate:
    signs = [1, *(1 if op == "+" else -1 for op in node.op or ())]
    parts = [compiled(part) for part in (node.expr, *(node.other or ()))]

    def worked_out(view: View, row: Row) -> Value:
        total = 0
        for sign, part in zip(signs, parts, strict=True):
            kind = terms.kind_of(part(view, row))
            if kind is None or not isinstance(kind[1], int):
                return UNKNOWN
            total += sign * kind[1]
        return total

    return worked_out


def _first(node: Part, compiled: Compile) -> Evaluate:
    parts = [compiled(part) for part in node.arg]

    def worked_out(view: View, row: Row) -> Value:
        for part in parts:
            found = part(view, row)
            if found is not UNBOUND:
                return found
        return UNBOUND

    return worked_out


FUNCTIONS: Mapping[str, Callable[[Part, Compile], Evaluate]] = {
    "Builtin_STR": _str,
    "Builtin_UCASE": _cased,
    "Builtin_LCASE": _cased,
    "Builtin_STRLEN": _length,
    "Builtin_REPLACE": _replaced,
    "Builtin_COALESCE": _first,
    "AdditiveExpression": _sum,
}
"""How each function is compiled, by its name in rdflib's algebra."""
