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

from kg.errors import DataError, Finding, Position
from kg.ruling import Redirects, followed
from kg.terms import (
    GRAPH_DECISIONS,
    MERGED_INTO,
    ONTOLOGY,
    RDF_TYPE,
    XSD,
    encode,
    named_node,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyoxigraph import Store

    from kg.ontology import Class
    from kg.terms import Names

MERGE, DISTINCTION, ON, WITH, FOR, NUMBER, BY, WHEN, WHY = (
    NamedNode(f"{ONTOLOGY}{name}")
    for name in ("Merge", "Distinction", "decidesOn", "decidesWith", "decidesFor",
                 "decisionNumber", "decidedBy", "decidedAt", "decisionReason")
)  # fmt: skip
INTEGER, MOMENT = NamedNode(f"{XSD}integer"), NamedNode(f"{XSD}dateTime")


@dataclass(frozen=True, slots=True)
class Decision:
    """That two things are one (`one` goes, `other` stays), or that they are not.

    What one command decides has one number. A distinction for one source tells
    apart what that source calls `other`: it is `one` there. `when` is a moment
    as ISO 8601.
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


@dataclass(frozen=True, slots=True)
class Decided:
    """The decisions that a store is under, and those that what comes is under."""

    before: Sequence[Decision]
    held: Sequence[Decision]


def read_decisions(store: Store, names: Names) -> list[Decision]:
    """Return the decisions that a graph holds, the first first.

    Of what stands for what, of which there may be far more, nothing is read.
    """
    graph, kinds = names.graph(GRAPH_DECISIONS), (MERGE, DISTINCTION)
    typed = (q for kind in kinds for q in store.quads_for_pattern(None, RDF_TYPE, kind, graph))
    nodes = {quad.subject for quad in typed}
    about = (q for node in nodes for q in store.quads_for_pattern(node, None, None, graph))
    return decisions_of((quad.triple for quad in about), names)


def decisions_of(triples: Iterable[Triple], names: Names, path: str = "") -> list[Decision]:
    """Return the decisions that triples tell of, the first first.

    Where merged things went is no decision: it follows from them. Raises
    `DataError`, at a file's path, for a node that is none.
    """
    about: dict[NamedNode, dict[NamedNode, list[str]]] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and triple.predicate != MERGED_INTO:
            values = about.setdefault(triple.subject, {})
            values.setdefault(triple.predicate, []).append(said(triple.object))
    found, wrong = [], []
    for node, values in about.items():
        decision = _decision_of(values, names)
        if decision is None:
            message = f"<{node.value}> is no decision that could be read"
            mend = "load an export as it was written"
            wrong.append(Finding(Position(path), "error", "bad-decision", message, mend))
        else:
            found.append((decision.number, node.value, decision))
    if wrong:
        raise DataError(wrong)
    return [decision for _, _, decision in sorted(found, key=lambda each: each[:2])]


def _decision_of(values: Mapping[NamedNode, list[str]], names: Names) -> Decision | None:
    """Return the decision that a node's values tell; None where one is missing, or is two."""
    kinds = {MERGE.value: True, DISTINCTION.value: False}
    texts = {predicate: given[0] for predicate, given in values.items() if len(given) == 1}
    kind, number = texts.get(RDF_TYPE, ""), texts.get(NUMBER, "")
    one, other = (named_node(texts.get(spot, "")) for spot in (ON, WITH))
    rest = texts.keys() - {FOR} == {RDF_TYPE, ON, WITH, NUMBER, BY, WHEN, WHY}
    if kind not in kinds or not number.isdecimal() or one is None or other is None or not rest:
        return None
    source = texts.get(FOR, "").removeprefix(names.document("").value)
    if len(texts) != len(values) or (source and kinds[kind]):
        return None
    who, when, why = texts[BY], texts[WHEN], texts[WHY]
    return Decision(int(number), kinds[kind], one, other, why, who, when, source)


def decision_quads(
    decisions: Iterable[Decision], redirects: Redirects, names: Names
) -> Iterable[Quad]:
    """Yield the graph of decisions: each with who, when and why, and where merged things went."""
    graph = names.graph(GRAPH_DECISIONS)
    told: dict[int, int] = {}
    for each in decisions:
        told[each.number] = nth = told.get(each.number, 0) + 1
        node = names.iri("decision", f"{each.number}.{nth}" if nth > 1 else f"{each.number}")
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


def redirect_quads(
    ends: Mapping[NamedNode, tuple[NamedNode, NamedNode]], names: Names
) -> tuple[list[Quad], list[Quad]]:
    """Return what no longer tells where merged things went, and what does.

    `ends` tell of things what stood for them, and what stands for them now.
    """
    graph = names.graph(GRAPH_DECISIONS)
    moved = [(node, old, now) for node, (old, now) in ends.items() if old != now]
    gone = [Quad(node, MERGED_INTO, old, graph) for node, old, _ in moved if old != node]
    return gone, [Quad(node, MERGED_INTO, now, graph) for node, _, now in moved if now != node]


def joined(held: Sequence[Decision], more: Iterable[Decision]) -> list[Decision]:
    """Return decisions with those of another graph after them, none of them twice."""
    known = {replace(each, number=0) for each in held}
    found, before = list(held), None
    for each in more:
        if replace(each, number=0) in known:
            continue
        last = found[-1].number if found else 0
        command = (each.number, each.why, each.who, each.when)
        found.append(replace(each, number=last if command == before else last + 1))
        before = command
    return found


def origins(store: Store, names: Names, node: NamedNode) -> list[NamedNode]:
    """Return a node and all that it stands for: where files speak of it by another name."""
    graph = names.graph(GRAPH_DECISIONS)
    found: list[object] = [
        q.subject for q in store.quads_for_pattern(None, MERGED_INTO, node, graph)
    ]
    for quad in store.quads_for_pattern(None, ON, node, graph):
        if next(store.quads_for_pattern(quad.subject, FOR, None, graph), None) is not None:
            found += [q.object for q in store.quads_for_pattern(quad.subject, WITH, None, graph)]
    return [node, *(one for one in dict.fromkeys(found) if isinstance(one, NamedNode))]


def apart_in(store: Store, names: Names, node: NamedNode) -> list[str]:
    """Return the sources that were decided to mean another by what is a node elsewhere."""
    graph, base = names.graph(GRAPH_DECISIONS), names.document("").value
    about = [q.subject for q in store.quads_for_pattern(None, WITH, node, graph)]
    found = [q.object for each in about for q in store.quads_for_pattern(each, FOR, None, graph)]
    return sorted({said(document).removeprefix(base) for document in found})


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


def steps_of(
    decisions: Sequence[Decision],
    retold: Iterable[tuple[NamedNode, NamedNode]],
    exists: Callable[[NamedNode], bool],
) -> Redirects:
    """Return for each thing that goes the one it goes to, which may go on itself; never a ring.

    `retold` are the pairs that sources say are one: they count once the second
    is there, and before all decisions. Of things that are one, the last that
    was to stay stands for all; where it is not there, another that is.
    """
    counted = in_force(decisions)
    apart = {each.pair for each in counted if not each.same}
    pairs = [p for p in sorted(retold, key=str) if {*p} not in apart and exists(p[1])]
    pairs += [(each.one, each.other) for each in counted if each.same]
    steps: Redirects = {}
    for one, other in pairs:
        goes, stays = followed(steps, one), followed(steps, other)
        if goes != stays:
            steps[goes] = stays
    groups: dict[NamedNode, list[NamedNode]] = {}
    for node in (node for pair in reversed(pairs) for node in reversed(pair)):
        groups.setdefault(followed(steps, node), []).append(node)
    for end, one_thing in groups.items():
        there = next((n for n in (end, *one_thing) if exists(n)), end)
        if there != end:
            steps.pop(there)
            steps[end] = there
    return steps


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
