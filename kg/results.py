"""Answers -> table, CSV, TSV, JSON, JSON Lines, XML, Markdown.

CSV, TSV, JSON and XML are the formats of the W3C: SPARQL 1.1 Query Results CSV
and TSV Formats, Query Results JSON Format, Query Results XML Format. They give
full IRIs. A table and Markdown are for people: names where they are known,
prefixed names otherwise. JSON Lines is for scripts: a plain object a row.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kg.errors import UsageError
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import TextIO

Term = NamedNode | BlankNode | Literal | Triple
SPARQL_RESULTS = "http://www.w3.org/2005/sparql-results#"
NO_TERMINAL = 10_000
"""Columns of a table that goes to no terminal: nothing is folded there."""
NARROWEST = 18
"""The least width that a column of words is read well in."""

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKDOWN = re.compile(r"[\\|`*<>\[\]]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Solutions:
    """Rows of terms, an unbound variable as None, and how to name IRIs to people."""

    variables: Sequence[str]
    rows: Iterable[Sequence[Term | None]]
    labels: Mapping[str, str]
    prefixes: Mapping[str, str]

    def bindings(self) -> Iterator[list[tuple[str, Term]]]:
        """Yield each row as its bound variables, in order."""
        for row in self.rows:
            pairs = zip(self.variables, row, strict=True)
            yield [(name, term) for name, term in pairs if term is not None]

    def shown(self) -> Iterator[list[str]]:
        """Yield each row as a person reads it."""
        for row in self.rows:
            yield [self.show(term) for term in row]

    def show(self, term: Term | None) -> str:
        """Return a term for people: its name, its prefixed name, or its value."""
        if isinstance(term, NamedNode):
            return self.labels.get(term.value) or _curie(term.value, self.prefixes)
        return _value(term)


def write_rows(
    variables: Sequence[str],
    rows: Iterable[Sequence[Term | None]],
    stream: TextIO,
    format: str,  # noqa: A002 - as the option of the command line
    labels: Mapping[str, str] | None = None,
    prefixes: Mapping[str, str] | None = None,
) -> None:
    """Write the rows of a SELECT; a term that is None is unbound.

    A stream that ends lines its own way must be opened with `newline=""`, as
    CSV ends them with CRLF. Raises `UsageError` for an unknown format.
    """
    writer = _writer(format)
    writer(Solutions(variables, rows, labels or {}, prefixes or {}), stream)


def write_boolean(answer: bool, stream: TextIO, format: str) -> None:  # noqa: A002, FBT001
    """Write the answer of an ASK; CSV and TSV, which have no booleans, as one word."""
    word = "true" if answer else "false"
    _writer(format)
    if format == "json":
        _dump({"head": {}, "boolean": answer}, stream)
    elif format == "xml":
        stream.write(_xml_page([], f"  <boolean>{word}</boolean>\n"))
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
        _dump([dict(zip(header, row, strict=True)) for row in rows], stream)
    elif format == "tsv":
        stream.writelines("\t".join(map(_tsv_text, row)) + "\n" for row in (header, *rows))
    else:
        terms = ([Literal(cell) for cell in row] for row in rows)
        write_rows(header, terms, stream, format)


def printable(text: str) -> str:
    """Return text on one line; what could steer a terminal is written as an escape."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def xml_text(text: str) -> str:
    """Return text as XML 1.0 content; a character that XML cannot hold becomes U+FFFD."""
    return escape(_NOT_XML.sub("\ufffd", text), {"\r": "&#13;"})


def _writer(name: str) -> Callable[[Solutions, TextIO], None]:
    if name not in ROW_WRITERS:
        known = ", ".join(ROW_WRITERS)
        raise UsageError(f"no format '{name}' for rows", code="format", mend=f"take one of {known}")
    return ROW_WRITERS[name]


def _write_table(solutions: Solutions, stream: TextIO) -> None:
    """Write a table, or a record a row where the columns would be too narrow to read."""
    width = shutil.get_terminal_size((NO_TERMINAL, 0)).columns
    names = [printable(name) for name in solutions.variables]
    shown = [[printable(cell) for cell in row] for row in solutions.shown()]
    longest = [max(map(len, column)) for column in zip(names, *shown, strict=True)]
    if shown and sum(min(wide, NARROWEST) + 2 for wide in longest) > width:
        _write_records(names, shown, stream)
    else:
        _write_grid(names, shown, stream)


def _write_records(names: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO) -> None:
    """Write each row as lines of name and value; what is empty is left out."""
    wide = max(map(len, names))
    for number, row in enumerate(rows):
        stream.write("\n" if number else "")
        pairs = ((name, cell) for name, cell in zip(names, row, strict=True) if cell)
        stream.writelines(f"{name:<{wide}}  {cell}\n" for name, cell in pairs)


