"""What takes long to work out, kept between runs in the user's cache folder.

Losing it costs time and nothing else: whatever cannot be read or written there
is worked out anew.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

from kg.errors import InputError
from kg.output import write_file

MOST = 500
"""So many are kept; then all are let go, as there is no telling which are still of use."""

LOST = (OSError, UnicodeError, RuntimeError)
"""What keeps a text from being kept; the last is that nobody has a home."""


def cache_folder() -> Path:
    """Return the folder, which need not exist: `$XDG_CACHE_HOME/demarche-kg`, or its like."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    usual = Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
    return (Path(given) if given else usual.expanduser()) / "demarche-kg"


def recall(name: str) -> str | None:
    """Return the text kept under a name, or None."""
    with suppress(*LOST):
        return (cache_folder() / name).read_text("utf-8")
    return None


def remember(name: str, text: str) -> None:
    """Keep a text under a name, at once as a whole, if that is possible."""
    with suppress(InputError, *LOST):
        folder, content = cache_folder(), text.encode()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        kept = list(folder.iterdir())
        for old in kept if len(kept) >= MOST else ():
            old.unlink(missing_ok=True)
        write_file(folder / name, content)
