"""The bench's sources: without a planted mistake they are clean, and each mistake is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import asdict
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

GENERATE = ROOT / "bench/generate.py"
FINDING = re.compile(r"\S*facts\.jsonl:(?P<line>\d+):\d+: \w+\[(?P<code>[\w-]+)\]")


def generate(folder: Path, *options: str) -> Path:
    """Write a folder of generated sources and return its facts file."""
    command = [sys.executable, str(GENERATE), str(folder), *options]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "facts.jsonl"


def validate(facts: Path) -> subprocess.CompletedProcess[str]:
    """Validate a facts file as a user would, at the level of warnings."""
    command = [sys.executable, "-m", "kg", "validate", "--fail-on", "warning", str(facts)]
    return subprocess.run(command, check=False, capture_output=True, text=True, cwd=facts.parent)


def test_generated_sources_are_clean(tmp_path: Path) -> None:
    """Twenty sources as the bench loads them have no violation and no warning."""
    facts = generate(tmp_path, "--quads", "8k")
    ran = validate(facts)
    assert ran.returncode == 0, ran.stderr
    assert facts.read_text("utf-8").count('{"source":') == 20


@pytest.mark.parametrize(("mistakes", "ways"), [("reading", 10), ("shapes", 23)])
def test_every_planted_way_is_found(tmp_path: Path, mistakes: str, ways: int) -> None:
    """Each way of being wrong is told on its line by the code that the bench says."""
    facts = generate(tmp_path, "--quads", "7k", "--every-way", "--mistakes", mistakes)
    lines = (tmp_path / "planted.jsonl").read_text("utf-8").splitlines()
    planted = [json.loads(line) for line in lines]
    ran = validate(facts)
    found = {(int(hit["line"]), hit["code"]) for hit in FINDING.finditer(ran.stderr)}
    missed = [one for one in planted if (one["line"], one["code"]) not in found]
    assert missed == [], ran.stderr
    assert len({one["way"] for one in planted}) == ways


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with one seed agree, and another seed differs."""
    one, two, other = (
        generate(tmp_path / name, "--quads", "10k", "--wrong", "0.1", "--seed", seed).read_bytes()
        for name, seed in (("one", "7"), ("two", "7"), ("other", "8"))
    )
    assert one == two
    assert one != other


def row(step: str, wall: float, against: str = "", **goal: float) -> dict[str, Any]:
    """Return what the bench notes of a step that ran three times."""
    nothing = asdict(import_module("steps").Goal())
    told = {"group": "load", "step": step, "against": against, "wall": wall, "cpu": wall, "runs": 3}
    return nothing | goal | told | {"peak_mib": 100, "disk_mib": 0.0, "note": "", "reached": None}


def test_a_page_tells_what_was_missed_and_how_time_grows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sizes stand in order with their goals; ten times as many may take twelve times as long."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    limit = "engine: bulk_load of the finished N-Quads"
    sizes = []
    for size, load, plain in ((1_000_000, 30.0, 13.0), (100_000, 2.4, 1.3)):
        steps = [
            row("kg load", load, limit, times=2.5),
            row(limit, load / 3),
            row("kg load, not validated", plain, limit, times=1.4),
            row("mapped", 3.0, pace=400_000.0) | {"reached": 250_000.0},
        ]
        sizes.append({"size": size, "begun": "a day", "note": "All was quiet.", "steps": steps})
    import_module("report").write(tmp_path, {"run": "a day", "machine": {}, "sizes": sizes})
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert page.index("## 100,000 quads") < page.index("## 1,000,000 quads")
    assert "| kg load | 2.40 s, 100 MiB | 30.00 s, 100 MiB (12.5 times: **missed**) |" in page
    assert "13.00 s, 100 MiB (10.0 times: met) |" in page
    assert "3.00 / 3.00 | at most 2.5 times | **missed** |" in page
    assert "1.30 / 1.30 | at most 1.4 times | met |" in page
    assert "Begun a day UTC. All was quiet.\n" in page
    assert "- validation adds 17.00 s by the clock" in page
    assert "at least 400,000 quads a core-second | **missed**: 250,000 |" in page
    assert (tmp_path / "performance-load-100000.svg").exists()


def test_a_page_keeps_sizes_that_another_machine_ran(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stay with the machine's name, and no time is compared across machines."""
    monkeypatch.syspath_prepend(str(ROOT / "bench"))
    run = import_module("run")
    sizes = [
        {"size": size, "begun": "a day", "note": "", "steps": [row("kg load", load)]}
        for size, load in ((100_000, 3.0), (1_000_000, 30.0), (10_000_000, 300.0))
    ]
    there, here = {"processor": "slow"}, {"processor": "quick"}
    run.save(tmp_path, {"run": "a day", "machine": there, "sizes": sizes})
    others = run.kept(tmp_path, [100_000], here)
    assert [one["size"] for one in others] == [1_000_000, 10_000_000]
    run.save(tmp_path, {"run": "later", "machine": here, "sizes": [sizes[0], *others]})
    page = (tmp_path / "performance.md").read_text("utf-8")
    assert "Begun a day UTC. Another machine: processor slow.\n" in page
    assert "| kg load | 3.00 s, 100 MiB | 30.00 s, 100 MiB | 300.00 s, 100 MiB (10.0 times" in page
    assert run.kept(tmp_path, [100_000, 1_000_000], there) == [sizes[2]]
