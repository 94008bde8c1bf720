"""Two ways to look at sources over what they share: patiently and quickly. Both find the same."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.validation.fast import at_volume, examine

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from typing import TypeAlias

    import pyoxigraph as ox

    from kg.validation.engine import validate
    from kg.validation.results import Result
    from kg.validation.shapes import Scope, Shapes

    Statements: TypeAlias = Collection[ox.Quad | ox.Triple]
    Read: TypeAlias = Callable[[], Iterable[ox.Quad | ox.Triple]]
    Judge: TypeAlias = Callable[[Read], list[Result]]
else:
    validate = deferred("kg.validation.engine", "validate")


def patient_judge(shared: Statements, ontology: Statements, shapes: Shapes, scope: Scope) -> Judge:
    """Return what asks pySHACL of all: right for a few small sources."""
    return lambda read: validate(chain(read(), shared), ontology, shapes, scope=scope)


def quick_judge(shared: Statements, ontology: Statements, shapes: Shapes, scope: Scope) -> Judge:
    """Return what asks pySHACL only where something may be wrong."""
    volume = at_volume(shared, ontology, shapes, scope)
    return lambda read: examine(read, volume)
