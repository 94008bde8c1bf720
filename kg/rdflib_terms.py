"""The border between the term models of pyoxigraph and rdflib."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import pyoxigraph as ox
import rdflib

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Value: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal"


def triple_of(item: ox.Quad | ox.Triple) -> tuple[Any, Any, Any]:
    """Return the triple of a statement for rdflib."""
    return (node_of(item.subject), node_of(item.predicate), node_of(item.object))


def triples_of(items: Iterable[ox.Quad | ox.Triple]) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the triple of each statement for rdflib; a term met again is made once."""
    once = cache(node_of)
    return ((once(i.subject), once(i.predicate), once(i.object)) for i in items)


def node_of(term: object) -> rdflib.term.Node:
    """Return a term for rdflib, with its written form untouched."""
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return rdflib.BNode(term.value)
    if not isinstance(term, ox.Literal):
        raise KgError(f"a statement about a statement cannot be validated: {term}")
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    return rdflib.Literal(term.value, datatype=rdflib.URIRef(term.datatype.value), normalize=False)


def term_of(node: rdflib.term.Node) -> Value:
    """Return a term of a report as the rest of the package knows it."""
    if isinstance(node, rdflib.URIRef):
        return ox.NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return ox.BlankNode(str(node))
    if not isinstance(node, rdflib.Literal):
        raise KgError(f"not a term of a graph: {node!r}")
    if node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = node.datatype or rdflib.XSD.string
    return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
