"""Dates as people know them: EDTF (ISO 8601-2, Library of Congress 2019) -> first and last day.

Read are level 0, level 1 and of level 2 the sets `[a..b]` and `{a..b}`,
qualified parts, quarters and digits left open anywhere. Not read are years
before 0001 and after 9999, which `xsd:date` tools do not agree on, and
exponents. Seasons without a hemisphere are the northern ones, a winter
reaching into the next year. The `edtf` package is not used: importing it
takes a quarter of a second, more than most commands need in all.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import product

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PARTS = re.compile(
    r"[?~%]?(?P<year>[0-9X]{4})[?~%]?"
    r"(?:-[?~%]?(?P<month>[0-9X]{2})[?~%]?(?:-[?~%]?(?P<day>[0-9X]{2})[?~%]?)?)?"
)
DATETIME = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|[+-](?:0[0-9]|1[0-4])(?::[0-5][0-9])?)?"
)
# The number in the month's place -> its first month and how many (level 1: 21-24).
SEASONS = (
    {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}
    | {25: (3, 3), 26: (6, 3), 27: (9, 3), 28: (12, 3)}
    | {29: (9, 3), 30: (12, 3), 31: (3, 3), 32: (6, 3)}
    | {33: (1, 3), 34: (4, 3), 35: (7, 3), 36: (10, 3)}
    | {37: (1, 4), 38: (5, 4), 39: (9, 4), 40: (1, 6), 41: (7, 6)}
)
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """A date's normal form, its first and its last day; None is an open end."""

    edtf: str
    earliest: date | None
    latest: date | None


@lru_cache(maxsize=65536)
def parse_edtf(text: str) -> TimeSpan:
    """Return the span of days that an EDTF text stands for.

    Raises `ValueError`, saying plainly what is wrong, for what is no EDTF.

    >>> parse_edtf("2021-12").latest
    datetime.date(2021, 12, 31)
    >>> parse_edtf("../2022-01-01").earliest is None
    True
    """
    edtf = text.strip()
    if edtf[:1] + edtf[-1:] in {"[]", "{}"}:
        members = [part.strip() for part in edtf[1:-1].split(",")]
        edtf = f"{edtf[0]}{','.join(members)}{edtf[-1]}"
        earliest, latest = _hull([_member(member, edtf) for member in members])
    elif ".." in edtf and "/" not in edtf:
        message = f"'{edtf}' needs brackets: write [{edtf}] for one day of these"
        raise ValueError(message)
    elif "/" in edtf:
        earliest, latest = _ends(edtf, "/", edtf, open_end={"", ".."})
    else:
        earliest, latest = _days(edtf, edtf)
    if earliest is None and latest is None:
        message = f"'{edtf}' is open at both ends and so says no time"
        raise ValueError(message)
    return TimeSpan(edtf, earliest, latest)


Days = tuple[date | None, date | None]


def _hull(spans: list[Days]) -> Days:
    """Return the span from the first to the last of several, open where one is."""
    firsts = [first for first, _ in spans if first]
    lasts = [last for _, last in spans if last]
    earliest = min(firsts) if len(firsts) == len(spans) else None
    return earliest, max(lasts) if len(lasts) == len(spans) else None


def _member(member: str, whole: str) -> Days:
    if ".." in member:
        return _ends(member, "..", whole, open_end={""})
    return _days(member, whole)


def _ends(text: str, mark: str, whole: str, *, open_end: set[str]) -> Days:
    if text.count(mark) > 1 and text != "../..":
        raise _wrong(whole, f"it has more than one '{mark}'; a day is such as 2031-05-02")
    start, _, end = text.partition(mark)
    earliest = None if start in open_end else _days(start, whole)[0]
    latest = None if end in open_end else _days(end, whole)[1]
    if earliest and latest and latest < earliest:
        raise _wrong(whole, "it ends before it begins")
    return earliest, latest


def _days(text: str, whole: str) -> tuple[date, date]:
    """Return the first and last day of one date, which may be open in digits."""
    if DAY.fullmatch(text):
        day = _day(text, whole)
        return day, day
    if stamp := DATETIME.fullmatch(text):
        day = _day(stamp["day"], whole)
        return day, day
    parts = PARTS.fullmatch(text)
    if parts is None:
        raise _wrong(whole, _reason(text))
    year, month, day_mask = parts["year"], parts["month"] or "", parts["day"] or ""
    if year == "0000":
        raise _wrong(whole, "years run from 0001 to 9999")
    if month.isdigit() and int(month) in SEASONS and not day_mask:
        return _season(_years(year), int(month))
    if month.isdigit() and not 1 <= int(month) <= LAST_MONTH:
        raise _wrong(whole, f"there is no month {month}")
    first = _edge(year, month or "XX", day_mask or "XX", step=1)
    last = _edge(year, month or "XX", day_mask or "XX", step=-1)
    if first is None or last is None:
        kind = f"day {day_mask}" if day_mask else f"month {month}"
        raise _wrong(whole, f"there is no such {kind}")
    return first, last


def _day(text: str, whole: str) -> date:
    year, month, day = (int(part) for part in text.split("-"))
    if not year:
        raise _wrong(whole, "years run from 0001 to 9999")
    if not 1 <= month <= LAST_MONTH:
        raise _wrong(whole, f"there is no month {text[5:7]}")
    if not 1 <= day <= monthrange(year, month)[1]:
        raise _wrong(whole, f"{text[:7]} has no day {text[8:]}")
    return date(year, month, day)


def _season(years: range, number: int) -> tuple[date, date]:
    month, count = SEASONS[number]
    after = years[-1] * LAST_MONTH + month - 1 + count
    year, index = divmod(after, LAST_MONTH)
    if year > date.max.year:
        return date(years[0], month, 1), date.max
    return date(years[0], month, 1), date(year, index + 1, 1) - timedelta(days=1)


def _edge(year: str, month: str, day: str, *, step: int) -> date | None:
    """Return the first (step 1) or last (step -1) day that the masks allow."""
    months = [n for n in range(1, LAST_MONTH + 1) if _fits(n, month)]
    days = [n for n in range(1, 32) if _fits(n, day)]
    for candidate in product(_years(year)[::step], months[::step], days[::step]):
        if candidate[2] <= monthrange(*candidate[:2])[1]:
            return date(*candidate)
    return None


def _years(mask: str) -> range:
    """Return the years of a mask; digits left open before others count as any."""
    low, high = int(mask.replace("X", "0")), int(mask.replace("X", "9"))
    return range(max(low, 1), high + 1)


def _fits(number: int, mask: str) -> bool:
    return all(m in {"X", n} for n, m in zip(f"{number:02}", mask, strict=True))


def _reason(text: str) -> str:
    if not text:
        return "it is empty"
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?", text):
        return "months and days have two digits"
    if re.match(r"-[0-9]|Y", text):
        return "years run from 0001 to 9999"
    if text[0] in "[{" or text[-1] in "]}":
        return "a bracket is not closed"
    if re.fullmatch(r"[0-9]{8}", text):
        return "write it with hyphens"
    return "a date is year, month, day, such as 2031-05-02, 2031-05 or 2031"


def _wrong(text: str, reason: str) -> ValueError:
    return ValueError(f"'{text}' is not an EDTF date: {reason}")
