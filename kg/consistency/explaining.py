"""The smallest sets of facts and axioms that contradict, found by asking HermiT.

QuickXplain (Junker 2004): halves are left out while the rest still contradicts.
Whatever time there is, what comes out contradicts; with time it is minimal.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from kg.consistency.axioms import terms
from kg.consistency.hermit import OutOfTimeError
from kg.consistency.model import Clash
from kg.terms import OWL, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.consistency.hermit import Hermit
    from kg.consistency.model import Axiom, Theory

T = TypeVar("T")
MUTUAL = frozenset(
    OWL + name for name in ("inverseOf", "equivalentClass", "equivalentProperty", "sameAs")
)
"""Predicates that say as much of their value as of their subject."""


def minimal(items: Sequence[T], contradict: Callable[[Sequence[T]], bool]) -> list[T]:
    """Return a subset of items that still contradicts and of which none can be spared.

    `items` contradict. Where `contradict` raises `OutOfTimeError`, what is left
    to look at is kept whole.

    >>> minimal([1, 2, 3, 4, 5, 6, 7, 8], lambda kept: {3, 8} <= set(kept))
    [3, 8]
    """
    return _minimal([], items, contradict, changed=True) if items else []


def _minimal(
    kept: list[T],
    items: Sequence[T],
    contradict: Callable[[Sequence[T]], bool],
    *,
    changed: bool,
) -> list[T]:
    try:
        if changed and contradict(kept):
            return []
    except OutOfTimeError:
        return list(items)
    if len(items) == 1:
        return list(items)
    middle = len(items) // 2
    first, second = list(items[:middle]), list(items[middle:])
    later = _minimal([*kept, *first], second, contradict, changed=True)
    earlier = _minimal([*kept, *later], first, contradict, changed=bool(later))
    return [*earlier, *later]


def explain_facts(hermit: Hermit, theory: Theory, facts: Sequence[Triple]) -> Clash:
    """Return a clash in facts that contradict the axioms: subjects first, then statements."""
    axioms = [axiom for axiom in theory.axioms if axiom not in theory.unknown]

    def wrong(kept: Iterable[Triple]) -> bool:
        return hermit.inconsistent(theory, axioms, kept)

    groups = minimal(related(facts), lambda kept: wrong(chain.from_iterable(kept)))
    few = minimal(list(chain.from_iterable(groups)), wrong)
    return explain_axioms(hermit, theory, few)


def explain_axioms(
    hermit: Hermit, theory: Theory, facts: Sequence[Triple], term: str = ""
) -> Clash:
    """Return a clash of these facts with the fewest axioms; `term` is what they are about."""
    axioms = [axiom for axiom in theory.axioms if axiom not in theory.unknown]
    near = reachable(axioms, facts)

    def wrong(kept: Iterable[Axiom]) -> bool:
        return hermit.inconsistent(theory, kept, facts)

    try:
        near = near if wrong(near) else axioms
    except OutOfTimeError:
        near = axioms
    found = minimal(near, wrong)
    told = () if term else tuple(facts)
    return Clash(told, tuple(found), term, smallest=not hermit.late)


def related(facts: Iterable[Triple]) -> list[list[Triple]]:
    """Return facts by subject, things that are linked next to each other."""
    about: dict[object, list[Triple]] = {}
    for fact in facts:
        about.setdefault(fact.subject, []).append(fact)
    ordered: list[list[Triple]] = []
    seen: set[object] = set()
    for start in about:
        waiting: list[object] = [start]
        while waiting:
            thing = waiting.pop()
            if thing in seen or thing not in about:
                continue
            seen.add(thing)
            ordered.append(about[thing])
            links = [t.object for t in about[thing] if t.predicate != RDF_TYPE]
            waiting += [link for link in links if not isinstance(link, Literal)]
    return ordered


def reachable(axioms: Sequence[Axiom], facts: Iterable[Triple]) -> list[Axiom]:
    """Return the axioms whose subject facts speak of, or another such axiom."""
    known: set[NamedNode] = set(terms(facts))
    found: dict[Axiom, None] = {}
    grown = True
    while grown:
        grown = False
        for axiom in axioms:
            if axiom in found:
                continue
            subject = axiom.head.subject
            spoken = set(terms(axiom.triples))
            one_way = isinstance(subject, NamedNode) and axiom.head.predicate.value not in MUTUAL
            if subject in known if one_way else spoken & known:
                found[axiom] = None
                known |= spoken
                grown = True
    return list(found)
