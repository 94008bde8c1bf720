"""Clashes -> findings at the lines of the facts and axioms that they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.consistency.axioms import OBJECT_PROPERTY
from kg.consistency.model import Explanation, Told
from kg.consistency.words import axiom_in_words, fact_in_words
from kg.errors import Finding, Position
from kg.lookup import labels
from kg.places import in_file, places_of, shown_place, stated_by
from kg.terms import RDF_TYPE, said
from kg.turtle import find_place
from kg.wording import in_words, local

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Store, Triple

    from kg.consistency.model import Axiom, Clash, Theory
    from kg.terms import Names

LISTED = 12
"""Statements or axioms that a message lists at most."""
MOST = 60
"""Letters of a thing's description, where it has no name."""


@dataclass(frozen=True)
class Teller:
    """Where names and places come from: the ontology's files, and the graph if there is one."""

    theory: Theory
    names: Names
    folder: Path
    store: Store | None = None

    @cached_property
    def _labels(self) -> dict[str, str]:
        return labels(self.store) if self.store is not None else {}

    def tell(self, clash: Clash) -> tuple[Finding, Explanation]:
        """Return a clash as a finding, and its parts each with its place."""
        statements = tuple(
            Told(fact_in_words(f, self._name, self.theory.labels), self._place(f))
            for f in clash.facts
        )
        axioms = tuple(
            Told(axiom_in_words(x, self.theory.labels), self._place_of_axiom(x))
            for x in clash.axioms
        )
        explanation = Explanation(statements, axioms, clash.smallest)
        finding = self._of_term(clash, explanation) if clash.term else self._of(clash, explanation)
        return finding, explanation

    def _of(self, clash: Clash, explanation: Explanation) -> Finding:
        """Return the finding of facts that do not go together, or of axioms alone."""
        told = explanation.statements or explanation.axioms
        if not clash.smallest and len(told) > LISTED:
            return _unexplained(explanation)
        at = _position(next((t.place for t in told if t.place), "ontology"))
        parts = [t.text if _position(t.place) == at else _with_place(t) for t in told]
        hold = {1: "this cannot hold", 2: "both cannot hold"}.get(len(told), "not all can hold")
        what = f"{_joined(parts)}: {hold}" if clash.facts else "the ontology contradicts itself"
        message = f"{what}{_because(explanation)}"
        mend = "correct one of these statements" if clash.facts else "mend one of these axioms"
        sources = {name for fact in clash.facts for name in self._sources(fact)[:1]}
        return Finding(
            *(at, "error", "inconsistent", message, mend),
            focus=said(clash.facts[0].subject) if clash.facts else "",
            source=sources.pop() if len(sources) == 1 else "",
        )

    def _of_term(self, clash: Clash, explanation: Explanation) -> Finding:
        """Return the finding of a class without members, or a property without values."""
        place = str(find_place(self.theory.files, clash.term))
        at = _position(shown_place(place, self.folder) or "ontology")
        label = self.theory.labels.get(clash.term) or local(NamedNode(clash.term))
        kinds = {said(t.object) for t in self.theory.declarations if said(t.subject) == clash.term}
        what = (
            f"nothing can have '{label}'" if OBJECT_PROPERTY in kinds else f"no {label} can exist"
        )
        message = f"{what}{_because(explanation)}"
        mend = "mend one of these axioms"
        return Finding(at, "error", "unsatisfiable", message, mend, focus=clash.term)

    def _name(self, term: object) -> str:
        """Return what people call a thing: its name, its source-id#id, or what it says."""
        if not isinstance(term, NamedNode):
            return term.value if isinstance(term, Literal) else str(term)
        known = self._labels.get(term.value) or self.theory.labels.get(term.value)
        facts = self.names.iri("fact", "").value
        if known or self.store is None:
            return known or local(term)
        if term.value.startswith(facts):
            source, _, own = term.value.removeprefix(facts).rpartition(".")
            return f"{source}#{own}"
        words = in_words(self.store, term, self.names)
        return words if len(words) <= MOST else f"{words[:MOST].rstrip()}..."

    def _sources(self, fact: Triple) -> list[str]:
        if self.store is None or not isinstance(fact.subject, NamedNode):
            return []
        base = self.names.graph("").value
        graphs = {
            q.graph_name
            for q in self.store.quads_for_pattern(fact.subject, fact.predicate, fact.object)
        }
        stating = {g.value.removeprefix(base) for g in graphs if isinstance(g, NamedNode)}
        return [s for s in stated_by(self.store, self.names, fact.subject) if s in stating]

    def _place(self, fact: Triple) -> str:
        """Return where a fact's subject stands in the file that states the fact."""
        if self.store is None or not isinstance(fact.subject, NamedNode):
            return ""
        places = places_of(self.store, self.names, fact.subject)
        sources = self._sources(fact)
        return next((at for s in sources for at in places.get(s, ())), next(iter(sources), ""))

    def _place_of_axiom(self, axiom: Axiom) -> str:
        """Return where an axiom stands; one of a blank node, by the first term it names."""
        subject, predicate, value = axiom.head
        mentioned = value.value if isinstance(value, NamedNode) else predicate.value
        if isinstance(subject, NamedNode):
            place = find_place(self.theory.files, subject.value, mentioned)
        else:
            named = [t.object.value for t in axiom.triples if isinstance(t.object, NamedNode)]
            head = RDF_TYPE.value if predicate == RDF_TYPE else mentioned
            place = find_place(self.theory.files, head, next(iter(named), ""))
        return shown_place(str(place), self.folder)


def _unexplained(explanation: Explanation) -> Finding:
    """Return the finding of a contradiction whose reason there was no time to find."""
    facts, axioms = len(explanation.statements), len(explanation.axioms)
    told = f"{facts:,} statements and {axioms:,} axioms contradict each other"
    message = f"{told}, and time was up before the few that do were found"
    at = _position(next((t.place for t in explanation.statements if t.place), "ontology"))
    return Finding(at, "error", "inconsistent", message, "allow more with --timeout")


def _because(explanation: Explanation) -> str:
    """Return the axioms as the reason; with its place, the one that decides, which is the last."""
    parts = [t.text for t in explanation.axioms[:-1][:LISTED]]
    more = len(explanation.axioms) - 1 - LISTED
    parts += [f"{more:,} more"] if more > 0 else []
    parts += [_with_place(t) for t in explanation.axioms[-1:]]
    late = "" if explanation.smallest else " (time was up: not all of this may be needed)"
    if not explanation.statements and not parts:
        return late
    return f", since {'; '.join(parts)}{late}" if parts else late


def _with_place(told: Told) -> str:
    return f"{told.text} ({told.place})" if told.place else told.text


def _joined(parts: list[str]) -> str:
    return f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _position(place: str) -> Position:
    return Position(*in_file(place))
