"""N-Quads into a store while they are made: the engine loads in a thread of its own.

The engine gathers and sorts all that it is given before it writes. So it is given
parts: it writes one while the next is made, and holds two at most.
"""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, TYPE_CHECKING

from pyoxigraph import RdfFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Store

PART = 32 * 1024 * 1024
"""Letters of N-Quads after which a part ends."""


@dataclass(slots=True)
class _Part:
    """A named pipe that the engine reads to its end."""

    pipe: Path
    stream: IO[str]
    loader: threading.Thread
    failed: list[BaseException]
    length: int = 0


@dataclass(slots=True)
class _Parts:
    """What is given to a store: the part that is open, and the one that is being written."""

    store: Store
    folder: Path
    size: int
    open: _Part | None = None
    closed: list[_Part] = field(default_factory=list)
    _count: int = 0

    def put(self, quads: str) -> None:
        part = self.open or self._begun()
        try:
            part.stream.write(quads)
        except BrokenPipeError:
            self.finish()
            raise
        part.length += len(quads)
        if part.length >= self.size:
            self._end()

    def _begun(self) -> _Part:
        self._count += 1
        pipe, failed = self.folder / f"{self._count}.nq", list[BaseException]()
        os.mkfifo(pipe)
        loader = threading.Thread(target=_load, args=(self.store, pipe, failed), daemon=True)
        loader.start()
        self.open = _Part(pipe, pipe.open("w", encoding="utf-8", newline=""), loader, failed)
        return self.open

    def _end(self) -> None:
        """Close the open part; wait for the one before it."""
        if self.open is not None:
            part, self.open = self.open, None
            waiting, self.closed = self.closed, [part]
            with suppress(BrokenPipeError):  # what the engine says is raised below
                part.stream.close()
            _waited(waiting)

    def finish(self) -> None:
        """Wait until all is in the store; raise what the engine raised."""
        self._end()
        waiting, self.closed = self.closed, []
        _waited(waiting)


def _waited(parts: list[_Part]) -> None:
    for part in parts:
        part.loader.join()
    for part in parts:
        if part.failed:
            raise part.failed[0]


@contextmanager
def loading(store: Store, path: Path, size: int = PART) -> Iterator[Callable[[str], object]]:
    """Give a function that takes N-Quads, which are all in the store at the end.

    Named pipes are made below `path` for it. Each part is taken whole or not at
    all; what is staged is dropped where one is not. Raises what the engine raises.
    """
    with TemporaryDirectory(dir=path, prefix="pipe-") as folder:
        parts = _Parts(store, Path(folder), size)
        try:
            yield parts.put
        finally:
            parts.finish()


def _load(store: Store, pipe: Path, failed: list[BaseException]) -> None:
    try:
        store.bulk_load(path=str(pipe), format=RdfFormat.N_QUADS)
    except BaseException as error:  # noqa: BLE001 - it is raised where the quads are made
        failed.append(error)
        # Whoever writes must not wait for a reader that is gone.
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
