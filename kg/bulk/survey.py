"""A first look through the files: which sources there are, and which facts are told to be one.

What stands for what must be known before a source is written, as a later
source may tell it of an earlier one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.bulk.lines import PlainSource, Unusual, plain_sources
from kg.identity import may_be_one, steps_of
from kg.ruling import followed
from kg.terms import RETELLS
from kg.triples import FACT_ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from kg.bulk.kinds import Kinds
    from kg.ontology import Class
    from kg.ruling import Redirects


Fact = tuple[NamedNode, str]
"""A fact's IRI, and the id of its source joined to its own."""


@dataclass(frozen=True, slots=True)
class Survey:
    """The ids of all sources, where facts go that are one, and the same as N-Triples has them.

    `odd` are sources that tell what is one in a way that needs the long way; where
    there is any, nothing goes anywhere yet.
    """

    sources: dict[str, Path] = field(default_factory=dict)
    steps: Redirects = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    odd: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Notes:
    """What was read so far: facts' types by id, which are told to be one, and by whom oddly."""

    types: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[Fact, Fact]] = field(default_factory=list)
    odd: set[str] = field(default_factory=set)


def survey(paths: Iterable[Path], kinds: Kinds, without: frozenset[str] = frozenset()) -> Survey:
    """Look through files, but for some sources; raises `Unusual` for what is not read here."""
    sources: dict[str, Path] = {}
    notes, same = _Notes(), _same_keys(kinds)
    for path in paths:
        for source in plain_sources(path):
            if source.id in sources:
                raise Unusual
            sources[source.id] = path
            if source.id not in without:
                _note(source, notes, same, kinds)
    pairs, types = notes.pairs, notes.types
    told = {node: types[name] for pair in pairs for node, name in pair if name in types}
    for (one, name), (other, _) in pairs:
        ones, others = (kinds.facts.get(told.get(node, "")) for node in (one, other))
        if ones and others and not may_be_one([ones], [others]):
            notes.odd.add(name.rpartition(".")[0])
    if notes.odd:
        return Survey(sources, odd=frozenset(notes.odd))
    steps = steps_of((), [(one, other) for (one, _), (other, _) in pairs], told.__contains__)
    return Survey(sources, steps, {str(node): str(followed(steps, node)) for node in steps})


def _note(source: PlainSource, notes: _Notes, same: frozenset[str], kinds: Kinds) -> None:
    for fact in source.facts:
        name, written = fact.get("type"), fact.get("id")
        if isinstance(written, str) and isinstance(name, str):
            notes.types[f"{source.id}.{written}"] = name
        if not same.isdisjoint(fact):
            try:
                notes.pairs += _pairs(source, written, fact, same, kinds)
            except Unusual:
                notes.odd.add(source.id)


def _same_keys(kinds: Kinds) -> frozenset[str]:
    """Return the keys by which a fact says that it is another one."""
    classes: Iterable[Class] = kinds.facts.values()
    return frozenset(
        key for cls in classes for key, item in cls.keys.items() if item.iri == RETELLS
    )


def _pairs(
    source: PlainSource,
    fact_id: object,
    fact: dict[str, object],
    same: frozenset[str],
    kinds: Kinds,
) -> list[tuple[Fact, Fact]]:
    found = []
    for key in same & fact.keys():
        written = fact[key]
        for text in written if isinstance(written, list) else [written]:
            # A fact without an id has its IRI by its values, which are not known yet.
            if not isinstance(text, str) or not isinstance(fact_id, str):
                raise Unusual
            other, _, name = text.rpartition("#")
            if not FACT_ID.fullmatch(name) or not FACT_ID.fullmatch(fact_id):
                raise Unusual
            about = ((source.id, fact_id), (other or source.id, name))
            one, same_one = ((kinds.names.fact(*each), ".".join(each)) for each in about)
            found.append((one, same_one))
    return found


def as_decided(statements: Iterable[str], moved: Mapping[str, str]) -> tuple[str, ...]:
    """Return statements with what stands for a fact in its place; nothing points at itself for it.

    The statements that tell that two are one stay as they are.
    """
    found: dict[str, None] = {}
    same = str(RETELLS)
    for statement in statements:
        subject, predicate, value = statement.split(" ", 2)
        if predicate == same or (subject not in moved and value not in moved):
            found[statement] = None
            continue
        new, end = moved.get(subject, subject), moved.get(value, value)
        if new != end or subject == value:
            found[f"{new} {predicate} {end}"] = None
    return tuple(found)
