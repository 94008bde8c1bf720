"""What a name means by the graph alone, whatever registers know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.lookup import meant, only
from kg.nearest import unknown

if TYPE_CHECKING:
    from pyoxigraph import NamedNode, Store

    from kg.ontology import Ontology
    from kg.terms import Names


def find(store: Store, ontology: Ontology, names: Names, text: str, wanted: str = "") -> NamedNode:
    """Return the node that a text means; raises `UsageError` for none, and for several."""
    found = only(store, text, meant(store, ontology, names, text, wanted))
    if found is None:
        raise unknown(store, ontology, names, text, wanted)
    return found
