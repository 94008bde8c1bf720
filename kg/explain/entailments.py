"""What is entailed of a thing, and why, down to what sources and registers state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.explain.justification import Justification, Rule, justify
from kg.explain.model import Entailed, Premise, Stated
from kg.places import places_of
from kg.terms import GRAPH_DEFINED, GRAPH_ENTAILED, GRAPH_POSITIONS
from kg.wording import in_words, local, relation

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Store

    from kg.terms import Names


def entailed_of(
    store: Store,
    names: Names,
    labels: Mapping[str, str],
    rules: Sequence[Rule],
    node: NamedNode,
) -> tuple[Entailed, ...]:
    """Return what is entailed of a node, each with its reasons."""
    quads = store.quads_for_pattern(node, None, None, names.graph(GRAPH_ENTAILED))
    telling = _Telling(store, names, labels, rules)
    found = [telling.entailed(quad.triple, frozenset()) for quad in quads]
    return tuple(sorted(found, key=lambda e: (e.relation, e.what)))


class _Telling:
    """The graph and its rules, from which triples and their reasons are told."""

    def __init__(
        self, store: Store, names: Names, labels: Mapping[str, str], rules: Sequence[Rule]
    ) -> None:
        self.store, self.names, self.labels, self.rules = store, names, labels, rules

    def entailed(self, triple: Triple, above: frozenset[Triple]) -> Entailed:
        """Return an entailed triple with its reasons; `above` is what it is a reason of."""
        found = justify(self.store, self.rules, self.names, triple, above)
        rule = found.rule if found else Rule("", "", "")
        because = self._because(found, above | {triple}) if found else ()
        return Entailed(*self._spoken(triple), rule.name, rule.title, because)

    def _because(self, found: Justification, above: frozenset[Triple]) -> tuple[Premise, ...]:
        triples = dict.fromkeys(quad.triple for quad in found.quads)
        return tuple(self._premise(triple, above) for triple in triples)

    def _premise(self, triple: Triple, above: frozenset[Triple]) -> Premise:
        stating = self._stating(triple)
        if stating:
            return Premise(*self._spoken(triple), stating, None)
        return Premise(*self._spoken(triple), (), self.entailed(triple, above))

    def _stating(self, triple: Triple) -> tuple[Stated, ...]:
        """Return whose graphs hold a triple, each with where it states the subject."""
        unsaid = {
            self.names.graph(name) for name in (GRAPH_ENTAILED, GRAPH_DEFINED, GRAPH_POSITIONS)
        }
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        graphs = sorted({local(q.graph_name) for q in quads if q.graph_name not in unsaid})
        subject = triple.subject
        places = (
            places_of(self.store, self.names, subject) if isinstance(subject, NamedNode) else {}
        )
        return tuple(Stated(graph, tuple(places.get(graph, ()))) for graph in graphs)

    def _spoken(self, triple: Triple) -> tuple[str, str, str]:
        subject, value = (
            in_words(self.store, term, self.names) for term in (triple.subject, triple.object)
        )
        return subject, relation(self.labels, triple.predicate), value
