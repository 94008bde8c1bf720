"""Files that survive a crash, and what an operating system's error means."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager
from hashlib import file_digest
from typing import TYPE_CHECKING, Any

from kg.deferred import deferred
from kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import ThreadPoolExecutor
    from pathlib import Path
else:
    ThreadPoolExecutor = deferred("concurrent.futures", "ThreadPoolExecutor")

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FULL_WORDS = ("No space left", "quota exceeded", "File too large")
_CLOSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of the system and the engine into a `StoreError` with a mend."""
    try:
        yield
    except OSError as error:
        raise _meaning(path, error) from error
    except RuntimeError as error:
        raise damaged(path, str(error)) from error


def _meaning(path: Path, error: OSError) -> StoreError:
    """Say what an error means; the engine's own carry no number, only words."""
    said = str(error)
    if error.errno in _FULL or any(words in said for words in _FULL_WORDS):
        return StoreError(
            f"the disk is full while writing {path}",
            code="disk-full",
            mend="nothing was changed; make room and run the command again",
        )
    if error.errno in _CLOSED or "Permission denied" in said or "Read-only file" in said:
        return StoreError(
            f"no permission for {error.filename or path}",
            code="store-readonly",
            mend="check the folder's owner and permissions",
        )
    return damaged(path, said)


def damaged(path: Path, why: str) -> StoreError:
    """Return the error for a store that is ours and cannot be used."""
    return StoreError(
        f"{path} is damaged: {why}",
        code="store-damaged",
        mend="load its facts files into a new store with --store",
    )


def write(target: Path, content: bytes) -> None:
    """Write a new file and wait until it is on the disk."""
    with target.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def copy(source: Path, target: Path) -> None:
    """Put a copy of a file in place in one step, and wait until it is on the disk."""
    making = target.with_name(f".{target.name}.tmp")
    shutil.copyfile(source, making)
    settle(making)
    making.replace(target)
    settle(target.parent)


def replace(target: Path, content: bytes) -> None:
    """Replace a file in one step: a reader sees the old or the new one, whole."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    write(fresh, content)
    fresh.replace(target)
    settle(target.parent)


def settle(*folders: Path) -> None:
    """Wait until what folders list is on the disk, not what the files hold."""
    for folder in folders:
        _sync(folder)


def settle_files(folder: Path, before: Path) -> None:
    """Wait until a folder and every file in it are on the disk; those of `before` are."""
    for place in folder.iterdir():
        if not _linked(place, before):
            _sync(place)
    _sync(folder)


def remove(place: Path) -> None:
    """Remove a file or a folder with all that is in it."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink()


def manifest(data: Path, before: Path, known: dict[str, Any]) -> dict[str, Any]:
    """Return size and sha256 of each file; one linked from `before` is not read again.

    As many are read at a time as there are cores.
    """
    places = sorted(data.iterdir())
    fresh = [place for place in places if place.name not in known or not _linked(place, before)]
    with ThreadPoolExecutor() as readers:
        measured = dict(zip(fresh, readers.map(_measure, fresh), strict=True))
    return {place.name: measured.get(place) or known[place.name] for place in places}


def _linked(place: Path, before: Path) -> bool:
    old = before / place.name
    return old.exists() and place.samefile(old)


def missing(data: Path, expected: dict[str, Any]) -> list[str]:
    """Names of files that are absent or of another size."""
    return [
        name
        for name, (size, _) in expected.items()
        if not (data / name).is_file() or (data / name).stat().st_size != size
    ]


def changed(data: Path, expected: dict[str, Any]) -> list[str]:
    """Names of files whose content is not what was written."""
    gone = missing(data, expected)
    return sorted(
        name
        for name, measured in expected.items()
        if name in gone or _measure(data / name) != measured
    )


def _measure(place: Path) -> list[int | str]:
    with place.open("rb") as stream:
        digest = file_digest(stream, "sha256").hexdigest()
    return [place.stat().st_size, digest]


def _sync(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
