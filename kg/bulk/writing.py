"""Batches of sources into the engine, and what is to be known of those that were written."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import count, islice
from typing import TYPE_CHECKING

from kg.bulk.lines import PlainSource, plain_sources
from kg.bulk.making import Batch
from kg.outcome import Change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import NamedNode, Triple

    from kg.bulk.making import Made
    from kg.bulk.together import Together
    from kg.bulk.workers import Workers

Kept = tuple["Path", PlainSource]


@dataclass(slots=True)
class Batches:
    """What was written of sources, `size` at a time, and what is left for the long way.

    `left` are the sources that were not written, and `doubtful` those that were
    and may break a shape; `shared` are the facts that are spoken of in another
    batch than they stand in; `stated` is, by source, the digest of what it states
    itself where its graph says something else, and `register` what was known of
    entries. Sources in `without` are passed over, those in `odd` are left.
    """

    keep: Callable[[bytes], str]
    together: Together | None
    size: int
    odd: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    changes: dict[str, Change] = field(default_factory=dict)
    left: list[Kept] = field(default_factory=list)
    doubtful: list[Kept] = field(default_factory=list)
    shared: set[NamedNode] = field(default_factory=set)
    stated: dict[str, str] = field(default_factory=dict)
    register: set[Triple] = field(default_factory=set)
    _asked: deque[Batch] = field(default_factory=deque)

    def write(
        self, paths: Iterable[Path], workers: Workers, feed: Callable[[Path], object]
    ) -> None:
        """Feed the engine what comes of the sources of files."""
        for made in workers.each(self._batches(paths)):
            if made.quads is not None:
                feed(made.quads)
            self._note(self._asked.popleft(), made)

    def _batches(self, paths: Iterable[Path]) -> Iterator[Batch]:
        numbers = count(1)
        asked = frozenset() if self.together is None else self.together.predicates
        for path in paths:
            sources = self._usual(path)
            while some := list(islice(sources, self.size)):
                batch = Batch(next(numbers), path, some, asked)
                self._asked.append(batch)
                yield batch

    def _usual(self, path: Path) -> Iterator[PlainSource]:
        for source in plain_sources(path):
            if source.id in self.odd:
                self.left.append((path, source.as_written()))
            elif source.id not in self.without:
                yield source

    def _note(self, batch: Batch, made: Made) -> None:
        for kept, ids in ((self.left, {*made.left}), (self.doubtful, made.doubtful)):
            some = (source.as_written() for source in batch.sources if source.id in ids)
            kept += [(batch.path, source) for source in some]
        self.changes |= {name: Change(name, count, 0, 0) for name, count in made.counts.items()}
        self.shared |= made.shared
        self.register |= made.register
        if made.rewritten:
            self.stated |= dict.fromkeys(made.rewritten, self.keep(made.raw.encode()))
        if self.together is not None:
            self.together.gather(made.together)
