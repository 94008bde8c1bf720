"""What sources state themselves, kept beside a store where their graphs say something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, RdfFormat, parse, serialize

from kg.store import current_meta, exists, read_input

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import NamedNode, Triple

    from kg.terms import Names


def packed(triples: Iterable[Triple]) -> bytes:
    """Return triples as sorted N-Triples."""
    written = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def unpacked(content: bytes, graph: NamedNode) -> frozenset[Triple]:
    """Return the triples of N-Triples, or of N-Quads those in a graph."""
    quads = parse(content, format=RdfFormat.N_QUADS)
    return frozenset(q.triple for q in quads if q.graph_name in (graph, DefaultGraph()))


def stated_sources(path: Path, names: Names) -> dict[str, frozenset[Triple]]:
    """Return what sources of a store state themselves, for those whose graphs were rewritten."""
    digests = current_meta(path).get("stated", {}) if exists(path) else {}
    return {i: unpacked(read_input(path, d), names.graph(i)) for i, d in digests.items()}
