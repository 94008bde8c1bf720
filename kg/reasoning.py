"""Entailed triples: what follows from the graph by the rules in `ontology/rules/`.

Entailments live in graphs of their own, made from what is asserted, so that
nothing inferred outlives its reason and no source's graph ever changes. What
rules of the domain tell (on whose behalf somebody spoke) stands apart from what
the ontology's definitions tell (that a threat is an act).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from kg.rules import read_rules, spoken_by
from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from kg.rules import Pair, Rule

MOST = 20_000
"""From this many changed nodes on, entailing all anew is the faster way."""


def entail(store: Store, rules: Mapping[NamedNode, Sequence[str]]) -> None:
    """Fill graphs with what their rules entail, to the fixpoint.

    A rule is a SPARQL CONSTRUCT over the union of all graphs; a triple that is
    asserted is not entailed again.
    """
    for graph in rules:
        store.remove_graph(graph)
    _to_fixpoint(store, [(rule, rule.asked_of_all()) for rule in read_rules(rules)])


def entail_again(
    store: Store, rules: Mapping[NamedNode, Sequence[str]], changed: Collection[Quad]
) -> int | None:
    """Bring entailments up to date after some quads came or went.

    The result is that of `entail`, provided that the graphs were up to date
    before and that rules and ontology are the same. A rule about nodes is asked
    only of those that lead to a change by the properties that rules speak of;
    one about pairs only of the pairs that changed; neither of a triple that another
    graph states as before. Return by how many quads there are more; None where all
    was entailed anew.
    """
    known, more = read_rules(rules), 0
    named = spoken_by(known)
    told = set(changed)
    if not any(rule.counts_statements() for rule in known):
        told = {quad for quad in told if not _stated_elsewhere(store, quad, told, rules)}
    while told:
        nodes, pairs = _affected(store, told, named), _pairs(told)
        if len(nodes) > MOST:
            entail(store, rules)
            return None
        gone = _withdrawn(store, known, nodes, pairs)
        asked = [(rule, text) for rule in known for text in rule.asked_of(nodes, pairs)]
        come = _to_fixpoint(store, asked)
        more += len(come) - len(gone)
        told = come ^ gone
    return more


def spoken(rules: Mapping[NamedNode, Sequence[str]]) -> frozenset[NamedNode]:
    """Return the IRIs that rules about nodes name; none where one speaks of any property."""
    return spoken_by(read_rules(rules))


def _stated_elsewhere(
    store: Store, quad: Quad, changed: set[Quad], entailed: Collection[NamedNode]
) -> bool:
    """Return whether a graph that is not entailed states a changed quad's triple, as before."""
    spot = (quad.subject, quad.predicate, quad.object, None)
    return any(
        other not in changed and other.graph_name not in entailed
        for other in store.quads_for_pattern(*spot)
    )


def _affected(
    store: Store, changed: Iterable[Quad], spoken: Collection[NamedNode]
) -> set[NamedNode]:
    """Return the nodes that rules must be asked of again after a change."""
    read = [quad for quad in changed if not spoken or quad.predicate in spoken]
    subjects = {quad.subject for quad in read if isinstance(quad.subject, NamedNode)}
    objects = {quad.object for quad in read if isinstance(quad.object, NamedNode)}
    return _leading_to(store, subjects, spoken) | objects


def _pairs(changed: Iterable[Quad]) -> set[Pair]:
    """Return subject and object of each quad, in either order."""
    found: set[Pair] = set()
    for quad in changed:
        one, other = quad.subject, quad.object
        if isinstance(one, NamedNode) and isinstance(other, NamedNode | Literal):
            found.add((one, other))
            if isinstance(other, NamedNode):
                found.add((other, one))
    return found


def _withdrawn(
    store: Store, rules: Iterable[Rule], nodes: set[NamedNode], pairs: set[Pair]
) -> set[Quad]:
    """Take out what rules could have concluded of some nodes and pairs; return it.

    Of a pair whose triples go, all go and are tried again.
    """
    spots: dict[NamedNode, set[NamedNode | None]] = {}
    paired = {rule.graph for rule in rules if rule.of_pairs}
    for rule in rules:
        if not rule.of_pairs:
            spots.setdefault(rule.graph, set()).update(rule.concludes or {None})
    gone = {
        quad
        for graph, verbs in spots.items()
        for verb in ({None} if None in verbs else verbs)
        for node in nodes
        for quad in store.quads_for_pattern(node, verb, None, graph)
    }
    pairs |= _pairs(quad for quad in gone if quad.graph_name in paired)
    gone |= {
        quad
        for graph in paired
        for one, other in pairs
        for quad in store.quads_for_pattern(one, None, other, graph)
    }
    nodes |= {quad.subject for quad in gone if isinstance(quad.subject, NamedNode)}
    for quad in gone:
        store.remove(quad)
    return gone


def _leading_to(
    store: Store, nodes: set[NamedNode], predicates: Iterable[NamedNode]
) -> set[NamedNode]:
    """Return nodes with all from which a path of these properties, or any, leads to them."""
    found, frontier, known = set(nodes), set(nodes), tuple(predicates) or (None,)
    while frontier and len(found) <= MOST:
        before = {
            quad.subject
            for node in frontier
            for predicate in known
            for quad in store.quads_for_pattern(None, predicate, node)
            if isinstance(quad.subject, NamedNode)
        }
        frontier = before - found
        found |= frontier
    return found


def _to_fixpoint(store: Store, rules: Iterable[tuple[Rule, str]]) -> set[Quad]:
    """Add what rules tell until they tell nothing new; return what was added."""
    added: list[Quad] = []
    settle([Question(store, rule, text, added) for rule, text in rules])
    return set(added)


class Asked(Protocol):
    """What is asked for what follows: a rule, or several at once."""

    def ask(self) -> Collection[NamedNode]:
        """Add what follows; return its properties, and of which classes it tells things to be."""

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether more may follow from such triples."""


def settle(asked: Sequence[Asked]) -> None:
    """Ask, in order, until nothing new follows.

    Each is asked again only where triples came, since it was last asked, that it reads.
    """
    waiting = dict.fromkeys(asked)
    while waiting:
        one = next(iter(waiting))
        del waiting[one]
        told = one.ask()
        waiting |= dict.fromkeys(each for each in asked if each.is_touched_by(told))


@dataclass(eq=False, frozen=True, slots=True)
class Question:
    """A rule as it is asked of a store; what it tells is noted in `added`, too."""

    store: Store
    rule: Rule
    text: str
    added: list[Quad]

    def ask(self) -> Collection[NamedNode]:
        """Add what the rule tells to its graph, where no graph has it."""
        found = self.store.query(self.text, use_default_graph_as_union=True)
        if not isinstance(found, QueryTriples):
            return ()
        spot = self.store.quads_for_pattern
        fresh = {
            Quad(t.subject, t.predicate, t.object, self.rule.graph)
            for t in found
            if next(spot(t.subject, t.predicate, t.object), None) is None
        }
        self.store.extend(fresh)
        self.added.extend(fresh)
        told = {quad.predicate for quad in fresh}
        kinds = {quad.object for quad in fresh if quad.predicate == RDF_TYPE}
        return told | {kind for kind in kinds if isinstance(kind, NamedNode)}

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether the rule may tell more once there are such triples."""
        return self.rule.is_touched_by(told)
