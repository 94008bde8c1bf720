"""Which facts speak of a thing, directly or by what they are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.explain.model import Mention
from kg.lookup import label, types
from kg.places import in_file, places_of, stated_by
from kg.terms import GRAPH_ENTAILED, GRAPH_REGISTER
from kg.wording import REPORTS, hidden, known_as, relation, source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Quad, Store

    from kg.ontology import Ontology
    from kg.terms import Names

ENDS = frozenset({"byName", "bySource"})


def is_fact(store: Store, ontology: Ontology, node: NamedNode) -> bool:
    """Return whether a node is of a class of facts, which have an id in their source."""
    return "byId" in _identities(store, ontology, node)


def mentions_of(
    store: Store, ontology: Ontology, names: Names, labels: Mapping[str, str], node: NamedNode
) -> list[Mention]:
    """Return the facts that speak of a node, each once, in the order of their files."""
    spoken: dict[NamedNode, set[str]] = {}
    for fact, quad in _speaking(store, ontology, names, node):
        if fact != node:
            spoken.setdefault(fact, set())
            if quad is not None:
                own = source(quad) == GRAPH_ENTAILED
                spoken[fact].add(relation(labels, quad.predicate) + (" (entailed)" if own else ""))
    return in_order(
        _mention(
            store, names, fact, ", ".join(sorted(how)), ", ".join(stated_by(store, names, fact))
        )
        for fact, how in spoken.items()
    )


def facts_in(store: Store, ontology: Ontology, names: Names, source_id: str) -> list[Mention]:
    """Return the facts that a source states, in the order of its file."""
    graph = names.graph(source_id)
    subjects = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
    facts = [s for s in subjects if isinstance(s, NamedNode) and is_fact(store, ontology, s)]
    return in_order(_mention(store, names, fact, "", source_id) for fact in facts)


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions by file, line and column."""
    return sorted(mentions, key=lambda m: (*map(in_file, m.at[:1]), ("",), m.id, m.relation))


def _speaking(
    store: Store, ontology: Ontology, names: Names, node: NamedNode
) -> Iterator[tuple[NamedNode, Quad | None]]:
    """Yield facts above a node, with the quad by which each speaks of it, None if not directly.

    The way up leads through value nodes and reports, never through another
    entry of a register or a document: that Arcadia has a minister mentions no
    fact of hers, and a day on which a paper appeared none that stands in it.
    """
    waiting, seen = [node], {node}
    while waiting:
        here = waiting.pop()
        for quad in store.quads_for_pattern(None, None, here):
            above = quad.subject
            if not isinstance(above, NamedNode) or not _leads_up(quad, names, here == node):
                continue
            if is_fact(store, ontology, above):
                yield above, quad if here == node else None
            elif above not in seen and not ENDS & _identities(store, ontology, above):
                seen.add(above)
                waiting.append(above)
                yield from ((fact, None) for fact in _reported(store, above))


def _leads_up(quad: Quad, names: Names, first: bool) -> bool:  # noqa: FBT001 - of one condition
    if hidden(quad, names) or quad.predicate == REPORTS:
        return False
    return first or source(quad) not in {GRAPH_REGISTER, GRAPH_ENTAILED}


def _reported(store: Store, report: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(report, REPORTS, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object


def _identities(store: Store, ontology: Ontology, node: NamedNode) -> set[str]:
    kinds = (ontology.by_iri.get(kind) for kind in types(store, node))
    return {kind.identity for kind in kinds if kind is not None}


def _mention(store: Store, names: Names, fact: NamedNode, spoken: str, stating: str) -> Mention:
    places = places_of(store, names, fact)
    at = places.get(stating) or [place for found in places.values() for place in found]
    return Mention(known_as(names, fact), label(store, fact), spoken, stating, tuple(at))
