"""Every wrong input ends in a clear line: exit code, place, words; nothing written, no crash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from wrong_input import COMMANDS, DATA, FILES, GOOD, RDF, STORES, TABLES, TEXT, Case

if TYPE_CHECKING:
    from pathlib import Path

CASES = [*DATA, *FILES, *TABLES, *RDF, *STORES, *COMMANDS]
FIRST = {case.told: case for case in reversed(CASES) if case.told.islower()}
"""The case of each code that docs/errors.md shows."""
ERRORS = (ROOT / "docs/errors.md").read_text("utf-8")
EXAMPLES = {
    line
    for block in re.findall(r"```text\n(.*?)```", ERRORS, re.DOTALL)
    for line in block.splitlines()
}
ELSEWHERE = {
    "bug": "what is known to bring one about is mended",
    "disk-full": "test_manners.py",
    "facts-loss": "test_facts_out.py",
    "lint-rule": "test_lint.py",
    "memory": "test_worker.py",
    "not-installed": "test_api.py",
    "not-ours": "test_facts_out.py",
    "query-crash": "test_worker.py",
    "several-sources": "test_facts_out.py",
    "store-readonly": "test_store.py",
    "unreadable": "root may read every file, and this is shown without a line",
    "validation-deadline": "test_validation.py",
}
"""Codes that no quick case brings about, and what does."""
SECONDS, MEGABYTES = 2.0, 300
TIMES = 3.0
"""On a slow machine, as many times what validating good facts takes there, if that is more."""
MEASURE = """
import json, resource, subprocess, sys
done = subprocess.run(sys.argv[1:], capture_output=True, stdin=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
told = {"code": done.returncode, "seconds": used.ru_utime + used.ru_stime}
told["megabytes"] = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
told |= {name: getattr(done, f"std{name}").decode(errors="replace") for name in ("out", "err")}
print(json.dumps(told))
"""


@dataclass(frozen=True, slots=True)
class Told:
    """How a command ended: exit code, both streams, CPU seconds, the peak of memory."""

    code: int
    out: str
    err: str
    seconds: float
    megabytes: float


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the good facts, loaded."""
    folder = tmp_path_factory.mktemp("loaded")
    (folder / "facts.yaml").write_text(GOOD, "utf-8")
    (folder / "text.txt").write_text(TEXT, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "kg", "load", "facts.yaml"],
        cwd=folder, env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def patience(loaded: Path) -> float:
    """Return how many of the processor's seconds a refusal may take here."""
    good = Case("good facts", 0, "", args=("validate", "facts.yaml"))
    return max(SECONDS, TIMES * median(run(loaded, good).seconds for _ in range(3)))


def lay(folder: Path, case: Case) -> None:
    """Write a case's files into an empty folder."""
    old, new = case.edit or ("", "")
    assert GOOD.count(old) == 1 or not old, f"the edit is not of one place: {old}"
    (folder / "facts.yaml").write_text(GOOD.replace(old, new) if old else GOOD, "utf-8")
    (folder / "text.txt").write_text(TEXT, "utf-8")
    for name, content in case.files.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    if case.make:
        case.make(folder)


def run(folder: Path, case: Case) -> Told:
    """Run a case's command and measure it.

    A small process stands between, since a child's peak of memory starts at
    its parent's, and the test runner is large.
    """
    variables = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    variables |= {"NO_COLOR": "1", "COLUMNS": "200", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", MEASURE, sys.executable, "-m", "kg", *case.args],
        cwd=folder,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return Told(**json.loads(done.stdout))


def contents(folder: Path) -> dict[str, tuple[int, int]]:
    """Return what is in a folder, by name: type and size of each thing."""
    return {
        str(p.relative_to(folder)): (p.lstat().st_mode, p.lstat().st_size if p.is_file() else 0)
        for p in folder.rglob("*")
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_wrong_input_is_told(case: Case, tmp_path: Path, loaded: Path, patience: float) -> None:
    """One clear line with code and place, within the bounds; the folder stays as it was."""
    if case.name == "file that may not be read" and os.geteuid() == 0:
        pytest.skip("root may read every file")
    folder = loaded if case in COMMANDS else tmp_path
    if folder == tmp_path:
        lay(folder, case)
    before = contents(folder)
    told = run(folder, case)
    lines = [line for line in told.err.splitlines() if f"[{case.told}" in line]
    fitting = [line for line in lines if line.startswith(case.at) and case.said in line]
    assert (told.code, bool(fitting)) == (case.code, True), told.err
    assert ("Traceback" in told.err, contents(folder)) == (False, before)
    if FIRST.get(case.told) is case:
        assert in_the_docs(fitting[0].replace(f"{folder}/", "")), fitting[0]
    assert told.out == "" or case.told == "max-rows", "a refusal prints no data"
    assert told.seconds <= patience, f"{told.seconds:.1f} s of CPU"
    assert told.megabytes <= MEGABYTES, f"{told.megabytes:.0f} MB"


def in_the_docs(line: str) -> bool:
    """Return whether docs/errors.md shows a line as it was printed, or its start and `…`."""
    return line in EXAMPLES or any(
        shown.endswith("…") and line.startswith(shown[:-1]) for shown in EXAMPLES
    )


def test_every_code_is_shown() -> None:
    """Each code of docs/errors.md has a line there as it is printed, or a test that is named."""
    rows = re.findall(r"^\| (`.*?) \|", ERRORS, re.MULTILINE)
    codes = {code for row in rows for code in re.findall(r"`([a-z-]+)`", row)}
    shown = {
        match[1]
        for line in EXAMPLES
        if (match := re.search(r"(?:error|warning)\[([a-z-]+)\]", line))
    }
    assert codes - shown == set(ELSEWHERE)
    named = [ROOT / "tests" / name for name in ELSEWHERE.values() if name.endswith(".py")]
    assert all(path.is_file() for path in named)


def test_the_table_is_wide_enough() -> None:
    """At least 120 cases, of every exit code that wrong input can have."""
    codes = Counter(case.code for case in CASES)
    assert len(CASES) == len({case.name for case in CASES})
    assert sum(codes.values()) >= 120
    assert set(codes) == {1, 2, 3, 4}
