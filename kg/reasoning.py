"""Entailed triples: what follows from the graph by the rules in `ontology/rules/`.

Entailments live in graphs of their own, made from what is asserted, so that
nothing inferred outlives its reason and no source's graph ever changes. What
rules of the domain tell (on whose behalf somebody spoke) stands apart from what
the ontology's definitions tell (that a threat is an act).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples

from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Store

    Pair = tuple[NamedNode, NamedNode | Literal]

MOST = 20_000
"""From this many changed nodes on, entailing all anew is the faster way."""
ASKED = 250
"""Nodes that a rule is asked of at once; with a thousand the engine reads whole tables instead."""

FOCUS = re.compile(r"VALUES (?P<names>\?\w+) \{ UNDEF \}")
PAIRS = re.compile(r"VALUES (?P<names>\(\?\w+ \?\w+\)) \{ \(UNDEF UNDEF\) \}")
OF_PAIRS = re.compile(rf"\{{\s*SELECT DISTINCT[^{{}}]*\{{\s*{PAIRS.pattern}([^{{}}]*)\}}\s*\}}")
TEMPLATE = re.compile(r"CONSTRUCT\s*\{([^}]*)\}")
WORD = re.compile(r"<[^>]*>|[.;,](?=\s|$)|[^\s;,]+")
WHOLE = re.compile(r"<([^<>\s]+)>")
NEXT = {".": 0, ";": 1, ",": 2}
SELECT = re.compile(r"SELECT[^{]*", re.IGNORECASE)
ANY_PROPERTY = re.compile(
    r"[\w>;]\s+\?\w+\s+(?!(?:FILTER|OPTIONAL|BIND|VALUES|MINUS|GRAPH)\b)[\w?<\"':]", re.IGNORECASE
)
PREFIX = re.compile(r"PREFIX\s+(\w*):\s*<([^>]*)>", re.IGNORECASE)
PREFIXED = re.compile(r"(?<![\w?<])(\w+):(\w+)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL CONSTRUCT, the graph that it fills, and where it can be asked of a few nodes only.

    A rule says `VALUES ?a { UNDEF }` of the node that its triples start from, and
    `VALUES (?a ?b) { (UNDEF UNDEF) }` where one triple about two nodes is all
    that a triple about these two comes from. `concludes` are the properties of its
    triples and `reads` those that it looks at, empty where they are any.
    """

    graph: NamedNode
    text: str
    of_pairs: bool
    concludes: frozenset[NamedNode]
    reads: frozenset[NamedNode]

    def asked_of_all(self) -> str:
        """Return the rule for all that there is, with no sub-select of every pair."""
        if self.of_pairs:
            return OF_PAIRS.sub(r"\2", self.text)
        return FOCUS.sub("", self.text)

    def is_touched_by(self, properties: Collection[NamedNode]) -> bool:
        """Return whether the rule may tell more once there are more triples of some properties."""
        return bool(properties) and not (self.reads and self.reads.isdisjoint(properties))

    def asked_of(self, nodes: Collection[NamedNode], pairs: Collection[Pair]) -> Iterator[str]:
        """Yield the rule for some nodes and pairs, a part of them at a time."""
        focus, told = (PAIRS, map(_paired, pairs)) if self.of_pairs else (FOCUS, map(str, nodes))
        if not focus.search(self.text):
            yield self.text
            return
        values = sorted(told)
        for at in range(0, len(values), ASKED):
            some = " ".join(values[at : at + ASKED])
            yield focus.sub(partial(_filled, some), self.text)


def _paired(pair: Pair) -> str:
    return f"({pair[0]} {pair[1]})"


def _filled(values: str, found: re.Match[str]) -> str:
    return f"VALUES {found['names']} {{ {values} }}"


def entail(store: Store, rules: Mapping[NamedNode, Sequence[str]]) -> None:
    """Fill graphs with what their rules entail, to the fixpoint.

    A rule is a SPARQL CONSTRUCT over the union of all graphs; a triple that is
    asserted is not entailed again.
    """
    for graph in rules:
        store.remove_graph(graph)
    _to_fixpoint(store, [(rule, rule.asked_of_all()) for rule in _read(rules)])


