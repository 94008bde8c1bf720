"""Loading: all or nothing, the same in any order, each finding at its line."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
import yaml
from conftest import ROOT

if TYPE_CHECKING:
    from conftest import Place

TALKS, ANSWER = "examples/talks.yaml", "examples/answer.yaml"

BASE = """\
source:
  id: paper-1
  published: 2031-05-02
actors:
  - {type: State, name: Arcadia, iso: xa}
  - {type: State, name: Borealis, iso: xb}
facts:
"""
WRONG = [
    ("- {type: Demnd, id: a, by: Arcadia}", "8:12", "unknown-type", "Demand"),
    ("- {id: a, by: Arcadia}", "8:5", "type-missing", "type"),
    ("- {type: Demand, id: a, bye: Arcadia}", "8:27", "unknown-key", "'by'"),
    ("- {type: Demand, id: a, by: Arcadai}", "8:31", "unknown-name", "'Arcadia'"),
    ("- {type: Demand, id: a b, by: Arcadia}", "8:24", "bad-id", "letters"),
    ("- {type: Demand, id: a, by: Arcadia, when: 2031-13}", "8:46", "bad-date", "EDTF"),
    ("- {type: Demand, id: a, by: Arcadia, part-of: b}", "8:49", "missing-reference", "'b'"),
    ("- {type: Meeting, id: a, status: hold}", "8:36", "unknown-value", "'held'"),
    ("- {type: ForceBuildUp, id: a, size: 010}", "8:39", "bad-value", "whole number"),
    ("- {type: Demand, id: a, by: {name: Arcadia}}", "8:31", "wrong-type", "actors"),
    ("- {type: Demand, id: a, by: Arcadia, evidence: p}", "8:50", "wrong-type", "write `p4`"),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "where", "code", "mend"), WRONG)
def test_a_wrong_value_is_told_at_its_line(
    place: Place, fact: str, where: str, code: str, mend: str
) -> None:
    """A wrong value is one line: file, line, column, code, and what to do; nothing is written."""
    done = place.kg("load", place.write("facts.yaml", f"{BASE}  {fact}\n"))
    found = [line for line in done.err.splitlines() if f"error[{code}]" in line]
    assert (done.code, len(found)) == (1, 1), done.err
    assert found[0].startswith(f"facts.yaml:{where}: ")
    assert mend in found[0]
    assert not (place.folder / "graph.kg").exists()


def test_two_facts_with_one_id_are_refused(place: Place) -> None:
    """The second fact of an id is told with the place of the first."""
    facts = "  - {type: Demand, id: a, by: Arcadia}\n" * 2
    done = place.kg("load", place.write("facts.yaml", BASE + facts))
    assert done.code == 1
    assert "facts.yaml:9:24: error[duplicate-id]" in done.err
    assert "facts.yaml:8:5" in done.err


def test_a_missing_file_is_exit_3(place: Place) -> None:
    """What cannot be read is another exit code than what is wrong."""
    done = place.kg("load", "nowhere.yaml")
    assert done.code == 3
    assert "nowhere.yaml: error[missing]" in done.err


def test_the_same_again_changes_nothing(examples: Place) -> None:
    """A second load of the same files says so and publishes nothing."""
    first = examples.kg("load", TALKS, ANSWER)
    assert (first.code, "published as #1" in first.err) == (0, True), first.err
    again = examples.kg("load", ANSWER, TALKS)
    assert (again.code, "0 added: the graph says all of this already" in again.err) == (0, True)


def test_a_dry_run_publishes_nothing(examples: Place) -> None:
    """A dry run leaves no store behind."""
    done = examples.kg("load", "--dry-run", TALKS)
    assert (done.code, (examples.folder / "graph.kg").exists()) == (0, False), done.err


def test_order_of_files_and_facts_does_not_matter(examples: Place) -> None:
    """Shuffled facts, loaded one file after another or both at once, give the same bytes."""
    assert examples.kg("load", TALKS, ANSWER).code == 0
    want = examples.kg("export", "-o", "-", "--format", "trig").out
    for seed in range(3):
        shuffled = []
        for name in (ANSWER, TALKS):
            facts = yaml.load(
                (examples.folder / name).read_text("utf-8"),
                Loader=yaml.BaseLoader,  # noqa: S506
            )
            for key in ("facts", "actors", "places"):
                random.Random(seed).shuffle(facts.get(key, []))  # noqa: S311
            shuffled.append(examples.write(f"{name[:-5]}-{seed}.yaml", yaml.safe_dump(facts)))
        for name in shuffled:
            done = examples.kg("load", "--store", f"graph-{seed}.kg", name)
            assert done.code == 0, done.err
        got = examples.kg("export", "--store", f"graph-{seed}.kg", "-o", "-", "--format", "trig")
        assert got.out == want


def test_a_kill_in_the_middle_leaves_the_old_graph(examples: Place) -> None:
    """Whenever a load is killed, readers see the generation before or the one after."""
    assert examples.kg("load", TALKS).code == 0
    old = examples.kg("export", "-o", "-", "--format", "nq").out
    assert examples.kg("load", TALKS, ANSWER, "--store", "whole.kg").code == 0
    new = examples.kg("export", "-o", "-", "--format", "nq", "--store", "whole.kg").out
    for step in range(4):
        child = subprocess.Popen(
            [sys.executable, "-m", "kg", "load", ANSWER],
            cwd=examples.folder,
            env={"PYTHONPATH": str(ROOT), "PATH": ""},
            stderr=subprocess.DEVNULL,
        )
        time.sleep(0.3 + 0.4 * step)
        child.send_signal(signal.SIGKILL)
        child.wait()
        got = examples.kg("export", "-o", "-", "--format", "nq")
        assert got.code == 0, got.err
        assert got.out in {old, new}
    assert examples.kg("load", ANSWER).code == 0
    assert examples.kg("export", "-o", "-", "--format", "nq").out == new
