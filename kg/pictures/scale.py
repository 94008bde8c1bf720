"""Days -> places on a time axis, and where its ticks stand.

A long stretch in which nothing happens is left out: the axis is broken there,
so that a treaty of decades ago does not press this month's talks together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BREAK = 36.0
"""Width of a break in the axis."""
NARROWEST = 40.0
"""Width that a stretch between two breaks has at least."""
ROOM = 62.0
"""Width that a tick's label needs."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from `first` to `last` (ordinals), drawn from `left` to `right`."""

    first: int
    last: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the axis; `year` is empty where it is the tick's before."""

    x: float
    text: str
    year: str


@dataclass(frozen=True, slots=True)
class Scale:
    """A time axis of one or more stretches, with breaks between them."""

    stretches: tuple[Stretch, ...]

    def place(self, day: date) -> float:
        """Return where a day's noon stands; a day in a break stands inside the break."""
        at = day.toordinal() + 0.5
        first, last = self.stretches[0], self.stretches[-1]
        for one in self.stretches:
            if one.first <= at <= one.last + 1:
                return _between(at, (one.first, one.last + 1), (one.left, one.right))
        for one, after in pairwise(self.stretches):
            if one.last < at < after.first:
                return _between(at, (one.last + 1, after.first), (one.right, after.left))
        return first.left if at < first.first else last.right

    def breaks(self) -> list[float]:
        """Return the middle of each break."""
        return [(one.right + after.left) / 2 for one, after in pairwise(self.stretches)]


def _between(at: float, days: tuple[float, float], xs: tuple[float, float]) -> float:
    share = (at - days[0]) / (days[1] - days[0])
    return xs[0] + share * (xs[1] - xs[0])


def make_scale(days: Iterable[date], left: float, right: float) -> Scale:
    """Return the axis for days that something begins or ends on, at least one."""
    groups = _groups(sorted({day.toordinal() for day in days}))
    margin = max(1, sum(g[-1] - g[0] for g in groups) // 40)
    spans = [(g[0] - margin, g[-1] + margin) for g in groups]
    spans = [(max(a, 1), min(b, date.max.toordinal() - 1)) for a, b in spans]
    free = (right - left) - BREAK * (len(spans) - 1) - NARROWEST * len(spans)
    total = sum(b - a for a, b in spans)
    stretches, x = [], left
    for first, last in spans:
        width = NARROWEST + free * (last - first) / total
        stretches.append(Stretch(first, last, x, x + width))
        x += width + BREAK
    return Scale(tuple(stretches))


def _groups(days: Sequence[int]) -> list[list[int]]:
    """Split days at gaps that would take nearly half of the axis, four at most."""
    groups = [list(days)]
    for _ in range(4):
        gaps = [
            (after - day, n, k)
            for n, group in enumerate(groups)
            for k, (day, after) in enumerate(pairwise(group), start=1)
        ]
        gap, n, k = max(gaps, default=(0, 0, 0))
        shown = sum(group[-1] - group[0] for group in groups)
        if len(days) < 4 or gap < 45 or gap < 0.45 * shown:  # noqa: PLR2004 - see the docstring
            break
        groups[n : n + 1] = [groups[n][:k], groups[n][k:]]
    return groups


TIGHTEST = 40.0
"""Pixels between two ticks, at least: months and stretches differ in length."""


def make_ticks(scale: Scale) -> list[Tick]:
    """Return ticks at days, Mondays, months or years, as near as labels allow."""
    ticks: list[Tick] = []
    for stretch in scale.stretches:
        for day, text in _days(stretch):
            x = _between(
                day.toordinal() + (0.5 if " " in text else 0.0),
                (stretch.first, stretch.last + 1),
                (stretch.left, stretch.right),
            )
            if ticks and x - ticks[-1].x < TIGHTEST:
                continue
            fresh = not ticks or ticks[-1].x < stretch.left or _year(ticks) != str(day.year)
            ticks.append(Tick(x, text, str(day.year) if fresh and text != str(day.year) else ""))
    return ticks


def _year(ticks: Sequence[Tick]) -> str:
    return next((t.year for t in reversed(ticks) if t.year), "")


def _days(stretch: Stretch) -> list[tuple[date, str]]:
    """Return the ticks of one stretch; one without any gets its middle day."""
    pixels = (stretch.right - stretch.left) / (stretch.last + 1 - stretch.first)
    every = [date.fromordinal(n) for n in range(stretch.first, stretch.last + 1)]
    for step in (1, 2, 7, 14):
        if pixels * step >= ROOM:
            chosen = [d for d in every if d.toordinal() % step == (1 if step >= 7 else 0) % step]  # noqa: PLR2004
            return [(d, f"{d.day} {MONTHS[d.month - 1]}") for d in chosen] or _middle(every)
    for months in (1, 3, 6):
        if pixels * 30 * months >= ROOM:
            chosen = [d for d in every if d.day == 1 and (d.month - 1) % months == 0]
            return [(d, MONTHS[d.month - 1]) for d in chosen] or _middle(every)
    years = next((n for n in (1, 2, 5, 10, 20, 50, 100) if pixels * 365 * n >= ROOM), 500)
    chosen = [d for d in every if (d.month, d.day) == (1, 1) and d.year % years == 0]
    return [(d, str(d.year)) for d in chosen] or _middle(every)


def _middle(days: Sequence[date]) -> list[tuple[date, str]]:
    day = days[len(days) // 2]
    return [(day, f"{day.day} {MONTHS[day.month - 1]}")]


def told(earliest: date | None, latest: date | None) -> str:
    """Return a span of days in words.

    >>> told(date(2031, 5, 2), date(2031, 5, 3))
    '2 to 3 May 2031'
    """
    if earliest and latest:
        whole_year = earliest + timedelta(364) <= latest and earliest.year == latest.year
        if whole_year:
            return str(earliest.year)
        return f"{_shorter(earliest, latest)}{_day(latest)}"
    if earliest:
        return f"from {_day(earliest)}"
    return f"until {_day(latest)}" if latest else "no date"


def _shorter(first: date, last: date) -> str:
    """Return the first day up to where it differs from the last, and `to`."""
    if first == last:
        return ""
    if first.year != last.year:
        return f"{_day(first)} to "
    month = "" if first.month == last.month else f" {MONTHS[first.month - 1]}"
    return f"{first.day}{month} to "


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
