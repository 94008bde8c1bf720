"""JSON: what a load or a validation found and did, as `--json` of both gives it."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.errors import Finding
    from kg.reports.model import Checked


def json_report(checked: Checked) -> str:
    """Return the findings as an object; a validation changes and rejects no source."""
    return outcome_json(checked.findings) + "\n"


def outcome_json(
    findings: Iterable[Finding],
    sources: Iterable[dict[str, Any]] = (),
    generation: int | None = None,
    rejected: Iterable[str] = (),
) -> str:
    """Return findings, what was done to each source, the generation and the ids left out."""
    body = {
        "findings": [asdict(finding) for finding in findings],
        "sources": list(sources),
        "generation": generation,
        "rejected": list(rejected),
    }
    return json.dumps(body, ensure_ascii=False, indent=2)
