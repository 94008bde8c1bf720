"""Errors as people meet them."""

from __future__ import annotations

import re

from conftest import ROOT

from kg.errors import DataError, Finding, Position, in_order

CODE = re.compile(r'code="([a-z][a-z-]+)"|"error",\s*"([a-z][a-z-]+)"')


def test_every_code_is_explained() -> None:
    """A code that the program prints stands in docs/errors.md with its cause and fix."""
    texts = [path.read_text("utf-8") for path in (ROOT / "kg").rglob("*.py")]
    codes = {a or b for text in texts for a, b in CODE.findall(text)}
    explained = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs/errors.md").read_text("utf-8")))
    inner = {"internal", "data", "shapes", "violation", "query-failed"}
    assert sorted(codes - explained - inner) == []


def test_a_finding_is_one_line() -> None:
    """Path, line and column, severity, code, what, and what to do next."""
    finding = Finding(Position("a.yaml", 3, 7), "error", "bad-date", "'x' is no date", "write one")
    assert str(finding) == "a.yaml:3:7: error[bad-date]: 'x' is no date; write one"


def test_findings_come_in_reading_order_each_once() -> None:
    """The list runs down the file, and the same finding is not told twice."""
    late = Finding(Position("a", 9, 1), "error", "b", "late")
    early = Finding(Position("a", 2, 1), "info", "a", "early")
    assert in_order([late, early, late]) == [early, late]
    assert DataError([late, early]).findings == [early, late]
