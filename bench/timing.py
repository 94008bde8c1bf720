"""Commands timed in processes of their own: seconds of the processor and the clock, peak memory."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from statistics import median
from threading import Timer
from typing import TYPE_CHECKING

from memory import watched

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

LONGEST = 900.0
"""Seconds after which a command is ended; what it took until then is a lower bound."""
ENOUGH = 60.0
"""Seconds of a step's runs after which it is not run again."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: what it took, how it ended, what it printed."""

    wall: float
    cpu: float
    peak_mib: float
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Timed:
    """The medians of a command's runs, which may be fewer than asked, and the peak of memory.

    `runs` is 0 and `note` says why where the command failed or found no end.
    """

    wall: float = 0.0
    cpu: float = 0.0
    peak_mib: float = 0.0
    runs: int = 0
    note: str = ""
    last: Run | None = field(default=None, compare=False)


def run(
    command: Sequence[str],
    folder: Path,
    extra: Mapping[str, str] | None = None,
    longest: float = LONGEST,
) -> Run:
    """Run a command once, with its children; memory is that of all of them together.

    Where that cannot be seen, or a process ends before it is, it is the largest one's,
    or the bench's own, which a process that is forked from it begins with.
    Bytecode is kept, as it is where a package is installed.
    """
    environment = {**os.environ, **(extra or {})}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        begun = time.perf_counter()
        child = subprocess.Popen(  # noqa: S603 - commands of our own
            command, cwd=folder, env=environment, stdout=out, stderr=err, start_new_session=True
        )
        late = Timer(longest, os.killpg, (child.pid, signal.SIGKILL))
        late.start()
        with watched(child.pid) as seen:
            _, status, used = os.wait4(child.pid, 0)
        late.cancel()
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        told = [stream.read().decode("utf-8", "replace") for stream in (out, err)]
    cpu = used.ru_utime + used.ru_stime
    peak = seen.mib or used.ru_maxrss / 1024
    return Run(wall, cpu, peak, child.returncode, *told)


def timed(
    commands: Sequence[Sequence[str]],
    folder: Path,
    before: Callable[[], None] = lambda: None,
    extra: Mapping[str, str] | None = None,
    longest: float = LONGEST,
) -> Timed:
    """Run commands behind each other, one a run, and return the medians of what each took.

    `before` makes all ready for each of them, and is not timed. Runs end when
    together they took long enough, or when one fails.
    """
    return timed_in_turns([(commands, before)], folder, extra, longest)[0]


def timed_in_turns(
    works: Sequence[tuple[Sequence[Sequence[str]], Callable[[], None]]],
    folder: Path,
    extra: Mapping[str, str] | None = None,
    longest: float = LONGEST,
) -> list[Timed]:
    """Do what `timed` does for several, the first run of each, then the second, and so on.

    A machine is quicker at one time than at another; what is compared meets the same times.
    """
    done: list[list[Run]] = [[] for _ in works]
    for turn in range(max((len(commands) for commands, _ in works), default=0)):
        for (commands, before), runs in zip(works, done, strict=True):
            if turn < len(commands) and not _over(runs):
                before()
                runs.append(run(commands[turn], folder, extra, longest))
    return [*map(_medians, done)]


def _over(runs: Sequence[Run]) -> bool:
    return sum(one.wall for one in runs) > ENOUGH or any(one.code != 0 for one in runs)


def _medians(runs: Sequence[Run]) -> Timed:
    last = runs[-1]
    if last.code != 0:
        return Timed(last.wall, last.cpu, last.peak_mib, 0, why(last), last)
    return Timed(
        median(one.wall for one in runs),
        median(one.cpu for one in runs),
        max(one.peak_mib for one in runs),
        len(runs),
        last=last,
    )


def why(failed: Run) -> str:
    """Return the last line that a failed command wrote."""
    if failed.code == -signal.SIGKILL:
        return f"no end within {failed.wall:.0f} s"
    lines = (failed.err.strip() or failed.out.strip() or "no word").splitlines()
    return f"exit code {failed.code}: {lines[-1][:160]}"


def removing(*paths: Path) -> Callable[[], None]:
    """Return what removes files and folders."""

    def remove() -> None:
        for path in paths:
            if path.is_dir():
                shutil.rmtree(path)
            path.unlink(missing_ok=True)

    return remove


def size_mib(path: Path) -> float:
    """Return what a file or a folder takes on the disk; what is linked twice counts once."""
    found = {path} if path.is_file() else {one for one in path.rglob("*") if one.is_file()}
    by_inode = {status.st_ino: status.st_blocks for status in (one.stat() for one in found)}
    return sum(by_inode.values()) * 512 / 2**20
