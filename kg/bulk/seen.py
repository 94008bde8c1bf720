"""After a quick load: which sources are to be validated the long way, and what is found of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, serialize

from kg.bulk.again import Again, read_again
from kg.bulk.lines import PlainSource, plain_sources
from kg.bulk.loaded import Look
from kg.contents import source_graphs
from kg.inspection import placed
from kg.nearby import quads_about
from kg.surroundings import shared_in
from kg.terms import named_node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import NamedNode

    from kg.bulk.making import Given
    from kg.bulk.workers import Workers
    from kg.bulk.writing import Batches, Kept
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.ruling import Redirects
    from kg.staged import Written
    from kg.store import Staging


@dataclass(frozen=True, slots=True)
class Seen:
    """A staged store with sources that were written quickly, and what they were made with."""

    batches: Batches
    staging: Staging
    inputs: Mapping[Path, Input]
    given: Given
    workers: Workers

    def look(self, rest: Written) -> Look:
        """Return what is found of sources that may break a shape, and what is to be looked at.

        `rest` is what was written the long way; those sources are not among them.
        """
        names, store = self.given.settings.names, self.staging.store
        together = self.batches.together
        if together is None:
            return Look(together=())
        ids = {graph: source_id for source_id, graph in source_graphs(store, names).items()}
        slow = {source.source_id for source in rest.sources}
        rewritten = {ids[graph] for graph in self.staging.touched if graph in ids} - slow
        doubtful = {source.id for _, source in self.batches.doubtful}
        doubtful |= self._speaking(ids, self.batches.shared)
        alone = self._alone(doubtful - rewritten - slow, rest.steps)
        graphs = [names.graph(source_id) for source_id in slow]
        results = together.judged(store, graphs, anew=bool(rewritten))
        foci = [node for result in results if (node := named_node(result.focus))]
        left = (self._speaking(ids, foci) | rewritten) - slow
        found = [placed(finding, store, names) for told in alone for finding in told]
        return Look([*self._read(left, rest.steps)], found, results)

    def _speaking(self, ids: Mapping[NamedNode, str], nodes: Collection[NamedNode]) -> set[str]:
        """Return the ids of the sources that speak of some nodes."""
        speaking = {quad.graph_name for quad in quads_about(self.staging.store, nodes)}
        return {source_id for graph, source_id in ids.items() if graph in speaking}

    def _alone(self, ids: Collection[str], steps: Redirects) -> Iterator[list[Finding]]:
        """Return what shapes on one source find of some."""
        by_path: dict[Path, list[PlainSource]] = {}
        for path, source in self._plain(ids):
            by_path.setdefault(path, []).append(source)
        shared = shared_in(self.staging.store, self.given.settings.names)
        told = serialize(shared, format=RdfFormat.N_QUADS) or b""
        parts = self.workers.many
        return self.workers.each(
            Again(self.inputs[path], sources[part::parts], told, steps)
            for path, sources in by_path.items()
            for part in range(min(len(sources), parts))
        )

    def _plain(self, ids: Collection[str]) -> Iterator[Kept]:
        known = {source.id for _, source in self.batches.doubtful}
        yield from (kept for kept in self.batches.doubtful if kept[1].id in ids)
        for path in self.inputs if set(ids) - known else ():
            some = (source for source in plain_sources(path) if source.id in ids)
            yield from ((path, one.as_written()) for one in some if one.id not in known)

    def _read(self, ids: Collection[str], steps: Redirects) -> Iterator[Mapped]:
        for path, one in self.inputs.items() if ids else ():
            some = (source for source in plain_sources(path) if source.id in ids)
            yield from read_again(one, some, self.given, steps)
