"""Same and not the same: what people decided, and what a source's graph says for it.

A decision is remembered in a graph of its own. It changes no facts file: what
a source states stays as it was read, and the graph that is published is
written anew from that under the decisions in force. So each of them can be
taken back.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Triple

from kg.terms import GRAPH_DECISIONS, ONTOLOGY, RDF_TYPE, SKOS, XSD, encode, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pyoxigraph import Store

    from kg.ontology import Class
    from kg.terms import Names

MERGE, DISTINCTION, ON, WITH, FOR, NUMBER, BY, WHEN, WHY = (
    NamedNode(f"{ONTOLOGY}{name}")
    for name in ("Merge", "Distinction", "decidesOn", "decidesWith", "decidesFor",
                 "decisionNumber", "decidedBy", "decidedAt", "decisionReason")
)  # fmt: skip
MERGED_INTO, RETELLS = NamedNode(f"{ONTOLOGY}mergedInto"), NamedNode(f"{ONTOLOGY}retells")
PREF_LABEL, ALT_LABEL = NamedNode(f"{SKOS}prefLabel"), NamedNode(f"{SKOS}altLabel")
INTEGER, MOMENT = NamedNode(f"{XSD}integer"), NamedNode(f"{XSD}dateTime")

Redirects = dict[NamedNode, NamedNode]


@dataclass(frozen=True, slots=True)
class Decision:
    """That two things are one (`one` goes, `other` stays), or that they are not.

    A distinction for one source tells apart what that source calls `other`: it
    is `one` there. `when` is a moment as ISO 8601.
    """

    number: int
    same: bool
    one: NamedNode
    other: NamedNode
    why: str
    who: str
    when: str
    source: str = ""

    @property
    def pair(self) -> frozenset[NamedNode]:
        """The two that it is about."""
        return frozenset((self.one, self.other))


def read_decisions(store: Store, names: Names) -> list[Decision]:
    """Return the decisions that a graph holds, the first first."""
    quads = store.quads_for_pattern(None, None, None, names.graph(GRAPH_DECISIONS))
    return decisions_of((quad.triple for quad in quads), names)


def decisions_of(triples: Iterable[Triple], names: Names) -> list[Decision]:
    """Return the decisions that triples tell of, the first first."""
    about: dict[NamedNode, dict[NamedNode, NamedNode | Literal]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            about.setdefault(triple.subject, {})[triple.predicate] = triple.object
    base = names.document("").value
    found = [
        Decision(
            int(said(values[NUMBER])),
            values[RDF_TYPE] == MERGE,
            NamedNode(said(values[ON])),
            NamedNode(said(values[WITH])),
            said(values[WHY]),
            said(values[BY]),
            said(values[WHEN]),
            said(values[FOR]).removeprefix(base) if FOR in values else "",
        )
        for values in about.values()
        if NUMBER in values
    ]
    return sorted(found, key=lambda decision: decision.number)


def decision_quads(
    decisions: Iterable[Decision], redirects: Redirects, names: Names
) -> Iterable[Quad]:
    """Yield the graph of decisions: each with who, when and why, and where merged things went."""
    graph = names.graph(GRAPH_DECISIONS)
    for each in decisions:
        node = names.iri("decision", str(each.number))
        yield Quad(node, RDF_TYPE, MERGE if each.same else DISTINCTION, graph)
        yield Quad(node, ON, each.one, graph)
        yield Quad(node, WITH, each.other, graph)
        yield Quad(node, NUMBER, Literal(str(each.number), datatype=INTEGER), graph)
        yield Quad(node, WHY, Literal(each.why), graph)
        yield Quad(node, BY, Literal(each.who), graph)
        yield Quad(node, WHEN, Literal(each.when, datatype=MOMENT), graph)
        if each.source:
            yield Quad(node, FOR, names.document(each.source), graph)
    for old, new in redirects.items():
        yield Quad(old, MERGED_INTO, new, graph)


def joined(held: Sequence[Decision], more: Iterable[Decision]) -> list[Decision]:
    """Return decisions with those of another graph after them, none of them twice."""
    known = {replace(each, number=0) for each in held}
    fresh = [each for each in more if replace(each, number=0) not in known]
    last = max((each.number for each in held), default=0)
    return [*held, *(replace(each, number=last + n) for n, each in enumerate(fresh, start=1))]


def decided(store: Store, names: Names) -> frozenset[frozenset[NamedNode]]:
    """Return the pairs that somebody decided about, whichever way."""
    return frozenset(decision.pair for decision in read_decisions(store, names))


def may_be_one(ones: Iterable[Class], others: Iterable[Class]) -> bool:
    """Return whether a thing of some classes can be one of others: of one kind, or a kind of it."""
    known = tuple(others)
    return any(a.is_a(b.iri) or b.is_a(a.iri) for a in ones for b in known)


def in_force(decisions: Sequence[Decision]) -> list[Decision]:
    """Return the decisions that count: of those about one pair, and one source, the last."""
    last = {(each.pair, each.source): each for each in decisions}
    return [each for each in decisions if last[each.pair, each.source] is each]


def redirects_of(
    decisions: Sequence[Decision],
    retold: Iterable[tuple[NamedNode, NamedNode]],
    exists: Callable[[NamedNode], bool],
) -> Redirects:
    """Return for each thing that goes the one that stands for it, at the end of every chain.

    `retold` are the pairs that sources say are one. A thing goes only while
    the one that is to stand for it exists. A ring of things stands for its
    first.
    """
    counted = in_force(decisions)
    apart = {each.pair for each in counted if not each.same}
    direct = {one: other for one, other in sorted(retold, key=str) if {one, other} not in apart}
    direct |= {each.one: each.other for each in counted if each.same}
    direct = {one: other for one, other in direct.items() if one != other and exists(other)}
    found: Redirects = {}
    for one in direct:
        way = [one]
        while (after := direct.get(way[-1])) is not None and after not in way:
            way.append(after)
        end = way[-1] if after is None else min(way[way.index(after) :], key=str)
        if end != one:
            found[one] = end
    return found


def told_apart(decisions: Sequence[Decision]) -> dict[str, Redirects]:
    """Return by source what it calls by the name of another, with the name that is its own."""
    found: dict[str, Redirects] = {}
    for each in in_force(decisions):
        if each.source:
            found.setdefault(each.source, {})[each.other] = each.one
    return found


def own_node(node: NamedNode, source_id: str) -> NamedNode:
    """Return the IRI of what a source means by a node that is another's elsewhere."""
    return NamedNode(f"{node.value}.{encode(source_id)}")


@dataclass(frozen=True, slots=True)
class Ruling:
    """What counts for one source: whom it means by others' names, and who stands for whom.

    `known` gives the kinds and the name of what a source took another for.
    """

    apart: Redirects
    redirects: Redirects
    known: Callable[[NamedNode], Iterable[Triple]]

    def term(self, term: NamedNode) -> NamedNode:
        """Return the node that stands for one that the source names."""
        own = self.apart.get(term, term)
        return self.redirects.get(own, own)

    def triples(self, stated: Iterable[Triple]) -> dict[Triple, Triple]:
        """Return what a source's graph says, each triple with the one that was stated.

        What goes leaves its name as an alias; what is told apart is described
        as what it was taken for. Nothing points at itself for that.
        """
        found: dict[Triple, Triple] = {}
        for triple in stated:
            new = self._moved(triple)
            if new.subject != new.object or triple.subject == triple.object:
                found.setdefault(new, triple)
        spoken = {term for new in found for term in (new.subject, new.object)}
        for old, own in self.apart.items():
            if own in spoken:
                for triple in self.known(old):
                    found.setdefault(Triple(own, triple.predicate, triple.object), triple)
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
