"""Which release of the program this is; the packaging tells the same."""

from __future__ import annotations

__version__ = "0.1.0"
