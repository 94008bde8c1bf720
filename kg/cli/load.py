"""`kg load`: facts files become a published generation of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.build import load
from kg.cli.options import (
    Debug,
    DomainOption,
    DryRun,
    FailFast,
    FailOn,
    From,
    Json,
    Quiet,
    StoreOption,
)
from kg.cli.reporting import note_other_projects, show
from kg.cli.waiting import shown_progress
from kg.config import read_settings
from kg.deferred import deferred
from kg.errors import UsageError
from kg.facts.files import facts_files
from kg.inputs import file_inputs
from kg.outcome import Report, Request
from kg.output import check_writable, write_file
from kg.reading import rejected_facts

if TYPE_CHECKING:
    from kg.facts.writer import write_facts
else:
    write_facts = deferred("kg.facts.writer", "write_facts")

ENDINGS = (".jsonl", ".jsonl.gz")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


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
    fail_fast: FailFast = False,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Publish the sources that are not refused.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Where --keep-going writes the others: FILE.jsonl."),
    ] = None,
    no_validate: Annotated[
        bool,
        typer.Option("--no-validate", help="Ask no shape: for facts that were validated before."),
    ] = False,
    dry_run: DryRun = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Read facts files, validate them and publish them, all or nothing."""
    del debug
    if rejects is not None and (not keep_going or not rejects.name.endswith(ENDINGS)):
        message = "--rejects needs --keep-going, and a file that ends in .jsonl or .jsonl.gz"
        raise UsageError(message, code="rejects", mend="such as --keep-going --rejects left.jsonl")
    if rejects is not None:
        check_writable(rejects)
    settings = read_settings(store, domain=domain)
    inputs = file_inputs(facts_files(files), from_format)
    if not quiet:
        note_other_projects(inputs, settings)
    progress = shown_progress(quiet=quiet)
    request = Request(
        fail_on, source, dry_run, keep_going, fail_fast, progress, validate=not no_validate
    )
    report = load(inputs, settings, request)
    if rejects is not None and report.rejected and not dry_run:
        left = rejected_facts(inputs, report.rejected, rejects.parent)
        write_file(rejects, write_facts(left, ".".join(rejects.name.split(".")[1:])))
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
    lines += [f"{source_id or 'a source without an id'}: rejected" for source_id in report.rejected]
    if dry_run and (not report.exit_code or report.rejected):
        return [*lines, "dry run: nothing was published"]
    if report.sequence is not None:
        return [*lines, f"published as #{report.sequence}"]
    if report.exit_code:
        return [*(lines if report.rejected else ()), "nothing was published"]
    if not report.changes:
        return ["nothing to load: a register is read with the facts that stand beside it"]
    return [*lines, "0 added: the graph says all of this already"]
