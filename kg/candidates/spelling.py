"""How a name is written in other scripts and by other romanisations, made one.

Nothing here decides that two names are one person's: it makes comparable what
a reader of both scripts would hold to be one name.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# What `anyascii` spells sign by sign, although two signs are one sound, or a
# prefix is no part of the name; vowel letters of Hebrew are told from `v`.
SIGNS = {
    "ου": "u", "ού": "u", "Ου": "U", "Ού": "U", "μπ": "mb", "Μπ": "B", "γγ": "ng",
    "γκ": "g", "Γκ": "G",
    "ευ": "ev", "εύ": "ev", "Ευ": "Ev", "αυ": "av", "αύ": "av", "Ντ": "D",
    "ει": "i", "εί": "i", "Ει": "I", "οι": "i", "οί": "i",
    "ə": "a", "Ə": "A",
    "ב": "b", "פ": "p", "ף": "p", "ו": "w",
}  # fmt: skip
ARTICLE = re.compile(r"\b(?:ال)(?=\w{2})")
SIGN = re.compile("|".join(SIGNS))
MUHAMMAD = "muhamad"
"""The name in its many spellings; Mahmoud, with the same consonants, is another."""
# One spelling for what romanisations write in several ways, in this order.
ROMANISATIONS = tuple(
    (re.compile(pattern), put)
    for pattern, put in (
        (r"[^a-z0-9]", ""),
        (r"shch|schtsch|stsch", "sh"),
        (r"ts?ch", "ch"),
        (r"sch", "sh"),
        (r"dzh|dsch", "j"),
        (r"zh", "z"),
        (r"kh", "h"),
        (r"gh", "g"),
        (r"ph", "f"),
        (r"th", "t"),
        (r"dh", "d"),
        (r"ck|q", "k"),
        (r"x", "ks"),
        (r"w", "v"),
        (r"ts|tz", "z"),
        (r"c(?=[eiy])", "s"),
        (r"c(?!h)", "k"),
        (r"[yj]", "i"),
        (r"^ie", "e"),
        (r"(?<=[aeou])i(?=[aeou])", ""),
        (r"oe|eo", "o"),
        (r"ue|eu|ou|oo", "u"),
        (r"ae", "a"),
        (r"ee", "i"),
        (r"(.)\1+", r"\1"),
        (r"(?<=[oe])f$", "v"),
        (r"[ae]h$", "a"),
        (r"(?<=[iou])h$", ""),
        (r"^m[aou]?ham[aei]d$", MUHAMMAD),
    )
)
ABJADS = frozenset({"ARABIC", "HEBREW"})
IDEOGRAMS = frozenset({"CJK", "HANGUL"})


@lru_cache(maxsize=1 << 16)
def spelling(word: str) -> str:
    """Return what of a word of ASCII letters is left once its romanisation is folded.

    >>> spelling("zelenskyy") == spelling("zelenskiy") == spelling("zelensky")
    True
    """
    for pattern, put in ROMANISATIONS:
        word = pattern.sub(put, word)
    return word


@lru_cache(maxsize=1 << 16)
def consonants(word: str) -> str:
    """Return a word's consonants, as scripts without vowels leave them: for those alone.

    >>> consonants("salman") == consonants("slmn")
    True
    """
    word = re.sub(r"(?<=\w)h$|'|`", "", word)
    for pattern, put in (("kh|ch", "h"), ("gh|q|c|g", "k"), ("sh", "s"), ("th", "t"), ("dh", "d")):
        word = re.sub(pattern, put, word)
    folded = word.translate(str.maketrans("pvz", "bfs", "aeiouywj"))
    return re.sub(r"(.)\1+", r"\1", folded)


def in_ascii(name: str) -> str:
    """Return a name in lower-case ASCII letters, its words where they were.

    >>> in_ascii("Сергей Лавров")
    'sergey lavrov'
    """
    composed = unicodedata.normalize("NFKC", name).replace("\u2019", "'")
    composed = SIGN.sub(lambda found: SIGNS[found[0]], ARTICLE.sub("", composed))
    return anyascii(composed).casefold()


@lru_cache(maxsize=1 << 16)
def script(name: str) -> str:
    """Return the script of a name's first letter, as Unicode calls it; `LATIN` where it has none.

    >>> script("Σκάρν")
    'GREEK'
    """
    letter = next((sign for sign in name if sign.isalpha()), "")
    return unicodedata.name(letter, "LATIN").partition(" ")[0] if letter else "LATIN"
