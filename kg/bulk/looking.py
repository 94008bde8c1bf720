"""Which sources of a batch may break a shape: those, and no others, are validated the long way.

What the mapper itself refuses (a misspelt term, a wrong date, a node without a
name) cannot be in a draft and is not looked for again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from kg.terms import GRAPH_ENTAILED, GRAPH_REGISTER, RDF_TYPE
from kg.validation import Scene, check, labels_in, vocabulary_of
from kg.validation.fast import at_volume, index_of, may_fail, suspected, terms_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Quad, Store

    from kg.bulk.drafting import Draft
    from kg.ontology import Ontology
    from kg.terms import Names
    from kg.validation import Shapes, Vocabulary

Statement = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Looking:
    """What drafts are looked at with: shapes, and the checks that a draft may fail."""

    shapes: Shapes
    ontology: Ontology
    names: Names
    vocabulary: Vocabulary = field(init=False)

    def __post_init__(self) -> None:
        """Read the vocabulary once."""
        object.__setattr__(self, "vocabulary", vocabulary_of(self.ontology.triples))

    def doubtful(self, drafts: Sequence[Draft], store: Store) -> set[str]:
        """Return the ids of drafts that may break a shape.

        `store` holds them with what follows and what the register says of those
        whom they name. Where it cannot be told whose a thing is, all are doubtful.
        """
        shared = list(self._shared(store))
        alone = at_volume(shared, self.ontology.triples, self.shapes, "source")
        told = {draft.source_id: _split(draft.statements) for draft in drafts}
        found = {
            source_id
            for source_id, own in told.items()
            if may_fail(index_of(own, alone.ground.compiled.wanted), alone)
        }
        called = labels_in(shared)
        found |= {
            draft.source_id
            for draft in drafts
            if draft.source_id not in found and self._fails_checks(draft, called)
        }
        return found | self._together(drafts, told, shared, store)

    def _shared(self, store: Store) -> Iterable[Quad]:
        for name in (GRAPH_REGISTER, GRAPH_ENTAILED):
            for quad in store.quads_for_pattern(None, None, None, self.names.graph(name)):
                if name != GRAPH_ENTAILED or quad.predicate != RDF_TYPE:
                    yield quad

    def _fails_checks(self, draft: Draft, called: Mapping[str, Mapping[str, str]]) -> bool:
        text = "".join(f"{statement} .\n" for statement in draft.statements)
        own = [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
        scene = Scene(own, self.vocabulary, self.names, called, draft.text)
        return bool(check(scene, self.shapes.checks))

    def _together(
        self,
        drafts: Sequence[Draft],
        told: Mapping[str, Sequence[Statement]],
        shared: Sequence[Quad],
        store: Store,
    ) -> set[str]:
        """Return the drafts whose things may break a shape on the whole graph."""
        graph = self.names.graph(GRAPH_ENTAILED)
        volume = at_volume(shared, self.ontology.triples, self.shapes, "graph")
        types = terms_of(store.quads_for_pattern(None, RDF_TYPE, None, graph))
        index = index_of(chain(*told.values(), types), volume.ground.compiled.wanted)
        nodes = suspected(index, volume)
        if nodes is None:
            return {*told}
        whose = [{s for s, _, _ in own} for own in told.values()] if nodes else []
        found = {i for i, own in zip(told, whose, strict=False) if not own.isdisjoint(nodes)}
        known = set().union(*whose)
        return found if nodes <= known else {draft.source_id for draft in drafts}


def _split(statements: Iterable[str]) -> list[Statement]:
    found = []
    for statement in statements:
        subject, predicate, value = statement.split(" ", 2)
        found.append((subject, predicate, value))
    return found
