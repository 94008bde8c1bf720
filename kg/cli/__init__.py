"""The command line: one file a command."""

from __future__ import annotations

import gc

YOUNG = 50_000
"""So many objects more and the collector looks for cycles: a command makes many, and few cycles."""

gc.set_threshold(YOUNG)  # before typer is imported, which makes many
