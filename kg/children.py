"""Processes of our own: deaf to interrupts, known before one is told of, gone at the end."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
import warnings
from contextlib import ExitStack, contextmanager
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
    with ExitStack() as stack:
        with _held(), _deaf():
            ours, theirs = context.Pipe()
            stack.callback(ours.close)
            begun = (gc.get_threshold(), target, *given, theirs)
            process = context.Process(target=_begun, args=begun, daemon=True)  # type: ignore[attr-defined]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)
                process.start()
            stack.callback(_end, process)
            theirs.close()
        yield process, ours


def _end(process: BaseProcess) -> None:
    process.kill()
    process.join()
    process.close()


@contextmanager
def _held() -> Iterator[None]:
    """Hold interrupts back, whichever thread of this process the system gives them to."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or before is None:
        yield  # only the main thread is interrupted
        return
    came = threading.Event()
    signal.signal(signal.SIGINT, lambda _number, _frame: came.set())
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came.is_set():
        signal.raise_signal(signal.SIGINT)


@contextmanager
def _deaf() -> Iterator[None]:
    """Have processes that are started here deaf to interrupts."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _forks() -> bool:
    return "fork" in multiprocessing.get_all_start_methods()


def _begun(collecting: tuple[int, int, int], target: Callable[..., None], *given: object) -> None:
    """Call a function where memory is looked through for cycles as often as in the parent."""
    gc.set_threshold(*collecting)
    target(*given)
