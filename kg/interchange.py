"""A store's graph as what other Python tools hold: an rdflib Dataset, a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import rdflib
from pyoxigraph import Literal, NamedNode

from kg.contents import shown_quads
from kg.lookup import labels
from kg.rdflib_terms import node_of
from kg.tables import optional, plain
from kg.terms import GRAPH_ENTAILED, RDF_TYPE, local_name

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.terms import Names


def to_rdflib(store: Store, names: Names) -> rdflib.Dataset:
    """Return the graph as an rdflib Dataset, a named graph a source, literals as written."""
    dataset = rdflib.Dataset(default_union=True)
    for prefix, iri in names.prefixes().items():
        dataset.bind(prefix, iri)
    for quad in shown_quads(store, names):
        graph = dataset.graph(rdflib.URIRef(_iri(quad.graph_name)))
        graph.add((node_of(quad.subject), node_of(quad.predicate), _plain_string(quad.object)))
    return dataset


def to_networkx(store: Store, names: Names) -> Any:  # noqa: ANN401 - networkx is optional
    """Return the graph as a networkx MultiDiGraph.

    A node is an IRI with `label`, `kind` and its literals; an edge's key is the
    property's local name, its `source` the graph that says so. Raises
    `UsageError` where networkx is not installed.
    """
    graph = optional("networkx", "network").MultiDiGraph()
    named = labels(store)
    for quad in shown_quads(store, names):
        subject, predicate = _iri(quad.subject), _local(quad.predicate)
        graph.add_node(subject, label=named.get(subject, _local(quad.subject)))
        if quad.predicate == RDF_TYPE:
            if _local(quad.graph_name) != GRAPH_ENTAILED:
                graph.nodes[subject]["kind"] = _local(quad.object)
        elif isinstance(quad.object, Literal):
            graph.nodes[subject].setdefault(predicate, plain(quad.object))
        else:
            target, source = _iri(quad.object), _local(quad.graph_name)
            graph.add_node(target, label=named.get(target, _local(quad.object)))
            graph.add_edge(subject, target, key=predicate, source=source)
    return graph


def _plain_string(term: object) -> rdflib.term.Node:
    """Return a term for rdflib, which tells `"x"` and `"x"^^xsd:string` apart."""
    node = node_of(term)
    if isinstance(node, rdflib.Literal) and node.datatype == rdflib.XSD.string:
        return rdflib.Literal(str(node))
    return node


def _local(term: object) -> str:
    return local_name(_iri(term))


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)
