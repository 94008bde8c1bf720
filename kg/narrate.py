"""The graph told in words: what is known of one thing, each line with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.lookup import NAMING, label, types
from kg.terms import (
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    ONTOLOGY,
    RDF_TYPE,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Quad, Store

    from kg.ontology import Ontology
    from kg.terms import Names


EDTF = NamedNode(f"{ONTOLOGY}edtf")
UNSPOKEN = frozenset({RDF_TYPE, NamedNode(f"{ONTOLOGY}earliest"), NamedNode(f"{ONTOLOGY}latest")})
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


@dataclass(frozen=True, slots=True)
class Description:
    """What the graph knows of one node."""

    iri: str
    name: str
    kind: str
    lines: tuple[Line, ...]


def describe(store: Store, ontology: Ontology, names: Names, iri: NamedNode) -> Description:
    """Return what is said of a node and by what else it is mentioned, sorted."""
    words = _words(ontology)
    lines = {
        Line(words.get(q.predicate.value, _local(q.predicate)), text, _source(q))
        for q in store.quads_for_pattern(iri, None, None)
        if q.predicate != RDF_TYPE and q.predicate not in NAMING and not _hidden(q, names)
        for text in [_tell(store, q.object, names)]
    }
    lines |= {
        Line(f"<- {words.get(q.predicate.value, _local(q.predicate))}", text, _source(q))
        for q in store.quads_for_pattern(None, None, iri)
        if isinstance(q.subject, NamedNode) and not _hidden(q, names)
        for text in [
            _evidence(store, q.subject)
            if q.predicate == REPORTS
            else _tell(store, _about(store, q.subject), names)
        ]
    }
    kinds = [ontology.by_iri[k].label for k in types(store, iri) if k in ontology.by_iri]
    ordered = sorted(lines, key=lambda line: (line.relation, line.what, line.source))
    return Description(iri.value, label(store, iri), ", ".join(kinds), tuple(ordered))


def _about(store: Store, node: NamedNode) -> NamedNode:
    """Return what a report reports, or in what a part is played; else the node itself."""
    for predicate, forwards in ABOUT:
        ends = (node, None) if forwards else (None, node)
        for quad in store.quads_for_pattern(ends[0], predicate, ends[1]):
            other = quad.object if forwards else quad.subject
            if isinstance(other, NamedNode):
                return other
    return node


def _words(ontology: Ontology) -> dict[str, str]:
    wanted = "http://www.w3.org/2000/01/rdf-schema#label"
    return {
        said(t.subject): said(t.object)
        for t in ontology.triples
        if t.predicate.value == wanted and isinstance(t.subject, NamedNode)
    }


def _hidden(quad: Quad, names: Names) -> bool:
    hidden = {names.graph(GRAPH_POSITIONS), names.graph(GRAPH_ONTOLOGY)}
    return quad.graph_name in hidden


def _source(quad: Quad) -> str:
    name = _local(quad.graph_name)
    return {GRAPH_REGISTER: "register", GRAPH_ENTAILED: "entailed"}.get(name, name)


def _local(node: object) -> str:
    value = node.value if isinstance(node, NamedNode) else str(node)
    return value.rpartition("/")[2].rpartition("#")[2]


def _tell(store: Store, term: object, names: Names) -> str:
    """Return a term in words; a node without a name by what it says."""
    if isinstance(term, Literal):
        return term.value
    if not isinstance(term, NamedNode):
        return str(term)
    if any(next(store.quads_for_pattern(term, p, None), None) for p in NAMING):
        return label(store, term)
    parts = [
        q.object.value if isinstance(q.object, Literal) else _named(store, q.object)
        for q in sorted(store.quads_for_pattern(term, None, None), key=str)
        if q.predicate not in UNSPOKEN and isinstance(q.object, Literal | NamedNode)
        if not _hidden(q, names)
    ]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or _local(term)


def _evidence(store: Store, report: NamedNode) -> str:
    """Return where a report stands: its paragraph, its span and, if kept, its words."""
    values = {
        key: said(value.object)
        for passage in store.quads_for_pattern(report, NamedNode(f"{ONTOLOGY}atPassage"), None)
        if isinstance(passage.object, NamedNode)
        for key in ("paragraph", "charStart", "charEnd", "exactText")
        for value in store.quads_for_pattern(passage.object, NamedNode(ONTOLOGY + key), None)
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


def tell(description: Description) -> Iterator[str]:
    """Yield a description as lines of text."""
    yield f"{description.name} ({description.kind})"
    yield f"<{description.iri}>"
    width = max((len(line.relation) for line in description.lines), default=0)
    for line in description.lines:
        yield f"  {line.relation:<{width}}  {line.what}  [{line.source}]"
