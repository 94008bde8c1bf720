"""`kg history`: the generations of the graph."""

from __future__ import annotations

import typer

from kg.changes import HISTORY, history_rows
from kg.cli.answering import chosen_format, print_table
from kg.cli.options import Debug, Format, Json, StoreOption
from kg.config import read_settings
from kg.results import FOR_PEOPLE
from kg.store import history

NAMED = 10
"""So many sources of a generation are named in a table; other formats name all."""

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
    chosen = chosen_format("json" if json else format_name, None)
    most = NAMED if chosen in FOR_PEOPLE else None
    print_table(HISTORY, history_rows(history(read_settings(store).store), most), chosen)
