"""After a quick load: which sources are to be validated the long way, and what is found of all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, serialize

from kg.bulk.again import Again, read_again
from kg.bulk.lines import PlainSource, plain_sources
from kg.bulk.looking import shared_in
from kg.contents import source_graphs
from kg.inspection import placed
from kg.staged import quads_about
from kg.terms import named_node

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.bulk.making import Given
    from kg.bulk.workers import Workers
    from kg.bulk.writing import Batches
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.ruling import Redirects
    from kg.staged import Written
    from kg.store import Staging
    from kg.validation import Result


@dataclass(frozen=True, slots=True)
class Look:
    """Sources that are still to be validated, and what was found of others.

    `together` is what shapes on the whole graph find; None where that is not known.
    """

    sources: Sequence[Mapped] = ()
    found: Sequence[Finding] = ()
    together: Sequence[Result] | None = None


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
        names, store, together = (
            self.given.settings.names,
            self.staging.store,
            self.batches.together,
        )
        if together is None:
            return Look(together=())
        ids = {graph: source_id for source_id, graph in source_graphs(store, names).items()}
        slow = {source.source_id for source in rest.sources}
        rewritten = {ids[graph] for graph in self.staging.touched if graph in ids} - slow
        graphs = [names.graph(source_id) for source_id in slow]
        results = together.judged(store, graphs, anew=bool(rewritten))
        foci = [node for result in results if (node := named_node(result.focus))]
        speaking = {quad.graph_name for quad in quads_about(store, (*self.batches.shared, *foci))}
        about = {source_id for graph, source_id in ids.items() if graph in speaking}
        left = (about | rewritten) - slow
        found = self._found({*left, *slow}, rest.steps)
        return Look([*self._read(left, rest.steps)], found, results)

    def _found(self, without: Collection[str], steps: Redirects) -> list[Finding]:
        """Return what is found of doubtful sources alone, but for some that are looked at later."""
        names, store = self.given.settings.names, self.staging.store
        shared = serialize(shared_in(store, names), format=RdfFormat.N_QUADS) or b""
        by_path: dict[Path, list[PlainSource]] = {}
        for path, source in self.batches.doubtful:
            if source.id not in without:
                by_path.setdefault(path, []).append(source)
        tasks = [
            Again(self.inputs[path], sources[part :: self.workers.many], shared, steps)
            for path, sources in by_path.items()
            for part in range(min(len(sources), self.workers.many))
        ]
        found = (finding for told in self.workers.each(tasks) for finding in told)
        return [placed(finding, store, names) for finding in found]

    def _read(self, ids: Collection[str], steps: Redirects) -> Iterator[Mapped]:
        for path, one in self.inputs.items() if ids else ():
            some = (source for source in plain_sources(path) if source.id in ids)
            yield from read_again(one, some, self.given, steps)
