"""The pipeline: facts files -> mapped sources -> staged store -> report -> published."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store, Triple

from kg.errors import DataError, Finding, InputError, Position, in_order
from kg.evidence import Text, read_source_text
from kg.facts import read_facts
from kg.facts.model import Scalar
from kg.inspection import inspect, kept_sources
from kg.ontology import Ontology, load_ontology
from kg.rdf_input import is_rdf, read_rdf
from kg.reasoning import entail
from kg.resources import ontology_files, register_file, rule_files
from kg.sources import Mapped, Register, map_register, map_source
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

    from kg.config import Settings
    from kg.facts.model import SourceFacts

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


@dataclass(frozen=True, slots=True)
class Read:
    """What the files of a call say, and what is wrong with them.

    `carried` are triples of a register that came along in an RDF file.
    """

    sources: list[Mapped]
    register: Register
    carried: frozenset[Triple]
    findings: list[Finding]
    unreadable: bool

    def refusal(self) -> Report | None:
        """Return the report that ends the call, where something is no fact at all."""
        if self.unreadable or any(f.severity == "error" for f in self.findings):
            return Report(tuple(in_order(self.findings)), (), None, 3 if self.unreadable else 1)
        return None


def load(
    paths: Sequence[Path],
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
    ontology = load_ontology(ontology_files())
    read = _read_all(paths, ontology, settings, source_id)
    if (refusal := read.refusal()) is not None:
        return refusal
    with _new_or_kept(settings.store), stage(settings.store, "load") as staging:
        changes = _write(staging.store, staging.replace_graph, read, ontology, settings)
        found = inspect(staging.store, read.sources, ontology, settings.names)
        findings = [*read.findings, *found]
        failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
        sequence = None
        if not failed and not dry_run and staging.changed:
            for path in paths:
                staging.keep_input(path.read_bytes())
            sequence = staging.publish({"sources": {c.source_id: _counts(c) for c in changes}})
    return Report(tuple(in_order(findings)), tuple(changes), sequence, int(failed))


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
    paths: Sequence[Path],
    settings: Settings,
    *,
    fail_on: str = "violation",
    source_id: str | None = None,
) -> Report:
    """Return the report of a load without a store to write to.

    Where the store exists, the files are checked in its context.
    """
    ontology = load_ontology(ontology_files())
    read = _read_all(paths, ontology, settings, source_id)
    if (refusal := read.refusal()) is not None:
        return refusal
    store = Store()
    if exists(settings.store):
        store.extend(iter(open_snapshot(settings.store).store))

    def replace(graph: NamedNode, quads: Iterable[Quad]) -> Replaced:
        store.remove_graph(graph)
        store.extend(quads)
        return Replaced(0, 0, 0)

    _write(store, replace, read, ontology, settings)
    findings = [*read.findings, *inspect(store, read.sources, ontology, settings.names)]
    failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
    return Report(tuple(in_order(findings)), (), None, int(failed))


def check_store(settings: Settings, *, fail_on: str = "violation") -> Report:
    """Return the report on everything that the store holds."""
    ontology = load_ontology(ontology_files())
    store = open_snapshot(settings.store).store
    kept = kept_sources(store, settings.names)
    findings = inspect(store, kept, ontology, settings.names) if kept else []
    failed = any(f.severity in FAIL_ON[fail_on] for f in findings)
    return Report(tuple(in_order(findings)), (), None, int(failed))


def _counts(change: Change) -> dict[str, int]:
    return {"added": change.added, "removed": change.removed, "unchanged": change.unchanged}


# -- reading ----------------------------------------------------------------------


def _read_all(
    paths: Sequence[Path], ontology: Ontology, settings: Settings, source_id: str | None
) -> Read:
    """Read and map every file; what is wrong with any is in the findings."""
    findings: list[Finding] = []
    unreadable: list[Path] = []
    files = [_read(path, findings, unreadable) for path in _registers(paths, settings)]
    register, found = map_register([f for fs in files for f in fs], ontology, settings.names)
    findings += found
    mapped: list[Mapped] = []
    carried: frozenset[Triple] = frozenset()
    for path in paths:
        if is_rdf(path):
            sources, along = _read_rdf(path, settings.names, source_id, findings, unreadable)
            mapped += sources
            carried |= along
            continue
        for facts in _read(path, findings, unreadable):
            text = _text(path, facts, findings)
            mapped.append(map_source(facts, ontology, settings.names, register, text))
    findings += [finding for source in mapped for finding in source.findings]
    findings += _twice(mapped)
    return Read(mapped, register, carried, findings, bool(unreadable))


def _read_rdf(
    path: Path,
    names: Names,
    source_id: str | None,
    findings: list[Finding],
    unreadable: list[Path],
) -> tuple[list[Mapped], frozenset[Triple]]:
    try:
        sources, register, found = read_rdf(path, names, source_id)
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(path)
        return [], frozenset()
    findings += found
    return sources, register


def _registers(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Return the register files, first asked first: the project's, those beside the files, ours."""
    near = [settings.register, *(path.parent / "register.yaml" for path in paths)]
    found = {path.resolve(): path for path in near if path.is_file()}
    return [*found.values(), register_file()]


