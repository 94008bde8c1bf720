"""N-Triples and N-Quads: one statement a line, in the canonical form, sorted.

A term's text is the engine's own, which is the canonical form of RDF 1.2
N-Triples (section 3.1). Sorting by code point is sorting by UTF-8 byte.
"""

from __future__ import annotations

from itertools import groupby, islice
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph

from kg.export.runs import sorted_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from kg.terms import Names

BATCH = 30_000
"""Lines that are sorted in memory."""


def ntriples_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield each triple once, whatever graphs it stands in, sorted."""
    del names
    return _sorted(f"{q.subject} {q.predicate} {q.object} ." for q in quads)


def nquads_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield each quad once, sorted; one of the default graph has no fourth term."""
    del names
    return _sorted(map(_line, quads))


def _sorted(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines in order, equal ones once."""
    runs = iter(lambda: sorted(set(islice(lines, BATCH))), [])
    return (line for line, _ in groupby(sorted_lines(runs)))


def _line(quad: Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object}"
    if isinstance(quad.graph_name, DefaultGraph):
        return f"{triple} ."
    return f"{triple} {quad.graph_name} ."
