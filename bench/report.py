"""docs/performance.md and its plots, written from one run's figures at one size or several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asked_table
import growing
import plot
from judging import found, judged, ratio, ratios

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

Row = dict[str, Any]
Told = dict[str, Any]
HEAD = """# Performance

Written by `make bench` ({run} UTC, {sizes} quads); the figures themselves are in
[bench.json](bench.json). To make them anew: `make bench`, or `make bench SIZE=100k,1M,10M`.

## How to read it

- Each step is a command in a process of its own. Figures are medians of the runs that the column
  tells; *processor* is user and system time of the process and its children, *clock* is what a
  person waits, *memory* is the peak of all its processes together, *disk* what the result takes.
- The steps of a section run in turns, the first run of each, then the second: what is compared
  meets the same moods of the machine.
- *times* is the step's time divided by that of the step it is compared with, by the processor
  and by the clock. Goals are judged by the clock, which is what a person waits and what several
  cores are for; nothing else of weight ran on the machine unless a section says so. The first
  hardly depends on that.
- What kg keeps for later runs, bytecode and the parsed queries of shapes, is there from an earlier
  run, as it is for a user. On a fresh machine the first load takes some two seconds more.
- `>` marks a lower bound: the step was ended after that time. A step that could not run has a
  line that says why, and no figure.
- The sources are made up (`bench/generate.py`, seed 1): 15 facts and about 395 quads each, people
  and states under all their names, evidence, several sources on one affair. All conform.
- The limit is the engine's own `bulk_load` of the N-Quads that loading ends in; it knows neither
  names nor evidence, and publishes nothing. *rdflib and pySHACL* is what a page of plain code
  does. The peers map flat tables to triples; they check nothing, and take no facts files.
- *Sources mapped to statements* is a part of loading, timed alone: sources that are read become
  the text of their quads, in one process; the time is the whole command's, its goal is of the
  mapping.

Machine: {machine}.
"""
TITLES = {
    "load": "Loading",
    "peers": "Mapping tables, by other programs",
    "export": "Writing Turtle",
    "start": "Starting",
    "change": "A small change in the loaded store",
}
COLUMNS = "| step | runs | processor s | clock s | memory MiB | disk MiB | times | goal | |\n"


def write(docs: Path, told: dict[str, Any]) -> None:
    """Write the page and its pictures into a folder."""
    machine = described(told["machine"])
    sizes: list[Told] = sorted(told["sizes"], key=lambda one: one["size"])
    named = ", ".join(f"{one['size']:,}" for one in sizes)
    parts = [HEAD.format(run=told["run"], sizes=f"about {named}", machine=machine)]
    if len(sizes) > 1:
        parts.append(growing.section(sizes))
    for one in sizes:
        other = f" Another machine: {described(one['machine'])}." if "machine" in one else ""
        begun = f"Begun {one['begun']} UTC.{other} {one.get('note', '')}".strip() + "\n"
        parts += [f"## {one['size']:,} quads\n", begun, *at_size(docs, one)]
    (docs / "performance.md").write_text("\n".join(parts), "utf-8")


def described(machine: Mapping[str, str]) -> str:
    """Return a machine in a line."""
    return ", ".join(f"{name} {value}" for name, value in machine.items())


def at_size(docs: Path, told: Told) -> Iterator[str]:
    """Yield the parts of the page about one size; write its pictures."""
    rows, size = told["steps"], told["size"]
    for group, title in TITLES.items():
        own = [row for row in rows if row["group"] == group]
        if own:
            yield f"### {title}\n\n{table(own, rows)}{validation(own)}"
    loads = (row for row in rows if row["group"] in {"load", "peers"} and not row["reached"])
    bars = [(row["step"], row["wall"], row["runs"] == 0) for row in loads if row["wall"]]
    if bars:
        name = f"performance-load-{size}.svg"
        picture = plot.bars(f"Loading and mapping {size:,} quads: seconds by the clock", bars)
        (docs / name).write_text(picture, "utf-8")
        yield f"![Seconds by the clock of each way to load {size:,} quads]({name})\n"
    if "queries" in told:
        name = f"performance-queries-{size}.svg"
        yield asked_table.section(told["queries"])
        title = f"Saved queries at {size:,} quads: milliseconds"
        picture = plot.dots(title, asked_table.points(told["queries"]))
        (docs / name).write_text(picture, "utf-8")
        yield f"![Milliseconds of each saved query by engine, {size:,} quads]({name})\n"


def validation(own: list[Row]) -> str:
    """Return what validation adds to a load: the difference of the two, where both ran."""
    checked, plain = found(own, "kg load"), found(own, "kg load, not validated")
    if checked is None or plain is None or not (checked["runs"] and plain["runs"]):
        return ""
    seconds, worked = checked["wall"] - plain["wall"], checked["cpu"] - plain["cpu"]
    goal = "at a million quads at most 15 s by the clock are the goal"
    return (
        f"- validation adds {seconds:.2f} s by the clock, {worked:.2f} s of the processor; {goal}\n"
    )


def table(own: list[Row], rows: list[Row]) -> str:
    """Return the table of a group's steps, with the goal of each and whether it was met."""
    lines = [COLUMNS, "|---|--:|--:|--:|--:|--:|--:|---|---|\n"]
    for row in own:
        more = ">" if row["runs"] == 0 and row["wall"] else ""
        if not row["wall"]:
            lines.append(f"| {row['step']} | | | | | | | | {row['note']} |\n")
            continue
        verdict, goal = judged(row, rows)
        verdict += f": {row['reached']:,.0f}" if row["reached"] else ""
        times = ratios(row, rows)
        lines.append(
            f"| {row['step']} | {row['runs']} | {more}{row['cpu']:.2f} | {more}{row['wall']:.2f} | "
            f"{row['peak_mib']:,} | {row['disk_mib'] or ''} | {times} | {goal} | {verdict} |\n"
        )
    against = {row["against"] for row in own if row["against"] and ratio(row, rows, "cpu")}
    told = "".join(f"- *times* are of: {name}\n" for name in sorted(against))
    return "".join(lines) + ("\n" + told if told else "")
