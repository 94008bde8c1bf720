"""Candidates as values: a pair of nodes that may be one, with what speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

ACTORS, PLACES, FACTS = "actors", "places", "facts"
SORTS = (ACTORS, PLACES, FACTS)


@dataclass(frozen=True, slots=True)
class Node:
    """One of two: its IRI, what commands take for it, its name, its classes, who speaks of it."""

    iri: NamedNode
    id: str
    label: str
    classes: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two nodes that may be one; `kept` is the one that more is known of.

    `score` runs from 0 to 1; it ranks pairs and is no probability.
    """

    retired: Node
    kept: Node
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The best pairs, how many more there were, and among how many nodes of each sort.

    `crowded` counts the blocks in which nodes were compared with their
    neighbours alone, because too many share what makes the block.
    """

    pairs: tuple[Pair, ...]
    more: int
    among: Mapping[str, int]
    crowded: int


@dataclass(frozen=True, slots=True)
class Weight:
    """What speaks for two nodes being one: a score, and the reasons in words."""

    score: float
    reasons: tuple[str, ...]


@dataclass(slots=True)
class Proposals:
    """All pairs that were found, the counts of nodes, and of crowded blocks."""

    pairs: list[Pair] = field(default_factory=list)
    among: dict[str, int] = field(default_factory=dict)
    crowded: int = 0
