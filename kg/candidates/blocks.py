"""Which nodes are compared at all: those that share a key, so that no list is squared.

A block of more than `MOST` nodes is crowded: there each node is compared with
the `NEIGHBOURS` that come next in the order of names (or of days), which is
the method of the sorted neighbourhood. No work grows faster than the nodes.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

MOST = 40
NEIGHBOURS = 20

Blocks = dict["Hashable", list[int]]


def make_blocks(keys: Iterable[Iterable[Hashable]]) -> Blocks:
    """Return, by each key that several share, the numbers of those whose key it is."""
    found: dict[Hashable, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in dict.fromkeys(own):
            found[key].append(number)
    return {key: members for key, members in found.items() if len(members) > 1}


def crowded(blocks: Mapping[Hashable, list[int]]) -> int:
    """Return how many blocks are compared in part."""
    return sum(len(members) > MOST for members in blocks.values())


def pairs_in(
    blocks: Mapping[Hashable, list[int]], order: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int, int]]:
    """Yield each two numbers that share a block, once; `order` tells who are neighbours."""
    seen: set[int] = set()
    for members in blocks.values():
        for one, other in _pairs(members, order):
            low, high = min(one, other), max(one, other)
            if (mark := low * len(order) + high) not in seen:
                seen.add(mark)
                yield low, high


def _pairs(members: list[int], order: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int]]:
    if len(members) <= MOST:
        yield from combinations(members, 2)
        return
    ranked = sorted(members, key=lambda number: order[number])
    for at, one in enumerate(ranked):
        for other in ranked[at + 1 : at + 1 + NEIGHBOURS]:
            yield one, other
