"""What a name means: what the graph knows by it, else whom a register does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.lookup import meant, only, source_in
from kg.nearest import unknown

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store

    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.searching import known_to_registers
else:
    known_to_registers = deferred("kg.searching", "known_to_registers")


def find_known(
    settings: Settings,
    store: Store,
    ontology: Ontology,
    text: str,
    wanted: str = "",
    *,
    unused: bool = False,
) -> NamedNode:
    """Return the node of the graph that a name means, as `lookup.meant`, or as a register knows it.

    The registers are read only where the graph itself does not know the name, and it
    is no fact's of a source. Where nothing in the graph speaks of whom they know, that
    is taken too if `unused` may be. Raises `UsageError` where nothing, or more than one
    thing, is meant.
    """
    names = settings.names
    found = only(store, text, meant(store, ontology, names, text, wanted))
    if found is None and not source_in(store, names, text):
        found = known_to_registers(settings, store, ontology, text, wanted, unused=unused)
    if found is None:
        raise unknown(store, ontology, names, text, wanted)
    return found
