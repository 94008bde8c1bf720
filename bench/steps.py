"""What the bench times: each step a command, what it is compared with, and its goal."""

from __future__ import annotations

import json
import os
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
"""The most quads that the plain way is given: it holds all in memory."""
VALIDATED = 100_000
"""The most quads that it validates: at ten times as many it would take hours."""
PATIENCE = 400.0
"""Seconds until the plain way is ended: then it is known to be over 40 times as slow."""
LARGE = 1_000_000
"""Quads above which a load may take more memory, and steps run once, the quick ones alone."""
NO_VALIDATION = "--no-validate"
"""The option of `kg load` that leaves out validation, if it has one."""


def nothing() -> None:
    """Make nothing ready."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What a step may take; None is no goal.

    `times` and `memory` are of what it is compared with, `slower` says that it
    is to take at least so many times as long as that, `pace` is of quads a second of
    one core.
    """

    times: float | None = None
    memory: float | None = None
    slower: float | None = None
    seconds: float | None = None
    mib: float | None = None
    pace: float | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to time: its commands, one a run, and the name of what it is compared with.

    `pace` reads quads a second of one core from what the last run printed.
    """

    group: str
    name: str
    commands: tuple[tuple[str, ...], ...]
    against: str = ""
    goal: Goal = Goal()
    before: Callable[[], None] = nothing
    disk: Path | None = None
    skip: str = ""
    pace: Callable[[str], float] | None = None


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
    def one_more(self) -> Path:
        """A source that is not among them."""
        return self.folder / "more/0/facts.jsonl"

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


def done(command: tuple[str, ...]) -> None:
    """Run a command that makes something ready; ends the bench where it fails."""
    ended = run(command, ROOT, {"PYTHONPATH": str(ROOT), "KG_STORE": ""})
    if ended.code != 0:
        sys.exit(f"{' '.join(command[-5:])}\n{ended.err}")


def loading(place: Place, runs: int, size: int) -> list[Step]:
    """Return the steps of loading, and the engine's own of what the first of them leaves."""
    engine, without = place.folder / "limit.engine", place.folder / "unchecked.kg"
    limit = "engine: bulk_load of the finished N-Quads"
    told = run(kg("load", "--help"), ROOT).out
    skip = "" if NO_VALIDATION in told else f"kg load has no {NO_VALIDATION}"
    bulk = script("engine.py", "bulk-load", place.everything, engine)
    plain = kg("load", place.facts, "--store", without, "--quiet", NO_VALIDATION)
    full = kg("load", place.facts, "--store", place.store, "--quiet")
    most = (1.2 if size <= LARGE else 3) * 1024
    # How many times as long as the engine: a goal at a million quads; fewer pay for starting.
    checked, unchecked = (2.5, 1.4) if size == LARGE else (None, None)

    def fresh() -> None:
        removing(engine)()
        if not place.everything.exists():
            done(script("engine.py", "all", place.store, place.everything))

    return [
        Step(
            "load",
            "kg load",
            (full,) * runs,
            limit,
            Goal(checked, mib=most),
            removing(place.store),
            place.store,
        ),
        Step("load", limit, (bulk,) * runs, before=fresh, disk=engine),
        Step(
            "load",
            "kg load, not validated",
            (plain,) * runs,
            limit,
            Goal(unchecked, mib=most),
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
    late = "left out at this size: it takes hours" if size > VALIDATED else ""
    return [
        Step("load", "rdflib alone", (read,) * runs, "kg load, not validated", disk=out, skip=skip),
        Step(
            "load",
            "rdflib and pySHACL",
            ((*read, "--validate"),),
            "kg load",
            Goal(slower=40),
            disk=out,
            skip=skip or late,
        ),
    ]


def mapping(place: Place, runs: int) -> list[Step]:
    """Return the step of mapping alone, which is a part of loading."""
    command = script("drafted.py", place.facts)
    name = "of it, sources mapped to statements"

    def pace(out: str) -> float:
        told = json.loads(out)
        return float(told["quads"] / told["seconds"])

    return [Step("load", name, (command,) * runs, goal=Goal(pace=400_000), pace=pace)]


def export(place: Place, runs: int) -> list[Step]:
    """Return the steps of writing Turtle; the engine is given the same triples."""
    ours, theirs = place.folder / "graph.ttl", place.folder / "dump.ttl"
    dump = "engine: dump as Turtle"
    if not place.triples.exists():
        done(kg("export", "--store", place.store, "-o", place.quads))
        done(script("engine.py", "bulk-load-triples", place.quads, place.triples))
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
    command = kg("load", place.one_more, "--store", copy, "--quiet")

    def before() -> None:
        removing(copy)()
        shutil.copytree(place.store, copy)
        os.sync()  # or the load would wait for the disk to take in gigabytes that are not its own

    return [
        Step("change", "kg load of one source more", (command,) * runs, "", Goal(seconds=1), before)
    ]
