"""The saved queries in every engine at hand, over the same triples."""

from __future__ import annotations

import json
import sys
from typing import Any

import jena
import virtuoso
from steps import ROOT, Place, script
from timing import run

LIMIT = 6
"""Seconds that an engine has for all runs of a question."""
SMALL = 300_000
"""Triples above which rdflib is not asked: it would take hours."""


def asked(place: Place, runs: int) -> dict[str, Any]:
    """Return by engine what each question took, and why an engine was not asked."""
    questions, triples = place.folder / "questions.json", place.folder / "graph.nt"
    for made in (
        script("questions.py", place.store, questions),
        script("engine.py", "triples", place.store, triples),
    ):
        ended = run(made, ROOT, {"PYTHONPATH": str(ROOT)})
        if ended.code != 0:
            sys.exit(ended.err)
    times = (runs + 1, LIMIT)
    commands = {
        "kg": script("asking.py", "kg", place.store, questions, *times),
        "union": script("asking.py", "union", place.store, questions, *times),
        "rdflib": script("asking.py", "rdflib", triples, questions, *times),
        "Jena TDB2": script("jena.py", triples, questions, place.folder / "jena", LIMIT),
        "Virtuoso": script("virtuoso.py", triples, questions, place.folder / "virtuoso", LIMIT),
    }
    skipped = {"Jena TDB2": jena.missing(), "Virtuoso": virtuoso.missing()}
    if triples.stat().st_size > SMALL * 150:
        skipped["rdflib"] = "left out at this size"
    return {engine: _one(engine, command, skipped.get(engine, ""))
            for engine, command in commands.items()}  # fmt: skip


def _one(engine: str, command: tuple[str, ...], skip: str) -> dict[str, Any]:
    if skip:
        print(f"queries: {engine}: {skip}", flush=True)
        return {"note": skip}
    ended = run(command, ROOT, {"PYTHONPATH": str(ROOT)}, longest=3600)
    if ended.code != 0:
        last = (ended.err.strip() or "no word").splitlines()[-1][:200]
        print(f"queries: {engine}: {last}", flush=True)
        return {"note": last}
    answers = json.loads(ended.out)
    done = sum(answer is not None for answer in answers.values())
    print(f"queries: {engine}: {done} of {len(answers)} ended", flush=True)
    return {"answers": answers}
