"""Options that several commands share, and how a report is shown."""

from __future__ import annotations

import io
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from pyoxigraph import Quad

from kg.config import other_projects
from kg.errors import LimitError
from kg.export import write_graph
from kg.output import write_file
from kg.reports import outcome_json
from kg.results import FOR_PEOPLE, Solutions, write_boolean, write_solutions, write_table
from kg.tables import for_people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.config import Settings
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.outcome import Report
    from kg.results import Cell
    from kg.store import Answer
    from kg.terms import Names

StoreOption = Annotated[
    str | None, typer.Option("--store", help="The store (KG_STORE, kg.toml; default graph.kg).")
]
DomainOption = Annotated[
    Path | None,
    typer.Option("--domain", help="A folder with your own ontology, shapes, queries (KG_DOMAIN)."),
]
FailOn = Annotated[
    Literal["violation", "warning", "info", "never"],
    typer.Option("--fail-on", help="The mildest finding that refuses the data."),
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first finding that refuses the data.")
]
From = Annotated[
    str | None,
    typer.Option("--from", help="The format of the input; needed for `-`, the standard input."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a stack trace on an error.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="table, csv, tsv, json, jsonl, xml or md."),
]
Ids = Annotated[
    bool, typer.Option("--iri", help="In a table, give the prefixed name beside a name.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to a file; `-` is stdout.")
]
Limits = Annotated[float, typer.Option("--timeout", help="Seconds a query may take.", min=0.1)]
Memory = Annotated[
    int, typer.Option("--max-memory", help="MiB of memory a query may take.", min=16)
]
Rows = Annotated[int, typer.Option("--max-rows", help="Rows to give at most.", min=1)]

By = Annotated[str, typer.Option("--by", help="Who decides (KG_BY; default your user name).")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the decision.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all but publish.")]


def show(report: Report, *, as_json: bool, quiet: bool) -> None:
    """Print a report's findings: as JSON on stdout, else a line each on stderr."""
    if as_json:
        changes = map(asdict, report.changes)
        typer.echo(outcome_json(report.findings, changes, report.sequence, report.rejected))
        return
    for finding in report.findings:
        if not quiet or finding.severity in {"error", "violation"}:
            typer.echo(str(finding), err=True)


def warn(findings: Iterable[Finding]) -> None:
    """Print findings that change nothing, a line each, on stderr."""
    for finding in findings:
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


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]], name: str | None) -> None:
    """Print a plain listing: a table on a terminal, CSV otherwise."""
    chosen = name or ("table" if sys.stdout.isatty() else "csv")
    write_table(header, rows, sys.stdout, chosen)


def chosen_format(name: str | None, output: Path | None) -> str:
    """Return the format that an option or the file's ending says; a table for a terminal."""
    to_file = output is not None and str(output) != "-"
    ending = output.suffix.lstrip(".") if output is not None and to_file else ""
    return name or ending or ("table" if sys.stdout.isatty() else "csv")


def print_answer(
    answer: Answer,
    name: str | None,
    output: Path | None,
    labels: Mapping[str, str],
    names: Names,
    why: Callable[[], Sequence[str]],
    *,
    ids: bool = False,
) -> None:
    """Print an answer in the format chosen, or fitting the file or the terminal.

    A graph is Turtle unless another format of RDF is chosen; JSON is JSON-LD
    there. With `ids`, formats for people give the prefixed name beside a name.
    `why` gives the reasons for having no rows, and is asked only then.
    """
    chosen = chosen_format(name, output)
    written = io.StringIO(newline="")
    if answer.triples is not None:
        graph = [Quad(t.subject, t.predicate, t.object) for t in answer.triples]
        buffer = io.BytesIO()
        kind = _graph_format(name, output)
        write_graph(graph, buffer, kind, names, truncated=answer.truncated)
        content = buffer.getvalue()
    elif answer.boolean is not None:
        write_boolean(answer.boolean, written, chosen)
        content = written.getvalue().encode()
    else:
        columns: Sequence[str] = answer.variables
        rows: Sequence[Sequence[Cell]] = answer.rows
        if chosen in FOR_PEOPLE:
            columns, rows = for_people(answer)
        shown = Solutions(columns, rows, labels, names.prefixes(), ids, answer.truncated)
        write_solutions(shown, written, chosen)
        content = written.getvalue().encode()
    write_file(output or Path("-"), content)
    if answer.triples is None and answer.boolean is None and not answer.rows:
        first, *others = why()
        typer.echo("\n   also: ".join([f"no rows: {first}", *others]), err=True)
    if answer.truncated:
        what = f"{len(answer.rows)} rows" if answer.triples is None else f"{len(graph)} triples"
        message = f"only the first {what} are shown"
        raise LimitError(message, code="max-rows", mend="raise --max-rows")


def _graph_format(name: str | None, output: Path | None) -> str:
    ending = "" if output is None or str(output) == "-" else output.suffix
    chosen = name or ending or "ttl"
    return "jsonld" if chosen.removeprefix(".") == "json" else chosen
