"""CSV (RFC 4180, strict) -> rows of cells with positions, and the source beside them.

A reader of our own, because `csv` keeps no positions and reads on where a
quote is missing. The delimiter is the one of comma, semicolon and tab that the
header holds most of, since spreadsheet programs write that of their locale.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import DataError, Finding, InputError
from kg.facts.layout import source_facts, wrong_kind
from kg.facts.model import Entry, Mapping, Scalar, Sequence
from kg.facts.scalars import raise_found
from kg.facts.table import mappings
from kg.facts.text import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.facts.model import SourceFacts, Value
    from kg.facts.table import Row

DELIMITERS = ",;\t"
RECORD = re.compile(r'\s*+((?:[^"\r\n]++|"[^"]*+"?)*+)')
QUOTED = re.compile(r'"(?:[^"]++|"")*+"')
LINE_END = re.compile(r"\r\n|\r|\n")


def csv_facts(text: str, name: str, beside: Value) -> SourceFacts:
    """Return the facts of a CSV text, of the source that the document beside it names.

    Raises `InputError` for what is no CSV, and `DataError` with what is wrong
    in cells or beside.
    """
    if not isinstance(beside, Mapping):
        raise DataError([wrong_kind("the document", beside, "start it with `source:`")])
    findings = [_facts_beside(e, name) for e in beside.entries if e.key == "facts"]
    facts = mappings(_rows(text, name), findings)
    raise_found(findings)
    place = lines_of(text, name).at(0)
    entry = Entry("facts", Sequence(facts, place), place)
    return source_facts(Mapping((*beside.entries, entry), beside.position), name)


def _facts_beside(entry: Entry, name: str) -> Finding:
    message = "facts stand in the file that names a CSV file's source"
    return Finding(entry.position, "error", "source-file", message, f"move them to {name}")


def _rows(text: str, name: str) -> Iterator[Row]:
    """Give the rows that hold text; the first sets how many cells a row may have."""
    lines = lines_of(text, name)
    width = 0
    for record in _records(text, name):
        if width and len(record) > width:
            message = f"the row has more than the {width} cells of its header"
            mend = "put a cell that holds the delimiter in double quotes"
            place = lines.at(record[width][0])
            raise InputError(message, position=place, code="syntax", mend=mend)
        row = {
            column: Scalar(cell, lines.at(at))
            for column, (at, cell) in enumerate(record, 1)
            if cell and not cell.isspace()
        }
        if row:
            width = width or len(record)
            yield row


def _records(text: str, name: str) -> Iterator[list[tuple[int, str]]]:
    """Give the cells of each line, each with its index in the text."""
    delimiter = _delimiter(text)
    bare = re.compile(f'[^"{delimiter}\r\n]*+')
    record: list[tuple[int, str]] = []
    at = 0
    while True:
        quoted = QUOTED.match(text, at)
        found = quoted or bare.match(text, at)
        end = found.end() if found else at
        cell = text[at + 1 : end - 1].replace('""', '"') if quoted else text[at:end]
        record.append((at, cell))
        stop = text[end : end + 1]
        if stop == delimiter:
            at = end + 1
            continue
        line_end = LINE_END.match(text, end)
        if stop and line_end is None:
            raise _syntax(text, name, end, at)
        yield record
        if line_end is None or line_end.end() == len(text):
            return
        record, at = [], line_end.end()


def _delimiter(text: str) -> str:
    """Return the delimiter of the header: the most frequent outside quotes, else a comma."""
    found = RECORD.match(text)
    header = QUOTED.sub("", found[1]) if found else ""
    return max(DELIMITERS, key=header.count)


def _syntax(text: str, name: str, end: int, start: int) -> InputError:
    """Return the error for what follows a cell, though no delimiter or line end does."""
    if end == start:
        what, place = "the quote that opens here has no end", start
    elif text[start] == '"':
        what, place = "text stands after the closing quote of a cell", end
    else:
        what, place = "a quote stands in a cell that is not in quotes", end
    mend = 'put the whole cell in double quotes, and write `""` for a quote in it'
    at = lines_of(text, name).at(place)
    return InputError(f"not CSV: {what}", position=at, code="syntax", mend=mend)
