"""The pipeline: facts files -> mapped sources -> staged store -> report -> published."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store

from kg.bulk import Loaded, is_bulk, load_sources
from kg.contents import source_graphs
from kg.errors import Finding, UsageError, in_order
from kg.facts.files import files_of
from kg.inspection import inspect, kept_sources
from kg.mapped import Mapped
from kg.ontology import Ontology, load_ontology
from kg.outcome import PLAIN, Change, Report, Request
from kg.reading import Read, read_all
from kg.reasoning import entail
from kg.registers import Register
from kg.staged import entail_staged, record, rules_of, staging_target, write
from kg.stated import Target
from kg.store import Change as Replaced
from kg.store import create, current_meta, exists, open_snapshot, read_input, stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from kg.config import Settings
    from kg.inputs import Input
    from kg.store import Staging
    from kg.validation import Result


def load(inputs: Sequence[Input], settings: Settings, request: Request = PLAIN) -> Report:
    """Load facts files into the store: all of them, or nothing.

    What a report's findings refuse is not published; neither is a dry run, nor
    a call that changes nothing. With `keep_going` all of a source is published
    or nothing of it.
    """
    ontology = load_ontology(settings.domain.ontology)
    if is_bulk(inputs, settings, request):
        report = _load_many(inputs, ontology, settings, request)
        if report is not None:
            return report
    read = _read(inputs, ontology, settings, request)
    rejected = read.wrong
    if read.register_wrong or (read.exit_code and not request.keep_going):
        return _refusal(read, request)
    read = read.without(rejected)
    if not read.sources and not exists(settings.store):
        report = _report(read.findings, (), None, failed=bool(read.exit_code))
        return replace(report, exit_code=read.exit_code, rejected=tuple(sorted(rejected)))
    with _new_or_kept(settings.store):
        while True:
            report, refused = _attempt(inputs, read, ontology, settings, request)
            rejected |= refused
            read = replace(read.without(refused), findings=list(report.findings))
            if not refused or not read.sources:
                break
    code = max(report.exit_code, read.exit_code)
    return replace(report, exit_code=code, rejected=tuple(sorted(rejected)))


def _load_many(
    inputs: Sequence[Input], ontology: Ontology, settings: Settings, request: Request
) -> Report | None:
    """Load many sources into a store that has none; None where they must go the long way."""
    without, code, earlier = frozenset[str](), 0, list[Finding]()
    with _new_or_kept(settings.store):
        while True:
            with (
                stage(settings.store, "load") as staging,
                load_sources(staging, inputs, ontology, settings, request, without) as loaded,
            ):
                if loaded is None:
                    return None
                if loaded.read.exit_code and not request.keep_going:
                    return _refusal(loaded.read, request)
                code = max(code, loaded.read.exit_code)
                refused, told = loaded.read.wrong, [*earlier, *loaded.read.findings]
                if not refused:
                    known = replace(loaded, read=replace(loaded.read, findings=told))
                    report, refused = _finish(staging, inputs, known, ontology, settings, request)
                    told = list(report.findings)
            # What a source that is left out says of others does not count: all begins anew.
            without, earlier = without | refused, told
            if not refused:
                break
    code = max(report.exit_code, code)
    return replace(report, exit_code=code, rejected=tuple(sorted(without)))


def _attempt(
    inputs: Sequence[Input],
    read: Read,
    ontology: Ontology,
    settings: Settings,
    request: Request,
) -> tuple[Report, frozenset[str]]:
    """Stage what was read and publish it, or return the sources without which to try again."""
    with stage(settings.store, "load") as staging:
        return _finish(staging, inputs, Loaded(read), ontology, settings, request)


def _finish(
    staging: Staging,
    inputs: Sequence[Input],
    loaded: Loaded,
    ontology: Ontology,
    settings: Settings,
    request: Request,
) -> tuple[Report, frozenset[str]]:
    """Write what was read, look at it and publish it; or return what to leave out."""
    read = loaded.read
    written = write(staging_target(staging, loaded.told), read, ontology, settings)
    mark = entail_staged(staging, ontology, settings, loaded.told)
    read = replace(read, sources=written.sources)
    found = list(written.findings)
    if request.validate and not (found and request.fail_fast):
        look = loaded.look(written)
        looked_at = replace(read, sources=[*read.sources, *look.sources])
        found += look.found
        found += _inspected(staging.store, looked_at, ontology, settings, request, look.together)
    refusing = [finding for finding in found if request.refuses(finding)]
    findings = (*read.findings, *found)
    refused = frozenset(finding.source for finding in refusing)
    if refused and request.keep_going and "" not in refused:
        told_of = [f for f in found if f.source in refused]
        return _report([*read.findings, *told_of], (), None, failed=True), refused
    sequence, written = None, loaded.with_written(written)
    if not refusing and not request.dry_run and staging.changed:
        _keep(staging, inputs)
        unchecked = {} if request.validate else {"validated": False}
        sequence = staging.publish(record(written, mark) | unchecked)
    failed = any(request.refuses(finding) for finding in findings)
    return _report(findings, written.changes, sequence, failed=failed), frozenset()


def _keep(staging: Staging, inputs: Iterable[Input]) -> None:
    """Keep what was loaded, as it was."""
    for one in inputs:
        if one.path is not None:
            for path in files_of(one.path):
                staging.keep_file(path)
        else:
            for content in one.kept():
                staging.keep_input(content)


def _read(
    inputs: Sequence[Input], ontology: Ontology, settings: Settings, request: Request
) -> Read:
    fast, progress = request.fail_fast, request.progress
    return read_all(inputs, ontology, settings, request.source_id, progress, fail_fast=fast)


def _inspected(
    store: Store,
    read: Read,
    ontology: Ontology,
    settings: Settings,
    request: Request,
    together: Sequence[Result] | None = None,
) -> list[Finding]:
    """Return what is found of the sources; up to the first that refuses, if that is asked."""
    found: list[Finding] = []
    for finding in inspect(store, read.sources, ontology, settings, request.progress, together):
        found.append(finding)
        if request.fail_fast and request.refuses(finding):
            break
    return found


def _report(
    findings: Iterable[Finding],
    changes: Iterable[Change],
    sequence: int | None,
    *,
    failed: bool,
) -> Report:
    return Report(tuple(in_order(findings)), tuple(changes), sequence, int(failed))


def _refusal(read: Read, request: Request) -> Report:
    """Return the report that ends a call, where something is no fact at all."""
    findings = in_order(read.findings)
    if request.fail_fast:
        findings = [f for f in findings if f.severity == "error"][:1]
    return Report(tuple(findings), (), None, read.exit_code)


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


def retract(source_id: str, why: str, settings: Settings, *, dry_run: bool = False) -> Report:
    """Withdraw a source: its graph goes, and what was entailed or registered for its sake alone.

    Its inputs are kept, and older generations still hold it. The reason stands
    in the record of the generation. Raises `UsageError` for a source that is
    not in the graph.
    """
    if not why.strip():
        mend = "say why, in a line"
        raise UsageError("a retraction needs its reason", code="usage", mend=mend)
    ids = sorted(source_graphs(open_snapshot(settings.store).store, settings.names))
    if source_id not in ids:
        near = get_close_matches(source_id, ids, n=3)
        mend = f"did you mean {' or '.join(near)}?" if near else "`kg sources` lists them"
        message = f"no source '{source_id}' is in the graph"
        raise UsageError(message, code="unknown-source", mend=mend)
    ontology = load_ontology(settings.domain.ontology)
    read = _read([], ontology, settings, PLAIN)
    if read.exit_code:
        return _refusal(read, PLAIN)
    nothing = Mapped(source_id, "", {}, {}, frozenset(), (), ())
    with stage(settings.store, "retract") as staging:
        left = replace(read, sources=[nothing])
        written = write(staging_target(staging), left, ontology, settings)
        mark = entail_staged(staging, ontology, settings)
        sequence = None
        if not dry_run:
            sequence = staging.publish(record(written, mark) | {"why": why})
    return Report((), tuple(written.changes), sequence, 0)


def check_files(inputs: Sequence[Input], settings: Settings, request: Request = PLAIN) -> Report:
    """Return the report of a load without a store to write to.

    Where the store exists, the files are checked in its context.
    """
    ontology = load_ontology(settings.domain.ontology)
    read = _read(inputs, ontology, settings, request)
    if read.exit_code:
        return _refusal(read, request)
    store = Store()
    if exists(settings.store):
        store.extend(iter(open_snapshot(settings.store).store))

    def replace_graph(graph: NamedNode, quads: Iterable[Quad]) -> Replaced:
        store.remove_graph(graph)
        store.extend(quads)
        return Replaced(0, 0, 0)

    def change_graph(graph: NamedNode, removed: Iterable[Quad], added: Iterable[Quad]) -> None:
        del graph
        for quad in removed:
            store.remove(quad)
        store.extend(added)

    stated = current_meta(settings.store).get("stated", {}) if exists(settings.store) else {}
    read_kept = partial(read_input, settings.store)
    target = Target(store, replace_graph, change_graph, stated, read=read_kept)
    written = write(target, read, ontology, settings)
    read = replace(read, sources=written.sources, findings=[*read.findings, *written.findings])
    entail(store, rules_of(settings))
    findings = [*read.findings, *_inspected(store, read, ontology, settings, request)]
    return _report(findings, (), None, failed=any(map(request.refuses, findings)))


def check_store(settings: Settings, request: Request = PLAIN) -> Report:
    """Return the report on everything that the store holds."""
    ontology = load_ontology(settings.domain.ontology)
    store = open_snapshot(settings.store).store
    kept = kept_sources(store, settings.names)
    read = Read(kept, Register(), frozenset(), [], unreadable=False)
    findings = _inspected(store, read, ontology, settings, request) if kept else []
    return _report(findings, (), None, failed=any(map(request.refuses, findings)))
