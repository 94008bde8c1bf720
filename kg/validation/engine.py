"""SHACL validation: shapes over a graph in memory, results as plain values."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pyshacl
import rdflib

from kg.errors import KgError
from kg.rdflib_terms import term_of, triples_of
from kg.terms import FACTS, SH
from kg.validation.clearing import Clearing
from kg.validation.prepared import PreparedGraph
from kg.validation.results import Result, distinct
from kg.validation.shapes import grade

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox

    from kg.validation.shapes import Scope, Shapes

NOISY = ("pyshacl-validate", "rdflib.term")


def validate(
    data: Iterable[ox.Quad | ox.Triple],
    ontology: Iterable[ox.Quad | ox.Triple],
    shapes: Shapes,
    *,
    scope: Scope,
    focus: frozenset[ox.NamedNode] | None = None,
    deadline: float | None = None,
) -> list[Result]:
    """Return what the shapes of a scope find in data, in a fixed order.

    With `focus`, only these nodes are looked at, in all the data. `deadline`
    is a point on `time.monotonic()`; `LimitError` is raised once it is past.
    Then rdflib answers every query: the engine cannot be stopped within one.
    """
    if focus is not None and not focus:
        return []
    triples = [*data, *ontology]
    with quiet():
        clear = Clearing(triples) if deadline is None else None
        graph = PreparedGraph(deadline, clear)
        for triple in triples_of(triples):
            graph.add(triple)
        _, report, said = pyshacl.validate(
            graph,
            shacl_graph=shapes.graphs[scope],
            inference="none",
            focus_nodes=sorted(node.value for node in focus) if focus else None,
        )
    if not isinstance(report, rdflib.Graph):
        raise KgError(f"the shapes cannot be used: {said}", code="shapes")
    return distinct(results_of(report, shapes))


@contextmanager
def quiet() -> Iterator[None]:
    """Silence what rdflib and pySHACL log: a shape tells of it in our words."""
    loggers = [logging.getLogger(name) for name in NOISY]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


def results_of(report: rdflib.Graph, shapes: Shapes) -> Iterator[Result]:
    """Yield the results of a report of pySHACL's, in no order."""
    for node in report.objects(None, rdflib.URIRef(f"{SH}result")):
        said = {str(p).removeprefix(SH): o for p, o in report.predicate_objects(node)}
        shape = str(said["sourceShape"])
        value = said.get("value")
        component = str(said["sourceConstraintComponent"])
        yield Result(
            shape,
            shapes.codes.get(shape) or _annotated(report, node, "code") or _name(shape, component),
            grade(str(said["resultSeverity"])),
            str(said["focusNode"]),
            str(said.get("resultPath", "")),
            None if value is None else term_of(value),
            str(said.get("resultMessage", "")),
            shapes.fixes.get(shape) or _annotated(report, node, "fix"),
            component,
        )


def _annotated(report: rdflib.Graph, result: rdflib.term.Node, name: str) -> str:
    """Return an annotation of a result's shape where that is a blank node, which is copied."""
    shape = report.value(result, rdflib.URIRef(f"{SH}sourceShape"))
    return str(report.value(shape, rdflib.URIRef(f"{FACTS}{name}")) or "")


def _name(shape: str, component: str) -> str:
    """Return a code for a shape that gives none: its own name, or its constraint's."""
    iri = shape if ":" in shape else component.removesuffix("ConstraintComponent")
    return iri[max(iri.rfind("/"), iri.rfind("#")) + 1 :]
