"""JSON (RFC 8259, strict) -> values with positions.

A reader of our own, because `json` keeps no positions and libyaml fails on
surrogate pairs. Numbers, `true` and `false` stay as they were written.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from kg.errors import Finding, InputError, Position
from kg.facts.model import Mapping, Scalar, Sequence
from kg.facts.scalars import SURROGATE, add_entry, raise_found, scalar
from kg.facts.text import MAX_DEPTH, Lines, lines_of, too_deep

if TYPE_CHECKING:
    from kg.facts.model import Entry, Value

SPACE = re.compile(r"[ \t\r\n]*")
OPEN_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+')
WORD = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|true|false|null")
TOKEN = re.compile(r"[\w.+-]+|.", re.DOTALL)


def read_json(text: str, name: str, line: int = 1) -> Value:
    """Return the value of a JSON text, whose first line has the number `line`.

    Raises `InputError` for what is not JSON, `DataError` for empty values and
    keys that stand twice, all of them at once.
    """
    reader = _Reader(text, lines_of(text, name, line))
    value, end = reader.value(reader.skip(0), 0)
    end = reader.skip(end)
    if end < len(text):
        raise reader.wrong(end, "the end of the text")
    raise_found(reader.findings)
    return value


class _Reader:
    """One text, and what was found wrong so far; `at` is always an index into it."""

    def __init__(self, text: str, lines: Lines) -> None:
        self.text = text
        self.lines = lines
        self.findings: list[Finding] = []

    def skip(self, at: int) -> int:
        found = SPACE.match(self.text, at)
        return found.end() if found else at

    def value(self, at: int, depth: int) -> tuple[Value, int]:
        first = self.text[at : at + 1]
        if first == '"':
            text, end = self.string(at)
            return scalar(text, self.lines.at(at), self.findings), end
        if first in {"{", "["} and depth == MAX_DEPTH:
            raise too_deep(self.lines.at(at))
        if first == "{":
            return self.mapping(at, depth + 1)
        if first == "[":
            return self.sequence(at, depth + 1)
        word = TOKEN.match(self.text, at)
        if word is None or not WORD.fullmatch(word[0]):
            raise self.wrong(at, "a value")
        text = "" if word[0] == "null" else word[0]
        return scalar(text, self.lines.at(at), self.findings), word.end()

    def string(self, at: int) -> tuple[str, int]:
        found = OPEN_STRING.match(self.text, at)
        end = found.end() if found else at
        if self.text[end : end + 1] != '"':
            raise self.broken_string(at, end)
        if self.text.find("\\", at, end) < 0:
            return self.text[at + 1 : end], end + 1
        text = str(json.loads(self.text[at : end + 1]))
        if SURROGATE.search(text):
            message, mend = "half of a surrogate pair is escaped here", "write the character itself"
            raise InputError(message, position=self.lines.at(at), code="surrogate", mend=mend)
        return text, end + 1

    def sequence(self, start: int, depth: int) -> tuple[Sequence, int]:
        items: list[Value] = []
        at = self.skip(start + 1)
        if self.text[at : at + 1] != "]":
            at = start
            while at == start or self.text[at] == ",":
                item, at = self.value(self.skip(at + 1), depth)
                items.append(item)
                at = self.expect(at, ",]", "',' or ']'")
        return Sequence(tuple(items), self.lines.at(start)), at + 1

    def mapping(self, start: int, depth: int) -> tuple[Mapping, int]:
        entries: dict[str, Entry] = {}
        at = self.skip(start + 1)
        if self.text[at : at + 1] != "}":
            at = start
            while at == start or self.text[at] == ",":
                key, at = self.key(self.skip(at + 1))
                at = self.expect(at, ":", "':'")
                value, at = self.value(self.skip(at + 1), depth)
                add_entry(entries, key, value, self.findings)
                at = self.expect(at, ",}", "',' or '}'")
        return Mapping(tuple(entries.values()), self.lines.at(start)), at + 1

    def key(self, at: int) -> tuple[Scalar, int]:
        if self.text[at : at + 1] != '"':
            raise self.wrong(at, "a key in double quotes")
        text, end = self.string(at)
        return scalar(text, self.lines.at(at), self.findings), end

    def expect(self, at: int, characters: str, told: str) -> int:
        at = self.skip(at)
        if self.text[at : at + 1] not in set(characters):
            raise self.wrong(at, told)
        return at

    def wrong(self, at: int, expected: str) -> InputError:
        token = TOKEN.match(self.text, at)
        found = f"'{token[0]}'" if token else "the end of the text"
        return self.syntax(at, f"not JSON: {expected} is expected, not {found}")

    def broken_string(self, at: int, end: int) -> InputError:
        stop = self.text[end : end + 1]
        if stop == "\\":
            return self.syntax(end, "not JSON: this is no escape of JSON")
        if stop:
            return self.syntax(end, "not JSON: a line end or tab stands in a string")
        return self.syntax(at, "not JSON: the string that starts here has no end")

    def syntax(self, at: int, message: str) -> InputError:
        mend = "check the commas, quotes and brackets here and above"
        place: Position = self.lines.at(at)
        return InputError(message, position=place, code="syntax", mend=mend)
