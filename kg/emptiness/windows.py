"""What lies just outside a window of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.emptiness.phrases import counted, listed
from kg.emptiness.trying import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.store import Answer

AFTER, BEFORE = frozenset({"from", "day", "since"}), frozenset({"to", "until"})
"""Names of parameters that are the first and the last day of a window."""


def tell_window(days: Mapping[str, str], rows: Answer) -> str:
    """Return how many rows lie outside a window, and the days nearest to it on either side.

    `days` are the window's by the parameter's name; `rows` are those without it.
    """
    first = max((day for name, day in days.items() if name in AFTER), default="")
    last = min((day for name, day in days.items() if name in BEFORE), default="")
    if first and last and last < first:
        return f"the window ends before it begins: {first} to {last}"
    many = f"more than {MOST:,} rows" if rows.truncated else counted(len(rows.rows), "row")
    lie = "lies" if len(rows.rows) == 1 else "lie"
    told = f"{many} {lie} {_outside(rows, first, last)}"
    near = [] if rows.truncated else list(_nearest(rows, first, last))
    those = "the nearest is" if len(near) == 1 else "the nearest are"
    return f"{told}; {those} {listed(near)}" if near else told


def _outside(rows: Answer, first: str, last: str) -> str:
    """Return on which side of a window rows lie, where their own days tell it."""
    if first and last:
        return f"outside {first} to {last}"
    ended, begun = list(_days(rows, "latest")), list(_days(rows, "earliest"))
    if first:
        before = len(ended) == len(rows.rows) and max(ended) < first
        return f"before {first}" if before else f"outside the window from {first} on"
    after = len(begun) == len(rows.rows) and min(begun) > last
    return f"after {last}" if after else f"outside the window up to {last}"


def _nearest(rows: Answer, first: str, last: str) -> Iterator[str]:
    """Yield the last day before a window and the first behind it, of the rows that have days."""
    ended = [day for day in _days(rows, "latest") if first and day < first]
    begun = [day for day in _days(rows, "earliest") if last and day > last]
    if ended:
        yield max(ended)
    if begun:
        yield min(begun)


def _days(rows: Answer, column: str) -> Iterator[str]:
    if column in rows.variables:
        at = rows.variables.index(column)
        yield from (term.value for row in rows.rows if isinstance(term := row[at], Literal))
