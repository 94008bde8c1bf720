"""What lies just outside a window of days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.emptiness.phrases import counted, listed
from kg.emptiness.trying import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.store import Answer

FIRST, LAST, DAY = frozenset({"from", "since"}), frozenset({"to", "until"}), frozenset({"day"})
WINDOW = FIRST | LAST | DAY
"""Names of parameters that are the first, the last or the only day of a window."""


def tell_window(days: Mapping[str, str], rows: Answer | None, given: str) -> str:
    """Return how many rows lie outside a window, and the days nearest to it on either side.

    `days` are the window's by the parameter's name; `rows` are those without
    it, None where there was no time; `given` says what else was asked of them.
    """
    first, last = _bound(days, FIRST), _bound(days, LAST)
    if first and last and last[1] < first[1]:
        return f"`{first[0]}` {first[1]} is later than `{last[0]}` {last[1]}"
    day = _bound(days, DAY)
    start, end = (bound[1] if bound else "" for bound in (first or day, last or day))
    if rows is None or not rows.rows:
        return f"no row of this question lies within {_window(start, end)}{given}"
    many = f"more than {MOST:,} rows" if rows.truncated else counted(len(rows.rows), "row")
    lie = "lies" if len(rows.rows) == 1 else "lie"
    told = f"{many} {lie} {_outside(rows, start, end)}{given}"
    near = [] if rows.truncated else list(_nearest(rows, start, end))
    those = "the nearest is" if len(near) == 1 else "the nearest are"
    return f"{told}; {those} {listed(near)}" if near else told


def _bound(days: Mapping[str, str], names: frozenset[str]) -> tuple[str, str] | None:
    return next(((name, day) for name, day in days.items() if name in names), None)


def _outside(rows: Answer, start: str, end: str) -> str:
    """Return on which side of a window rows lie, where their own days tell it."""
    ended, begun = list(_days(rows, "latest")), list(_days(rows, "earliest"))
    if rows.truncated:
        ended = begun = []
    if start and len(ended) == len(rows.rows) and max(ended) < start:
        return f"before {start}"
    if end and len(begun) == len(rows.rows) and min(begun) > end:
        return f"after {end}"
    return f"outside {_window(start, end)}"


def _window(start: str, end: str) -> str:
    if start == end:
        return start
    window = f"{start} to {end}" if start and end else ""
    half = f"the window from {start} on" if start else f"the window up to {end}"
    return window or half


def _nearest(rows: Answer, start: str, end: str) -> Iterator[str]:
    """Yield the last day before a window and the first behind it, of the rows that have days."""
    ended = [day for day in _days(rows, "latest") if start and day < start]
    begun = [day for day in _days(rows, "earliest") if end and day > end]
    if ended:
        yield max(ended)
    if begun:
        yield min(begun)


def _days(rows: Answer, column: str) -> Iterator[str]:
    if column in rows.variables:
        at = rows.variables.index(column)
        yield from (term.value for row in rows.rows if isinstance(term := row[at], Literal))
