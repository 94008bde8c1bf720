"""N-Triples and N-Quads: one statement a line, in the canonical form, sorted.

A term's text is the engine's own, which is the canonical form of RDF 1.2
N-Triples (section 3.1). Sorting by code point is sorting by UTF-8 byte.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from kg.terms import Names


def ntriples_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield each triple once, whatever graphs it stands in, sorted."""
    del names
    yield from sorted({f"{q.subject} {q.predicate} {q.object} ." for q in quads})


def nquads_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield each quad once, sorted; one of the default graph has no fourth term."""
    del names
    yield from sorted({_line(q) for q in quads})


def _line(quad: Quad) -> str:
    triple = f"{quad.subject} {quad.predicate} {quad.object}"
    if isinstance(quad.graph_name, DefaultGraph):
        return f"{triple} ."
    return f"{triple} {quad.graph_name} ."
