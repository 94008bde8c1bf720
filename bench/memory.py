"""The memory of a process and its children together, sampled while they run (Linux)."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

EVERY = 0.05
"""Seconds from one look to the next."""
MORE = 1.02
"""How many times what was seen a family must hold before it is looked at closely.

A close look walks all pages of a process, and holds up what asks for memory meanwhile.
"""
PROC = Path("/proc")


@dataclass(slots=True)
class Peak:
    """The most that was seen, in MiB; what processes share counts once. 0 where nothing can be."""

    mib: float = 0.0


@contextmanager
def watched(process: int) -> Iterator[Peak]:
    """Give the peak of a process's family, which grows until the end."""
    peak, over = Peak(), Event()

    def look() -> None:
        most = 0
        while not over.wait(EVERY):
            family = [*_family(process)]
            pages = sum(map(_pages, family))
            if pages > most * MORE:
                most, peak.mib = pages, max(peak.mib, sum(map(_mib, family)))

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


def _pages(process: int) -> int:
    """Return how many pages a process holds, shared ones included (proc_pid_statm(5))."""
    with suppress(OSError):
        return int((PROC / str(process) / "statm").read_text().split()[1])
    return 0


def _mib(process: int) -> float:
    """Return what a process holds, its share of what it shares (proc_pid_smaps(5))."""
    with suppress(OSError):
        for line in (PROC / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0
