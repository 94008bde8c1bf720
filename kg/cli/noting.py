"""Notes on stderr about who is who: what was merged, and what a file cannot hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from kg.deferred import deferred
from kg.lookup import retired

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.identity import read_decisions
    from kg.searching import redirections
    from kg.terms import Names
else:
    read_decisions = deferred("kg.identity", "read_decisions")
    redirections = deferred("kg.searching", "redirections")


def note_merged(store: Store, names: Names, *texts: str) -> None:
    """Say of ids that were merged into others where, when, by whom and why."""
    for text in texts:
        if retired(store, names, text) is not None:
            for line in redirections(store, names, text):
                typer.echo(f"note: {line}", err=True)


def note_decisions(store: Store, names: Names) -> None:
    """Say that facts files hold what sources state, and no decisions, where there are any."""
    if count := len(read_decisions(store, names)):
        told = "decision is" if count == 1 else "decisions are"
        line = f"{count} {told} in no facts file; .trig and .nq hold them"
        typer.echo(f"note: {line}", err=True)
