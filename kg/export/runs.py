"""Sorting what memory does not hold: sorted runs in temporary files, merged as they are read."""

from __future__ import annotations

from contextlib import ExitStack
from heapq import merge
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FILES = 64
"""Runs that are merged at once; more become one first."""


def sorted_lines(runs: Iterable[list[str]]) -> Iterator[str]:
    """Yield the lines of runs, each of them sorted, in one order by code point.

    Takes the runs one by one and keeps none: a last that is the only one is yielded
    as it is, others wait in temporary files, which go when the iterator does.
    A line holds no line feed; equal lines are all yielded.
    """
    with ExitStack() as files:
        waiting: list[Iterable[str]] = []
        before: list[str] | None = None
        for run in runs:
            if before is not None:
                waiting.append(_stored(before, files))
            before = run
            if len(waiting) == FILES:
                with files.pop_all():
                    waiting = [_stored(merge(*waiting), files)]
        yield from merge(*waiting, before or ())


def _stored(lines: Iterable[str], files: ExitStack) -> Iterator[str]:
    """Return lines by way of a file, which is closed with the others."""
    file = files.enter_context(
        TemporaryFile("w+", encoding="utf-8", newline="\n")  # noqa: SIM115 - the stack closes it
    )
    file.writelines(f"{line}\n" for line in lines)
    file.seek(0)
    return (line[:-1] for line in file)
