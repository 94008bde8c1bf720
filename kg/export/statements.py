"""The triples of one graph, looked up by subject or by object."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from kg.ontology import Class, Ontology
    from kg.triples import Term


@dataclass(frozen=True, slots=True)
class Statements:
    """What a graph states; every listing is sorted."""

    objects: Mapping[tuple[NamedNode, NamedNode], tuple[Term, ...]]
    subjects: Mapping[tuple[NamedNode, Term], tuple[NamedNode, ...]]
    typed: tuple[NamedNode, ...]

    def values(self, subject: NamedNode, predicate: NamedNode) -> tuple[Term, ...]:
        """Return the values of a property of a node."""
        return self.objects.get((subject, predicate), ())

    def nodes(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """Return those values of a property that are nodes."""
        return [v for v in self.values(subject, predicate) if isinstance(v, NamedNode)]

    def texts(self, subject: NamedNode, predicate: NamedNode) -> list[str]:
        """Return those values of a property that are literals, as text."""
        return [v.value for v in self.values(subject, predicate) if isinstance(v, Literal)]

    def holders(self, predicate: NamedNode, value: Term) -> tuple[NamedNode, ...]:
        """Return the nodes of which a value of a property is stated."""
        return self.subjects.get((predicate, value), ())

    def classes(self, node: NamedNode, ontology: Ontology) -> list[Class]:
        """Return the classes of a node that the ontology knows."""
        kinds = (ontology.by_iri.get(kind.value) for kind in self.nodes(node, RDF_TYPE))
        return [cls for cls in kinds if cls is not None]


def make_statements(triples: Iterable[Triple]) -> Statements:
    """Index triples; those with a blank node or a triple term are left out."""
    objects: dict[tuple[NamedNode, NamedNode], list[Term]] = defaultdict(list)
    subjects: dict[tuple[NamedNode, Term], list[NamedNode]] = defaultdict(list)
    typed: dict[NamedNode, None] = {}
    for triple in sorted(set(triples), key=str):
        subject, value = triple.subject, triple.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            objects[(subject, triple.predicate)].append(value)
            subjects[(triple.predicate, value)].append(subject)
            if triple.predicate == RDF_TYPE:
                typed.setdefault(subject)
    return Statements(
        {key: tuple(values) for key, values in objects.items()},
        {key: tuple(nodes) for key, nodes in subjects.items()},
        tuple(typed),
    )
