"""Answers -> table, CSV, TSV, JSON, JSON Lines, XML, Markdown.

CSV, TSV, JSON and XML are the formats of the W3C and give full IRIs. A table
and Markdown are for people: names where they are known, prefixed names
otherwise. JSON Lines is for scripts: a plain object a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.deferred import deferred
from kg.errors import UsageError
from kg.results.model import Cell, Named, Solutions, Term
from kg.results.text import printable, xml_text
from kg.results.w3c import (
    dump,
    write_csv,
    write_json,
    write_jsonl,
    write_tsv,
    write_xml,
    xml_page,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import TextIO

    from kg.results.people import write_markdown
    from kg.results.people import write_table as write_grid
else:
    write_markdown = deferred("kg.results.people", "write_markdown")
    write_grid = deferred("kg.results.people", "write_table")

__all__ = [
    "FOR_PEOPLE",
    "ROW_WRITERS",
    "Cell",
    "Named",
    "Solutions",
    "Term",
    "printable",
    "write_boolean",
    "write_rows",
    "write_solutions",
    "write_table",
    "xml_text",
]

ROW_WRITERS: dict[str, Callable[[Solutions, TextIO], None]] = {
    "table": write_grid,
    "csv": write_csv,
    "tsv": write_tsv,
    "json": write_json,
    "jsonl": write_jsonl,
    "xml": write_xml,
    "md": write_markdown,
}
"""The formats of `--format` for rows."""

FOR_PEOPLE = frozenset({"table", "md"})
"""Those of them that show names instead of IRIs."""


def write_rows(
    variables: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    stream: TextIO,
    format: str,  # noqa: A002 - as the option of the command line
    labels: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write the rows of a SELECT; a term that is None is unbound.

    A stream that ends lines its own way must be opened with `newline=""`, as
    CSV ends them with CRLF. Raises `UsageError` for an unknown format.
    """
    write_solutions(Solutions(variables, rows, labels or {}, prefixes or {}), stream, format)


def write_solutions(solutions: Solutions, stream: TextIO, format: str) -> None:  # noqa: A002
    """Write solutions, as `write_rows` does; truncated ones say so.

    CSV and TSV have one more record, JSON Lines one more object, JSON a key
    beside the head, XML a link in it, a table and Markdown a line below.
    """
    _writer(format)(solutions, stream)


def write_boolean(answer: bool, stream: TextIO, format: str) -> None:  # noqa: A002, FBT001
    """Write the answer of an ASK; CSV and TSV, which have no booleans, as one word."""
    word = "true" if answer else "false"
    _writer(format)
    if format == "json":
        dump({"head": {}, "boolean": answer}, stream)
    elif format == "xml":
        stream.write(xml_page([], f"  <boolean>{word}</boolean>\n"))
    else:
        stream.write(word + ("\r\n" if format == "csv" else "\n"))


def write_table(
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    stream: TextIO,
    format: str,  # noqa: A002 - as the option of the command line
) -> None:
    """Write a plain listing; JSON is a list of objects, XML the results format."""
    _writer(format)
    if format == "json":
        dump([dict(zip(header, row, strict=True)) for row in rows], stream)
    elif format == "tsv":
        stream.writelines("\t".join(map(_tsv_text, row)) + "\n" for row in (header, *rows))
    else:
        terms = ([Literal(cell) for cell in row] for row in rows)
        write_rows(header, terms, stream, format)


def _writer(name: str) -> Callable[[Solutions, TextIO], None]:
    if name not in ROW_WRITERS:
        known = ", ".join(ROW_WRITERS)
        raise UsageError(f"no format '{name}' for rows", code="format", mend=f"take one of {known}")
    return ROW_WRITERS[name]


def _tsv_text(text: str) -> str:
    return str(Literal(text))[1:-1].replace('\\"', '"')
