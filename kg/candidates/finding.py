"""From the store to pairs: nodes are read, brought into blocks, weighed and ranked."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.candidates.actors import weigh_entries
from kg.candidates.acts import Act, read_acts, read_people
from kg.candidates.blocks import crowded, make_blocks, pairs_in
from kg.candidates.columns import Columns, read_speaking
from kg.candidates.entries import read_entries
from kg.candidates.keys import act_keys, entry_keys
from kg.candidates.lexicon import Lexicon
from kg.candidates.model import ACTORS, FACTS, PLACES, SORTS, Candidates, Node, Pair, Proposals
from kg.candidates.tellings import Telling, weigh_acts
from kg.errors import UsageError
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    OWL,
    RDF_TYPE,
    said,
)
from kg.wording import known_as

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pyoxigraph import Store

    from kg.candidates.acts import People
    from kg.candidates.columns import Speaking
    from kg.candidates.entries import Entry
    from kg.candidates.model import Weight
    from kg.ontology import Ontology
    from kg.terms import Names

LEAST = 0.6
"""Pairs of a lower score are not shown unless they are asked for."""
SURE = 0.8
"""Actors of a pair of this score are taken for one where facts are compared."""
BY_NAME, BY_ID = "byName", "byId"
DISJOINT = NamedNode(f"{OWL}disjointWith")


def candidates(
    store: Store,
    ontology: Ontology,
    names: Names,
    decided: Collection[frozenset[NamedNode]] = (),
    kind: str = "",
    limit: int = 20,
) -> Candidates:
    """Return the pairs of nodes that may be one, the best first, at most `limit` of them.

    `decided` are pairs that were decided on and are not proposed again; `kind`
    is one of `SORTS`, or empty for all. Raises `UsageError` for another.
    """
    return best(propose(store, ontology, names, decided, kind), limit)


def best(found: Proposals, limit: int = 20, least: float = LEAST) -> Candidates:
    """Return the pairs of at least a score, the best first; of equal ones by their IRIs."""
    ranked = sorted(
        (pair for pair in found.pairs if pair.score >= least),
        key=lambda pair: (-pair.score, pair.kept.iri.value, pair.retired.iri.value),
    )
    more = max(len(ranked) - limit, 0)
    return Candidates(tuple(ranked[:limit]), more, found.among, found.crowded)


def propose(
    store: Store,
    ontology: Ontology,
    names: Names,
    decided: Collection[frozenset[NamedNode]] = (),
    kind: str = "",
) -> Proposals:
    """Return every pair that something speaks for, in no order; as `candidates`."""
    if kind and kind not in SORTS:
        mend = f"take one of {', '.join(SORTS)}"
        raise UsageError(f"'{kind}' is no kind of candidates", code="usage", mend=mend)
    search = _prepare(store, ontology, names, decided)
    entries, unions = read_entries(search.columns, ontology, search.speaking, search.of(BY_NAME))
    acts = search.of(BY_ID)
    found = Proposals(among=_among(entries, acts, kind))
    weighed = list(_weigh_entries(search, entries, found))
    if kind in {"", FACTS}:
        for one, other, weight in weighed:
            if weight.score >= SURE:
                unions.join(one.iri, other.iri)
        told = read_acts(search.columns, search.speaking, unions, acts)
        people = read_people(entries, unions)
        found.pairs.extend(
            _pair(search, *each) for each in _weigh_acts(search, told, people, found)
        )
    found.pairs.extend(_pair(search, *each) for each in weighed if kind in {"", _sort_of(each[0])})
    return found


@dataclass(frozen=True, slots=True)
class Search:
    """What pairs are found with; `barred` are pairs of IRIs that are no candidates."""

    ontology: Ontology
    names: Names
    lexicon: Lexicon
    columns: Columns
    speaking: Speaking
    classes: Mapping[str, tuple[str, ...]]
    barred: frozenset[tuple[str, str]]
    disjoint: frozenset[tuple[str, str]]
    compatible: dict[tuple[tuple[str, ...], tuple[str, ...]], bool]

    def of(self, identity: str) -> dict[str, tuple[str, ...]]:
        """Return the nodes, with their classes, whose IRIs are made in one way."""
        by_iri = self.ontology.by_iri
        return {
            node: classes
            for node, classes in self.classes.items()
            if by_iri[classes[0]].identity == identity
        }

    def may_be_one(self, a: Entry | Act, b: Entry | Act) -> bool:
        """Return whether no decision, no triple and no class forbids that two nodes are one."""
        key = (a.classes, b.classes)
        if key not in self.compatible:
            self.compatible[key] = self._fit(*key)
        return self.compatible[key] and _ends(a.iri, b.iri) not in self.barred

    def _fit(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Return whether some class of one is of a class of the other, and none excludes one."""
        by_iri = self.ontology.by_iri
        pairs = [(by_iri[x], by_iri[y]) for x in one for y in other]
        above = ((up, over) for x, y in pairs for up in x.ancestors for over in y.ancestors)
        related = any(x.is_a(y.iri) or y.is_a(x.iri) for x, y in pairs)
        return related and not any(_ends(*each) in self.disjoint for each in above)


