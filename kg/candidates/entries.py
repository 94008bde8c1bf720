"""Actors and places as they are compared: names, ids, offices, and what they belong to."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.candidates.days import EVER, Days, days_of
from kg.candidates.names import Name, Sort, read_name
from kg.candidates.unions import Unions
from kg.folding import fold
from kg.terms import ONTOLOGY, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.candidates.columns import Columns, Speaking
    from kg.ontology import Class, Ontology

NAMES = (f"{SKOS}prefLabel", f"{SKOS}altLabel", "abbreviation", "formerName")
IDS = {"wikidataId": "Wikidata id", "iso3166": "ISO code", "iso3166Alpha3": "ISO code"}
AROUND = ("memberOf", "belongsToState", "within")
ROLES = (
    "issuedBy", "addressedTo", "targets", "performedBy", "directedAt", "signedBy", "hasParticipant",
)  # fmt: skip
RULES: tuple[tuple[str, Sort], ...] = (
    (f"{ONTOLOGY}Place", "place"),
    (f"{ONTOLOGY}Person", "person"),
    (f"{ONTOLOGY}State", "state"),
    (f"{ONTOLOGY}ActorGroup", "group"),
)
UNIDENTIFIED = f"{ONTOLOGY}UnidentifiedPerson"


@dataclass(frozen=True, slots=True)
class Held:
    """An office as somebody held it: its title and the title's words, whose it is, its days."""

    title: str
    words: frozenset[str]
    party: str
    days: Days


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor or a place.

    `contexts` are the groups, bodies, states and places that it belongs to, each
    by the node that stands for all that bear its name; `states` are those among
    them that it acts for, with the days. `acts` are the facts it plays a part in.
    """

    iri: str
    sort: Sort
    classes: tuple[str, ...]
    names: tuple[Name, ...]
    ids: frozenset[tuple[str, str]]
    held: tuple[Held, ...]
    contexts: frozenset[str]
    states: Mapping[str, Days]
    acts: frozenset[str]
    sources: frozenset[str]

    @property
    def main(self) -> Name:
        """The name that it goes by."""
        return self.names[0]

    @property
    def identified(self) -> bool:
        """Whether its names are names: those of an unidentified person describe."""
        return UNIDENTIFIED not in self.classes


@dataclass(frozen=True, slots=True)
class Reader:
    """What entries are read with: the store, who speaks of whom, and which nodes are one context.

    `spoken` are the parties for which each person alone has spoken.
    """

    columns: Columns
    speaking: Speaking
    sorts: Mapping[str, Sort]
    unions: Unions = field(default_factory=Unions)
    acts: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spoken: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def sort_of(ontology: Ontology, classes: Sequence[str]) -> Sort:
    """Return by what rules names of nodes of some classes are compared."""
    kinds: list[Class] = [ontology.by_iri[c] for c in classes]
    fitting = (sort for iri, sort in RULES if any(kind.is_a(iri) for kind in kinds))
    return next(fitting, "organisation")


def read_entries(
    columns: Columns,
    ontology: Ontology,
    speaking: Speaking,
    classes: Mapping[str, tuple[str, ...]],
) -> tuple[list[Entry], Unions]:
    """Return the entries that have a name, by IRI, and which nodes stand for one context."""
    sorts = {node: sort_of(ontology, own) for node, own in classes.items()}
    reader = Reader(columns, speaking, sorts)
    _join_contexts(reader)
    _note_acts(reader)
    found = (_entry(reader, node, classes[node]) for node in sorted(classes))
    return [entry for entry in found if entry is not None], reader.unions


def _join_contexts(reader: Reader) -> None:
    """Join nodes that are one context: by ids, states and places by name, bodies of one state."""
    keys: dict[tuple[str, ...], str] = {}
    nodes = sorted(reader.sorts, key=lambda n: (reader.sorts[n] in {"organisation", "group"}, n))
    for node in nodes:
        own = _ids(reader, node)
        for key in _context_keys(reader, node):
            first = keys.setdefault(key, node)
            if not differ(own, _ids(reader, first)):
                reader.unions.join(node, first)


def _context_keys(reader: Reader, node: str) -> Iterator[tuple[str, ...]]:
    sort = reader.sorts[node]
    yield from _ids(reader, node)
    if sort == "person":
        return
    states = sorted({reader.unions.of(s) for s in reader.columns.of(node, "belongsToState")})
    for predicate in NAMES if sort == "state" else NAMES[:1]:
        yield from ((sort, fold(n), *states) for n in reader.columns.of(node, predicate))


def differ(ids: frozenset[tuple[str, str]], others: frozenset[tuple[str, str]]) -> bool:
    """Return whether two sets of ids say that they are two things': one register, no common id."""
    registers = {r for r, _ in ids} & {r for r, _ in others}
    return any(
        not {i for i in ids if i[0] == register} & {i for i in others if i[0] == register}
        for register in registers
    )


