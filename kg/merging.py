"""Deciding who is who: merge two things, tell them apart, take the last decision back."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import Finding, UsageError, in_order
from kg.identity import Decision, in_force, may_be_one, own_node, read_decisions
from kg.inspection import inspect, kept_sources
from kg.lookup import label, retired, stands_for, types
from kg.meant import find_known
from kg.ontology import load_ontology
from kg.outcome import PLAIN, Report, Request
from kg.reading import read_all, read_registers
from kg.staged import entail_staged, record, staging_target, write
from kg.store import open_snapshot, stage
from kg.terms import RDF_TYPE, RETELLS, local_name, named_node, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import Store

    from kg.config import Settings
    from kg.ontology import Class, Ontology
    from kg.terms import Names

MERGEABLE = frozenset({"byName", "byId", "bySlug"})
"""How those kinds get their IRIs that are things of the world, not words about them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is decided, by whom and when; the user of the machine, and now, unless said.

    `when` is a moment as ISO 8601, in UTC.
    """

    why: str
    by: str = ""
    when: str = ""


def merge(
    one: str, other: str, reason: Reason, settings: Settings, request: Request = PLAIN
) -> Report:
    """Decide that two things are one: the first goes, the second stands for both.

    What violates a shape refuses the merge, unless it did so before. Raises
    `UsageError` where nothing is so named, they are one already, or their kinds
    cannot be one.
    """
    _check_reason(reason)
    store, ontology = _opened(settings)
    goes = find_known(settings, store, ontology, one)
    stays = find_known(settings, store, ontology, other, unused=True)
    if goes == stays:
        message = f"'{one}' and '{other}' are one already: {label(store, stays)} <{stays.value}>"
        raise UsageError(message, code="already-one", mend="nothing is to be done")
    _check_kinds(settings, store, ontology, goes, stays)
    held = read_decisions(store, settings.names)
    new = _decision(held, goes, stays, reason, same=True)
    return _decide([*held, new], settings, ("merge", reason.why), request)


def split(
    one: str,
    other: str,
    reason: Reason,
    settings: Settings,
    request: Request = PLAIN,
    *,
    sources: Sequence[str] = (),
) -> Report:
    """Decide that things are not one.

    Of two, that they are not one, whether they were merged or only might have
    been. Of one alone (`other` is empty), from all that was merged with it. With
    `sources`, that these mean another by it, who is one in all of them.
    Raises `UsageError` where nothing is so named, or was merged.
    """
    _check_reason(reason)
    store, ontology = _opened(settings)
    held = read_decisions(store, settings.names)
    if sources and other:
        message = "what a source means by a name is split from that name alone"
        raise UsageError(message, code="usage", mend="give one name, or leave --source out")
    if sources:
        node = find_known(settings, store, ontology, one)
        own = own_node(node, _speaking(store, settings, node, sources)[0])
        first = _decision(held, own, node, reason, same=False)
        new = [replace(first, source=source_id) for source_id in sorted(set(sources))]
    else:
        pairs = _pairs(store, ontology, settings, held, one, other)
        new = [_decision(held, a, b, reason, same=False) for a, b in pairs]
    return _decide([*held, *new], settings, ("split", reason.why), request)


def _speaking(
    store: Store, settings: Settings, node: NamedNode, sources: Sequence[str]
) -> list[str]:
    """Return sources in order; raises `UsageError` for one that does not speak of a node."""
    for source_id in sources:
        graph = settings.names.graph(source_id)
        spots = ((node, None, None, graph), (None, None, node, graph))
        if not any(next(store.quads_for_pattern(*spot), None) for spot in spots):
            message = f"the source '{source_id}' does not speak of {label(store, node)}"
            mend = "`kg describe` tells who does"
            raise UsageError(message, code="unknown-source", mend=mend)
    return sorted(sources)


def undo(settings: Settings, request: Request = PLAIN) -> Report:
    """Take back what the last `merge` or `split` decided: the graph is as if it never had been.

    Raises `UsageError` where nothing was decided.
    """
    store, _ = _opened(settings)
    held = read_decisions(store, settings.names)
    if not held:
        message, mend = "nothing was decided", "`kg merge` and `kg split` decide"
        raise UsageError(message, code="nothing-to-undo", mend=mend)
    last = [each for each in held if each.number == held[-1].number]
    undone = f"undone: {'; '.join(told(each, store) for each in last)}"
    return _decide(held[: -len(last)], settings, ("undo", undone), request)


def told(decision: Decision, store: Store) -> str:
    """Return a decision in words."""
    one, other = (_name(store, node) for node in (decision.one, decision.other))
    if decision.same:
        return f"{one} was merged into {other} ({decision.why})"
    place = f" in {decision.source}" if decision.source else ""
    return f"{one} was told apart from {other}{place} ({decision.why})"


def _name(store: Store, node: NamedNode) -> str:
    return label(store, node) if types(store, node) else local_name(node.value)


def _opened(settings: Settings) -> tuple[Store, Ontology]:
    return open_snapshot(settings.store).store, load_ontology(settings.domain.ontology)


def _check_reason(reason: Reason) -> None:
    """Raise `UsageError` where a reason is not said."""
    if not reason.why.strip():
        raise UsageError("a decision needs its reason", code="usage", mend="say why, in a line")


def _decision(
    held: Sequence[Decision], one: NamedNode, other: NamedNode, reason: Reason, *, same: bool
) -> Decision:
    number = held[-1].number + 1 if held else 1
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    who = reason.by or os.environ.get("KG_BY", "") or _user()
    return Decision(number, same, one, other, reason.why.strip(), who, reason.when or now)


def _user() -> str:
    """Return the name of the user of this machine; a container's may have none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _pairs(
    store: Store,
    ontology: Ontology,
    settings: Settings,
    held: Sequence[Decision],
    one: str,
    other: str,
) -> list[tuple[NamedNode, NamedNode]]:
    """Return the pairs that a split tells apart."""
    names = settings.names
    merged = [*_retold(store, names), *((e.one, e.other) for e in in_force(held) if e.same)]
    ends = [retired(store, names, name) or find_known(settings, store, ontology, name)
            for name in (one, other) if name]  # fmt: skip
    if len(ends) == 1:
        pairs = [pair for pair in merged if ends[0] in pair]
        if not pairs:
            message = f"{label(store, ends[0])} was merged with nothing"
            mend = "name the other too: kg split A B; or --source ID, for what one source means"
            raise UsageError(message, code="not-merged", mend=mend)
        return pairs
    if ends[0] == ends[1]:
        stood = [pair for pair in merged if pair[1] == ends[0]]
        if len(stood) == 1:
            return stood
        message = f"'{one}' and '{other}' name one thing"
        mend = "give their ids, as `kg diff` and `kg sparql` tell them"
        raise UsageError(message, code="not-merged", mend=mend)
    direct = [pair for pair in merged if set(pair) == set(ends)]
    if not direct and stands_for(store, names, ends[0]) == stands_for(store, names, ends[1]):
        links = ", ".join(
            f"{local_name(a.value)} and {local_name(b.value)}"
            for a, b in merged
            if stands_for(store, names, a) == stands_for(store, names, ends[0])
        )
        message = f"'{one}' and '{other}' are one by way of others"
        raise UsageError(message, code="not-merged", mend=f"split one of: {links}")
    return direct[:1] or [(ends[0], ends[1])]


