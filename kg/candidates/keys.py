"""The keys by which nodes come into one block: whoever shares none is never compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.candidates.days import EVER, LONG, is_long
from kg.candidates.spelling import consonants
from kg.candidates.words import NICKNAMES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kg.candidates.acts import Act, People
    from kg.candidates.entries import Entry
    from kg.candidates.names import Name
    from kg.ontology import Class

Key = tuple[str | int, ...]
BEGINNING = 3
"""So many consonants of a word stand for it among those of one context."""


def entry_keys(entry: Entry) -> Iterator[Key]:
    """Yield an entry's keys: its ids, its names however spelt, its words in each context."""
    yield from entry.ids
    for name in entry.names:
        yield (entry.sort, "folded", name.folded)
        yield (entry.sort, "words", name.key)
        yield (entry.sort, "joined", name.joined)
        if entry.sort != "state":
            yield from _loose_keys(entry, name)


def _loose_keys(entry: Entry, name: Name) -> Iterator[Key]:
    for context in entry.contexts:
        for word in name.words:
            if beginning := consonants(word)[:BEGINNING]:
                yield (entry.sort, context, beginning)
    if entry.sort == "person":
        yield (entry.sort, "vowels", name.consonants)
        if len(name.words) > 1:
            given = NICKNAMES.get(name.raw[0], name.words[0])
            yield (entry.sort, "given and last", given, name.words[-1])
    elif entry.sort != "place":
        yield from _body_keys(entry, name)


def _body_keys(entry: Entry, name: Name) -> Iterator[Key]:
    short = "".join(sign for sign in name.text if sign.isalpha())
    if len(name.words) == 1:
        yield (entry.sort, "letters", short.casefold())
        return
    yield (entry.sort, "letters", "".join(word[0] for word in name.raw))
    longest = sorted(name.words, key=lambda word: (-len(word), word))[:2]
    yield (entry.sort, "longest", *sorted(consonants(word)[:BEGINNING] for word in longest))


def act_keys(
    act: Act, people: People, by_iri: Mapping[str, Class], used: Collection[str]
) -> Iterator[Key]:
    """Yield a fact's keys: class and party with the day or the one before, and with its subject.

    `used` are the classes that some fact is stated to be of: a fact meets those
    of its own class and of those above it.
    """
    if act.days is None:
        return
    classes = {up for c in act.classes for up in by_iri[c].ancestors if up in used}
    parties = people.with_parties(act.by or act.parties or act.who) or {""}
    subjects = act.actions | act.places | act.about
    first, last = act.days
    days = (
        () if is_long(act.days) or first <= EVER[0] else range(first, min(last, first + LONG) + 2)
    )
    for cls in classes:
        for party in parties:
            yield from ((cls, party, day) for day in days)
            yield from ((cls, party, subject) for subject in subjects)
