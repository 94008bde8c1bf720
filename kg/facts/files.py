"""Which files hold facts: formats and their endings, what lies beside, what is no file."""

from __future__ import annotations

import re
import stat
from typing import TYPE_CHECKING

from kg.errors import InputError, Position

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FORMATS = {
    "yaml": "yaml",
    "yml": "yaml",
    "json": "json",
    "jsonl": "jsonl",
    "csv": "csv",
    "xlsx": "xlsx",
}
SCHEMA = ".schema.json"
STORE_MARKER = "kg-store.json"
"""A folder that holds this file is a store, and no place of facts files."""
NEVER_PACKED = frozenset({"xlsx"})
ENDINGS = tuple(f".{ending}" for ending in FORMATS) + tuple(
    f".{ending}.gz" for ending in FORMATS if ending not in NEVER_PACKED
)
CSV_NAME = re.compile(r"(.+?)(?:\.csv)?(?:\.gz)?", re.IGNORECASE | re.DOTALL)
NAME_A_FORMAT = "use .yaml, .json, .jsonl, .csv (also with .gz) or .xlsx, or name the format"


def format_of(name: str) -> str:
    """Return the format that a file's ending tells, such as `jsonl.gz`."""
    packed = ".gz" if name.lower().endswith(".gz") else ""
    stem = name[: -len(packed)] if packed else name
    kind = FORMATS.get(stem.rpartition(".")[2].lower()) if "." in stem else None
    if kind is None or (packed and kind in NEVER_PACKED):
        raise refusal(name, "format", "has an ending that tells no format", NAME_A_FORMAT)
    return kind + packed


def files_of(path: Path) -> tuple[Path, ...]:
    """Return the files that hold the facts of one: a CSV file comes with its source's."""
    is_csv = path.name.lower().endswith((".csv", ".csv.gz"))
    return (path, source_path(path)) if is_csv else (path,)


def source_path(path: Path) -> Path:
    """Return where the source of a CSV file stands: `talks.source.yaml` for `talks.csv`."""
    found = CSV_NAME.fullmatch(path.name)
    return path.with_name(f"{found[1] if found else path.name}.source.yaml")


def facts_files(paths: Iterable[Path]) -> list[Path]:
    """Return files as given, and of each folder the facts files in it and below.

    Neither registers are among these, nor files that name the source of a CSV
    file, nor what a spreadsheet program keeps beside an open workbook, nor JSON
    Schemas (`*.schema.json`), nor what is in a store.
    """
    found: list[Path] = []
    for path in paths:
        found += _inside(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _inside(folder: Path) -> list[Path]:
    stores = {marker.parent for marker in folder.rglob(STORE_MARKER)}
    files = sorted(
        path
        for path in folder.rglob("*")
        if path.name.lower().endswith(ENDINGS) and stores.isdisjoint(path.parents)
    )
    beside = {file for path in files for file in files_of(path)[1:]}
    unread = {
        path
        for path in files
        if path.name == "register.yaml" or path.name[:2] == "~$" or path.name.endswith(SCHEMA)
    }
    return [path for path in files if path not in beside | unread] or [folder]


def check_regular_file(path: Path) -> None:
    """Raise `InputError` unless there is a regular file with something in it."""
    name = str(path)
    try:
        status = path.stat()
    except PermissionError as error:
        raise refusal(name, "unreadable", "may not be read", "check who may read it") from error
    except (OSError, ValueError) as error:
        raise refusal(name, "missing", "does not exist", "check the path") from error
    if stat.S_ISDIR(status.st_mode):
        raise refusal(name, "directory", "is a directory", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise refusal(name, "not-a-file", "is not a regular file", "write it to a file first")
    if status.st_size == 0:
        raise refusal(name, "empty", "is empty", "check that it was written completely")


def refusal(name: str, code: str, what: str, mend: str) -> InputError:
    """Return the error for a facts file that cannot be read."""
    return InputError(f"the file {what}", position=Position(name), code=code, mend=mend)
