"""Class expressions of an axiom, read from its blank nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.terms import OWL, RDF, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.consistency.model import Axiom

ON_PROPERTY = f"{OWL}onProperty"
EXACT = ("qualifiedCardinality", "cardinality")
MOST = ("maxQualifiedCardinality", "maxCardinality")
LEAST = ("minQualifiedCardinality", "minCardinality")


def values(axiom: Axiom, node: object, predicate: str) -> list[object]:
    """Return the values that an axiom's triples give a node."""
    return [t.object for t in axiom.triples if t.subject == node and t.predicate.value == predicate]


def first(axiom: Axiom, node: object, predicate: str) -> object:
    """Return a node's value, None where it has none."""
    return next(iter(values(axiom, node, predicate)), None)


def members(axiom: Axiom, head: object) -> Iterator[object]:
    """Yield the members of an RDF list; one that runs in a circle ends where it closes."""
    seen = set()
    while head is not None and head != NamedNode(f"{RDF}nil") and head not in seen:
        seen.add(head)
        member = first(axiom, head, f"{RDF}first")
        if member is not None:
            yield member
        head = first(axiom, head, f"{RDF}rest")


def number(axiom: Axiom, node: object, words: tuple[str, ...]) -> int | None:
    """Return a restriction's number, by the words that may give it."""
    for word in words:
        found = first(axiom, node, OWL + word)
        if isinstance(found, Literal) and found.value.isdigit():
            return int(found.value)
    return None


def listed(axiom: Axiom, node: object, *predicates: str) -> list[str]:
    """Return the IRIs in the lists that a node has under predicates of OWL."""
    return [
        member.value
        for predicate in predicates
        for head in values(axiom, node, OWL + predicate)
        for member in members(axiom, head)
        if isinstance(member, NamedNode)
    ]


def named(term: object) -> str:
    """Return an IRI as text; empty for what is no IRI."""
    return said(term) if isinstance(term, NamedNode) else ""
