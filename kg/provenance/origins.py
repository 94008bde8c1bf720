"""Independent origins: documents of one origin, of one text or of one article count once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.terms import ONTOLOGY, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.provenance.reports import Ask

COPIES = f"""
PREFIX dkg: <{ONTOLOGY}>
SELECT ?document ?shared
WHERE {{ ?document dkg:originId|dkg:sha256|dkg:replaces ?shared }}
"""


def origins_of(ask: Ask) -> dict[str, str]:
    """Return the origin of each document that shares anything that copies share.

    Copies share an `origin`, or a text by its digest; versions of one article
    are linked. Of a document without an entry, the origin is itself.
    """
    above: dict[str, str] = {}
    for document, shared in ask(COPIES).rows:
        if document is not None and shared is not None:
            ends = [_root(above, said(document)), _root(above, said(shared))]
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
