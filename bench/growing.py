"""How time and memory grow with the size: the steps that ran at several."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from judging import found

Told = dict[str, Any]
GROWING = {
    "kg load": 12.0,
    "kg load, not validated": 12.0,
    "engine: bulk_load of the finished N-Quads": None,
    "kg load of one source more": None,
    "kg query, who took part in one event": None,
    "kg query, all meetings of a name": None,
}
"""Of each step how many times as long ten times as many quads may take, where that is a goal."""
HEAD = """## By size

Seconds by the clock, and the peak of memory. In brackets: how many times as long as at the size
before on the same machine, and whether ten times as many quads took at most twelve times as long.

"""


def section(sizes: list[Told]) -> str:
    """Return the table: a line a step, a column a size."""
    named = [f"{one['size']:,} quads" for one in sizes]
    lines = [f"| step | {' | '.join(named)} |\n", "|---|" + "--:|" * len(sizes) + "\n"]
    tenfold = [0.0, *(more["size"] / less["size"] / 10 for less, more in pairwise(sizes))]
    for step, most in GROWING.items():
        rows = [found(one["steps"], step) for one in sizes]
        cells = []
        before: Told | None = None
        where = sizes[0].get("machine")
        for one, row, times in zip(sizes, rows, tenfold, strict=True):
            alike = one.get("machine") == where
            cells.append(_cell(row, before if alike else None, most and most * times))
            before, where = row, one.get("machine")
        if any(cells):
            lines.append(f"| {step} | {' | '.join(cells)} |\n")
    return HEAD + "".join(lines)


def _cell(row: Told | None, before: Told | None, most: float | None) -> str:
    """Return what a step took at a size, beside what it took at the one before."""
    if row is None or not row["runs"]:
        return ""
    told = f"{row['wall']:,.2f} s, {row['peak_mib']:,} MiB"
    if before is None or not before["runs"] or most is None:
        return told
    grown = row["wall"] / before["wall"]
    return f"{told} ({grown:,.1f} times: {'met' if grown <= most else '**missed**'})"
