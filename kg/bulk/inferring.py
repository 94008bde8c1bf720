"""What many sources entail together, in memory, before they are in the store.

Rules look at what sources state together only by the things that several of
them speak of. What a source states alone is settled here; of the rest, the
nodes are told, to be looked at in the store.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from kg.reasoning import Question, settle
from kg.rules import kinds_looked_at, looked_at, read_rules
from kg.staged import rules_of
from kg.tabled import tabled
from kg.terms import GRAPH_ONTOLOGY, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from kg.bulk.drafting import Draft
    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.rules import Rule
    from kg.tabled import Table

TYPE = str(RDF_TYPE)


class Inferring:
    """The rules, and the ontology that they are asked over, made ready for drafts."""

    def __init__(self, ontology: Ontology, settings: Settings) -> None:
        """Find out what single statements tell, and which properties the other rules look at."""
        self._names = settings.names
        self._ontology = [*self._names.quads(GRAPH_ONTOLOGY, ontology.named())]
        self._table, others = tabled(rules_of(settings), self._ontology)
        rules = read_rules(others)
        self._asked = [(rule, rule.asked_of_all()) for rule in rules]
        self._read = _read_by(rules, self._ontology)
        self._heard = frozenset({*self._table.forms, *self._table.tells})

    def inferred(self, drafts: Iterable[Draft], register: Iterable[Quad]) -> tuple[str, Store]:
        """Return what follows from drafts with entries of a register, as N-Quads.

        And the store of all that was looked at for it.
        """
        store, told = Store(), list[Quad]()
        known = [*self._ontology, *register]
        store.extend(known)
        heard = [_line(quad) for quad in known]
        quads, more = self._read_of(drafts)
        store.load(quads.encode(), RdfFormat.N_QUADS)
        asked = [Question(store, rule, text, told) for rule, text in self._asked]
        following = Following(self._table, store, self._read, told, heard + more)
        settle([*asked, following])
        told_by_rules = serialize(told, format=RdfFormat.N_QUADS) or b""
        return told_by_rules.decode() + following.quads(following.told), store

    def _read_of(self, drafts: Iterable[Draft]) -> tuple[str, list[str]]:
        """Return of drafts what rules look at, as N-Quads, and what the table does."""
        quads, heard, reads = list[str](), list[str](), self._read.has
        for draft in drafts:
            end = f" {self._names.graph(draft.source_id)} .\n"
            for statement in draft.statements:
                _, verb, value = statement.split(" ", 2)
                if reads(verb, value):
                    quads += statement, end
                if verb in self._heard:
                    heard.append(statement)
        return "".join(quads), heard


@dataclass(frozen=True, slots=True)
class Read:
    """What rules read: statements of some verbs, and of what kind things are for some kinds.

    Terms are as N-Triples writes them; None stands for any.
    """

    verbs: Collection[str] | None = None
    kinds: Collection[str] | None = None

    def has(self, verb: str, value: str) -> bool:
        """Return whether rules read a statement of a verb about a value."""
        if verb == TYPE and self.kinds is not None:
            return value in self.kinds
        return self.verbs is None or verb in self.verbs


@dataclass(eq=False, slots=True)
class Following:
    """What follows by a table, of what is stated and of what rules tell beside it.

    What rules `read` of it is put in their store.
    """

    table: Table
    store: Store
    read: Read
    beside: Sequence[Quad]
    stated: Sequence[str]
    told: list[str] = field(default_factory=list)
    _known: set[str] = field(default_factory=set)
    _heard: int = 0

    def ask(self) -> Collection[NamedNode]:
        """Find what follows from what is new since it was last asked."""
        new = [*(() if self._known else self.stated), *map(_line, self.beside[self._heard :])]
        self._heard = len(self.beside)
        self._known.update(new)
        fresh = [*dict.fromkeys(t for t in self.table.told_by(new) if t not in self._known)]
        self._known.update(fresh)
        self.told += fresh
        spots = [(line, *line.split(" ", 2)[1:]) for line in fresh]
        read = [spot for spot in spots if self.read.has(*spot[1:])]
        self.store.load(self.quads(line for line, _, _ in read).encode(), RdfFormat.N_QUADS)
        touched = {verb for _, verb, _ in read} | {one for _, verb, one in read if verb == TYPE}
        return [NamedNode(one[1:-1]) for one in touched]

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether anything new was told."""
        return bool(told)

    def quads(self, lines: Iterable[str]) -> str:
        """Return statements as N-Quads of the table's graph."""
        end = f" {self.table.graph} .\n"
        return "".join([line + end for line in lines])


def _read_by(rules: Collection[Rule], ontology: Iterable[Quad]) -> Read:
    """Return what rules read."""
    verbs = looked_at(rules)
    if verbs is None:
        return Read()
    kinds = kinds_looked_at(rules, ontology)
    named = None if kinds is None else frozenset(map(str, kinds))
    return Read(frozenset(map(str, verbs)), named)


def _line(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
