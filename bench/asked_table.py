"""The saved queries by engine: a table that says where we lose, and the points of a plot."""

from __future__ import annotations

from typing import Any

Told = dict[str, Any]
SHOWN = {"kg": "kg", "union": "engine alone", "rdflib": "rdflib", "Jena TDB2": "Jena TDB2",
         "Virtuoso": "Virtuoso"}  # fmt: skip
OTHERS = ("rdflib", "Jena TDB2", "Virtuoso")
LONGEST = 1000.0
HEAD = """### Saved queries

Milliseconds, warm; `-` found no end within six seconds for all its runs. *kg* is the whole way
of a query in a running program (checked, in its worker); *engine alone* is the same store asked
over the union of all its graphs. rdflib holds all triples in memory; Jena and Virtuoso are on
disk. A number in brackets is of an answer with another number of rows than *kg*, or than the
engine alone where *kg* gave none. Goal: each under 1,000 ms at 1 M quads.

"""


def section(told: Told) -> str:
    """Return the section of the queries."""
    engines = [engine for engine in SHOWN if "answers" in told.get(engine, {})]
    skipped = [f"- {SHOWN[e]}: {told[e]['note']}\n" for e in told if "note" in told[e]]
    names = sorted({name for engine in engines for name in told[engine]["answers"]})
    lines = [f"| query | rows | {' | '.join(SHOWN[e] for e in engines)} | |\n"]
    lines.append("|---|--:|" + "--:|" * len(engines) + "---|\n")
    missed = 0
    for name in names:
        found = {engine: told[engine]["answers"].get(name) or {} for engine in engines}
        rows = found.get("kg", {}).get("rows", found.get("union", {}).get("rows"))
        cells = [_cell(found[engine], rows) for engine in engines]
        missed += found.get("kg", {}).get("ms", LONGEST + 1) > LONGEST
        shown = ["" if rows is None else str(rows), *cells, _lost(found)]
        lines.append(f"| {name} | {' | '.join(shown)} |\n")
    verdict = f"\n{missed} of {len(names)} miss the goal of 1,000 ms at this size.\n"
    return HEAD + "".join(lines) + verdict + ("\n" + "".join(skipped) if skipped else "")


def _cell(answer: Told, rows: int | None) -> str:
    if "ms" not in answer:
        return "error" if "error" in answer else "-"
    text = f"{answer['ms']:,.1f}"
    return text if rows is None or answer.get("rows", rows) == rows else f"({text})"


def _lost(found: dict[str, Told]) -> str:
    """Return which other engines are faster than kg on a query."""
    ours = found.get("kg", {}).get("ms", float("inf"))
    faster = [e for e in OTHERS if found.get(e, {}).get("ms", float("inf")) < ours]
    return f"slower than {', '.join(faster)}" if faster else ""


def points(told: Told) -> dict[str, dict[str, float]]:
    """Return by query the milliseconds of each engine that answered it."""
    found: dict[str, dict[str, float]] = {}
    for engine, shown in SHOWN.items():
        for name, answer in told.get(engine, {}).get("answers", {}).items():
            own = found.setdefault(name, {})
            if answer and "ms" in answer:
                own[shown] = answer["ms"]
    return found
