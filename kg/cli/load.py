"""`kg load`: facts files become a published generation of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.build import Report, load
from kg.cli.options import (
    Debug,
    DomainOption,
    FailOn,
    From,
    Json,
    Quiet,
    StoreOption,
    facts_files,
    show,
)
from kg.config import read_settings
from kg.inputs import file_inputs

app = typer.Typer()


@app.command(epilog="Example: kg load examples/talks.yaml examples/answer.yaml")
def command(
    files: Annotated[list[Path], typer.Argument(help="Facts files, folders of them, or `-`.")],
    *,
    source: Annotated[
        str | None, typer.Option("--source", help="The source of a .ttl or .nt file.")
    ] = None,
    from_format: From = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    fail_on: FailOn = "violation",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do all but publish.")] = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read facts files, validate them and publish them, all or nothing."""
    del debug
    settings = read_settings(store, domain=domain)
    inputs = file_inputs(facts_files(files), from_format)
    report = load(inputs, settings, fail_on=fail_on, dry_run=dry_run, source_id=source)
    show(report, as_json=json, quiet=quiet)
    if not quiet and not json:
        for line in told(report, dry_run=dry_run):
            typer.echo(line, err=True)
    raise typer.Exit(report.exit_code)


def told(report: Report, *, dry_run: bool) -> list[str]:
    """Return what a load did, a line a source."""
    lines = [
        f"{c.source_id}: {c.added} added, {c.removed} removed, {c.unchanged} unchanged"
        for c in report.changes
    ]
    if report.exit_code:
        return ["nothing was published"]
    if dry_run:
        return [*lines, "dry run: nothing was published"]
    if report.sequence is None:
        return [*lines, "0 added: the graph says all of this already"]
    return [*lines, f"published as #{report.sequence}"]
