"""Persons by less than their full name: title and family name, initials, family name alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.folding import fold
from kg.register.titles import ADDRESS, MODIFIERS, PARTICLES, TITLES
from kg.terms import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.register.layers import Named

PERSON = f"{ONTOLOGY}Person"
SAID = ("name", "alias")
LEADING = TITLES | ADDRESS
"""What stands before a name and is no part of it."""
ASIDE = MODIFIERS | ADDRESS
"""What stands before a title and tells of no state."""


def people_of(entries: Iterable[Named]) -> dict[str, list[tuple[Named, str]]]:
    """Return the persons among entries by family name, each with the given names before it."""
    found: dict[str, list[tuple[Named, str]]] = {}
    for named in entries:
        if named.cls.is_a(PERSON):
            for family, given in family_names(named):
                found.setdefault(family, []).append((named, given))
    return found


def family_names(named: Named) -> Iterator[tuple[str, str]]:
    """Yield each folded family name of a person, with the given names that go with it."""
    own = fold(named.family)
    for name in named.names:
        words = fold(name).split()
        if named.kind(name) not in SAID or len(words) < 2 or words[0] in LEADING:  # noqa: PLR2004 - given and family
            continue
        if own:
            yield own, " ".join(w for w in words if w not in own.split())
            continue
        start = len(words) - 1
        yield words[start], " ".join(words[:start])
        while start > 1 and words[start - 1] in PARTICLES:
            start -= 1
            yield " ".join(words[start:]), " ".join(words[:start])


@dataclass(frozen=True, slots=True)
class Titled:
    """A name that starts with a title: the title's words, what is before them, the rest."""

    before: str
    title: str
    rest: str


def titled(folded: str) -> list[Titled]:
    """Return the ways to read a folded name as a title and a name; the longest title first.

    >>> [(t.before, t.title, t.rest) for t in titled("arcadian foreign minister moreau")]
    [('arcadian', 'foreign minister', 'moreau'), ('arcadian foreign', 'minister', 'moreau')]
    >>> [(t.title, t.rest) for t in titled("mr moreau")]
    [('', 'moreau')]
    """
    words = folded.split()
    found = []
    for end in range(len(words) - 1, 0, -1):
        rest = " ".join(words[end:])
        if all(word in ADDRESS for word in words[:end]):
            found.append(Titled("", "", rest))
        for start in range(end):
            title = " ".join(words[start:end])
            if title in TITLES:
                before = [w for w in words[:start] if w not in ASIDE]
                found.append(Titled(" ".join(before), title, rest))
    return sorted(found, key=lambda t: (-len(t.rest.split()) if not t.title else 0, -len(t.title)))


def initials(name: str) -> tuple[str, str] | None:
    """Return the folded initials and the family name that a name consists of, if it does.

    >>> initials("S.V. Lavrov")
    ('sv', 'lavrov')
    >>> initials("Sergey Lavrov") is None
    True
    """
    words = name.replace(".", ". ").split()
    lead = [w for w in words[:-1] if len(w.rstrip(".")) == 1 and w.rstrip(".").isupper()]
    count = len(lead)
    if not count or words[:count] != lead or len(words) == count:
        return None
    return fold("".join(w[0] for w in lead)), fold(" ".join(words[count:]))


def begin(given: str, letters: str) -> bool:
    """Return whether given names begin with initials, as many as there are of both.

    >>> begin("sergey viktorovich", "s"), begin("sergey", "sv"), begin("ada", "m")
    (True, True, False)
    """
    firsts = "".join(word[0] for word in given.split())
    return bool(firsts) and all(a == b for a, b in zip(firsts, letters, strict=False))


def matching(title: str, office: str) -> bool:
    """Return whether a title before a name is that of an office, both folded.

    >>> matching("minister", "foreign minister"), matching("president", "vice president")
    (True, False)
    """
    return office == title or (title in SHORT and office.split()[-1:] == [title])


SHORT: Sequence[str] = ("minister", "secretary", "adviser", "advisor", "ambassador", "spokesman")
"""Titles that stand for a longer one that ends in them."""
