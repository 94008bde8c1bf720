"""YAML -> values with positions: the plain part of YAML, nothing that surprises.

Read as events of libyaml, since composing nodes crashes on deep nesting.
Scalars stay text. Anchors, aliases, tags, merge keys, keys that are no
scalars and a second document are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

import yaml

from kg.errors import Finding, InputError, Position
from kg.facts.model import Mapping, Scalar, Sequence
from kg.facts.scalars import add_entry, raise_found, scalar
from kg.facts.text import MAX_DEPTH, Lines, lines_of, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.facts.model import Entry, Value

NULLS = frozenset({"", "~", "null", "Null", "NULL"})

# An EDTF set `[a..b]` is a YAML list to libyaml; see `_edtf_set`.
DATE = r"[?~%]?-?[0-9X]{4}(?:-[?~%]?[0-9X]{2}){0,2}[?~%]?"
SET_ITEM = re.compile(rf"{DATE}|{DATE}\.\.(?:{DATE})?|\.\.{DATE}")

MENDS = {
    "mapping values are not allowed in this context": "put a value that holds ': ' in quotes",
    "found character that cannot start any token": "indent with spaces; put the value in quotes",
    "found invalid Unicode character escape code": "write the character itself",
    "found incompatible YAML document": "leave the %YAML line out",
}


def read_yaml(text: str, name: str) -> Value:
    """Return the one document of a YAML text.

    Raises `InputError` for what is not (plain) YAML, `DataError` for empty
    values and keys that stand twice, all of them at once.
    """
    reader = _Reader(text, name)
    try:
        value = reader.document()
    except yaml.MarkedYAMLError as error:
        raise _syntax(error, reader.lines) from error
    except yaml.YAMLError as error:
        message = f"not YAML: {error}"
        raise InputError(message, position=Position(name), code="syntax") from error
    raise_found(reader.findings)
    return value


class _Reader:
    """The events of one text, and what was found wrong so far."""

    def __init__(self, text: str, name: str) -> None:
        self.lines: Lines = lines_of(text, name)
        self.events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.CSafeLoader)
        self.findings: list[Finding] = []

    def at(self, event: yaml.Event) -> Position:
        mark = event.start_mark
        return self.lines.at(mark.index) if mark else Position(self.lines.path)

    def document(self) -> Value:
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self.refuse(start, "empty", "the file holds nothing but comments", "write facts")
        value = self.value(next(self.events), 0)
        next(self.events)
        more = next(self.events)
        if not isinstance(more, yaml.StreamEndEvent):
            self.refuse(more, "yaml-documents", "a second document starts", "use a file each")
        return value

    def value(self, event: yaml.Event, depth: int) -> Value:
        self.check_plain(event)
        if isinstance(event, yaml.ScalarEvent):
            null = not event.style and event.value in NULLS
            return scalar("" if null else event.value, self.at(event), self.findings)
        if depth == MAX_DEPTH:
            raise too_deep(self.at(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, depth + 1)
        return self.mapping(event, depth + 1)

    def sequence(self, start: yaml.SequenceStartEvent, depth: int) -> Value:
        items: list[Value] = []
        plain = bool(start.flow_style)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            plain = plain and isinstance(event, yaml.ScalarEvent) and not event.style
            items.append(self.value(event, depth))
        if plain and (text := _edtf_set(items)):
            return Scalar(text, self.at(start))
        return Sequence(tuple(items), self.at(start))

    def mapping(self, start: yaml.Event, depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.key(event)
            add_entry(entries, key, self.value(next(self.events), depth), self.findings)
        return Mapping(tuple(entries.values()), self.at(start))

    def key(self, event: yaml.Event) -> Scalar:
        self.check_plain(event)
        if not isinstance(event, yaml.ScalarEvent):
            self.refuse(event, "yaml-key", "a key is a list or a mapping", "write a word as key")
        if event.value == "<<" and not event.style:
            self.refuse(event, "yaml-merge", "a merge key '<<' stands here", "write the keys out")
        return scalar(event.value, self.at(event), self.findings)

    def check_plain(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent):
            what = f"an alias '*{event.anchor}' stands here"
            self.refuse(event, "yaml-alias", what, "write the value out")
        if getattr(event, "anchor", None) is not None:
            what = f"an anchor '&{getattr(event, 'anchor', '')}' stands here"
            self.refuse(event, "yaml-anchor", what, "delete it; write values out where they count")
        if getattr(event, "tag", None) is not None:
            what = f"a tag '{getattr(event, 'tag', '')}' stands here"
            self.refuse(event, "yaml-tag", what, "delete it, or put the value in quotes")

    def refuse(self, event: yaml.Event, code: str, message: str, mend: str) -> NoReturn:
        raise InputError(message, position=self.at(event), code=code, mend=mend)


def _edtf_set(items: list[Value]) -> str:
    """Return `[a..b]` for the items libyaml made of it, or nothing if it is a list."""
    texts = [item.text for item in items if isinstance(item, Scalar)]
    if any(".." in text for text in texts) and all(map(SET_ITEM.fullmatch, texts)):
        return f"[{','.join(texts)}]"
    return ""


def _syntax(error: yaml.MarkedYAMLError, lines: Lines) -> InputError:
    problem = error.problem or "broken"
    told = f"not YAML: {problem} {error.context}" if error.context else f"not YAML: {problem}"
    mark = error.problem_mark
    place = lines.at(mark.index) if mark else Position(lines.path)
    mend = MENDS.get(problem, "check the brackets, quotes and indentation here and above")
    return InputError(told, position=place, code="syntax", mend=mend)
