"""`kg validate`: the report of a load, without loading."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.build import check_files, check_store
from kg.cli.options import (
    Debug,
    DomainOption,
    FailFast,
    FailOn,
    From,
    Json,
    Quiet,
    StoreOption,
    show,
)
from kg.cli.waiting import shown_progress
from kg.config import read_settings
from kg.facts.files import facts_files
from kg.inputs import file_inputs
from kg.outcome import Request

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg validate examples/talks.yaml")
def command(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Facts files, folders or `-`; without, the store.")
    ] = None,
    *,
    source: Annotated[
        str | None, typer.Option("--source", help="The source of a .ttl or .nt file.")
    ] = None,
    from_format: From = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    fail_on: FailOn = "violation",
    fail_fast: FailFast = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show what is wrong with facts files; write nothing."""
    del debug
    settings = read_settings(store, domain=domain)
    request = Request(fail_on, source, fail_fast=fail_fast, progress=shown_progress(quiet=quiet))
    if files:
        inputs = file_inputs(facts_files(files), from_format)
        report = check_files(inputs, settings, request)
    else:
        report = check_store(settings, request)
    show(report, as_json=json, quiet=False)
    if not quiet and not json:
        found = len(report.findings)
        typer.echo("no findings" if not found else f"{found} finding(s)", err=True)
    raise typer.Exit(report.exit_code)
