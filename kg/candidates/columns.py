"""What the store says, a property at a time, and who speaks of whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.contents import source_graphs
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    ONTOLOGY,
    RDF_TYPE,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from kg.terms import Names

Column = dict[str, list[str]]


@dataclass(slots=True)
class Columns:
    """A store to be read by whole properties; each is read once."""

    store: Store
    names: Names
    read: dict[str, Column] = field(default_factory=dict)
    turned: dict[str, Column] = field(default_factory=dict)

    def __getitem__(self, predicate: str) -> Column:
        """Return what is said with a property (one of ours, or an IRI): subject to objects."""
        if predicate not in self.read:
            self.read[predicate] = self._column(predicate)
        return self.read[predicate]

    def of(self, node: str, predicate: str) -> list[str]:
        """Return what is said of one node with a property."""
        return self[predicate].get(node, [])

    def about(self, node: str, predicate: str) -> list[str]:
        """Return the nodes of which a property says this one."""
        if predicate not in self.turned:
            found: Column = defaultdict(list)
            for subject, objects in self[predicate].items():
                for each in objects:
                    found[each].append(subject)
            self.turned[predicate] = dict(found)
        return self.turned[predicate].get(node, [])

    def _column(self, predicate: str) -> Column:
        iri = predicate if ":" in predicate else ONTOLOGY + predicate
        hidden = (GRAPH_DEFINED, GRAPH_ONTOLOGY, GRAPH_POSITIONS)
        unsaid = {self.names.graph(name) for name in hidden}
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for quad in self.store.quads_for_pattern(None, NamedNode(iri), None):
            if quad.graph_name not in unsaid:
                found[said(quad.subject)][said(quad.object)] = None
        return {subject: sorted(objects) for subject, objects in found.items()}


@dataclass(frozen=True, slots=True)
class Speaking:
    """Who speaks of each node, who says of what class it is, and which nodes a triple relates."""

    speaking: Mapping[str, frozenset[str]]
    stating: Mapping[str, frozenset[str]]
    related: frozenset[tuple[str, str]]


def read_speaking(store: Store, names: Names, sorts: Mapping[str, str]) -> Speaking:
    """Return who speaks of the nodes in `sorts` (IRI to sort), the register as a source too.

    Nodes of one sort that a source relates to each other are two, and not one.
    """
    speaking: dict[str, set[str]] = defaultdict(set)
    stating: dict[str, set[str]] = defaultdict(set)
    related: set[tuple[str, str]] = set()
    graphs = {GRAPH_REGISTER: names.graph(GRAPH_REGISTER), **source_graphs(store, names)}
    for source, graph in graphs.items():
        for quad in store.quads_for_pattern(None, None, None, graph):
            subject, other = said(quad.subject), said(quad.object)
            if subject in sorts:
                speaking[subject].add(source)
                if quad.predicate == RDF_TYPE:
                    stating[subject].add(source)
            if other in sorts:
                speaking[other].add(source)
                if sorts[other] == sorts.get(subject) and subject != other:
                    related.add((min(subject, other), max(subject, other)))
    return Speaking(_frozen(speaking), _frozen(stating), frozenset(related))


def _frozen(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {node: frozenset(sources) for node, sources in found.items()}
