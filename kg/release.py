"""Which release of the program this is; the packaging tells the same."""

from __future__ import annotations

version = "0.1.0"
