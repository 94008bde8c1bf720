"""Staged sources + shapes -> findings, each at its line of the analyst's file."""

from __future__ import annotations

from dataclasses import replace
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
from kg.surroundings import is_bulk, is_large, shared_in, shared_near, surroundings
from kg.terms import (
    AT,
    GRAPH_POSITIONS,
    ONTOLOGY,
    TEXT_AT,
    Names,
    named_node,
    said,
)
from kg.validation import (
    Result,
    Scene,
    check,
    labels_in,
    load_shapes,
    patient_judge,
    quick_judge,
    vocabulary_of,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kg.config import Settings
    from kg.evidence import Text
    from kg.ontology import Ontology
    from kg.progress import Progress
    from kg.validation import Shapes


def inspect(
    store: Store,
    mapped: Sequence[Mapped],
    ontology: Ontology,
    settings: Settings,
    progress: Progress = silent,
    together: Collection[Result] | None = None,
) -> Iterator[Finding]:
    """Validate the staged sources, each alone and then all in their neighbourhood.

    `together` is what shapes on the whole graph find, where that is known.

    Lazy: a source is looked at when the findings of the one before are taken.
    Many sources, a large one, or one more in a large store, are looked at the quick
    way (`kg.validation.fast`), which finds the same.
    """
    names, shapes = settings.names, shapes_of(ontology, settings)
    many = is_bulk(store, mapped, names)
    judge = quick_judge if many or is_large(store) else patient_judge
    shared = [*shared_in(store, names)] if many else shared_near(store, mapped, names)
    alone = judge(shared, ontology.triples, shapes, "source")
    vocabulary = vocabulary_of(ontology.triples)
    called = labels_in(shared)
    for source in told(mapped, "checking", progress):
        own = list(store.quads_for_pattern(None, None, None, names.graph(source.source_id)))
        scene = Scene(own, vocabulary, names, called, _text(store, source, settings))
        found = [*alone(own.__iter__), *check(scene, shapes.checks)]
        yield from (_locate(result, [source], store, names) for result in found)
    if together is None:
        whole = judge(shared, ontology.triples, shapes, "graph")
        together = whole(lambda: surroundings(store, mapped, names))
    yield from (_locate(result, mapped, store, names) for result in together)


def shapes_of(ontology: Ontology, settings: Settings) -> Shapes:
    """Return the shapes of a domain; raises `DataError` for what is wrong with them."""
    terms = {said(t.subject) for t in ontology.triples}
    return load_shapes(settings.domain.shapes, terms=terms, own=settings.domain.own_shapes)


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


def placed(finding: Finding, store: Store, names: Names) -> Finding:
    """Return a finding of which no line is known with the place that a store has of its node."""
    focus = named_node(finding.focus)
    if finding.position.line or focus is None:
        return finding
    return replace(finding, position=_kept_place(focus, store, names) or finding.position)


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


def kept_sources(store: Store, names: Names, ids: Collection[str] | None = None) -> list[Mapped]:
    """Return the sources of a store, or some of them, as far as checking them needs it."""
    found = []
    for source_id, graph in sorted(source_graphs(store, names).items()):
        if ids is not None and source_id not in ids:
            continue
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
