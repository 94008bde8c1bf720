"""What follows from facts by rules, each conclusion with its reasons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.consistency.datatypes import SPACES
from kg.terms import OWL, RDF_TYPE, RDFS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.consistency.model import Axiom
    from kg.consistency.rules import Limit, Rules

SAME, DIFFERENT = NamedNode(f"{OWL}sameAs"), NamedNode(f"{OWL}differentFrom")
DATATYPES = frozenset().union(*SPACES) | {f"{RDFS}Literal"}
Concluded = tuple[Triple, "Axiom | None", tuple[Triple, ...]]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a triple holds: the axiom and the triples that it was concluded from."""

    axiom: Axiom | None
    premises: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """Facts and conclusions; a fact has no reason, a conclusion its first."""

    reasons: dict[Triple, Reason | None] = field(default_factory=dict)
    types: dict[NamedNode, dict[str, Triple]] = field(default_factory=lambda: defaultdict(dict))
    uses: dict[tuple[object, str], list[Triple]] = field(default_factory=lambda: defaultdict(list))
    used_by: dict[str, list[Triple]] = field(default_factory=lambda: defaultdict(list))
    same: dict[NamedNode, list[Triple]] = field(default_factory=lambda: defaultdict(list))

    def basis(self, *triples: Triple) -> tuple[list[Triple], list[Axiom]]:
        """Return the facts and the axioms that triples rest on, in the order of reading."""
        facts: dict[Triple, None] = {}
        axioms: dict[Axiom, None] = {}
        seen: set[Triple] = set()
        waiting = list(reversed(triples))
        while waiting:
            triple = waiting.pop()
            if triple in seen:
                continue
            seen.add(triple)
            reason = self.reasons[triple]
            if reason is None:
                facts[triple] = None
                continue
            if reason.axiom is not None:
                axioms.setdefault(reason.axiom)
            waiting += reversed(reason.premises)
        return list(facts), list(axioms)


def close(facts: Iterable[Triple], rules: Rules) -> Closure:
    """Return facts with what follows from them."""
    closure = Closure()
    _extend(closure, rules, ((fact, None) for fact in facts))
    while True:
        found = [(t, Reason(axiom, why)) for t, axiom, why in _across(closure, rules)]
        if not _extend(closure, rules, found):
            return closure


def witness(closure: Closure, rules: Rules, things: Iterable[NamedNode]) -> None:
    """Give things the values that their classes say exist, one step far, and what follows."""
    found: list[tuple[Triple, Reason | None]] = []
    for thing in things:
        for cls, typed in closure.types[thing].items():
            for prop, filler, axiom in rules.exists.get(cls, ()):
                if prop in rules.kinds or filler in DATATYPES:
                    continue
                value = NamedNode(f"{thing.value}:{len(found)}")
                reason = Reason(axiom, (typed,))
                found.append((Triple(thing, NamedNode(prop), value), reason))
                if filler:
                    found.append((Triple(value, RDF_TYPE, NamedNode(filler)), reason))
    _extend(closure, rules, found)


def _extend(closure: Closure, rules: Rules, found: Iterable[tuple[Triple, Reason | None]]) -> int:
    """Add triples and all that follows from each alone; return how many were new."""
    before = len(closure.reasons)
    waiting = list(found)
    for triple, reason in waiting:  # it grows while it is read: the nearest reasons come first
        if triple in closure.reasons:
            continue
        closure.reasons[triple] = reason
        _index(closure, triple)
        waiting += [(t, Reason(axiom, why)) for t, axiom, why in _follows(closure, rules, triple)]
    return len(closure.reasons) - before


def _index(closure: Closure, triple: Triple) -> None:
    subject, predicate, value = triple
    if not isinstance(subject, NamedNode):
        return
    if predicate == RDF_TYPE and isinstance(value, NamedNode):
        closure.types[subject][value.value] = triple
    elif predicate == SAME:
        closure.same[subject].append(triple)
    else:
        closure.uses[subject, predicate.value].append(triple)
        closure.used_by[predicate.value].append(triple)


def _follows(closure: Closure, rules: Rules, triple: Triple) -> Iterator[Concluded]:
    """Yield what follows from one triple."""
    subject, predicate, value = triple
    if not isinstance(subject, NamedNode):
        return
    if predicate == RDF_TYPE and isinstance(value, NamedNode):
        for cls, axiom in rules.above.get(value.value, ()):
            yield Triple(subject, RDF_TYPE, NamedNode(cls)), axiom, (triple,)
    elif predicate == SAME and isinstance(value, NamedNode):
        yield Triple(value, SAME, subject), None, (triple,)
    elif predicate != DIFFERENT:
        yield from _from_use(closure, rules, triple, subject, predicate.value)


