"""XLSX -> a document: a sheet each for the source, the facts, actors and places.

Openpyxl gives the cells; formulas are refused, not computed, since a file's
stored results may be old.
"""

from __future__ import annotations

import warnings
from datetime import date, datetime, time
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from openpyxl import load_workbook

from kg.errors import Finding, InputError, Position
from kg.facts.layout import TOP_KEYS, source_facts
from kg.facts.model import Entry, Mapping, Scalar, Sequence
from kg.facts.scalars import raise_found
from kg.facts.table import mappings
from kg.facts.workbook import SPLIT, read_package, refuse

if TYPE_CHECKING:
    from typing import BinaryIO

    from kg.facts.model import SourceFacts, Value
    from kg.facts.table import Row
    from kg.facts.workbook import Package

ASIDE = ("_", "#")
# Cells may share a long text, so that a small workbook says more than it holds.
MAX_CHARACTERS = 8_000_000
MAX_BARS = 100_000


class Cell(NamedTuple):
    """What a cell holds, as openpyxl tells it."""

    row: int
    column: int
    kind: str
    value: object


def read_xlsx(stream: BinaryIO, name: str) -> SourceFacts:
    """Return the source of a workbook; places are `FILE[SHEET]:row:column`.

    Raises `InputError` for what is no workbook or too large a one, `DataError`
    with everything else that is wrong.
    """
    findings: list[Finding] = []
    sheets: dict[str, Value] = {}
    entries: list[Entry] = []
    read = _sheets(read_package(stream, name), name)
    _check_amount([cell for _, cells in read for cell in cells], name)
    for title, cells in read:
        at, key = Position(f"{name}[{title}]"), title.strip().lower()
        if key.startswith(ASIDE):
            continue
        if key not in TOP_KEYS or key in sheets:
            findings.append(_unknown_sheet(at))
            continue
        said = mappings(_rows(cells, at.path, findings), findings)
        sheets[key] = _one(said, at, findings) if key == "source" else Sequence(said, at)
        entries.append(Entry(key, sheets[key], at))
    if "source" not in sheets:
        mend = "add it: a header row with `id`, and one row"
        what = "the workbook has no sheet 'source'"
        findings.append(Finding(Position(name), "error", "missing-key", what, mend))
    raise_found(findings)
    return source_facts(Mapping(tuple(entries), Position(name)), name)


def _unknown_sheet(at: Position) -> Finding:
    message = "a sheet of this name is not known, or there twice"
    mend = f"known: {', '.join(TOP_KEYS)}; start its name with '_' to keep it aside"
    return Finding(at, "error", "unknown-sheet", message, mend)


def _one(said: tuple[Mapping, ...], at: Position, findings: list[Finding]) -> Mapping:
    """Return the one row of the source's sheet."""
    if len(said) != 1:
        place = said[1].position if said else at
        mend = "write one row under its header: a workbook has one source"
        message = f"the sheet 'source' has {len(said)} rows"
        findings.append(Finding(place, "error", "wrong-kind", message, mend))
    return said[0] if said else Mapping((), at)


def _sheets(package: Package, name: str) -> list[tuple[str, list[Cell]]]:
    """Return each sheet's title and its cells that hold something."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(package.content, read_only=True, keep_links=False)
            return [
                (
                    sheet.title,
                    [
                        Cell(cell.row, cell.column, cell.data_type, cell.value)
                        for row in sheet.iter_rows(
                            max_row=package.rows or 1, max_col=package.columns or 1
                        )
                        for cell in row
                        if cell.value is not None
                    ],
                )
                for sheet in book.worksheets
            ]
    except Exception as error:  # whatever openpyxl meets in a file that no program wrote
        mend = "open it in a spreadsheet program and save it as .xlsx"
        what = f"not XLSX: {error or type(error).__name__}".splitlines()[0]
        raise InputError(what, position=Position(name), code="syntax", mend=mend) from error


def _check_amount(cells: list[Cell], name: str) -> None:
    texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    if sum(map(len, texts)) > MAX_CHARACTERS or sum(t.count("|") for t in texts) > MAX_BARS:
        refuse(name, "the workbook's cells say too much", SPLIT, "too-large")


def _rows(cells: list[Cell], path: str, findings: list[Finding]) -> list[Row]:
    rows: dict[int, Row] = {}
    for cell in cells:
        at = Position(path, cell.row, cell.column)
        text = _text(cell, at, findings)
        if text and not text.isspace():
            rows.setdefault(cell.row, {})[cell.column] = Scalar(text, at)
    return list(rows.values())


def _text(cell: Cell, at: Position, findings: list[Finding]) -> str:
    """Return what a cell holds as an analyst would have written it."""
    value = cell.value
    if cell.kind == "f":
        findings.append(
            Finding(at, "error", "formula", "the cell holds a formula", "paste its value")
        )
    elif cell.kind == "e":
        message = f"the cell holds the error {value}"
        findings.append(Finding(at, "error", "cell-error", message, "mend or empty it"))
    elif isinstance(value, bool):
        return "true" if value else "false"
    elif isinstance(value, datetime):
        return (value.date() if value.time() == time.min else value).isoformat()
    elif isinstance(value, date | time):
        return value.isoformat()
    elif isinstance(value, int | float) and isfinite(value):
        return f"{Decimal(repr(value)):f}".removesuffix(".0")
    elif isinstance(value, str):
        return value
    else:
        message = "the cell holds a duration or no number"
        findings.append(Finding(at, "error", "wrong-kind", message, "write it as text"))
    return ""
