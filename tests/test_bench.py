"""The bench's sources: without a planted mistake they are clean, and each mistake is found."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

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
