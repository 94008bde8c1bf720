"""A step's figures against those it is compared with, and against its goal."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def found(rows: list[Row], step: str) -> Row | None:
    """Return the row of a step, None where it is not among them."""
    return next((row for row in rows if row["step"] == step), None)


def ratio(row: Row, rows: list[Row], figure: str) -> float | None:
    """Return how many times as much of a figure a step takes as what it is compared with."""
    base = found(rows, row["against"])
    if base is None or not base["runs"] or not base[figure] or not row[figure]:
        return None
    return float(row[figure] / base[figure])


def ratios(row: Row, rows: list[Row]) -> str:
    """Return the ratios by the processor and by the clock."""
    both = [ratio(row, rows, figure) for figure in ("cpu", "wall")]
    more = "" if row["runs"] else ">"
    return " / ".join(f"{more}{one:,.2f}" for one in both if one is not None)


def judged(row: Row, rows: list[Row]) -> tuple[str, str]:
    """Return whether a step kept its goal, and the goal in words; nothing where it has none."""
    times, memory = ratio(row, rows, "wall"), ratio(row, rows, "peak_mib")
    ended = row["runs"] > 0
    checks: list[tuple[str, bool | None]] = []
    if row["times"] is not None:
        kept = None if times is None else ended and times <= row["times"]
        checks.append((f"at most {row['times']:g} times", kept))
    if row["memory"] is not None:
        kept = None if memory is None else memory <= row["memory"]
        checks.append((f"at most {row['memory']:g} times its memory", kept))
    if row["slower"] is not None:
        kept = None if times is None else times >= row["slower"] or (None if not ended else False)
        checks.append((f"at least {row['slower']:g} times", kept))
    if row["seconds"] is not None:
        checks.append((f"at most {row['seconds']:g} s", ended and row["wall"] <= row["seconds"]))
    if row["mib"] is not None:
        checks.append((f"at most {row['mib']:,.0f} MiB", row["peak_mib"] <= row["mib"]))
    if row["pace"] is not None:
        kept = ended and row["reached"] >= row["pace"]
        checks.append((f"at least {row['pace']:,.0f} quads a core-second", kept))
    goal = "; ".join(words for words, _ in checks)
    kept = [verdict for _, verdict in checks]
    if False in kept:
        missed = [words for words, verdict in checks if verdict is False]
        return "**missed**" + (f": {', '.join(missed)}" if len(checks) > len(missed) else ""), goal
    return ("open" if None in kept else "met") if checks else "", goal