def _from_use(
    closure: Closure, rules: Rules, triple: Triple, subject: NamedNode, prop: str
) -> Iterator[Concluded]:
    """Yield what follows from a property's value."""
    value = triple.object
    for cls, axiom in rules.domain.get(prop, ()):
        yield Triple(subject, RDF_TYPE, NamedNode(cls)), axiom, (triple,)
    for over, axiom in rules.over.get(prop, ()):
        yield Triple(subject, NamedNode(over), value), axiom, (triple,)
    if not isinstance(value, NamedNode):
        return
    for cls, axiom in rules.range.get(prop, ()):
        if cls not in DATATYPES and not cls.startswith(XSD):
            yield Triple(value, RDF_TYPE, NamedNode(cls)), axiom, (triple,)
    for inverse, axiom in rules.inverse.get(prop, ()):
        yield Triple(value, NamedNode(inverse), subject), axiom, (triple,)
    if symmetric := rules.kinds["Symmetric"].get(prop):
        yield Triple(value, triple.predicate, subject), symmetric, (triple,)
    yield from _passed_on(closure, rules, triple)


def _passed_on(closure: Closure, rules: Rules, triple: Triple) -> Iterator[Concluded]:
    """Yield what a transitive property concludes, where a circle of it would be a clash."""
    subject, predicate, value = triple
    prop = predicate.value
    axiom = rules.kinds["Transitive"].get(prop)
    if axiom and any(prop in rules.kinds[kind] for kind in ("Irreflexive", "Asymmetric")):
        for onward in list(closure.uses[value, prop]):
            yield Triple(subject, predicate, onward.object), axiom, (triple, onward)
        for back in list(closure.used_by[prop]):
            if back.object == subject:
                yield Triple(back.subject, predicate, value), axiom, (back, triple)


def _across(closure: Closure, rules: Rules) -> Iterator[Concluded]:
    """Yield what follows from several triples: who must be the same, and what that brings."""
    for thing, types in list(closure.types.items()):
        for cls, typed in list(types.items()):
            for limit in rules.limits.get(cls, ()):
                yield from _merged(closure, limit, thing, (typed,))
            yield from _all_values(closure, rules, thing, typed, cls)
    yield from _functional(closure, rules)
    yield from _equals(closure)


def _all_values(
    closure: Closure, rules: Rules, thing: NamedNode, typed: Triple, cls: str
) -> Iterator[Concluded]:
    """Yield what a thing's values must be for it to be of its class."""
    for prop, filler, axiom in rules.every.get(cls, ()):
        for use in closure.uses.get((thing, prop), ()):
            if isinstance(use.object, NamedNode) and filler not in DATATYPES:
                yield Triple(use.object, RDF_TYPE, NamedNode(filler)), axiom, (typed, use)


def _equals(closure: Closure) -> Iterator[Concluded]:
    """Yield the types of what is the same as another thing."""
    for equals in list(closure.same.values()):
        for equal in list(equals):
            if isinstance(equal.object, NamedNode) and isinstance(equal.subject, NamedNode):
                for cls, typed in list(closure.types[equal.subject].items()):
                    yield Triple(equal.object, RDF_TYPE, NamedNode(cls)), None, (typed, equal)


def _merged(
    closure: Closure, limit: Limit, thing: NamedNode, why: tuple[Triple, ...]
) -> Iterator[Concluded]:
    """Yield who is the same since a thing has at most one value."""
    if limit.most != 1:
        return
    for one, other in combinations(within_limit(closure, limit, thing), 2):
        if isinstance(one[0].object, NamedNode) and isinstance(other[0].object, NamedNode):
            equal = Triple(one[0].object, SAME, other[0].object)
            yield equal, limit.axiom, (*why, *one, *other)


def within_limit(closure: Closure, limit: Limit, thing: NamedNode) -> list[tuple[Triple, ...]]:
    """Return a thing's values that a limit counts, each with what makes it count."""
    found: list[tuple[Triple, ...]] = []
    for use in closure.uses.get((thing, limit.prop), ()):
        value = use.object
        if not limit.filler or isinstance(value, Literal):
            found.append((use,))
        elif isinstance(value, NamedNode) and limit.filler in closure.types[value]:
            found.append((use, closure.types[value][limit.filler]))
    return found


def _functional(closure: Closure, rules: Rules) -> Iterator[Concluded]:
    for prop, axiom in rules.kinds["Functional"].items():
        for thing in {t.subject for t in closure.used_by[prop]}:
            for one, other in combinations(closure.uses.get((thing, prop), ()), 2):
                if isinstance(one.object, NamedNode) and isinstance(other.object, NamedNode):
                    yield Triple(one.object, SAME, other.object), axiom, (one, other)
    for prop, axiom in rules.kinds["InverseFunctional"].items():
        bearers: dict[object, list[Triple]] = defaultdict(list)
        for use in closure.used_by[prop]:
            bearers[use.object].append(use)
        for uses in bearers.values():
            for one, other in combinations(uses, 2):
                yield Triple(one.subject, SAME, other.subject), axiom, (one, other)
