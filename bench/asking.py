"""Ask an engine every question in a process of its own, and print what each took.

    python bench/asking.py kg STORE QUESTIONS.json [RUNS] [LIMIT]        (as kg asks)
    python bench/asking.py union STORE QUESTIONS.json [RUNS] [LIMIT]     (the bare engine)
    python bench/asking.py rdflib FILE.nt QUESTIONS.json [RUNS] [LIMIT]

The engine is opened once; each question is asked in a child forked from there,
so that one which finds no end can be stopped after LIMIT seconds. The first run
warms up and is not counted, where there is more than one.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from pyoxigraph import QuerySolutions

from kg.store import open_snapshot, run

if TYPE_CHECKING:
    from collections.abc import Callable


def kg(path: Path) -> Callable[[str], int]:
    """Return what asks a published store as kg does: checked, and in its worker."""
    return lambda text: len(run(path, text, timeout=600).rows)


def union(path: Path) -> Callable[[str], int]:
    """Return what asks a published store's engine itself, over the union of all graphs."""
    store = open_snapshot(path).store

    def ask(text: str) -> int:
        answer = store.query(text, use_default_graph_as_union=True)
        return sum(1 for _ in answer) if isinstance(answer, QuerySolutions) else 1

    return ask


def rdflib(path: Path) -> Callable[[str], int]:
    """Return what asks rdflib, over one graph of all triples."""
    from rdflib import Graph  # noqa: PLC0415 - the other engines need none

    graph = Graph().parse(path, format="nt")
    return lambda text: len(graph.query(text))


ENGINES = {"kg": kg, "union": union, "rdflib": rdflib}


def asked(ask: Callable[[str], int], text: str, runs: int, limit: float) -> dict[str, float] | None:
    """Return the median of milliseconds and the rows of a question; None where it took too long."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        took, rows = [], 0
        for _ in range(runs):
            begun = time.perf_counter()
            rows = ask(text)
            took.append(time.perf_counter() - begun)
            if sum(took) > limit / 2:
                break
        told = {"ms": round(median(took[1:] or took) * 1000, 2), "rows": rows}
        os.write(theirs, json.dumps(told).encode())
        os._exit(0)
    os.close(theirs)
    ready, _, _ = select.select([ours], [], [], limit)
    answer = os.read(ours, 4096) if ready else b""
    os.close(ours)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return json.loads(answer) if answer else None


def main(engine: str, data: str, questions: str, runs: str = "4", limit: str = "60") -> None:
    """Ask all questions and print one JSON object, by question."""
    ask = ENGINES[engine](Path(data))
    texts = json.loads(Path(questions).read_text("utf-8"))
    told = {name: asked(ask, text, int(runs), float(limit)) for name, text in texts.items()}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
