"""How rows, and the answer to a query, are shown: as the format chosen, or as fits a terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from pyoxigraph import Quad

from kg.deferred import deferred
from kg.errors import LimitError
from kg.output import write_file
from kg.results import FOR_PEOPLE, Solutions, write_boolean, write_solutions, write_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from kg.errors import Finding
    from kg.export import write_graph
    from kg.results import Cell
    from kg.store import Answer
    from kg.tables import for_people
    from kg.terms import Names
else:
    write_graph = deferred("kg.export", "write_graph")
    for_people = deferred("kg.tables", "for_people")


def warn(findings: Iterable[Finding]) -> None:
    """Print findings that change nothing, a line each, on stderr."""
    for finding in findings:
        typer.echo(str(finding), err=True)


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
