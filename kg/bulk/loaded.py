"""What a load of many sources tells those who finish it, and whether a load is one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.store import current_meta, exists

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.bulk.seen import Seen
    from kg.config import Settings
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.mapped import Mapped
    from kg.outcome import Change, Request
    from kg.reading import Read
    from kg.staged import Told, Written
    from kg.validation import Result


@dataclass(frozen=True, slots=True)
class Look:
    """Sources that are still to be validated, and what was found of others.

    `together` is what shapes on the whole graph find; None where that is not known.
    """

    sources: Sequence[Mapped] = ()
    found: Sequence[Finding] = ()
    together: Sequence[Result] | None = None


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

    def look(self, rest: Written) -> Look:
        """Return what is to be validated beside `rest`, and what is found already."""
        return Look() if self.seen is None else self.seen.look(rest)

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
