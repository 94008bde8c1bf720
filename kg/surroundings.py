"""What shapes of the whole graph look at: the sources of a load, and what is near them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, QuerySolutions, Store, Triple

from kg.contents import holds_other_sources
from kg.rules import ASKED
from kg.terms import (
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    RDF_TYPE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.mapped import Mapped
    from kg.terms import Names

MANY_SOURCES = 50
"""From so many sources on, pySHACL is asked only where something may be wrong."""
MANY_QUADS = 5_000
"""As above, of quads in the sources' graphs."""
LARGE = 100
"""Into a store of so many graphs, few are looked at in the same way: a load is to take a second."""
UNREAD = (GRAPH_POSITIONS, GRAPH_ONTOLOGY, GRAPH_DEFINED, GRAPH_DECISIONS)
"""Graphs that say nothing of what is near a source."""
STEPS = 3
"""How many steps from a source's nodes count as near them."""


def is_bulk(store: Store, mapped: Sequence[Mapped], names: Names) -> bool:
    """Return whether sources are so many, or hold so much, that asking pySHACL of all is slow."""
    if len(mapped) >= MANY_SOURCES:
        return True
    left = MANY_QUADS
    for source in mapped:
        for _ in store.quads_for_pattern(None, None, None, names.graph(source.source_id)):
            left -= 1
            if left <= 0:
                return True
    return False


def is_large(store: Store) -> bool:
    """Return whether a store holds many sources; it counts no further than it must."""
    return next(islice(store.named_graphs(), LARGE, None), None) is not None


def shared_in(store: Store, names: Names) -> Iterator[Quad]:
    """Yield what all sources in a store share: the register, and what is entailed but for kinds."""
    for name in (GRAPH_REGISTER, GRAPH_ENTAILED):
        for quad in store.quads_for_pattern(None, None, None, names.graph(name)):
            if name != GRAPH_ENTAILED or quad.predicate != RDF_TYPE:
                yield quad


def shared_near(store: Store, mapped: Iterable[Mapped], names: Names) -> list[Quad]:
    """Return the register, and what is entailed of all that it and some sources speak of.

    That a demand was rejected makes it no node of the source that says so.
    """
    found = [*store.quads_for_pattern(None, None, None, names.graph(GRAPH_REGISTER))]
    stated = [
        quad
        for source in mapped
        for quad in store.quads_for_pattern(None, None, None, names.graph(source.source_id))
    ]
    terms = {term for quad in (*stated, *found) for term in (quad.subject, quad.object)}
    graph = names.graph(GRAPH_ENTAILED)
    return found + [
        quad
        for node in terms
        if isinstance(node, NamedNode)
        for quad in store.quads_for_pattern(node, None, None, graph)
        if quad.predicate != RDF_TYPE
    ]


def near_among(shared: Iterable[Quad], mapped: Iterable[Mapped], names: Names) -> Iterator[Quad]:
    """Yield what `shared_near` finds, of what `shared_in` yields and in its order.

    For many sources, of which a scan is the quicker way; what is entailed of the
    facts of others is much then.
    """
    terms = {term for each in mapped for t in each.triples for term in (t.subject, t.object)}
    register = names.graph(GRAPH_REGISTER)
    for quad in shared:
        if quad.graph_name == register:
            terms |= {quad.subject, quad.object}
        elif quad.subject not in terms:
            continue
        yield quad


def surroundings(store: Store, mapped: Sequence[Mapped], names: Names) -> Iterator[Quad | Triple]:
    """Yield the sources' own triples and those near them; what sources share is left out.

    Where the store holds no other source, all that is near is the sources' own
    or shared, except what is entailed of which class their nodes are.
    """
    ids = {source.source_id for source in mapped}
    for source_id in ids:
        yield from store.quads_for_pattern(None, None, None, names.graph(source_id))
    if holds_other_sources(store, names, ids):
        yield from neighbours(store, mapped, names)
        return
    entailed = list(store.quads_for_pattern(None, RDF_TYPE, None, names.graph(GRAPH_ENTAILED)))
    near = {node for source in mapped for node in source.nodes}
    if all(quad.subject in near for quad in entailed):
        yield from entailed
    else:
        yield from neighbours(store, mapped, names)


def neighbours(store: Store, mapped: Sequence[Mapped], names: Names) -> Iterator[Triple]:
    """Yield what sources' nodes point at, and what points at facts there, some steps far.

    What is yielded may come twice, and may be what the sources say themselves.
    """
    facts = names.iri("fact", "").value
    frontier = {node for source in mapped for node in source.nodes}
    frontier |= {reference.iri for source in mapped for reference in source.references}
    seen: set[NamedNode] = set()
    for _ in range(STEPS):
        seen |= frontier
        ends: set[NamedNode] = set()
        told = {node for node in frontier if node.value.startswith(facts)}
        for nodes, spot in ((frontier, "?subject"), (told, "?object")):
            for triple in _around(store, sorted(map(str, nodes)), spot, names):
                spots = (triple.subject, triple.object)
                ends.update(end for end in spots if isinstance(end, NamedNode))
                yield triple
        frontier = ends - seen


def _around(store: Store, nodes: Sequence[str], spot: str, names: Names) -> Iterator[Triple]:
    """Yield the triples with one of some nodes at a spot, each once.

    The engine tells once what thousands of sources say of a state, many times as
    quickly as we would read it of each.
    """
    unread = ", ".join(str(names.graph(name)) for name in UNREAD)
    for at in range(0, len(nodes), ASKED):
        values = f"VALUES {spot} {{ {' '.join(nodes[at : at + ASKED])} }}"
        found = store.query(
            f"SELECT DISTINCT ?subject ?property ?object WHERE {{ {values} "
            f"GRAPH ?graph {{ ?subject ?property ?object }} FILTER(?graph NOT IN ({unread})) }}"
        )
        for row in found if isinstance(found, QuerySolutions) else ():
            yield Triple(*row)
