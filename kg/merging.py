"""Deciding who is who: merge two things, tell them apart, take the last decision back."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kg.errors import Finding, UsageError, in_order
from kg.identity import Decision, in_force, own_node, read_decisions
from kg.inspection import inspect, kept_sources
from kg.lookup import label, stands_for, types
from kg.ontology import load_ontology
from kg.outcome import PLAIN, Report, Request
from kg.reading import read_all
from kg.searching import find_known
from kg.staged import entail_staged, record, staging_target, write
from kg.store import open_snapshot, stage
from kg.terms import local_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pyoxigraph import NamedNode, Store

    from kg.config import Settings
    from kg.ontology import Class, Ontology
    from kg.terms import Names


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

    What violates a shape refuses the merge, unless it did so before. Raises `UsageError` where nothing is so named, they are one already, or
    their kinds cannot be one.
    """
    store, ontology = _opened(settings)
    goes, stays = (find_known(settings, store, ontology, name) for name in (one, other))
    if goes == stays:
        message = f"'{one}' and '{other}' are one already: {label(store, stays)} <{stays.value}>"
        raise UsageError(message, code="already-one", mend="nothing is to be done")
    _check_kinds(store, ontology, goes, stays)
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
    source: str = "",
) -> Report:
    """Decide that things are not one.

    Of two, that they are not one, whether they were merged or only might have
    been. Of one alone (`other` is empty), all that was merged into it, or that it was merged
    into. With a `source`, that this source means another by it.
    """
    store, ontology = _opened(settings)
    held = read_decisions(store, settings.names)
    if source:
        node = find_known(settings, store, ontology, one)
        graph = settings.names.graph(source)
        spots = ((node, None, None, graph), (None, None, node, graph))
        if not any(next(store.quads_for_pattern(*spot), None) for spot in spots):
            message = f"the source '{source}' does not speak of {label(store, node)}"
            raise UsageError(message, code="unknown-source", mend="`kg describe` lists who does")
        own = own_node(node, source)
        new = [replace(_decision(held, own, node, reason, same=False), source=source)]
    else:
        pairs = _pairs(store, ontology, settings, held, one, other)
        new = [_decision(held, a, b, reason, same=False) for a, b in pairs]
        new = [replace(each, number=each.number + n) for n, each in enumerate(new)]
    return _decide([*held, *new], settings, ("split", reason.why), request)


def undo(settings: Settings, request: Request = PLAIN) -> Report:
    """Take the last decision back; the graph is as if it had never been taken."""
    store, _ = _opened(settings)
    held = read_decisions(store, settings.names)
    if not held:
        message, mend = "nothing was decided", "`kg merge` and `kg split` decide"
        raise UsageError(message, code="nothing-to-undo", mend=mend)
    undone = f"undone: {told(held[-1], store)}"
    return _decide(held[:-1], settings, ("undo", undone), request)


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


def _decision(
    held: Sequence[Decision], one: NamedNode, other: NamedNode, reason: Reason, *, same: bool
) -> Decision:
    """Return the next decision; raises `UsageError` where its reason is not said."""
    if not reason.why.strip():
        raise UsageError("a decision needs its reason", code="usage", mend="say why, in a line")
    number = held[-1].number + 1 if held else 1
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    who = reason.by or os.environ.get("KG_BY", "") or getpass.getuser()
    return Decision(number, same, one, other, reason.why, who, reason.when or now)


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
    merged = [each for each in in_force(held) if each.same]
    if not other:
        node = find_known(settings, store, ontology, one)
        pairs = [(each.one, each.other) for each in merged if node in each.pair]
        if not pairs:
            message = f"nothing was merged into {label(store, node)}"
            mend = "name the other too: kg split A B; or --source ID, for what one source means"
            raise UsageError(message, code="not-merged", mend=mend)
        return pairs
    ends = [_retired(names, merged, name) or find_known(settings, store, ontology, name)
            for name in (one, other)]  # fmt: skip
    if ends[0] == ends[1]:
        stood = [each for each in merged if each.other == ends[0]]
        if len(stood) == 1:
            return [(stood[0].one, stood[0].other)]
        message = f"'{one}' and '{other}' name one thing"
        raise UsageError(message, code="not-merged", mend="give their ids, as `kg history` tells")
    direct = [(e.one, e.other) for e in merged if e.pair == frozenset(ends)]
    if not direct and stands_for(store, names, ends[0]) == stands_for(store, names, ends[1]):
        links = ", ".join(f"{local_name(e.one.value)} and {local_name(e.other.value)}"
                          for e in merged)  # fmt: skip
        message = f"'{one}' and '{other}' are one by way of others"
        raise UsageError(message, code="not-merged", mend=f"split one of: {links}")
    return direct or [(ends[0], ends[1])]


def _retired(names: Names, merged: Sequence[Decision], text: str) -> NamedNode | None:
    """Return the retired node that an IRI or an id names."""
    prefix, _, rest = text.partition(":")
    source, mark, fact = text.rpartition("#")
    tried = {text, names.prefixes().get(prefix, "") + rest}
    if mark and not text.startswith("http"):
        tried.add(names.fact(source, fact).value)
    return next((each.one for each in merged if each.one.value in tried), None)


def _check_kinds(store: Store, ontology: Ontology, one: NamedNode, other: NamedNode) -> None:
    """Refuse a merge of things of which neither is of the other's kind."""
    kinds = [[c for k in types(store, n) if (c := ontology.by_iri.get(k))] for n in (one, other)]
    if not all(kinds) or _fit(*kinds):
        return
    told_kinds = [" and ".join(kind.label for kind in each) for each in kinds]
    message = f"a {told_kinds[0]} cannot be a {told_kinds[1]}"
    raise UsageError(message, code="kinds-differ", mend="correct the type of one in its file")


def _fit(ones: Sequence[Class], others: Sequence[Class]) -> bool:
    return any(a.is_a(b.iri) or b.is_a(a.iri) for a in ones for b in others)


def _decide(
    decisions: Sequence[Decision], settings: Settings, said: tuple[str, str], request: Request
) -> Report:
    """Publish the graph under decisions, validated as a load is; `said` is by what, and why."""
    command, why = said
    ontology = load_ontology(settings.domain.ontology)
    read = read_all([], ontology, settings, None)
    if read.exit_code:
        return Report(tuple(in_order(read.findings)), (), None, read.exit_code)
    with stage(settings.store, command) as staging:
        written = write(staging_target(staging), read, ontology, settings, decisions)
        mark = entail_staged(staging, settings)
        changed = {change.source_id for change in written.changes}
        sources = [s for s in kept_sources(staging.store, settings.names) if s.source_id in changed]
        findings: list[Finding] = []
        if sources:
            findings = list(inspect(staging.store, sources, ontology, settings, request.progress))
        refused = any(request.refuses(finding) for finding in findings)
        sequence = None
        if not refused and not request.dry_run and staging.changed:
            sequence = staging.publish(record(written, mark) | {"why": why})
    return Report(tuple(in_order(findings)), tuple(written.changes), sequence, int(refused))
