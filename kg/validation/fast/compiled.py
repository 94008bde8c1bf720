"""Shapes compiled to functions that say of a node whether it may fail them.

What is not known here may always fail: no node that the reference engine
reports is passed over, and what it makes of the rest is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from kg.validation.fast.components import EITHER, MET, SUBCLASS, TYPE, VALUES, Bench, all_of
from kg.validation.fast.groups import compile_select
from kg.validation.fast.index import Wanted
from kg.validation.fast.names import THIS
from kg.validation.fast.nested import NESTED
from kg.validation.fast.paths import walk
from kg.validation.fast.plan import plan_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kg.validation.fast.components import Conforms, Constraint
    from kg.validation.fast.index import View
    from kg.validation.fast.plan import Part
    from kg.validation.shapes import Scope, Shapes


@dataclass(frozen=True, eq=False)
class CompiledShape:
    """A shape with targets; it is compiled when it is first asked."""

    plan: Part

    @property
    def node(self) -> str:
        """Its IRI or blank node, as N-Triples write it."""
        return str(self.plan.node)

    @property
    def why(self) -> str:
        """For what reason it is not known here; empty where it is."""
        return self.plan.why or ""

    @cached_property
    def conforms(self) -> Conforms:
        """What says whether a node may, and may not, conform to it."""
        return _unknown if self.why else conforming(self.plan, Bench(Wanted()))

    @cached_property
    def complete(self) -> Conforms | None:
        """As `conforms`; it reads all that the reference engine needs for its results."""
        return None if self.why else conforming(self.plan, Bench(Wanted(), whole=True))


@dataclass(frozen=True, slots=True)
class Compiled:
    """The shapes of a scope by what they are on, and the predicates that they look at.

    `declared` and `scope` tell of which shapes they are.
    """

    declared: Shapes
    scope: Scope
    shapes: tuple[CompiledShape, ...]
    on_class: Mapping[str, tuple[CompiledShape, ...]]
    on_node: Mapping[str, tuple[CompiledShape, ...]]
    on_subject: Mapping[str, tuple[CompiledShape, ...]]
    on_object: Mapping[str, tuple[CompiledShape, ...]]
    wanted: Wanted


@lru_cache(maxsize=4)
def compile_shapes(shapes: Shapes, scope: Scope) -> Compiled:
    """Compile the shapes of a scope; what cannot be, is taken to fail wherever it is on."""
    plan = plan_of(shapes, scope)
    on: dict[str, dict[str, tuple[CompiledShape, ...]]] = {
        name: {} for name in ("Class", "Node", "SubjectsOf", "ObjectsOf")
    }
    compiled = []
    for part in plan.shapes:
        one = CompiledShape(part)
        compiled.append(one)
        for kind, target in part.targets:
            on[kind][target] = (*on[kind].get(target, ()), one)
    wanted = Wanted({*plan.forward}, {*plan.backward})
    wanted.forward.update(on["SubjectsOf"], (TYPE, SUBCLASS))
    wanted.backward.update(on["ObjectsOf"])
    every = (on["Class"], on["Node"], on["SubjectsOf"], on["ObjectsOf"])
    return Compiled(shapes, scope, tuple(compiled), *every, wanted)


def _unknown(_view: View, _focus: str) -> int:
    return EITHER


def conforming(shape: Part, bench: Bench) -> Conforms:
    """Return the function from a node to whether it may, and may not, conform to a shape.

    Raises `NotCompiledError` for what is not known here.
    """
    constraints = [_constraint(name, value, bench) for name, value in shape.constraints]
    path = None if shape.path is None else walk(shape.path, bench.wanted)

    def outcome(view: View, focus: str) -> int:
        values: Sequence[str] = (focus,) if path is None else path(view, focus)
        found = MET
        for constraint in constraints:
            one = constraint(view, focus, values)
            if one != MET:
                found = all_of(found, one)
        return found

    return outcome


def _constraint(name: str, value: Any, bench: Bench) -> Constraint:  # noqa: ANN401 as the parameter has it
    if name == "sparql":
        return _query(value, bench)
    if name in NESTED:
        return NESTED[name](value, lambda shape: conforming(shape, bench))
    return VALUES[name](value, bench)


def _query(algebra: Part, bench: Bench) -> Constraint:
    """Compile a SPARQL constraint (SHACL, 5.1); each solution is a result."""
    solve, whole = compile_select(algebra, bench.wanted, whole=bench.whole), bench.whole

    def outcome(view: View, focus: str, _values: Sequence[str]) -> int:
        found = solve(view, {THIS: focus})
        if whole:
            return EITHER if list(found) else MET
        return MET if next(found, None) is None else EITHER

    return outcome
