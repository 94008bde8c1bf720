"""Clashes that our own rules find, each explained by the facts and axioms it rests on."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.consistency.axioms import CLASS, OBJECT_PROPERTY
from kg.consistency.closure import DIFFERENT, SAME, Closure, close, within_limit, witness
from kg.consistency.datatypes import outside, same_value
from kg.consistency.model import Axiom, Clash
from kg.terms import OWL, RDF_TYPE, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.consistency.model import Theory
    from kg.consistency.rules import Rules

NOTHING = f"{OWL}Nothing"
PROBE = "urn:demarche:any:"
"""Where things live that stand for any member of a class."""
Found = tuple[tuple[Triple, ...], "Axiom | None"]


def clashes(facts: Iterable[Triple], theory: Theory, rules: Rules) -> list[Clash]:
    """Return the clashes among facts: of one thing and the same facts, the shortest explained."""
    own = [axiom.head for axiom in theory.axioms if _asserts(axiom)]
    stated = {axiom.head: axiom for axiom in theory.axioms if _asserts(axiom)}
    closure = close([*facts, *own], rules)
    shortest: dict[frozenset[Triple], Clash] = {}
    for premises, axiom in _found(closure, rules):
        found, axioms = closure.basis(*premises)
        said_of = [fact for fact in found if fact not in stated]
        by = [*(stated[fact] for fact in found if fact in stated), *axioms]
        by = [a for a in by if a != axiom] + ([axiom] if axiom else [])
        clash = Clash(tuple(said_of), tuple(by))
        key = frozenset(found)
        if key not in shortest or len(by) < len(shortest[key].axioms):
            shortest[key] = clash
    return [clash for key, clash in shortest.items() if not any(other < key for other in shortest)]


def empty_terms(theory: Theory, rules: Rules) -> list[Clash]:
    """Return the classes that can have no member, and the properties that can have no value.

    Of classes below such a one, only the topmost is told.
    """
    kinds = {
        t.subject: said(t.object) for t in theory.declarations if isinstance(t.subject, NamedNode)
    }
    probes, facts = {}, []
    for count, (term, kind) in enumerate(sorted(kinds.items(), key=str)):
        probe = NamedNode(f"{PROBE}{count}")
        probes[probe.value] = term.value
        if kind == CLASS and term.value != NOTHING:
            facts.append(Triple(probe, RDF_TYPE, term))
        elif kind == OBJECT_PROPERTY:
            facts.append(Triple(probe, term, NamedNode(f"{PROBE}{count}:value")))
    closure = close(facts, rules)
    witness(closure, rules, [NamedNode(probe) for probe in probes])
    shortest: dict[str, Clash] = {}
    for premises, axiom in _found(closure, rules):
        found, axioms = closure.basis(*premises)
        origin = ":".join(said(found[0].subject).split(":")[:4])
        empty = probes[origin]
        by = tuple(a for a in axioms if a != axiom) + ((axiom,) if axiom else ())
        if empty not in shortest or len(by) < len(shortest[empty].axioms):
            shortest[empty] = Clash((), by, empty)
    return [c for c in shortest.values() if not _below_another(c.term, shortest, rules)]


def _below_another(term: str, empty: Iterable[str], rules: Rules) -> bool:
    """Return whether a term is below another one; of equals, the first by IRI is above."""
    over = _above(term, rules)
    return any(
        other in over and (term not in _above(other, rules) or other < term)
        for other in empty
        if other != term
    )


def _above(term: str, rules: Rules) -> set[str]:
    seen, waiting = {term}, [term]
    while waiting:
        at = waiting.pop()
        fresh = {above for above, _ in (*rules.above.get(at, ()), *rules.over.get(at, ()))} - seen
        seen |= fresh
        waiting += fresh
    return seen


def _asserts(axiom: Axiom) -> bool:
    """Return whether an axiom of the ontology is about a thing, as facts are."""
    head = axiom.head
    kind = said(head.object)
    typed = head.predicate == RDF_TYPE and isinstance(head.subject, NamedNode)
    return (typed and not kind.startswith(OWL)) or head.predicate in {SAME, DIFFERENT}


def _found(closure: Closure, rules: Rules) -> Iterator[Found]:
    yield from _disjoint_types(closure, rules)
    yield from _same_and_different(closure, rules)
    yield from _misused(closure, rules)
    yield from _apart(closure, rules)
    yield from _bad_values(closure, rules)
    yield from _too_many(closure, rules)


def _disjoint_types(closure: Closure, rules: Rules) -> Iterator[Found]:
    for types in list(closure.types.values()):
        if NOTHING in types:
            yield (types[NOTHING],), None
        for cls, typed in types.items():
            for other, axiom in rules.disjoint.get(cls, ()):
                if other in types and cls <= other:
                    yield (typed, types[other]), axiom


def _same_and_different(closure: Closure, rules: Rules) -> Iterator[Found]:
    for equals in list(closure.same.values()):
        for equal in equals:
            pair = frozenset({said(equal.subject), said(equal.object)})
            if pair in rules.different:
                yield (equal,), rules.different[pair]
            fact = Triple(equal.subject, DIFFERENT, equal.object)
            if fact in closure.reasons:
                yield (equal, fact), None
    for fact in closure.used_by[DIFFERENT.value]:
        if fact.subject == fact.object:
            yield (fact,), None


def _misused(closure: Closure, rules: Rules) -> Iterator[Found]:
    """Yield values that a property's own kind forbids."""
    for prop, axiom in rules.kinds["Irreflexive"].items():
        yield from (((t,), axiom) for t in closure.used_by[prop] if t.subject == t.object)
    for prop, axiom in rules.kinds["Asymmetric"].items():
        for use in closure.used_by[prop]:
            back = _back(use)
            if back in closure.reasons and str(use) <= str(back):
                yield tuple(dict.fromkeys((use, back))), axiom


