"""What the bench times: each step a command, what it is compared with, and its goal."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from questions import FIRST
from timing import removing, run

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parent
ROOT = HERE.parent
PYTHON = sys.executable
KG = [PYTHON, "-m", "kg"]
NAIVE = 1_000_000
"""The most quads that the plain way is given."""
NO_VALIDATION = "--no-validate"
"""The option of `kg load` that leaves out validation, if it has one."""


def nothing() -> None:
    """Make nothing ready."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a step may take; None is no goal.

    `times` and `memory` are of what it is compared with, `slower` says that it
    is to take at least so many times as long as that.
    """

    times: float | None = None
    memory: float | None = None
    slower: float | None = None
    seconds: float | None = None
    mib: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to time: its commands, one a run, and the name of what it is compared with."""

    group: str
    name: str
    commands: tuple[tuple[str, ...], ...]
    against: str = ""
    goal: Goal = Goal()
    before: Callable[[], None] = nothing
    disk: Path | None = None
    skip: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the files of a run are, and where what it found is written."""

    folder: Path
    docs: Path

    @property
    def facts(self) -> Path:
        """The generated sources."""
        return self.folder / "facts/facts.jsonl"

    @property
    def store(self) -> Path:
        """The store that all but loading works on."""
        return self.folder / "graph.kg"

    @property
    def quads(self) -> Path:
        """What that store holds, as N-Quads."""
        return self.folder / "graph.nq"

    @property
    def everything(self) -> Path:
        """All that the store holds, with what it keeps for itself, as N-Quads."""
        return self.folder / "all.nq"

    @property
    def triples(self) -> Path:
        """A store of the engine alone, with all triples in its default graph."""
        return self.folder / "triples.engine"


def script(name: str, *arguments: object) -> tuple[str, ...]:
    """Return the command of a script of the bench."""
    return (PYTHON, str(HERE / name), *map(str, arguments))


def kg(*arguments: object) -> tuple[str, ...]:
    """Return a command of kg."""
    return (*KG, *map(str, arguments))


def loading(place: Place, runs: int) -> list[Step]:
    """Return the steps of loading, the engine's own first."""
    engine, without = place.folder / "limit.engine", place.folder / "unchecked.kg"
    limit = "engine: bulk_load of the finished N-Quads"
    told = run(kg("load", "--help"), ROOT).out
    skip = "" if NO_VALIDATION in told else f"kg load has no {NO_VALIDATION}"
    bulk = script("engine.py", "bulk-load", place.everything, engine)
    plain = kg("load", place.facts, "--store", without, "--quiet", NO_VALIDATION)
    full = kg("load", place.facts, "--store", place.store, "--quiet")
    gib = 1.2 * 1024
    return [
        Step(
            "load",
            "kg load",
            (full,) * runs,
            limit,
            Goal(2.5, mib=gib),
            removing(place.store),
            place.store,
        ),
        Step("load", limit, (bulk,) * runs, before=removing(engine), disk=engine),
        Step(
            "load",
            "kg load, not validated",
            (plain,) * runs,
            limit,
            Goal(1.4, mib=gib),
            removing(without),
            without,
            skip,
        ),
    ]


def naive(place: Place, runs: int, size: int) -> list[Step]:
    """Return the steps of the plain way, which is to be forty times as slow."""
    out = place.folder / "naive.nt"
    read = script("naive.py", place.facts, out)
    skip = "left out at this size: it holds all in memory" if size > NAIVE else ""
    return [
        Step("load", "rdflib alone", (read,) * runs, "kg load, not validated", disk=out, skip=skip),
        Step(
            "load",
            "rdflib and pySHACL",
            ((*read, "--validate"),),
            "kg load",
            Goal(slower=40),
            disk=out,
            skip=skip,
        ),
    ]


def export(place: Place, runs: int) -> list[Step]:
    """Return the steps of writing Turtle."""
    ours, theirs = place.folder / "graph.ttl", place.folder / "dump.ttl"
    dump = "engine: dump as Turtle"
    write = kg("export", "--store", place.store, "-o", ours)
    return [
        Step(
            "export",
            dump,
            (script("engine.py", "dump", place.triples, theirs),) * runs,
            disk=theirs,
        ),
        Step(
            "export",
            "kg export -o graph.ttl",
            (write,) * runs,
            dump,
            Goal(2, memory=1.5),
            disk=ours,
        ),
    ]


def start(place: Place, runs: int) -> list[Step]:
    """Return the steps of starting: help, and look-ups in the large store."""
    event, who = f"event={FIRST.sources[0]}#call", f"person={FIRST.one.officers[1].name}"
    given = ("--store", place.store, "--format", "csv")
    by_id = kg("query", "participants", "-p", event, *given)
    by_name = kg("query", "meetings-of", "-p", who, *given)
    bare = "a bare typer application: --help"
    return [
        Step("start", bare, (script("bare.py", "--help"),) * runs * 3),
        Step("start", "kg --help", (kg("--help"),) * runs * 3, bare, Goal(1.3)),
        Step(
            "start", "kg query, who took part in one event", (by_id,) * runs, goal=Goal(seconds=0.2)
        ),
        Step(
            "start", "kg query, all meetings of a name", (by_name,) * runs, goal=Goal(seconds=0.2)
        ),
    ]


def change(place: Place, runs: int) -> list[Step]:
    """Return the step of loading one source of fifteen facts more into a copy of the store."""
    copy = place.folder / "changed.kg"
    more = place.folder / "more/0/facts.jsonl"
    command = kg("load", more, "--store", copy, "--quiet")

    def before() -> None:
        removing(copy)()
        shutil.copytree(place.store, copy)

    return [
        Step("change", "kg load of one source more", (command,) * runs, "", Goal(seconds=1), before)
    ]
