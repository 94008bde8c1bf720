"""JSONL -> sources, streamed: one `source`, `actor`, `place` or `fact` a line.

A record belongs to the source line before it, or names its `source` by id.
Source lines that follow each other directly are open together, so a file may
also list all its sources first and name one in each record; a source line
after a record closes those before it. Only what is open is held in memory.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from kg.errors import DataError, Finding, InputError, Position
from kg.facts.json_reader import read_json
from kg.facts.layout import unknown_key, wrong_kind
from kg.facts.model import Mapping, Scalar, SourceFacts
from kg.facts.text import decode, too_large, unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.facts.model import Entry, Value

MAX_LINE = 16 * 1024 * 1024
KINDS = ("source", "actor", "place", "fact")


@dataclass(slots=True)
class _Open:
    """A source whose records are still being gathered."""

    source: Mapping
    declared: list[Mapping] = field(default_factory=list)
    facts: list[Mapping] = field(default_factory=list)

    def closed(self, name: str) -> SourceFacts:
        return SourceFacts(name, self.source, tuple(self.declared), tuple(self.facts))


def read_jsonl(stream: BinaryIO, name: str) -> Iterator[SourceFacts]:
    """Give each source once, when its records are complete.

    Raises `InputError` and `DataError` at the first line that is wrong; the
    sources before it have been given by then.
    """
    seen: set[str] = set()
    opened: dict[str, _Open] = {}
    fresh = True
    for number, text in _lines(stream, name):
        record = _record(read_json(text, name, number))
        entry = record.entries[0]
        if len(record.entries) == 1 and entry.key == "source":
            if not fresh:
                yield from (source.closed(name) for source in opened.values())
                opened = {}
            identifier = _source_id(entry, seen)
            opened[identifier] = _Open(_mapping(entry))
            seen.add(identifier)
        else:
            _add(record, opened)
        fresh = entry.key == "source" and len(record.entries) == 1
    if not seen:
        mend = "check that it was written completely"
        raise InputError("the file is empty", position=Position(name), code="empty", mend=mend)
    yield from (source.closed(name) for source in opened.values())


def _lines(stream: BinaryIO, name: str) -> Iterator[tuple[int, str]]:
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(MAX_LINE + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise unreadable(name, error) from error
        if not raw:
            return
        if len(raw) > MAX_LINE:
            raise too_large(Position(name, number), "the line", MAX_LINE, "one record a line")
        text = decode(raw, name, number)
        if text.strip():
            yield number, text.rstrip("\r\n")


def _record(value: Value) -> Mapping:
    if not isinstance(value, Mapping) or not value.entries:
        raise DataError([wrong_kind("the line", value, 'write {"fact": {...}}', "one record")])
    wrong = [unknown_key(entry, KINDS) for entry in value.entries if entry.key not in KINDS]
    if wrong:
        raise DataError(wrong)
    if sum(entry.key != "source" for entry in value.entries) > 1:
        raise _error(value.position, "wrong-kind", "two records on one line", "use a line each")
    return value


def _source_id(entry: Entry, seen: set[str]) -> str:
    identifier = _mapping(entry).get("id")
    if not isinstance(identifier, Scalar):
        raise _error(entry.position, "missing-key", "the source has no id", 'write "id": "..."')
    if identifier.text in seen:
        what = f"the source '{identifier.text}' stands here a second time"
        raise _error(identifier.position, "duplicate-source", what, "keep its records together")
    return identifier.text


def _add(record: Mapping, opened: dict[str, _Open]) -> None:
    named = record.get("source")
    if named is None and not opened:
        what, mend = "the record belongs to no source", "put a source line before it"
        raise _error(record.position, "missing-key", what, mend)
    identifier = next(reversed(opened), "") if named is None else _name(named)
    if identifier not in opened:
        place = record.position if named is None else named.position
        mend = "put it after its source line, or all source lines first"
        raise _error(place, "unknown-source", f"the source '{identifier}' is not open here", mend)
    entry = next(entry for entry in record.entries if entry.key != "source")
    source = opened[identifier]
    (source.facts if entry.key == "fact" else source.declared).append(_mapping(entry))


def _name(value: Value) -> str:
    if not isinstance(value, Scalar):
        raise DataError([wrong_kind("source", value, "name the source by its id", "an id")])
    return value.text


def _mapping(entry: Entry) -> Mapping:
    if not isinstance(entry.value, Mapping):
        raise DataError([wrong_kind(entry.key, entry.value, f'write {{"{entry.key}": {{...}}}}')])
    return entry.value


def _error(position: Position, code: str, message: str, mend: str) -> DataError:
    return DataError([Finding(position, "error", code, message, mend)])
