"""The lines of a file that findings speak of, where it is text that can be read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST = 400
"""Characters of a line that are shown at most."""
LARGEST = 50_000_000
"""Bytes of a file that is read for its lines."""


def read_lines(path: str, numbers: Collection[int]) -> dict[int, str]:
    """Return lines by number, counted from 1, without white space at their end.

    Nothing for a file that is no text in UTF-8, is large, or cannot be read.
    """
    last, found = max(numbers, default=0), {}
    try:
        file = Path(path)
        if not last or not file.is_file() or file.stat().st_size > LARGEST:
            return {}
        with file.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if "\0" in line:
                    return {}
                if number in numbers:
                    found[number] = _cut(line.rstrip())
                if number >= last:
                    break
    except (OSError, ValueError):
        return {}
    return found


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST]} …"
