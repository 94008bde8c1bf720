"""Where a node is stated: the graph of files, lines and columns, read and renewed.

That graph is outside of exports and of comparisons, so that moving a line
changes no source.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad

from kg.identity import apart_in, origins
from kg.resources import data_folder
from kg.store import has_input
from kg.terms import (
    AT,
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    RDF_TYPE,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store, Triple

    from kg.errors import Position
    from kg.mapped import Mapped
    from kg.terms import Names

INFERRED = (GRAPH_ENTAILED, GRAPH_DEFINED)
PLACE = re.compile(r"(.*?)(?::([0-9]+))?(?::([0-9]+))?", re.DOTALL)


def places_of(store: Store, names: Names, node: NamedNode) -> dict[str, list[str]]:
    """Return where a node is stated, by who states it: a source's id, or `register`."""
    graph = names.graph(GRAPH_POSITIONS)
    found = sorted(
        {
            said(q.object)
            for one in origins(store, names, node)
            for q in store.quads_for_pattern(one, AT, None, graph)
        },
        key=in_file,
    )
    stating = stated_by(store, names, node)
    files = {name: files_of(store, names, name) for name in stating}
    others = {f for i in apart_in(store, names, node) for f in files_of(store, names, i)}
    found = [at for at in found if file_of(at) not in others.difference(*files.values())]
    own = {name: [at for at in found if file_of(at) in files[name]] for name in stating}
    rest = [at for at in found if not any(at in ats for ats in own.values())]
    unplaced = [n for n in stating if n == GRAPH_REGISTER] or [n for n in stating if not own[n]]
    return own | ({unplaced[0]: rest} if unplaced else {})


def stated_by(store: Store, names: Names, node: NamedNode) -> list[str]:
    """Return whose graphs state a node: sources' ids, `register`, `ontology`; sorted."""
    base, unsaid = names.graph("").value, {GRAPH_POSITIONS, GRAPH_DECISIONS, *INFERRED}
    graphs = {q.graph_name for q in store.quads_for_pattern(node, None, None)}
    found = {g.value.removeprefix(base) for g in graphs if isinstance(g, NamedNode)}
    return sorted(found - unsaid)


def file_of(place: str) -> str:
    """Return the file of a place.

    >>> file_of("facts/talks.yaml:14:9")
    'facts/talks.yaml'
    """
    found = PLACE.fullmatch(place)
    return found[1] if found else place


def in_file(place: str) -> tuple[str, int, int]:
    """Return a place as file, line and column, to sort by."""
    found = PLACE.fullmatch(place)
    return (found[1], int(found[2] or 0), int(found[3] or 0)) if found else (place, 0, 0)


def files_of(store: Store, names: Names, source_id: str) -> set[str]:
    """Return the facts file that a source was read from, as its document's place tells."""
    graph = names.graph(GRAPH_POSITIONS)
    quads = store.quads_for_pattern(names.document(source_id), AT, None, graph)
    return {file_of(said(q.object)) for q in quads}


@dataclass(frozen=True, slots=True)
class Places:
    """How the graph of places changes: quads that go, and those that are there afterwards."""

    gone: set[Quad]
    fresh: set[Quad]


def renewed(store: Store, sources: Iterable[Mapped], names: Names, folder: Path) -> Places:
    """Return the places of sources that are loaded anew; ask before their graphs are replaced.

    Files are told as seen from the project's folder. What another source's file
    says of a node that both state is kept.
    """
    graph = names.graph(GRAPH_POSITIONS)
    places = Places(set(), set())
    for source in sources:
        document, files = names.document(source.source_id), files_of(store, names, source.source_id)
        quads = store.quads_for_pattern(None, None, None, names.graph(source.source_id))
        subjects = {q.subject for q in quads if isinstance(q.subject, NamedNode)}
        for subject in {one for node in subjects for one in origins(store, names, node)}:
            places.gone.update(
                q
                for q in store.quads_for_pattern(subject, None, None, graph)
                if subject == document or not files or file_of(said(q.object)) in files
            )
        for quad in source.positions(names):
            at = Literal(seen_from(said(quad.object), folder))
            places.fresh.add(Quad(quad.subject, quad.predicate, at, graph))
    return places


def seen_from(place: str, folder: Path) -> str:
    """Return a place that the working folder sees as the project's folder sees it."""
    file = file_of(place)
    if "#" in file or Path(file).is_absolute():
        return place
    path = file if folder == Path.cwd() else os.path.relpath(file, folder)
    return os.path.normpath(path) + place.removeprefix(file)


def changed_files(store: Store, path: Path, names: Names, folder: Path) -> list[str]:
    """Return the files that sources of a store (at `path`) were loaded from and are others now."""
    base = names.document("").value
    graph = names.graph(GRAPH_POSITIONS)
    loaded = {
        file_of(said(quad.object))
        for quad in store.quads_for_pattern(None, AT, None, graph)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(base)
    }
    return sorted(file for file in loaded if not _as_loaded(folder / file, path))


def _as_loaded(file: Path, path: Path) -> bool:
    """Return whether a file is one that was loaded; one that is gone may have been a pipe."""
    try:
        return has_input(path, sha256(file.read_bytes()).hexdigest())
    except OSError:
        return True


def with_entries(
    store: Store, places: Places, stated: Mapping[Triple, Position], names: Names, folder: Path
) -> Places:
    """Return places with those of the register's entries, once each, under the working folder."""
    graph = names.graph(GRAPH_POSITIONS)
    typed = {(t.subject, at) for t, at in stated.items() if t.predicate == RDF_TYPE}
    shown = {path: shown_place(path, folder) for path in {at.path for _, at in typed}}
    fresh = {
        Quad(node, AT, Literal(str(replace(at, path=shown[at.path]))), graph) for node, at in typed
    }
    files = {file_of(said(q.object)) for q in fresh}
    entries = {q.subject for q in fresh if isinstance(q.subject, NamedNode)}
    of_entries = {q for entry in entries for q in store.quads_for_pattern(entry, None, None, graph)}
    kept = {
        q for q in places.fresh if q.subject not in entries or file_of(said(q.object)) not in files
    }
    gone = {q for q in of_entries if file_of(said(q.object)) in files}
    return Places(places.gone | gone, fresh | kept)


def shown_place(place: str, folder: Path) -> str:
    """Return a place below the working folder, or below what is shipped, as seen from there."""
    for base in (folder, data_folder()):
        if Path(place).is_relative_to(base):
            return str(Path(place).relative_to(base))
    return place