def _prepare(
    store: Store, ontology: Ontology, names: Names, decided: Collection[frozenset[NamedNode]]
) -> Search:
    columns = Columns(store, names)
    classes = _classes(store, ontology, names, columns["mergedInto"])
    by_iri = ontology.by_iri
    sorts = {node: by_iri[own[0]].identity for node, own in classes.items()}
    speaking = read_speaking(store, names, sorts)
    barred = {_ends(*sorted(node.value for node in pair)) for pair in decided if len(pair) > 1}
    disjoint = frozenset(
        _ends(said(t.subject), said(t.object)) for t in ontology.triples if t.predicate == DISJOINT
    )
    barred |= speaking.related
    lexicon = Lexicon(columns, ontology)
    return Search(
        ontology, names, lexicon, columns, speaking, classes, frozenset(barred), disjoint, {}
    )


def _ends(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _classes(
    store: Store, ontology: Ontology, names: Names, retired: Collection[str]
) -> dict[str, tuple[str, ...]]:
    """Return the classes that actors, places and facts are stated to be of; none was retired."""
    hidden = (GRAPH_DEFINED, GRAPH_ONTOLOGY, GRAPH_POSITIONS, GRAPH_ENTAILED)
    unsaid = {names.graph(name) for name in hidden}
    found: dict[str, set[str]] = defaultdict(set)
    for quad in store.quads_for_pattern(None, RDF_TYPE, None):
        cls = ontology.by_iri.get(said(quad.object))
        if cls is None or cls.identity not in {BY_NAME, BY_ID} or quad.graph_name in unsaid:
            continue
        if isinstance(quad.subject, NamedNode) and quad.subject.value not in retired:
            found[quad.subject.value].add(cls.iri)
    return {node: tuple(sorted(classes)) for node, classes in found.items()}


def _sort_of(entry: Entry) -> str:
    return PLACES if entry.sort == "place" else ACTORS


def _among(entries: Collection[Entry], acts: Collection[str], kind: str) -> dict[str, int]:
    places = sum(_sort_of(entry) == PLACES for entry in entries)
    counts = {ACTORS: len(entries) - places, PLACES: places, FACTS: len(acts)}
    return {sort: count for sort, count in counts.items() if kind in {"", sort}}


def _weigh_entries(
    search: Search, entries: list[Entry], found: Proposals
) -> Iterator[tuple[Entry, Entry, Weight]]:
    blocks = make_blocks(map(entry_keys, entries))
    found.crowded += crowded(blocks)
    order = [(entry.main.key, entry.iri) for entry in entries]
    for low, high in pairs_in(blocks, order):
        one, other = entries[low], entries[high]
        if one.sort == other.sort and search.may_be_one(one, other):
            weight = weigh_entries(one, other, search.lexicon)
            if weight is not None:
                yield one, other, weight


def _weigh_acts(
    search: Search, acts: list[Act], people: People, found: Proposals
) -> Iterator[tuple[Act, Act, Weight]]:
    used = {cls for act in acts for cls in act.classes}
    by_iri = search.ontology.by_iri
    blocks = make_blocks(act_keys(act, people, by_iri, used) for act in acts)
    found.crowded += crowded(blocks)
    order = [(f"{act.days[0] if act.days else 0:08}", act.label, act.iri) for act in acts]
    telling = Telling(search.ontology, people, search.lexicon)
    for low, high in pairs_in(blocks, order):
        if search.may_be_one(acts[low], acts[high]):
            weight = weigh_acts(acts[low], acts[high], telling)
            if weight is not None:
                yield acts[low], acts[high], weight


def _pair(search: Search, one: Entry | Act, other: Entry | Act, weight: Weight) -> Pair:
    """Return a pair; what the register or more sources know is kept, else the lesser IRI."""
    retired, kept = sorted((one, other), key=lambda n: (*_known(n), [-ord(sign) for sign in n.iri]))
    return Pair(_node(search, retired), _node(search, kept), weight.score, weight.reasons)


def _known(node: Entry | Act) -> tuple[bool, int, int]:
    ids = 0 if isinstance(node, Act) else len(node.ids)
    return (GRAPH_REGISTER in node.sources, ids, len(node.sources))


def _node(search: Search, node: Entry | Act) -> Node:
    iri = NamedNode(node.iri)
    return Node(
        iri=iri,
        id=known_as(search.names, iri),
        label=search.lexicon.called(node.iri),
        classes=tuple(search.ontology.by_iri[cls].name for cls in node.classes),
        sources=tuple(sorted(node.sources)),
    )
