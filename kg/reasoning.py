"""Entailed triples: what follows from the graph by the rules in `ontology/rules/`.

Entailments live in graphs of their own, made from what is asserted, so that
nothing inferred outlives its reason and no source's graph ever changes. What
rules of the domain tell (on whose behalf somebody spoke) stands apart from what
the ontology's definitions tell (that a threat is an act).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, QueryTriples

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyoxigraph import Store

MOST = 20_000
"""From this many changed nodes on, entailing all anew is the faster way."""

FOCUS = re.compile(r"VALUES \?(?P<name>\w+) \{ UNDEF \}")
PREFIX = re.compile(r"PREFIX\s+(\w*):\s*<([^>]*)>", re.IGNORECASE)
PREFIXED = re.compile(r"(?<![\w?<])(\w+):(\w+)")


def entail(store: Store, rules: Mapping[NamedNode, Sequence[str]]) -> None:
    """Fill graphs with what their rules entail, to the fixpoint.

    A rule is a SPARQL CONSTRUCT over the union of all graphs; a triple that is
    asserted is not entailed again.
    """
    for graph in rules:
        store.remove_graph(graph)
    _to_fixpoint(
        store, {graph: [FOCUS.sub("", t) for t in texts] for graph, texts in rules.items()}
    )


def entail_again(
    store: Store,
    rules: Mapping[NamedNode, Sequence[str]],
    subjects: Collection[NamedNode],
    objects: Collection[NamedNode],
) -> None:
    """Bring entailments up to date after triples with these subjects and objects came or went.

    The result is that of `entail`, provided that the graphs were up to date
    before and that rules and ontology are the same. A rule is asked only of
    the nodes that lead to a changed subject by the properties that rules
    speak of, and of changed objects.
    """
    affected = _leading_to(store, set(subjects), spoken(rules)) | set(objects)
    if len(affected) > MOST:
        entail(store, rules)
        return
    for graph in rules:
        for node in affected:
            for quad in list(store.quads_for_pattern(node, None, None, graph)):
                store.remove(quad)
    nodes = " ".join(sorted(str(node) for node in affected))

    def focused(text: str) -> str:
        return FOCUS.sub(lambda found: f"VALUES ?{found['name']} {{ {nodes} }}", text)

    if affected:
        _to_fixpoint(store, {g: [focused(t) for t in texts] for g, texts in rules.items()})


def _leading_to(
    store: Store, nodes: set[NamedNode], predicates: Iterable[NamedNode]
) -> set[NamedNode]:
    """Return nodes with all from which a path of these properties leads to one of them."""
    found, frontier, known = set(nodes), set(nodes), tuple(predicates)
    while frontier and len(found) <= MOST:
        before = {
            quad.subject
            for node in frontier
            for predicate in known
            for quad in store.quads_for_pattern(None, predicate, node)
            if isinstance(quad.subject, NamedNode)
        }
        frontier = before - found
        found |= frontier
    return found


def spoken(rules: Mapping[NamedNode, Sequence[str]]) -> set[NamedNode]:
    """Return the IRIs that rules name; those of properties are among them."""
    found: set[NamedNode] = set()
    for text in (text for each in rules.values() for text in each):
        prefixes = dict(PREFIX.findall(text))
        body = PREFIX.sub("", text)
        found |= {NamedNode(prefixes[p] + n) for p, n in PREFIXED.findall(body) if p in prefixes}
    return found


def _to_fixpoint(store: Store, rules: Mapping[NamedNode, Sequence[str]]) -> None:
    added = 1
    while added:
        added = 0
        for graph, texts in rules.items():
            for text in texts:
                found = store.query(text, use_default_graph_as_union=True)
                if not isinstance(found, QueryTriples):
                    continue
                fresh = {
                    Quad(t.subject, t.predicate, t.object, graph)
                    for t in found
                    if next(store.quads_for_pattern(t.subject, t.predicate, t.object), None) is None
                }
                store.extend(fresh)
                added += len(fresh)
