"""SPARQL algebra as rdflib has it, to JSON and back, so that a query is parsed once and kept.

Texts, numbers and constants are as they are; all else is a list of its kind and
what it is made of.
"""

from __future__ import annotations

import json
from functools import partial, singledispatch
from types import FunctionType, NoneType
from typing import TYPE_CHECKING, Any

from rdflib import BNode, Literal, URIRef, Variable
from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath
from rdflib.plugins.sparql import operators
from rdflib.plugins.sparql.parserutils import CompValue, Expr

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


OWN = frozenset({"name", "ctx", "_evalfn"})
"""What a part holds beside marks that translation left on it."""


def to_json(algebra: CompValue) -> str:
    """Return a query's algebra as JSON; raises `TypeError` for what has no form there."""
    return json.dumps(_plain(algebra), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> CompValue:
    """Return the algebra that `to_json` wrote; raises `ValueError` for any other text."""
    try:
        made = _made(json.loads(text))
    except (LookupError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("no algebra") from error
    if isinstance(made, CompValue):
        return made
    raise ValueError("no algebra")


@singledispatch
def _plain(node: object) -> object:
    raise TypeError(f"no form for {type(node).__name__}")


@_plain.register(str)
@_plain.register(int)
@_plain.register(NoneType)
def _(node: object) -> object:
    return node


@_plain.register(Variable)
@_plain.register(URIRef)
@_plain.register(BNode)
def _(node: str) -> object:
    return [type(node).__name__, str(node)]


@_plain.register
def _(node: Literal) -> object:
    return ["Literal", str(node), node.language, _plain(node.datatype)]


@_plain.register(list)
@_plain.register(tuple)
@_plain.register(set)
def _(node: list[object]) -> object:
    return [type(node).__name__, *map(_plain, node)]


@_plain.register(AlternativePath)
@_plain.register(SequencePath)
def _(node: AlternativePath | SequencePath) -> object:
    return [type(node).__name__, *map(_plain, node.args)]


@_plain.register
def _(node: MulPath) -> object:
    return ["MulPath", _plain(node.path), node.mod]


@_plain.register
def _(node: InvPath) -> object:
    return ["InvPath", _plain(node.arg)]


@_plain.register
def _(node: NegatedPath) -> object:
    return ["NegatedPath", _plain(AlternativePath(*node.args))]


@_plain.register
def _(node: CompValue) -> object:
    if node is operators.TrueFilter:
        return ["always"]
    marks = {name: _plain(value) for name, value in vars(node).items() if name not in OWN}
    # A pattern in EXISTS that is there as it was read, is a mark as it is solved.
    inside = {key: _plain(value) for key, value in node.items() if key not in marks}
    return ["part", node.name, _function(node), inside, marks]


def _function(node: CompValue) -> str | None:
    """Return the name of the function that gives an expression its value."""
    if not isinstance(node, Expr):
        return None
    solves = getattr(node._evalfn, "__func__", None)  # noqa: SLF001 rdflib has no other way
    name = getattr(solves, "__name__", "")
    if solves is None or getattr(operators, name, None) is not solves:
        raise TypeError(f"no form for {node.name}")
    return str(name)


def _made(plain: Any) -> Any:  # noqa: ANN401 whatever a query is made of
    if isinstance(plain, list):
        kind, *parts = plain
        return MAKERS[kind](*map(_made, parts))
    if isinstance(plain, dict):
        return {key: _made(value) for key, value in plain.items()}
    return plain


def _part(
    name: str, function: str | None, inside: Mapping[str, Any], marks: Mapping[str, Any]
) -> CompValue:
    if function is None:
        made = CompValue(name, **inside)
    else:
        solves = getattr(operators, function)
        if not isinstance(solves, FunctionType):
            raise TypeError(f"{function} is no function")
        made = Expr(name, solves, **inside)
    vars(made).update(marks)
    return made


MAKERS: Mapping[str, Callable[..., Any]] = {
    "Variable": Variable,
    "URIRef": URIRef,
    "BNode": BNode,
    "Literal": partial(Literal, normalize=False),
    "list": lambda *parts: [*parts],
    "tuple": lambda *parts: parts,
    "set": lambda *parts: {*parts},
    "AlternativePath": AlternativePath,
    "SequencePath": SequencePath,
    "MulPath": MulPath,
    "InvPath": InvPath,
    "NegatedPath": NegatedPath,
    "always": lambda: operators.TrueFilter,
    "part": _part,
}
