"""Validation at volume: what pySHACL finds, asked of it only where something may be wrong.

Shapes are compiled to functions over dictionaries (`compiled`), which tell the
nodes that may fail (`suspects`); pySHACL judges those, in little graphs that
hold all it would look at for them (`reference`).
"""

from __future__ import annotations

from kg.validation.fast.index import Gathering, Index, index_of, terms_of
from kg.validation.fast.volume import (
    Volume,
    at_volume,
    doubtful,
    examine,
    judged,
    may_fail,
    over,
)

__all__ = [
    "Gathering",
    "Index",
    "Volume",
    "at_volume",
    "doubtful",
    "examine",
    "index_of",
    "judged",
    "may_fail",
    "over",
    "terms_of",
]
