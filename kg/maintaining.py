"""Entailments brought up to date after a small change: nothing else is looked at again.

What could follow from what changed is taken out and asked for once more: of the
engine, node by node, or of the table where a rule looks at one statement.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.nearby import quads_about
from kg.reasoning import Question, entail, is_told, settle, touching
from kg.rules import read_rules, spoken_by
from kg.tabled import Reach, Table, tabled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyoxigraph import Store

    from kg.rules import Pair, Rule

MOST = 20_000
"""From this many changed nodes on, entailing all anew is the faster way."""


def entail_again(
    store: Store,
    rules: Mapping[NamedNode, Sequence[str]],
    ontology: Collection[Quad],
    changed: Collection[Quad],
    about: Collection[NamedNode] = (),
) -> int | None:
    """Bring entailments up to date after some quads came or went, or all `about` some nodes.

    The result is that of `entail`, provided that the graphs were up to date
    before and that rules and `ontology`, which the store holds, are the same. A rule
    about nodes is asked only of those that lead to a change by the properties that rules
    speak of; one about pairs only of the pairs that changed; neither of a triple that
    another graph states as before. What the last rules tell of a statement by itself is
    looked up in their table, where nothing else fills that graph. Return by how many
    quads there are more; None where all was entailed anew.
    """
    told = set(changed)
    if not any(rule.counts_statements() for rule in read_rules(rules)):
        told = {quad for quad in told if not _stated_elsewhere(store, quad, told, rules)}
    told.update(quads_about(store, about))
    return _again(store, rules, ontology, told) if told else 0


def _again(
    store: Store,
    rules: Mapping[NamedNode, Sequence[str]],
    ontology: Collection[Quad],
    told: set[Quad],
) -> int | None:
    """Do so after quads came or went that no other graph states."""
    table, others = tabled(rules, ontology)
    reach = None if others[table.graph] else table.reach()
    if reach is None:
        table, reach, others = Table(table.graph, {}, frozenset()), Reach(), dict(rules)
    known, more = read_rules(others), 0
    named = spoken_by(known)
    while told:
        nodes, pairs = _affected(store, told, named), _pairs(told)
        if len(nodes) > MOST:
            entail(store, rules)
            return None
        gone, come = _withdrawn(store, known, nodes, pairs), list[Quad]()
        lookup = Lookup(store, table, reach, told | gone, nodes, come)
        gone |= lookup.withdrawn
        asked = [(rule, text) for rule in known for text in rule.asked_of(nodes, pairs)]
        settle([*(Question(store, rule, text, come) for rule, text in asked), lookup])
        more += len(come) - len(gone)
        told = {*come} ^ gone
    return more


class Lookup:
    """What a table tells of what changed, and of what rules tell beside it."""

    def __init__(
        self,
        store: Store,
        table: Table,
        reach: Reach,
        changed: Iterable[Quad],
        nodes: Iterable[NamedNode],
        told: list[Quad],
    ) -> None:
        """Take out, as `withdrawn`, what the table told that may be otherwise now.

        That is of the ends of what came or went, and of `nodes` what they are, as rules
        may tell that now. What it tells is added to `told`, where it looks for what rules tell.
        """
        self._store, self._table, self._told, self._heard = store, table, told, 0
        new = [quad for quad in changed if quad.graph_name != table.graph]
        pairs = _pairs(quad for quad in new if str(quad.predicate) in reach.of_pairs)
        changing = {quad.subject for quad in new if str(quad.predicate) in reach.of_things}
        kinds = [NamedNode(verb[1:-1]) for verb in reach.of_things]
        between = (q for one, other in pairs for q in store.quads_for_pattern(one, None, other))
        near = [quad for quad in between if str(quad.predicate) in reach.of_pairs]
        for thing, kind in product(changing.union(nodes), kinds):
            near += store.quads_for_pattern(thing, kind, None)
        self.withdrawn = {quad for quad in near if quad.graph_name == table.graph}
        self._stated = [quad for quad in near if quad.graph_name != table.graph]
        for quad in self.withdrawn:
            store.remove(quad)

    def ask(self) -> Collection[NamedNode]:
        """Add what follows from what is new since it was last asked."""
        new, self._stated = [*self._stated, *self._told[self._heard :]], []
        lines = dict.fromkeys(f"{q.subject} {q.predicate} {q.object}" for q in new)
        follows = dict.fromkeys(self._table.told_by(lines))
        text = "".join(f"{line} .\n" for line in follows)
        fresh = {
            Quad(quad.subject, quad.predicate, quad.object, self._table.graph)
            for quad in parse(text, RdfFormat.N_TRIPLES)
            if not is_told(self._store, quad)
        }
        self._store.extend(fresh)
        self._told.extend(fresh)
        self._heard = len(self._told)
        return touching(fresh)

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether anything new was told."""
        return bool(told)


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
