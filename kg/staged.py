"""What was read -> the graphs of a staged store: sources, who they name, where all stands.

A source's graph is written under the decisions on what is one and what is not.
Where they change it, what the source itself states is kept beside the graph,
so that other decisions, or none, can be applied later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from kg.contents import source_graphs
from kg.errors import Finding, Position
from kg.identity import (
    ALT_LABEL,
    PREF_LABEL,
    RETELLS,
    Ruling,
    decision_quads,
    joined,
    may_be_one,
    read_decisions,
    redirects_of,
    told_apart,
)
from kg.outcome import Change
from kg.places import renewed, with_entries
from kg.reasoning import entail, entail_again
from kg.registered import entries_in_use, registered
from kg.store import current_meta, exists, read_input
from kg.terms import (
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    RDF_TYPE,
    said,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from pyoxigraph import Store

    from kg.config import Settings
    from kg.identity import Decision, Redirects
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.reading import Read
    from kg.store import Change as Replaced
    from kg.store import Staging
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Target:
    """Where graphs are written: a store, how a graph of it is replaced, what is kept beside it.

    `stated` is, by source, the digest of what it states itself where its graph
    says something else; `read` and `keep` turn a digest into bytes and back.
    """

    store: Store
    replace_graph: Callable[[NamedNode, Iterable[Quad]], Replaced]
    stated: Mapping[str, str] = field(default_factory=dict)
    read: Callable[[str], bytes] = lambda _: b""
    keep: Callable[[bytes], str] = lambda content: sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: each source's changes, and the sources as their graphs name things.

    `stated` is what is to be remembered of sources whose graphs were rewritten;
    `findings` tell of facts that retell a fact of another kind.
    """

    changes: list[Change]
    sources: list[Mapped]
    stated: dict[str, str]
    findings: list[Finding] = field(default_factory=list)


def staging_target(staging: Staging) -> Target:
    """Return the target that is a staged store."""
    path = staging.path
    stated = current_meta(path).get("stated", {})
    keep = staging.keep_input
    return Target(staging.store, staging.replace_graph, stated, lambda d: read_input(path, d), keep)


def write(
    target: Target,
    read: Read,
    ontology: Ontology,
    settings: Settings,
    decisions: Sequence[Decision] | None = None,
) -> Written:
    """Write sources, then where they stand and who they name; return what changed.

    `decisions` take the place of those that the store holds.
    """
    names, store = settings.names, target.store
    held = read_decisions(store, names) if decisions is None else decisions
    held = joined(held, read.decisions)
    stated = _Stated(target, read, names)
    redirects, apart = redirects_of(held, stated.retold(), stated.exists), told_apart(held)

    def ruling(source_id: str) -> Ruling:
        return Ruling(apart.get(source_id, {}), redirects, stated.known)

    sources = read.sources
    if redirects or apart:
        sources = [_under(source, ruling(source.source_id)) for source in sources]
    places = renewed(store, sources, names, settings.folder)
    graphs: dict[str, AbstractSet[Triple]] = {s.source_id: s.triples.keys() for s in sources}
    for source_id in stated.touched({*redirects, *apart}) - graphs.keys():
        graphs[source_id] = ruling(source_id).triples(stated.of(source_id)).keys()
    changes: list[Change] = []
    digests: dict[str, str] = {}
    for source_id, triples in graphs.items():
        if (redirects or apart) and triples != stated.of(source_id):
            digests[source_id] = target.keep(_packed(stated.of(source_id)))
        change = target.replace_graph(names.graph(source_id), _in(names, source_id, triples))
        if source_id in stated.new or change.added or change.removed:
            changes.append(Change(source_id, change.added, change.removed, change.unchanged))
    used = entries_in_use(store, read.register, names)
    used |= _aliases(read, redirects, used)
    placed = with_entries(places, used, names, settings.folder)
    target.replace_graph(names.graph(GRAPH_POSITIONS), placed)
    listed = registered(store, read.register, used, read.carried, ontology, names)
    target.replace_graph(names.graph(GRAPH_REGISTER), listed)
    told = decision_quads(held, redirects, names)
    target.replace_graph(names.graph(GRAPH_DECISIONS), told)
    named = [  # lists have blank nodes, new at each parse, and no reader
        t for t in ontology.triples
        if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode | Literal)
    ]  # fmt: skip
    target.replace_graph(names.graph(GRAPH_ONTOLOGY), _in(names, GRAPH_ONTOLOGY, named))
    return Written(changes, sources, digests, list(_misfits(stated, read, ontology)))


