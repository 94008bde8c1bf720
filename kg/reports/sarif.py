"""SARIF 2.1.0 (OASIS), which code scanning and editors read.

A fingerprint is made of what a finding says, not of where it stands, so that a
finding is known again when lines move; numbers of lines in a message do not
count either. Columns count code points.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from kg.release import __version__
from kg.reports.model import help_uri, told, uri_reference
from kg.terms import BASE, digest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.errors import Finding, Severity
    from kg.reports.model import Checked

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS: dict[Severity, str] = {"warning": "warning", "info": "note"}
"""The level of a severity; of what is graver, `error`."""
FINGERPRINT = "demarcheFinding/v1"


def sarif_report(checked: Checked) -> str:
    """Return a log of one run: its rules are the codes that occur."""
    codes = sorted({finding.code for finding in checked.findings})
    driver = {
        "name": "kg validate",
        "version": __version__,
        "informationUri": BASE,
        "rules": [{"id": code, "helpUri": help_uri(code)} for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "artifacts": [{"location": {"uri": uri_reference(f)}} for f in checked.by_file() if f],
        "results": list(_results(checked.findings, codes)),
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _results(findings: Sequence[Finding], codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    seen: Counter[str] = Counter()
    for finding in findings:
        mark = _fingerprint(finding)
        seen[mark] += 1
        yield {
            "ruleId": finding.code,
            "ruleIndex": codes.index(finding.code),
            "level": LEVELS.get(finding.severity, "error"),
            "message": {"text": told(finding)},
            "locations": [_location(finding)] if finding.position.path else [],
            "partialFingerprints": {FINGERPRINT: f"{mark}:{seen[mark]}"},
        }


def _location(finding: Finding) -> dict[str, Any]:
    at = finding.position
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri_reference(at.path)}}
    if at.line:
        column = {"startColumn": at.column} if at.column else {}
        physical["region"] = {"startLine": at.line} | column
    return {"physicalLocation": physical}


def _fingerprint(finding: Finding) -> str:
    words = re.sub(r"[0-9]+", "0", finding.message)
    parts = (finding.focus, finding.path, finding.value, words)
    name = uri_reference(finding.position.path) if finding.position.path else ""
    return digest(finding.code, name, *(p.encode("utf-8", "replace").decode() for p in parts))
