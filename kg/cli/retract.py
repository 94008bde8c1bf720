"""`kg retract`: a source is withdrawn."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.build import retract
from kg.cli.completing import offer_source
from kg.cli.options import Debug, DomainOption, DryRun, Json, Quiet, StoreOption
from kg.cli.reporting import show
from kg.config import read_settings

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg retract lyra-gazette-2031-05-05 --why "withdrawn by the paper"')
def command(
    source: Annotated[
        str, typer.Argument(help="The source's id, as `kg sources`.", autocompletion=offer_source)
    ],
    *,
    why: Annotated[str, typer.Option("--why", help="The reason, kept in the history.")],
    dry_run: DryRun = False,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Withdraw a source: what only it says leaves the graph; its file and history are kept.

    To take it back, load its file again.
    """
    del debug
    report = retract(source, why, read_settings(store, domain=domain), dry_run=dry_run)
    show(report, as_json=json, quiet=quiet)
    if not quiet and not json:
        for change in report.changes:
            typer.echo(f"{change.source_id}: {change.removed} removed", err=True)
        told = "dry run: nothing was published"
        typer.echo(f"published as #{report.sequence}" if report.sequence else told, err=True)
    raise typer.Exit(report.exit_code)
