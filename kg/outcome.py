"""What a load or a validation is asked, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.progress import Progress, silent

if TYPE_CHECKING:
    from kg.errors import Finding

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

    `sequence` is the published generation, None where nothing was published;
    `rejected` are the ids of the sources that were left out.
    """

    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    sequence: int | None
    exit_code: int
    rejected: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """How a load or a validation goes about its inputs.

    `fail_on` is the mildest finding that refuses data, a key of `FAIL_ON`;
    `source_id` names the source of RDF without graphs; `keep_going` leaves out
    the sources that are refused and publishes the others; `fail_fast` stops at
    the first finding that refuses. Without `validate` no shape is asked. From
    `bulk_from` bytes of JSONL on, a new store is filled the quick way, `batch`
    sources at a time, by `jobs` more processes (None: as many as pay).
    """

    fail_on: str = "violation"
    source_id: str | None = None
    dry_run: bool = False
    keep_going: bool = False
    fail_fast: bool = False
    progress: Progress = silent
    validate: bool = True
    bulk_from: int = 512 * 1024
    batch: int = 250
    jobs: int | None = None

    def refuses(self, finding: Finding) -> bool:
        """Return whether a finding is grave enough."""
        return finding.severity in FAIL_ON[self.fail_on]


PLAIN = Request()
