"""An explanation as text for a terminal, as Markdown for a note, as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.explain.markdown import markdown_lines
from kg.explain.text import text_lines

if TYPE_CHECKING:
    from kg.explain.model import Explanation

FORMATS = ("text", "md", "json")


def write_explanation(explanation: Explanation, name: str) -> str:
    """Return an explanation in a format of `FORMATS`; raises `UsageError` for another."""
    if name == "json":
        return json.dumps(asdict(explanation), ensure_ascii=False, indent=2) + "\n"
    if name == "md":
        return "\n".join(markdown_lines(explanation)) + "\n"
    if name in {"text", "txt"}:
        return "\n".join(text_lines(explanation)) + "\n"
    message = f"'{name}' is no format of an explanation"
    raise UsageError(message, code="format", mend=f"take one of {', '.join(FORMATS)}")
