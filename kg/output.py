"""Writing an answer to a file: whole or not at all, `-` is stdout."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from kg.errors import InputError, Position, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TRUNCATED = "truncated: a limit cut this answer off, there is more"
"""What an answer that is not whole says of itself, in whatever format it is written."""


def write_file(path: Path, content: bytes) -> None:
    """Replace a file by new content at once, so that no reader sees half of it.

    Raises `InputError` where the folder is missing or cannot be written.
    """
    with replaced_file(path) as stream:
        stream.write(content)


@contextmanager
def replaced_file(path: Path) -> Iterator[IO[bytes]]:
    """Give a stream whose content takes the place of a file once all is written.

    What fails on the way leaves the file as it was; what goes to stdout is
    written as it comes. Raises `InputError` where the folder is missing or
    cannot be written.
    """
    if str(path) == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as draft:
            try:
                yield cast("IO[bytes]", draft)
                draft.flush()
                Path(draft.name).chmod(0o666 & ~_umask())
                Path(draft.name).replace(path)
            except BaseException:  # an interrupt, too, leaves nothing beside the file
                Path(draft.name).unlink(missing_ok=True)
                raise
    except OSError as error:
        raise unwritable(path, f"cannot write: {error.strerror}") from error


def check_writable(path: Path) -> None:
    """Raise `InputError` where `write_file` could not write, before long work is done for it."""
    if not (path.parent.is_dir() and os.access(path.parent, os.W_OK)) or path.is_dir():
        raise unwritable(path, "cannot be written", "give a file in a folder that exists")


def unwritable(
    path: Path, message: str, mend: str = "give a path that can be written"
) -> InputError:
    """Return the error for a file or a folder that cannot be written."""
    return InputError(message, position=Position(str(path)), code="unwritable", mend=mend)


def write_folder(folder: Path, files: Mapping[str, bytes], mark: bytes) -> None:
    """Write files into a folder, which is made if it is missing, by their names.

    A file that is there is replaced only if it starts with `mark`, as one
    written by this program does: else `UsageError`, and nothing is written.
    """
    for name, content in files.items():
        path = folder / name
        if path.exists() and not _starts(path, mark) and path.read_bytes() != content:
            message = f"{path} was written by hand and would be replaced"
            raise UsageError(message, code="not-ours", mend="choose another folder")
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise unwritable(folder, f"cannot write: {error.strerror}") from error
    for name, content in files.items():
        write_file(folder / name, content)


def _starts(path: Path, mark: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(mark)) == mark


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
