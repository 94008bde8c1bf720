"""Whether progress is shown: on a terminal, and not where it is told to be quiet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.progress import silent

if TYPE_CHECKING:
    from kg.cli.bars import on_terminal
    from kg.progress import Progress
else:
    on_terminal = deferred("kg.cli.bars", "on_terminal")


def shown_progress(*, quiet: bool) -> Progress:
    """Return what shows progress on a terminal; on a pipe, or when quiet, it is silent."""
    return silent if quiet or not sys.stderr.isatty() else on_terminal()
