"""Text: a line a finding, as an editor jumps to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.results import printable

if TYPE_CHECKING:
    from kg.reports.model import Checked


def text_report(checked: Checked) -> str:
    """Return `path:line:column: severity[CODE]: message; fix`, a line a finding.

    What is not printable is written as an escape, so that a line stays one.
    """
    return "".join(f"{printable(str(finding))}\n" for finding in checked.findings)
