"""What sources state themselves, where decisions make the graph say something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Triple, parse, serialize

from kg.contents import source_graphs
from kg.identity import may_be_one, steps_of, told_apart
from kg.registered import mentioned
from kg.ruling import Ruling, followed
from kg.store import current_meta, exists, read_input
from kg.terms import GRAPH_REGISTER, PREF_LABEL, RDF_TYPE, RETELLS, said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from pyoxigraph import Quad, Store

    from kg.identity import Decision
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
    `steps` are where things go by what sources already say is one: no graph there
    needs to be written for it again, unless more is told now.
    """

    store: Store
    replace_graph: Callable[[NamedNode, Iterable[Quad]], Replaced]
    stated: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], bytes] = lambda _: b""
    keep: Callable[[bytes], str] = lambda content: sha256(content).hexdigest()
    steps: Redirects | None = None


class Stated:
    """What each source states itself, before anything was decided, and what is decided.

    `new` are the triples of the sources that are read now.
    """

    def __init__(
        self, target: Target, read: Read, names: Names, ontology: Ontology, held: Sequence[Decision]
    ) -> None:
        """Look at a store that nothing was written to yet, and at what shall be."""
        self.target, self.read, self.names, self._ontology = target, read, names, ontology
        self.new = {s.source_id: self._own(s.source_id, s.triples.keys()) for s in read.sources}
        self._kept: dict[str, AbstractSet[Triple]] = {}
        self._ours = source_graphs(target.store, names)
        told = (triple for each in self.new.values() for triple in each)
        self._settled = target.steps is not None and all(t.predicate != RETELLS for t in told)
        known = set() if self._settled else target.stated.keys() & self._ours.keys()
        rewritten = {GRAPH_REGISTER, *known}
        self._held = {i: self.of(i) for i in rewritten - self.new.keys()}
        self._apart = told_apart(held)
        self._owns = {own for apart in self._apart.values() for own in apart.values()}
        self._index: dict[object, list[Triple]] | None = None
        retold = [pair for pair in self.retellings if self.may_be_one(*pair)]
        settled = target.steps if self._settled else None
        self._steps = steps_of(held, retold, self.exists) if settled is None else settled
        self._held |= {i: self.of(i) for i in self.touched() - self.new.keys()}
        self._index = None  # now there is more to look up, if anybody asks

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
                graph = self.names.graph(source_id)
                self._kept[source_id] = unpacked(self.target.read(digest), graph)
        return self._kept[source_id]

    def ruling(self, source_id: str) -> Ruling:
        """Return what counts for a source; for none, what counts everywhere."""
        return Ruling(self._apart.get(source_id, {}), self._steps, self.known)

    def redirects(self) -> Redirects:
        """Return for each thing that goes the one that stands for it."""
        return {node: followed(self._steps, node) for node in self._steps}

    @cached_property
    def retellings(self) -> list[tuple[NamedNode, NamedNode]]:
        """The pairs that sources say are one, whether they may be or not, if not settled."""
        if self._settled:
            return []
        replaced = {self.names.graph(source_id) for source_id in self.new}
        kept = self.target.store.quads_for_pattern(None, RETELLS, None)
        stated = [q.triple for q in kept if q.graph_name in {*self._ours.values()} - replaced]
        stated += [t for each in self.new.values() for t in each if t.predicate == RETELLS]
        return [
            (triple.subject, triple.object)
            for triple in stated
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
        ]

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
        graphs = {g for i, g in self._ours.items() if i not in self.new and i not in self._held}
        for predicate in (RDF_TYPE, PREF_LABEL):
            if isinstance(node, NamedNode):
                kept = self.target.store.quads_for_pattern(node, predicate, None)
                found |= {quad.triple for quad in kept if quad.graph_name in graphs}
        return found

    def _indexed(self) -> dict[object, list[Triple]]:
        """Return the kinds and names in new sources, and in those whose graphs were rewritten."""
        found: dict[object, list[Triple]] = {}
        for triples in (*self.new.values(), *self._held.values()):
            for triple in triples:
                if _describes(triple, triple.subject):
                    found.setdefault(triple.subject, []).append(triple)
        return found

    def touched(self) -> set[str]:
        """Return the sources whose graphs decisions change, or changed before."""
        if self._settled:
            return set()
        found = (self.target.stated.keys() | self._apart.keys()) & self._ours.keys()
        ids = {graph: source_id for source_id, graph in self._ours.items()}
        for node in self._steps:
            for spot in ((node, None, None), (None, None, node)):
                graphs = {quad.graph_name for quad in self.target.store.quads_for_pattern(*spot)}
                found |= {i for graph, i in ids.items() if graph in graphs}
        return found

    def spoken_of(self, entry: NamedNode) -> bool:
        """Return whether sources, as written, speak of a register entry or what stands for it."""
        if mentioned(self.target.store, entry, self.names):
            return True
        if entry not in self._concerned:
            return False
        rulings = [self.ruling(""), *(self.ruling(source_id) for source_id in self._apart)]
        ours = set(source_graphs(self.target.store, self.names).values())
        return any(
            quad.graph_name in ours
            for node in {ruling.term(entry) for ruling in rulings}
            for spot in ((node, None, None), (None, None, node))
            for quad in self.target.store.quads_for_pattern(*spot)
        )

    @cached_property
    def _concerned(self) -> set[NamedNode]:
        """All things that decisions are about."""
        apart = {node for each in self._apart.values() for pair in each.items() for node in pair}
        return {*apart, *self._steps, *self._steps.values()}


def _describes(triple: Triple, node: object) -> bool:
    return triple.subject == node and triple.predicate in (RDF_TYPE, PREF_LABEL)


def packed(triples: Iterable[Triple]) -> bytes:
    """Return triples as sorted N-Triples."""
    written = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def unpacked(content: bytes, graph: NamedNode) -> frozenset[Triple]:
    """Return the triples of N-Triples, or of N-Quads those in a graph."""
    quads = parse(content, format=RdfFormat.N_QUADS)
    return frozenset(q.triple for q in quads if q.graph_name in (graph, DefaultGraph()))


def stated_sources(path: Path, names: Names) -> dict[str, frozenset[Triple]]:
    """Return what sources of a store state themselves, for those whose graphs were rewritten."""
    digests = current_meta(path).get("stated", {}) if exists(path) else {}
    return {i: unpacked(read_input(path, d), names.graph(i)) for i, d in digests.items()}
