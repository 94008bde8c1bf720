"""Processes of our own: deaf to interrupts, known before one is told of, gone at the end."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import warnings
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess


@contextmanager
def child(
    target: Callable[..., None], *given: object, fork: bool = False
) -> Iterator[tuple[BaseProcess, Connection]]:
    """Give a process that calls a function with a pipe after what is given, and our end of it.

    It is started anew, or forked where that is asked and the system can. An
    interrupt waits until the process is known here, so that none is left behind;
    the process itself is started deaf to it.
    """
    context = multiprocessing.get_context("fork" if fork and _forks() else "spawn")
    if context.get_start_method() == "spawn":
        resource_tracker.ensure_running()  # when it starts, it lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    try:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        ours, theirs = context.Pipe()
        begun = (gc.get_threshold(), target, *given, theirs)
        process = context.Process(target=_begun, args=begun, daemon=True)  # type: ignore[attr-defined]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            process.start()
        theirs.close()
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
            yield process, ours
        finally:
            process.kill()
            process.join()
            process.close()
            ours.close()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forks() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _begun(collecting: tuple[int, int, int], target: Callable[..., None], *given: object) -> None:
    """Call a function where memory is looked through for cycles as often as in the parent."""
    gc.set_threshold(*collecting)
    target(*given)
