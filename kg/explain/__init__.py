"""Why the graph holds a thing: who says so, at which words, and what follows from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.explain.entailments import entailed_of
from kg.explain.justification import read_rules
from kg.explain.mentions import facts_in, is_fact, mentions_of
from kg.explain.model import Explanation, Source, Stated
from kg.explain.reports import evidence_of, report_of
from kg.explain.writing import FORMATS, write_explanation
from kg.lookup import NAMING, label, types
from kg.places import places_of
from kg.terms import (
    DCTERMS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_POSITIONS,
    ONTOLOGY,
    RDF_TYPE,
    TEXT_AT,
)
from kg.wording import Line, hidden, in_words, known_as, local, relation, source, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Quad, Store

    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.terms import Names

__all__ = ["FORMATS", "Explanation", "explain", "write_explanation"]

FIRST = 10
"""How many of the facts that mention an actor or a place are listed."""
DOCUMENT, REPORT = f"{ONTOLOGY}SourceDocument", f"{ONTOLOGY}Report"


def explain(store: Store, ontology: Ontology, settings: Settings, iri: NamedNode) -> Explanation:
    """Return why the graph holds a node and, of a fact, all that bears it out.

    Texts of sources are read where the load found them, from the working
    folder; without them the explanation says so and is none the poorer else.
    """
    names, labels = settings.names, words(ontology)
    kinds = [k for k in types(store, iri) if k in ontology.by_iri]
    fact, document = is_fact(store, ontology, iri), _is(ontology, kinds, DOCUMENT)
    stated = tuple(Stated(s, tuple(at)) for s, at in places_of(store, names, iri).items())
    reports = evidence_of(store, settings, labels, iri) if fact else ()
    if _is(ontology, kinds, REPORT):
        reports = (report_of(store, settings, labels, iri),)
    told = [s.source for s in stated] if fact or document else []
    listed = mentions_of(store, ontology, names, labels, iri) if not document else []
    if document:
        listed = facts_in(store, ontology, names, local(iri))
    count = 0 if fact else len({mention.id for mention in listed})
    return Explanation(
        iri=iri.value,
        id=known_as(names, iri),
        name=label(store, iri),
        kind=", ".join(ontology.by_iri[k].label for k in kinds),
        stated=stated,
        names=_lines(store, names, labels, _naming(store, names, iri)),
        statements=_lines(store, names, labels, _statements(store, names, iri)),
        entailed=entailed_of(store, names, labels, read_rules(settings.domain.rules), iri),
        evidence=reports,
        sources=_sources(store, names, [*told, *(r.source for r in reports)]),
        rests_on_it=tuple(listed) if fact else (),
        mentions=count,
        mentioned_by=() if fact else tuple(listed if document else listed[:FIRST]),
    )


def _is(ontology: Ontology, kinds: Iterable[str], wanted: str) -> bool:
    return any(ontology.by_iri[kind].is_a(wanted) for kind in kinds)


def _said(store: Store, names: Names, iri: NamedNode) -> Iterable[Quad]:
    """Yield what sources, registers and, of its own terms, the ontology say of a node."""
    unsaid = {names.graph(n) for n in (GRAPH_POSITIONS, GRAPH_ENTAILED, GRAPH_DEFINED)}
    quads = [q for q in store.quads_for_pattern(iri, None, None) if q.graph_name not in unsaid]
    return [q for q in quads if not hidden(q, names)] or quads


def _naming(store: Store, names: Names, iri: NamedNode) -> Iterable[Quad]:
    return (q for q in _said(store, names, iri) if q.predicate in NAMING)


def _statements(store: Store, names: Names, iri: NamedNode) -> Iterable[Quad]:
    return (
        q for q in _said(store, names, iri) if q.predicate not in NAMING and q.predicate != RDF_TYPE
    )


def _lines(
    store: Store, names: Names, labels: Mapping[str, str], quads: Iterable[Quad]
) -> tuple[Line, ...]:
    lines = {
        Line(relation(labels, q.predicate), in_words(store, q.object, names), source(q))
        for q in quads
    }
    return tuple(sorted(lines, key=lambda line: (line.relation, line.what, line.source)))


def _sources(store: Store, names: Names, ids: Iterable[str]) -> tuple[Source, ...]:
    found = [_source(store, names, one) for one in sorted(set(ids))]
    return tuple(each for each in found if each is not None)


def _source(store: Store, names: Names, source_id: str) -> Source | None:
    """Return what is known of a source's document; None for a graph that has none."""
    document = names.document(source_id)
    if next(store.quads_for_pattern(document, None, None), None) is None:
        return None

    def text(predicate: str) -> str:
        quads = store.quads_for_pattern(document, NamedNode(predicate), None)
        return ", ".join(sorted({in_words(store, q.object, names) for q in quads}))

    return Source(
        id=source_id,
        title=text(f"{DCTERMS}title"),
        publisher=text(f"{ONTOLOGY}publishedBy"),
        published=text(f"{ONTOLOGY}hasPublicationTime"),
        url=text(f"{ONTOLOGY}url"),
        license=text(f"{DCTERMS}license"),
        origin=text(f"{ONTOLOGY}originId"),
        text=text(TEXT_AT.value),
        at=tuple(at for ats in places_of(store, names, document).values() for at in ats),
    )
