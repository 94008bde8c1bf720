"""What is mapped: a source or an entry of a register, as triples that know their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import Finding, Position
from kg.facts.model import Mapping, Scalar
from kg.register import Named, named
from kg.terms import AT, GRAPH_POSITIONS, TEXT_AT, Names, slug
from kg.triples import Mapper, Reference, near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.ontology import Ontology


@dataclass(frozen=True, slots=True)
class Mapped:
    """A source as triples, with the place in its file that says each of them."""

    source_id: str
    path: str
    triples: dict[Triple, Position]
    nodes: dict[NamedNode, Position]
    uses: frozenset[NamedNode]
    references: tuple[Reference, ...]
    findings: tuple[Finding, ...]
    text_at: str = ""

    def quads(self, names: Names) -> Iterable[Quad]:
        """Yield the source's named graph."""
        return names.quads(self.source_id, self.triples)

    def positions(self, names: Names) -> Iterable[Quad]:
        """Yield where each node of the source stands in its file, and where its text is."""
        graph = names.graph(GRAPH_POSITIONS)
        for node, at in self.nodes.items():
            yield Quad(node, AT, Literal(str(at)), graph)
        if self.text_at:
            yield Quad(names.document(self.source_id), TEXT_AT, Literal(self.text_at), graph)


def finished(mapper: Mapper, source_id: str, path: str) -> Mapped:
    """Return what a mapper noted, as a source or an entry."""
    away = tuple(r for r in mapper.references if "#" in r.text)
    findings = tuple(mapper.findings)
    own = frozenset(mapper.uses.keys() - mapper.nodes.keys())
    return Mapped(source_id, path, mapper.triples, mapper.nodes, own, away, findings)


def declared(
    nodes: Iterable[Mapping], ontology: Ontology, names: Names, source_id: str
) -> tuple[list[tuple[Mapping, Named]], list[Finding]]:
    """Return each entry of `actors:` with who it is, and what is wrong."""
    pairs: list[tuple[Mapping, Named]] = []
    findings: list[Finding] = []
    seen: dict[NamedNode, Position] = {}
    known = ontology.having("byName")
    for node in nodes:
        written, name, given = node.get("type"), node.get("name"), node.get("id")
        cls = known.get(written.text) if isinstance(written, Scalar) else None
        if cls is None:
            at, word = (
                (written or node).position,
                written.text if isinstance(written, Scalar) else "",
            )
            message = f"unknown type '{word}' of an actor" if word else "this actor has no type"
            findings.append(Finding(at, "error", "unknown-type", message, near(word, known)))
            continue
        if not isinstance(name, Scalar):
            message, mend = f"this {cls.label} has no name", "add `name:`"
            findings.append(Finding(node.position, "error", "name-missing", message, mend))
            continue
        own = given.text if isinstance(given, Scalar) else slug(name.text)
        iri = names.iri(cls.prefix, f"{source_id}.{own}" if source_id else own)
        if iri in seen:
            message, mend = f"'{name.text}' is declared twice", f"the first is at {seen[iri]}"
            findings.append(Finding(node.position, "error", "duplicate-id", message, mend))
            continue
        seen[iri] = node.position
        pairs.append((node, named(node, cls, iri)))
    return pairs, findings
