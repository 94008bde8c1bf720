"""JSON-LD 1.1: a file that carries its context, a named graph a source, sorted.

A value's type stands in the context or beside its text (`@value`, `@type`), and
JSON's own numbers and booleans are never written: they would come back in
another form.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.export.context import coerced, shipped_terms
from kg.export.turtle import Spelling
from kg.terms import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.export.context import Term
    from kg.terms import Names

Node = dict[str, Any]


def jsonld_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the JSON-LD of quads: nodes of the default graph first, then graphs by IRI."""
    prefixes = dict(sorted(names.prefixes().items()))
    spelling, terms = Spelling(names), _Terms(prefixes)
    graphs: dict[object, set[Quad]] = defaultdict(set)
    for quad in quads:
        graphs[quad.graph_name].add(quad)
    nodes = _nodes(graphs.pop(DefaultGraph(), set()), spelling, terms)
    for graph in sorted(graphs, key=str):
        inside = _nodes(graphs[graph], spelling, terms)
        nodes.append({"@id": _iri(graph, spelling), "@graph": inside})
    context = {"@version": 1.1} | prefixes | {n: terms.known[n] for n in sorted(terms.used)}
    document = {"@context": context, "@graph": nodes}
    yield from json.dumps(document, ensure_ascii=False, indent=1).split("\n")


class _Terms:
    """The short terms of the shipped context, and which of them are in use."""

    def __init__(self, prefixes: Collection[str]) -> None:
        self.known = {n: term for n, term in shipped_terms().items() if n not in prefixes}
        self.used: set[str] = set()
        self._names = {
            term["@id"] if isinstance(term, dict) else term: name
            for name, term in self.known.items()
        }

    def name(self, written: str) -> str:
        """Return the short term for a prefixed name, or the name itself."""
        if written in self._names:
            self.used.add(self._names[written])
        return self._names.get(written, written)


def _nodes(quads: Iterable[Quad], spelling: Spelling, terms: _Terms) -> list[Node]:
    said: dict[object, set[tuple[Any, Any]]] = defaultdict(set)
    for quad in quads:
        said[quad.subject].add((quad.predicate, quad.object))
    return [_node(s, said[s], spelling, terms) for s in sorted(said, key=spelling.subject_order)]


def _node(
    subject: object, pairs: Iterable[tuple[Any, Any]], spelling: Spelling, terms: _Terms
) -> Node:
    node: dict[str, list[Any]] = {}
    ordered = sorted(pairs, key=lambda pair: (spelling.predicate_order(pair[0]), str(pair[1])))
    for predicate, value in ordered:
        if predicate == RDF_TYPE and not isinstance(value, Literal):
            node.setdefault("@type", []).append(terms.name(_iri(value, spelling)))
        else:
            name = terms.name(_iri(predicate, spelling))
            node.setdefault(name, []).append(_value(value, terms.known.get(name), spelling))
    said = {name: values[0] if len(values) == 1 else values for name, values in node.items()}
    return {"@id": _iri(subject, spelling)} | said


def _iri(term: object, spelling: Spelling) -> str:
    """Return an IRI as the context shortens it; a blank node as its label."""
    written = spelling.term(term)
    return term.value if isinstance(term, NamedNode) and written.startswith("<") else written


def _value(value: object, term: Term | None, spelling: Spelling) -> Node | str:
    """Return a value: bare where its term's type says the rest."""
    if not isinstance(value, Literal):
        iri = _iri(value, spelling)
        return iri if coerced(term, value) else {"@id": iri}
    if coerced(term, value):
        return value.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == f"{XSD}string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": _iri(value.datatype, spelling)}
