"""Two words of names set side by side: how alike they are, or that they are two."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA, JaroWinkler

from kg.candidates.spelling import MUHAMMAD, consonants
from kg.candidates.words import NICKNAMES

LEAST_ALIKE = 0.88
LEAST_LETTERS = 4
"""Shorter words are one only if they are equal: Kim and Lim."""
SHORT = 5
"""Words of up to so many letters may differ in one vowel, longer ones in two letters."""
OTHER_SOUND = 0.08
"""What another consonant takes off."""
MOST_VOWELS = 3


def closeness(word: str, raw: str, other: tuple[str, str]) -> float:
    """Return how alike a word of a name and another's are, both folded and raw; 0 where two."""
    if word == other[0]:
        return 1.0
    if min(len(raw), len(other[1])) == 1:
        return 0.85 if raw[0] == other[1][0] else 0.8 if word[0] == other[0][0] else 0.0
    return 0.95 if are_forms(raw, other[1]) else word_likeness(word, other[0])


def are_forms(one: str, other: str) -> bool:
    """Return whether two words are forms of one given name, such as Joe and Joseph."""
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
    if (
        MUHAMMAD in {one, other}
        or short < LEAST_LETTERS
        or any(sign.isdigit() for sign in one + other)
        or _by_gender(one, other)
    ):
        return 0.0
    return _near(one, other, short)


def _near(one: str, other: str, short: int) -> float:
    """Return how alike two words are; another consonant weighs more than another vowel."""
    apart = OSA.distance(one, other)
    sounds = OSA.distance(consonants(one), consonants(other))
    near = JaroWinkler.similarity(one, other)
    if not sounds and apart < len(consonants(one)) and apart <= MOST_VOWELS:
        return max(near, LEAST_ALIKE)
    if near < LEAST_ALIKE or sounds > (short > SHORT) or apart > 1 + (short > SHORT):
        return 0.0
    return near - OTHER_SOUND * sounds


def _by_gender(one: str, other: str) -> bool:
    """Return whether one of two words is the other's feminine: Ivanova, Petra, Zelenska."""
    ends = {one[-1], other[-1]}
    masculine, *_ = (ends - {"a"}) or {"a"}
    return "a" in ends and masculine not in "aou" and (masculine != "i" or _adjectives(one, other))


def _adjectives(one: str, other: str) -> bool:
    return all(re.search(r"(?:sk|tsk|n|i)(?:i|a|aia)$", word) for word in (one, other))
