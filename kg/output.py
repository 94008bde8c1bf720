"""Writing an answer to a file: whole or not at all, `-` is stdout."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from kg.errors import InputError, Position


def write_file(path: Path, content: bytes) -> None:
    """Replace a file by new content at once, so that no reader sees half of it.

    Raises `InputError` where the folder is missing or cannot be written.
    """
    if str(path) == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            draft.write(content)
        Path(draft.name).chmod(0o666 & ~_umask())
        Path(draft.name).replace(path)
    except OSError as error:
        message, mend = f"cannot write: {error.strerror}", "give a path that can be written"
        raise InputError(
            message, position=Position(str(path)), code="unwritable", mend=mend
        ) from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
