"""What a store holds: its sources, each with how much it says, and the quads that exports show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from kg.resources import alignments_file
from kg.terms import (
    DCTERMS,
    GRAPH_DEFINED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    ONTOLOGY,
    RESERVED_GRAPHS,
    said,
)
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kg.terms import Names

HEADER = ("source", "title", "published", "facts", "reports", "triples")


def list_sources(store: Store, names: Names) -> list[tuple[str, ...]]:
    """Return a row a source, by id, in the order of `HEADER`."""
    of_fact = f'STRSTARTS(STR(?s), "{names.iri("fact", "").value}")'
    counted = [
        _by_graph(store, pattern)
        for pattern in (f"?s a ?o FILTER({of_fact})", f"?s a <{ONTOLOGY}Report>", "?s ?p ?o")
    ]
    rows = []
    for source_id, graph in source_graphs(store, names).items():
        told = (str(counts.get(graph, 0)) for counts in counted)
        when = _text(store, names.document(source_id), f"{ONTOLOGY}hasPublicationTime", graph)
        published = _text(store, NamedNode(when), f"{ONTOLOGY}edtf", graph) if when else ""
        rows.append((source_id, title(store, names, source_id), published, *told))
    return sorted(rows)


def title(store: Store, names: Names, source_id: str) -> str:
    """Return the title of a source, empty where it has none."""
    graph = names.graph(source_id)
    return _text(store, names.document(source_id), f"{DCTERMS}title", graph)


def source_graphs(store: Store, names: Names) -> dict[str, NamedNode]:
    """Return the named graph of each source, by its id."""
    own, base = {names.graph(name) for name in RESERVED_GRAPHS}, names.graph("").value
    graphs = (g for g in store.named_graphs() if isinstance(g, NamedNode) and g not in own)
    return {graph.value.removeprefix(base): graph for graph in graphs}


def holds_other_sources(store: Store, names: Names, ids: Collection[str]) -> bool:
    """Return whether a store holds a source beside some; it looks no further than the first."""
    known = {names.graph(name) for name in (*RESERVED_GRAPHS, *ids)}
    return any(isinstance(g, NamedNode) and g not in known for g in store.named_graphs())


def shown_quads(store: Store, names: Names, source_id: str | None = None) -> Iterator[Quad]:
    """Yield what exports hold: all but the ontology, what it defines, and places in files."""
    hidden = {names.graph(name) for name in (GRAPH_POSITIONS, GRAPH_ONTOLOGY, GRAPH_DEFINED)}
    graphs = store.named_graphs() if source_id is None else (names.graph(source_id),)
    if source_id is None:
        yield from store.quads_for_pattern(None, None, None, DefaultGraph())
    for graph in graphs:
        if graph not in hidden:
            yield from store.quads_for_pattern(None, None, None, graph)


def alignment_quads(names: Names) -> Iterator[Quad]:
    """Yield the links from our terms to those of other vocabularies, in the ontology's graph."""
    graph = names.graph(GRAPH_ONTOLOGY)
    for triple in read_turtle(alignments_file())[0]:
        yield Quad(triple.subject, triple.predicate, triple.object, graph)


def _by_graph(store: Store, pattern: str) -> dict[NamedNode, int]:
    """Return how often a pattern is met in each named graph; the engine counts, not we."""
    counted = store.query(
        f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ {pattern} }} }} GROUP BY ?g"
    )
    rows = counted if isinstance(counted, QuerySolutions) else ()
    return {graph: int(number.value) for graph, number in rows}


def _text(store: Store, node: NamedNode, predicate: str, graph: NamedNode) -> str:
    found = store.quads_for_pattern(node, NamedNode(predicate), None, graph)
    return min((said(quad.object) for quad in found), default="")