def _write_grid(names: Sequence[str], rows: Iterable[Sequence[str]], stream: TextIO) -> None:
    colour = stream.isatty() and not os.environ.get("NO_COLOR")
    columns = (Column(Text(name), overflow="fold") for name in names)
    table = Table(*columns, box=SIMPLE_HEAD, header_style="bold cyan", pad_edge=False)
    for row in rows:
        table.add_row(*map(Text, row))
    console = Console(
        width=shutil.get_terminal_size((NO_TERMINAL, 0)).columns,
        color_system="standard" if colour else None,
        force_terminal=colour,
        highlight=False,
    )
    with console.capture() as capture:
        console.print(table)
    lines = map(str.rstrip, capture.get().split("\n"))
    stream.writelines(f"{line}\n" for line in lines if line)


def _write_csv(solutions: Solutions, stream: TextIO) -> None:
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(solutions.variables)
    writer.writerows([_value(term) for term in row] for row in solutions.rows)


def _write_tsv(solutions: Solutions, stream: TextIO) -> None:
    stream.write("\t".join(f"?{name}" for name in solutions.variables) + "\n")
    stream.writelines(
        "\t".join("" if term is None else str(term) for term in row) + "\n"
        for row in solutions.rows
    )


def _write_json(solutions: Solutions, stream: TextIO) -> None:
    bindings = [{name: _json_term(term) for name, term in row} for row in solutions.bindings()]
    head = {"vars": list(solutions.variables)}
    _dump({"head": head, "results": {"bindings": bindings}}, stream)


def _write_jsonl(solutions: Solutions, stream: TextIO) -> None:
    for row in solutions.rows:
        pairs = zip(solutions.variables, row, strict=True)
        plain = {name: _plain(term) for name, term in pairs}
        stream.write(json.dumps(plain, ensure_ascii=False) + "\n")


def _write_xml(solutions: Solutions, stream: TextIO) -> None:
    lines = ["  <results>"]
    for row in solutions.bindings():
        bound = (f"<binding name={quoteattr(n)}>{_xml_term(term)}</binding>" for n, term in row)
        lines += ["    <result>", *(f"      {one}" for one in bound), "    </result>"]
    stream.write(_xml_page(solutions.variables, "\n".join([*lines, "  </results>\n"])))


def _write_markdown(solutions: Solutions, stream: TextIO) -> None:
    rule = ["---"] * len(solutions.variables)
    stream.write(_markdown_row(solutions.variables) + f"| {' | '.join(rule)} |\n")
    stream.writelines(map(_markdown_row, solutions.shown()))


ROW_WRITERS: dict[str, Callable[[Solutions, TextIO], None]] = {
    "table": _write_table,
    "csv": _write_csv,
    "tsv": _write_tsv,
    "json": _write_json,
    "jsonl": _write_jsonl,
    "xml": _write_xml,
    "md": _write_markdown,
}
"""The formats of `--format` for rows."""


def _value(term: Term | None) -> str:
    """Return the text of a term as CSV has it: no brackets, no quotes, no type."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else str(term)


def _plain(term: Term | None) -> str | int | bool | None:
    if isinstance(term, Literal):
        if term.datatype.value == f"{XSD}integer" and re.fullmatch(r"-?[0-9]{1,15}", term.value):
            return int(term.value)
        if term.datatype.value == f"{XSD}boolean" and term.value in {"true", "false"}:
            return term.value == "true"
    return None if term is None else _value(term)


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    fitting = [(space, name) for name, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    namespace, name = max(fitting, key=lambda pair: (len(pair[0]), pair[1]))
    return f"{name}:{iri.removeprefix(namespace)}"


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        return {"type": "triple", "value": {k: _json_term(part) for k, part in _parts(term)}}
    told = {"type": "literal", "value": term.value}
    if term.language:
        return told | {"xml:lang": term.language}
    if term.datatype.value != f"{XSD}string":
        return told | {"datatype": term.datatype.value}
    return told


def _parts(triple: Triple) -> tuple[tuple[str, Term], ...]:
    return ("subject", triple.subject), ("predicate", triple.predicate), ("object", triple.object)


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{xml_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        inside = "".join(f"<{k}>{_xml_term(part)}</{k}>" for k, part in _parts(term))
        return f"<triple>{inside}</triple>"
    told = _json_term(term)
    kinds = (f" {k}={quoteattr(told[k])}" for k in ("xml:lang", "datatype") if k in told)
    return f"<literal{''.join(kinds)}>{xml_text(term.value)}</literal>"


def _xml_page(variables: Sequence[str], body: str) -> str:
    names = "".join(f"    <variable name={quoteattr(name)}/>\n" for name in variables)
    head = f"  <head>\n{names}  </head>\n" if names else "  <head/>\n"
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{SPARQL_RESULTS}">\n'
    return f"{opening}{head}{body}</sparql>\n"


def _markdown_row(cells: Iterable[str]) -> str:
    safe = (_MARKDOWN.sub(lambda found: f"\\{found[0]}", printable(cell)) for cell in cells)
    return f"| {' | '.join(safe)} |\n"


def _tsv_text(text: str) -> str:
    return str(Literal(text))[1:-1].replace('\\"', '"')


def _dump(value: object, stream: TextIO) -> None:
    stream.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")
