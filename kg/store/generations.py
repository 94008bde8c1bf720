"""The graph on disk: whole generations, one of which is the current one.

    graph.kg/
      kg-store.json            the marker: this folder is ours, and its format
      CURRENT                  the current generation; swapping it is the commit
      generations/00000012/    data/ (the engine's files) and meta.json
      inputs/<sha256>          every input that was loaded, as it was
      lock                     held by the one writer

A change is staged in a checkpoint of the current generation and becomes
visible when `CURRENT` is replaced, or not at all. What a killed writer left
is removed by the next one. Generation 0 is the empty graph and has no files.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from pyoxigraph import Store

from kg.errors import StoreError
from kg.store import files, layout
from kg.store.files import explained
from kg.store.layout import FORMAT, MARKER, exists

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One generation, open for reading; what is written later does not show."""

    path: Path
    sequence: int
    store: Store


def create(path: Path) -> None:
    """Make an empty store; one that is there already is left as it is."""
    path = path.resolve()
    if exists(path):
        return
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise layout.foreign(path)
    if not path.parent.is_dir():
        raise StoreError(
            f"the folder {path.parent} does not exist",
            code="store-missing",
            mend="make it, or choose another place with --store",
        )
    with explained(path):
        making = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        shutil.rmtree(making, ignore_errors=True)
        for name in ("generations", "inputs"):
            (making / name).mkdir(parents=True)
        files.write(making / "CURRENT", b"0\n")
        files.write(making / MARKER, json.dumps({"format": FORMAT}).encode() + b"\n")
        _move_in(making, path)


def open_snapshot(path: Path, sequence: int | None = None) -> Snapshot:
    """Open the current generation, or an older one, for reading."""
    current = layout.current(path)
    wanted = current if sequence is None else sequence
    if not 0 <= wanted <= current:
        raise _no_generation(path, wanted, current)
    if wanted == 0:
        return Snapshot(path, 0, Store())
    folder = layout.folder(path, wanted)
    if wanted != current and not folder.is_dir():
        raise _no_generation(path, wanted, current)
    damaged = files.missing(folder / "data", layout.meta(path, wanted)["files"])
    if damaged:
        raise files.damaged(path, f"generation #{wanted} lacks {', '.join(damaged)}")
    with explained(path):
        return Snapshot(path, wanted, Store.read_only(str(folder / "data")))


def current_meta(path: Path) -> dict[str, Any]:
    """Return the record of the current generation, empty for generation 0."""
    current = layout.current(path)
    return layout.meta(path, current) if current else {}


def history(path: Path) -> list[dict[str, Any]]:
    """Return the records of all generations there are, the oldest first."""
    current = layout.current(path)
    numbers = [n for n in layout.numbers(path) if n <= current]
    return [layout.meta(path, n) for n in sorted(numbers)]


def damaged_files(path: Path) -> list[str]:
    """Names of engine files of the current generation that are not as written."""
    meta = current_meta(path)
    if not meta:
        return []
    data = layout.folder(path, int(meta["sequence"])) / "data"
    with explained(path):
        return files.changed(data, meta["files"])


def read_input(path: Path, digest: str) -> bytes:
    """Return an input that was kept, by its sha256."""
    try:
        content = (path / "inputs" / digest).read_bytes()
    except OSError:
        raise files.damaged(path, f"the input {digest} is gone") from None
    if sha256(content).hexdigest() != digest:
        raise files.damaged(path, f"the input {digest} was changed")
    return content


def has_input(path: Path, digest: str) -> bool:
    """Return whether an input of this sha256 was ever loaded."""
    return (path / "inputs" / digest).is_file()


def _move_in(making: Path, path: Path) -> None:
    try:
        making.rename(path)
    except OSError:
        files.remove(making)
        if not exists(path):
            raise
    files.settle(path.parent)


def _no_generation(path: Path, wanted: int, current: int) -> StoreError:
    return StoreError(
        f"{path} has no generation #{wanted}, the current one is #{current}",
        code="store-missing",
        mend="see `kg history`",
    )
