"""One writer at a time: a file lock that tells who holds it.

The lock is the operating system's, so it is released when its holder dies;
the text in the file only says who that is.
"""

from __future__ import annotations

import fcntl
import json
import os
import socket
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def hold(lock: Path, command: str) -> Iterator[None]:
    """Hold the lock file while inside; a second writer is told who has it."""
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreError(
                f"{lock.parent} is being written by {_holder(descriptor)}",
                code="store-locked",
                mend="wait until it is done, then run the command again",
            ) from None
        _write(descriptor, _myself(command))
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def holder(path: Path) -> str:
    """Say who is writing to a store, empty where nobody is."""
    try:
        descriptor = os.open(path / "lock", os.O_RDONLY)
    except FileNotFoundError:
        return ""
    try:
        # A lock that was let go is empty; it is not tried, or a writer could find it taken by us.
        if not os.fstat(descriptor).st_size:
            return ""
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(descriptor)
    finally:
        os.close(descriptor)
    return ""


def _myself(command: str) -> bytes:
    record = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "command": command,
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    return json.dumps(record).encode()


def _write(descriptor: int, text: bytes) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, text, 0)


def _holder(descriptor: int) -> str:
    """Say who holds the lock, as well as the file tells."""
    try:
        record = json.loads(os.pread(descriptor, 4096, 0))
        return "`{command}` (process {pid} on {host}, since {since})".format(**record)
    except (ValueError, KeyError, TypeError):
        return "another process"
