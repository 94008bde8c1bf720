"""The reports behind nodes: which words of which document bear each out.

Every node, report and passage is looked up once, whatever the number of rows
it stands in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from kg.terms import ONTOLOGY, VOCAB, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Store

REPORTS, WITHDRAWS = NamedNode(f"{ONTOLOGY}reports"), NamedNode(f"{ONTOLOGY}withdraws")
DENIED = f"{VOCAB}polarity-negative"


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


def reports_of(store: Store, nodes: Iterable[str]) -> dict[str, list[Report]]:
    """Return of each node the reports of it that hold, or itself if it is a report.

    Those that are withdrawn are left out; a node of neither sort has no entry.
    """
    withdrawn = {q.object for q in store.quads_for_pattern(None, WITHDRAWS, None)}
    read: dict[NamedNode, list[Report]] = {}
    found: dict[str, list[Report]] = {}
    for node in nodes:
        reports = set()
        for iri in _reporting(store, NamedNode(node)):
            if iri not in withdrawn:
                told = read.get(iri) or read.setdefault(iri, list(_read(store, iri)))
                reports |= {r for r in told if node in {r.fact, r.iri}}
        if reports:
            found[node] = sorted(reports)
    return found


def graphs_of(store: Store, node: str) -> set[NamedNode]:
    """Return the graphs that state something of a node."""
    graphs = (q.graph_name for q in store.quads_for_pattern(NamedNode(node), None, None))
    return {graph for graph in graphs if isinstance(graph, NamedNode)}


def _reporting(store: Store, node: NamedNode) -> set[NamedNode]:
    """Return the reports of a node, and the node where it is one."""
    subjects = {q.subject for q in store.quads_for_pattern(None, REPORTS, node)}
    if next(store.quads_for_pattern(node, REPORTS, None), None) is not None:
        subjects.add(node)
    return {subject for subject in subjects if isinstance(subject, NamedNode)}


def _read(store: Store, report: NamedNode) -> Iterator[Report]:
    """Yield what a report says, once for each fact and passage of it."""
    values = _values(store, report)
    denied = DENIED in values.get("polarity", ())
    for document in values.get("inDocument", [""]):
        for passage in values.get("atPassage", [""]):
            where = _values(store, NamedNode(passage)) if passage else {}
            place = (document, *_place(where))
            for fact in values.get("reports", ()):
                yield Report(*place, report.value, fact, denied)


def _place(passage: Mapping[str, list[str]]) -> tuple[int, int, str]:
    """Return a passage's paragraph and start, and its words or else its place."""
    paragraph, start, end, words = (
        min(passage.get(name, [""])) for name in ("paragraph", "charStart", "charEnd", "exactText")
    )
    span = f" {start}-{end}" if start and end else ""
    place = f"p{paragraph or '?'}{span}" if paragraph or span else ""
    return _whole(paragraph), _whole(start), words or place


def _whole(number: str) -> int:
    return int(number) if number.isdecimal() else 0


def _values(store: Store, node: NamedNode) -> dict[str, list[str]]:
    """Return what our properties say of a node, by the property's name; sorted."""
    found: dict[str, set[str]] = {}
    for quad in store.quads_for_pattern(node, None, None):
        name = quad.predicate.value.removeprefix(ONTOLOGY)
        found.setdefault(name, set()).add(said(quad.object))
    return {name: sorted(values) for name, values in found.items()}
