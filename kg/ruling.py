"""What a source's graph says under what was decided: who stands for whom, and who is another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.terms import ALT_LABEL, PREF_LABEL, RDF_TYPE, RETELLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Redirects = dict[NamedNode, NamedNode]


def followed(steps: Redirects, node: NamedNode, apart: Redirects | None = None) -> NamedNode:
    """Return where a node's steps end; by way of what one source tells apart, if that is given."""
    seen: set[NamedNode] = set()
    while node not in seen:
        seen.add(node)
        node = (apart or {}).get(node) or steps.get(node) or node
    return node


@dataclass(frozen=True, slots=True)
class Ruling:
    """What counts for one source: whom it means by others' names, and who stands for whom.

    `known` gives the kinds and the preferred names of a node, from whoever states them.
    """

    apart: Redirects
    steps: Redirects
    known: Callable[[NamedNode], Iterable[Triple]]

    @property
    def changes(self) -> bool:
        """Whether anything is named otherwise."""
        return bool(self.apart or self.steps)

    def term(self, term: NamedNode) -> NamedNode:
        """Return the node that stands for one that the source names."""
        return followed(self.steps, term, self.apart)

    def triples(self, stated: Iterable[Triple]) -> dict[Triple, Triple]:
        """Return what a source's graph says, each triple with the one that was stated.

        What goes leaves its name as an alias, beside the name of what stands
        for it; what is told apart is described as what it was taken for.
        Nothing points at itself for that.
        """
        if not self.changes:
            return {triple: triple for triple in stated}
        moved = [(self._moved(triple), triple) for triple in stated]
        moved.sort(key=lambda pair: pair[0] != pair[1])
        found: dict[Triple, Triple] = {}
        for new, triple in moved:
            if new.subject != new.object or triple.subject == triple.object:
                found.setdefault(new, triple)
        self._describe(found)
        return found

    def _moved(self, triple: Triple) -> Triple:
        if triple.predicate == RETELLS or not isinstance(triple.subject, NamedNode):
            return triple
        subject, predicate, value = self.term(triple.subject), triple.predicate, triple.object
        if subject != triple.subject and predicate == PREF_LABEL:
            predicate = ALT_LABEL
        if isinstance(value, NamedNode):
            value = self.term(value)
        return Triple(subject, predicate, value)

    def _describe(self, found: dict[Triple, Triple]) -> None:
        """Call what was renamed by the name it has now, and say what is told apart is."""
        for old, own in self.apart.items():
            if any(own in (new.subject, new.object) for new in found):
                for triple in self.known(old):
                    if triple.predicate == RDF_TYPE:
                        found.setdefault(Triple(own, RDF_TYPE, triple.object), triple)
        taken = {own: old for old, own in self.apart.items()}
        typed = {new.subject for new in found if new.predicate == RDF_TYPE}
        called = {new.subject for new in found if new.predicate == PREF_LABEL}
        renamed = {new.subject for new, old in found.items() if new.subject != old.subject}
        for node in (n for n in renamed if isinstance(n, NamedNode)):
            names = [t for t in self.known(taken.get(node, node)) if t.predicate == PREF_LABEL]
            for triple in names:
                found.pop(Triple(node, ALT_LABEL, triple.object), None)
            if names and node in typed - called:
                first = min(names, key=str)
                found[Triple(node, PREF_LABEL, first.object)] = first
