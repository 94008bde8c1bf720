"""One source, or the register, mapped: its document, its actors, its facts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.errors import Finding, Position
from kg.evidence import NotFound, Text, check_span, find_quote, folded
from kg.facts.model import Mapping, Scalar, SourceFacts
from kg.register import Layer, Named, make_layer
from kg.terms import (
    AT,
    GRAPH_POSITIONS,
    ONTOLOGY,
    RDF_TYPE,
    RESERVED_GRAPHS,
    TEXT_AT,
    XSD,
    Names,
    said,
    slug,
)
from kg.triples import Mapper, Reference, dkg, local, near

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.ontology import Class, Ontology

SOURCE_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
CHARS = re.compile(r"([0-9]+)-([0-9]+)")


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
        graph = names.graph(self.source_id)
        return (Quad(t.subject, t.predicate, t.object, graph) for t in self.triples)

    def positions(self, names: Names) -> Iterable[Quad]:
        """Yield where each node of the source stands in its file, and where its text is."""
        graph = names.graph(GRAPH_POSITIONS)
        for node, at in self.nodes.items():
            yield Quad(node, AT, Literal(str(at)), graph)
        if self.text_at:
            yield Quad(names.document(self.source_id), TEXT_AT, Literal(self.text_at), graph)


@dataclass(frozen=True, slots=True)
class Register:
    """All that register files say: names to ask for, triples of each entry."""

    layers: tuple[Layer, ...] = ()
    entries: dict[NamedNode, Mapped] | None = None

    def in_use(self, used: Iterable[NamedNode]) -> dict[Triple, Position]:
        """Return the triples of entries in use and of those they mention."""
        triples: dict[Triple, Position] = {}
        waiting, seen, entries = list(used), set[NamedNode](), self.entries or {}
        while waiting:
            iri = waiting.pop()
            if iri in seen or iri not in entries:
                continue
            seen.add(iri)
            triples |= entries[iri].triples
            waiting.extend(entries[iri].uses)
        return triples


def map_register(
    files: Sequence[SourceFacts], ontology: Ontology, names: Names
) -> tuple[Register, list[Finding]]:
    """Map register files, the first to be asked first."""
    named = [_named(f.actors, ontology, names, "") for f in files]
    findings = [finding for _, found in named for finding in found]
    layers = tuple(make_layer(n for _, n in pairs) for pairs, _ in named)
    entries: dict[NamedNode, Mapped] = {}
    for number, (pairs, _) in enumerate(named):
        for node, entry in pairs:
            mapper = Mapper(ontology, names, layers[number:])
            mapper.map_node(node, entry.cls, None, iri=entry.iri)
            entries.setdefault(entry.iri, _finish(mapper, "", node.position.path))
            findings += mapper.findings
    return Register(layers, entries), findings


def map_source(
    facts: SourceFacts, ontology: Ontology, names: Names, register: Register, text: Text | None
) -> Mapped:
    """Map one source's facts; what is wrong with them stands in `findings`."""
    source_id = _source_id(facts)
    if isinstance(source_id, Finding):
        return Mapped("", facts.path, {}, {}, frozenset(), (), (source_id,))
    pairs, found = _named(facts.actors, ontology, names, source_id)
    layers = (make_layer(n for _, n in pairs), *register.layers)

    def evidence(mapper: Mapper, node: Mapping) -> NamedNode | None:
        return _passage(mapper, node, text)

    mapper = Mapper(ontology, names, layers, source_id, evidence, findings=found)
    _map_document(mapper, facts.source, text)
    for node, entry in pairs:
        mapper.map_node(node, entry.cls, None, iri=entry.iri)
    for fact in facts.facts:
        mapper.map_fact(fact)
    inherited = (t.subject for t in register.in_use(mapper.uses))
    known = mapper.nodes.keys() | {n for n in inherited if isinstance(n, NamedNode)}
    _check_references(mapper, known)
    mapped = _finish(mapper, source_id, facts.path)
    return replace(mapped, text_at=text.path if text is not None else "")


def _finish(mapper: Mapper, source_id: str, path: str) -> Mapped:
    away = tuple(r for r in mapper.references if "#" in r.text)
    findings = tuple(mapper.findings)
    own = frozenset(mapper.uses.keys() - mapper.nodes.keys())
    return Mapped(source_id, path, mapper.triples, mapper.nodes, own, away, findings)


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


def _named(
    nodes: Iterable[Mapping], ontology: Ontology, names: Names, source_id: str
) -> tuple[list[tuple[Mapping, Named]], list[Finding]]:
    """Return each entry of `actors:` with who it is, and what is wrong."""
    pairs: list[tuple[Mapping, Named]] = []
    findings: list[Finding] = []
    seen: dict[NamedNode, Position] = {}
    known = {name: c for name, c in ontology.classes.items() if c.identity == "byName"}
    for node in nodes:
        written, name, given = node.get("type"), node.get("name"), node.get("id")
        cls = known.get(written.text) if isinstance(written, Scalar) else None
        if cls is None:
            at, word = (written or node).position, _text(written)
            message = f"unknown type '{word}' of an actor" if word else "this actor has no type"
            findings.append(Finding(at, "error", "unknown-type", message, near(word, known)))
            continue
        if not isinstance(name, Scalar):
            message, mend = f"this {cls.label} has no name", "add `name:`"
            findings.append(Finding(node.position, "error", "name-missing", message, mend))
            continue
        own = _text(given) or slug(name.text)
        iri = names.iri(cls.prefix, f"{source_id}.{own}" if source_id else own)
        if iri in seen:
            message, mend = f"'{name.text}' is declared twice", f"the first is at {seen[iri]}"
            findings.append(Finding(node.position, "error", "duplicate-id", message, mend))
            continue
        seen[iri] = node.position
        pairs.append((node, Named(iri, cls, (name.text, *_aliases(node)))))
    return pairs, findings


def _aliases(node: Mapping) -> list[str]:
    given = node.get("alias")
    items = (
        () if given is None else (given,) if isinstance(given, Scalar | Mapping) else given.items
    )
    return [item.text for item in items if isinstance(item, Scalar)]


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
