"""Files of N-Quads into a store, several at a time, while the next ones are made.

The engine writes all that it is given at once in its own order, and later puts
what it was given one after the other into one order: the more it gets at a
time, the less it writes again; and it gathers and sorts that in memory.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from shutil import copyfileobj
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from kg.store import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

AT_ONCE = 64 << 20
"""Bytes of N-Quads that the engine is given at a time, some 300,000 quads, or a file more."""


@contextmanager
def feeding(store: Store, place: Path) -> Iterator[Callable[[Path], object]]:
    """Give a function that takes files of N-Quads; all are in the store, and gone, at the end.

    What is staged is dropped where one is not taken. Raises `StoreError`, which
    tells of the store at `place`.
    """
    gathered: list[Path] = []
    loading: Future[None] = Future()
    loading.set_result(None)

    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine") as engine:

        def hand_over() -> None:
            nonlocal loading
            loading.result()
            loading = engine.submit(_load, store, place, *gathered)
            gathered.clear()

        def feed(path: Path) -> None:
            gathered.append(path)
            enough = sum(each.stat().st_size for each in gathered) >= AT_ONCE
            if enough or loading.done():
                hand_over()

        yield feed
        if gathered:
            hand_over()
        loading.result()


def _load(store: Store, place: Path, first: Path, *more: Path) -> None:
    with explained(place):
        for path in more:
            with first.open("ab") as whole, path.open("rb") as part:
                copyfileobj(part, whole)
            path.unlink()
        store.bulk_load(path=str(first), format=RdfFormat.N_QUADS)
        first.unlink()
