"""Validation at volume: many sources, or a large one, looked at over what all of them share."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.terms import local_name
from kg.validation.fast.compiled import compile_shapes
from kg.validation.fast.index import index_of, terms_of
from kg.validation.fast.suspects import Ground, declares, lay_ground, suspects

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    import pyoxigraph as ox

    from kg.validation.engine import validate
    from kg.validation.fast.index import Index
    from kg.validation.fast.reference import confirmed
    from kg.validation.results import Result
    from kg.validation.shapes import Scope, Shapes

    Statements = Iterable[ox.Quad | ox.Triple]
else:
    validate = deferred("kg.validation.engine", "validate")
    confirmed = deferred("kg.validation.fast.reference", "confirmed")

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Volume:
    """The shapes of a scope, made ready for many sources over the same shared triples."""

    shapes: Shapes
    scope: Scope
    ground: Ground
    shared: Collection[ox.Quad | ox.Triple]
    ontology: Collection[ox.Quad | ox.Triple]


def at_volume(
    shared: Collection[ox.Quad | ox.Triple],
    ontology: Collection[ox.Quad | ox.Triple],
    shapes: Shapes,
    scope: Scope,
) -> Volume:
    """Make the shapes of a scope ready; each triple of what is shared is read once.

    A line is logged for each shape that is left to pySHACL, because something
    in it is not known here: all that it is on is looked at the slow way.
    """
    compiled = compile_shapes(shapes, scope)
    for shape in compiled.shapes:
        if shape.why:
            name = local_name(shape.node.strip("<>"))
            LOG.warning("the shape %s is checked slowly: %s", name, shape.why)
    ground = lay_ground(compiled, terms_of(chain(shared, ontology)))
    return Volume(shapes, scope, ground, shared, ontology)


def over(volume: Volume, shared: Collection[ox.Quad | ox.Triple]) -> Volume:
    """Return the same shapes over other shared triples; they are not compiled again."""
    ground = lay_ground(volume.ground.compiled, terms_of(chain(shared, volume.ontology)))
    return replace(volume, ground=ground, shared=shared)


def examine(
    read: Callable[[], Statements], volume: Volume, deadline: float | None = None
) -> list[Result]:
    """Return what `validate` would find of a source together with what is shared.

    The same results in the same order; `read` gives the source's own triples,
    and is asked again where pySHACL has to see all of them. `deadline` is a
    point on `time.monotonic()`; `LimitError` is raised once pySHACL is past it.
    """
    wanted = volume.ground.compiled.wanted
    own = index_of(terms_of(read(), wanted), wanted)
    return judged(own, read, volume, deadline)


def judged(
    own: Index,
    read: Callable[[], Statements],
    volume: Volume,
    deadline: float | None = None,
) -> list[Result]:
    """Return what `examine` does, of triples that were gathered already."""

    def everything() -> Statements:
        return chain(read(), volume.shared, volume.ontology)

    if not declares(own):
        found = suspects(volume.ground, own)
        if not found:
            return []
        told = confirmed(found, volume.ground, own, everything, deadline)
        if told is not None:
            return told
    return validate(everything(), (), volume.shapes, scope=volume.scope, deadline=deadline)


def doubtful(store: ox.Store, graphs: Mapping[str, ox.NamedNode], volume: Volume) -> set[str]:
    """Return the ids of the sources, of a batch in a store, of which something may be found.

    `graphs` are their named graphs by id. Of a source that is not returned,
    `examine` finds nothing: it need not be read again. pySHACL is not asked. It
    is one look-up in the store a source, and looks at each source alone, with
    what `volume` shares; our own checks (`check`) are made beside it.
    """
    wanted = volume.ground.compiled.wanted
    found = set()
    for source_id, graph in graphs.items():
        quads = store.quads_for_pattern(None, None, None, graph)
        if may_fail(index_of(terms_of(quads, wanted), wanted), volume):
            found.add(source_id)
    return found


def may_fail(own: Index, volume: Volume) -> bool:
    """Return whether `judged` may find anything of what was gathered; False is certain."""
    return declares(own) or bool(suspects(volume.ground, own))
