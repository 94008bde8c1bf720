"""Independent origins: documents of one origin, of one text or of one article count once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import ONTOLOGY, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store

SHARED = tuple(NamedNode(ONTOLOGY + name) for name in ("originId", "sha256", "replaces"))
"""What copies of one text share, and by what versions of one article are linked."""


def origins_of(store: Store) -> dict[str, str]:
    """Return the origin of each document that shares something with copies or versions.

    Of a document without an entry, the origin is itself.
    """
    above: dict[str, str] = {}
    for predicate in SHARED:
        for quad in store.quads_for_pattern(None, predicate, None):
            ends = [_root(above, said(quad.subject)), _root(above, said(quad.object))]
            above[max(ends)] = min(ends)
    return {node: _root(above, node) for node in list(above)}


def independent(documents: Iterable[str], origins: Mapping[str, str]) -> int:
    """Return how many origins documents go back to."""
    return len({origins.get(document, document) for document in documents})


def _root(above: dict[str, str], node: str) -> str:
    while above.setdefault(node, node) != node:
        above[node] = above[above[node]]
        node = above[node]
    return node
