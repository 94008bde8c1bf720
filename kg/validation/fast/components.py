"""Constraint components of SHACL as functions from value nodes to whether they may not be met.

An outcome says whether the constraint may be met (`MET`), and whether it may not
(`UNMET`): both, where only the reference engine knows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import rdflib
from rdflib import paths
from rdflib.collection import Collection as ListOf

from kg.terms import RDF_TYPE, RDFS, SH
from kg.validation.fast import terms
from kg.validation.fast.paths import NotCompiledError, term, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.index import View, Wanted

    Conforms: TypeAlias = Callable[[View, str], int]

    Constraint: TypeAlias = Callable[[View, str, Sequence[str]], int]
    """From the data, a focus node and its value nodes to the outcomes."""
    Build: TypeAlias = Callable[[Any, "Parameters"], Constraint]

MET: Final = terms.TRUE
UNMET: Final = terms.FALSE
EITHER: Final = MET | UNMET


def sh(name: str) -> rdflib.URIRef:
    """Return a term of SHACL."""
    return rdflib.URIRef(SH + name)


class Parameters:
    """Where a constraint's parameters are looked up while it is compiled."""

    __slots__ = ("compile_shape", "graph", "shape", "wanted")

    def __init__(
        self,
        graph: rdflib.Graph,
        shape: rdflib.term.Node,
        wanted: Wanted,
        compile_shape: Callable[[rdflib.term.Node], Conforms],
    ) -> None:
        """Keep the shapes, the shape that states the constraint and how to compile others."""
        self.graph, self.shape, self.wanted = graph, shape, wanted
        self.compile_shape = compile_shape

    def has(self, name: str) -> bool:
        """Return whether the shape gives another parameter too."""
        return (self.shape, sh(name), None) in self.graph

    def listed(self, node: rdflib.term.Node) -> list[rdflib.term.Node]:
        """Return the members of a list."""
        return list(ListOf(self.graph, node))


def _number(node: object) -> int:
    if not isinstance(node, rdflib.Literal) or node.datatype != rdflib.XSD.integer:
        raise NotCompiledError(f"a number: {node}")
    return int(node)


def _of(met: bool) -> int:  # noqa: FBT001 it is the value
    return MET if met else UNMET


def all_of(one: int, other: int) -> int:
    """Return the outcomes of two that must both be met."""
    return ((one | other) & UNMET) | (one & other & MET)


def each(look: Callable[[View, str], int]) -> Constraint:
    """Return the constraint that each value node meets what is looked for; all are looked at."""

    def outcome(view: View, _focus: str, values: Sequence[str]) -> int:
        found = MET
        for value in values:
            found = all_of(found, look(view, value))
        return found

    return outcome


# -- counts and kinds --------------------------------------------------------------------


def _min_count(node: object, _: Parameters) -> Constraint:
    least = _number(node)
    return lambda _view, _focus, values: _of(len(values) >= least)


def _max_count(node: object, _: Parameters) -> Constraint:
    most = _number(node)
    return lambda _view, _focus, values: _of(len(values) <= most)


def _class(node: object, at: Parameters) -> Constraint:
    wanted = term(node)
    above = paths.MulPath(rdflib.RDFS.subClassOf, "*")
    types = walk(paths.SequencePath(rdflib.RDF.type, above), at.wanted)
    return each(lambda view, value: _of(value[0] != '"' and wanted in types(view, value)))


def _datatype(node: object, _: Parameters) -> Constraint:
    kind = {"string": "string", "integer": "integer", "date": "date"}.get(
        str(node).removeprefix(terms.XSD), ""
    )
    tail = f"^^<{node}>"

    def look(_view: View, value: str) -> int:
        if value[0] != '"':
            return UNMET
        if terms.literal(value)[0] == kind:
            return MET
        return EITHER if value.endswith(tail) or kind == "" else UNMET

    return each(look)


KINDS: Mapping[str, str] = {
    "IRI": "<",
    "BlankNode": "_",
    "Literal": '"',
    "BlankNodeOrIRI": "<_",
    "BlankNodeOrLiteral": '_"',
    "IRIOrLiteral": '<"',
}


def _node_kind(node: object, _: Parameters) -> Constraint:
    starts = KINDS[str(node).removeprefix(SH)]
    return each(lambda _view, value: _of(value[0] in starts))


# -- values ------------------------------------------------------------------------------


def _in(node: Any, at: Parameters) -> Constraint:  # noqa: ANN401 a node of rdflib
    allowed = frozenset(map(term, at.listed(node)))
    return each(lambda _view, value: _of(value in allowed))


def _has_value(node: object, _: Parameters) -> Constraint:
    wanted = term(node)
    return lambda _view, _focus, values: _of(wanted in values)


def _compared(operator: str) -> Build:
    def build(node: object, _: Parameters) -> Constraint:
        bound = term(node)

        def look(_view: View, value: str) -> int:
            if value[0] != '"':
                return UNMET
            outcome = terms.ordered(operator, value, bound)
            return EITHER if outcome == terms.ANY else outcome

        return each(look)

    return build


def _pattern(node: object, at: Parameters) -> Constraint:
    if at.has("flags"):
        raise NotCompiledError("sh:flags")
    pattern = re.compile(str(node))

    def look(_view: View, value: str) -> int:
        if value[0] == "_":
            return UNMET
        if value[0] == '"' and terms.literal(value)[0] == "other":
            return EITHER
        return _of(bool(pattern.search(terms.text(value))))

    return each(look)


def _length(operator: str) -> Build:
    def build(node: object, _: Parameters) -> Constraint:
        bound = _number(node)

        def look(_view: View, value: str) -> int:
            if value[0] == "_" or (value[0] == '"' and terms.literal(value)[0] == "other"):
                return EITHER
            return _of(terms.ORDERS[operator](len(terms.text(value)), bound))

        return each(look)

    return build


# -- two properties of one node ----------------------------------------------------------


def _less(operator: str) -> Build:
    def build(node: object, at: Parameters) -> Constraint:
        others = walk(rdflib.URIRef(str(node)), at.wanted)

        def outcome(view: View, focus: str, values: Sequence[str]) -> int:
            found = MET
            for other in others(view, focus) if values else ():
                for value in values:
                    one = terms.ordered(operator, value, other)
                    found = all_of(found, one if one in {MET, UNMET} else EITHER)
            return found

        return outcome

    return build


def _equals(node: object, at: Parameters) -> Constraint:
    others = walk(rdflib.URIRef(str(node)), at.wanted)
    return lambda view, focus, values: _of(set(values) == set(others(view, focus)))


def _disjoint(node: object, at: Parameters) -> Constraint:
    others = walk(rdflib.URIRef(str(node)), at.wanted)
    return lambda view, focus, values: _of(not set(values) & set(others(view, focus)))


VALUES: Mapping[str, Build] = {
    "minCount": _min_count,
    "maxCount": _max_count,
    "class": _class,
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "in": _in,
    "hasValue": _has_value,
    "minInclusive": _compared(">="),
    "minExclusive": _compared(">"),
    "maxInclusive": _compared("<="),
    "maxExclusive": _compared("<"),
    "pattern": _pattern,
    "minLength": _length(">="),
    "maxLength": _length("<="),
    "lessThan": _less("<"),
    "lessThanOrEquals": _less("<="),
    "equals": _equals,
    "disjoint": _disjoint,
}
TYPE: Final = f"<{RDF_TYPE.value}>"
SUBCLASS: Final = f"<{RDFS}subClassOf>"
