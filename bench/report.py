"""docs/performance.md and its plots, written from one run's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asked_table
import plot
from judging import judged, ratio, ratios

if TYPE_CHECKING:
    from pathlib import Path

Row = dict[str, Any]
HEAD = """# Performance

Written by `make bench` ({run} UTC, about {size:,} quads); the figures themselves are in
[bench.json](bench.json). To make them anew: `make bench`, or `make bench SIZE=1M`.

## How to read it

- Each step is a command in a process of its own. Figures are medians of the runs that the column
  tells; *processor* is user and system time of the process and its children, *clock* is what a
  person waits, *memory* is the peak of all its processes together, *disk* what the result takes.
- The steps of a section run in turns, the first run of each, then the second: what is compared
  meets the same moods of the machine.
- *times* is the step's time divided by that of the step it is compared with, by the processor
  and by the clock. Goals are judged by the clock, which is what a person waits and what several
  cores are for; nothing else of weight ran on the machine. The first hardly depends on that.
- What kg keeps for later runs, bytecode and the parsed queries of shapes, is there from an earlier
  run, as it is for a user. On a fresh machine the first load takes some two seconds more.
- `>` marks a lower bound: the step was ended after that time. A step that could not run has a
  line that says why, and no figure.
- The sources are made up (`bench/generate.py`, seed 1): 15 facts and about 395 quads each, people
  and states under all their names, evidence, several sources on one affair. All conform.
- The limit is the engine's own `bulk_load` of the N-Quads that loading ends in; it knows neither
  names nor evidence, and publishes nothing. *rdflib and pySHACL* is what a page of plain code
  does. The peers map flat tables to triples; they check nothing, and take no facts files.

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
    machine = ", ".join(f"{name} {value}" for name, value in told["machine"].items())
    parts = [HEAD.format(run=told["run"], size=told["size"], machine=machine)]
    rows: list[Row] = told["steps"]
    for group, title in TITLES.items():
        own = [row for row in rows if row["group"] == group]
        if own:
            parts.append(f"## {title}\n\n{table(own, rows)}")
    bars = [(row["step"], row["wall"], row["runs"] == 0) for row in rows
            if row["group"] in {"load", "peers"} and row["wall"]]  # fmt: skip
    if bars:
        picture = plot.bars("Loading and mapping: seconds by the clock", bars)
        (docs / "performance-load.svg").write_text(picture, "utf-8")
        parts.append("![Seconds by the clock of each way to load](performance-load.svg)\n")
    if "queries" in told:
        parts.append(asked_table.section(told["queries"]))
        picture = plot.dots("Saved queries: milliseconds", asked_table.points(told["queries"]))
        (docs / "performance-queries.svg").write_text(picture, "utf-8")
        parts.append("![Milliseconds of each saved query by engine](performance-queries.svg)\n")
    (docs / "performance.md").write_text("\n".join(parts), "utf-8")


def table(own: list[Row], rows: list[Row]) -> str:
    """Return the table of a group's steps, with the goal of each and whether it was met."""
    lines = [COLUMNS, "|---|--:|--:|--:|--:|--:|--:|---|---|\n"]
    for row in own:
        more = ">" if row["runs"] == 0 and row["wall"] else ""
        if not row["wall"]:
            lines.append(f"| {row['step']} | | | | | | | | {row['note']} |\n")
            continue
        verdict, goal = judged(row, rows)
        times = ratios(row, rows)
        lines.append(
            f"| {row['step']} | {row['runs']} | {more}{row['cpu']:.2f} | {more}{row['wall']:.2f} | "
            f"{row['peak_mib']:,} | {row['disk_mib'] or ''} | {times} | {goal} | {verdict} |\n"
        )
    against = {row["against"] for row in own if row["against"] and ratio(row, rows, "cpu")}
    told = "".join(f"- *times* are of: {name}\n" for name in sorted(against))
    return "".join(lines) + ("\n" + told if told else "")
