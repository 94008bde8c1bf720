"""Times as numbers of days, to be laid side by side."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.candidates.columns import Columns

Days = tuple[int, int]
EVER: Days = (0, date.max.toordinal() + 1)
LONG = 31
"""A span of more days says little about which day is meant."""


def days_of(columns: Columns, span: str) -> Days:
    """Return a time span's first and last day; an open end is as far as days go."""
    first = _numbers(columns.of(span, "earliest"))
    last = _numbers(columns.of(span, "latest"))
    return (min(first, default=EVER[0]), max(last, default=EVER[1]))


def _numbers(texts: list[str]) -> list[int]:
    found = []
    for text in texts:
        with suppress(ValueError):  # a date of a store that no shape has seen
            found.append(date.fromisoformat(text[:10]).toordinal())
    return found


def meet(one: Days, other: Days, apart: int = 0) -> bool:
    """Return whether two spans share a day, or come within `apart` days of it."""
    return one[0] <= other[1] + apart and other[0] <= one[1] + apart


def is_day(span: Days) -> bool:
    """Return whether a span is a single day."""
    return span[0] == span[1]


def is_long(span: Days) -> bool:
    """Return whether a span is longer than a month, or open."""
    return span[1] - span[0] >= LONG


def told(day: int) -> str:
    """Return a day as people write it.

    >>> told(date(2031, 5, 2).toordinal())
    '2031-05-02'
    """
    return date.fromordinal(day).isoformat()
