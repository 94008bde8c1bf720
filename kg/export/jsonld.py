"""JSON-LD 1.1: a file that carries its context, a named graph a source, sorted.

Values keep their type beside their text (`@value`, `@type`), and JSON's own
numbers and booleans are never written: they would come back in another form.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.export.turtle import Spelling
from kg.terms import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Quad

    from kg.terms import Names

Node = dict[str, Any]


def jsonld_context(names: Names) -> Mapping[str, str]:
    """Return the context of our exports: each prefix, by name."""
    return dict(sorted(names.prefixes().items()))


def jsonld_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the JSON-LD of quads: nodes of the default graph first, then graphs by IRI."""
    spelling = Spelling(names)
    graphs: dict[object, set[Quad]] = defaultdict(set)
    for quad in quads:
        graphs[quad.graph_name].add(quad)
    nodes = _nodes(graphs.pop(DefaultGraph(), set()), spelling)
    for graph in sorted(graphs, key=str):
        nodes.append({"@id": _iri(graph, spelling), "@graph": _nodes(graphs[graph], spelling)})
    document = {"@context": jsonld_context(names), "@graph": nodes}
    yield from json.dumps(document, ensure_ascii=False, indent=1).split("\n")


def _nodes(quads: Iterable[Quad], spelling: Spelling) -> list[Node]:
    said: dict[object, set[tuple[Any, Any]]] = defaultdict(set)
    for quad in quads:
        said[quad.subject].add((quad.predicate, quad.object))
    return [_node(s, said[s], spelling) for s in sorted(said, key=spelling.subject_order)]


def _node(subject: object, pairs: Iterable[tuple[Any, Any]], spelling: Spelling) -> Node:
    node: Node = {"@id": _iri(subject, spelling)}
    ordered = sorted(pairs, key=lambda pair: (spelling.predicate_order(pair[0]), str(pair[1])))
    for predicate, value in ordered:
        if predicate == RDF_TYPE and not isinstance(value, Literal):
            node.setdefault("@type", []).append(_iri(value, spelling))
        else:
            node.setdefault(_iri(predicate, spelling), []).append(_value(value, spelling))
    return node


def _iri(term: object, spelling: Spelling) -> str:
    """Return an IRI as the context shortens it; a blank node as its label."""
    written = spelling.term(term)
    return term.value if isinstance(term, NamedNode) and written.startswith("<") else written


def _value(term: object, spelling: Spelling) -> Node:
    if not isinstance(term, Literal):
        return {"@id": _iri(term, spelling)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == f"{XSD}string":
        return {"@value": term.value}
    return {"@value": term.value, "@type": _iri(term.datatype, spelling)}