def _misfits(stated: _Stated, read: Read, ontology: Ontology) -> Iterator[Finding]:
    """Yield a finding for each pair of facts that are said to be one and are of different kinds."""
    for one, other in stated.retold():
        kinds = [
            [ontology.by_iri[said(t.object)] for t in stated.known(node) if t.predicate == RDF_TYPE]
            for node in (one, other)
        ]
        if not all(kinds) or may_be_one(*kinds):
            continue
        saying = [(s, s.triples.get(Triple(one, RETELLS, other))) for s in read.sources]
        told_of = [(s, s.nodes.get(other)) for s in read.sources]
        for source, at in [pair for pair in (*saying, *told_of) if pair[1]][:1]:
            if at is not None:
                labels = [" and ".join(cls.label for cls in each) for each in kinds]
                message = f"a {labels[0]} cannot be another report of a {labels[1]}"
                mend = "correct the type of one, or leave `same:` out"
                code, source_id = "kinds-differ", source.source_id
                yield Finding(at, "error", code, message, mend, source=source_id)


def _in(names: Names, name: str, triples: Iterable[Triple]) -> Iterator[Quad]:
    graph = names.graph(name)
    return (Quad(t.subject, t.predicate, t.object, graph) for t in triples)


def _under(source: Mapped, ruling: Ruling) -> Mapped:
    """Return a source as its graph names things, each triple at the line that states it."""
    triples = {new: source.triples[old] for new, old in ruling.triples(source.triples).items()
               if old in source.triples}  # fmt: skip
    at = next(iter(source.nodes.values()), Position(source.path))
    triples |= dict.fromkeys(ruling.triples(source.triples).keys() - triples.keys(), at)
    nodes = {ruling.term(node): place for node, place in reversed(source.nodes.items())}
    uses = frozenset(map(ruling.term, source.uses))
    return replace(source, triples=triples, nodes=nodes, uses=uses)


def _aliases(read: Read, redirects: Redirects, used: Iterable[Triple]) -> dict[Triple, Position]:
    """Return the names of register entries that are merged into one in use, as names of that."""
    described = {triple.subject for triple in used}
    found = {}
    for old, new in redirects.items():
        entry = read.register.entry(old) if new in described else None
        for triple, at in entry.triples.items() if entry is not None else ():
            if triple.subject == old and triple.predicate in (PREF_LABEL, ALT_LABEL):
                found[Triple(new, ALT_LABEL, triple.object)] = at
    return found


