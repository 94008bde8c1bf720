"""JSON: the whole report, as `kg load --json` gives it too."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.reports.model import Checked


def json_report(checked: Checked) -> str:
    """Return the findings as an object; a validation changes and rejects no source."""
    body: dict[str, Any] = {
        "findings": [asdict(finding) for finding in checked.findings],
        "sources": [],
        "generation": None,
        "rejected": [],
    }
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"
