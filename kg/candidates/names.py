"""Two names set side by side: by which likeness they may be one thing's, or by none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA, JaroWinkler

from kg.candidates.spelling import ABJADS, IDEOGRAMS, consonants, in_ascii, script, spelling
from kg.candidates.words import (
    AMBIGUOUS_STATES,
    FIRST_NAMES,
    GENERATIONS,
    NICKNAMES,
    ORGANISATION_WORDS,
    PARTICLES,
    SMALL_WORDS,
    STATE_FORM,
    TITLES,
)
from kg.register import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

Sort = Literal["person", "state", "organisation", "group", "place"]
Manner = Literal[
    "same", "spelling", "script", "vowels", "nickname", "longer", "similar", "initials",
    "surname", "acronym",
]  # fmt: skip
LEAST_ALIKE = 0.88
SHORT = 5
"""Words of up to so many letters may differ in one, longer ones in two."""
OTHER_SOUND = 0.08
LEAST_CONSONANTS = 5


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, as folded, and its words in ASCII: raw, and with one spelling each."""

    text: str
    sort: Sort
    folded: str
    raw: tuple[str, ...]
    words: tuple[str, ...]
    joined: str
    script: str
    generation: str

    @property
    def key(self) -> str:
        """The words in an order of their own."""
        return " ".join(sorted(self.words))

    @property
    def consonants(self) -> str:
        """The words without their vowels, and without the spaces between them."""
        return consonants("".join(map(consonants, self.raw)))


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what two names agree, how closely (0..1), in words, and by how many words each has."""

    manner: Manner
    closeness: float
    reason: str
    words: int = 0


@lru_cache(maxsize=1 << 16)
def read_name(text: str, sort: Sort) -> Name:
    """Return a name ready to be compared with others of its sort."""
    plain = re.sub(r"\bco-(?=op)", "co", in_ascii(text))
    plain = re.sub(r"(?:'s|['`\"])(?=\W|$)|['`\"]", "", plain)
    raw = [word for word in re.split(r"[\W_]+", plain) if word]
    generation = ""
    if sort == "person":
        raw, generation = _person(raw)
    elif sort == "place":
        raw = [word for word in raw if word not in SMALL_WORDS] or raw
    else:
        raw = _organisation(raw, sort)
    words = tuple(spelling(word) or word for word in raw)
    return Name(
        text,
        sort,
        fold(text),
        tuple(raw),
        words,
        spelling("".join(raw)),
        script(text),
        generation,
    )


def _person(raw: list[str]) -> tuple[list[str], str]:
    """Return a person's words without titles and particles, and which generation they say."""
    generation, kept = "", raw
    if len(raw) > 1 and raw[-1] in GENERATIONS:
        generation, kept = GENERATIONS[raw[-1]], raw[:-1]
    while len(kept) > 1 and kept[0] in TITLES:
        kept = kept[1:]
    inner = [w for at, w in enumerate(kept) if w not in PARTICLES or (not at and w in FIRST_NAMES)]
    return inner or kept, generation


def _organisation(raw: list[str], sort: Sort) -> list[str]:
    text = " ".join(raw)
    if sort == "state":
        core = STATE_FORM.sub("", text)
        return (text if core in AMBIGUOUS_STATES else core).split()
    words = [ORGANISATION_WORDS.get(w, w) for w in raw if w not in SMALL_WORDS]
    return [w for w in words if w] or raw


def compare(a: Name, b: Name, without: frozenset[str] = frozenset()) -> Likeness | None:
    """Return by what two names of one sort agree, None where they do not.

    `without` are words that say no more than a context that both share, such
    as the name of the state whose ministry both are.
    """
    found = _compare(a, b, without)
    return found and replace(found, words=_count(a, b))


def _count(a: Name, b: Name) -> int:
    """Return how many words the shorter name has; signs of Han or Hangul have no spaces."""
    return min(2 if name.script in IDEOGRAMS else len(name.words) for name in (a, b))


