"""Why a triple is entailed: the rule, and the fewest quads from which it follows.

A justification in the sense of OWL tools: a minimal set of what is stated that
still entails the triple. It is found by running the rule itself on ever fewer
quads, so a rule may be any SPARQL CONSTRUCT and need not be taken apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QueryTriples, Store

from kg.terms import GRAPH_DEFINED, GRAPH_ENTAILED, GRAPH_POSITIONS, RDF_TYPE
from kg.wording import local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Quad, Triple

    from kg.terms import Names

TITLE = re.compile(r"^#\+ *title: *(.*?) *$", re.MULTILINE)
# Quads looked at around a triple; a rule that needs more is told by its name.
MOST = 4000
# How a neighbourhood grows until the rule finds what it needs: over the rule's own
# predicates from the triple on, then also against their direction, then over all.
GROWTH = ((True, False), (True, True), (False, True))


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the domain: its name, its title and its SPARQL."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Justification:
    """The rule that entails a triple, and the quads that it needs, nearest first.

    `quads` is empty where the rule entails it but of too many quads to tell.
    """

    rule: Rule
    quads: tuple[Quad, ...]


def read_rules(paths: Iterable[Path]) -> list[Rule]:
    """Return the rules of a domain, in its order."""
    texts = [(path.stem, path.read_text("utf-8")) for path in paths]
    return [Rule(name, m[1] if (m := TITLE.search(text)) else "", text) for name, text in texts]


def justify(
    store: Store, rules: Iterable[Rule], names: Names, wanted: Triple, unproven: frozenset[Triple]
) -> Justification | None:
    """Return why a triple is entailed; None where no rule entails it any longer.

    What is stated goes before what is itself entailed. `unproven` are triples
    that may not be used, being what the asker is about to explain.
    """
    known = list(rules)
    for rule, quads in _candidates(store, known, names, wanted, unproven):
        if _entails(rule, quads, wanted):
            return Justification(rule, tuple(_fewest(rule, quads, wanted)))
    for rule in known:
        if wanted in _entailed(rule, store):
            return Justification(rule, ())
    return None


def _candidates(
    store: Store, rules: list[Rule], names: Names, wanted: Triple, unproven: frozenset[Triple]
) -> Iterator[tuple[Rule, list[Quad]]]:
    """Yield rules with the quads among which each may find its reasons, the likeliest first."""
    for usable in (None, unproven | {wanted}):
        for by_rule, backwards in GROWTH:
            for rule in rules:
                may_use = _usable(names, rule if by_rule else None, usable)
                yield rule, _neighbourhood(store, wanted, may_use, backwards=backwards)


def _usable(
    names: Names, rule: Rule | None, but: frozenset[Triple] | None
) -> Callable[[Quad], bool]:
    """Return a test for the quads that a reason may consist of.

    With a rule, those of predicates that its text can mean; with `but`, also
    entailed ones other than these.
    """
    own = names.graph(GRAPH_ENTAILED)
    unsaid = {names.graph(name) for name in (GRAPH_POSITIONS, GRAPH_DEFINED)}
    spoken = frozenset(re.findall(r"[\w-]+", rule.text)) if rule else None

    def may_use(quad: Quad) -> bool:
        if spoken is not None and not _speaks_of(spoken, quad):
            return False
        if quad.graph_name == own:
            return but is not None and quad.triple not in but
        return quad.graph_name not in unsaid

    return may_use


def _speaks_of(spoken: frozenset[str], quad: Quad) -> bool:
    """Return whether the words of a rule can mean a quad's predicate."""
    return quad.predicate == RDF_TYPE or local(quad.predicate) in spoken


def _neighbourhood(
    store: Store, wanted: Triple, may_use: Callable[[Quad], bool], *, backwards: bool
) -> list[Quad]:
    """Return the quads around a triple, the nearest first, `MOST` at most."""
    found: dict[Quad, None] = {}
    seen: set[NamedNode] = set()
    level = [n for n in (wanted.subject, wanted.object) if isinstance(n, NamedNode)]
    while level and len(found) < MOST:
        seen |= set(level)
        quads = [q for n in level for q in _touching(store, n, backwards=backwards) if may_use(q)]
        found |= dict.fromkeys(sorted(quads, key=str))
        ends = {n for q in quads for n in (q.subject, q.object) if isinstance(n, NamedNode)}
        level = sorted(ends - seen, key=str)
    return list(found)[:MOST]


def _touching(store: Store, node: NamedNode, *, backwards: bool) -> Iterator[Quad]:
    yield from store.quads_for_pattern(node, None, None)
    if backwards:
        yield from islice(store.quads_for_pattern(None, None, node), MOST)


def _fewest(rule: Rule, quads: list[Quad], wanted: Triple) -> list[Quad]:
    """Leave out all that the triple does not need, the farthest first."""
    size = len(quads)
    while size:
        at = len(quads)
        while at > 0:
            rest = quads[: max(at - size, 0)] + quads[at:]
            if _entails(rule, rest, wanted):
                quads = rest
            at -= size
        size //= 2
    return quads


def _entails(rule: Rule, quads: Iterable[Quad], wanted: Triple) -> bool:
    store = Store()
    store.extend(quads)
    return wanted in _entailed(rule, store)


def _entailed(rule: Rule, store: Store) -> Iterable[Triple]:
    found = store.query(rule.text, use_default_graph_as_union=True)
    return found if isinstance(found, QueryTriples) else ()
