"""What was read -> the graphs of a staged store: sources, who they name, where all stands.

A source's graph is written under the decisions on what is one and what is not.
Where they change it, what the source itself states is kept beside the graph,
so that other decisions, or none, can be applied later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Store, Triple

from kg.errors import Finding, Position
from kg.identity import Decided, decision_quads, joined, read_decisions, redirect_quads
from kg.kept import packed
from kg.maintaining import entail_again
from kg.outcome import Change
from kg.places import renewed
from kg.reasoning import entail
from kg.registered import write_register
from kg.rules import read_rules, spoken_by
from kg.stated import Stated, Target
from kg.store import current_meta, read_input
from kg.terms import (
    GRAPH_DECISIONS,
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    GRAPH_REGISTER,
    RETELLS,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.config import Settings
    from kg.identity import Decision
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.reading import Read
    from kg.ruling import Redirects, Ruling
    from kg.store import Staging
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Written:
    """What was written: each source's changes, and the sources as their graphs name things.

    `stated` is what is to be remembered of sources whose graphs were rewritten, and
    `basis` is the mark of what else they were written under, `register` and `entries` those
    of what the shipped register says and the others; `findings` tell where a
    source calls the same what cannot be. `steps` are where things go that are one.
    """

    changes: list[Change]
    sources: list[Mapped]
    stated: dict[str, str]
    basis: str
    register: str
    entries: str
    findings: list[Finding] = field(default_factory=list)
    steps: Redirects = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What was written to a staged store before, with what follows from it.

    `stated` is, by source, the digest of what it states itself where its graph
    says something else; `steps` where facts go that are told to be one;
    `shared` are the nodes of which it is not settled what follows, and
    `register` what was known of the register's entries.
    """

    stated: dict[str, str] = field(default_factory=dict)
    steps: Redirects | None = None
    shared: frozenset[NamedNode] = frozenset()
    register: frozenset[Triple] = frozenset()


def staging_target(staging: Staging, told: Told | None = None) -> Target:
    """Return the target that is a staged store, to which some was written already."""
    path, alone, told = staging.path, told is None, told or Told()
    meta = current_meta(path)
    return Target(
        staging.store,
        staging.replace_graph,
        staging.change_graph,
        meta.get("stated", {}) | told.stated,
        meta.get("basis", ""),
        meta.get("register", ""),
        lambda digest: read_input(path, digest),
        staging.keep_input,
        told.steps,
        meta.get("entries", "") if alone else "",
    )


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
    names = settings.names
    before = read_decisions(target.store, names)
    own = before if decisions is None else decisions
    held = joined(own, read.decisions)
    named = [*ontology.named()]
    basis = _basis(named, before, read)
    whole = held != own or basis != target.basis
    if held != before:
        basis = _basis(named, held, read)
    stated = Stated(target, read, names, ontology, Decided(before, held), whole=whole)
    findings = list(_misfits(stated))
    places = renewed(target.store, read.sources, names, settings.folder)
    ends = {} if whole else stated.redirected()
    changes: list[Change] = []
    written = {*stated.new, *stated.touched}
    digests = {i: d for i, d in target.stated.items() if i not in written and not whole}
    digests.pop(GRAPH_REGISTER, None)
    for source_id in (*stated.new, *sorted(stated.touched)):
        told, ruling = stated.of(source_id), stated.ruling(source_id)
        triples = ruling.triples(told).keys() if ruling.changes else told
        if triples != told:
            digests[source_id] = target.keep(packed(told))
        change = target.replace_graph(names.graph(source_id), names.quads(source_id, triples))
        if source_id in stated.new or change.added or change.removed:
            changes.append(Change(source_id, change.added, change.removed, change.unchanged))
    sources = [under(source, stated.ruling(source.source_id)) for source in read.sources]
    digests |= write_register(stated, places, ontology, settings)
    if whole:
        decided = decision_quads(held, stated.redirects(), names)
        target.replace_graph(names.graph(GRAPH_DECISIONS), decided)
        target.replace_graph(names.graph(GRAPH_ONTOLOGY), names.quads(GRAPH_ONTOLOGY, named))
    else:
        was, now = ({*decision_quads(each, {}, names)} for each in (before, held))
        gone, fresh = redirect_quads(ends, names)
        graph = names.graph(GRAPH_DECISIONS)
        target.change_graph(graph, [*gone, *(was - now)], [*fresh, *(now - was)])
    marks = basis, read.register.mark, read.register.own_mark
    return Written(changes, sources, digests, *marks, findings, stated.redirects())


def _basis(ontology: Iterable[Triple], held: Sequence[Decision], read: Read) -> str:
    """Return the mark of what a graph is written under, beside its sources.

    That is the ontology, and what registers say of those about whom somebody decided.
    """
    nodes = {node for each in held for node in (each.one, each.other)}
    entries = [entry for node in nodes if (entry := read.register.entry(node)) is not None]
    said = {str(t) for entry in entries for t in entry.triples} | {str(t) for t in ontology}
    return sha256("\n".join(sorted(said)).encode()).hexdigest()


