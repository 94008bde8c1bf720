"""One source, or the register, mapped: its document, its actors, its facts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import Finding, Position
from kg.evidence import NotFound, Text, check_span, find_quote, folded
from kg.facts.model import Mapping, Scalar, SourceFacts
from kg.mapped import Mapped, declared, finished
from kg.register import Resolver, make_layer, tenures_of
from kg.terms import (
    ONTOLOGY,
    RDF_TYPE,
    RESERVED_GRAPHS,
    XSD,
    Names,
    said,
)
from kg.triples import Mapper, days_of, dkg, local, near

if TYPE_CHECKING:
    from kg.ontology import Class, Ontology
    from kg.registers import Register

SOURCE_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
CHARS = re.compile(r"([0-9]+)-([0-9]+)")


def map_source(
    facts: SourceFacts, ontology: Ontology, names: Names, register: Register, text: Text | None
) -> Mapped:
    """Map one source's facts; what is wrong with them stands in `findings`."""
    source_id = _source_id(facts)
    if isinstance(source_id, Finding):
        return Mapped("", facts.path, {}, {}, frozenset(), (), (source_id,))
    pairs, found = declared(facts.actors, ontology, names, source_id)
    resolver = Resolver((make_layer(who for _, who in pairs), *register.layers))

    def evidence(mapper: Mapper, node: Mapping) -> NamedNode | None:
        return _passage(mapper, node, text)

    mapper = Mapper(ontology, names, resolver, source_id, evidence, findings=found)
    _map_document(mapper, facts.source, text)
    mapper.published = mapper.day = days_of(facts.source.get("published"))
    for node, entry in pairs:
        mapper.map_node(node, entry.cls, None, iri=entry.iri)
    resolver.declare(make_layer((who for _, who in pairs), tenures_of(mapper.triples)))
    for fact in facts.facts:
        mapper.map_fact(fact)
    inherited = (t.subject for t in register.in_use(mapper.uses))
    known = mapper.nodes.keys() | {n for n in inherited if isinstance(n, NamedNode)}
    _check_references(mapper, known)
    mapped = finished(mapper, source_id, facts.path)
    return replace(mapped, text_at=text.path if text is not None else "")


def _source_id(facts: SourceFacts) -> str | Finding:
    written = facts.source.get("id")
    at = facts.source.position if written is None else written.position
    if not isinstance(written, Scalar):
        mend = "give it one, such as example-times-2031-05-02"
        return Finding(at, "error", "source-id", "the source has no id", mend)
    if not SOURCE_ID.fullmatch(written.text) or written.text in RESERVED_GRAPHS:
        mend = "use letters, digits, `-`, `_` and inner dots"
        message = f"'{written.text}' cannot be the id of a source"
        return Finding(at, "error", "source-id", message, mend)
    return written.text


def _text(value: object) -> str:
    return value.text if isinstance(value, Scalar) else ""


def _map_document(mapper: Mapper, source: Mapping, text: Text | None) -> None:
    cls = mapper.ontology.by_iri[f"{ONTOLOGY}SourceDocument"]
    iri = mapper.names.document(mapper.source_id)
    rest = Mapping(tuple(e for e in source.entries if e.key not in {"id", "text"}), source.position)
    mapper.map_node(rest, cls, None, iri=iri)
    written = source.get("sha256")
    if text is None:
        return
    if written is None:
        mapper.state(iri, dkg("sha256"), Literal(text.sha256), source.position)
    elif _text(written) != text.sha256:
        message = f"the text at hand has another sha256, {text.sha256}"
        mapper.refuse(written.position, "text-changed", message, "use the text that was coded")


def _check_references(mapper: Mapper, known: set[NamedNode]) -> None:
    for reference in mapper.references:
        if "#" in reference.text or reference.iri in known:
            continue
        cls = reference.wanted
        ids = [_readable(n, mapper) for n in known if _fits(mapper, n, cls)]
        message = f"no {cls.label} '{reference.text}' is declared here"
        mend = near(reference.text, ids) if ids else "declare it first"
        mapper.refuse(reference.position, "missing-reference", message, mend)


def _fits(mapper: Mapper, node: NamedNode, cls: Class) -> bool:
    kinds = (mapper.ontology.by_iri[said(t.object)] for t in mapper.triples
             if t.subject == node and t.predicate == RDF_TYPE)  # fmt: skip
    return any(kind.is_a(cls.iri) for kind in kinds)


def _readable(node: NamedNode, mapper: Mapper) -> str:
    return local(node).removeprefix(f"{mapper.source_id}.")


# -- evidence: a report's quote or span -> its passage ---------------------------


def _passage(mapper: Mapper, node: Mapping, text: Text | None) -> NamedNode | None:
    """Map the words or the span that a report points at; None where they are wrong."""
    quote, paragraph, chars = (node.get(key) for key in ("quote", "paragraph", "chars"))
    at = (quote or chars or paragraph or node).position
    number = _text(paragraph)
    span = CHARS.fullmatch(_text(chars))
    if (paragraph is not None and not number.isdecimal()) or (chars is not None and not span):
        mend = "write `paragraph: 7` and `chars: 853-1025`"
        mapper.refuse(at, "bad-span", "this is no paragraph or span", mend)
        return None
    start, end = (int(span[1]), int(span[2])) if span else (None, None)
    words = _text(quote)
    if words:
        return _quotation(mapper, words, number, (start, end), text, at)
    if not number:
        mend = "write `p7 853-1025`, or a quote; `kg locate` finds the span"
        mapper.refuse(at, "evidence-empty", "evidence needs a paragraph or a quote", mend)
        return None
    if text is not None and (start is not None or text.paragraph(int(number)) is None):
        found = check_span(text, int(number), start or 0, end or 0)
        if isinstance(found, NotFound):
            mapper.refuse(at, found.code, found.message, found.mend)
            return None
    shown = f".{start}-{end}" if span else ""
    iri = mapper.names.iri("passage", f"{mapper.source_id}.p{int(number)}{shown}")
    _state_passage(mapper, iri, "Passage", (int(number), start, end), at)
    return iri


def _quotation(
    mapper: Mapper,
    words: str,
    number: str,
    span: tuple[int | None, int | None],
    text: Text | None,
    at: Position,
) -> NamedNode | None:
    paragraph, (start, end), exact = int(number) if number else None, span, words
    if text is not None:
        chars = (start, end) if start is not None and end is not None else None
        found = find_quote(text, words, paragraph, chars)
        if isinstance(found, NotFound):
            mapper.refuse(at, found.code, found.message, found.mend)
            return None
        paragraph, start, end, exact = found.paragraph, found.start, found.end, found.words
    stands_in = "" if paragraph is None else str(paragraph)
    iri = mapper.names.quotation(mapper.source_id, folded(exact), stands_in)
    mapper.state(iri, dkg("exactText"), Literal(exact), at)
    _state_passage(mapper, iri, "Quotation", (paragraph, start, end), at)
    return iri


def _state_passage(
    mapper: Mapper,
    iri: NamedNode,
    kind: str,
    where: tuple[int | None, int | None, int | None],
    at: Position,
) -> None:
    mapper.nodes.setdefault(iri, at)
    mapper.state(iri, RDF_TYPE, dkg(kind), at)
    mapper.state(iri, dkg("passageOf"), mapper.names.document(mapper.source_id), at)
    for name, value in zip(("paragraph", "charStart", "charEnd"), where, strict=True):
        if value is not None:
            typed = Literal(str(value), datatype=NamedNode(f"{XSD}integer"))
            mapper.state(iri, dkg(name), typed, at)
