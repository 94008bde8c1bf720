"""Many new sources at once: read quickly, written as they come, published like any load."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.bulk.drafting import Drafting
from kg.bulk.kinds import Kinds
from kg.bulk.lines import Unusual
from kg.bulk.looking import Looking
from kg.bulk.pipe import loading
from kg.bulk.survey import survey
from kg.bulk.whom import Registers
from kg.bulk.writing import Batches
from kg.contents import source_graphs
from kg.errors import InputError
from kg.inspection import kept_sources, shapes_of
from kg.reading import Read, read_registers, read_source
from kg.ruling import Ruling
from kg.staged import Told, rules_of, under
from kg.store import current_meta, exists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode, Store

    from kg.config import Settings
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.outcome import Change, Request
    from kg.staged import Written
    from kg.store import Staging
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Loaded:
    """Sources to be written, in `read`, and what is known of those that were written already.

    `order` has the ids of all, as they stand in the files; it is empty where none
    were. `doubtful` are those that were written and may break a shape.
    """

    read: Read
    told: Told | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    doubtful: Sequence[Mapped] = ()

    def with_written(self, rest: Written) -> Written:
        """Return what was written of all, given what was written of those in `read`."""
        if self.told is None:
            return rest
        changes = {**self.changes, **{change.source_id: change for change in rest.changes}}
        told = [changes[source_id] for source_id in self.order if source_id in changes]
        return replace(rest, changes=told, stated={**self.told.stated, **rest.stated})


def is_bulk(inputs: Sequence[Input], settings: Settings, request: Request) -> bool:
    """Return whether inputs are many facts, in JSONL files, for a store without any yet."""
    paths = [one.path for one in inputs if one.path is not None]
    if len(paths) < len(inputs) or request.source_id is not None or request.fail_fast:
        return False
    if any(path.suffix != ".jsonl" or not path.is_file() for path in paths):
        return False
    held = current_meta(settings.store).get("quads", 0) if exists(settings.store) else 0
    return not held and sum(path.stat().st_size for path in paths) >= request.bulk_from


def load_sources(
    staging: Staging,
    inputs: Sequence[Input],
    ontology: Ontology,
    settings: Settings,
    request: Request,
    without: frozenset[str] = frozenset(),
) -> Loaded | None:
    """Write the sources of files, but for some, to a staged store.

    None where all must go the long way; nothing was written then. What is wrong
    with a source is in the findings of `read`.
    """
    register, wrong = read_registers(inputs, ontology, settings)
    kinds, registers = Kinds(ontology, settings.names), Registers(register)
    by_path = {one.path: one for one in inputs if one.path is not None}
    try:
        surveyed = survey(by_path, kinds)
    except (Unusual, InputError):
        return None
    if any(finding.severity == "error" for finding in wrong):
        return None
    batches = Batches(
        lambda path: Drafting(kinds, registers, path.parent),
        surveyed,
        rules_of(settings),
        staging.keep_input,
        settings.folder,
        Looking(shapes_of(ontology, settings), ontology, settings.names),
        request.batch,
        without=without,
    )
    with loading(staging.store, staging.folder) as put:
        batches.write(by_path, put)
    left, doubtful = (
        [
            read_source(by_path[path], source.facts_read(str(path)), ontology, settings, register)
            for path, source in kept
        ]
        for kept in (batches.left, batches.doubtful)
    )
    findings = [*wrong, *(finding for source in left for finding in source.findings)]
    read = Read(left, register, frozenset(), findings, unreadable=False)
    known = Told(
        batches.stated,
        surveyed.steps,
        frozenset(batches.shared),
        frozenset(batches.register),
    )
    staging.changed = staging.changed or bool(batches.changes)
    known_ids = {one.source_id for one in doubtful}
    far = _speaking_of(staging.store, batches.shared, settings.names) - known_ids
    doubtful = [under(one, Ruling({}, surveyed.steps, lambda _: ())) for one in doubtful]
    doubtful += kept_sources(staging.store, settings.names, far)
    return Loaded(read, known, batches.changes, tuple(surveyed.sources), doubtful)


def _speaking_of(store: Store, nodes: Iterable[NamedNode], names: Names) -> set[str]:
    """Return the sources in whose graphs some things are."""
    graphs = {
        quad.graph_name
        for node in nodes
        for spot in ((node, None, None), (None, None, node))
        for quad in store.quads_for_pattern(*spot)
    }
    return {i for i, graph in source_graphs(store, names).items() if graph in graphs}