def _misfits(stated: Stated) -> Iterator[Finding]:
    """Yield a finding for each pair of facts that are said to be one and are of different kinds."""
    for one, other in stated.retellings:
        if stated.may_be_one(one, other):
            continue
        sources = stated.read.sources
        saying = [(s.triples.get(Triple(one, RETELLS, other)), s.source_id) for s in sources]
        told_of = [(s.nodes.get(other), s.source_id) for s in sources]
        at, source_id = next((p for p in (*saying, *told_of) if p[0] is not None), (None, ""))
        if at is not None:
            labels = [" and ".join(c.label for c in stated.classes(node)) for node in (one, other)]
            message = f"a {labels[0]} cannot be another report of a {labels[1]}"
            mend = "correct the type of one, or leave `same:` out"
            yield Finding(at, "error", "kinds-differ", message, mend, source=source_id)


def _place(triple: Triple, nodes: dict[NamedNode, Position], first: Position) -> Position:
    subject = triple.subject
    return nodes.get(subject, first) if isinstance(subject, NamedNode) else first


def under(source: Mapped, ruling: Ruling) -> Mapped:
    """Return a source as its graph names things, each triple at the line that states it."""
    if not ruling.changes:
        return source
    nodes = {ruling.term(node): place for node, place in reversed(source.nodes.items())}
    first = next(iter(source.nodes.values()), Position(source.path))
    triples = {
        new: source.triples.get(old) or _place(new, nodes, first)
        for new, old in ruling.triples(source.triples).items()
    }
    return replace(
        source, triples=triples, nodes=nodes, uses=frozenset(map(ruling.term, source.uses))
    )


def record(written: Written, mark: str) -> dict[str, object]:
    """Return what a generation's record says: each source's counts, the rules' mark.

    And, where a graph says something else than its source, what that states.
    """
    counts = {
        c.source_id: {"added": c.added, "removed": c.removed, "unchanged": c.unchanged}
        for c in written.changes
    }
    stated = {"stated": written.stated} if written.stated else {}
    known = {"basis": written.basis, "register": written.register, "entries": written.entries}
    return {"sources": counts, "rules": mark, **known, **stated}


# -- entailments -------------------------------------------------------------------------


def rules_of(settings: Settings) -> dict[NamedNode, list[str]]:
    """Return the rules' texts by the graph that they fill."""
    names, domain = settings.names, settings.domain
    return {
        names.graph(GRAPH_ENTAILED): [path.read_text("utf-8") for path in domain.rules],
        names.graph(GRAPH_DEFINED): [path.read_text("utf-8") for path in domain.definitions],
    }


def entail_staged(
    staging: Staging, ontology: Ontology, settings: Settings, told: Told | None = None
) -> str:
    """Bring the entailments of what is staged up to date; return the mark of the rules used."""
    rules, names, store = rules_of(settings), settings.names, staging.store
    mark = sha256(json.dumps([*rules.values()]).encode()).hexdigest()
    unread = {names.graph(name) for name in (GRAPH_POSITIONS, GRAPH_DECISIONS)}
    known = current_meta(staging.path).get("rules") == mark
    if told is not None:
        known = _entail_register(store, rules, names, told.register)
        unread |= {names.graph(name) for name in (GRAPH_REGISTER, GRAPH_ONTOLOGY)}
    changed = {graph: quads for graph, quads in staging.touched.items() if graph not in unread}
    few = all(quads is not None for quads in changed.values())
    if known and few and names.graph(GRAPH_ONTOLOGY) not in changed:
        touched = {quad for quads in changed.values() if quads for quad in quads}
        defined = [*names.quads(GRAPH_ONTOLOGY, ontology.named())]
        more = entail_again(store, rules, defined, touched, told.shared if told else ())
        staging.note(more if told is None else None)
    else:
        entail(store, rules)
        staging.note(None)
    return mark


def _entail_register(
    store: Store,
    rules: dict[NamedNode, list[str]],
    names: Names,
    known: frozenset[Triple],
) -> bool:
    """Entail what follows from the register alone; tell whether that is all that is missing.

    `known` is what sources were seen with: where a rule about nodes speaks of a
    property of the rest, they must be looked at again.
    """
    graphs = [names.graph(name) for name in (GRAPH_ONTOLOGY, GRAPH_REGISTER)]
    small = Store()
    for graph in graphs:
        small.extend(store.quads_for_pattern(None, None, None, graph))
    rest = {q.triple for q in small.quads_for_pattern(None, None, None, graphs[1])} - known
    named = spoken_by(read_rules(rules))
    if rest and (not named or not named.isdisjoint(triple.predicate for triple in rest)):
        return False
    entail(small, rules)
    for graph in rules:
        store.extend(small.quads_for_pattern(None, None, None, graph))
    return True
