"""Work on sources side by side, in processes of their own; what comes of it keeps its order."""

from __future__ import annotations

import logging
import os
import signal
from collections import deque
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from kg.bulk.making import Making
from kg.children import child
from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection

    from kg.bulk.making import Given

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")


class Task(Protocol[T_co]):
    """A piece of work on sources that is done with what all are given."""

    def done_by(self, maker: Making) -> T_co:
        """Return what comes of it."""


MOST = 4
"""More processes than these make batches faster than the engine takes them in."""


def jobs_here() -> int:
    """Return how many processes are to make batches on this machine; none on a single core."""
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return 0 if cores == 1 else min(cores, MOST)


@dataclass(slots=True)
class Workers:
    """Processes at the other ends of pipes; where there is none, this one does the work."""

    pipes: Sequence[Connection]
    _maker: Making | None = None

    @property
    def many(self) -> int:
        """Into how many tasks work is best cut."""
        return max(1, len(self.pipes))

    def give(self, given: Given) -> None:
        """Tell what tasks are done with, before the first of them."""
        for pipe in self.pipes:
            _send(pipe, given)
        if not self.pipes:
            self._maker = Making(given)

    def each(self, tasks: Iterable[Task[T]]) -> Iterator[T]:
        """Return what comes of each task, in order; processes begin at once.

        Raises what doing them raises, and `KgError` where a process was ended from
        outside.
        """
        if self._maker is not None:
            maker = self._maker
            return (task.done_by(maker) for task in tasks)
        rest = iter(tasks)
        asked = deque(_send(pipe, task) for pipe, task in zip(self.pipes, rest, strict=False))
        return _in_turn(asked, rest)


def _in_turn(asked: deque[Connection], rest: Iterator[Task[T]]) -> Iterator[T]:
    """Take what came of a task before its process gets the next."""
    while asked:
        pipe = asked.popleft()
        done = _taken(pipe)
        asked.extend(_send(pipe, task) for task in islice(rest, 1))
        yield done


@contextmanager
def working(jobs: int) -> Iterator[Workers]:
    """Give so many processes, which start at once, while what they need is read."""
    with ExitStack() as stack:
        children = [stack.enter_context(child(_work, place)) for place in range(jobs)]
        yield Workers([pipe for _, pipe in children])


def _send(pipe: Connection, value: Given | Task[object]) -> Connection:
    with suppress(BrokenPipeError):  # that it was ended is told where its answer is missing
        pipe.send(value)
    return pipe


def _taken(pipe: Connection) -> Any:  # noqa: ANN401 - what a task gives
    try:
        done = pipe.recv()
    except EOFError:
        raise KgError("a process that made quads was ended; was memory short?") from None
    if isinstance(done, BaseException):
        raise done
    return done


def _work(place: int, pipe: Connection) -> None:
    """Do the tasks that come through a pipe, until it is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if place:
        logging.getLogger("kg").setLevel(logging.ERROR)  # the first tells what all would
    with suppress(EOFError, BrokenPipeError):
        maker = Making(pipe.recv())
        while True:
            pipe.send(_done(pipe.recv(), maker))


def _done(task: Task[T], maker: Making) -> T | Exception:
    try:
        return task.done_by(maker)
    except Exception as error:  # noqa: BLE001 - it is raised where the task came from
        return error
