"""What shapes are compiled from: plain values, made once of what pySHACL reads and then kept.

A term is its N-Triples text, a variable (or a blank node of a query) its name
behind a `?`. All that is made of other things is a `Part`: a shape, a path, and
whatever SPARQL algebra is made of, under rdflib's names.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeGuard

from kg.cache import recall, remember
from kg.deferred import deferred
from kg.validation.fast import terms
from kg.validation.shapes import MALFORMED

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.validation.fast.planning import planned
    from kg.validation.shapes import Scope, Shapes
else:
    planned = deferred("kg.validation.fast.planning", "planned")

NAME = ""
"""The key that a part's name has in JSON."""
PLAIN = "plain"
"""The part that is a literal without a datatype, which a query may hold and no graph does."""


class NotCompiledError(Exception):
    """A construct that only the reference engine knows; the argument says which."""


class Part:
    """A part of a shape or query by its name; an attribute that it has not is None."""

    __slots__ = ("inside", "name")

    def __init__(self, name: str, inside: Mapping[str, Any]) -> None:
        """Keep its name, and by name what it is made of."""
        self.name, self.inside = name, inside

    def __getattr__(self, key: str) -> Any:  # noqa: ANN401 whatever it is made of
        """Return one of the things that it is made of."""
        return self.inside.get(key)


@dataclass(frozen=True, slots=True)
class Plan:
    """The shapes of a scope that have targets, and the predicates that they look at.

    A shape that cannot be compiled says in `why` for which reason.
    """

    shapes: tuple[Part, ...]
    forward: frozenset[str]
    backward: frozenset[str]


def is_variable(node: object) -> TypeGuard[str]:
    """Return whether what a query is made of is a variable of it."""
    return isinstance(node, str) and node[:1] == "?" and len(node) > 1


def is_literal(node: object) -> TypeGuard[str | Part]:
    """Return whether what a query is made of is a literal."""
    return (isinstance(node, Part) and node.name == PLAIN) or (
        isinstance(node, str) and node.startswith('"')
    )


def is_constant(node: object) -> TypeGuard[str | Part]:
    """Return whether what a query is made of is an IRI or a literal."""
    return is_literal(node) or (isinstance(node, str) and node.startswith("<"))


def term(node: object) -> str:
    """Return a constant as a graph has it."""
    if isinstance(node, Part) and node.name == PLAIN:
        return terms.quoted(node.words)
    if isinstance(node, str) and node[:1] in {"<", '"'}:
        return node.removesuffix(f"^^<{terms.XSD}string>")
    raise NotCompiledError(f"a node without a name: {node}")


def spelled(node: object) -> str:
    """Return the words of a literal."""
    return str(node.words) if isinstance(node, Part) else terms.text(str(node))


def plan_of(shapes: Shapes, scope: Scope) -> Plan:
    """Return the plan of a scope's shapes; it is made once and kept for later runs."""
    name = f"{shapes.name}-{scope}.json"
    with suppress(*MALFORMED):
        return from_json(recall(name) or "")
    plan = planned(shapes.graphs[scope])
    text = to_json(plan)
    if not any(shape.node.startswith("_:") for shape in plan.shapes):
        remember(name, text)
    return from_json(text)


def to_json(plan: Plan) -> str:
    """Return a plan as JSON."""
    told = [[*plan.shapes], sorted(plan.forward), sorted(plan.backward)]
    return json.dumps(told, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(part: Part) -> Mapping[str, Any]:
    return {NAME: part.name, **part.inside}


def from_json(text: str) -> Plan:
    """Return the plan that `to_json` wrote; raises one of `MALFORMED` for any other text."""
    shapes, forward, backward = json.loads(
        text, object_hook=lambda told: Part(told.pop(NAME), told)
    )
    return Plan(tuple(shapes), frozenset(forward), frozenset(backward))
