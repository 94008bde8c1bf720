"""Two names set side by side: by which likeness they may be one thing's, or by none."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from rapidfuzz.distance import OSA

from kg.candidates.spelling import ABJADS, IDEOGRAMS
from kg.candidates.wordwise import LEAST_ALIKE, SHORT, are_forms, closeness, word_likeness

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg.candidates.names import Name

Manner = Literal[
    "same", "spelling", "script", "vowels", "nickname", "longer", "similar", "initials",
    "surname", "acronym",
]  # fmt: skip
LEAST_CONSONANTS = 3
"""Names of fewer consonants agree by chance, those of few more need something in common."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """By what two names agree, how closely (0..1), in words, and by how many words each has."""

    manner: Manner
    closeness: float
    reason: str
    words: int = 0


def compare(a: Name, b: Name, without: frozenset[str] = frozenset()) -> Likeness | None:
    """Return by what two names of one sort agree, None where they do not.

    `without` are words that say no more than a context that both share, such
    as the name of the state whose ministry both are.
    """
    found = _compare(a, b, without) if a.words and b.words else None
    return found and replace(found, words=_count(a, b))


def _count(a: Name, b: Name) -> int:
    """Return how many words the shorter name has; signs of Han or Hangul have no spaces."""
    return min(2 if name.script in IDEOGRAMS else len(name.words) for name in (a, b))


def _compare(a: Name, b: Name, without: frozenset[str]) -> Likeness | None:
    if a.generation != b.generation:
        return _generations(a, b)
    if a.folded == b.folded and a.folded:
        return Likeness("same", 1.0, f"both are called '{a.text}'{_after_folding(a, b)}")
    if a.key == b.key or _otherwise_parted(a, b):
        return _alike_spelt(a, b)
    if (a.script in ABJADS) != (b.script in ABJADS):
        return _without_vowels(a, b)
    return _in_part(a, b, without)


def _otherwise_parted(a: Name, b: Name) -> bool:
    """Return whether names are one but for where words are parted: Jae-in, Jaein."""
    return a.joined == b.joined and len(a.words) != len(b.words) and a.sort != "state"


def _in_part(a: Name, b: Name, without: frozenset[str]) -> Likeness | None:
    """Compare names that differ; those of states differ for good: Iran, Iraq."""
    if a.sort == "person":
        return _persons(a, b)
    if a.sort == "place":
        return _words_alike(a, b)
    if a.sort == "state":
        return None
    return _acronym(a, b) or _acronym(b, a) or _bodies(a, b, without)


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
    told = f"names agree across scripts, but for vowels: {a.text} / {b.text}"
    many = len(a.consonants) > LEAST_CONSONANTS + 1
    return Likeness("vowels", 0.9, told) if many else Likeness("similar", 0.95, told)


def _persons(a: Name, b: Name) -> Likeness | None:
    """Compare two people's names: all words of the shorter must stand in the longer."""
    if a.script in IDEOGRAMS or b.script in IDEOGRAMS:
        return _ideograms(a, b)
    short, long = sorted((a, b), key=lambda name: len(name.words))
    if len(short.words) == 1:
        return _surname(short, long)
    found = _aligned(short, long)
    return None if found is None else _with_liberties(short, long, *found)


def _ideograms(a: Name, b: Name) -> Likeness | None:
    near = 1 - OSA.normalized_distance(a.joined, b.joined)
    close = near >= LEAST_ALIKE and min(len(a.joined), len(b.joined)) > SHORT
    told = f"names agree across scripts, nearly: {a.text} / {b.text}"
    return Likeness("similar", near, told) if close and a.script != b.script else None


def _with_liberties(short: Name, long: Name, close: float, liberties: frozenset[str]) -> Likeness:
    pair = f"{short.text} / {long.text}"
    if "initials" in liberties:
        return Likeness("initials", close, f"{pair}: initials of one name")
    if "forms" in liberties:
        return Likeness("nickname", close, f"{pair}: forms of one name")
    if close < 1 or len(short.words) == len(long.words):
        return _similar(short, long, close)
    return Likeness("longer", close, f"{long.text} is {short.text} with more names")


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


def _aligned(short: Name, long: Name) -> tuple[float, frozenset[str]] | None:
    """Return how closely the words of one name stand in another, and by which liberties."""
    left = list(zip(long.words, long.raw, strict=True))
    closest: list[float] = []
    liberties: set[str] = set()
    for word, raw in sorted(zip(short.words, short.raw, strict=True), key=lambda p: -len(p[0])):
        best = max(left, key=lambda other: closeness(word, raw, other))
        close = closeness(word, raw, best)
        if not close:
            return None
        left.remove(best)
        closest.append(close)
        if min(len(raw), len(best[1])) == 1 and raw != best[1]:
            liberties.add("initials")
        if are_forms(raw, best[1]):
            liberties.add("forms")
    only_initials = any(max(map(len, name.raw)) == 1 for name in (short, long))
    if only_initials or (left and _has_initials(short, long)):
        return None
    return sum(closest) / len(closest), frozenset(liberties)


def _has_initials(*names: Name) -> bool:
    """Return whether each name has initials: then more of them in one are another person's."""
    return all(any(len(word) == 1 for word in name.raw) for name in names)


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
