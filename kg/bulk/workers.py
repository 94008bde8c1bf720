"""Batches made side by side, in processes of their own; each comes back in its turn."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, TypeAlias

from kg.bulk.making import Batch, Given, Made, Making
from kg.errors import KgError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Make: TypeAlias = Callable[[Given, Iterable[Batch]], Iterator[tuple[Batch, Made]]]

MOST = 4
"""More processes than these make batches faster than the engine takes them in."""


def jobs_here() -> int:
    """Return how many processes are to make batches on this machine; none on a single core."""
    known = hasattr(os, "sched_getaffinity")
    cores = len(os.sched_getaffinity(0)) if known else os.cpu_count() or 1
    return 0 if cores == 1 else min(cores, MOST)


@contextmanager
def making(jobs: int) -> Iterator[Make]:
    """Give the function that makes batches, in this process or in so many more.

    It takes what all batches are given, and yields batches with what came of them,
    in order. The processes start at once, while what they need is read. Raises what
    making raises, and `KgError` where a process was ended from outside.
    """
    with ExitStack() as stack:
        pipes = [stack.enter_context(_worker(place)) for place in range(jobs)]

        def make(given: Given, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Made]]:
            if pipes:
                return _in_turn(given, batches, pipes)
            maker = Making(given)
            return ((batch, maker.make(batch)) for batch in batches)

        yield make


def _in_turn(
    given: Given, batches: Iterable[Batch], pipes: Sequence[Connection]
) -> Iterator[tuple[Batch, Made]]:
    """Give each process a batch in turn, and take what came of it before it gets the next."""
    for pipe in pipes:
        _send(pipe, given)
    asked: deque[tuple[Connection, Batch]] = deque()
    free = deque(pipes)
    for batch in batches:
        if not free:
            yield _taken(asked, free)
        pipe = free.popleft()
        _send(pipe, batch)
        asked.append((pipe, batch))
    while asked:
        yield _taken(asked, free)


def _send(pipe: Connection, value: Given | Batch) -> None:
    with suppress(BrokenPipeError):  # that it was ended is told where its answer is missing
        pipe.send(value)


def _taken(asked: deque[tuple[Connection, Batch]], free: deque[Connection]) -> tuple[Batch, Made]:
    pipe, batch = asked.popleft()
    try:
        made = pipe.recv()
    except EOFError:
        raise KgError("a process that made quads was ended; was memory short?") from None
    if isinstance(made, BaseException):
        raise made
    free.append(pipe)
    return batch, made


@contextmanager
def _worker(place: int) -> Iterator[Connection]:
    """Give the pipe to a process that makes batches; at the end there is no process.

    It is started deaf to an interrupt, which is for this process to tell of.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        child = context.Process(target=_work, args=(theirs, place), daemon=True)
        child.start()
        theirs.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    try:
        yield ours
    finally:
        ours.close()
        child.kill()
        child.join()
        child.close()


def _work(pipe: Connection, place: int) -> None:
    """Make the batches that come through a pipe, until it is closed."""
    if place:
        logging.getLogger("kg").setLevel(logging.ERROR)  # the first tells what all would
    with suppress(EOFError, BrokenPipeError):
        maker = Making(pipe.recv())
        while True:
            pipe.send(_made(maker, pipe.recv()))


def _made(maker: Making, batch: Batch) -> Made | Exception:
    try:
        return maker.make(batch)
    except Exception as error:  # noqa: BLE001 - it is raised where the batch came from
        return error
