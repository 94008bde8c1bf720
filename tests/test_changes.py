"""Generations: withdrawing a source, the record of changes, what is new between two."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

import kg
from kg.changes import history_rows

if TYPE_CHECKING:
    from conftest import Place

GOOD = ["examples/talks.yaml", "examples/answer.yaml"]
EXPORT = ["export", "-o", "-", "--format", "nq"]
ANSWER = "lyra-gazette-2031-05-05"


def test_retraction_is_as_if_it_had_never_been_loaded(examples: Place) -> None:
    """The graph of what is left: no triple, no register entry, no entailment stays for its sake."""
    assert examples.kg("load", GOOD[0], "--store", "alone.kg").code == 0
    alone = examples.kg(*EXPORT, "--store", "alone.kg").out
    examples.kg("load", *GOOD)
    both = examples.kg(*EXPORT).out
    done = examples.kg("retract", ANSWER, "--why", "withdrawn by the paper")
    assert (done.code, "247 removed" in done.err, "published as #2" in done.err) == (0, True, True)
    assert examples.kg(*EXPORT).out == alone != both
    assert examples.kg("load", GOOD[1]).code == 0
    assert examples.kg(*EXPORT).out == both


def test_a_dry_run_withdraws_nothing(examples: Place) -> None:
    """It says what would go."""
    examples.kg("load", *GOOD)
    before = examples.kg(*EXPORT).out
    done = examples.kg("retract", ANSWER, "--why", "x", "--dry-run")
    assert (done.code, "247 removed" in done.err, "dry run" in done.err) == (0, True, True)
    assert examples.kg(*EXPORT).out == before


def test_an_unknown_source_and_no_reason(examples: Place) -> None:
    """The nearest ids are named; a reason is asked for."""
    examples.kg("load", *GOOD)
    done = examples.kg("retract", "lyra-gazette-2031-05-06", "--why", "x")
    assert (done.code, f"did you mean {ANSWER}?" in done.err) == (2, True)
    assert examples.kg("retract", ANSWER).code == 2


def test_history_tells_when_what_and_why(examples: Place) -> None:
    """The newest first; a load that changes nothing is none."""
    examples.kg("load", GOOD[0])
    examples.kg("load", *GOOD)
    examples.kg("load", *GOOD)
    examples.kg("retract", ANSWER, "--why", "withdrawn, alas")
    rows = list(csv.DictReader(io.StringIO(examples.kg("history", "--format", "csv").out)))
    told = [(row["generation"], row["command"], row["why"]) for row in rows]
    assert told == [("#3", "retract", "withdrawn, alas"), ("#2", "load", ""), ("#1", "load", "")]
    assert f"{ANSWER} +247 -0" in rows[1]["sources"]


def test_history_names_a_few_of_many_sources(examples: Place) -> None:
    """A table counts together what it does not name; other formats name all of them."""
    counts = {f"wire-{number:02}": {"added": 100, "removed": number} for number in range(40)}
    record = {"sequence": 1, "time": "", "command": "load", "quads": 4000, "sources": counts}
    (row,) = history_rows([record], 2)
    assert row[4] == "wire-00 +100 -0; wire-01 +100 -1; and 38 more +3800 -779"
    (whole,) = history_rows([record])
    assert [whole[4].count("wire-"), history_rows([record], 40)[0][4]] == [40, whole[4]]
    examples.kg("load", *GOOD)
    table, plain = (examples.kg("history", "--format", f).out for f in ("md", "csv"))
    assert [ANSWER in told for told in (table, plain)] == [True, True]


def test_diff_is_the_difference_of_exports(examples: Place) -> None:
    """What came and what went, between any two generations, the current one by default."""
    examples.kg("load", GOOD[0])
    examples.kg("load", GOOD[1])
    graph = kg.open(examples.folder / "graph.kg")
    forth, back = graph.diff(1), graph.diff("#2", 1)
    assert (forth.added, forth.removed) == (back.removed, back.added)
    assert graph.diff(0, 1).removed == frozenset()
    before, after = (examples.kg("load", n, "--store", "x.kg").code for n in GOOD)
    assert (before, after) == (0, 0)
    rows = list(csv.DictReader(io.StringIO(examples.kg("diff", "1", "2", "--format", "csv").out)))
    assert len(rows) == len(forth.added) + len(forth.removed)
    assert {row["change"] for row in rows} == {"+"}
    (threat,) = [r for r in rows if r["id"].endswith(".talks-over") and r["property"] == "rdf:type"]
    assert (threat["value"], threat["source"]) == ("dkg:Threat", ANSWER)
    assert threat["label"] == "Talks end if a trawler is shot at"


def test_a_changed_fact_shows_as_gone_and_come(examples: Place) -> None:
    """One day corrected in the file is one old and one new line of that fact."""
    examples.kg("load", *GOOD)
    path = examples.folder / GOOD[1]
    text = path.read_text("utf-8")
    path.write_text(text.replace("label: Talks end", "label: The talks end"), "utf-8")
    examples.kg("load", *GOOD)
    rows = json.loads(examples.kg("diff", "1", "2", "--json").out)
    shown = [(row["change"], row["property"], row["value"]) for row in rows]
    assert shown == [
        ("-", "rdfs:label", "Talks end if a trawler is shot at"),
        ("+", "rdfs:label", "The talks end if a trawler is shot at"),
    ]


@pytest.mark.parametrize("name", ["9", "#-1", "x", "", "\u0661"])
def test_an_unknown_generation(examples: Place, name: str) -> None:
    """It is exit 2, with those there are."""
    examples.kg("load", GOOD[0])
    done = examples.kg("diff", "--", name)
    assert (done.code, "take one of #0, #1" in done.err) == (2, True), done.err


def test_the_program_withdraws_too(examples: Place) -> None:
    """`graph.retract` gives a report; an unknown id is an error."""
    graph = kg.open(examples.folder / "graph.kg")
    graph.load(*(examples.folder / name for name in GOOD))
    report = graph.retract(ANSWER, why="withdrawn")
    assert (report.exit_code, report.sequence, report.changes[0].removed) == (0, 2, 247)
    assert [row["source"] for row in graph.sources()] == ["example-times-2031-05-02"]
    with pytest.raises(kg.UsageError, match="no source"):
        graph.retract(ANSWER, why="again")
