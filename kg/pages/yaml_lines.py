"""Plain entries -> YAML in block style, as facts files are written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Entry: TypeAlias = "dict[str, str | Entry | list[Entry]]"

BARE = re.compile(r"[^\W_](?:[\w ,.()/'-]|:(?! ))*[\w.)/]|[^\W_]")
WORDS = re.compile(r"null|y|n|yes|no|on|off|true|false", re.IGNORECASE)


def write_yaml(value: Entry | Sequence[Entry]) -> str:
    """Return an entry, or a list of them, as lines.

    >>> print(write_yaml([{"type": "Threat", "then": {"action": "embargo"}}]))
    - type: Threat
      then:
        action: embargo
    """
    return "\n".join(_mapping(value) if isinstance(value, dict) else _items(value))


def _mapping(entry: Entry) -> Iterator[str]:
    for key, value in entry.items():
        if isinstance(value, str):
            yield f"{key}: {_scalar(value)}"
            continue
        yield f"{key}:"
        inner = _mapping(value) if isinstance(value, dict) else _items(value)
        yield from (f"  {line}" for line in inner)


def _items(entries: Sequence[Entry]) -> Iterator[str]:
    for entry in entries:
        for number, line in enumerate(_mapping(entry)):
            yield f"{'  ' if number else '- '}{line}"


def _scalar(text: str) -> str:
    if BARE.fullmatch(text) and not WORDS.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)