def _compare(a: Name, b: Name, without: frozenset[str]) -> Likeness | None:
    if not a.words or not b.words:
        return None
    if a.generation != b.generation:
        return _generations(a, b)
    if a.folded == b.folded and a.folded:
        return Likeness("same", 1.0, f"both are called '{a.text}'{_after_folding(a, b)}")
    if a.key == b.key or (a.joined == b.joined and a.sort != "state"):
        return _alike_spelt(a, b)
    if (a.script in ABJADS) != (b.script in ABJADS):
        return _without_vowels(a, b)
    if a.sort == "person":
        return _persons(a, b)
    if a.sort in {"organisation", "group"}:
        return _acronym(a, b) or _acronym(b, a) or _bodies(a, b, without)
    return _words_alike(a, b) if a.sort == "place" else None


def _generations(a: Name, b: Name) -> Likeness | None:
    """Compare names of which one says a generation: the office has to tell father from son."""
    if (a.generation and b.generation) or _compare(*_ageless(a, b)) is None:
        return None
    return Likeness("surname", 0.7, f"{a.text} / {b.text}: one name, but for Jr, Sr or a number")


def _ageless(a: Name, b: Name) -> tuple[Name, Name, frozenset[str]]:
    return replace(a, generation="", folded=""), replace(b, generation="", folded=""), frozenset()


def _after_folding(a: Name, b: Name) -> str:
    return "" if a.text == b.text else " (after folding)"


def _alike_spelt(a: Name, b: Name) -> Likeness:
    if a.script != b.script:
        return Likeness("script", 1.0, f"names agree across scripts: {a.text} / {b.text}")
    return Likeness("spelling", 1.0, f"names are spellings of one: {a.text} / {b.text}")


def _without_vowels(a: Name, b: Name) -> Likeness | None:
    full = max(len(a.words), len(b.words)) > 1
    if a.consonants != b.consonants or len(a.consonants) < LEAST_CONSONANTS or not full:
        return None
    reason = f"names agree across scripts, but for vowels: {a.text} / {b.text}"
    return Likeness("vowels", 0.9, reason)


def _persons(a: Name, b: Name) -> Likeness | None:
    """Compare two people's names: all words of the shorter must stand in the longer."""
    if a.script in IDEOGRAMS or b.script in IDEOGRAMS:
        near = 1 - OSA.normalized_distance(a.joined, b.joined)
        close = near >= LEAST_ALIKE and min(len(a.joined), len(b.joined)) > SHORT
        told = f"names agree across scripts, nearly: {a.text} / {b.text}"
        return Likeness("similar", near, told) if close and a.script != b.script else None
    short, long = sorted((a, b), key=lambda name: len(name.words))
    if len(short.words) == 1:
        return _surname(short, long)
    found = _aligned(short, long)
    if found is None:
        return None
    closeness, initials, nicknames = found
    if initials:
        return Likeness("initials", closeness, f"{a.text} / {b.text}: initials of one name")
    if nicknames:
        return Likeness("nickname", closeness, f"{a.text} / {b.text}: short form of one name")
    if closeness < 1 or len(short.words) == len(long.words):
        return _similar(a, b, closeness)
    return Likeness("longer", closeness, f"{long.text} is {short.text} with more names")


def _similar(a: Name, b: Name, closeness: float) -> Likeness:
    across = " across scripts" if a.script != b.script else ""
    told = f"names {_percent(closeness)} alike{across}: {a.text} / {b.text}"
    return Likeness("similar", closeness, told)


def _percent(part: float) -> str:
    return f"{min(int(part * 100), 99)} %"


def _surname(short: Name, long: Name) -> Likeness | None:
    only = short.words[0]
    if len(only) < 2 or len(long.words) == 1 or only != long.words[-1]:  # noqa: PLR2004 - one letter is no name
        return None
    return Likeness("surname", 0.7, f"{short.text} is the surname of {long.text}")


def _aligned(short: Name, long: Name) -> tuple[float, bool, bool] | None:
    """Return how closely the words of one name stand in another, and by which liberties."""
    left = list(zip(long.words, long.raw, strict=True))
    closest: list[float] = []
    initials = nicknames = False
    for word, raw in sorted(zip(short.words, short.raw, strict=True), key=lambda p: -len(p[0])):
        best = max(left, key=lambda other: _closeness(word, raw, other))
        close = _closeness(word, raw, best)
        if not close:
            return None
        left.remove(best)
        closest.append(close)
        initials |= min(len(raw), len(best[1])) == 1 and raw != best[1]
        nicknames |= _nickname(raw, best[1])
    if initials and max(map(len, short.words)) == 1:
        return None
    return sum(closest) / len(closest), initials, nicknames


