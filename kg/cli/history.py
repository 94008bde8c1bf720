"""`kg history`: the generations of the graph."""

from __future__ import annotations

import typer

from kg.changes import HISTORY, history_rows
from kg.cli.answering import print_table
from kg.cli.options import Debug, Format, Json, StoreOption
from kg.config import read_settings
from kg.store import history

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg history")
def command(
    *,
    store: StoreOption = None,
    format_name: Format = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """List the generations of the graph, the newest first: when, by what, and why."""
    del debug
    rows = history_rows(history(read_settings(store).store))
    print_table(HISTORY, rows, "json" if json else format_name)
