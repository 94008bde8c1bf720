"""Facts as they are compared: who did what kind of thing to whom, when, where, about what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.candidates.days import Days, days_of
from kg.candidates.spelling import in_ascii
from kg.terms import ONTOLOGY, RDFS_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.candidates.columns import Columns, Speaking
    from kg.candidates.entries import Entry
    from kg.candidates.unions import Unions

BY = ("issuedBy", "performedBy", "forceOf", "signedBy")
TO = ("addressedTo", "targets", "directedAt")
ANSWERED = ("respondsTo", "rejects", "accepts")
CONTENT = ("hasContent", "threatenedConsequence", "predictedConsequence")
MEETING = f"{ONTOLOGY}Meeting"


@dataclass(frozen=True, slots=True)
class Act:
    """A fact: its parties by the nodes that stand for them, and what it is about.

    `by` are those who act, `parties` those for whom; `actions` are what it demands,
    threatens or answers, `conditions` on what it depends.
    """

    iri: str
    classes: tuple[str, ...]
    label: str
    by: frozenset[str]
    parties: frozenset[str]
    to: frozenset[str]
    who: frozenset[str]
    actions: frozenset[str]
    conditions: frozenset[str]
    details: tuple[str, ...]
    places: frozenset[str]
    about: frozenset[str]
    days: Days | None
    stating: frozenset[str]
    sources: frozenset[str]


@dataclass(frozen=True, slots=True)
class People:
    """For whom each actor speaks, what lies around each place, and who is a person."""

    parties: Mapping[str, frozenset[str]]
    persons: frozenset[str]
    words: Mapping[str, frozenset[str]]

    def with_parties(self, actors: Iterable[str]) -> frozenset[str]:
        """Return actors, and the states and bodies that they speak for."""
        return frozenset(actors).union(*(self.parties.get(a, frozenset()) for a in actors))


def read_people(entries: Iterable[Entry], unions: Unions) -> People:
    """Return what acts are compared with, once actors that may be one are joined."""
    parties: dict[str, frozenset[str]] = {}
    words: dict[str, frozenset[str]] = {}
    persons = set()
    for entry in entries:
        node = unions.of(entry.iri)
        around = {unions.of(c) for c in (*entry.contexts, *entry.states)} - {node}
        parties[node] = parties.get(node, frozenset()) | around
        said = {word for name in entry.names for word in in_ascii(name.text).split()}
        words[node] = words.get(node, frozenset()) | said
        if entry.sort == "person":
            persons.add(node)
    return People(parties, frozenset(persons), words)


def read_acts(
    columns: Columns, speaking: Speaking, unions: Unions, classes: Mapping[str, tuple[str, ...]]
) -> list[Act]:
    """Return all facts, by IRI."""
    return [_act(columns, speaking, unions, node, classes[node]) for node in sorted(classes)]


def _act(
    columns: Columns, speaking: Speaking, unions: Unions, node: str, classes: tuple[str, ...]
) -> Act:
    def joined(*predicates: str, nodes: Iterable[str] = (node,)) -> frozenset[str]:
        return frozenset(unions.of(o) for n in nodes for p in predicates for o in columns.of(n, p))

    answered = joined(*ANSWERED)
    content = joined(*CONTENT)
    content |= joined(*CONTENT, nodes=answered) if not content else frozenset()
    spans = [days_of(columns, span) for span in columns.of(node, "hasTime")]
    return Act(
        iri=node,
        classes=classes,
        label=next(iter(columns.of(node, RDFS_LABEL.value)), ""),
        by=joined(*BY),
        parties=joined("onBehalfOf"),
        to=joined(*TO),
        who=joined("hasParticipant"),
        actions=joined("actionType", nodes=content),
        conditions=joined("actionType", nodes=joined("hasCondition")),
        details=tuple(sorted(d for s in content for d in columns.of(s, "detail"))),
        places=joined("takesPlaceAt") or joined("situationPlace", nodes=content),
        about=joined("about", "preparesFor", *ANSWERED),
        days=(min(s[0] for s in spans), max(s[1] for s in spans)) if spans else None,
        stating=speaking.stating.get(node, frozenset()),
        sources=speaking.speaking.get(node, frozenset()),
    )
