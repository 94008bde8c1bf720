"""Who bears which names: a layer for a file's own actors and one for each register."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from kg.folding import fold, is_latin, romanised
from kg.register.persons import people_of
from kg.terms import ONTOLOGY, SKOS, local_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode

    from kg.ontology import Class
    from kg.register.offices import Tenure

Key = TypeVar("Key")

NAMING = (
    f"{SKOS}prefLabel",
    f"{SKOS}altLabel",
    f"{ONTOLOGY}abbreviation",
    f"{ONTOLOGY}formerName",
    f"{ONTOLOGY}demonym",
    f"{ONTOLOGY}metonym",
    f"{ONTOLOGY}iso3166Alpha3",
    f"{ONTOLOGY}iso3166",
)
"""The properties by whose values one is found, the one that says a name outright first."""

FAMILY_NAME = f"{ONTOLOGY}familyName"
BELONGS_TO = f"{ONTOLOGY}belongsToState"

TIERS = {"demonym": 1, "metonym": 1, "iso3": 2, "iso": 2}
"""Kinds of names that count only where nobody is called so outright."""


@dataclass(frozen=True, slots=True)
class Named:
    """One actor or place: its IRI, its class and every name it goes by.

    `kinds` says of each name what kind it is of, by its key in facts files;
    `family` is what a person is called alone, where it is not the last word;
    `state` is the name of the state that a body belongs to.
    """

    iri: NamedNode
    cls: Class
    names: tuple[str, ...]
    kinds: tuple[str, ...] = ()
    family: str = ""
    state: str = ""

    def kind(self, name: str) -> str:
        """Return of what kind one of the names is."""
        return dict(zip(self.names, self.kinds, strict=False)).get(name, "name")

    @property
    def id(self) -> str:
        """The id by which facts files may name it, such as `state:ge`."""
        return f"{self.cls.prefix}:{local_name(self.iri.value)}"


@dataclass(frozen=True, slots=True)
class Bearer:
    """Somebody who bears a name: the name as a register writes it, and of what kind it is."""

    named: Named
    name: str
    kind: str


@dataclass(frozen=True)
class Layer:
    """One register: all that bear a folded name, everybody by IRI, and who held which office."""

    bearers: Mapping[str, Sequence[Bearer]]
    entries: Mapping[NamedNode, Named]
    tenures: Sequence[Tenure] = ()

    def by_id(self, written: str) -> Named | None:
        """Return who has an id as facts files may write it, such as `state:ge`."""
        return self._ids.get(written)

    @cached_property
    def _ids(self) -> Mapping[str, Named]:
        return {named.id: named for named in self.entries.values()}

    @cached_property
    def people(self) -> Mapping[str, Sequence[tuple[Named, str]]]:
        """Persons by folded family name, with the given names that go before it."""
        return people_of(self.entries.values())

    @cached_property
    def tenures_by_title(self) -> Mapping[str, Sequence[Tenure]]:
        """Tenures by the folded title of the office."""
        return _grouped(self.tenures, lambda tenure: tenure.title)

    @cached_property
    def tenures_by_person(self) -> Mapping[NamedNode, Sequence[Tenure]]:
        """Tenures by whose they are."""
        return _grouped(self.tenures, lambda tenure: tenure.person)

    def in_other_scripts(self, folded: str) -> Sequence[Bearer]:
        """Return those whose name is the same as one of another script, both read in Latin."""
        return self._by_sound[not is_latin(folded)].get(romanised(folded), ())

    @cached_property
    def _by_sound(self) -> Mapping[bool, Mapping[str, Sequence[Bearer]]]:
        return _by_sound(self.bearers)


def _grouped(tenures: Iterable[Tenure], key: Callable[[Tenure], Key]) -> dict[Key, list[Tenure]]:
    found: dict[Key, list[Tenure]] = {}
    for tenure in tenures:
        found.setdefault(key(tenure), []).append(tenure)
    return found


def make_layer(entries: Iterable[Named], tenures: Sequence[Tenure] = ()) -> Layer:
    """Index entries by each of their names."""
    bearers: dict[str, dict[str, Bearer]] = defaultdict(dict)
    known: dict[NamedNode, Named] = {}
    for entry in entries:
        known[entry.iri] = entry
        kinds = entry.kinds or ("name", *("alias" for _ in entry.names[1:]))
        for name, kind in zip(entry.names, kinds, strict=True):
            if folded := fold(name):
                bearers[folded].setdefault(entry.iri.value, Bearer(entry, name, kind))
    return Layer({name: tuple(found.values()) for name, found in bearers.items()}, known, tenures)


def with_aliases(layer: Layer, aliases: Iterable[tuple[str, Named]]) -> Layer:
    """Return a layer that also knows those of others by further names."""
    bearers = {name: list(found) for name, found in layer.bearers.items()}
    entries = dict(layer.entries)
    for name, named in aliases:
        bearers.setdefault(fold(name), []).append(Bearer(named, name, "alias"))
        entries.setdefault(named.iri, named)
    return Layer(bearers, entries, layer.tenures)


def outright(bearers: Sequence[Bearer], wanted: str) -> list[Bearer]:
    """Return those of a class (its IRI) in the first tier that has any."""
    fitting = [b for b in bearers if b.named.cls.is_a(wanted)]
    first = min((TIERS.get(b.kind, 0) for b in fitting), default=0)
    return [b for b in fitting if TIERS.get(b.kind, 0) == first]


def _by_sound(bearers: Mapping[str, Sequence[Bearer]]) -> dict[bool, dict[str, list[Bearer]]]:
    """Return the bearers of outright names by their romanised form: of Latin names, of others.

    A name of another script stands for a Latin one only where its bearer has
    none: else a misspelling would be taken for it.
    """
    found: dict[bool, dict[str, list[Bearer]]] = {True: {}, False: {}}
    for folded, those in bearers.items():
        latin = is_latin(folded)
        if len(folded) > 3 or not folded.isascii():  # noqa: PLR2004 - shorter ones meet by chance
            own = [b for b in those if not TIERS.get(b.kind, 0)]
            own = own if latin else [b for b in own if not _has_latin(b.named)]
            if own:
                found[latin].setdefault(romanised(folded), []).extend(own)
    return found


def _has_latin(named: Named) -> bool:
    return any(is_latin(fold(name)) for name in named.names if not TIERS.get(named.kind(name)))
