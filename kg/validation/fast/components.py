"""Constraint components of SHACL as functions from value nodes to whether they may not be met.

An outcome says whether the constraint may be met (`MET`), and whether it may not
(`UNMET`): both, where only the reference engine knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from kg.terms import RDF_TYPE, RDFS, SH
from kg.validation.fast import terms
from kg.validation.fast.paths import walk
from kg.validation.fast.plan import NotCompiledError, Part, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kg.validation.fast.index import View, Wanted

    Conforms: TypeAlias = Callable[[View, str], int]

    Constraint: TypeAlias = Callable[[View, str, Sequence[str]], int]
    """From the data, a focus node and its value nodes to the outcomes."""
    Build: TypeAlias = Callable[[Any, "Bench"], Constraint]
    """From what a parameter is given to its constraint."""

MET: Final = terms.TRUE
UNMET: Final = terms.FALSE
EITHER: Final = MET | UNMET


@dataclass(frozen=True, slots=True)
class Bench:
    """What shapes are compiled with; `whole` where what is only shown is read too."""

    wanted: Wanted
    whole: bool = False


def _number(node: str) -> int:
    kind, value = terms.literal(node) if node[0] == '"' else ("", 0)
    if kind != "integer" or not isinstance(value, int):
        raise NotCompiledError(f"a number: {node}")
    return value


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


def _min_count(node: str, _: Bench) -> Constraint:
    least = _number(node)
    return lambda _view, _focus, values: _of(len(values) >= least)


def _max_count(node: str, _: Bench) -> Constraint:
    most = _number(node)
    return lambda _view, _focus, values: _of(len(values) <= most)


def _class(node: str, at: Bench) -> Constraint:
    types = walk(KINDS, at.wanted)
    return each(lambda view, value: _of(value[0] != '"' and node in types(view, value)))


def _datatype(node: str, _: Bench) -> Constraint:
    kind = {"string": "string", "integer": "integer", "date": "date"}.get(
        node[1:-1].removeprefix(terms.XSD), ""
    )
    tail = f"^^{node}"

    def look(_view: View, value: str) -> int:
        if value[0] != '"':
            return UNMET
        if terms.literal(value)[0] == kind:
            return MET
        return EITHER if value.endswith(tail) or kind == "" else UNMET

    return each(look)


NODE_KINDS: Mapping[str, str] = {
    "IRI": "<",
    "BlankNode": "_",
    "Literal": '"',
    "BlankNodeOrIRI": "<_",
    "BlankNodeOrLiteral": '_"',
    "IRIOrLiteral": '<"',
}


def _node_kind(node: str, _: Bench) -> Constraint:
    starts = NODE_KINDS[node[1:-1].removeprefix(SH)]
    return each(lambda _view, value: _of(value[0] in starts))


# -- values ------------------------------------------------------------------------------


def _in(nodes: Sequence[str], _: Bench) -> Constraint:
    allowed = frozenset(nodes)
    return each(lambda _view, value: _of(value in allowed))


def _has_value(node: str, _: Bench) -> Constraint:
    return lambda _view, _focus, values: _of(node in values)


def _compared(operator: str) -> Build:
    def build(node: str, _: Bench) -> Constraint:
        def look(_view: View, value: str) -> int:
            if value[0] != '"':
                return UNMET
            outcome = terms.ordered(operator, value, node)
            return EITHER if outcome == terms.ANY else outcome

        return each(look)

    return build


def _pattern(node: str, _: Bench) -> Constraint:
    pattern = re.compile(spelled(node))

    def look(_view: View, value: str) -> int:
        if value[0] == "_":
            return UNMET
        if value[0] == '"' and terms.literal(value)[0] == "other":
            return EITHER
        return _of(bool(pattern.search(terms.text(value))))

    return each(look)


def _length(operator: str) -> Build:
    def build(node: str, _: Bench) -> Constraint:
        bound = _number(node)

        def look(_view: View, value: str) -> int:
            if value[0] == "_" or (value[0] == '"' and terms.literal(value)[0] == "other"):
                return EITHER
            return _of(terms.ORDERS[operator](len(terms.text(value)), bound))

        return each(look)

    return build


# -- two properties of one node ----------------------------------------------------------


def _less(operator: str) -> Build:
    def build(node: str, at: Bench) -> Constraint:
        others = walk(node, at.wanted)

        def outcome(view: View, focus: str, values: Sequence[str]) -> int:
            found = MET
            for other in others(view, focus) if values else ():
                for value in values:
                    one = terms.ordered(operator, value, other)
                    found = all_of(found, one if one in {MET, UNMET} else EITHER)
            return found

        return outcome

    return build


def _equals(node: str, at: Bench) -> Constraint:
    others = walk(node, at.wanted)
    return lambda view, focus, values: _of(set(values) == set(others(view, focus)))


def _disjoint(node: str, at: Bench) -> Constraint:
    others = walk(node, at.wanted)
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
KINDS: Final = Part(
    "SequencePath", {"args": [TYPE, Part("MulPath", {"path": SUBCLASS, "mod": "*"})]}
)
"""The path to the classes that a node is of."""
