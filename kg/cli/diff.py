"""`kg diff`: what is new between two generations."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.changes import DIFF, diff, diff_rows, generation
from kg.cli.answering import print_table
from kg.cli.options import Debug, DomainOption, Format, Json, StoreOption
from kg.config import read_settings
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg diff 1 2")
def command(
    before: Annotated[str, typer.Argument(help="A generation, `1` or `#1`; `0` is empty.")],
    after: Annotated[str | None, typer.Argument(help="Another; without, the current one.")] = None,
    *,
    store: StoreOption = None,
    domain: DomainOption = None,
    format_name: Format = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Show what is new between two generations, a line a statement: `+` came, `-` went."""
    del debug
    settings = read_settings(store, domain=domain)
    path = settings.store
    newest = open_snapshot(path).sequence
    ends = generation(before, path), newest if after is None else generation(after, path)
    found = diff(path, settings.names, *ends)
    rows = diff_rows(found, path, settings.names)
    print_table(DIFF, rows, "json" if json else format_name)
    told = f"#{ends[0]} to #{ends[1]}: {len(found.added)} came, {len(found.removed)} went"
    typer.echo(told, err=True)