def _read(path: Path, findings: list[Finding], unreadable: list[Path]) -> list[SourceFacts]:
    try:
        return list(read_facts(path))
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(path)
    except DataError as error:
        findings.extend(error.findings)
    return []


def _text(path: Path, facts: SourceFacts, findings: list[Finding]) -> Text | None:
    """Return the source's text, looked for beside its facts file."""
    written = facts.source.get("text")
    if not isinstance(written, Scalar):
        return None
    try:
        return read_source_text(path.parent / written.text)
    except InputError as error:
        mend = "mend the path under `text:`, or leave it out to load without the text"
        message = f"{error.position}: {error.message}"
        findings.append(Finding(written.position, "error", "text-unreadable", message, mend))
    return None


def _twice(mapped: Iterable[Mapped]) -> Iterable[Finding]:
    first: dict[str, str] = {}
    for source in mapped:
        if source.source_id and source.source_id in first:
            message = f"source '{source.source_id}' is also in {first[source.source_id]}"
            mend = "give each source one file, and each file its own id"
            yield Finding(Position(source.path), "error", "duplicate-source", message, mend)
        first.setdefault(source.source_id, source.path)


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
    places = set(store.quads_for_pattern(None, None, None, names.graph(GRAPH_POSITIONS)))
    for source in read.sources:
        graph = names.graph(source.source_id)
        old = {q.subject for q in store.quads_for_pattern(None, None, None, graph)}
        places = {q for q in places if q.subject not in old}
        places |= set(source.positions(names))
        change = replace(graph, source.quads(names))
        changes.append(Change(source.source_id, change.added, change.removed, change.unchanged))
    replace(names.graph(GRAPH_POSITIONS), places)
    listed = names.graph(GRAPH_REGISTER)
    replace(listed, _entries(store, read, names, listed))
    terms = names.graph(GRAPH_ONTOLOGY)
    replace(
        terms,
        (
            Quad(t.subject, t.predicate, t.object, terms)
            for t in ontology.triples  # lists have blank nodes, new at each parse, and no reader
            if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
        ),
    )
    entail(store, [p.read_text("utf-8") for p in rule_files()], names.graph(GRAPH_ENTAILED))
    return changes


def _entries(store: Store, read: Read, names: Names, listed: NamedNode) -> set[Quad]:
    """Return the register's entries in use, and those that only the graph still knows."""
    entries = read.register.entries or {}
    used = [entry for entry in entries if _mentioned(store, entry, names)]
    described = {t.subject for entry in entries.values() for t in entry.triples}
    known = {q.triple for q in store.quads_for_pattern(None, None, None, listed)} | read.carried
    kept = {t for t in known if t.subject not in described}
    kept |= read.register.in_use(used).keys()
    return {Quad(t.subject, t.predicate, t.object, listed) for t in kept}


def _mentioned(store: Store, entry: NamedNode, names: Names) -> bool:
    """Return whether a source's graph speaks of a register entry."""
    own = {names.graph(name) for name in RESERVED_GRAPHS}
    return any(q.graph_name not in own for q in store.quads_for_pattern(None, None, entry))
