"""What every format refuses in a value or a key."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.errors import DataError, Finding
from kg.facts.model import Entry, Scalar
from kg.facts.text import CONTROL, control

if TYPE_CHECKING:
    from kg.errors import Position
    from kg.facts.model import Value

SURROGATE = re.compile("[\ud800-\udfff]")


def scalar(text: str, position: Position, findings: list[Finding]) -> Scalar:
    """Return a value as written; an empty one is noted among the findings."""
    if not text.strip():
        mend = "write a value, or leave the key out; inside { } a text with a comma needs quotes"
        findings.append(Finding(position, "error", "empty-value", "empty value", mend))
    found = CONTROL.search(text)
    if found:
        raise control(position, found[0])
    return Scalar(text, position)


def add_entry(entries: dict[str, Entry], key: Scalar, value: Value, found: list[Finding]) -> None:
    """Add a key with its value; the key's second time is a finding."""
    first = entries.setdefault(key.text, Entry(key.text, value, key.position))
    if first.position != key.position:
        message = f"the key '{key.text}' stands here a second time"
        mend = f"keep one; the first is on line {first.position.line}"
        if first.position.line == key.position.line:
            mend = f"keep one; the first is in column {first.position.column}"
        found.append(Finding(key.position, "error", "duplicate-key", message, mend))


def raise_found(findings: list[Finding]) -> None:
    """Raise `DataError` if anything was found."""
    if findings:
        raise DataError(findings)
