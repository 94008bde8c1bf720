"""The graph on disk: read one generation, stage the next, query in a worker."""

from __future__ import annotations

from kg.store.files import explained
from kg.store.generations import (
    Snapshot,
    create,
    current_meta,
    damaged_files,
    has_input,
    history,
    open_snapshot,
    read_input,
)
from kg.store.layout import current, exists
from kg.store.lock import holder
from kg.store.policy import check
from kg.store.staging import Change, Staging, stage
from kg.store.worker import Answer, run

__all__ = [
    "Answer",
    "Change",
    "Snapshot",
    "Staging",
    "check",
    "create",
    "current",
    "current_meta",
    "damaged_files",
    "exists",
    "explained",
    "has_input",
    "history",
    "holder",
    "open_snapshot",
    "read_input",
    "run",
    "stage",
]
