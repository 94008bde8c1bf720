"""Files of N-Quads into a store, one after the other, while the next ones are made.

The engine gathers and sorts all of a file before it writes, so a file is a batch.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from kg.store import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

WAITING = 2
"""Files that may be made before the engine has taken the first of them."""


@contextmanager
def feeding(store: Store, place: Path) -> Iterator[Callable[[Path], object]]:
    """Give a function that takes files of N-Quads; all are in the store, and gone, at the end.

    Each file is taken whole or not at all; what is staged is dropped where one is
    not. Raises `StoreError`, which tells of the store at `place`.
    """
    taken: deque[Future[None]] = deque()

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine") as engine:

        def feed(path: Path) -> None:
            while len(taken) >= WAITING:
                taken.popleft().result()
            taken.append(engine.submit(_load, store, path, place))

        yield feed
        for one in taken:
            one.result()


def _load(store: Store, path: Path, place: Path) -> None:
    with explained(place):
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        path.unlink()
