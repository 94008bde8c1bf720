"""N-Quads into a store while they are made: the engine loads in a thread of its own."""

from __future__ import annotations

import os
import threading
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pyoxigraph import Store


@contextmanager
def loading(store: Store, path: Path) -> Iterator[Callable[[str], object]]:
    """Give a function that takes N-Quads, which are all in the store at the end.

    A named pipe is made below `path` for it. The engine takes all of it as one
    change, or none. Raises what the engine raises.
    """
    with TemporaryDirectory(dir=path, prefix="pipe-") as folder:
        pipe = Path(folder) / "quads.nq"
        os.mkfifo(pipe)
        failed: list[BaseException] = []
        loader = threading.Thread(target=_load, args=(store, pipe, failed), daemon=True)
        loader.start()
        try:
            with pipe.open("w", encoding="utf-8", newline="") as stream:
                yield stream.write
        except BrokenPipeError:
            if not failed:
                raise
        finally:
            loader.join()
        if failed:
            raise failed[0]


def _load(store: Store, pipe: Path, failed: list[BaseException]) -> None:
    try:
        store.bulk_load(path=str(pipe), format=RdfFormat.N_QUADS)
    except BaseException as error:  # noqa: BLE001 - it is raised where the quads are made
        failed.append(error)
        # Whoever writes must not wait for a reader that is gone.
        os.close(os.open(pipe, os.O_RDONLY | os.O_NONBLOCK))
