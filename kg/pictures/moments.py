"""What a timeline shows: every dated event and act of the graph."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import LimitError
from kg.lookup import label, types
from kg.pictures.timeline import Moment
from kg.register import Days
from kg.terms import ONTOLOGY, VOCAB, said
from kg.wording import REPORTS

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.ontology import Ontology

POLARITY = NamedNode(f"{ONTOLOGY}polarity")
NEGATIVE = NamedNode(f"{VOCAB}polarity-negative")
MOST = 1_000
"""Moments that a picture shows: of more it would be tens of thousands of pixels high."""
WHO = ("onBehalfOf", "issuedBy", "hasParticipant", "performedBy", "forceOf")


def moments(
    store: Store, ontology: Ontology, since: date | None = None, until: date | None = None
) -> list[Moment]:
    """Return the dated events and acts of a graph, earliest first, ties by IRI.

    Those that are certainly over before `since`, or begin after `until`, are left
    out. Raises `LimitError` for more than a picture can show.
    """
    found = {
        (quad.subject, quad.object)
        for quad in store.quads_for_pattern(None, NamedNode(f"{ONTOLOGY}hasTime"), None)
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    }
    asked = Days(since, until)
    days = {span: _days(store, span) for span in {span for _, span in found}}
    within = {span: d for span, d in days.items() if (d.first or d.last) and d.may_meet(asked)}
    chosen = [(event, within[span]) for event, span in found if span in within]
    if len(chosen) > MOST:
        message = f"{len(chosen):,} acts and events have a date, a picture shows {MOST:,} at most"
        mend = "choose days with --since and --until"
        raise LimitError(message, code="max-moments", mend=mend)
    drawn = [_moment(store, ontology, event, each) for event, each in chosen]
    known = [moment for moment in drawn if moment is not None]
    return sorted(known, key=lambda m: (m.earliest or m.latest or date.min, m.iri))


def _days(store: Store, span: NamedNode) -> Days:
    return Days(_day(store, span, "earliest"), _day(store, span, "latest"))


def _moment(store: Store, ontology: Ontology, event: NamedNode, days: Days) -> Moment | None:
    cls = next((ontology.by_iri[k] for k in types(store, event) if k in ontology.by_iri), None)
    if cls is None or cls.identity != "byId":
        return None
    who = next((w for w in (_value(store, event, name) for name in WHO) if w), "")
    return Moment(
        iri=event.value,
        label=label(store, event),
        kind=cls.name,
        status=_status(store, event),
        earliest=days.first,
        latest=days.last,
        who=who,
    )


def _status(store: Store, event: NamedNode) -> str:
    """Return how far an event has come, and whether some report denies it."""
    told = _value(store, event, "eventStatus")
    reports = store.quads_for_pattern(None, REPORTS, event)
    denied = any(
        next(store.quads_for_pattern(quad.subject, POLARITY, NEGATIVE), None) for quad in reports
    )
    return ", ".join(filter(None, (told, "denied" if denied else "")))


def _value(store: Store, node: NamedNode, name: str) -> str:
    found = {
        label(store, q.object) if isinstance(q.object, NamedNode) else said(q.object)
        for q in store.quads_for_pattern(node, NamedNode(ONTOLOGY + name), None)
    }
    return ", ".join(sorted(found))


def _day(store: Store, span: NamedNode, name: str) -> date | None:
    for quad in store.quads_for_pattern(span, NamedNode(ONTOLOGY + name), None):
        return date.fromisoformat(said(quad.object))
    return None
