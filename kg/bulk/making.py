"""Batches of sources -> N-Quads: what they say, where they stand, what they entail.

A batch is made from what it holds and from what all batches are given, and
changes nothing else; so batches can be made side by side.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from kg.bulk.drafting import Draft, Drafting, positions
from kg.bulk.inferring import Inferring
from kg.bulk.kinds import Kinds
from kg.bulk.lines import Unusual
from kg.bulk.looking import looking
from kg.bulk.survey import as_decided
from kg.bulk.whom import Registers
from kg.store import explained
from kg.terms import GRAPH_REGISTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from kg.bulk.lines import PlainSource
    from kg.bulk.looking import Statement
    from kg.bulk.survey import Survey
    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.registers import Register
    from kg.terms import Names
    from kg.validation import Shapes


@dataclass(frozen=True, slots=True)
class Given:
    """What all batches are made with; quads are written to files in `room`.

    `shapes` are None where none is to be asked.
    """

    ontology: Ontology
    settings: Settings
    register: Register
    surveyed: Survey
    room: Path
    shapes: Shapes | None


@dataclass(frozen=True, slots=True)
class Batch:
    """Sources of a file, to be made into quads; batches are numbered.

    `together` are the predicates that shapes on the whole graph look at.
    """

    number: int
    path: Path
    sources: Sequence[PlainSource]
    together: frozenset[str]

    def done_by(self, maker: Making) -> Made:
        """Return what comes of the batch."""
        return maker.make(self)


@dataclass(slots=True)
class Made:
    """What came of a batch: the quads of its sources, and what is to be known of them.

    `quads` is the file of N-Quads, None where there are none; `counts` has, by
    source, how many triples its graph holds; `left` are the sources for the long way
    and `doubtful` those that may break a shape; `shared` are the facts that are
    spoken of in another batch than they stand in, and `register` is what was known
    of entries, but for what an earlier batch of the same process told. `raw` is what
    the sources in `rewritten` state themselves, where their graphs say something
    else. `together` is what shapes on the whole graph look at.
    """

    quads: Path | None = None
    counts: dict[str, int] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    shared: set[NamedNode] = field(default_factory=set)
    register: set[Triple] = field(default_factory=set)
    raw: str = ""
    rewritten: list[str] = field(default_factory=list)
    together: list[Statement] = field(default_factory=list)


class Making:
    """Makes batches, one after the other; what was found out for one serves the next."""

    def __init__(self, given: Given) -> None:
        """Know nothing yet."""
        self.given, self._names = given, given.settings.names
        self._kinds = Kinds(given.ontology, self._names)
        self._registers = Registers(given.register)
        self._known: set[Triple] = set()
        self._inferring = Inferring(given.ontology, given.settings)
        self._looking = None
        if given.shapes is not None:
            self._looking = looking(given.shapes, given.ontology, self._names)

    def make(self, batch: Batch) -> Made:
        """Return what comes of a batch."""
        made, given = Made(), self.given
        drafts = [*self._drafted(batch, made.left)]
        if not drafts:
            return made
        ruled = self._ruled(drafts, made)
        made.counts = {draft.source_id: len(draft.statements) for draft in ruled}
        found, store = self._inferring.inferred(ruled, self._around(drafts, made.register))
        if self._looking is not None:
            made.doubtful, made.together = self._looking.look(ruled, store, batch.together)
        path = str(batch.path)
        places = (positions(draft, self._kinds, path, given.settings.folder) for draft in drafts)
        made.quads = given.room / f"{batch.number}.nq"
        with (
            explained(given.settings.store),
            made.quads.open("w", encoding="utf-8", newline="") as stream,
        ):
            stream.writelines((_quads(ruled, self._names), found, *places))
        return made

    def _drafted(self, batch: Batch, left: list[str]) -> Iterator[Draft]:
        drafting = Drafting(self._kinds, self._registers, batch.path.parent)
        for source in batch.sources:
            try:
                yield drafting.draft(source)
            except Unusual:
                left.append(source.id)

    def _ruled(self, drafts: Sequence[Draft], made: Made) -> list[Draft]:
        """Return drafts as their graphs name things."""
        moved, ruled, raw = self.given.surveyed.moved, [], []
        home = {node for draft in drafts for node in draft.nodes if node not in moved}
        for draft in drafts:
            spoken = [node for node in (*draft.nodes, *draft.away) if node in moved]
            away = {moved.get(node, node) for node in (*draft.away, *spoken)}
            made.shared |= {NamedNode(node[1:-1]) for node in away if node not in home}
            own = draft.saying(as_decided(draft.statements, moved)) if spoken else draft
            if spoken and {*own.statements} != {*draft.statements}:
                raw.append(draft)
            ruled.append(own)
        made.raw, made.rewritten = _quads(raw, self._names), [d.source_id for d in raw]
        return ruled

    def _around(self, drafts: Iterable[Draft], fresh: set[Triple]) -> list[Quad]:
        """Return what a register says of those whom a batch names; note what no batch here knew."""
        uses = {iri for draft in drafts for iri in draft.uses}
        entries = {*self.given.register.in_use(uses)}
        fresh |= entries - self._known
        self._known |= entries
        return [*self._names.quads(GRAPH_REGISTER, entries)]


def _quads(drafts: Iterable[Draft], names: Names) -> str:
    return "".join(draft.quads(str(names.graph(draft.source_id))) for draft in drafts)
