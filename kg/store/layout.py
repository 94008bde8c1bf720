"""Where things are in a store's folder, and whose folder it is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kg.errors import StoreError
from kg.store import files
from kg.store.files import explained

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = 1
MARKER = "kg-store.json"

_LEFT_OVER = re.compile(r"staging-\d+(?:-\w+)?|\..+\.tmp")


def exists(path: Path) -> bool:
    """Tell whether a path holds a store of ours, of whatever version."""
    return (path / MARKER).is_file()


def current(path: Path) -> int:
    """Return the current generation's number, after checking whose store it is."""
    with explained(path):
        _check_ours(path)
        try:
            marker = json.loads((path / MARKER).read_bytes())
            found = marker["format"]
            number = int((path / "CURRENT").read_text("ascii"))
        except (ValueError, KeyError, TypeError, FileNotFoundError):
            raise files.damaged(path, f"its {MARKER} or CURRENT cannot be read") from None
    if found != FORMAT:
        raise StoreError(
            f"{path} has format {found}, this program reads {FORMAT}",
            code="store-version",
            mend="use the version of the program that wrote it",
        )
    return number


def _check_ours(path: Path) -> None:
    if exists(path):
        return
    if not path.exists() or (path.is_dir() and not any(path.iterdir())):
        raise StoreError(
            f"there is no store at {path}",
            code="store-missing",
            mend="load facts into it with `kg load`, or say where it is with --store",
        )
    raise foreign(path)


def folder(path: Path, sequence: int) -> Path:
    """Return the folder of a generation."""
    return path / "generations" / f"{sequence:08d}"


def numbers(path: Path) -> list[int]:
    """Return the numbers of the generations that have a folder, in no order."""
    with explained(path):
        return [int(p.name) for p in (path / "generations").iterdir() if p.name.isdecimal()]


def meta(path: Path, sequence: int) -> dict[str, Any]:
    """Return the record of a generation."""
    try:
        record: dict[str, Any] = json.loads((folder(path, sequence) / "meta.json").read_bytes())
        _ = record["files"], record["sequence"]
    except (OSError, ValueError, KeyError, TypeError):
        raise files.damaged(path, f"generation #{sequence} has no readable meta.json") from None
    return record


def sweep(path: Path, newest: int) -> None:
    """Remove what a killed writer left; the lock is held."""
    leftovers = [p for d in (path, path / "inputs") for p in d.iterdir()]
    for left in leftovers:
        if _LEFT_OVER.fullmatch(left.name):
            files.remove(left)
    for number in numbers(path):
        if number > newest:
            files.remove(folder(path, number))


def foreign(path: Path) -> StoreError:
    """Return the error for a file or folder that is not ours."""
    return StoreError(
        f"{path} is not a store of ours and is left alone",
        code="store-foreign",
        mend="choose another place with --store",
    )
