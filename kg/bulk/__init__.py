"""Many sources at once, at about the engine's own pace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.bulk.loaded import Loaded, is_bulk
from kg.deferred import deferred

if TYPE_CHECKING:
    from kg.bulk.loading import load_sources
else:
    load_sources = deferred("kg.bulk.loading", "load_sources")

__all__ = ["Loaded", "is_bulk", "load_sources"]
