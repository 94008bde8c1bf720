r"""Rows of cells -> mappings: one row is one fact, and a header says what its cells are.

A header is a key, or keys joined by dots: `evidence.quote` is a mapping in a
mapping, and a number among them counts the entries of a list from 1:
`chain.2.by`. A `|` in a cell parts several values, `\|` is a bar, `\\` a
backslash; spaces around a value do not count. A cell without text is a key
that is not there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

from kg.errors import Finding
from kg.facts.model import Entry, Mapping, Scalar, Sequence
from kg.facts.scalars import scalar
from kg.facts.text import MAX_DEPTH, too_deep

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.errors import Position
    from kg.facts.model import Value

Row: TypeAlias = dict[int, Scalar]
"""The cells of a row that hold text, by the number of their column."""

Steps: TypeAlias = tuple[str, ...]

INDEX = re.compile("[1-9][0-9]{0,5}")
PART = re.compile(r"\\[\\|]|[|\\]|[^|\\]+")


def mappings(rows: Iterable[Row], findings: list[Finding]) -> tuple[Mapping, ...]:
    """Return what the rows under a header row say; rows without text are passed over.

    What is wrong is added to the findings, at its cell. Raises `InputError`
    for a header of more than `MAX_DEPTH` keys.
    """
    filled = (row for row in rows if row)
    columns = _columns(next(filled, {}), findings)
    found: list[Mapping] = []
    for row in filled:
        findings += [_headless(cell) for column, cell in row.items() if column not in columns]
        cells = [(columns[n], cell) for n, cell in row.items() if columns.get(n)]
        node = _node(cells, findings) if cells else None
        if isinstance(node, Mapping):
            found.append(node)
    return tuple(found)


def _columns(header: Row, findings: list[Finding]) -> dict[int, Steps]:
    """Return the steps of each column; none where its header is refused."""
    columns: dict[int, Steps] = {}
    for number, written in header.items():
        cell = scalar(written.text, written.position, findings)
        steps = tuple(step.strip() for step in cell.text.split("."))
        if len(steps) > MAX_DEPTH:
            raise too_deep(cell.position)
        if fault := _fault(steps):
            mend = "write a key, or keys joined by dots: `by`, `evidence.quote`, `chain.1.by`"
            message = f"the header '{cell.text}' {fault}"
            findings.append(Finding(cell.position, "error", "bad-header", message, mend))
            steps = ()
        elif steps in columns.values():
            message = f"the header '{cell.text}' stands here a second time"
            mend = "keep one column; part several values by `|`"
            findings.append(Finding(cell.position, "error", "duplicate-key", message, mend))
            steps = ()
        columns[number] = steps
    return columns


def _fault(steps: Steps) -> str:
    """Return what is wrong with a header's steps, if anything is."""
    if not all(steps):
        return "has an empty part"
    if steps[0].isdecimal():
        return "starts with a number"
    if any(step.isdecimal() and not INDEX.fullmatch(step) for step in steps):
        return "has a number that counts no entry: the first is 1"
    return ""


def _headless(cell: Scalar) -> Finding:
    mend = "write a key above it, or empty it"
    message = f"'{cell.text[:40]}' stands in a column without a header"
    return Finding(cell.position, "error", "bad-header", message, mend)


def _node(cells: list[tuple[Steps, Scalar]], findings: list[Finding]) -> Value:
    """Return the mapping or the list that cells with at least one step make up."""
    groups: dict[str, list[tuple[Steps, Scalar]]] = {}
    for steps, cell in cells:
        groups.setdefault(steps[0], []).append((steps[1:], cell))
    at = cells[0][1].position
    numbers = sorted((key for key in groups if key.isdecimal()), key=int)
    named = [key for key in groups if not key.isdecimal()]
    if numbers and named:
        place = max(groups[numbers[0]][0][1].position, groups[named[0]][0][1].position)
        what = f"'{numbers[0]}' counts an entry of a list, and '{named[0]}' is a key"
        findings.append(_both(place, what))
    if numbers:
        return Sequence(tuple(_value(groups[key], findings) for key in numbers), at)
    entries = [Entry(k, _value(groups[k], findings), groups[k][0][1].position) for k in named]
    return Mapping(tuple(entries), at)


def _value(cells: list[tuple[Steps, Scalar]], findings: list[Finding]) -> Value:
    """Return what the cells of one key say."""
    own = next((cell for steps, cell in cells if not steps), None)
    if own is None:
        return _node(cells, findings)
    if len(cells) > 1:
        below = next(".".join(steps) for steps, _ in cells if steps)
        what = f"a value stands here beside one in a column '.{below}' below it"
        findings.append(_both(own.position, what))
    return _values(own, findings)


def _values(cell: Scalar, findings: list[Finding]) -> Value:
    """Return the one value of a cell, or the several that `|` parts."""
    if "|" not in cell.text and "\\" not in cell.text:
        return scalar(cell.text.strip(), cell.position, findings)
    pieces = [""]
    for part in PART.findall(cell.text):
        if part == "|":
            pieces.append("")
        else:
            pieces[-1] += part[1:] or part if part[0] == "\\" else part
    words = [piece.strip() for piece in pieces]
    if not all(words):
        message = "an empty value stands beside a '|'"
        mend = "write a value on both sides, or `\\|` for the sign itself"
        findings.append(Finding(cell.position, "error", "empty-value", message, mend))
    values = [scalar(word, cell.position, findings) for word in words if word]
    return values[0] if len(pieces) == 1 else Sequence(tuple(values), cell.position)


def _both(position: Position, what: str) -> Finding:
    mend = "fill one of the two in a row"
    return Finding(position, "error", "wrong-kind", what, mend)
