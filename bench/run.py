#!/usr/bin/env python3
"""Time kg and its peers on the same made-up sources; write docs/bench.json and docs/performance.md.

    python bench/run.py [--size 100k,1M] [--runs 3] [--only load,export] [--keep]

A step runs in a process of its own. What has no place here (a peer that is not
installed, an option that kg does not have) is skipped with a line. Sizes run one
after the other; above a million quads, what holds all in memory or takes hours is
left out, and each step runs once. With `--keep` the page's other sizes stay as they are.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import engines
import machine
import peers
import report
import steps
from generate import Corpus, amount, part
from generate import main as generate
from steps import HERE, LARGE, ROOT, Place, Step
from timing import Timed, size_mib, timed_in_turns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

MADE = {
    "peers": peers.steps,
    "export": steps.export,
    "start": steps.start,
    "change": steps.change,
}
GROUPS = ("load", *MADE, "queries")
LEFT_OUT = {"peers", "export", "queries"}
"""Groups that are not timed at large sizes."""


def main(given: argparse.Namespace) -> None:
    """Run the groups at each size, and write what is known after each of them."""
    root = Place(given.folder.resolve(), given.docs.resolve())
    only, runs, longest = given.only.split(","), given.runs, given.longest
    told: dict[str, Any] = {"run": now(), "machine": machine.described(), "sizes": []}
    sizes = [amount(size) for size in given.size.split(",")]
    if given.keep:
        told["sizes"] += kept(root.docs, sizes, told["machine"])
    for size in sizes:
        place = Place(root.folder / f"{size}", root.docs)
        groups = [group for group in only if size <= LARGE or group not in LEFT_OUT]
        times = runs if size <= LARGE else 1
        told["sizes"].append({"size": size, "begun": now(), "note": given.note, "steps": []})
        for found in at_size(place, size, times, groups, longest):
            told["sizes"][-1] |= found
            save(root.docs, told)


def kept(docs: Path, sizes: Collection[int], here: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return what an earlier run found at other sizes, with its machine where that is another."""
    earlier = json.loads((docs / "bench.json").read_bytes())
    others = [one for one in earlier["sizes"] if one["size"] not in sizes]
    for one in others:
        if one.setdefault("machine", earlier["machine"]) == here:
            del one["machine"]
    return others


def now() -> str:
    """Return the minute that it is, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M")


def at_size(
    place: Place, size: int, runs: int, groups: list[str], longest: float
) -> Iterator[dict[str, Any]]:
    """Run the groups at a size, the loading first, as the others need what it leaves."""
    print(f"{size:,} quads", flush=True)
    place.folder.mkdir(parents=True, exist_ok=True)
    generate(place.facts.parent, Corpus(size, seed=1))
    part(place.folder / "more", Corpus(size, seed=1), 1)
    rows: list[dict[str, Any]] = []
    if "load" in groups or not place.store.exists():
        warm(place)
        rows += measured(place, longest, steps.loading(place, runs, size))
        rows += measured(place, longest, steps.mapping(place, runs))
        yield {"steps": rows}
        rows += measured(place, min(longest, steps.PATIENCE), steps.naive(place, runs, size))
        yield {"steps": rows}
    for group, made in MADE.items():
        if group in groups:
            rows += measured(place, longest, made(place, runs))
            yield {"steps": rows}
    if "queries" in groups:
        yield {"queries": engines.asked(place, runs)}


def save(docs: Path, told: dict[str, Any]) -> None:
    """Write what is known so far."""
    docs.mkdir(parents=True, exist_ok=True)
    (docs / "bench.json").write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    report.write(docs, told)


def warm(place: Place) -> None:
    """Load one source, so that what kg keeps for later runs is there; forget what was made."""
    made = place.folder / "warm.kg"
    for path in (made, place.store, place.quads, place.everything, place.triples):
        steps.removing(path)()
    steps.done(steps.kg("load", place.one_more, "--store", made, "--quiet"))


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
        row["reached"] = step.pace(took.last.out) if step.pace and took.last and took.runs else None
        print(f"{step.group}: {step.name}: {took.cpu:.2f} s of processor, {took.wall:.2f} s by the "
              f"clock, {took.peak_mib:.0f} MiB {took.note}", flush=True)  # fmt: skip
        rows.append(row)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", default="100k", help="quads, such as 10k or 100k,1M")
    parser.add_argument("--runs", type=int, default=3, help="how often a step runs, at most")
    parser.add_argument("--only", default=",".join(GROUPS), help="groups, with commas between")
    parser.add_argument("--folder", type=Path, default=HERE / ".run", help="where files go")
    parser.add_argument("--docs", type=Path, default=ROOT / "docs", help="where the page goes")
    parser.add_argument("--longest", type=float, default=900, help="seconds until a step is ended")
    parser.add_argument("--keep", action="store_true", help="keep the page's other sizes")
    parser.add_argument("--note", default="", help="what to say of the run, as what else ran")
    main(parser.parse_args())