def _retold(store: Store, names: Names) -> list[tuple[NamedNode, NamedNode]]:
    """Return the pairs that sources say are one and that are."""
    ends = [(q.subject, q.object) for q in store.quads_for_pattern(None, RETELLS, None)]
    return [
        (one, other)
        for one, other in sorted(ends, key=str)
        if isinstance(one, NamedNode) and isinstance(other, NamedNode)
        if stands_for(store, names, one) == stands_for(store, names, other)
    ]


def _check_kinds(
    settings: Settings, store: Store, ontology: Ontology, one: NamedNode, other: NamedNode
) -> None:
    """Refuse a merge of what is no entry or fact, or where neither is of the other's kind."""
    kinds = [_kinds(settings, store, ontology, node) for node in (one, other)]
    for node, each in zip((one, other), kinds, strict=True):
        if not any(kind.identity in MERGEABLE for kind in each):
            message = f"{label(store, node)} <{node.value}> is no actor, place, office or fact"
            raise UsageError(message, code="not-mergeable", mend="merge those that it belongs to")
    if not may_be_one(*kinds):
        told_kinds = [" and ".join(kind.label for kind in each) for each in kinds]
        message = f"a {told_kinds[0]} cannot be a {told_kinds[1]}"
        raise UsageError(message, code="kinds-differ", mend="correct the type of one in its file")


def _kinds(settings: Settings, store: Store, ontology: Ontology, node: NamedNode) -> list[Class]:
    """Return the classes of a node, or of the register's entry that no source speaks of yet."""
    found = types(store, node)
    if not found:
        entry = read_registers((), ontology, settings)[0].entry(node)
        triples = entry.triples if entry is not None else ()
        found = [said(t.object) for t in triples if t.subject == node and t.predicate == RDF_TYPE]
    return [ontology.by_iri[kind] for kind in found if kind in ontology.by_iri]


def _decide(
    decisions: Sequence[Decision], settings: Settings, by: tuple[str, str], request: Request
) -> Report:
    """Publish the graph under decisions, validated as a load is; `by` is the command, and why."""
    command, why = by
    ontology = load_ontology(settings.domain.ontology)
    read = read_all([], ontology, settings, None)
    if read.exit_code:
        return Report(tuple(in_order(read.findings)), (), None, read.exit_code)
    with stage(settings.store, command) as staging:
        before = open_snapshot(settings.store).store
        written = write(staging_target(staging), read, ontology, settings, decisions)
        mark = entail_staged(staging, ontology, settings)
        changed = {change.source_id for change in written.changes}
        findings = _found(staging.store, changed, ontology, settings, request)
        refusing = [finding for finding in findings if request.refuses(finding)]
        if refusing:
            known = _found(before, changed, ontology, settings, request)
            seen = {_seen(finding, before, staging.store, settings) for finding in known}
            refusing = [
                f for f in refusing if _seen(f, before, staging.store, settings) not in seen
            ]
        sequence = None
        if not refusing and not request.dry_run and staging.changed:
            sequence = staging.publish(record(written, mark) | {"why": why})
    return Report(tuple(in_order(findings)), tuple(written.changes), sequence, int(bool(refusing)))


def _found(
    store: Store, source_ids: set[str], ontology: Ontology, settings: Settings, request: Request
) -> list[Finding]:
    """Return what is found of some sources of a store."""
    sources = kept_sources(store, settings.names, source_ids)
    return list(inspect(store, sources, ontology, settings, request.progress)) if sources else []


def _seen(finding: Finding, before: Store, after: Store, settings: Settings) -> tuple[str, ...]:
    """Return what makes a finding the same before and after a decision."""
    nodes = []
    for term in (finding.focus, finding.value):
        node = named_node(term)
        for store in (before, after) if node is not None else ():
            node = stands_for(store, settings.names, node) if node is not None else None
        nodes.append(term if node is None else node.value)
    return (finding.source, finding.code, finding.path, *nodes)