def _note_acts(reader: Reader) -> None:
    for role in ROLES:
        for fact, actors in reader.columns[role].items():
            for actor in actors:
                reader.acts[actor].add(fact)
    for fact, issuers in reader.columns["issuedBy"].items():
        if len(issuers) == 1 and reader.sorts.get(issuers[0]) == "person":
            parties = reader.columns.of(fact, "onBehalfOf")
            reader.spoken[issuers[0]] |= {reader.unions.of(p) for p in parties}


def _entry(reader: Reader, node: str, classes: tuple[str, ...]) -> Entry | None:
    columns, sort = reader.columns, reader.sorts[node]
    texts = [text for predicate in NAMES for text in columns.of(node, predicate)]
    names = [read_name(text, sort) for text in dict.fromkeys(texts)]
    names = [name for name in names if name.words and name.folded]
    if not names:
        return None
    held = tuple(_held(reader, node))
    contexts = {reader.unions.of(c) for p in AROUND for c in columns.of(node, p)}
    contexts |= {reader.unions.of(c) for c in columns.about(node, "hasMember")}
    contexts |= {h.party for h in held} | reader.spoken.get(node, set())
    states = {s: EVER for c in contexts for s in _states(reader, c)}
    states |= {s: h.days for h in held for s in _states(reader, h.party)}
    return Entry(
        iri=node,
        sort=sort,
        classes=classes,
        names=tuple(names),
        ids=_ids(reader, node),
        held=held,
        contexts=frozenset((contexts | states.keys()) - {reader.unions.of(node)}),
        states=states if sort != "state" else {},
        acts=frozenset(reader.acts.get(node, ())),
        sources=reader.speaking.speaking.get(node, frozenset()),
    )


def _ids(reader: Reader, node: str) -> frozenset[tuple[str, str]]:
    values = ((p, value) for p in IDS for value in reader.columns.of(node, p))
    return frozenset((predicate, value.strip().casefold()) for predicate, value in values)


def _states(reader: Reader, party: str) -> Iterator[str]:
    """Yield the state that a party is, or that it is a body of."""
    if reader.sorts.get(party) == "state":
        yield party
    yield from (reader.unions.of(s) for s in reader.columns.of(party, "belongsToState"))


def _held(reader: Reader, person: str) -> Iterator[Held]:
    columns = reader.columns
    for tenure in columns.about(person, "holder"):
        starts = [days_of(columns, span)[0] for span in columns.of(tenure, "tenureStart")]
        ends = [days_of(columns, span)[1] for span in columns.of(tenure, "tenureEnd")]
        days = (min(starts, default=EVER[0]), max(ends, default=EVER[1]))
        for office in columns.of(tenure, "office"):
            for title in columns.of(office, "officeTitle")[:1]:
                words = frozenset(read_name(title, "organisation").words)
                for party in columns.of(office, "officeOf"):
                    yield Held(title, words, reader.unions.of(party), days)
