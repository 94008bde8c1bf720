"""Many sources at once, at about the engine's own pace."""

from __future__ import annotations

from kg.bulk.loading import Loaded, is_bulk, load_sources

__all__ = ["Loaded", "is_bulk", "load_sources"]
