"""A bar on the terminal for work over a second."""

from __future__ import annotations

from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

PATIENCE = 1.0
"""Seconds of work before a bar is shown."""


def on_terminal() -> Shown:
    """Return bars on the standard error."""
    return Shown(Console(stderr=True))


class Shown:
    """Bars that appear once work has taken a while, and go when a step is done."""

    def __init__(self, console: Console, patience: float = PATIENCE) -> None:
        """Start the clock; `patience` is in seconds."""
        self._console, self._patience = console, patience
        self._started = monotonic()
        self._bar: Bar | None = None
        self._task = TaskID(0)

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show a step's state; a step that is done takes its bar away."""
        if done >= total:
            self._close()
        elif monotonic() - self._started >= self._patience:
            if self._bar is None:
                self._open(step, total)
            if self._bar is not None:
                self._bar.update(self._task, completed=done, refresh=True)

    def _open(self, step: str, total: int) -> None:
        columns = TextColumn(step), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._bar = Bar(*columns, console=self._console, transient=True)
        self._task = self._bar.add_task(step, total=total)
        self._bar.start()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
