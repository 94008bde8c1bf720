"""The formal part of a page: what tools for ontologies want to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pages.markup import code, link, section, table
from kg.pages.site import class_page
from kg.pages.terms import DISJOINT, SUB_CLASS, said_of, short
from kg.terms import said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.ontology import Class
    from kg.pages.site import Site


def formal_part(site: Site, cls: Class) -> str:
    """Return the section on a class's IRI, axioms and alignments."""
    return formal_section("What a class is in RDF", _class(site, cls))


def formal_section(caption: str, rows: Iterator[Sequence[str]]) -> str:
    """Return the last and smallest section of a page."""
    inner = table(caption, ("What", "Term"), rows)
    return f'<div class="formal">\n{section("Formal part", "formal", inner)}\n</div>'


def _class(site: Site, cls: Class) -> Iterator[Sequence[str]]:
    triples = site.vocabulary.ontology.triples
    yield "IRI", code(cls.iri)
    yield "prefixed name", code(short(cls.iri, site.prefixes))
    for iri in said_of(triples, cls.iri, SUB_CLASS):
        if iri in site.vocabulary.ontology.by_iri:
            yield "superclass", _term(site, iri)
    apart = {*said_of(triples, cls.iri, DISJOINT)}
    apart |= {said(t.subject) for t in triples
              if t.predicate == DISJOINT and said(t.object) == cls.iri}  # fmt: skip
    if apart:
        yield "disjoint with", ", ".join(_term(site, iri) for iri in sorted(apart))
    yield from alignment_rows(site, cls.iri)


def alignment_rows(site: Site, iri: str) -> Iterator[Sequence[str]]:
    """Yield the links from a term of ours to those of other vocabularies."""
    found: dict[str, list[str]] = {}
    for triple in site.alignments:
        if said(triple.subject) == iri:
            found.setdefault(triple.predicate.value, []).append(said(triple.object))
    for predicate, others in sorted(found.items()):
        terms = ", ".join(code(short(other, site.prefixes)) for other in sorted(others))
        yield code(short(predicate, site.prefixes)), terms


def _term(site: Site, iri: str) -> str:
    cls = site.vocabulary.ontology.by_iri.get(iri)
    words = code(short(iri, site.prefixes))
    return link(class_page(cls.name), words) if cls else words
