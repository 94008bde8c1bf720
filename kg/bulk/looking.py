"""Which sources of a batch may break a shape: those, and no others, are validated the long way.

What the mapper itself refuses (a misspelt term, a wrong date, a node without a
name) cannot be in a draft and is not looked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from kg.contents import source_graphs
from kg.terms import GRAPH_ENTAILED, GRAPH_REGISTER, RDF_TYPE, SHAPES
from kg.validation import Scene, check, vocabulary_of
from kg.validation.fast import (
    Gathering,
    at_volume,
    index_of,
    judged,
    may_fail,
    over,
    terms_of,
)
from kg.validation.quotations import LOOKED_AT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyoxigraph import NamedNode, Quad, Store

    from kg.bulk.drafting import Draft
    from kg.ontology import Ontology
    from kg.terms import Names
    from kg.validation import Result, Shapes
    from kg.validation.fast import Volume
    from kg.validation.shapes import Scope

Statement = tuple[str, str, str]
NO_WORDS = vocabulary_of(())


QUOTING = frozenset(f"<{iri}>" for iri in LOOKED_AT)
ON_QUOTES = ("S36-place", "S37", "S37-paragraph", "S38")
"""The checks that a draft may fail: whether quotations are whole is no matter of mapping."""


@dataclass(slots=True)
class Looking:
    """What drafts are looked at with; shapes are compiled at the first batch."""

    shapes: Shapes
    ontology: Ontology
    names: Names
    _alone: Volume | None = None
    _together: Volume | None = None
    _gathering: Gathering | None = None

    def doubtful(self, drafts: Sequence[Draft], store: Store) -> set[str]:
        """Return the ids of drafts that may break a shape on one source.

        `store` holds them with what follows and what the register says of those
        whom they name.
        """
        shared = list(self._shared(store))
        told = {draft.source_id: _split(draft.statements) for draft in drafts}
        self._alone = alone = self._over(self._alone, shared, "source")
        wanted = alone.ground.compiled.wanted
        found = {i for i, own in told.items() if may_fail(index_of(own, wanted), alone)}
        found |= {
            draft.source_id
            for draft in drafts
            if draft.source_id not in found and self._misquotes(draft, told[draft.source_id])
        }
        for own in told.values():
            self._gathered().add(own)
        return found

    def together(self, store: Store, graphs: Collection[NamedNode], *, anew: bool) -> list[Result]:
        """Return what shapes on the whole graph find in a store that holds all sources.

        Drafts were seen already; the rest is in the named `graphs`, and all is
        read `anew` where drafts were written otherwise since.
        """
        if anew:
            self._gathering = None
            graphs = [*source_graphs(store, self.names).values()]
        gathering, compiled = self._gathered(), self._compiled()
        for graph in graphs:
            gathering.add(terms_of(store.quads_for_pattern(None, None, None, graph)))
        entailed = self.names.graph(GRAPH_ENTAILED)
        gathering.add(terms_of(store.quads_for_pattern(None, RDF_TYPE, None, entailed)))
        volume = over(compiled, list(self._shared(store)))

        def everything() -> Iterator[Quad]:
            for graph in source_graphs(store, self.names).values():
                yield from store.quads_for_pattern(None, None, None, graph)

        return judged(gathering.index(), everything, volume)

    def _compiled(self) -> Volume:
        if self._together is None:
            self._together = at_volume((), self.ontology.triples, self.shapes, "graph")
        return self._together

    def _gathered(self) -> Gathering:
        if self._gathering is None:
            self._gathering = Gathering(self._compiled().ground.compiled.wanted)
        return self._gathering

    def _over(self, volume: Volume | None, shared: Sequence[Quad], scope: Scope) -> Volume:
        if volume is None:
            return at_volume(shared, self.ontology.triples, self.shapes, scope)
        return over(volume, shared)

    def _shared(self, store: Store) -> Iterable[Quad]:
        for name in (GRAPH_REGISTER, GRAPH_ENTAILED):
            for quad in store.quads_for_pattern(None, None, None, self.names.graph(name)):
                if name != GRAPH_ENTAILED or quad.predicate != RDF_TYPE:
                    yield quad

    def _misquotes(self, draft: Draft, told: Sequence[Statement]) -> bool:
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in told if p in QUOTING)
        own = [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
        checks = {SHAPES + name: self.shapes.checks.get(SHAPES + name) for name in ON_QUOTES}
        scene = Scene(own, NO_WORDS, self.names, {}, draft.text)
        return bool(check(scene, {iri: one for iri, one in checks.items() if one is not None}))


def _split(statements: Iterable[str]) -> list[Statement]:
    found = []
    for statement in statements:
        subject, predicate, value = statement.split(" ", 2)
        found.append((subject, predicate, value))
    return found
