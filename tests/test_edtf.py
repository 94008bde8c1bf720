"""Dates: EDTF texts and the days they stand for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.edtf import TimeSpan, parse_edtf

SPANS = [
    ("2021", "2021-01-01", "2021-12-31"),
    ("2021-02", "2021-02-01", "2021-02-28"),
    ("2024-02", "2024-02-01", "2024-02-29"),
    ("2021-12-31", "2021-12-31", "2021-12-31"),
    ("2024-01-01T10:10:10Z", "2024-01-01", "2024-01-01"),
    ("2024-01-01T10:10:10+05:30", "2024-01-01", "2024-01-01"),
    ("[2021-12-31..2022-01-01]", "2021-12-31", "2022-01-01"),
    ("[2021,2022-05..2022-06]", "2021-01-01", "2022-06-30"),
    ("[..2022]", None, "2022-12-31"),
    ("[2021,2022-05..]", "2021-01-01", None),
    ("{2021-01..2021-04}", "2021-01-01", "2021-04-30"),
    ("2021-01/2021-03?", "2021-01-01", "2021-03-31"),
    ("2021-06/2021", "2021-06-01", "2021-12-31"),
    ("../2022-01-01", None, "2022-01-01"),
    ("2022-01-01/..", "2022-01-01", None),
    ("/2022", None, "2022-12-31"),
    ("2021?", "2021-01-01", "2021-12-31"),
    ("2004-06-~11", "2004-06-11", "2004-06-11"),
    ("201X", "2010-01-01", "2019-12-31"),
    ("2004-XX", "2004-01-01", "2004-12-31"),
    ("1985-02-XX", "1985-02-01", "1985-02-28"),
    ("200X-02-29", "2000-02-29", "2008-02-29"),
    ("2021-21", "2021-03-01", "2021-05-31"),
    ("2021-24", "2021-12-01", "2022-02-28"),
    ("9999-24", "9999-12-01", "9999-12-31"),
    ("2021-34", "2021-04-01", "2021-06-30"),
]

WRONG = [
    ("2022-13", "there is no month 13"),
    ("2022-00-10", "there is no month 00"),
    ("2024-02-30", "2024-02 has no day 30"),
    ("2023-02-29", "2023-02 has no day 29"),
    ("2021-02-3X", "there is no such day 3X"),
    ("2021-2X", "there is no such month 2X"),
    ("2024-1-5", "months and days have two digits"),
    ("20240105", "write it with hyphens"),
    ("31/12/2021", "it has more than one '/'; a day is such as 2031-05-02"),
    ("2022/2021", "it ends before it begins"),
    ("[2022..2021]", "it ends before it begins"),
    ("[2021", "a bracket is not closed"),
    ("[]", "it is empty"),
    ("", "it is empty"),
    ("0000", "years run from 0001 to 9999"),
    ("-0044", "years run from 0001 to 9999"),
    ("Y17000", "years run from 0001 to 9999"),
    ("2024-01-01T25:00:00", "a date is year, month, day, such as 2031-05-02, 2031-05 or 2031"),
    ("May 2031", "a date is year, month, day, such as 2031-05-02, 2031-05 or 2031"),
]


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@pytest.mark.parametrize(("text", "earliest", "latest"), SPANS)
def test_span(text: str, earliest: str | None, latest: str | None) -> None:
    """An EDTF text gives its first and last day; an open end gives none."""
    assert parse_edtf(text) == TimeSpan(text, _date(earliest), _date(latest))


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_wrong(text: str, reason: str) -> None:
    """What is no EDTF is refused with a plain reason."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        parse_edtf(text)
    assert str(caught.value) == f"'{text}' is not an EDTF date: {reason}"


def test_bare_set() -> None:
    """A set without brackets is refused with the brackets written out."""
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        parse_edtf("2021..2022")
    assert str(caught.value) == (
        "'2021..2022' needs brackets: write [2021..2022] for one day of these"
    )


@pytest.mark.parametrize("text", ["../..", "/", "[..]"])
def test_no_bound(text: str) -> None:
    """A text open at both ends says no time and is refused."""
    with pytest.raises(ValueError, match="open at both ends"):
        parse_edtf(text)


def test_normal_form() -> None:
    """White space around a date and in a set does not make another time."""
    assert parse_edtf(" [2021, 2022 ] ").edtf == "[2021,2022]"


@given(st.dates(), st.integers(0, 4000))
def test_interval_of_days(first: date, length: int) -> None:
    """Two days give the same span as an interval and as a set."""
    last = min(first, date(9000, 1, 1)) + timedelta(days=length)
    first = min(first, date(9000, 1, 1))
    got = [parse_edtf(t) for t in (f"{first}/{last}", f"[{first}..{last}]")]
    assert [(span.earliest, span.latest) for span in got] == [(first, last)] * 2
