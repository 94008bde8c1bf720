"""Lexical forms of typed values."""

from __future__ import annotations

import pytest

from kg.lexical import literal
from kg.terms import XSD

CASES = [
    ("integer", "24", True), ("integer", "-3", True), ("integer", "024", False),
    ("integer", "1.0", False), ("integer", "", False), ("decimal", "0.5", True),
    ("decimal", "0.50", False), ("boolean", "true", True), ("boolean", "yes", False),
    ("date", "2024-02-29", True), ("date", "2023-02-29", False), ("date", "2024-2-9", False),
    ("anyURI", "https://example.org/a", True), ("anyURI", "javascript:alert(1)", False),
    ("anyURI", "https://", False), ("string", "anything", True),
]  # fmt: skip


@pytest.mark.parametrize(("datatype", "text", "good"), CASES)
def test_only_canonical_forms_pass(datatype: str, text: str, good: bool) -> None:  # noqa: FBT001
    """What an engine would rewrite, or accept though it is none, is refused."""
    if good:
        assert literal(text, XSD + datatype).value == text
    else:
        with pytest.raises(ValueError, match="is not"):
            literal(text, XSD + datatype)
