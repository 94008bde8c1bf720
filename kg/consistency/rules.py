"""The axioms that our own checks follow, compiled to look-up tables.

They are those of OWL 2 RL (OWL 2 Profiles, section 4.3) by which facts clash;
the rest is HermiT's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.consistency.expressions import (
    EXACT,
    LEAST,
    MOST,
    ON_PROPERTY,
    first,
    listed,
    members,
    named,
    number,
    values,
)
from kg.terms import OWL, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.consistency.model import Axiom, Theory

Ruled = dict[str, list[tuple[str, "Axiom"]]]
CHARACTERISTICS = (
    "Functional", "InverseFunctional", "Symmetric", "Transitive", "Asymmetric", "Irreflexive",
)  # fmt: skip


def _ruled() -> Ruled:
    return defaultdict(list)


@dataclass(frozen=True, slots=True)
class Limit:
    """How many values of a property a member of a class has at most, of a class at will."""

    prop: str
    filler: str
    most: int
    axiom: Axiom


@dataclass(frozen=True, slots=True)
class Rules:
    """What follows from what, by IRI, each with the axiom that says it."""

    above: Ruled = field(default_factory=_ruled)
    disjoint: Ruled = field(default_factory=_ruled)
    domain: Ruled = field(default_factory=_ruled)
    range: Ruled = field(default_factory=_ruled)
    over: Ruled = field(default_factory=_ruled)
    inverse: Ruled = field(default_factory=_ruled)
    apart: Ruled = field(default_factory=_ruled)
    exists: dict[str, list[tuple[str, str, Axiom]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    every: dict[str, list[tuple[str, str, Axiom]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    limits: dict[str, list[Limit]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, dict[str, Axiom]] = field(default_factory=lambda: defaultdict(dict))
    different: dict[frozenset[str], Axiom] = field(default_factory=dict)


def compile_rules(theory: Theory) -> Rules:
    """Return the rules of a theory's axioms; what no rule follows is passed over."""
    rules = Rules()
    for axiom in theory.axioms:
        _add(rules, axiom)
    return rules


def _add(rules: Rules, axiom: Axiom) -> None:
    subject, predicate, value = axiom.head
    one, other = named(subject), named(value)
    word = predicate.value.removeprefix(RDFS).removeprefix(OWL)
    if predicate == RDF_TYPE:
        _add_kind(rules, axiom, one, other.removeprefix(OWL))
    elif word in {"subClassOf", "equivalentClass"} and one:
        _add_class(rules, axiom, one, value)
        if word == "equivalentClass" and other:
            rules.above[other].append((one, axiom))
    elif word == "disjointUnionOf":
        parts = [m.value for m in members(axiom, value) if isinstance(m, NamedNode)]
        for part in parts:
            rules.above[part].append((one, axiom))
        _add_pairs(rules.disjoint, parts, axiom)
    elif one and other:
        _add_named(rules, axiom, one, other)


def _add_named(rules: Rules, axiom: Axiom, one: str, other: str) -> None:
    """Add an axiom between two names."""
    word = axiom.head.predicate.value.removeprefix(RDFS).removeprefix(OWL)
    single = {"domain": rules.domain, "range": rules.range, "subPropertyOf": rules.over}
    mutual = {
        "inverseOf": rules.inverse,
        "equivalentProperty": rules.over,
        "disjointWith": rules.disjoint,
        "complementOf": rules.disjoint,
        "propertyDisjointWith": rules.apart,
    }
    if word in single:
        single[word][one].append((other, axiom))
    elif word in mutual:
        _add_pairs(mutual[word], [one, other], axiom)
    elif word == "differentFrom":
        rules.different[frozenset({one, other})] = axiom


def _add_pairs(table: Ruled, terms: Iterable[str], axiom: Axiom) -> None:
    for one, other in combinations(terms, 2):
        table[one].append((other, axiom))
        if one != other:
            table[other].append((one, axiom))


def _add_kind(rules: Rules, axiom: Axiom, one: str, kind: str) -> None:
    """Add a property's characteristic, or a list of what is different or disjoint."""
    characteristic = kind.removesuffix("Property")
    node = axiom.head.subject
    if characteristic in CHARACTERISTICS:
        rules.kinds[characteristic][one] = axiom
    elif kind == "AllDisjointClasses":
        _add_pairs(rules.disjoint, listed(axiom, node, "members"), axiom)
    elif kind == "AllDisjointProperties":
        _add_pairs(rules.apart, listed(axiom, node, "members"), axiom)
    elif kind == "AllDifferent":
        things = listed(axiom, node, "members", "distinctMembers")
        for pair in combinations(things, 2):
            rules.different[frozenset(pair)] = axiom


def _add_class(rules: Rules, axiom: Axiom, one: str, value: object) -> None:
    """Add what an expression says of a class below it."""
    if isinstance(value, NamedNode):
        rules.above[one].append((value.value, axiom))
        return
    for part in _parts(axiom, value):
        if isinstance(part, NamedNode):
            rules.above[one].append((part.value, axiom))
            continue
        if denied := named(first(axiom, part, f"{OWL}complementOf")):
            _add_pairs(rules.disjoint, [one, denied], axiom)
        if prop := named(first(axiom, part, ON_PROPERTY)):
            _add_restriction(rules, axiom, one, prop, part)


def _parts(axiom: Axiom, value: object) -> Iterator[object]:
    """Yield the parts of an intersection; what is none, itself."""
    heads = values(axiom, value, f"{OWL}intersectionOf")
    if not heads:
        yield value
    for head in heads:
        for member in members(axiom, head):
            yield from _parts(axiom, member)


def _add_restriction(rules: Rules, axiom: Axiom, one: str, prop: str, node: object) -> None:
    filler = named(first(axiom, node, f"{OWL}onClass"))
    some = named(first(axiom, node, f"{OWL}someValuesFrom"))
    exact, least = number(axiom, node, EXACT), number(axiom, node, LEAST)
    most = number(axiom, node, MOST) if exact is None else exact
    if some or (exact or 0) > 0 or (least or 0) > 0:
        rules.exists[one].append((prop, some or filler, axiom))
    if only := named(first(axiom, node, f"{OWL}allValuesFrom")):
        rules.every[one].append((prop, only, axiom))
    if most is not None:
        rules.limits[one].append(Limit(prop, filler, most, axiom))
