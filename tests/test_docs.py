"""Every `$ kg ...` example in the README and the pages of docs/ does what it shows."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a document and what it prints there."""

    line: int
    command: str
    output: str


def examples_in(text: str) -> list[Example]:
    """Return the commands of a document's console blocks, in order."""
    found = []
    for block in BLOCK.finditer(text):
        line = text[: block.start(1)].count("\n") + 1
        for part in re.split(r"^(?=\$ )", block[1], flags=re.MULTILINE):
            if part.startswith("$ kg"):
                command, _, output = part.partition("\n")
                found.append(Example(line, command.removeprefix("$ "), output))
            line += part.count("\n")
    return found


def printed(command: str, folder: Path) -> str:
    """Run one `kg` command as a person at a terminal would; both streams are shown."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    done = subprocess.run(
        [sys.executable, "-m", "kg", *shlex.split(command)[1:]],
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout


def tidy(output: str) -> list[str]:
    """Return the lines without trailing white space and empty lines around them."""
    return [line.rstrip() for line in output.strip("\n").splitlines()]


def test_examples_are_found() -> None:
    """A block's commands are told from their output, each with its line."""
    text = "# T\n\n```console\n$ kg a b\nout\n$ ls\nx\n$ kg c\n```\n"
    want = [Example(4, "kg a b", "out\n"), Example(8, "kg c", "")]
    assert examples_in(text) == want


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "docs/reports.md", "docs/your-own-domain.md"])
def test_examples_of_a_page(tmp_path: Path, page: str) -> None:
    """A page's commands, run in its order in one folder, print what it shows."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "docs/domains", tmp_path / "docs/domains")
    examples = examples_in((ROOT / page).read_text(encoding="utf-8"))
    assert examples
    got = [(e.line, e.command, tidy(printed(e.command, tmp_path))) for e in examples]
    want = [(e.line, e.command, tidy(e.output)) for e in examples]
    assert got == want


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    """What the README shows of the Python interface works as it stands."""
    pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("networkx", reason="networkx is not installed")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    (program,) = PYTHON.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "An embargo on timber" in done.stdout) == (0, True), done.stderr
