"""How a report of a load or a change is shown, and notes beside it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from kg.config import other_projects
from kg.reports import outcome_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.config import Settings
    from kg.inputs import Input
    from kg.outcome import Report


def show(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Print a report's findings: as JSON on stdout, else a line each on stderr."""
    if as_json:
        changes = map(asdict, report.changes)
        typer.echo(outcome_json(report.findings, changes, report.sequence, report.rejected))
        return
    for finding in report.findings:
        if not quiet or finding.severity in {"error", "violation"}:
            typer.echo(str(finding), err=True)


def show_change(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Print a report of a change to what is loaded: its findings, each source's changes."""
    show(report, as_json=as_json, quiet=quiet)
    if quiet or as_json:
        return
    for change in report.changes:
        told = f"{change.source_id}: {change.added} added, {change.removed} removed"
        typer.echo(told, err=True)
    refused = "nothing was published" if report.exit_code else "dry run: nothing was published"
    typer.echo(f"published as #{report.sequence}" if report.sequence else refused, err=True)


def note_other_projects(inputs: Sequence[Input], settings: Settings) -> None:
    """Say where files lie in a project whose settings are not those in use."""
    for path in other_projects({one.folder for one in inputs}, settings.folder):
        told = f"note: {path} is not in use here; `cd {path.parent}` to work in that project"
        typer.echo(told, err=True)
