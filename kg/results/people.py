"""Formats for people: a table for the terminal, and Markdown."""

from __future__ import annotations

import os
import re
import shutil
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kg.output import TRUNCATED
from kg.results.model import Named, iri
from kg.results.text import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import TextIO

    from kg.results.model import Cell, Solutions

NO_TERMINAL = 10_000
"""Columns of a table that goes to no terminal: nothing is folded there."""
NARROWEST = 18
"""The least width that a column of words is read well in."""

_MARKDOWN = re.compile(r"[\\|`*<>\[\]~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=#?[A-Za-z0-9]+;)")


def write_table(solutions: Solutions, stream: TextIO) -> None:
    """Write a table, or a record a row where the columns would be too narrow to read."""
    width = shutil.get_terminal_size((NO_TERMINAL, 0)).columns
    names = [printable(name) for name in solutions.variables]
    shown = [[printable(cell) for cell in row] for row in solutions.shown()]
    longest = [max(map(len, column)) for column in zip(names, *shown, strict=True)]
    if shown and sum(min(wide, NARROWEST) + 2 for wide in longest) > width:
        _write_records(names, shown, stream)
    else:
        _write_grid(names, shown, stream)
    stream.write(f"{TRUNCATED}\n" if solutions.truncated else "")


def write_markdown(solutions: Solutions, stream: TextIO) -> None:
    """Write a table of Markdown, as GitHub reads it; what has an IRI links to it."""
    rule = ["---"] * len(solutions.variables)
    stream.write(_row(map(_escaped, solutions.variables)) + _row(rule))
    stream.writelines(_row(_linked(solutions, cell) for cell in row) for row in solutions.rows)
    stream.write(f"\n{TRUNCATED}\n" if solutions.truncated else "")


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


def _linked(solutions: Solutions, cell: Cell) -> str:
    """Return a cell of Markdown: a link where it has an IRI, else its text."""
    text = _escaped(solutions.show(cell))
    if not isinstance(cell, NamedNode | Named) or not iri(cell).startswith(("http:", "https:")):
        return text
    target = re.sub(r"[()]", r"\\\g<0>", iri(cell))
    return f"[{text}]({target})"


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(lambda found: f"\\{found[0]}", printable(text))


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
