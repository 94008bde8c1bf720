"""The smallest sets of facts and axioms that contradict, found by asking HermiT.

From the beginning of what contradicts as little is taken as still does; the last
of that is needed, and so on with what stands before it. Whatever time there is,
what comes out contradicts; with time it is minimal.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from pyoxigraph import Literal, NamedNode, Triple

from kg.consistency.axioms import terms
from kg.consistency.hermit import OutOfTimeError
from kg.consistency.model import Clash
from kg.terms import OWL, RDF_TYPE, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kg.consistency.hermit import Hermit
    from kg.consistency.model import Axiom, Theory

T = TypeVar("T")
MUTUAL = frozenset(
    OWL + name for name in ("inverseOf", "equivalentClass", "equivalentProperty", "sameAs")
)
"""Predicates that say as much of their value as of their subject."""
WIDTH = 12
"""Sets that HermiT looks at in one run: starting Java costs more than looking."""


def minimal(items: Sequence[T], first: Callable[[list[list[T]]], int | None]) -> list[T]:
    """Return a subset of items that still contradicts and of which none can be spared.

    `items` contradict; `first` tells which of several growing sets is the first
    that does. Where it raises `OutOfTimeError`, all that was not ruled out is kept.

    >>> def first(sets):
    ...     return next((n for n, kept in enumerate(sets) if {3, 8} <= set(kept)), None)
    >>> minimal([1, 2, 3, 4, 5, 6, 7, 8, 9], first)
    [3, 8]
    """
    needed: list[T] = []
    rest = list(items)
    while True:
        try:
            length = _shortest(needed, rest, first)
        except OutOfTimeError:
            return [*rest, *needed]
        if not length:
            return needed
        needed.insert(0, rest[length - 1])
        rest = rest[: length - 1]


def _shortest(needed: list[T], rest: list[T], first: Callable[[list[list[T]]], int | None]) -> int:
    """Return how many of the rest must be taken, from its start, to contradict what is needed."""
    low, high = 0, len(rest)
    while low < high:
        step = -(-(high - low) // WIDTH)
        lengths = list(range(low, high, step))
        found = first([[*rest[:length], *needed] for length in lengths])
        if found is None:
            low = lengths[-1] + 1
        else:
            high = lengths[found]
            low = lengths[found - 1] + 1 if found else high
    return high


def explain_facts(hermit: Hermit, theory: Theory, facts: Sequence[Triple]) -> Clash:
    """Return a clash in facts that contradict the axioms: subjects first, then statements."""
    axioms = [axiom for axiom in theory.axioms if axiom not in theory.unknown]

    def first(sets: Sequence[Iterable[Triple]]) -> int | None:
        return hermit.first_inconsistent(theory, [(axioms, kept) for kept in sets])

    def first_groups(sets: Sequence[Iterable[Iterable[Triple]]]) -> int | None:
        return first([list(chain.from_iterable(kept)) for kept in sets])

    groups = minimal(related(facts), first_groups)
    few = minimal(list(chain.from_iterable(groups)), first)
    return explain_axioms(hermit, theory, few)


def explain_axioms(
    hermit: Hermit, theory: Theory, facts: Sequence[Triple], term: str = ""
) -> Clash:
    """Return a clash of these facts with the fewest axioms; `term` is what they are about."""
    axioms = [axiom for axiom in theory.axioms if axiom not in theory.unknown]
    near = reachable(axioms, facts)

    def first(sets: Sequence[Iterable[Axiom]]) -> int | None:
        return hermit.first_inconsistent(theory, [(kept, facts) for kept in sets])

    try:
        near = axioms if first([near]) is None else near
    except OutOfTimeError:
        near = axioms
    found = sorted(minimal(near, first), key=_deciding)
    told = () if term else tuple(facts)
    return Clash(told, tuple(found), term, smallest=not hermit.late)


def _deciding(axiom: Axiom) -> int:
    """Return how much an axiom is one that others run against, and not one that leads there."""
    word = said(axiom.head.object if axiom.head.predicate == RDF_TYPE else axiom.head.predicate)
    return 2 * ("isjoint" in word or "Negative" in word) + bool(axiom.triples[1:])


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
