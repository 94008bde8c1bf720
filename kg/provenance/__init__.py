"""What bears each row of an answer out: the words and their source, and how many say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.provenance.origins import independent, origins_of
from kg.provenance.reports import Report, graphs_of, reports_of
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import Store

    from kg.asking import Asked
    from kg.config import Settings
    from kg.store import Answer
    from kg.store.parcels import Row, Term
    from kg.terms import Names

EVIDENCE = ("evidenceText", "evidenceSource")
ORIGINS = ("sourceCount", "originCount")
UNSAID = (GRAPH_POSITIONS, GRAPH_ENTAILED, GRAPH_ONTOLOGY, GRAPH_DEFINED)
UNPLACED = "p?"
"""What stands for a passage that a report does not name."""


@dataclass(frozen=True, slots=True)
class Borne:
    """What bears a row out: the reports of its facts, else who states it.

    `sources` are ids, `counted` the documents that say so, of each fact.
    """

    reports: tuple[Report, ...]
    sources: tuple[str, ...]
    counted: tuple[frozenset[str], ...]


def with_provenance(asked: Asked, settings: Settings, *, evidence: bool, origins: bool) -> Answer:
    """Return an answer whose rows end with what bears them out; the rows stay as many.

    `evidence` adds their passages and the sources of these, joined by `; ` in
    reading order: as many sources as passages, or one for all. `origins` adds
    how many sources, and how many independent ones, say so; of a row's facts
    the one counts that the fewest report. A row in which nothing is reported
    has only the source that it names, or who states the thing it is about.
    """
    if not evidence and not origins:
        return asked.answer
    store, names = asked.snapshot.store, settings.names
    borne = _borne(store, asked.answer, names)
    answer = asked.answer
    if evidence:
        documents = names.document("").value
        told = [(_joined(_passages(each)), _joined(_sources(each, documents))) for each in borne]
        answer = _extended(answer, EVIDENCE, told)
    if origins:
        shared = origins_of(store)
        answer = _extended(answer, ORIGINS, [_counts(each, shared) for each in borne])
    return answer


def _borne(store: Store, answer: Answer, names: Names) -> list[Borne]:
    """Return what bears each row out, looking up once whatever stands in them."""
    rows = [_nodes(row) for row in answer.rows]
    reports = reports_of(store, {node for row in rows for node in row})
    told = {report.fact for found in reports.values() for report in found}
    reports |= reports_of(store, told - set(reports))
    documents, borne = names.document("").value, []
    for row in rows:
        cited = frozenset(node for node in row if node.startswith(documents))
        borne.append(_of_row(row, reports, cited) or _stated(store, row, cited, names))
    return borne


def _nodes(row: Row) -> list[str]:
    return list(dict.fromkeys(term.value for term in row if isinstance(term, NamedNode)))


def _of_row(
    row: list[str], reports: Mapping[str, list[Report]], cited: frozenset[str]
) -> Borne | None:
    """Return what bears a row with reported facts, or with a report, out.

    `cited` are the documents in it: of a fact that they report, it is their
    reports that bear the row out.
    """
    itself = [r for node in row for r in reports.get(node, ()) if r.iri == node]
    facts = list(dict.fromkeys(r.fact for r in itself)) or [n for n in row if n in reports]
    if not facts:
        return None
    denied = bool(itself) and all(r.denied for r in itself)
    of = {fact: [r for r in reports.get(fact, ()) if r.denied == denied] for fact in facts}
    within = {fact: [r for r in of[fact] if r.document in cited] for fact in facts}
    shown = itself or [r for fact in facts for r in within[fact] or of[fact]]
    chosen = [fact for fact in facts if within[fact]] or facts
    counted = tuple(frozenset(r.document for r in of[fact] if r.document) for fact in chosen)
    return Borne(tuple(sorted(set(shown))), (), counted)


def _stated(store: Store, row: list[str], cited: frozenset[str], names: Names) -> Borne:
    """Return the sources that a row without reports names, else those that state its first node."""
    if cited or not row:
        own = (document.removeprefix(names.document("").value) for document in sorted(cited))
        return Borne((), tuple(own), (cited,) if cited else ())
    stating = graphs_of(store, row[0]) - {names.graph(name) for name in UNSAID}
    ids = sorted(graph.value.removeprefix(names.graph("").value) for graph in stating)
    documents = frozenset(names.document(one).value for one in ids if one != GRAPH_REGISTER)
    return Borne((), tuple(ids), (documents,))


def _joined(texts: Iterable[str]) -> Literal | None:
    """Return texts in one cell; an unbound one where there are none."""
    joined = "; ".join(texts)
    return Literal(joined) if joined else None


def _passages(borne: Borne) -> list[str]:
    return [passage for _, passage in _pairs(borne)]


def _sources(borne: Borne, documents: str) -> list[str]:
    """Return the sources of a row's passages, one for all or one for each."""
    ids = [document.removeprefix(documents) for document, _ in _pairs(borne)]
    return (ids[:1] if len(set(ids)) == 1 else ids) or list(borne.sources)


def _pairs(borne: Borne) -> list[tuple[str, str]]:
    """Return each document with each of its passages, in reading order."""
    pairs = ((r.document, r.passage or UNPLACED) for r in borne.reports)
    return list(dict.fromkeys(pairs))


def _counts(borne: Borne, origins: Mapping[str, str]) -> tuple[Literal, Literal]:
    sources = min(map(len, borne.counted), default=0)
    origin = min((independent(some, origins) for some in borne.counted), default=0)
    return Literal(sources), Literal(origin)


def _extended(
    answer: Answer, columns: Iterable[str], cells: Iterable[Sequence[Term | None]]
) -> Answer:
    """Return an answer with more columns; a name that is taken gets a line under it."""
    taken = list(answer.variables)
    for name in columns:
        free = name
        while free in taken:
            free += "_"
        taken.append(free)
    rows = tuple((*row, *more) for row, more in zip(answer.rows, cells, strict=True))
    return replace(answer, variables=tuple(taken), rows=rows)
