"""The reports behind many nodes at once: which words of which document bear each out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kg.terms import ONTOLOGY, VOCAB, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from kg.store import Answer
    from kg.store.worker import Row, Term

    Ask = Callable[[str], Answer]

BYTES = 200_000
"""Bytes of IRIs in one query, which names each twice; the policy refuses a million."""
REPORTS = f"""
PREFIX dkg: <{ONTOLOGY}>
SELECT ?asked ?report ?fact ?denied ?document ?words ?paragraph ?start ?end
WHERE {{
  {{ VALUES ?asked {{ %(nodes)s }} ?report dkg:reports ?asked BIND(?asked AS ?fact) }}
  UNION {{ VALUES ?asked {{ %(nodes)s }} ?asked dkg:reports ?fact BIND(?asked AS ?report) }}
  FILTER NOT EXISTS {{ ?withdrawal dkg:withdraws ?report }}
  OPTIONAL {{ ?report dkg:polarity ?denied FILTER(?denied = <{VOCAB}polarity-negative>) }}
  OPTIONAL {{ ?report dkg:inDocument ?document }}
  OPTIONAL {{
    ?report dkg:atPassage ?passage
    OPTIONAL {{ ?passage dkg:exactText ?words }}
    OPTIONAL {{ ?passage dkg:paragraph ?paragraph }}
    OPTIONAL {{ ?passage dkg:charStart ?start ; dkg:charEnd ?end }}
  }}
}}
"""
STATING = """
SELECT DISTINCT ?asked ?graph
WHERE { VALUES ?asked { %(nodes)s } GRAPH ?graph { ?asked ?property ?value } }
"""


class Report(NamedTuple):
    """A report in reading order: where it stands, and what it affirms or denies.

    `passage` is the words that the graph keeps, else their place, `p7 853-1025`.
    """

    document: str
    paragraph: int
    start: int
    passage: str
    iri: str
    fact: str
    denied: bool


def reports_of(nodes: Iterable[str], ask: Ask) -> dict[str, list[Report]]:
    """Return of each node the reports of it that hold, or itself if it is a report.

    Those that are withdrawn are left out; a node of neither sort has no entry.
    """
    found: dict[str, set[Report]] = {}
    for row in _rows(nodes, REPORTS, ask):
        found.setdefault(_text(row[0]), set()).add(_report(row))
    return {node: sorted(reports) for node, reports in found.items()}


def graphs_of(nodes: Iterable[str], ask: Ask) -> dict[str, list[str]]:
    """Return of each node the graphs that state something of it."""
    found: dict[str, set[str]] = {}
    for row in _rows(nodes, STATING, ask):
        found.setdefault(_text(row[0]), set()).add(_text(row[1]))
    return {node: sorted(graphs) for node, graphs in found.items()}


def _report(row: Row) -> Report:
    _, report, fact, denied, document, words, *place = row
    paragraph, start, end = map(_text, place)
    span = f" {start}-{end}" if start else ""
    at = f"p{paragraph or '?'}{span}" if paragraph or start else ""
    where = (_text(document), int(paragraph or 0), int(start or 0), _text(words) or at)
    return Report(*where, _text(report), _text(fact), denied is not None)


def _rows(nodes: Iterable[str], query: str, ask: Ask) -> Iterator[Row]:
    for some in _batches(sorted(nodes)):
        yield from ask(query % {"nodes": " ".join(some)}).rows


def _batches(nodes: Iterable[str]) -> Iterator[list[str]]:
    """Yield IRIs in angle brackets, as many at once as a query can hold."""
    batch, size = [], 0
    for node in nodes:
        written = f"<{node}>"
        batch.append(written)
        size += len(written.encode())
        if size > BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _text(term: Term | None) -> str:
    return "" if term is None else said(term)
