"""Where a query stops being SPARQL.

The engine says how far it looked ahead, which may be several words behind the
fault. So the fault is sought: it is the first token with which the text so far
can no longer be the beginning of a query.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import Store

from kg.errors import Position
from kg.store.guesses import SEMANTIC, guess, nearest_prefix, short, unclosed
from kg.store.policy import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PAD = " " * 40
"""More than the longest keyword, for which the engine looks ahead as a whole."""
_PLACE = re.compile(r"error at (\d+):(\d+)")
_GLUED = frozenset({"^^", "&&", "||", "<=", ">=", "!=", "{|", "|}", "<<", ">>", "<(", ")>"})
_SHOWN = 32


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault of grammar: where it is in the text, what is wrong and what to do."""

    position: Position
    message: str
    mend: str


def find_fault(sparql: str, prefixes: Mapping[str, str]) -> Fault:
    """Return the fault of a text that the engine has refused as SPARQL.

    `prefixes` are those that hold without being declared in it.
    """
    found = list(tokens(sparql))
    if not found:
        return Fault(Position("", 1, 1), "there is no query", "write one, such as SELECT")
    cuts = [
        at
        for at, token in enumerate(found)
        if at + 1 == len(found) or not _glued(sparql, token, found[at + 1])
    ]
    first = bisect_left(cuts, 1, key=lambda at: int(_ends_it(sparql, found[at], prefixes)))
    if first == len(cuts):
        return _unfinished(sparql, found, prefixes)
    at = cuts[first - 1] + 1 if first else 0
    return Fault(_position(sparql, found[at].start), *_told(sparql, found, at, prefixes))


def _ends_it(sparql: str, last: Token, prefixes: Mapping[str, str]) -> bool:
    """Tell whether the text up to a token can no longer become a query."""
    begun = sparql[: _end(last)] + _PAD
    place = _PLACE.match(_refusal(begun, prefixes))
    end = _position(begun, len(begun))
    return place is not None and tuple(map(int, place.groups())) < (end.line, end.column)


def _refusal(text: str, prefixes: Mapping[str, str]) -> str:
    """Return what the engine says against a text, nothing where it reads it."""
    try:
        Store().query(text, prefixes=dict(prefixes))
    except SyntaxError as error:
        return str(error)
    except (RuntimeError, ValueError):
        return ""
    return ""


def _told(
    sparql: str, found: Sequence[Token], at: int, prefixes: Mapping[str, str]
) -> tuple[str, str]:
    """Return what is wrong with a token, and what to do."""
    token = found[at]
    said = _refusal(sparql[: _end(token)] + _PAD, prefixes)
    if token.kind == "name":
        known = {*prefixes, *_declared(found[:at])}
        if (prefix := token.text.partition(":")[0]) not in known:
            return f"the prefix '{prefix}:' is not declared", nearest_prefix(token.text, known)
    if token.kind == "iri" and "IRI parsing failed" in said:
        mend = "write it whole, such as <https://example.org/x>, or as prefix:name"
        return f"'{short(token.text)}' is no IRI", mend
    after = f"after '{_before(sparql, token.start)}'" if at else "at the start"
    return f"'{short(token.text)}' is not understood {after}", guess(found, at, said)


def _unfinished(sparql: str, found: Sequence[Token], prefixes: Mapping[str, str]) -> Fault:
    """Return the fault of a text that ends too early, or whose parts do not go together."""
    said = _refusal(sparql, prefixes)
    for words, (message, mend) in SEMANTIC.items():
        if words in said:
            selects = (t.start for t in found if t.text.upper() == "SELECT")
            return Fault(_position(sparql, next(selects, 0)), message, mend)
    end = _end(found[-1])
    opened, mend = unclosed(found), "complete it"
    if opened is not None:
        place = _position(sparql, opened.start)
        mend = f"close the '{opened.text}' of {place.line}:{place.column}"
    message = f"the query ends too early, after '{_before(sparql, end)}'"
    return Fault(_position(sparql, end), message, mend)


def _declared(found: Sequence[Token]) -> set[str]:
    """Return the prefixes that are declared among tokens."""
    return {
        name.text.removesuffix(":")
        for word, name in pairwise(found)
        if word.text.upper() == "PREFIX" and name.kind == "name"
    }


def _glued(sparql: str, token: Token, following: Token) -> bool:
    """Tell whether two tokens are one to the engine, such as `&&`, or `CONCAT(`."""
    end = _end(token)
    if end != following.start:
        return False
    return (token.kind == "word" and following.text == "(") or sparql[end - 1 : end + 1] in _GLUED


def _before(sparql: str, end: int) -> str:
    """Return the words that stand before a place, on one line."""
    told = " ".join(sparql[max(0, end - 4 * _SHOWN) : end].split())
    shown = told if len(told) <= _SHOWN else f"...{told[-_SHOWN:]}"
    return short(shown, len(shown))


def _end(token: Token) -> int:
    return token.start + len(token.text)


def _position(text: str, offset: int) -> Position:
    return Position("", text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset))
