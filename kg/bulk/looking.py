"""Which sources of a batch may break a shape: those, and no others, are validated the long way.

What the mapper itself refuses (a misspelt term, a wrong date, a node without a
name) cannot be in a draft and is not looked for again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from kg.surroundings import shared_in
from kg.terms import SHAPES
from kg.validation import Scene, check, vocabulary_of
from kg.validation.fast import (
    at_volume,
    index_of,
    may_fail,
    over,
)
from kg.validation.quotations import LOOKED_AT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from pyoxigraph import Store

    from kg.bulk.drafting import Draft
    from kg.ontology import Ontology
    from kg.terms import Names
    from kg.validation import Shapes
    from kg.validation.fast import Volume

Statement = tuple[str, str, str]
NO_WORDS = vocabulary_of(())


QUOTING = frozenset(f"<{iri}>" for iri in LOOKED_AT)
ON_QUOTES = ("S36-place", "S37", "S37-paragraph", "S38")
"""The checks that a draft may fail: whether quotations are whole is no matter of mapping."""


@dataclass(frozen=True, slots=True)
class Looking:
    """Shapes on one source, made ready for drafts."""

    alone: Volume
    names: Names

    def look(
        self, drafts: Sequence[Draft], store: Store, together: Collection[str]
    ) -> tuple[set[str], list[Statement]]:
        """Return the ids of drafts that may break a shape, and what they say of some predicates.

        `store` holds them with what follows and what the register says of those
        whom they name. Shapes on the whole graph look at the predicates in `together`.
        """
        alone = over(self.alone, list(shared_in(store, self.names)))
        wanted, doubtful, later = alone.ground.compiled.wanted, set(), list[Statement]()
        one = dict[str, str]().setdefault  # what is one object is sent to another process once
        for draft in drafts:
            own = _split(draft.statements)
            if may_fail(index_of(own, wanted), alone) or self._misquotes(draft, own):
                doubtful.add(draft.source_id)
            asked = (told for told in own if told[1] in together)
            later += [(one(s, s), one(p, p), one(o, o)) for s, p, o in asked]
        return doubtful, later

    def _misquotes(self, draft: Draft, told: Sequence[Statement]) -> bool:
        text = "".join(f"{s} {p} {o} .\n" for s, p, o in told if p in QUOTING)
        own = [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
        checks = {SHAPES + name: self.alone.shapes.checks.get(SHAPES + name) for name in ON_QUOTES}
        scene = Scene(own, NO_WORDS, self.names, {}, draft.text)
        return bool(check(scene, {iri: one for iri, one in checks.items() if one is not None}))


def looking(shapes: Shapes, ontology: Ontology, names: Names) -> Looking:
    """Make the shapes on one source ready."""
    return Looking(at_volume((), ontology.triples, shapes, "source"), names)


def _split(statements: Iterable[str]) -> list[Statement]:
    found = []
    for statement in statements:
        subject, predicate, value = statement.split(" ", 2)
        found.append((subject, predicate, value))
    return found
