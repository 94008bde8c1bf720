"""Many new sources at once: read quickly, written as they come, published like any load."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.bulk.feeding import feeding
from kg.bulk.kinds import Kinds
from kg.bulk.lines import Unusual
from kg.bulk.making import Given
from kg.bulk.seen import Seen
from kg.bulk.survey import survey
from kg.bulk.together import together
from kg.bulk.workers import jobs_here, making
from kg.bulk.writing import Batches
from kg.errors import InputError
from kg.inspection import shapes_of
from kg.reading import Read, read_registers, read_source
from kg.staged import Told
from kg.store import current_meta, exists

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kg.config import Settings
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.outcome import Change, Request
    from kg.staged import Written
    from kg.store import Staging
    from kg.validation import Result

MANY = 2 * 1024 * 1024
"""Bytes of JSONL from which on several processes pay."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """Sources to be written, in `read`, and what is known of those that were written already.

    `order` has the ids of all, as they stand in the files; it is empty where none
    were. `seen` tells what is to be looked at of those that were written.
    """

    read: Read
    told: Told | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    seen: Seen | None = None

    def look(self, rest: Written) -> tuple[list[Mapped], list[Result] | None]:
        """Return what else than `rest` is to be validated, and what is found of all together.

        None where that is not known yet.
        """
        return ([], None) if self.seen is None else self.seen.look(rest)

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


def _jobs(paths: Iterable[Path], request: Request) -> int:
    """Return in how many processes batches are made: for a few, starting them takes longer."""
    if request.jobs is not None:
        return request.jobs
    return jobs_here() if sum(path.stat().st_size for path in paths) >= MANY else 0


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
    by_path = {one.path: one for one in inputs if one.path is not None}
    with (
        making(_jobs(by_path, request)) as make,
        TemporaryDirectory(dir=staging.folder, prefix="quads-") as room,
        feeding(staging.store) as feed,
    ):
        register, wrong = read_registers(inputs, ontology, settings)
        try:
            surveyed = survey(by_path, Kinds(ontology, settings.names), without)
        except (Unusual, InputError):
            return None
        if any(finding.severity == "error" for finding in wrong):
            return None
        shapes = shapes_of(ontology, settings) if request.validate else None
        whole = together(shapes, ontology, settings.names) if shapes is not None else None
        asked = whole.predicates if whole is not None else frozenset()
        given = Given(ontology, settings, register, surveyed, shapes, asked, Path(room))
        batches = Batches(staging.keep_input, whole, request.batch, surveyed.odd, without)
        batches.write(make(given, batches.of(by_path)), feed)
    left = [
        read_source(by_path[path], source.facts_read(str(path)), ontology, settings, register)
        for path, source in batches.left
    ]
    findings = [*wrong, *(finding for source in left for finding in source.findings)]
    read = Read(left, register, frozenset(), findings, unreadable=False)
    known = Told(
        batches.stated,
        None if surveyed.odd else surveyed.steps,
        frozenset(batches.shared),
        frozenset(batches.register),
    )
    staging.changed = staging.changed or bool(batches.changes)
    seen = Seen(batches, staging, by_path, ontology, settings, register)
    return Loaded(read, known, batches.changes, tuple(surveyed.sources), seen)
