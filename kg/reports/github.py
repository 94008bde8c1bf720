"""Workflow commands of GitHub Actions: a finding becomes a note at its line of the diff.

Escaping as in the toolkit's `command.ts`: `%`, CR and LF everywhere, in
properties also `:` and `,`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.reports.model import told

if TYPE_CHECKING:
    from kg.errors import Finding, Severity
    from kg.reports.model import Checked

COMMANDS: dict[Severity, str] = {"warning": "warning", "info": "notice"}
"""The command of a severity; of what is graver, `error`."""


def github_report(checked: Checked) -> str:
    """Return a workflow command a finding; nothing where there is none."""
    return "".join(f"{_command(finding)}\n" for finding in checked.findings)


def _command(finding: Finding) -> str:
    at = finding.position
    known = {
        "file": at.path,
        "line": str(at.line or ""),
        "col": str(at.column or "") if at.line else "",
        "title": finding.code,
    }
    properties = ",".join(f"{name}={_property(value)}" for name, value in known.items() if value)
    return f"::{COMMANDS.get(finding.severity, 'error')} {properties}::{_message(told(finding))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
