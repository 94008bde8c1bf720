"""Terms of the graph in words: what a node is called, what it says, who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.lookup import NAMING, label
from kg.terms import (
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    ONTOLOGY,
    RDF_TYPE,
    RDFS_LABEL,
    local_name,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Quad, Store

    from kg.ontology import Ontology
    from kg.terms import Names

EDTF = NamedNode(f"{ONTOLOGY}edtf")
UNSPOKEN = frozenset({RDF_TYPE, NamedNode(f"{ONTOLOGY}earliest"), NamedNode(f"{ONTOLOGY}latest")})
PASSAGE_OF = NamedNode(f"{ONTOLOGY}passageOf")
REPORTS = NamedNode(f"{ONTOLOGY}reports")
ABOUT = (
    (REPORTS, True),
    (NamedNode(f"{ONTOLOGY}hasParticipation"), False),
    (NamedNode(f"{ONTOLOGY}hasCondition"), False),
    (NamedNode(f"{ONTOLOGY}hasContent"), False),
    (NamedNode(f"{ONTOLOGY}threatenedConsequence"), False),
)
"""What a node without a name is told by: the thing that it is a part of."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing said: what it is about, in words, and who says so."""

    relation: str
    what: str
    source: str


def about(store: Store, node: NamedNode) -> NamedNode:
    """Return what a report reports, or in what a part is played; else the node itself."""
    for predicate, forwards in ABOUT:
        ends = (node, None) if forwards else (None, node)
        for quad in store.quads_for_pattern(ends[0], predicate, ends[1]):
            other = quad.object if forwards else quad.subject
            if isinstance(other, NamedNode):
                return other
    return node


def words(ontology: Ontology) -> dict[str, str]:
    """Return the label of each term of an ontology."""
    return {
        said(t.subject): said(t.object)
        for t in ontology.triples
        if t.predicate == RDFS_LABEL and isinstance(t.subject, NamedNode)
    }


def relation(words: Mapping[str, str], predicate: NamedNode) -> str:
    """Return what a property is called, by the labels of the ontology."""
    return words.get(predicate.value, local(predicate))


def hidden(quad: Quad, names: Names) -> bool:
    """Return whether a quad is of the ontology, of what it defines, a place or a decision."""
    unsaid = (GRAPH_POSITIONS, GRAPH_ONTOLOGY, GRAPH_DEFINED, GRAPH_DECISIONS)
    return quad.graph_name in {names.graph(name) for name in unsaid}


def source(quad: Quad) -> str:
    """Return who says a quad: a source's id, `register` or `entailed`."""
    name = local(quad.graph_name)
    return {GRAPH_REGISTER: "register", GRAPH_ENTAILED: "entailed"}.get(name, name)


def local(node: object) -> str:
    """Return the last part of an IRI."""
    return local_name(node.value if isinstance(node, NamedNode) else str(node))


def known_as(names: Names, node: NamedNode) -> str:
    """Return what a command takes for a node: `source-id#id` for a fact, else a CURIE."""
    base = names.iri("fact", "").value
    if node.value.startswith(base):
        source_id, dot, own = node.value.removeprefix(base).rpartition(".")
        return f"{source_id}#{own}" if dot else node.value
    for prefix, iri in names.prefixes().items():
        rest = node.value.removeprefix(iri)
        if rest != node.value and re.fullmatch(r"[\w.%-]+", rest):
            return f"{prefix}:{rest}"
    return node.value


def in_words(store: Store, term: object, names: Names) -> str:
    """Return a term in words; a node without a name by what it says."""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    if any(next(store.quads_for_pattern(term, p, None), None) for p in NAMING):
        return label(store, term)
    if next(store.quads_for_pattern(term, PASSAGE_OF, None), None) is not None:
        return _passage(store, term)
    parts = [
        q.object.value if isinstance(q.object, Literal) else _named(store, q.object)
        for q in sorted(store.quads_for_pattern(term, None, None), key=str)
        if q.predicate not in UNSPOKEN and isinstance(q.object, Literal | NamedNode)
        if not hidden(q, names)
    ]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or local(term)


def whereabouts(store: Store, report: NamedNode) -> str:
    """Return where a report stands: its paragraph, its span and, if kept, its words."""
    found = store.quads_for_pattern(report, NamedNode(f"{ONTOLOGY}atPassage"), None)
    passages = sorted({q.object for q in found if isinstance(q.object, NamedNode)}, key=str)
    return "; ".join(_passage(store, passage) for passage in passages) or "p?"


def _passage(store: Store, passage: NamedNode) -> str:
    values = {
        key: said(value.object)
        for key in ("paragraph", "charStart", "charEnd", "exactText")
        for value in store.quads_for_pattern(passage, NamedNode(ONTOLOGY + key), None)
    }
    span = f" {values['charStart']}-{values['charEnd']}" if "charStart" in values else ""
    words = f' "{values["exactText"]}"' if "exactText" in values else ""
    return f"p{values.get('paragraph', '?')}{span}{words}"


def _named(store: Store, node: NamedNode) -> str:
    """Return a node's name, or the date it stands for, or nothing."""
    for quad in store.quads_for_pattern(node, EDTF, None):
        return said(quad.object)
    named = any(next(store.quads_for_pattern(node, p, None), None) for p in NAMING)
    return label(store, node) if named else ""
