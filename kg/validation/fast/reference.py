"""What pySHACL finds of the nodes that may fail: in little graphs that hold all it looks at."""

from __future__ import annotations

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyshacl.errors import ValidationFailure
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator

from kg.rdflib_terms import node_of, triples_of
from kg.validation.engine import quiet, results_of
from kg.validation.fast.index import Recording
from kg.validation.fast.terms import parsed
from kg.validation.prepared import PreparedGraph
from kg.validation.results import distinct

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pyoxigraph as ox
    import rdflib

    from kg.validation.fast.index import Index
    from kg.validation.fast.suspects import Ground, Suspects
    from kg.validation.results import Result
    from kg.validation.shapes import Scope, Shapes

    Everything = Callable[[], Iterable[ox.Quad | ox.Triple]]

LOG = logging.getLogger(__name__)


def confirmed(
    suspects: Suspects,
    ground: Ground,
    own: Index,
    everything: Everything,
    deadline: float | None = None,
) -> list[Result] | None:
    """Return what pySHACL finds of suspects, in the order of `validate`.

    `everything` gives a source's triples and all that is shared, and is asked
    only for shapes that the compiler does not know. `LimitError` is raised
    once `deadline`, on `time.monotonic()`, is past. None where pySHACL cannot
    use the shapes, of which it tells why when it is asked of all.
    """
    try:
        return _confirmed(suspects, ground, own, everything, deadline)
    except ValidationFailure:
        LOG.debug("the shapes cannot be used: all is left to pySHACL, which says why")
        return None


def _confirmed(
    suspects: Suspects,
    ground: Ground,
    own: Index,
    everything: Everything,
    deadline: float | None,
) -> list[Result]:
    known = {s: nodes for s, nodes in suspects.items() if s.complete is not None}
    little = _little(known, ground, own)
    if any(part[0] == "_" for triple in little for part in triple):
        known, little = {}, set()
    rest = {s: nodes for s, nodes in suspects.items() if s not in known}
    with quiet():
        found: list[Result] = []
        if known:
            graph = PreparedGraph(deadline)
            for triple in little:
                graph.add(tuple(node_of(parsed(part)) for part in triple))  # type: ignore[arg-type]
            found += _validated(known, graph, ground)
        if rest:
            graph = PreparedGraph(deadline)
            for each in triples_of(everything()):
                graph.add(each)
            found += _validated(rest, graph, ground)
    return distinct(found)


def _little(suspects: Suspects, ground: Ground, own: Index) -> set[tuple[str, str, str]]:
    """Return the triples that shapes look at for their suspects."""
    recording = Recording(own, ground.index)
    for shape, nodes in suspects.items():
        if shape.complete is not None:
            for node in nodes:
                shape.complete(recording, node)
    return recording.triples


@lru_cache(maxsize=4)
def _known(shapes: Shapes, scope: Scope) -> ShapesGraph:
    """Return the shapes of a scope as pySHACL has them."""
    known = ShapesGraph(shapes.graphs[scope])
    list(known.shapes)  # pySHACL looks for them when they are asked for, and not by name
    return known


def _validated(suspects: Suspects, graph: rdflib.Graph, ground: Ground) -> Iterable[Result]:
    shapes, executor = ground.compiled.declared, SHACLExecutor()
    known = _known(shapes, ground.compiled.scope)
    data = DataGraph.from_rdflib_graph(graph)
    reports: list[tuple[str, rdflib.BNode, list[object]]] = []
    for shape, nodes in suspects.items():
        checked = known.lookup_shape_from_node(node_of(parsed(shape.node)))
        focus: list[Any] = [node_of(parsed(node)) for node in sorted(nodes)]
        reports += checked.validate(executor, data, focus=focus)[1]
    if not reports:
        return []
    report, _ = Validator.create_validation_report(known, False, reports)  # noqa: FBT003 pySHACL's signature
    return results_of(report, shapes)
