"""Validation at volume: what pySHACL finds, asked of it only where something may be wrong.

Shapes are compiled to functions over dictionaries (`compiled`), which tell the
nodes that may fail (`suspects`); pySHACL judges those, in little graphs that
hold all it would look at for them (`reference`).
"""

from __future__ import annotations

from kg.validation.fast.index import index_of, terms_of
from kg.validation.fast.volume import Volume, at_volume, examine, may_fail, suspected

__all__ = ["Volume", "at_volume", "examine", "index_of", "may_fail", "suspected", "terms_of"]
