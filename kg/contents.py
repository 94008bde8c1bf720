"""What a store holds: its sources, each with how much it says, and the quads that exports show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, Quad, Store

from kg.resources import alignments_file
from kg.terms import (
    DCTERMS,
    GRAPH_DEFINED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    ONTOLOGY,
    RDF_TYPE,
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
    return sorted(_row(store, graph, names) for graph in source_graphs(store, names).values())


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


def _row(store: Store, graph: NamedNode, names: Names) -> tuple[str, ...]:
    source_id = graph.value.removeprefix(names.graph("").value)
    document = names.document(source_id)
    facts = names.iri("fact", "").value
    quads = list(store.quads_for_pattern(None, None, None, graph))
    typed = [q for q in quads if q.predicate == RDF_TYPE]
    told = sum(said(q.subject).startswith(facts) for q in typed)
    reports = sum(said(q.object) == f"{ONTOLOGY}Report" for q in typed)
    title = _text(store, document, f"{DCTERMS}title")
    when = _text(store, document, f"{ONTOLOGY}hasPublicationTime")
    published = _text(store, NamedNode(when), f"{ONTOLOGY}edtf") if when else ""
    return (source_id, title, published, str(told), str(reports), str(len(quads)))


def _text(store: Store, node: NamedNode, predicate: str) -> str:
    found = sorted(
        said(q.object) for q in store.quads_for_pattern(node, NamedNode(predicate), None)
    )
    return found[0] if found else ""