def _closeness(word: str, raw: str, other: tuple[str, str]) -> float:
    """Return how alike two words are, 0 where they are two."""
    if word == other[0]:
        return 1.0
    if min(len(raw), len(other[1])) == 1:
        return 0.85 if raw[0] == other[1][0] or word[0] == other[0][0] else 0.0
    return 0.95 if _nickname(raw, other[1]) else word_likeness(word, other[0])


def _nickname(one: str, other: str) -> bool:
    return one != other and NICKNAMES.get(one, one) == NICKNAMES.get(other, other)


@lru_cache(maxsize=1 << 16)
def word_likeness(one: str, other: str) -> float:
    """Return how alike two words are, 0 where they are two: Ivanov and Ivanova, Kim and Lim.

    >>> word_likeness("hamenei", "homeini"), word_likeness("ivanov", "ivanova")
    (0.0, 0.0)
    """
    if one == other:
        return 1.0
    short = min(len(one), len(other))
    if short < 4 or any(sign.isdigit() for sign in one + other) or _by_gender(one, other):  # noqa: PLR2004
        return 0.0
    return _near(one, other, short)


def _near(one: str, other: str, short: int) -> float:
    """Return how alike two words are; another consonant weighs more than another vowel."""
    apart = OSA.distance(one, other)
    sounds = OSA.distance(consonants(one), consonants(other))
    near = JaroWinkler.similarity(one, other)
    if apart <= 2 and not sounds and len(consonants(one)) > 2:  # noqa: PLR2004 - as many vowels
        return max(near, LEAST_ALIKE)
    if near < LEAST_ALIKE or sounds > 1 or apart > (1 if short <= SHORT else 2):
        return 0.0
    return near - OTHER_SOUND * sounds


def _by_gender(one: str, other: str) -> bool:
    """Return whether one of two words is the other's feminine: Ivanova, Petra, Zelenska."""
    ends = {one[-1], other[-1]}
    masculine, *_ = (ends - {"a"}) or {"a"}
    return "a" in ends and masculine not in "aou" and (masculine != "i" or _adjectives(one, other))


def _adjectives(one: str, other: str) -> bool:
    return all(re.search(r"(?:sk|tsk|n|i)(?:i|a|aia)$", word) for word in (one, other))


def _acronym(short: Name, long: Name) -> Likeness | None:
    letters = re.sub(r"[^A-Za-z]", "", short.text)
    initials = "".join(word[0] for word in long.raw)
    if len(letters) < 3 or len(long.raw) < 3 or letters.upper() != letters:  # noqa: PLR2004 - shorter ones mean much
        return None
    if letters.casefold() != initials:
        return None
    return Likeness("acronym", 0.9, f"{short.text} is short for {long.text}")


def _bodies(a: Name, b: Name, without: frozenset[str]) -> Likeness | None:
    """Compare bodies: first by what is left without the words of their common state."""
    one, other = (set(name.words) - _of(name.words, without) for name in (a, b))
    if one and one == other and without:
        told = f"{a.text} / {b.text}: one name, but for their state's"
        return Likeness("spelling", 1.0, told)
    return _words_alike(a, b)


def _of(words: Sequence[str], state: frozenset[str]) -> set[str]:
    """Return the words that are a state's name or an adjective of it: russian, of russia."""
    root = 4
    return {
        w
        for w in words
        if w in state
        or any(len(s) >= root and w.startswith(s[: max(root, len(s) - 2)]) for s in state)
    }


def _words_alike(a: Name, b: Name) -> Likeness | None:
    """Compare word by word: as many, and each with one of the other that is like it."""
    if len(a.words) != len(b.words):
        return None
    left, total = list(b.words), 0.0
    for word in sorted(a.words, key=len, reverse=True):
        best = max(left, key=lambda other: word_likeness(word, other))
        if not word_likeness(word, best):
            return None
        left.remove(best)
        total += word_likeness(word, best)
    return _similar(a, b, total / len(a.words))
