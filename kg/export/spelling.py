"""Values of a facts file made from nothing, and the short string a mapping can be told by."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import Position
from kg.facts.model import Entry, Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Sequence as List

    from kg.facts.model import Value
    from kg.ontology import Class

NOWHERE = Position("")
GROUP_NAMES = re.compile(r"\?P<(\w+)>")


def text(words: str) -> Scalar:
    """Return a plain value."""
    return Scalar(words, NOWHERE)


def entry(key: str, values: List[Value]) -> Entry:
    """Return a key with its one value, or with a list of several."""
    value = values[0] if len(values) == 1 else Sequence(tuple(values), NOWHERE)
    return Entry(key, value, NOWHERE)


def mapping(entries: Iterable[Entry]) -> Mapping:
    """Return keys with their values."""
    return Mapping(tuple(entries), NOWHERE)


def shorten(cls: Class, node: Mapping) -> Value:
    """Return the string that is short for a node where its class is expected, or the node.

    The twin of `kg.triples.values.spell_out`: by the class's form, else its shorthand.

    """
    told = {e.key: e.value.text for e in node.entries if isinstance(e.value, Scalar)}
    if not told or len(told) < len(node.entries):
        return node
    if cls.form is not None:
        words = _fill(cls.form.pattern, told)
        match = cls.form.fullmatch(words)
        if match and told == {_key(k): v for k, v in match.groupdict().items() if v}:
            return text(words)
    key, words = next(iter(told.items()))
    item = cls.keys.get(key)
    first = next((k for k, i in cls.keys.items() if i.iri.value == cls.shorthand), None)
    if len(told) > 1 or item is None or key != first:
        return node
    return node if cls.form is not None and cls.form.fullmatch(words) else text(words)


def _fill(pattern: str, told: dict[str, str]) -> str:
    """Return a form with values for its groups; a guess, which the caller tries on the form."""
    words, at = "", 0
    while at < len(pattern):
        end = _group_end(pattern, at)
        if pattern[at] != "(" or end == len(pattern):
            words += pattern[at]
            at += 1
            continue
        inner, optional = pattern[at + 1 : end], pattern[end + 1 : end + 2] == "?"
        names = [_key(name) for name in GROUP_NAMES.findall(inner)]
        if inner.startswith("?P<"):
            words += told.get(names[0], "")
        elif inner.startswith("?:") and (not optional or any(name in told for name in names)):
            words += _fill(inner[2:], told)
        at = end + 1 + optional
    return words


def _group_end(pattern: str, at: int) -> int:
    """Return where the bracket that opens at an index closes, or the pattern's length."""
    depth = 0
    for index in range(at, len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[index], 0)
        if depth <= 0:
            return index if index > at else len(pattern)
    return len(pattern)


def _key(group: str) -> str:
    return group.replace("_", "-")
