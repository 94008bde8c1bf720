"""`kg check` as a user meets it: lines, counts, exit codes, with and without Java."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from checking import lay_out, needs_java
from conftest import ROOT, Place
from contradictions import CASES, EMPTY, FIRST

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("java", [False, pytest.param(True, marks=needs_java)])
def test_the_real_article_is_consistent(article: Place, *, java: bool) -> None:
    """The facts of a real article contradict neither each other nor the ontology."""
    path = os.environ["PATH"] if java else ""
    done = checked_with(article, path, "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["verdict"], told["findings"]) == (0, "consistent", [])
    assert told["assertions"] > 1000
    assert told["literals_left_out"] > 0


@needs_java
def test_the_examples_are_consistent(examples: Place) -> None:
    """The shipped example is consistent, and the summary counts what was looked at."""
    assert examples.kg("load", "examples").code == 0
    done = examples.kg("check")
    assert (done.code, done.out) == (0, "")
    assert re.fullmatch(
        r"consistent: [\d,]+ axioms, [\d,]+ assertions; \d+ literals and 2 axioms left out\n",
        done.err,
    ), done.err


def checked_with(place: Place, path: str, *args: str) -> subprocess.CompletedProcess[str]:
    """Run `kg check` with another search path, and no JAVA_HOME."""
    variables = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "JAVA_"))}
    return subprocess.run(
        [sys.executable, "-m", "kg", "check", *args],
        cwd=place.folder,
        env=variables | {"PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.usefixtures("no_java")
def test_without_java_it_says_what_is_skipped(tmp_path: Path) -> None:
    """Without Java one line tells what was not done, and our own result is the exit code."""
    case = CASES["a person that is a state"]
    done = checked_with(lay_out(tmp_path, case), "")
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    assert ["no Java" in line for line in lines] == [False, True, False]
    assert lines[2].startswith("inconsistent: ")


@pytest.mark.usefixtures("no_java")
def test_without_a_store(place: Place) -> None:
    """Without a store the ontology is checked, and the command says that it was only that."""
    done = checked_with(place, "")
    assert done.returncode == 0
    assert "only the ontology is checked" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("consistent: ")
    asked = checked_with(place, "", "--ontology")
    assert (asked.returncode, "only the ontology" in asked.stderr) == (0, False)
    assert "no graph" in asked.stderr


@pytest.mark.usefixtures("no_java")
def test_the_ontology_alone(tmp_path: Path) -> None:
    """With --ontology a contradiction of the graph is not looked for."""
    place = lay_out(tmp_path, CASES["a person that is a state"])
    assert checked_with(place, "", "--ontology").returncode == 0


@pytest.mark.usefixtures("no_java")
def test_lines_of_facts_files(place: Place) -> None:
    """A contradiction between two sources is told at its line in each."""
    for one, other in (("one", "two"), ("two", "one")):
        place.write(
            f"{one}.yaml",
            f"""\
source: {{id: {one}, title: T, published: 2031-05-02}}
actors:
  - {{type: State, name: Arcadia}}
facts:
  - type: Rejection
    id: no
    by: Arcadia
    rejects: {other}#no
    evidence: p1
""",
        )
    assert place.kg("load", "one.yaml", "two.yaml", "--fail-on", "never").code == 0
    done = checked_with(place, "")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0].startswith(
        "one.yaml:5:5: error[inconsistent]: 'one#no' rejects 'two#no' and "
        "'two#no' rejects 'one#no' (two.yaml:5:5): both cannot hold, since "
    )


@pytest.mark.usefixtures("no_java")
def test_lines_of_turtle(tmp_path: Path) -> None:
    """An empty class is told where its file speaks of it, with the place of the axiom."""
    place = lay_out(tmp_path, EMPTY["a class of two disjoint classes"])
    done = checked_with(place, "")
    told = done.stderr.splitlines()[0]
    assert told.startswith(f"own/ontology/own.ttl:{FIRST}:1: error[unsatisfiable]: ")
    assert "nothing is both an event and a place (ontology/modules/events.ttl:" in told


@needs_java
def test_time_is_up(article: Place) -> None:
    """Without a verdict in time the command ends in time, with exit code 4, and tidies up."""
    folder = article.folder / "tmp"
    folder.mkdir()
    started = time.monotonic()
    variables = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-m", "kg", "check", "--timeout", "0.4"],
        cwd=article.folder,
        env=variables,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 4
    assert done.stderr.startswith("kg: error[check-timeout]: ")
    assert time.monotonic() - started < 10
    assert list(folder.iterdir()) == []


def test_a_java_that_fails(tmp_path: Path, place: Place) -> None:
    """A Java that cannot be run is told in one line, and our own rules still look."""
    program = tmp_path / "bin" / "java"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho no runtime present >&2\nexit 1\n", "utf-8")
    program.chmod(0o755)
    done = checked_with(place, f"{program.parent}:/bin:/usr/bin", "--ontology")
    assert done.returncode == 0
    assert "HermiT was not asked" in done.stderr
    assert "no runtime present" in done.stderr


@pytest.mark.usefixtures("no_java")
def test_quiet_and_json(tmp_path: Path) -> None:
    """--quiet leaves only what is wrong; --json has the statements and the axioms apart."""
    place = lay_out(tmp_path, CASES["a person that is a state"])
    quiet = checked_with(place, "", "--quiet").stderr.splitlines()
    assert len(quiet) == 2
    [told] = json.loads(checked_with(place, "", "--json").stdout)["explanations"]
    file = str(tmp_path / "case.trig")
    assert sorted(told["statements"], key=str) == [
        {"text": "'x' is a person", "place": file},
        {"text": "'x' is a state", "place": file},
    ]
    assert [axiom["text"] for axiom in told["axioms"]] == [
        "every state is a collective actor",
        "nothing is both a person and a collective actor",
    ]
    assert told["axioms"][0]["place"].startswith("ontology/modules/actors.ttl:")
    assert told["smallest"]
