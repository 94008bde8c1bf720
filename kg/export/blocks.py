"""Quads -> blocks: all that is said of one subject, in the order in which formats write them.

Of however many quads there are, a batch is in memory at a time. A block is a
line of text until all are in order:

    GRAPH <US> KEY <US> SUBJECT <US> WORDS <US> WORDS ...

where `<US>` is U+001F, which the engine never writes as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode

from kg.export.runs import sorted_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.export.turtle import Spelling

    Say = Callable[[NamedNode, object], str]

BATCH = 20_000
"""Quads that are put in order in memory."""
UNIT = "\x1f"
"""Between the parts of a line; lower than all that stands in a term."""
ORDER = "\x1e"
"""Between what words are sorted by and the words."""


@dataclass(frozen=True, slots=True)
class Block:
    """What a graph says of a subject: words for each predicate and object, in order."""

    graph: str
    subject: str
    words: tuple[str, ...]


def blocks_in_order(
    quads: Iterable[Quad], spelling: Spelling, say: Say, *, by_graph: bool = False
) -> Iterator[Block]:
    """Yield a block for each subject, by kind and IRI; with `by_graph`, for each in each graph.

    Graphs come by their N-Triples, the default graph, whose text is empty, first.
    `say` gives a predicate and an object words, behind what they are sorted by and
    `ORDER`; that is taken off. Each is said once.
    """
    lines = sorted_lines(_runs(quads, spelling, say, by_graph=by_graph))
    read = (line.split(UNIT) for line in lines)
    for (graph, _, subject), parts in groupby(read, key=lambda each: tuple(each[:3])):
        first, *more = (each[3:] for each in parts)
        words = sorted({*first, *(word for each in more for word in each)}) if more else first
        yield Block(graph, subject, tuple(word.partition(ORDER)[2] for word in words))


def _runs(
    quads: Iterable[Quad], spelling: Spelling, say: Say, *, by_graph: bool
) -> Iterator[list[str]]:
    """Yield sorted lines of blocks, a batch of quads at a time."""
    for batch in iter(partial(_said, iter(quads), say, by_graph=by_graph), {}):
        yield sorted(
            UNIT.join((name, spelling.key(subject), spelling.term(subject), *sorted(words)))
            for (name, subject), words in batch.items()
        )


def _said(quads: Iterator[Quad], say: Say, *, by_graph: bool) -> dict[tuple[str, object], set[str]]:
    """Take a batch of quads and return the words for each graph and subject; none at the end."""
    said: dict[tuple[str, object], set[str]] = {}
    batch = islice(quads, BATCH)
    for graph, own in groupby(batch, key=attrgetter("graph_name")):
        name = str(graph) if by_graph and not isinstance(graph, DefaultGraph) else ""
        for subject, about in groupby(own, key=attrgetter("subject")):
            words = said.setdefault((name, subject), set())
            words.update(say(quad.predicate, quad.object) for quad in about)
    return said
