"""`kg sources`: what was loaded."""

from __future__ import annotations

import typer

from kg.cli.answering import print_table
from kg.cli.options import Debug, DomainOption, Format, Json, StoreOption
from kg.config import read_settings
from kg.contents import HEADER, list_sources
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg sources")
def command(
    *,
    store: StoreOption = None,
    domain: DomainOption = None,
    format_name: Format = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """List what was loaded: each source's id, title, date, and how much it says."""
    del debug
    settings = read_settings(store, domain=domain)
    rows = list_sources(open_snapshot(settings.store).store, settings.names)
    print_table(HEADER, rows, "json" if json else format_name)
