"""Diplomatic demands, threats, talks and answers as a knowledge graph.

    import kg
    graph = kg.open("graph.kg")

Importing the package costs nothing: a name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.errors import (
        DataError,
        Finding,
        InputError,
        KgError,
        LimitError,
        StoreError,
        UsageError,
    )
    from kg.graph import Graph
    from kg.graph import open_graph as open  # noqa: A004 - the name that users write
    from kg.outcome import Report
    from kg.release import __version__
    from kg.tables import Table

_HOMES = {
    "DataError": "errors",
    "Finding": "errors",
    "Graph": "graph",
    "InputError": "errors",
    "KgError": "errors",
    "LimitError": "errors",
    "Report": "outcome",
    "StoreError": "errors",
    "Table": "tables",
    "UsageError": "errors",
    "__version__": "release",
    "open": "graph",
}

__all__ = [
    "DataError",
    "Finding",
    "Graph",
    "InputError",
    "KgError",
    "LimitError",
    "Report",
    "StoreError",
    "Table",
    "UsageError",
    "__version__",
    "open",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each name has its own type, declared above
    """Load a public name from its room."""
    if name not in _HOMES:
        message = f"module 'kg' has no attribute '{name}'"
        raise AttributeError(message)
    room = import_module(f"kg.{_HOMES[name]}")
    return getattr(room, "open_graph" if name == "open" else name)


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
