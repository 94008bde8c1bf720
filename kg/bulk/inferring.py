"""What many sources entail together, in memory, before they are in the store.

Rules look at what sources state together only by the things that several of
them speak of. What a source states alone is settled here; of the rest, the
nodes are told, to be looked at in the store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Quad, RdfFormat, Store, serialize

from kg.reasoning import entail, looked_at
from kg.staged import rules_of
from kg.terms import GRAPH_ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.bulk.drafting import Draft
    from kg.config import Settings
    from kg.ontology import Ontology


class Inferring:
    """The rules, and the ontology that they are asked over, made ready for drafts."""

    def __init__(self, ontology: Ontology, settings: Settings) -> None:
        """Find out which properties the rules look at."""
        self._names, self._rules = settings.names, rules_of(settings)
        graph = self._names.graph(GRAPH_ONTOLOGY)
        self._ontology = [Quad(t.subject, t.predicate, t.object, graph) for t in ontology.named()]
        read = looked_at(self._rules, self._ontology)
        self._read = None if read is None else frozenset(map(str, read))

    def inferred(self, drafts: Iterable[Draft], register: Iterable[Quad]) -> tuple[str, Store]:
        """Return what follows from drafts with entries of a register, as N-Quads.

        And the store of all that was looked at for it.
        """
        store = Store()
        store.extend((*self._ontology, *register))
        store.load("".join(map(self._quads, drafts)).encode(), RdfFormat.N_QUADS)
        entail(store, self._rules)
        told = (
            quad
            for graph in self._rules
            for quad in store.quads_for_pattern(None, None, None, graph)
        )
        return (serialize(told, format=RdfFormat.N_QUADS) or b"").decode(), store

    def _quads(self, draft: Draft) -> str:
        """Return of a draft what rules look at."""
        graph, read = str(self._names.graph(draft.source_id)), self._read
        if read is None:
            return draft.quads(graph)
        some = [told for told in draft.statements if told.split(" ", 2)[1] in read]
        return draft.saying(tuple(some)).quads(graph)
