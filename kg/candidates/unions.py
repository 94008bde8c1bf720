"""Nodes that are taken for one: each is asked for the node that stands for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Unions:
    """Sets of nodes, joined two at a time; the least IRI stands for a set."""

    above: dict[str, str] = field(default_factory=dict)

    def of(self, node: str) -> str:
        """Return the node that stands for a node's set: itself, where it was joined to none."""
        top = node
        while (higher := self.above.get(top, top)) != top:
            top = higher
        while node != top:
            self.above[node], node = top, self.above.get(node, top)
        return top

    def join(self, one: str, other: str) -> None:
        """Take two nodes for one."""
        low, high = sorted((self.of(one), self.of(other)))
        if low != high:
            self.above[high] = low

    def copy(self) -> Unions:
        """Return the sets as they are now, to be joined further apart."""
        return Unions(dict(self.above))
