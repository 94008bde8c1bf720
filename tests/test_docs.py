"""Every `$ kg ...` example in the README and the pages of docs/ does what it shows."""

from __future__ import annotations

import doctest
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
FILE_OR_BLOCK = re.compile(
    r"^`(?P<file>[\w./-]+)`:\n\n```\w+\n(?P<content>.*?)^```$|^```console\n(?P<block>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
ENDED = "--ended here--"


@dataclass(frozen=True, slots=True)
class Example:
    """One command of a document and what it prints there."""

    line: int
    command: str
    output: str


@dataclass(frozen=True, slots=True)
class Written:
    """A file that a document asks to be written."""

    name: str
    content: str


def examples_in(text: str) -> list[Example | Written]:
    """Return the commands of a document's console blocks, and its named files, in order."""
    found: list[Example | Written] = []
    for block in FILE_OR_BLOCK.finditer(text):
        if block["file"]:
            found.append(Written(block["file"], block["content"]))
            continue
        line = text[: block.start("block")].count("\n") + 1
        for part in re.split(r"^(?=\$ )", block["block"], flags=re.MULTILINE):
            if part.startswith(("$ kg", "$ cd")):
                command, _, output = part.partition("\n")
                found.append(Example(line, command.removeprefix("$ "), output))
            line += part.count("\n")
    return found


def printed(command: str, folder: Path) -> tuple[str, Path]:
    """Run one command as a person at a terminal would; return both streams, and the folder after.

    A shell runs it, for pipes and `cd`; `kg` is this tree's.
    """
    environment = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    script = f'kg() {{ {shlex.quote(sys.executable)} -m kg "$@"; }}\n{command}\necho "{ENDED}$PWD"'
    done = subprocess.run(
        ["sh", "-c", script],  # noqa: S607 - any sh
        cwd=folder,
        env=environment | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "100"},
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    output, _, after = done.stdout.rpartition(ENDED)
    return output, Path(after.strip())


def tidy(output: str) -> list[str]:
    """Return the lines without trailing white space and empty lines around them."""
    return [line.rstrip() for line in output.strip("\n").splitlines()]


def test_examples_are_found() -> None:
    """A block's commands are told from their output, each with its line."""
    text = "# T\n\n```console\n$ kg a b\nout\n$ ls\nx\n$ kg c\n```\n"
    text += "\nWrite\n\n`a/b.yaml`:\n\n```yaml\nx: 1\n```\n"
    want = [Example(4, "kg a b", "out\n"), Example(8, "kg c", ""), Written("a/b.yaml", "x: 1\n")]
    assert examples_in(text) == want


PAGES = [
    "README.md",
    "docs/coding.md",
    "docs/facts-files.md",
    "docs/getting-started.md",
    "docs/queries.md",
    "docs/reports.md",
    "docs/who-is-who.md",
    "docs/your-own-domain.md",
]


def test_every_page_with_commands_is_run() -> None:
    """No page of docs/ shows commands that nobody tries."""
    pages = {"README.md", *(str(p.relative_to(ROOT)) for p in (ROOT / "docs").rglob("*.md"))}
    with_commands = {page for page in pages if examples_in((ROOT / page).read_text("utf-8"))}
    assert with_commands == set(PAGES)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_examples_of_a_page(tmp_path: Path, page: str) -> None:
    """A page's commands, run in its order in one folder, print what it shows.

    `...` stands for lines or words that are left out.
    """
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    shutil.copytree(ROOT / "docs/domains", tmp_path / "docs/domains")
    examples = examples_in((ROOT / page).read_text(encoding="utf-8"))
    assert examples
    folder = tmp_path
    for example in examples:
        if isinstance(example, Written):
            (folder / example.name).write_text(example.content, "utf-8")
            continue
        output, folder = printed(example.command, folder)
        got, want = "\n".join(tidy(output)), "\n".join(tidy(example.output))
        checker = doctest.OutputChecker()
        fits = checker.check_output(f"{want}\n", f"{got}\n", doctest.ELLIPSIS)
        assert fits or got == want, f"{page}:{example.line}: {example.command}\n{got}"


@pytest.mark.slow
def test_the_tour_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line of docs/python.md, run in its order, gives what it shows."""
    pytest.importorskip("pandas", reason="pandas is not installed")
    pytest.importorskip("networkx", reason="networkx is not installed")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    page = str(ROOT / "docs/python.md")
    failed, tried = doctest.testfile(page, module_relative=False, optionflags=flags)
    assert (failed, tried > 30) == (0, True)


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
