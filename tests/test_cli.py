"""The command line as a person meets it: streams, exit codes, clear refusals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Place

COMMANDS = (
    "init", "doctor", "load", "validate", "locate", "query", "sparql", "export", "describe",
    "explain", "sources", "plot", "vocab", "schema",
)  # fmt: skip
SOURCE = """\
source:
  id: paper-1
  published: 2031-05-02
actors:
  - {type: State, name: Arcadia, iso: xa}
  - {type: State, name: Borealis, iso: xb}
facts:
  - type: Threat
    id: embargo
    by: Arcadia
    for: Arcadia
    against: Borealis
    status: held
    when: 2031-05-01
    condition: stated
    then:
      by: Arcadia
    evidence: p1 narrative
"""
REFUSED = [
    (["nonsense"], 2, "No such command"),
    (["load"], 2, "Missing argument"),
    (["load", "x.yaml", "--no-such-flag"], 2, "no-such-flag"),
    (["query", "CQ99"], 2, "unknown-query"),
    (["query", "CQ01", "-p", "persn=x"], 2, "parameter"),
    (["query", "CQ01", "-p", "person=Bidden"], 2, "Joe Biden"),
    (["query", "CQ06", "-p", "day=tomorrow"], 2, "day"),
    (["sparql", "SELEC * WHERE {}"], 2, "sparql-syntax"),
    (["sparql", "SELECT * WHERE { SERVICE <http://x.org/> { ?s ?p ?o } }"], 2, "policy"),
    (["sparql", "DELETE WHERE { ?s ?p ?o }"], 2, "policy"),
    (["sparql", "SELECT * WHERE { ?s ?p ?o }", "--max-rows", "3"], 4, "max-rows"),
    (
        ["sparql", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "--timeout", "1"],
        4,
        "timeout",
    ),
    (["export", "-o", "x.docx"], 2, "format"),
    (["export", "-o", "no/such/folder/x.ttl"], 3, "unwritable"),
    (["export", "-o", "x.ttl", "--source", "nobody"], 2, "unknown-source"),
    (["describe", "Nobody at all"], 2, "unknown-name"),
    (["explain", "Nobody at all"], 2, "unknown-name"),
    (["explain", "us-russia-talks-2021-12-31#F1"], 2, "tells of 'us-russia-talks-2021-12-31#"),
    (["explain", "Joe Biden", "--format", "pdf"], 2, "format"),
    (["sources", "--store", "elsewhere.kg"], 3, "store-missing"),
    (["load", "facts.yaml", "--store", "https://example.org/"], 2, "remote-store"),
    (["locate", "nowhere.txt", "words"], 3, "nowhere.txt"),
    (["plot", "pie", "-o", "x.svg"], 2, "pie"),
    (["vocab", "Thret"], 2, "Threat"),
    (["vocab", "--keys", "Demnd"], 2, "Demand"),
    (["vocab", "--values", "mod"], 2, "mode"),
    (["vocab", "Threat", "--classes"], 2, "exclude"),
    (["describe"], 2, "--class"),
    (["describe", "--class", "Thret"], 2, "Threat"),
    (["vocab", "--format", "docx"], 2, "format"),
    (["schema", "-o", "no/such/folder/x.json"], 3, "unwritable"),
    (["schema", "--domain", "nowhere"], 3, "nowhere"),
]


@pytest.mark.parametrize(("args", "code", "said"), REFUSED)
def test_a_wrong_command_ends_in_one_clear_line(
    article: Place, args: list[str], code: int, said: str
) -> None:
    """The exit code tells the kind of fault, stderr one line; no traceback, nothing on stdout."""
    done = article.kg(*args)
    assert (done.code, said in done.err) == (code, True), done.err
    assert ("Traceback" in done.err, done.err.count("error[")) == (False, 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_ends_with_an_example(place: Place, command: str) -> None:
    """Every command's help fits 80 columns and ends with something to paste."""
    done = place.kg(command, "--help")
    assert (done.code, "Example: kg" in done.out) == (0, True)
    assert max(map(len, done.out.splitlines())) <= 100


def test_a_finding_names_the_line_of_a_nested_node(place: Place) -> None:
    """A nested mapping is told at its line, a value at its own, a missing one at its fact."""
    done = place.kg(
        "load", place.write("facts.yaml", SOURCE.replace("    against: Borealis\n", ""))
    )
    assert done.code == 1, done.err
    assert "facts.yaml:8:5: violation[S23]" in done.err
    assert "facts.yaml:14:16: violation[S24]" in done.err
    assert "facts.yaml:16:7: violation[S34]" in done.err
    assert not (place.folder / "graph.kg").exists()


def test_fail_on_never_publishes_with_findings(place: Place) -> None:
    """Who says so gets the graph in spite of its findings, and still sees them."""
    name = place.write("facts.yaml", SOURCE)
    done = place.kg("load", name, "--fail-on", "never")
    assert (done.code, "violation[S24]" in done.err, "published as #1" in done.err) == (
        0,
        True,
        True,
    )
    again = place.kg("validate")
    assert (again.code, "facts.yaml:8:5: violation[S24]" in again.err) == (1, True), again.err


def test_validate_reports_as_json_and_writes_nothing(place: Place) -> None:
    """The same findings for a program, without a store."""
    done = place.kg("validate", place.write("facts.yaml", SOURCE), "--json")
    codes = {f["code"] for f in json.loads(done.out)["findings"]}
    assert (done.code, {"S24", "S34"} <= codes) == (1, True)
    assert not (place.folder / "graph.kg").exists()


def test_locate_gives_evidence_that_loads(examples: Place) -> None:
    """The line that locate prints is a span that a facts file takes."""
    done = examples.kg("locate", "examples/texts/talks.txt", "answer with an embargo")
    assert (done.code, done.out.startswith("evidence: p7 ")) == (0, True), done.out


def test_ids_live_under_the_base_of_kg_toml(examples: Place) -> None:
    """A user's own data has the user's own addresses, and answers all the same."""
    examples.write("kg.toml", 'id_base = "https://example.org/id/"\n')
    assert examples.kg("load", "examples/talks.yaml", "examples/answer.yaml").code == 0
    exported = examples.kg("export", "-o", "-", "--format", "nq").out
    assert "<https://example.org/id/fact/" in exported
    assert "<https://w3id.org/demarche/id/" not in exported
    assert len(examples.kg("query", "CQ02", "--format", "csv").out.splitlines()) == 4


def test_a_saved_query_shows_itself(examples: Place) -> None:
    """Title, parameters, example and text, for people and for programs."""
    shown = json.loads(examples.kg("query", "CQ01", "--show", "--json").out)
    assert set(shown) >= {"id", "title", "description", "params", "example", "text"}
    assert "-p person=" in examples.kg("query", "CQ01", "--show").out
    assert "CQ13" in examples.kg("query", "--list").out


def test_an_empty_answer_says_so(examples: Place) -> None:
    """No rows are no error, and stderr says that there are none."""
    assert examples.kg("load", "examples/talks.yaml").code == 0
    done = examples.kg("query", "CQ04", "--format", "csv")
    assert (done.code, len(done.out.splitlines()), "no rows" in done.err) == (0, 1, True)