class _Stated:
    """What each source states itself, before anything was decided."""

    def __init__(self, target: Target, read: Read, names: Names) -> None:
        self._target, self._read, self._names = target, read, names
        self.new = {s.source_id: s.triples.keys() for s in read.sources}
        self._kept: dict[str, AbstractSet[Triple]] = {}

    @cached_property
    def _typed(self) -> set[object]:
        """What new sources, and those whose graphs were rewritten, state to be something."""
        rewritten = self._target.stated.keys() - self.new.keys()
        stated = [*self.new.values(), *(self.of(source_id) for source_id in rewritten)]
        return {t.subject for each in stated for t in each if t.predicate == RDF_TYPE}

    def of(self, source_id: str) -> AbstractSet[Triple]:
        """Return what a source states."""
        if source_id in self.new:
            return self.new[source_id]
        if source_id not in self._kept:
            digest = self._target.stated.get(source_id)
            if digest is None:
                graph = self._names.graph(source_id)
                found = self._target.store.quads_for_pattern(None, None, None, graph)
                return frozenset(quad.triple for quad in found)
            self._kept[source_id] = _unpacked(self._target.read(digest))
        return self._kept[source_id]

    def retold(self) -> Iterator[tuple[NamedNode, NamedNode]]:
        """Yield the pairs that sources say are one."""
        ours = source_graphs(self._target.store, self._names)
        replaced = {self._names.graph(source_id) for source_id in self.new}
        kept = self._target.store.quads_for_pattern(None, RETELLS, None)
        stated = [q.triple for q in kept if q.graph_name in {*ours.values()} - replaced]
        stated += [t for each in self.new.values() for t in each if t.predicate == RETELLS]
        for triple in stated:
            if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
                yield triple.subject, triple.object

    def exists(self, node: NamedNode) -> bool:
        """Return whether some source states what a node is, or a register has it as an entry."""
        if node in self._typed or self._read.register.entry(node) is not None:
            return True
        return any(True for _ in self._in_store(node))

    def known(self, node: NamedNode) -> Iterator[Triple]:
        """Yield the kinds and the names of a node, from whoever states them."""
        entry = self._read.register.entry(node)
        stated: set[Triple] = set() if entry is None else set(entry.triples)
        for source_id in {*self.new, *self._target.stated}:
            stated |= {t for t in self.of(source_id) if t.subject == node}
        for triple in stated | set(self._in_store(node)):
            if triple.subject == node and triple.predicate in (RDF_TYPE, PREF_LABEL):
                yield triple

    def _in_store(self, node: NamedNode) -> Iterator[Triple]:
        """Yield the kinds and names of a node from graphs that say what was stated."""
        other = {GRAPH_ENTAILED, GRAPH_DEFINED, *self.new, *self._target.stated}
        hidden = {self._names.graph(name) for name in other}
        for predicate in (RDF_TYPE, PREF_LABEL):
            for quad in self._target.store.quads_for_pattern(node, predicate, None):
                if quad.graph_name not in hidden:
                    yield quad.triple

    def touched(self, keys: Collection[NamedNode | str]) -> set[str]:
        """Return the sources whose graphs decisions change, or changed before.

        `keys` are things that go, and ids of sources that something is told apart for.
        """
        ours = source_graphs(self._target.store, self._names)
        ids = {graph: source_id for source_id, graph in ours.items()}
        found = (self._target.stated.keys() | {k for k in keys if isinstance(k, str)}) & ours.keys()
        for key in keys:
            if isinstance(key, NamedNode):
                store = self._target.store
                for spot in ((key, None, None), (None, None, key)):
                    graphs = {quad.graph_name for quad in store.quads_for_pattern(*spot)}
                    found |= {i for graph, i in ids.items() if graph in graphs}
        return found


def _packed(triples: Iterable[Triple]) -> bytes:
    """Return triples as sorted N-Triples."""
    written = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    return b"".join(sorted(written.splitlines(keepends=True)))


def _unpacked(content: bytes) -> frozenset[Triple]:
    return frozenset(quad.triple for quad in parse(content, format=RdfFormat.N_TRIPLES))


def stated_sources(path: Path) -> dict[str, frozenset[Triple]]:
    """Return what sources of a store state themselves, for those whose graphs were rewritten."""
    digests = current_meta(path).get("stated", {}) if exists(path) else {}
    return {source_id: _unpacked(read_input(path, d)) for source_id, d in digests.items()}


def record(written: Written, mark: str) -> dict[str, object]:
    """Return what a generation's record says: each source's counts, the rules' mark.

    And, where a graph says something else than its source, what that states.
    """
    counts = {
        c.source_id: {"added": c.added, "removed": c.removed, "unchanged": c.unchanged}
        for c in written.changes
    }
    stated = {"stated": written.stated} if written.stated else {}
    return {"sources": counts, "rules": mark, **stated}


# -- entailments -------------------------------------------------------------------------


def rules_of(settings: Settings) -> dict[NamedNode, list[str]]:
    """Return the rules' texts by the graph that they fill."""
    names, domain = settings.names, settings.domain
    return {
        names.graph(GRAPH_ENTAILED): [path.read_text("utf-8") for path in domain.rules],
        names.graph(GRAPH_DEFINED): [path.read_text("utf-8") for path in domain.definitions],
    }


def entail_staged(staging: Staging, settings: Settings) -> str:
    """Bring the entailments of what is staged up to date; return the mark of the rules used."""
    rules, names = rules_of(settings), settings.names
    mark = sha256(json.dumps([*rules.values()]).encode()).hexdigest()
    touched = dict(staging.touched)
    touched.pop(names.graph(GRAPH_POSITIONS), None)
    touched.pop(names.graph(GRAPH_DECISIONS), None)
    known = current_meta(staging.path).get("rules") == mark
    if not known or names.graph(GRAPH_ONTOLOGY) in touched:
        entail(staging.store, rules)
    else:
        subjects = {node for each in touched.values() for node in each.subjects}
        objects = {node for each in touched.values() for node in each.objects}
        entail_again(staging.store, rules, subjects, objects)
    return mark
