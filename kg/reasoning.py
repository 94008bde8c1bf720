"""Entailed triples: what follows from the graph by the rules in `ontology/rules/`.

Entailments live in a graph of their own, made anew from what is asserted, so
that nothing inferred outlives its reason and no source's graph ever changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Quad, QueryTriples

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import NamedNode, Store


def entail(store: Store, rules: Iterable[str], graph: NamedNode) -> int:
    """Fill the graph of entailments to the fixpoint of the rules; return its size.

    A rule is a SPARQL CONSTRUCT over the union of all graphs; a triple that is
    asserted is not entailed again.
    """
    store.remove_graph(graph)
    texts, added = list(rules), 1
    while added:
        added = 0
        for text in texts:
            found = store.query(text, use_default_graph_as_union=True)
            if not isinstance(found, QueryTriples):
                continue
            fresh = {
                Quad(t.subject, t.predicate, t.object, graph)
                for t in found
                if next(store.quads_for_pattern(t.subject, t.predicate, t.object), None) is None
            }
            store.extend(fresh)
            added += len(fresh)
    return sum(1 for _ in store.quads_for_pattern(None, None, None, graph))
