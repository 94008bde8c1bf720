"""Staged sources + shapes -> findings, each at its line of the analyst's file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.contents import source_graphs
from kg.errors import Finding, InputError, Position
from kg.evidence import read_source_text
from kg.identity import origins
from kg.mapped import Mapped
from kg.places import PLACE, file_of, files_of
from kg.progress import silent, told
from kg.terms import (
    AT,
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    ONTOLOGY,
    RDF_TYPE,
    TEXT_AT,
    Names,
    named_node,
    said,
)
from kg.validation import Result, Scene, check, load_shapes, validate, vocabulary_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kg.config import Settings
    from kg.evidence import Text
    from kg.ontology import Ontology
    from kg.progress import Progress


def inspect(
    store: Store,
    mapped: Sequence[Mapped],
    ontology: Ontology,
    settings: Settings,
    progress: Progress = silent,
) -> Iterator[Finding]:
    """Validate the staged sources, each alone and then all in their neighbourhood.

    Lazy: a source is looked at when the findings of the one before are taken.
    """
    names, domain = settings.names, settings.domain
    terms = {said(t.subject) for t in ontology.triples}
    shapes = load_shapes(domain.shapes, terms=terms, own=domain.own_shapes)
    register = [*store.quads_for_pattern(None, None, None, names.graph(GRAPH_REGISTER))]
    union: set[Triple] = {quad.triple for quad in register}
    vocabulary = vocabulary_of(ontology.triples)
    for source in told(mapped, "checking", progress):
        own = list(store.quads_for_pattern(None, None, None, names.graph(source.source_id)))
        shared = [*register, *_entailed(store, [*own, *register], names)]
        text = _text(store, source, settings)
        found = [
            *validate([*own, *shared], ontology.triples, shapes, scope="source"),
            *check(Scene(own, vocabulary, names, shared, text), shapes.checks),
        ]
        yield from (_locate(result, [source], store, names) for result in found)
        union |= {quad.triple for quad in (*own, *shared)} | _neighbours(store, source, names)
    found = validate(union, ontology.triples, shapes, scope="graph")
    yield from (_locate(result, mapped, store, names) for result in found)


def _entailed(store: Store, quads: Iterable[Quad], names: Names) -> Iterator[Quad]:
    """Yield what is entailed of all that quads speak of.

    That a demand was rejected makes it no node of the source that says so.
    """
    graph = names.graph(GRAPH_ENTAILED)
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    for node in {term for term in terms if isinstance(term, NamedNode)}:
        for quad in store.quads_for_pattern(node, None, None, graph):
            if quad.predicate != RDF_TYPE:
                yield quad


def _text(store: Store, source: Mapped, settings: Settings) -> Text | None:
    """Return a source's text, if it is at hand and is the one that was coded."""
    names = settings.names
    document, graph = names.document(source.source_id), names.graph(source.source_id)
    places = names.graph(GRAPH_POSITIONS)
    kept = sorted(said(q.object) for q in store.quads_for_pattern(document, TEXT_AT, None, places))
    there = [settings.folder / written for written in kept]
    for path in [Path(source.text_at)] if source.text_at else there:
        try:
            text = read_source_text(path)
        except InputError:
            continue
        hashed = Quad(document, NamedNode(f"{ONTOLOGY}sha256"), Literal(text.sha256), graph)
        if hashed in store:
            return text
    return None


def _neighbours(store: Store, source: Mapped, names: Names) -> set[Triple]:
    """Return what a source's nodes point at, and what points at its facts, two steps far."""
    hidden = {names.graph(name) for name in (GRAPH_POSITIONS, GRAPH_ONTOLOGY, GRAPH_DEFINED)}
    hidden.add(names.graph(GRAPH_DECISIONS))
    facts = names.iri("fact", "").value
    found: set[Triple] = set()
    frontier = set(source.nodes) | {r.iri for r in source.references}
    seen: set[NamedNode] = set()
    for _ in range(3):
        read = (
            quad
            for node in frontier
            for spot in ((node, None, None), (None, None, node))
            if spot[0] or node.value.startswith(facts)
            for quad in store.quads_for_pattern(*spot)
        )
        fresh = {quad.triple for quad in read if quad.graph_name not in hidden} - found
        found |= fresh
        seen |= frontier
        ends = (node for triple in fresh for node in (triple.subject, triple.object))
        frontier = {node for node in ends if isinstance(node, NamedNode)} - seen
    return found


def _locate(result: Result, mapped: Sequence[Mapped], store: Store, names: Names) -> Finding:
    """Turn a SHACL result into a finding at the line of the value, or of its node."""
    focus = named_node(result.focus)
    at, source = _place(focus, result, mapped) if focus else _literal_place(result.focus, mapped)
    at = at or (_kept_place(focus, store, names) if focus else None)
    return Finding(
        at or Position(mapped[0].path if mapped else result.focus),
        result.severity,
        result.code,
        result.message,
        result.fix,
        result.focus,
        result.path,
        str(result.value) if result.value is not None else "",
        source,
        result.shape if named_node(result.shape) else "",
        result.component,
    )


def _place(
    focus: NamedNode, result: Result, mapped: Sequence[Mapped]
) -> tuple[Position | None, str]:
    """Return where a result's node stands, and in which of the sources."""
    path = named_node(result.path)
    for source in mapped:
        if isinstance(result.value, NamedNode | Literal) and path:
            triple = Triple(focus, path, result.value)
            if triple in source.triples:
                return source.triples[triple], source.source_id
        if focus in source.nodes:
            return source.nodes[focus], source.source_id
    return None, ""


def _literal_place(words: str, mapped: Sequence[Mapped]) -> tuple[Position | None, str]:
    """Return where a literal that a shape is on is first said, and in which of the sources."""
    for source in mapped:
        for triple, at in source.triples.items():
            if isinstance(triple.object, Literal) and triple.object.value == words:
                return at, source.source_id
    return None, ""


def kept_sources(store: Store, names: Names) -> list[Mapped]:
    """Return the sources of a store, as far as checking them needs it."""
    found = []
    for source_id, graph in sorted(source_graphs(store, names).items()):
        subjects = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
        files = files_of(store, names, source_id)
        nodes = {
            node: _kept_place(node, store, names, files) or Position(source_id)
            for node in subjects
            if isinstance(node, NamedNode)
        }
        found.append(Mapped(source_id, source_id, {}, nodes, frozenset(), (), ()))
    return found


def _kept_place(
    focus: NamedNode, store: Store, names: Names, files: Collection[str] = ()
) -> Position | None:
    """Return where a node stands, in one of some files if it does."""
    graph = names.graph(GRAPH_POSITIONS)
    ats = [
        said(quad.object)
        for node in origins(store, names, focus)
        for quad in store.quads_for_pattern(node, AT, None, graph)
    ]
    for at in sorted(ats, key=lambda at: file_of(at) not in files):
        found = PLACE.fullmatch(at)
        if found:
            return Position(found[1], int(found[2] or 0), int(found[3] or 0))
    return None
