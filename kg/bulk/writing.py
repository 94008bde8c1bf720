"""Batches of drafts -> N-Quads: sources, where they stand, what they entail."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.bulk.drafting import Draft, positions
from kg.bulk.inferring import inferred
from kg.bulk.lines import PlainSource, Unusual, plain_sources
from kg.bulk.survey import as_decided
from kg.outcome import Change
from kg.terms import GRAPH_ONTOLOGY, GRAPH_REGISTER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.bulk.drafting import Drafting
    from kg.bulk.looking import Looking
    from kg.bulk.survey import Survey
    from kg.terms import Names

Kept = tuple["Path", PlainSource]


@dataclass(slots=True)
class Batches:
    """What was written of sources, `size` at a time, and what is left for the long way.

    `left` are the sources that were not written, and `doubtful` those that were
    and may break a shape; `shared` are the facts that are spoken of in another
    batch than they stand in; `stated` is, by source, the
    digest of what it states itself where its graph says something else, and
    `register` what was known of entries. Sources in `without` are passed over.
    """

    drafting: Callable[[Path], Drafting]
    surveyed: Survey
    rules: Mapping[NamedNode, Sequence[str]]
    keep: Callable[[bytes], str]
    folder: Path
    looking: Looking | None
    size: int
    changes: dict[str, Change] = field(default_factory=dict)
    left: list[Kept] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    shared: set[NamedNode] = field(default_factory=set)
    stated: dict[str, str] = field(default_factory=dict)
    register: set[Triple] = field(default_factory=set)
    without: frozenset[str] = frozenset()
    _ontology: list[Quad] = field(default_factory=list)

    def write(self, paths: Iterable[Path], put: Callable[[str], object]) -> None:
        """Write the sources of files."""
        for path in paths:
            drafting = self.drafting(path)
            for batch in _batched(plain_sources(path), self.size):
                drafts = [*self._drafted(batch, drafting, path)]
                if not drafts:
                    continue
                self.doubtful |= self._batch(drafts, drafting, put)
                for draft in drafts:
                    put(positions(draft, drafting.kinds, str(path), self.folder))

    def _drafted(
        self, batch: Sequence[PlainSource], drafting: Drafting, path: Path
    ) -> Iterator[Draft]:
        for source in batch:
            if source.id in self.without:
                continue
            if source.id in self.surveyed.odd:
                self.left.append((path, source))
                continue
            try:
                yield drafting.draft(source)
            except Unusual:
                self.left.append((path, source))

    def _batch(
        self, drafts: list[Draft], drafting: Drafting, put: Callable[[str], object]
    ) -> set[str]:
        """Write a batch with what follows from it; return the sources that may break a shape."""
        moved, names = self.surveyed.moved, drafting.kinds.names
        home = {node for draft in drafts for node in draft.nodes if node not in moved}
        ruled, raw = [], []
        for draft in drafts:
            own = draft
            gone = [node for node in draft.nodes if node in moved]
            away = {moved.get(node, node) for node in (*draft.away, *gone)}
            self.shared |= {NamedNode(node[1:-1]) for node in away if node not in home}
            if moved and (gone or not draft.away.isdisjoint(moved)):
                own = draft.saying(as_decided(draft.statements, moved))
            if {*own.statements} != {*draft.statements}:
                raw.append(draft)
            ruled.append(own)
            self.changes[own.source_id] = Change(own.source_id, len(own.statements), 0, 0)
        if raw:
            digest = self.keep(_quads(raw, names).encode())
            self.stated |= {draft.source_id: digest for draft in raw}
        text = _quads(ruled, names)
        put(text)
        found, store = inferred(text, self._around(drafts, drafting), self.rules)
        put(found)
        return set() if self.looking is None else self.looking.doubtful(ruled, store)

    def _around(self, drafts: Iterable[Draft], drafting: Drafting) -> list[Quad]:
        """Return the ontology, and what a register says of those whom a batch names."""
        names, ontology = drafting.kinds.names, drafting.kinds.ontology
        if not self._ontology:
            graph = names.graph(GRAPH_ONTOLOGY)
            self._ontology += [
                Quad(t.subject, t.predicate, t.object, graph)
                for t in ontology.triples
                if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
            ]
        used = {iri for draft in drafts for iri in draft.uses}
        graph = names.graph(GRAPH_REGISTER)
        entries = drafting.registers.register.in_use(used)
        self.register |= entries.keys()
        return [*self._ontology, *(Quad(t.subject, t.predicate, t.object, graph) for t in entries)]


def _quads(drafts: Iterable[Draft], names: Names) -> str:
    return "".join(draft.quads(str(names.graph(draft.source_id))) for draft in drafts)


def _batched(sources: Iterator[PlainSource], size: int) -> Iterator[list[PlainSource]]:
    while batch := list(islice(sources, size)):
        yield batch
