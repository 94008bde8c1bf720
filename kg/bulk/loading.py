"""Many new sources at once: read quickly, written as they come, published like any load."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from kg.bulk.feeding import feeding, streaming
from kg.bulk.kinds import Kinds
from kg.bulk.lines import Unusual
from kg.bulk.loaded import Loaded
from kg.bulk.making import Given
from kg.bulk.seen import Seen
from kg.bulk.survey import survey
from kg.bulk.together import together
from kg.bulk.workers import jobs_here, working
from kg.bulk.writing import Batches
from kg.errors import InputError
from kg.inspection import shapes_of
from kg.reading import Read, read_registers, read_source
from kg.staged import Told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.bulk.survey import Survey
    from kg.config import Settings
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.ontology import Ontology
    from kg.outcome import Request
    from kg.store import Staging

MANY = 2 * 1024 * 1024
"""Bytes of JSONL from which on several processes pay."""
VERY_MANY = 64 * 1024 * 1024
"""Bytes of JSONL, some four million quads, from which on the engine is to order all at once."""


def _jobs(paths: Iterable[Path], request: Request) -> int:
    """Return in how many processes batches are made: for a few, starting them takes longer."""
    if request.jobs is not None:
        return request.jobs
    return jobs_here() if sum(path.stat().st_size for path in paths) >= MANY else 0


@contextmanager
def load_sources(
    staging: Staging,
    inputs: Sequence[Input],
    ontology: Ontology,
    settings: Settings,
    request: Request,
    without: frozenset[str] = frozenset(),
) -> Iterator[Loaded | None]:
    """Write the sources of files, but for some, to a staged store; give what is known of them.

    None where all must go the long way; nothing was written then. What is wrong
    with a source is in the findings of `read`. Until the end, processes wait for
    what is still to be looked at.
    """
    by_path = {one.path: one for one in inputs if one.path is not None}
    with (
        working(_jobs(by_path, request)) as workers,
        TemporaryDirectory(dir=staging.folder, prefix="quads-") as room,
    ):
        register, wrong = read_registers(inputs, ontology, settings)
        surveyed = _surveyed(by_path, Kinds(ontology, settings.names), without)
        if surveyed is None or any(finding.severity == "error" for finding in wrong):
            yield None
            return
        shapes = shapes_of(ontology, settings) if request.validate else None
        given = Given(ontology, settings, register, surveyed, Path(room), shapes)
        workers.give(given)
        whole = None if shapes is None else together(shapes, ontology, settings.names)
        batches = Batches(staging.keep_input, whole, request.batch, surveyed.odd, without)
        # Where sources are validated, all is put in order meanwhile, and memory is needed for that.
        very_many = sum(path.stat().st_size for path in by_path) >= VERY_MANY
        feeder = streaming if very_many and not request.validate else feeding
        with feeder(staging.store, staging.path) as feed:
            batches.write(by_path, workers, feed)
        if request.validate and not request.dry_run:
            staging.arrange()  # costs little beside validation, which leaves the engine idle
        staging.changed = staging.changed or bool(batches.changes)
        yield Loaded(
            _left(batches, wrong, by_path, given),
            _told(batches, surveyed),
            batches.changes,
            tuple(surveyed.sources),
            Seen(batches, staging, by_path, given, workers),
        )


def _surveyed(paths: Iterable[Path], kinds: Kinds, without: frozenset[str]) -> Survey | None:
    try:
        return survey(paths, kinds, without)
    except (Unusual, InputError):
        return None


def _left(
    batches: Batches, wrong: Iterable[Finding], inputs: Mapping[Path, Input], given: Given
) -> Read:
    """Read the sources that were not written."""
    register = given.register
    left = [
        read_source(
            inputs[path], source.facts_read(str(path)), given.ontology, given.settings, register
        )
        for path, source in batches.left
    ]
    findings = [*wrong, *(finding for source in left for finding in source.findings)]
    return Read(left, register, frozenset(), findings, unreadable=False)


def _told(batches: Batches, surveyed: Survey) -> Told:
    """Return what is known of what was written."""
    return Told(
        batches.stated,
        None if surveyed.odd else surveyed.steps,
        frozenset(batches.shared),
        frozenset(batches.register),
    )
