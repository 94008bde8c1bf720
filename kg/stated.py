"""What sources state themselves, where decisions make the graph say something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.identity import may_be_one, steps_of, told_apart
from kg.kept import unpacked
from kg.nearby import (
    chained,
    describing,
    mentioned,
    nodes_of,
    redirect_of,
    retold_in,
    source_of,
    speaking,
)
from kg.ruling import Ruling, followed
from kg.terms import GRAPH_REGISTER, PREF_LABEL, RDF_TYPE, RESERVED_GRAPHS, RETELLS, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from pyoxigraph import Quad, Store

    from kg.identity import Decided, Decision
    from kg.ontology import Class, Ontology
    from kg.reading import Read
    from kg.ruling import Redirects
    from kg.store import Change as Replaced
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Target:
    """Where graphs are written: a store, how a graph of it is replaced, what is kept beside it.

    `stated` is, by source, the digest of what it states itself where its graph
    says something else; `read` and `keep` turn a digest into bytes and back.
    `change_graph` takes quads out of a graph and adds others; `basis` is the mark
    of what the graph was written under, `register` that of the shipped register and
    `entries` of all others, empty where the graph of entries is yet to be written.
    `steps` are where things go by what sources already say is one: no graph there
    needs to be written for it again, unless more is told now.
    """

    store: Store
    replace_graph: Callable[[NamedNode, Iterable[Quad]], Replaced]
    change_graph: Callable[[NamedNode, Iterable[Quad], Iterable[Quad]], None]
    stated: Mapping[str, str] = field(default_factory=dict)
    basis: str = ""
    register: str = ""
    read: Callable[[str], bytes] = lambda _: b""
    keep: Callable[[bytes], str] = lambda content: sha256(content).hexdigest()
    steps: Redirects | None = None
    entries: str = ""


class Stated:
    """What each source states itself, before anything was decided, and what is decided.

    `new` are the triples of the sources that are read now.
    """

    def __init__(
        self,
        target: Target,
        read: Read,
        names: Names,
        ontology: Ontology,
        decided: Decided,
        *,
        whole: bool,
    ) -> None:
        """Look at a store that nothing was written to yet, and at what shall be.

        `whole` where registers or the ontology may be others than before: else only
        what decisions and the sources that are read are linked to is looked at.
        """
        self.target, self.read, self.names, self._ontology = target, read, names, ontology
        held, self._whole = decided.held, whole
        self._apart, self._was_apart = told_apart(held), told_apart(decided.before)
        self._pairs = [(each.one, each.other) for each in (*decided.before, *held)]
        self._owns = {own for apart in self._apart.values() for own in apart.values()}
        self._kept: dict[str, AbstractSet[Triple]] = {}
        self._held: dict[str, AbstractSet[Triple]] = {}
        self._index: dict[object, list[Triple]] | None = None
        self.new: dict[str, AbstractSet[Triple]] = {}
        self.before = {s.source_id: self.of(s.source_id) for s in read.sources}
        self.new = {s.source_id: self._own(s.source_id, s.triples.keys()) for s in read.sources}
        self._hold({GRAPH_REGISTER} & target.stated.keys())
        if target.steps is not None and not any(map(retold_in, self.new.values())):
            self.chain, self.retellings = set[NamedNode](), list[tuple[NamedNode, NamedNode]]()
            self._steps, self.touched = target.steps, set[str]()
            return
        states = (*self.before.values(), *self.new.values())
        ends = {node for pair in self._pairs for node in pair}
        self._look(held, ends.union(*map(nodes_of, states)))
        self.touched = self._touched()
        if self.touched:
            self._hold(self.touched)
            near = (nodes_of(self.of(source_id)) for source_id in self.touched)
            self._look(held, self.chain.union(*near))

    def _look(self, held: Sequence[Decision], seeds: set[NamedNode]) -> None:
        """Find what decisions and retellings make of some nodes, or of all there are."""
        if self._whole:
            self._hold(i for i in self.target.stated if self._there(i))
            kept = self.target.store.quads_for_pattern(None, RETELLS, None)
            old = {"", *self.new}
            retold = [*retold_in(q.triple for q in kept if source_of(q, self.names) not in old)]
            self.chain = seeds
        else:
            fresh = [pair for each in self.new.values() for pair in retold_in(each)]
            links = [*fresh, *self._pairs]
            aparts = [*self._was_apart.items(), *self._apart.items()]
            ours = {*self.new, *self._held}
            seeds = seeds | {n for i, own in aparts if i in ours for n in own.values()}
            store, names = self.target.store, self.names
            self.chain, retold = chained(store, names, seeds, links, {*self.new})
            ends = ((n, redirect_of(store, names, n)) for n in self.chain)
            renamed = {end for node, end in ends if node != end}
            stating = {i for end in renamed for i in describing(store, names, end)}
            apart = {i for i, own in aparts if self.chain & {*own, *own.values()}}
            self._hold((stating | apart) & self.target.stated.keys())
        self.retellings = [*retold, *(p for each in self.new.values() for p in retold_in(each))]
        self._steps = steps_of(
            held, [p for p in self.retellings if self.may_be_one(*p)], self.exists
        )

    def _there(self, source_id: str) -> bool:
        """Return whether a source's graph is in the store."""
        return self.target.store.contains_named_graph(self.names.graph(source_id))

    def _hold(self, source_ids: Iterable[str]) -> None:
        """Keep what sources state at hand, which their graphs may not tell."""
        more = {i for i in source_ids if i not in self.new and i not in self._held}
        self._held |= {i: self.of(i) for i in more}
        self._index = None if more else self._index

    def _own(self, source_id: str, triples: AbstractSet[Triple]) -> AbstractSet[Triple]:
        """Return what a source that is read states: an export of ours says what was decided."""
        digest, graph = self.target.stated.get(source_id), self.names.graph(source_id)
        kept = self.target.store.quads_for_pattern(None, None, None, graph) if digest else ()
        if digest is not None and triples == {quad.triple for quad in kept}:
            return unpacked(self.target.read(digest), graph)
        return triples

    def of(self, source_id: str) -> AbstractSet[Triple]:
        """Return what a source states, or a register that the graph knows."""
        if source_id in self.new:
            return self.new[source_id]
        if source_id not in self._kept:
            digest = self.target.stated.get(source_id)
            if digest is None:
                graph = self.names.graph(source_id)
                found = self.target.store.quads_for_pattern(None, None, None, graph)
                self._kept[source_id] = frozenset(quad.triple for quad in found)
            else:
                self._kept[source_id] = unpacked(
                    self.target.read(digest), self.names.graph(source_id)
                )
        return self._kept[source_id]

    def ruling(self, source_id: str) -> Ruling:
        """Return what counts for a source; for none, what counts everywhere."""
        return Ruling(self._apart.get(source_id, {}), self._steps, self.known)

    def redirects(self) -> Redirects:
        """Return for each thing that goes the one that stands for it."""
        return {node: followed(self._steps, node) for node in self._steps}

    def may_be_one(self, one: NamedNode, other: NamedNode) -> bool:
        """Return whether two things may be one; of what is not there yet, nobody knows."""
        ones, others = self.classes(one), self.classes(other)
        return not (ones and others) or may_be_one(ones, others)

    def classes(self, node: object) -> list[Class]:
        """Return the classes of the ontology that a node is stated to be of, by IRI."""
        known = self._ontology.by_iri
        return [known[kind] for kind in sorted(self.kinds(node)) if kind in known]

    def exists(self, node: NamedNode) -> bool:
        """Return whether some source states what a node is, or a register has it as an entry."""
        return node in self._owns or bool(self.kinds(node))

    def kinds(self, node: object) -> set[str]:
        """Return the classes that a node is stated to be of."""
        return {said(t.object) for t in self.known(node) if t.predicate == RDF_TYPE}

    def known(self, node: object) -> set[Triple]:
        """Return the kinds and the preferred names of a node, from whoever states them."""
        if self._index is None:
            self._index = self._indexed()
        found = set(self._index.get(node, ()))
        entry = self.read.register.entry(node) if isinstance(node, NamedNode) else None
        found |= {t for t in entry.triples if _describes(t, node)} if entry is not None else set()
        for predicate in (RDF_TYPE, PREF_LABEL):
            if isinstance(node, NamedNode):
                kept = self.target.store.quads_for_pattern(node, predicate, None)
                found |= {quad.triple for quad in kept if self._is_as_stated(quad)}
        return found

    def _is_as_stated(self, quad: Quad) -> bool:
        """Return whether a quad in the graph is what a source states, or the register."""
        if quad.graph_name == self.names.graph(GRAPH_REGISTER):
            return GRAPH_REGISTER not in self._held
        return source_of(quad, self.names) not in {"", *self.new, *self._held}

    def _indexed(self) -> dict[object, list[Triple]]:
        """Return the kinds and names in new sources, and in those whose graphs were rewritten."""
        found: dict[object, list[Triple]] = {}
        for triples in (*self.new.values(), *self._held.values()):
            for triple in triples:
                if _describes(triple, triple.subject):
                    found.setdefault(triple.subject, []).append(triple)
        return found

    def redirected(self) -> dict[NamedNode, tuple[NamedNode, NamedNode]]:
        """Return, of the nodes looked at, those that stand for another, or did: before, and now."""
        store, names = self.target.store, self.names
        ends = {n: (redirect_of(store, names, n), followed(self._steps, n)) for n in self.chain}
        return {node: pair for node, pair in ends.items() if pair != (node, node)}

    def _touched(self) -> set[str]:
        """Return the other sources whose graphs decisions change, or changed before."""
        store, names = self.target.store, self.names
        if self._whole:
            found = {i for i in (*self.target.stated, *self._apart) if self._there(i)}
            nodes = {node: {node} for node in self._steps}
        else:
            changed = {t for i in self.new for t in self.new[i] ^ self.before[i] if _names(t)}
            told = {triple.subject for triple in changed if not self._said_elsewhere(triple)}
            ends = self.redirected()
            moved = {n for n, (old, now) in ends.items() if old != now or now in told}
            nodes = {n: {n, ends[n][0]} for n in moved}
            now, was = self._apart, self._was_apart
            apart = {i for i in now.keys() | was.keys() if now.get(i) != was.get(i)}
            apart |= {i for i, own in now.items() if told & own.keys()}
            found = {i for i in apart if self._there(i)}
        for spots in nodes.values():
            found |= {i for spot in spots for i in speaking(store, names, spot)}
        return found - self.new.keys() - RESERVED_GRAPHS

    def _said_elsewhere(self, triple: Triple) -> bool:
        """Return whether another source states a triple, whatever the new ones do."""
        kept = self.target.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        unsure = {"", *self.new, *self.target.stated}
        return any(source_of(quad, self.names) not in unsure for quad in kept)

    def perhaps_spoken_of(self, before: set[NamedNode]) -> set[NamedNode] | None:
        """Return the nodes of which sources may speak, beside which none that is known; None: all.

        `before` are those of whom they spoke, and who those are described with.
        """
        if self._whole or self.target.register != self.read.register.mark:
            return None
        written = (nodes_of(self.of(source_id)) for source_id in (*self.new, *self.touched))
        return before.union(self._concerned, *written)

    @property
    def is_plain(self) -> bool:
        """Whether only the sources that are read are written, and no decision says who is who."""
        return not (self._whole or self.touched or self._concerned)

    def spoken_of(self, entry: NamedNode) -> bool:
        """Return whether sources, as written, speak of a register entry or what stands for it."""
        if mentioned(self.target.store, entry, self.names):
            return True
        if entry not in self._concerned:
            return False
        rulings = [self.ruling(""), *(self.ruling(source_id) for source_id in self._apart)]
        return any(
            source_of(quad, self.names)
            for node in {ruling.term(entry) for ruling in rulings}
            for spot in ((None, None, node), (node, None, None))
            for quad in self.target.store.quads_for_pattern(*spot)
        )

    @cached_property
    def _concerned(self) -> set[NamedNode]:
        """All things that decisions are about."""
        apart = {node for each in self._apart.values() for pair in each.items() for node in pair}
        return {*apart, *self._steps, *self._steps.values()}


def _describes(triple: Triple, node: object) -> bool:
    return triple.subject == node and _names(triple)


def _names(triple: Triple) -> bool:
    return triple.predicate in (RDF_TYPE, PREF_LABEL)
