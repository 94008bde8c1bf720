"""The third lazy door: a function whose room is imported when it is first called.

For what a command needs only sometimes: the reasons for an empty answer, the
registers for a name that the graph does not know, a format that is rarely
chosen. The room stays declared where it is used, so that types and the
layering of rooms are checked as for any import:

    if TYPE_CHECKING:
        from kg.emptiness import why_empty
    else:
        why_empty = deferred("kg.emptiness", "why_empty")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def deferred(module: str, name: str) -> Callable[..., Any]:
    """Return a function that imports its module when it is called, and calls the one meant.

    >>> deferred("fractions", "Fraction")("1/2")
    Fraction(1, 2)
    """

    def call(*args: Any, **options: Any) -> Any:  # noqa: ANN401 - those of the function meant
        return getattr(import_module(module), name)(*args, **options)

    return call
