"""What bears each row of an answer out: the words and their source, and how many say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import LimitError
from kg.provenance.origins import independent, origins_of
from kg.provenance.reports import Report, graphs_of, reports_of
from kg.store import run
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kg.asking import Asked, Limits
    from kg.config import Settings
    from kg.provenance.reports import Ask
    from kg.store import Answer
    from kg.store.worker import Row
    from kg.terms import Names

EVIDENCE = ("evidenceText", "evidenceSource")
ORIGINS = ("sourceCount", "originCount")
UNSAID = (GRAPH_POSITIONS, GRAPH_ENTAILED, GRAPH_ONTOLOGY, GRAPH_DEFINED)
UNPLACED = "p?"
"""What stands for a passage that a report does not name."""
MOST = 10_000_000
"""Reports that are looked at for a part of an answer."""


@dataclass(frozen=True, slots=True)
class Borne:
    """What bears a row out: the reports of its facts, else who states it.

    `sources` are ids, `counted` the documents that say so, of each fact.
    """

    reports: tuple[Report, ...]
    sources: tuple[str, ...]
    counted: tuple[frozenset[str], ...]


def with_provenance(
    asked: Asked, settings: Settings, limits: Limits, *, evidence: bool, origins: bool
) -> Answer:
    """Return an answer whose rows end with what bears them out; the rows stay as many.

    `evidence` adds their passages and the sources of these, joined by `; ` in
    reading order: as many sources as passages, or one for all. `origins` adds
    how many sources, and how many independent ones, say so; of a row's facts
    the one counts that the fewest report. A row in which nothing is reported
    has only the source that it names, or who states the thing it is about.
    """
    if not evidence and not origins:
        return asked.answer
    ask = partial(_ask, settings, limits, asked.sequence)
    borne = _borne(asked.answer, settings.names, ask)
    answer = asked.answer
    if evidence:
        documents = settings.names.document("").value
        told = [(Literal(_passages(each)), Literal(_sources(each, documents))) for each in borne]
        answer = _extended(answer, EVIDENCE, told)
    if origins:
        shared = origins_of(ask)
        counts = [_counts(each, shared) for each in borne]
        answer = _extended(answer, ORIGINS, counts)
    return answer


def _ask(settings: Settings, limits: Limits, sequence: int, sparql: str) -> Answer:
    answer = run(
        settings.store,
        sparql,
        timeout=limits.seconds,
        max_rows=MOST,
        hidden=[settings.names.graph(GRAPH_POSITIONS)],
        sequence=sequence,
    )
    if answer.truncated:
        message = "too many reports bear these rows out"
        raise LimitError(message, code="max-rows", mend="ask for fewer rows")
    return answer


def _borne(answer: Answer, names: Names, ask: Ask) -> list[Borne]:
    """Return what bears each row out, asking once for all that stands in them."""
    rows = [_nodes(row) for row in answer.rows]
    reports = reports_of({node for row in rows for node in row}, ask)
    told = {report.fact for found in reports.values() for report in found}
    reports |= reports_of(told - set(reports), ask)
    documents = names.document("").value
    own = [frozenset(n for n in row if n.startswith(documents)) for row in rows]
    found = [_of_row(row, reports, cited) for row, cited in zip(rows, own, strict=True)]
    bare = {row[0] for row, each in zip(rows, found, strict=True) if row and each is None}
    graphs = graphs_of(bare, ask)
    return [
        each or _stated(row, cited, graphs, names)
        for row, cited, each in zip(rows, own, found, strict=True)
    ]


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


def _stated(
    row: list[str], cited: frozenset[str], graphs: Mapping[str, list[str]], names: Names
) -> Borne:
    """Return the sources that a row without reports names, else those that state its first node."""
    if cited or not row:
        ids = (document.removeprefix(names.document("").value) for document in sorted(cited))
        return Borne((), tuple(ids), (cited,) if cited else ())
    unsaid = {names.graph(name).value for name in UNSAID}
    base = names.graph("").value
    stating = [g.removeprefix(base) for g in graphs.get(row[0], ()) if g not in unsaid]
    documents = frozenset(names.document(s).value for s in stating if s != GRAPH_REGISTER)
    return Borne((), tuple(stating), (documents,))


def _passages(borne: Borne) -> str:
    return "; ".join(passage for _, passage in _pairs(borne))


def _sources(borne: Borne, documents: str) -> str:
    """Return the sources of a row's passages, one for all or one for each."""
    pairs = _pairs(borne)
    ids = [document.removeprefix(documents) for document, _ in pairs]
    one = len(set(ids)) == 1
    return "; ".join(ids[:1] if one else ids or borne.sources)


def _pairs(borne: Borne) -> list[tuple[str, str]]:
    """Return each document with each of its passages, in reading order."""
    pairs = ((r.document, r.passage or UNPLACED) for r in borne.reports)
    return list(dict.fromkeys(pairs))


def _counts(borne: Borne, origins: Mapping[str, str]) -> tuple[Literal, Literal]:
    sources = min(map(len, borne.counted), default=0)
    origin = min((independent(some, origins) for some in borne.counted), default=0)
    return Literal(sources), Literal(origin)


def _extended(
    answer: Answer, columns: Iterable[str], cells: Iterable[tuple[Literal, ...]]
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
