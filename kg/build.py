"""The pipeline: facts files -> mapped sources -> staged store -> report -> published."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import Finding, in_order
from kg.inspection import inspect, kept_sources
from kg.ontology import Ontology, load_ontology
from kg.places import renewed, with_entries
from kg.reading import Read, read_all
from kg.reasoning import entail
from kg.store import Change as Replaced
from kg.store import create, current_meta, exists, open_snapshot, stage
from kg.terms import (
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    RESERVED_GRAPHS,
    Names,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from kg.config import Settings
    from kg.inputs import Input

GRAVE = frozenset({"error", "violation"})
FAIL_ON = {
    "violation": GRAVE,
    "warning": GRAVE | {"warning"},
    "info": GRAVE | {"warning", "info"},
    "never": frozenset({"error"}),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a load did to one source."""

    source_id: str
    added: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a load or a validation.

    `sequence` is the published generation, None where nothing was published.
    """

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    sequence: int | None
    exit_code: int


def load(
    inputs: Sequence[Input],
    settings: Settings,
    *,
    fail_on: str = "violation",
    dry_run: bool = False,
    source_id: str | None = None,
) -> Report:
    """Load facts files into the store: all of them, or nothing.

    What a report's findings refuse is not published; neither is a dry run, nor
    a call that changes nothing.
    """
    ontology = load_ontology(settings.domain.ontology)
    read = read_all(inputs, ontology, settings, source_id)
    if (refused := _refusal(read)) is not None:
        return refused
    with _new_or_kept(settings.store), stage(settings.store, "load") as staging:
        changes = _write(staging.store, staging.replace_graph, read, ontology, settings)
        found = inspect(staging.store, read.sources, ontology, settings)
        findings = [*read.findings, *found]
        failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
        sequence = None
        if not failed and not dry_run and staging.changed:
            for one in inputs:
                staging.keep_input(one.kept())
            sequence = staging.publish({"sources": {c.source_id: _counts(c) for c in changes}})
    return Report(tuple(in_order(findings)), tuple(changes), sequence, int(failed))


def _refusal(read: Read) -> Report | None:
    """Return the report that ends the call, where something is no fact at all."""
    if read.unreadable or any(f.severity == "error" for f in read.findings):
        return Report(tuple(in_order(read.findings)), (), None, 3 if read.unreadable else 1)
    return None


@contextmanager
def _new_or_kept(path: Path) -> Iterator[None]:
    """Make the store where there is none; take it away again if nothing was published."""
    new = not path.exists()
    if new:
        create(path)
    try:
        yield
    finally:
        if new and not current_meta(path):
            shutil.rmtree(path)


def check_files(
    inputs: Sequence[Input],
    settings: Settings,
    *,
    fail_on: str = "violation",
    source_id: str | None = None,
) -> Report:
    """Return the report of a load without a store to write to.

    Where the store exists, the files are checked in its context.
    """
    ontology = load_ontology(settings.domain.ontology)
    read = read_all(inputs, ontology, settings, source_id)
    if (refused := _refusal(read)) is not None:
        return refused
    store = Store()
    if exists(settings.store):
        store.extend(iter(open_snapshot(settings.store).store))

    def replace(graph: NamedNode, quads: Iterable[Quad]) -> Replaced:
        store.remove_graph(graph)
        store.extend(quads)
        return Replaced(0, 0, 0)

    _write(store, replace, read, ontology, settings)
    findings = [*read.findings, *inspect(store, read.sources, ontology, settings)]
    failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
    return Report(tuple(in_order(findings)), (), None, int(failed))


def check_store(settings: Settings, *, fail_on: str = "violation") -> Report:
    """Return the report on everything that the store holds."""
    ontology = load_ontology(settings.domain.ontology)
    store = open_snapshot(settings.store).store
    kept = kept_sources(store, settings.names)
    findings = inspect(store, kept, ontology, settings) if kept else []
    failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
    return Report(tuple(in_order(findings)), (), None, int(failed))


def _counts(change: Change) -> dict[str, int]:
    return {"added": change.added, "removed": change.removed, "unchanged": change.unchanged}


# -- writing ----------------------------------------------------------------------


def _write(
    store: Store,
    replace: Callable[[NamedNode, Iterable[Quad]], Replaced],
    read: Read,
    ontology: Ontology,
    settings: Settings,
) -> list[Change]:
    """Write sources, then what is derived from all of them; return what changed."""
    names, changes = settings.names, []
    places = renewed(store, read.sources, names)
    for source in read.sources:
        change = replace(names.graph(source.source_id), source.quads(names))
        changes.append(Change(source.source_id, change.added, change.removed, change.unchanged))
    entries = read.register.entries or {}
    used = read.register.in_use(e for e in entries if _mentioned(store, e, names))
    placed = with_entries(places, used, names, settings.folder)
    replace(names.graph(GRAPH_POSITIONS), placed)
    listed = names.graph(GRAPH_REGISTER)
    replace(listed, _entries(store, read, used, listed))
    terms = names.graph(GRAPH_ONTOLOGY)
    replace(
        terms,
        (
            Quad(t.subject, t.predicate, t.object, terms)
            for t in ontology.triples  # lists have blank nodes, new at each parse, and no reader
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
        ),
    )
    rules = [path.read_text("utf-8") for path in settings.domain.rules]
    entail(store, rules, names.graph(GRAPH_ENTAILED))
    return changes


def _entries(store: Store, read: Read, used: Iterable[Triple], listed: NamedNode) -> set[Quad]:
    """Return the register's entries in use, and those that only the graph still knows."""
    described = {t.subject for e in (read.register.entries or {}).values() for t in e.triples}
    known = {q.triple for q in store.quads_for_pattern(None, None, None, listed)} | read.carried
    kept = {t for t in known if t.subject not in described} | set(used)
    return {Quad(t.subject, t.predicate, t.object, listed) for t in kept}


def _mentioned(store: Store, entry: NamedNode, names: Names) -> bool:
    """Return whether a source's graph speaks of a register entry."""
    own = {names.graph(name) for name in RESERVED_GRAPHS}
    return any(q.graph_name not in own for q in store.quads_for_pattern(None, None, entry))
