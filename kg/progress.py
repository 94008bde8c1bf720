"""How far long work is: a callable that whoever waits gives along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")


class Progress(Protocol):
    """What is told of work: a step's name, how many of its things are done, of how many."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take the news; nothing is given back."""


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


def told(things: Sequence[T], step: str, progress: Progress) -> Iterator[T]:
    """Give things one by one, telling how many are done.

    >>> list(told("ab", "reading", lambda step, done, total: print(step, done, total)))
    reading 0 2
    reading 1 2
    reading 2 2
    ['a', 'b']
    """
    total = len(things)
    progress(step, 0, total)
    for done, thing in enumerate(things, 1):
        yield thing
        progress(step, done, total)
