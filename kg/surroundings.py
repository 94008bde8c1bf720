"""What shapes of the whole graph look at: the sources of a load, and what is near them."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store

from kg.contents import holds_other_sources
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


def surroundings(store: Store, mapped: Sequence[Mapped], names: Names) -> Iterator[Quad]:
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


def neighbours(store: Store, mapped: Sequence[Mapped], names: Names) -> Iterator[Quad]:
    """Yield what sources' nodes point at, and what points at facts there, some steps far.

    What they say themselves is followed, but not yielded; what is yielded may
    come twice.
    """
    hidden = {names.graph(name) for name in (GRAPH_POSITIONS, GRAPH_ONTOLOGY, GRAPH_DEFINED)}
    hidden.add(names.graph(GRAPH_DECISIONS))
    own = {names.graph(source.source_id) for source in mapped}
    facts = names.iri("fact", "").value
    frontier = {node for source in mapped for node in source.nodes}
    frontier |= {reference.iri for source in mapped for reference in source.references}
    seen: set[NamedNode] = set()
    for _ in range(STEPS):
        seen |= frontier
        ends: set[NamedNode] = set()
        for node in frontier:
            for quad in _around(store, node, facts):
                if quad.graph_name not in hidden:
                    ends.update(n for n in (quad.subject, quad.object) if isinstance(n, NamedNode))
                    if quad.graph_name not in own:
                        yield quad
        frontier = ends - seen


def _around(store: Store, node: NamedNode, facts: str) -> Iterator[Quad]:
    yield from store.quads_for_pattern(node, None, None)
    if node.value.startswith(facts):
        yield from store.quads_for_pattern(None, None, node)
