"""`kg undo`: the last decision is taken back."""

from __future__ import annotations

import typer

from kg.cli.options import Debug, DomainOption, DryRun, Json, Quiet, StoreOption
from kg.cli.reporting import show_change
from kg.config import read_settings
from kg.merging import undo
from kg.outcome import Request

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg undo --dry-run")
def command(
    *,
    dry_run: DryRun = False,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Take the last `kg merge` or `kg split` back: the graph is as it was before it."""
    del debug
    settings, request = read_settings(store, domain=domain), Request(dry_run=dry_run)
    report = undo(settings, request)
    show_change(report, as_json=json, quiet=quiet)
    raise typer.Exit(report.exit_code)
