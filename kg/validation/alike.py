"""Queries of shapes that the embedded engine and rdflib read alike, where that is plain to see."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import dropwhile
from typing import TYPE_CHECKING

from kg.store.policy import Token, declared, tokens
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

INTEGER = f"{XSD}integer"
APART = re.compile(
    r"\bREPLACE\b(?!\(STR\([$?]\w+\), \"\^\.\*\[/#\]\", \"\"\))"
    r"|\b(REGEX|MINUS|VALUES|SERVICE|LIMIT|OFFSET|NOW|RAND|UUID|STRUUID|BNODE|GRAPH|FROM)\b"
    r"|\bSELECT\b.*\bSELECT\b|\w:\w+\s*\(|<[^<>\s]*>\s*\(",
    re.IGNORECASE | re.DOTALL,
)
"""What the two engines may answer or bind differently; to cut a name off an IRI is not."""
TRUTH = re.compile(
    r"(?:[(!]|&&|\|\|)\s*[$?]\w+\s*(?:&&|\|\|)|(?:&&|\|\||!)\s*[$?]\w+\s*\)"
    r"|\b(?:FILTER|HAVING)\s*\(\s*[$?]\w+\s*\)|\bIF\s*\(\s*!?\s*[$?]\w+\s*,",
    re.IGNORECASE,
)
"""A variable taken as true or false: to rdflib a day is true, to the engine an error."""
AS_TEXT = re.compile(r"STR\([$?]\w+\)\s*[<>]=?\s*STR\([$?]\w+\)", re.IGNORECASE)
BEFORE, BEHIND = frozenset("(&|,!"), frozenset(")&|,")
"""Marks between which a comparison is no part of a larger term."""
END = (Token("other", "", 0),) * 3
"""What stands behind a query, for those that end too early."""
UNSURE = frozenset({"as", "+", "*", "?", ")"})
"""What stands before a variable that a longer path, or an expression, gives its value."""


@lru_cache(maxsize=1024)
def ordered(text: str) -> tuple[frozenset[str], ...] | None:
    """Return, for each comparison by order, the properties that its values are of.

    A number stands for its datatype. None where the engines may read the query
    apart, or where it is not plain to see what is compared: rdflib orders a day
    and a text, and the engine does not.
    """
    if APART.search(text) or TRUTH.search(text):
        return None
    prefixes = declared(text)
    found = [*dropwhile(lambda token: token.text != "{", tokens(AS_TEXT.sub("", text))), *END]
    compared = [
        _compared(found, at, prefixes)
        for at, token in enumerate(found)
        if token.kind == "mark" and token.text in {"<", ">"}
    ]
    return tuple(compared) if all(compared) else None


def _compared(found: Sequence[Token], at: int, prefixes: Mapping[str, str]) -> frozenset[str]:
    """Return the properties of the values on both sides of a mark; empty where not known."""
    left, right = at - 1, at + 2 if found[at + 1].text == "=" else at + 1
    if found[left - 1].text not in BEFORE or found[right + 1].text not in BEHIND:
        return frozenset()
    sides = [_properties(found, found[side], prefixes) for side in (left, right)]
    return frozenset().union(*sides) if all(sides) else frozenset()


def _properties(found: Sequence[Token], side: Token, prefixes: Mapping[str, str]) -> frozenset[str]:
    """Return the properties that a value is the object of; empty where not known."""
    if side.kind == "number" and side.text.isdigit():
        return frozenset({INTEGER})
    if side.kind != "variable":
        return frozenset()
    same = {f"?{side.text[1:]}", f"${side.text[1:]}"}
    verbs = {_verb(found, at, prefixes) for at, token in enumerate(found) if token.text in same}
    return frozenset() if "" in verbs else frozenset(filter(None, verbs))


def _verb(found: Sequence[Token], at: int, prefixes: Mapping[str, str]) -> str | None:
    """Return the property that a token is the object of; None where of none, empty where unsure."""
    while found[at - 1].text == "," and found[at - 2].kind == "variable":
        at -= 2
    verb = before = at - 1
    if found[verb].kind != "name" or found[verb].text.endswith("."):
        return "" if found[verb].text.lower() in UNSURE else None
    while found[before - 1].text == "/" and found[before - 2].kind == "name":
        before -= 2
    if found[before - 1].kind not in {"variable", "name", "iri"} and found[before - 1].text != ";":
        return ""
    prefix, _, local = found[verb].text.partition(":")
    return prefixes[prefix] + local if prefix in prefixes and "\\" not in local else ""
