#!/usr/bin/env python3
"""Time kg and its peers on the same made-up sources; write docs/bench.json and docs/performance.md.

    python bench/run.py [--size 100k] [--runs 3] [--only load,export]

A step runs in a process of its own. What has no place here (a peer that is not
installed, an option that kg does not have) is skipped with a line.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import engines
import machine
import peers
import report
import steps
from generate import Corpus, amount, part
from generate import main as generate
from steps import HERE, ROOT, Place, Step, script
from timing import Timed, run, size_mib, timed_in_turns

MADE = {
    "peers": peers.steps,
    "export": steps.export,
    "start": steps.start,
    "change": steps.change,
}
GROUPS = ("load", *MADE, "queries")


def main(place: Place, size: int, runs: int, only: list[str], longest: float) -> None:
    """Run the groups, the loading first, as the others need what it leaves."""
    place.folder.mkdir(parents=True, exist_ok=True)
    generate(place.facts.parent, Corpus(size, seed=1))
    part(place.folder / "more", Corpus(size, seed=1), 1)
    begun = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    rows: list[dict[str, Any]] = []
    told = {"run": begun, "size": size, "machine": machine.described(), "steps": rows}
    if "load" in only or not place.everything.exists():
        first = steps.loading(place, 1)[0]
        first.before()
        loaded = run(first.commands[0], place.folder)
        if loaded.code != 0:
            sys.exit(loaded.err)
        finish(place, only)
        rows += measured(place, longest, steps.loading(place, runs))
        rows += measured(place, longest, steps.naive(place, runs, size))
        save(place.docs, told)
    for group, made in MADE.items():
        if group in only:
            rows += measured(place, longest, made(place, runs))
            save(place.docs, told)
    if "queries" in only:
        told["queries"] = engines.asked(place, runs)
        save(place.docs, told)


def save(docs: Path, told: dict[str, Any]) -> None:
    """Write what is known so far."""
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "bench.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    report.write(docs, told)


def finish(place: Place, only: list[str]) -> None:
    """Write what the loaded store holds as N-Quads, and give the engine alone the same triples.

    The latter only for what needs it: it takes long at large sizes.
    """
    commands = [script("engine.py", "all", place.store, place.everything)]
    if {"export", "queries"} & {*only}:
        commands += [
            steps.kg("export", "--store", place.store, "-o", place.quads),
            script("engine.py", "bulk-load-triples", place.quads, place.triples),
        ]
    for path in (place.quads, place.everything, place.triples):
        steps.removing(path)()
    for command in commands:
        ended = run(command, ROOT)
        if ended.code != 0:
            sys.exit(f"{' '.join(command[-5:])}\n{ended.err}")


def measured(place: Place, longest: float, group: list[Step]) -> list[dict[str, Any]]:
    """Run the steps of a group in turns and return what each took."""
    here = {"PYTHONPATH": str(ROOT), "KG_STORE": ""}
    works = [(step.commands, step.before) for step in group if not step.skip]
    times = iter(timed_in_turns(works, place.folder, here, longest))
    rows = []
    for step in group:
        took = Timed(note=step.skip) if step.skip else next(times)
        disk = size_mib(step.disk) if step.disk is not None and took.runs else 0.0
        row = asdict(step.goal) | {"group": step.group, "step": step.name, "against": step.against}
        row |= {"wall": round(took.wall, 3), "cpu": round(took.cpu, 3), "runs": took.runs}
        row |= {"peak_mib": round(took.peak_mib), "disk_mib": round(disk, 1), "note": took.note}
        print(f"{step.group}: {step.name}: {took.cpu:.2f} s of processor, {took.wall:.2f} s by the "
              f"clock, {took.peak_mib:.0f} MiB {took.note}", flush=True)  # fmt: skip
        rows.append(row)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=amount, default=100_000, help="quads, such as 10k or 1M")
    parser.add_argument("--runs", type=int, default=3, help="how often a step runs, at most")
    parser.add_argument("--only", default=",".join(GROUPS), help="groups, with commas between")
    parser.add_argument("--folder", type=Path, default=HERE / ".run", help="where files go")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--longest", type=float, default=900, help="seconds until a step is ended")
    given = parser.parse_args()
    place = Place(given.folder.resolve(), given.docs.resolve())
    main(place, given.size, given.runs, given.only.split(","), given.longest)
