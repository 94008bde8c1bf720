"""A table for people, with a row a finding."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kg.results import printable, write_table

if TYPE_CHECKING:
    from kg.reports.model import Checked

HEADER = ("place", "severity", "code", "message", "mend")


def table_report(checked: Checked) -> str:
    """Return a table; where it would be too narrow to read, a block of lines a finding."""
    told = ((str(f.position), f.severity, f.code, f.message, f.mend) for f in checked.findings)
    rows = [tuple(map(printable, row)) for row in told]
    written = io.StringIO()
    write_table(HEADER, rows, written, "table")
    return written.getvalue()
