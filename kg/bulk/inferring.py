"""What many sources entail together, in memory, before they are in the store.

Rules look at what sources state together only by the things that several of
them speak of. What a source states alone is settled here; of the rest, the
nodes are told, to be looked at in the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store, serialize

from kg.reasoning import entail

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode, Quad


def inferred(
    quads: str, shared: Iterable[Quad], rules: Mapping[NamedNode, Sequence[str]]
) -> tuple[str, Store]:
    """Return what follows from N-Quads with what all share, as N-Quads, and the store of all."""
    store = Store()
    store.extend(shared)
    store.load(quads.encode(), RdfFormat.N_QUADS)
    entail(store, rules)
    found = (q for graph in rules for q in store.quads_for_pattern(None, None, None, graph))
    return (serialize(found, format=RdfFormat.N_QUADS) or b"").decode(), store
