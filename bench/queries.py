#!/usr/bin/env python3
"""Time every saved query on a store: with its example's values, and with none but what it needs.

    python bench/queries.py STORE [NAME...]

Each is run as `kg query` runs it, in a child of its own; seconds are those of the
child's processor, medians of `TIMES` runs after a first one, at most `LIMIT`. `bound`
has the example's values, `free` only those that the query requires. See
`bench/multiplied.py` for a store.
"""

from __future__ import annotations

import re
import resource
import sys
from statistics import median
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.asking import known_queries, resolver
from kg.config import read_settings
from kg.errors import LimitError, UsageError
from kg.ontology import load_ontology
from kg.queries import SavedQuery, bind
from kg.store import open_snapshot, run

if TYPE_CHECKING:
    from pathlib import Path

    from kg.queries import Resolve

TIMES = 3
LIMIT = 20.0


def timed(store: Path, sparql: str) -> tuple[float, int]:
    """Return the processor's seconds of a query, and its rows; raise `LimitError` past `LIMIT`."""
    took = []
    for _ in range(TIMES):
        before = _children()
        rows = len(run(store, sparql, timeout=LIMIT).rows)
        took.append(_children() - before)
        if took[0] > 1:
            break
    return median(took), rows


def first_meant(resolve: Resolve) -> Resolve:
    """Return how a name becomes a node: of several that it may mean, the one of the first copy."""

    def resolved(kind: str, text: str) -> NamedNode:
        try:
            return resolve(kind, text)
        except UsageError as error:
            if error.code != "ambiguous-name":
                raise
            return NamedNode(min(re.findall("<([^>]*)>", error.message), key=len))

    return resolved


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(place: str, only: list[str]) -> None:
    """Print a line a query."""
    settings = read_settings(place)
    store = open_snapshot(settings.store).store
    resolve = first_meant(resolver(settings, store, load_ontology(settings.domain.ontology)))
    print(f"{len(store):,} quads\n{'query':22} {'bound':>8} {'rows':>7} {'free':>8} {'rows':>7}")
    for query in known_queries(settings):
        if only and query.name not in only:
            continue
        cells = []
        for values in (query.example, _needed(query)):
            try:
                seconds, rows = timed(settings.store, bind(query, values, resolve))
                cells.append(f"{seconds * 1000:6.0f}ms {rows:7}")
            except LimitError as error:
                cells.append(f"{error.code:>8} {'-':>7}")
        print(f"{query.name:22} {' '.join(cells)}", flush=True)


def _needed(query: SavedQuery) -> dict[str, str]:
    needed = {one.name for one in query.params if one.required}
    return {name: value for name, value in query.example.items() if name in needed}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