def _apart(closure: Closure, rules: Rules) -> Iterator[Found]:
    """Yield what is related by two properties that exclude each other."""
    for prop, ruled in rules.apart.items():
        for use in closure.used_by[prop]:
            for other, axiom in ruled:
                twin = Triple(use.subject, NamedNode(other), use.object)
                if twin in closure.reasons and prop <= other:
                    yield (use, twin), axiom


def _bad_values(closure: Closure, rules: Rules) -> Iterator[Found]:
    """Yield literals that are no value of the datatype that a property takes."""
    for prop, ruled in rules.range.items():
        for use in closure.used_by[prop]:
            if isinstance(use.object, Literal):
                value = use.object
                yield from (((use,), axiom) for kind, axiom in ruled if outside(value, kind))


def _back(use: Triple) -> Triple | None:
    if not isinstance(use.object, NamedNode):
        return None
    return Triple(use.object, use.predicate, use.subject)


def _too_many(closure: Closure, rules: Rules) -> Iterator[Found]:
    """Yield a thing's values where it has more than its class or the property allows."""
    for thing, types in list(closure.types.items()):
        for cls, typed in types.items():
            for limit in rules.limits.get(cls, ()):
                counted = within_limit(closure, limit, thing)
                if limit.most == 0:
                    yield from (((typed, *one), limit.axiom) for one in counted)
                if limit.most == 1:
                    for one, other in combinations(counted, 2):
                        if _two_values(one[0], other[0]):
                            yield (typed, *one, *other), limit.axiom
    for prop, axiom in rules.kinds["Functional"].items():
        for subject in {t.subject for t in closure.used_by[prop]}:
            uses = closure.uses.get((subject, prop), ())
            yield from ((p, axiom) for p in combinations(uses, 2) if _two_values(*p))


def _two_values(one: Triple, other: Triple) -> bool:
    left, right = one.object, other.object
    return isinstance(left, Literal) and isinstance(right, Literal) and not same_value(left, right)
