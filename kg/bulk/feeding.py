"""Files of N-Quads into a store, several at a time, while the next ones are made.

The engine writes all that it is given at once in its own order, and later puts
what it was given one after the other into one order: the more it gets at a
time, the less it writes again; and it gathers and sorts that in memory. While
it does so for some files, it can for others: making the next ones leaves it
behind, and then a core would wait.
"""

from __future__ import annotations

from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from shutil import copyfileobj
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat

from kg.store import explained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pyoxigraph import Store

AT_ONCE = 40 << 20
"""Bytes of N-Quads that the engine is given at a time, some 200,000 quads, or a file more."""
ENGINES = 2
"""So many loads may be under way: each is the work of one core, and gathers in memory."""


@contextmanager
def feeding(store: Store, place: Path) -> Iterator[Callable[[Path], object]]:
    """Give a function that takes files of N-Quads; all are in the store, and gone, at the end.

    What is staged is dropped where one is not taken. Raises `StoreError`, which
    tells of the store at `place`.
    """
    gathered: list[Path] = []
    loading: list[Future[None]] = []

    with ThreadPoolExecutor(max_workers=ENGINES, thread_name_prefix="engine") as engine:

        def settled() -> int:
            """Return how many loads are under way; raise what one of those that ended raised."""
            for one in [one for one in loading if one.done()]:
                loading.remove(one)
                one.result()
            return len(loading)

        def hand_over() -> None:
            if settled() == ENGINES:
                wait(loading, return_when=FIRST_COMPLETED)
                settled()
            loading.append(engine.submit(_load, store, place, *gathered))
            gathered.clear()

        def feed(path: Path) -> None:
            gathered.append(path)
            enough = sum(each.stat().st_size for each in gathered) >= AT_ONCE
            if enough or not settled():
                hand_over()

        yield feed
        if gathered:
            hand_over()
        for one in loading:
            one.result()


def _load(store: Store, place: Path, first: Path, *more: Path) -> None:
    with explained(place):
        for path in more:
            with first.open("ab") as whole, path.open("rb") as part:
                copyfileobj(part, whole)
            path.unlink()
        store.bulk_load(path=str(first), format=RdfFormat.N_QUADS)
        first.unlink()
