"""Findings -> a report: one module a format, chosen by name or by a file's ending.

Every writer keeps the order it is given and asks no clock, so that the same
findings are the same bytes.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from kg.errors import UsageError
from kg.reports.github import github_report
from kg.reports.html import html_report
from kg.reports.json import json_report, outcome_json
from kg.reports.junit import junit_report
from kg.reports.model import Checked
from kg.reports.sarif import sarif_report
from kg.reports.table import table_report
from kg.reports.text import text_report
from kg.reports.turtle import turtle_report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.errors import Finding

__all__ = ["ENDINGS", "FORMATS", "format_of", "known_format", "outcome_json", "write_report"]

FORMATS: dict[str, Callable[[Checked], str]] = {
    "text": text_report,
    "table": table_report,
    "json": json_report,
    "turtle": turtle_report,
    "sarif": sarif_report,
    "junit": junit_report,
    "github": github_report,
    "html": html_report,
}
"""The formats of `kg validate --format`."""

ENDINGS = {
    ".sarif.json": "sarif",
    ".sarif": "sarif",
    ".xml": "junit",
    ".ttl": "turtle",
    ".html": "html",
    ".json": "json",
    ".txt": "text",
}
"""A file's ending -> the format it is written in where none is named; the first that fits."""


def write_report(
    findings: Iterable[Finding],
    stream: IO[bytes],
    format: str,  # noqa: A002 - as the option of the command line
    files: Iterable[str] = (),
) -> None:
    """Write findings in a format of `FORMATS`, as UTF-8.

    `files` are the names of all that was looked at: a format with an entry a
    file has one for those without a finding, too. Raises `UsageError` for an
    unknown format.
    """
    written = FORMATS[known_format(format)](Checked(tuple(findings), tuple(files)))
    stream.write(written.encode("utf-8", "backslashreplace"))


def known_format(name: str) -> str:
    """Return a format's name; raise `UsageError`, which lists all, where there is none."""
    if name not in FORMATS:
        mend = f"take one of {', '.join(FORMATS)}"
        raise UsageError(f"no report format '{name}'", code="format", mend=mend)
    return name


def format_of(file: str) -> str:
    """Return the format that a file's ending tells; `-` and no ending are text.

    Raises `UsageError` for another ending.
    """
    name = file.lower().rpartition("/")[2]
    for ending, format_name in ENDINGS.items():
        if name.endswith(ending):
            return format_name
    if "." not in name.lstrip("."):
        return "text"
    mend = f"end it in {', '.join(ENDINGS)}, or add --format"
    raise UsageError(f"'{file}' has an ending that tells no format", code="format", mend=mend)
