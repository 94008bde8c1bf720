"""After a quick load: which sources are to be validated the long way, and what is found of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.bulk.lines import plain_sources
from kg.contents import source_graphs
from kg.reading import read_source
from kg.ruling import Ruling
from kg.staged import quads_about, under
from kg.terms import named_node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from kg.bulk.writing import Batches
    from kg.config import Settings
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.registers import Register
    from kg.staged import Written
    from kg.store import Staging
    from kg.validation import Result


@dataclass(frozen=True, slots=True)
class Seen:
    """A staged store with sources that were written quickly, and what they were read with."""

    batches: Batches
    staging: Staging
    inputs: Mapping[Path, Input]
    ontology: Ontology
    settings: Settings
    register: Register

    def look(self, rest: Written) -> tuple[list[Mapped], list[Result]]:
        """Return the sources that may break a shape, and what shapes on the whole graph find.

        `rest` is what was written the long way; those sources are not among them.
        """
        names, store = self.settings.names, self.staging.store
        ids = {graph: source_id for source_id, graph in source_graphs(store, names).items()}
        slow = {source.source_id for source in rest.sources}
        rewritten = {ids[graph] for graph in self.staging.touched if graph in ids} - slow
        graphs = [names.graph(source_id) for source_id in slow]
        together = self.batches.together
        if together is None:
            return [], []
        found = together.judged(store, graphs, anew=bool(rewritten))
        foci = [node for result in found if (node := named_node(result.focus))]
        about = quads_about(store, (*self.batches.shared, *foci))
        speaking = {quad.graph_name for quad in about}
        doubtful = self.batches.doubtful | rewritten
        doubtful |= {source_id for graph, source_id in ids.items() if graph in speaking}
        return [*self._read(doubtful - slow, Ruling({}, rest.steps, lambda _: ()))], found

    def _read(self, ids: Collection[str], ruling: Ruling) -> Iterator[Mapped]:
        """Yield sources with the place of all that they say, under what is decided."""
        for path, one in self.inputs.items() if ids else ():
            for source in plain_sources(path):
                if source.id in ids:
                    facts = source.facts_read(str(path))
                    read = read_source(one, facts, self.ontology, self.settings, self.register)
                    yield under(read, ruling)
