"""What decisions and retellings link a change to: the part of a graph that a load looks at.

Things that may be one are linked in chains. A chain that no change touches stands
for the same as before, whatever else the graph holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import (
    ALT_LABEL,
    GRAPH_DECISIONS,
    MERGED_INTO,
    PREF_LABEL,
    RDF_TYPE,
    RESERVED_GRAPHS,
    RETELLS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad, Store, Triple

    from kg.terms import Names

    Pair = tuple[NamedNode, NamedNode]


def nodes_of(triples: Iterable[Triple]) -> set[NamedNode]:
    """Return the subjects and objects of triples that are IRIs."""
    terms = (term for triple in triples for term in (triple.subject, triple.object))
    return {term for term in terms if isinstance(term, NamedNode)}


def retold_in(triples: Iterable[Triple]) -> Iterator[Pair]:
    """Yield the pairs that triples say are one."""
    for triple in triples:
        one, other = triple.subject, triple.object
        if triple.predicate != RETELLS:
            continue
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            yield one, other


def chained(
    store: Store, names: Names, seeds: set[NamedNode], links: Iterable[Pair], replaced: set[str]
) -> tuple[set[NamedNode], list[Pair]]:
    """Return nodes with all that a chain links to one of them, and the retellings kept among them.

    `links` are known beside those of the graph; what `replaced` sources said before
    does not count.
    """
    beside: dict[NamedNode, set[NamedNode]] = {}
    for one, other in links:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    found, frontier = set(seeds), set(seeds)
    retold: set[Pair] = set()
    while frontier:
        quads = (
            quad
            for node in frontier
            for spot in ((node, RETELLS, None), (None, RETELLS, node))
            for quad in store.quads_for_pattern(*spot)
        )
        kept = {*retold_in(q.triple for q in quads if source_of(q, names) not in {"", *replaced})}
        retold |= kept
        reached = {node for pair in kept for node in pair}
        reached |= {other for node in frontier for other in beside.get(node, ())}
        frontier = reached - found
        found |= frontier
    return found, sorted(retold, key=str)


def source_of(quad: Quad, names: Names) -> str:
    """Return the id of the source whose graph a quad is of; empty for no source's."""
    base, graph = names.graph("").value, quad.graph_name
    name = graph.value.removeprefix(base) if isinstance(graph, NamedNode) else ""
    return "" if name in RESERVED_GRAPHS else name


def redirect_of(store: Store, names: Names, node: NamedNode) -> NamedNode:
    """Return what stands for a node in a graph as it is; the node itself where nothing else."""
    found = store.quads_for_pattern(node, MERGED_INTO, None, names.graph(GRAPH_DECISIONS))
    return next((q.object for q in found if isinstance(q.object, NamedNode)), node)


def describing(store: Store, names: Names, node: NamedNode) -> set[str]:
    """Return the sources whose graphs say of what kind a node is, or how it is called."""
    return {
        source_of(quad, names)
        for predicate in (RDF_TYPE, PREF_LABEL, ALT_LABEL)
        for quad in store.quads_for_pattern(node, predicate, None)
    }


def speaking(store: Store, names: Names, node: NamedNode) -> set[str]:
    """Return the sources whose graphs speak of a node."""
    spots = ((node, None, None), (None, None, node))
    found = {source_of(q, names) for spot in spots for q in store.quads_for_pattern(*spot)}
    return found - {""}


def mentioned(store: Store, entry: NamedNode, names: Names) -> bool:
    """Return whether a source's graph speaks of an entry of a register."""
    return any(source_of(quad, names) for quad in store.quads_for_pattern(None, None, entry))


def quads_about(store: Store, nodes: Iterable[NamedNode]) -> Iterator[Quad]:
    """Yield the quads that some nodes are in."""
    for node in nodes:
        yield from store.quads_for_pattern(node, None, None)
        yield from store.quads_for_pattern(None, None, node)
