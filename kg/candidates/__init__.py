"""Pairs of nodes that may be one: found in the store, weighed, told with reasons, best first.

Nothing is decided here: a person says same or not the same.
"""

from __future__ import annotations

from kg.candidates.finding import LEAST, best, candidates, propose
from kg.candidates.model import ACTORS, FACTS, PLACES, SORTS, Candidates, Node, Pair
from kg.candidates.telling import as_json, as_lines, more_told, none_told

__all__ = [
    "ACTORS",
    "FACTS",
    "LEAST",
    "PLACES",
    "SORTS",
    "Candidates",
    "Node",
    "Pair",
    "as_json",
    "as_lines",
    "best",
    "candidates",
    "more_told",
    "none_told",
    "propose",
]
