"""JSONL -> sources as plain values, each record with its line; read as `kg.facts` would.

What is written otherwise than one source after the other, each record behind
its source, or could be read in two ways, is not read here: `Unusual` sends the
whole file the long way, which tells what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from kg.facts.json_reader import read_json
from kg.facts.jsonl_reader import MAX_LINE
from kg.facts.model import Mapping, SourceFacts
from kg.facts.reading import opened
from kg.facts.text import BOM, CONTROL, MAX_DEPTH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Plain = dict[str, Any]

DECODER = msgspec.json.Decoder()
RECORDS = frozenset({"actor", "place", "fact"})


class Unusual(Exception):  # noqa: N818 - no error: it is read the long way
    """Something that is not read here."""


@dataclass(slots=True)
class PlainSource:
    """A source's records as plain values, and the lines they stand on.

    `lines` are the numbers and the texts of all its lines, the source's own first.
    """

    head: Plain
    actors: list[Plain] = field(default_factory=list)
    facts: list[Plain] = field(default_factory=list)
    at: list[int] = field(default_factory=list)
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id that is written; it may be none."""
        return str(self.head.get("id", ""))

    def as_written(self) -> PlainSource:
        """Return the source's lines alone, which take a fifth of the memory, to be read later."""
        return PlainSource({"id": self.id}, lines=self.lines)

    def facts_read(self, name: str) -> SourceFacts:
        """Return the same as `kg.facts` reads it, with the place of each value."""
        declared: list[Mapping] = []
        facts: list[Mapping] = []
        head = Mapping((), _mapping(read_json("{}", name)).position)
        for number, text in self.lines:
            record = _mapping(read_json(text, name, number))
            entry = record.entries[0]
            if entry.key == "source":
                head = _mapping(entry.value)
            else:
                (facts if entry.key == "fact" else declared).append(_mapping(entry.value))
        return SourceFacts(name, head, tuple(declared), tuple(facts))


def _mapping(value: object) -> Mapping:
    if not isinstance(value, Mapping):
        raise Unusual
    return value


def plain_sources(path: Path) -> Iterator[PlainSource]:
    """Yield the sources of a JSONL file, lazily.

    Raises `Unusual` at the first line that is not read here, and `OSError`.
    """
    source: PlainSource | None = None
    for number, text, record in _records(path):
        ((kind, value),) = record.items()
        if not isinstance(value, dict):
            raise Unusual
        if kind == "source":
            if source is not None:
                yield source
            source = PlainSource(value)
        elif source is None or kind not in RECORDS:
            raise Unusual
        elif kind == "fact":
            source.facts.append(value)
            source.at.append(number)
        else:
            source.actors.append(value)
        source.lines.append((number, text))
    if source is None:
        raise Unusual
    yield source


def _records(path: Path) -> Iterator[tuple[int, str, Plain]]:
    with opened(path) as stream:
        for number, raw in enumerate(iter(partial(stream.readline, MAX_LINE + 1), b""), 1):
            if len(raw) > MAX_LINE:
                raise Unusual
            try:
                text = raw.removeprefix(BOM if number == 1 else b"").decode()
                if not text.strip():
                    continue
                record = DECODER.decode(text)
            except (ValueError, RecursionError):  # msgspec's own errors are of the first kind
                raise Unusual from None
            if CONTROL.search(text) or not isinstance(record, dict) or len(record) != 1:
                raise Unusual
            if text.count('":') + text.count('" :') != _settled(record, 0):
                raise Unusual  # a key that stands twice, or a text that looks like one
            if "\\" in text and any(map(CONTROL.search, _texts(record))):
                raise Unusual
            yield number, text.rstrip("\r\n"), record


def _settled(value: Any, depth: int) -> int:  # noqa: ANN401 - what JSON may hold
    """Return how many keys a value has, at all depths; make numbers texts, as they are written."""
    if isinstance(value, str):
        if not value or value.isspace():
            raise Unusual
        return 0
    if depth > MAX_DEPTH:
        raise Unusual
    if isinstance(value, dict):
        count = len(value)
        for key, inner in value.items():
            if type(inner) is str and inner and not inner.isspace():
                continue
            if isinstance(inner, int):
                value[key] = _written(inner)
            else:
                count += _settled(inner, depth + 1)
        return count
    if isinstance(value, list):
        value[:] = [_written(inner) if isinstance(inner, int) else inner for inner in value]
        return sum([_settled(inner, depth + 1) for inner in value])
    raise Unusual  # null, or a fraction, whose own digits count and are gone


def _written(number: int) -> str:
    """Return a whole number or a boolean as JSON writes it; 0 may have been `-0`."""
    if isinstance(number, bool):
        return "true" if number else "false"
    if number == 0:
        raise Unusual
    return str(number)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
