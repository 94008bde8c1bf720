"""SHACL shapes as plain values: what each asks of which class, and how it says so.

For help and for schemas, which must not wait for a SHACL engine. Read are the
target classes, a path that is one property, and the constraints on it; of
what only SPARQL can say, the shape's message and its query.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import FACTS, RDF, SH, said
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from pyoxigraph import BlankNode, Literal, Triple

    Term = NamedNode | BlankNode | Literal | Triple
    About = Mapping[Term, Mapping[str, list[Term]]]

SIMPLE = (
    "minCount", "maxCount", "pattern", "minLength", "maxLength",
    "minInclusive", "minExclusive", "maxInclusive", "maxExclusive",
)  # fmt: skip
"""Constraints with one value, by their names in SHACL (section 4)."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape: on which classes, on which property, what it asks.

    `severity` is `violation`, `warning` or `info`; `scope` is `source` or
    `graph`; `path` is empty where it is no single property; `requires` are
    keys of facts files without which the shape cannot hold; `among` are the
    values of `sh:in`, as IRIs or texts; `select` is the query of a SPARQL
    constraint.
    """

    iri: str
    code: str
    severity: str
    scope: str
    classes: frozenset[str]
    path: str
    message: str
    fix: str
    requires: tuple[str, ...]
    asks: Mapping[str, str]
    among: tuple[str, ...] = ()
    select: str = ""


def read_shapes(paths: Iterable[Path]) -> list[Shape]:
    """Return the shapes of Turtle files, by code and IRI.

    A property shape inside a node shape (`sh:property`) counts for the
    classes of that one. Raises `InputError` where a file is not Turtle.
    """
    about: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for path in paths:
        for triple in read_turtle(path)[0]:
            about[triple.subject][triple.predicate.value].append(triple.object)
    found = [shape for node in list(about) for shape in _shapes(about, node)]
    return sorted(found, key=lambda shape: (shape.code, shape.iri, shape.path))


def _shapes(about: About, node: Term) -> Iterator[Shape]:
    """Yield the shape of a node that targets classes, and those inside it."""
    classes = frozenset(said(c) for c in about[node].get(f"{SH}targetClass", ()))
    if not classes or _first(about, node, f"{SH}deactivated") == "true":
        return
    yield _shape(about, node, node, classes)
    for inner in about[node].get(f"{SH}property", ()):
        if _first(about, inner, f"{SH}deactivated") != "true":
            yield _shape(about, inner, node, classes)


def _shape(about: About, node: Term, outer: Term, classes: frozenset[str]) -> Shape:
    """Return a shape; what it does not say itself is said by the one around it."""

    def told(iri: str) -> str:
        return _first(about, node, iri) or _first(about, outer, iri)

    paths = [p.value for p in about[node].get(f"{SH}path", ()) if isinstance(p, NamedNode)]
    severity = _first(about, node, f"{SH}severity").removeprefix(SH).lower() or "violation"
    asks = {name: value for name in SIMPLE if (value := _first(about, node, f"{SH}{name}"))}
    if _first(about, node, f"{SH}flags"):
        asks.pop("pattern", None)
    query = next(iter(about[node].get(f"{SH}sparql", ())), node)
    return Shape(
        iri=said(outer),
        code=told(f"{FACTS}code"),
        severity=severity,
        scope=told(f"{FACTS}scope"),
        classes=classes,
        path=paths[0] if paths else "",
        message=told(f"{SH}message"),
        fix=told(f"{FACTS}fix"),
        requires=tuple(sorted(said(k) for k in about[node].get(f"{FACTS}requires", ()))),
        asks=asks,
        among=tuple(_items(about, about[node].get(f"{SH}in", ()))),
        select=_first(about, query, f"{SH}select"),
    )


def _items(about: About, heads: Iterable[Term]) -> Iterator[str]:
    """Yield the items of an RDF list."""
    for start in heads:
        head: Term | None = start
        while head is not None and f"{RDF}first" in about.get(head, {}):
            yield said(about[head][f"{RDF}first"][0])
            head = next(iter(about[head].get(f"{RDF}rest", ())), None)


def _first(about: About, node: Term, iri: str) -> str:
    values = about[node].get(iri, ()) if node in about else ()
    return next(iter(sorted(said(value) for value in values)), "")
