"""Facts as read from a file: every value knows its file, line and column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.errors import Position


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value, as it was written: `NO`, `2024-01-02` and `010` stay text."""

    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Sequence:
    """Several values."""

    items: tuple[Value, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Entry:
    """A key with its value; the position is the key's."""

    key: str
    value: Value
    position: Position


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in the order of the file, no key twice."""

    entries: tuple[Entry, ...]
    position: Position

    def get(self, key: str) -> Value | None:
        """Return the value under a key."""
        return next((entry.value for entry in self.entries if entry.key == key), None)


Value = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """One source with its own actors and places, and its facts.

    `aliases` are further names of others' entries; a register has them.
    """

    path: str
    source: Mapping
    actors: tuple[Mapping, ...]
    facts: tuple[Mapping, ...]
    aliases: tuple[Entry, ...] = ()
