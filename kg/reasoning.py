"""Entailed triples: what follows from the graph by the rules in `ontology/rules/`.

Entailments live in graphs of their own, made from what is asserted, so that
nothing inferred outlives its reason and no source's graph ever changes. What
rules of the domain tell (on whose behalf somebody spoke) stands apart from what
the ontology's definitions tell (that a threat is an act).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pyoxigraph import NamedNode, Quad, QueryTriples

from kg.rules import read_rules
from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyoxigraph import Store, Triple

    from kg.rules import Rule


def entail(store: Store, rules: Mapping[NamedNode, Sequence[str]]) -> None:
    """Fill graphs with what their rules entail, to the fixpoint.

    A rule is a SPARQL CONSTRUCT over the union of all graphs; a triple that is
    asserted is not entailed again.
    """
    for graph in rules:
        store.remove_graph(graph)
    added: list[Quad] = []
    known = read_rules(rules)
    settle([Question(store, rule, rule.asked_of_all(), added) for rule in known])


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
        fresh = {
            Quad(t.subject, t.predicate, t.object, self.rule.graph)
            for t in found
            if not is_told(self.store, t)
        }
        self.store.extend(fresh)
        self.added.extend(fresh)
        return touching(fresh)

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether the rule may tell more once there are such triples."""
        return self.rule.is_touched_by(told)


def is_told(store: Store, told: Triple | Quad) -> bool:
    """Return whether any graph has a triple."""
    spot = (told.subject, told.predicate, told.object)
    return next(store.quads_for_pattern(*spot), None) is not None


def touching(fresh: Iterable[Quad]) -> set[NamedNode]:
    """Return the properties of what was told, and of which classes it tells things to be."""
    kinds = {quad.object for quad in fresh if quad.predicate == RDF_TYPE}
    told = {quad.predicate for quad in fresh}
    return told | {kind for kind in kinds if isinstance(kind, NamedNode)}
