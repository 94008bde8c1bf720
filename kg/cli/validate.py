"""`kg validate`: the report of a load, without loading."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.build import check_files, check_store
from kg.cli.options import (
    Debug,
    DomainOption,
    FailFast,
    FailOn,
    From,
    Json,
    Output,
    Quiet,
    StoreOption,
)
from kg.cli.reporting import note_other_projects, show
from kg.cli.waiting import shown_progress
from kg.config import read_settings
from kg.domain import with_shapes
from kg.errors import DataError, Finding, InputError
from kg.facts.files import facts_files
from kg.inputs import file_inputs
from kg.outcome import Request
from kg.output import check_writable, write_file
from kg.places import changed_files
from kg.reports import FORMATS, format_of, known_format, write_report
from kg.store import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.config import Settings
    from kg.outcome import Report

STDOUT = Path("-")

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
    shapes: Annotated[
        list[Path] | None,
        typer.Option("--shapes", help="A file with more SHACL shapes; may be repeated."),
    ] = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    fail_on: FailOn = "violation",
    fail_fast: FailFast = False,
    format_name: Annotated[
        str | None, typer.Option("--format", help=f"{', '.join(FORMATS)}; else by the ending.")
    ] = None,
    output: Output = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Show what is wrong with facts files; write nothing.

    Findings are told on stderr, a line each; with --format or -o they are a report.
    """
    del debug
    chosen = chosen_format("json" if json else format_name, output)
    if output is not None and output != STDOUT:
        check_writable(output)
    request = Request(fail_on, source, fail_fast=fail_fast, progress=shown_progress(quiet=quiet))
    looked_at: list[str] = []
    try:
        settings = read_settings(store, domain=domain)
        settings = replace(settings, domain=with_shapes(settings.domain, shapes or ()))
        if files:
            inputs = file_inputs(facts_files(files), from_format)
            looked_at = [one.name for one in inputs]
            if not quiet:
                note_other_projects(inputs, settings)
            report = check_files(inputs, settings, request)
        else:
            report = as_loaded(check_store(settings, request), settings, quiet=quiet)
    except (DataError, InputError) as error:
        if chosen:
            found = error.findings if isinstance(error, DataError) else [error.finding()]
            write(found, chosen, output, ())
        raise
    tell(report, chosen, output, looked_at, quiet=quiet)
    raise typer.Exit(report.exit_code)


def as_loaded(report: Report, settings: Settings, *, quiet: bool) -> Report:
    """Say that the graph was checked and not the files; mark places in files changed since."""
    snapshot = open_snapshot(settings.store)
    changed = changed_files(snapshot.store, settings.store, settings.names, settings.folder)
    if not quiet:
        told = f"checked the graph #{snapshot.sequence}; to check files, name them"
        typer.echo(told, err=True)
        for path in changed:
            typer.echo(f"note: {path} has changed since it was loaded", err=True)
    marked = (
        replace(f, position=replace(f.position, path=f"{f.position.path} (as loaded)"))
        if f.position.path in changed
        else f
        for f in report.findings
    )
    return replace(report, findings=tuple(marked))


def chosen_format(name: str | None, output: Path | None) -> str | None:
    """Return the format of the report, None where findings are told on stderr.

    Raises `UsageError` for a format or a file's ending that is not known.
    """
    if name is not None:
        return known_format(name)
    return format_of(str(output)) if output is not None else None


def tell(
    report: Report,
    chosen: str | None,
    output: Path | None,
    files: Iterable[str],
    *,
    quiet: bool,
) -> None:
    """Print or write a report, and how much was found."""
    if chosen is None:
        show(report, as_json=False, quiet=False)
    else:
        write(report.findings, chosen, output, files)
    if not quiet and chosen != "json":
        found = len(report.findings)
        typer.echo("no findings" if not found else f"{found} finding(s)", err=True)


def write(
    findings: Iterable[Finding], chosen: str, output: Path | None, files: Iterable[str]
) -> None:
    """Write findings to a file, or to stdout."""
    written = io.BytesIO()
    write_report(findings, written, chosen, files)
    write_file(output or STDOUT, written.getvalue())