def entail_again(
    store: Store, rules: Mapping[NamedNode, Sequence[str]], changed: Collection[Quad]
) -> int | None:
    """Bring entailments up to date after some quads came or went.

    The result is that of `entail`, provided that the graphs were up to date
    before and that rules and ontology are the same. A rule about nodes is asked
    only of those that lead to a change by the properties that rules speak of;
    one about pairs only of the pairs that changed. Return by how many quads there
    are more; None where all was entailed anew.
    """
    known, more = _read(rules), 0
    named = _spoken(known)
    told: set[Quad] = set(changed)
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
    return _spoken(_read(rules))


def _read(rules: Mapping[NamedNode, Sequence[str]]) -> list[Rule]:
    return [
        Rule(graph, text, PAIRS.search(text) is not None, _concluded(text), _looked_at(text))
        for graph, texts in rules.items()
        for text in texts
    ]


def _concluded(text: str) -> frozenset[NamedNode]:
    """Return the properties of a rule's triples; none where one is a variable."""
    template, spot, verbs = TEMPLATE.search(text), 0, []
    for word in WORD.findall(template[1]) if template else ():
        if word in NEXT:
            spot = NEXT[word]
            continue
        if spot == 1:
            verbs.append(word)
        spot += 1
    named = [_named(text, verb) for verb in verbs]
    return frozenset().union(*named) if all(named) else frozenset()


def _spoken(rules: Iterable[Rule]) -> frozenset[NamedNode]:
    """Return the IRIs that rules about nodes name; none where one speaks of any property."""
    texts = [rule.text for rule in rules if not rule.of_pairs]
    if any(map(_looks_at_any, texts)):
        return frozenset()
    return frozenset({RDF_TYPE}).union(*(_named(text, PREFIX.sub("", text)) for text in texts))


def _looked_at(text: str) -> frozenset[NamedNode]:
    """Return the IRIs that the pattern of a rule names; none where it may be any property."""
    if _looks_at_any(text):
        return frozenset()
    return frozenset({RDF_TYPE}) | _named(text, TEMPLATE.sub("", PREFIX.sub("", text)))


def _looks_at_any(text: str) -> bool:
    return ANY_PROPERTY.search(SELECT.sub("", FOCUS.sub("", PAIRS.sub("", text)))) is not None


def _named(text: str, part: str) -> frozenset[NamedNode]:
    """Return the IRIs that a part of a rule's text names; `a` is one where it stands alone."""
    if part == "a":
        return frozenset({RDF_TYPE})
    prefixes = dict(PREFIX.findall(text))
    short = {prefixes[p] + n for p, n in PREFIXED.findall(part) if p in prefixes}
    return frozenset(map(NamedNode, short | set(WHOLE.findall(part))))


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


def _to_fixpoint(store: Store, rules: Sequence[tuple[Rule, str]]) -> set[Quad]:
    """Add what rules tell until they tell nothing new; return what was added.

    A rule is asked again only where triples came, since it was last asked, that it reads.
    """
    added: set[Quad] = set()
    waiting = dict.fromkeys(rules)
    while waiting:
        asked = next(iter(waiting))
        del waiting[asked]
        fresh = _told(store, *asked)
        added |= fresh
        told = {quad.predicate for quad in fresh}
        waiting |= dict.fromkeys(one for one in rules if one[0].is_touched_by(told))
    return added


def _told(store: Store, rule: Rule, text: str) -> set[Quad]:
    """Ask a rule and add what it tells to its graph; return what was not there before."""
    found = store.query(text, use_default_graph_as_union=True)
    if not isinstance(found, QueryTriples):
        return set()
    fresh = {
        Quad(t.subject, t.predicate, t.object, rule.graph)
        for t in found
        if next(store.quads_for_pattern(t.subject, t.predicate, t.object), None) is None
    }
    store.extend(fresh)
    return fresh
