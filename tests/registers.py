"""The files of the shipped register as tests read them: as plain YAML and TSV."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TypeAlias

REGISTER = Path(__file__).resolve().parents[1] / "ontology/register"

Entry: TypeAlias = dict[str, str | list[str]]


@cache
def spellings(file: str) -> list[tuple[str, str, str]]:
    """Return the rows of names/FILE.tsv: id, language, name."""
    with (REGISTER / "names" / f"{file}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        head, *rest = [tuple(row) for row in rows]
    assert head == ("id", "language", "name")
    return [(a, b, c) for a, b, c in rest]


def values(entry: Entry, *keys: str) -> list[str]:
    """Return what an entry says under some keys."""
    found: list[str] = []
    for key in keys:
        value = entry.get(key, [])
        found += [value] if isinstance(value, str) else value
    return found
