"""Questions to the real article: the rows that a careful reader works out."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Place

BIDEN, RUSSIA, US = "Joe Biden", "Russia", "United States"
QUESTIONS = [
    ("CQ01", ["person=Biden"], ["actLabel", "when", "conditionStatus"], [
        ("Grave consequences for moving further in", "2021-12-30", "stated"),
        ("Sanctions if Russia invades anew", "2021-12-30", "stated"),
        ("More US and NATO forces in Europe", "2021-12-31", "implied"),
    ]),
    ("CQ02", [], ["partyLabel", "targetLabel", "conditionStatus"], [
        (RUSSIA, "Ukraine", "stated"), (RUSSIA, "Western nations", "stated"),
        (US, RUSSIA, "stated"), (US, RUSSIA, "stated"), (US, RUSSIA, "implied"),
    ]),
    ("CQ06", ["day=2022-01-01"], ["eventLabel", "when"], [
        ("Biden and Zelenskyy are to talk by phone", "2022-01-02"),
        ("US-Russian talks in Geneva", "2022-01-09/2022-01-10"),
        ("OSCE session after Geneva", "2022-01-10/.."),
        ("Session of the NATO-Russia Council after Geneva", "2022-01-10/.."),
    ]),
    ("CQ07", ["person=Biden"], ["eventLabel", "status", "when"], [
        ("Biden and Putin talk by phone about the build-up", "held", "2021-12-30"),
        ("Biden and Zelenskyy are to talk by phone", "scheduled", "2022-01-02"),
    ]),
]  # fmt: skip
COUNTS = [
    ("CQ04", [], 6), ("CQ09", ["event=statement-of-24"], 6), ("CQ10", [], 1),
    ("CQ12", ["outlet=RIA-Novosti"], 3), ("CQ13", [], 19), ("CQ13", ["status=current"], 10),
    ("CQ13", ["status=former"], 9), ("CQ16", [], 2),
]  # fmt: skip
KINDS = [
    ("Threat", 5), ("Warning", 1), ("Promise", 1), ("Demand", 4), ("Rejection", 1),
    ("Accusation", 3), ("PhoneCall", 2), ("PressRemarks", 1), ("JointStatement", 1),
    ("UnidentifiedPerson", 1),
]  # fmt: skip


def rows(place: Place, *args: str) -> list[dict[str, str]]:
    """Return a command's CSV as rows."""
    done = place.kg(*args, "--format", "csv")
    assert done.code == 0, done.err
    return list(csv.DictReader(io.StringIO(done.out)))


@pytest.mark.parametrize(("query", "given", "columns", "want"), QUESTIONS)
def test_an_answer_holds_the_rows_worked_out_by_reading(
    article: Place, query: str, given: list[str], columns: list[str], want: list[tuple[str, ...]]
) -> None:
    """Each row stands in the article, and none that stands there is missing."""
    args = [word for pair in given for word in ("-p", pair)]
    got = rows(article, "query", query, *args)
    assert [tuple(row[c] for c in columns) for row in got] == want


@pytest.mark.parametrize(("query", "given", "want"), COUNTS)
def test_an_answer_has_as_many_rows_as_the_article_gives(
    article: Place, query: str, given: list[str], want: int
) -> None:
    """Counts worked out by reading: six refusals, six offices of signers, 19 tenures."""
    args = [word for pair in given for word in ("-p", pair)]
    assert len(rows(article, "query", query, *args)) == want


@pytest.mark.parametrize(("kind", "want"), KINDS)
def test_traps_do_not_add_to_a_kind(article: Place, kind: str, want: int) -> None:
    """A threat retold, feared or predicted is no further Threat; two reports are one call."""
    sparql = f"SELECT ?x WHERE {{ ?x a dkg:{kind} }}"
    assert len(rows(article, "sparql", sparql)) == want


def test_a_group_says_how_many_it_names(article: Place) -> None:
    """Of the 24 signers five are named."""
    (row,) = rows(article, "query", "CQ10")
    assert {"24", "5"} <= set(row.values())


def test_each_article_answer_can_be_read_on_a_terminal(article: Place) -> None:
    """A table shows names, not addresses."""
    done = article.kg("query", "CQ02", "--format", "table")
    assert done.code == 0, done.err
    assert "Western nations" in done.out
    assert "https://" not in done.out
