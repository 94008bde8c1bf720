"""The memory of a process and its children together, sampled while they run (Linux)."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = 0.03
"""Seconds from one look to the next."""
PAGE = os.sysconf("SC_PAGE_SIZE")
PROC = Path("/proc")


@dataclass(slots=True)
class Peak:
    """The most that was seen, in MiB; what processes share counts once. 0 where nothing was."""

    mib: float = 0.0


@contextmanager
def watched(process: int) -> Iterator[Peak]:
    """Give the peak of a process's family, which grows until the end.

    What each holds alone is added up, and the most that one of them shares: files,
    above all the libraries that all of them run. So a look reads a few numbers;
    to ask the system for shares, which walks all pages, holds up what is watched.
    """
    peak, over = Peak(), Event()

    def look() -> None:
        while not over.wait(EVERY):
            held = [*map(_pages, _family(process))]
            pages = sum(alone for alone, _ in held) + max(shared for _, shared in held)
            peak.mib = max(peak.mib, pages * PAGE / (1 << 20))

    watcher = Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def _family(process: int) -> Iterator[int]:
    yield process
    with suppress(OSError):
        for task in (PROC / str(process) / "task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _family(int(child))


def _pages(process: int) -> tuple[int, int]:
    """Return how many pages a process holds alone, and of files (proc_pid_statm(5))."""
    with suppress(OSError):
        _, resident, shared, *_ = (PROC / str(process) / "statm").read_text().split()
        return int(resident) - int(shared), int(shared)
    return 0, 0
