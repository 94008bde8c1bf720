"""Triples of one source over what all sources share, as dictionaries of N-Triples terms.

A term is its N-Triples text: `<iri>`, `_:b`, `"words"`, `"7"^^<...integer>`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import Triple

from kg.errors import KgError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Quad

Pairs: TypeAlias = "dict[str, dict[str, list[str]]]"
Reading: TypeAlias = "tuple[str, str, bool]"
"""A predicate, a node, and whether the node is the subject; the node is empty for a scan."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The predicates that are asked for, from the subject and from the object."""

    forward: set[str] = field(default_factory=set)
    backward: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Index:
    """Objects by predicate and subject, subjects by predicate and object; each triple once."""

    forward: Pairs
    backward: Pairs


class Gathering:
    """An index that grows batch by batch, of what is wanted only; a term is kept once."""

    __slots__ = ("_backward", "_forward", "_one")

    def __init__(self, wanted: Wanted) -> None:
        """Start empty."""
        self._forward: Pairs = {predicate: {} for predicate in wanted.forward}
        self._backward: Pairs = {predicate: {} for predicate in wanted.backward}
        self._one: dict[str, str] = {}

    def add(self, triples: Iterable[tuple[str, str, str]]) -> None:
        """Take in triples, as N-Triples terms."""
        forward, backward, one = self._forward, self._backward, self._one
        for start, predicate, end in triples:
            there, back = forward.get(predicate), backward.get(predicate)
            if there is None and back is None:
                continue
            subject, obj = one.setdefault(start, start), one.setdefault(end, end)
            if there is not None:
                there.setdefault(subject, []).append(obj)
            if back is not None:
                back.setdefault(obj, []).append(subject)

    def index(self) -> Index:
        """Return what was gathered; nothing can be added after."""
        self._one = {}
        return Index(_once(self._forward), _once(self._backward))


def index_of(triples: Iterable[tuple[str, str, str]], wanted: Wanted) -> Index:
    """Return the index of triples, as far as predicates are wanted."""
    gathering = Gathering(wanted)
    gathering.add(triples)
    return gathering.index()


def _once(pairs: Pairs) -> Pairs:
    """Return what there is, each triple once."""
    found = {predicate: by for predicate, by in pairs.items() if by}
    for by in found.values():
        for node, others in by.items():
            if len(others) > 1 and len(set(others)) < len(others):
                by[node] = list(dict.fromkeys(others))
    return found


def terms_of(
    quads: Iterable[Quad | Triple], wanted: Wanted | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield the terms of statements, only with predicates that are wanted, if that is given.

    Raises `KgError` for a statement about a statement.
    """
    kept = wanted.forward | wanted.backward if wanted else None
    for quad in quads:
        obj, predicate = quad.object, str(quad.predicate)
        if isinstance(obj, Triple):
            raise KgError(f"a statement about a statement cannot be validated: {obj}")
        if kept is None or predicate in kept:
            yield str(quad.subject), predicate, str(obj)


NOTHING: Sequence[str] = ()
NO_PAIRS: Mapping[str, Sequence[str]] = {}


class View:
    """A source's own triples over the shared ones; `known` are outcomes that were worked out."""

    __slots__ = ("_back", "_base_back", "_base_there", "_there", "base", "known", "own")

    def __init__(self, own: Index, base: Index) -> None:
        """Look at both; neither is copied."""
        self.own, self.base = own, base
        self.known: dict[tuple[object, ...], int] = {}
        self._there, self._back = own.forward.get, own.backward.get
        self._base_there, self._base_back = base.forward.get, base.backward.get

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the distinct objects of a subject."""
        found = self._there(predicate, NO_PAIRS).get(subject, NOTHING)
        more = self._base_there(predicate, NO_PAIRS).get(subject)
        return found if more is None else _both(found, more)

    def subjects(self, predicate: str, obj: str) -> Sequence[str]:
        """Return the distinct subjects of an object."""
        found = self._back(predicate, NO_PAIRS).get(obj, NOTHING)
        more = self._base_back(predicate, NO_PAIRS).get(obj)
        return found if more is None else _both(found, more)

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield subjects and objects; what both state, twice."""
        for side in (self.own.forward, self.base.forward):
            for subject, objects in side.get(predicate, {}).items():
                for obj in objects:
                    yield subject, obj


def _both(own: Sequence[str], shared: Sequence[str]) -> Sequence[str]:
    return [*own, *(one for one in shared if one not in own)] if own else shared


class Recording(View):
    """A view that notes what was read of it."""

    __slots__ = ("readings", "triples")

    def __init__(self, own: Index, base: Index) -> None:
        """Start with nothing read."""
        super().__init__(own, base)
        self.readings: set[Reading] = set()
        self.triples: set[tuple[str, str, str]] = set()

    def objects(self, predicate: str, subject: str) -> Sequence[str]:
        """Return the objects of a subject, and note it."""
        found = super().objects(predicate, subject)
        self.readings.add((predicate, subject, True))
        self.triples.update((subject, predicate, one) for one in found)
        return found

    def subjects(self, predicate: str, obj: str) -> Sequence[str]:
        """Return the subjects of an object, and note it."""
        found = super().subjects(predicate, obj)
        self.readings.add((predicate, obj, False))
        self.triples.update((one, predicate, obj) for one in found)
        return found

    def pairs(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield subjects and objects, and note all of them."""
        self.readings.add((predicate, "", True))
        for subject, obj in super().pairs(predicate):
            self.triples.add((subject, predicate, obj))
            yield subject, obj
