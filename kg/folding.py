"""What of a name counts: two names are one when they are alike after folding."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from kg.deferred import deferred

if TYPE_CHECKING:
    from anyascii import anyascii
else:
    anyascii = deferred("anyascii", "anyascii")

KEPT = 1 << 17
"""How many foldings are remembered."""

MARKS = "\u0900"
"""From here on scripts write vowels as marks: they count."""

_LETTERS = str.maketrans(
    dict(zip("łøđıðħ", "lodidh", strict=True))
    | {"æ": "ae", "œ": "oe", "þ": "th", "&": " and ", "+": " plus "}
    | dict.fromkeys("\u2018\u2019\u02b9\u02bc`\u00b4", "'")
)
_POSSESSIVE = re.compile(r"(?<=\w)'s\b")
_DROPPED = re.compile(r"(?<=\w)\.(?=\w?\.?)|[.'\"\u201c-\u201e\u00ab\u00bb]")
_APART = re.compile(r"(?:[^\w\u0900-\u109f\u1780-\u17ff\u3099\u309a]|_)+")
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")
_ARTICLE = re.compile(r"^(?:the )+")

ROMAN = (
    (re.compile(r"(?<=nd)r\b"), "er"),
    (re.compile(r"[^\w]+"), ""),
    (re.compile(r"kh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?<=[csz])h"), ""),
    (re.compile(r"ks"), "x"),
    (re.compile(r"ck|q"), "k"),
    (re.compile(r"ou"), "u"),
    (re.compile(r"w"), "v"),
    (re.compile(r"[jy]"), "i"),
    (re.compile(r"(?<=[aeou])i+(?=[aeou])|i+(?=[eo])"), ""),
    (re.compile(r"(?<=[hc])o(?=[vn])"), "e"),
    (re.compile(r"(.)\1+"), r"\1"),
)
"""Spellings by which romanisations of one name differ; each is read as the other."""


@lru_cache(KEPT)
def fold(name: str) -> str:
    """Return what of a name counts when two are compared.

    Case, diacritics, punctuation, a leading "the", a possessive and the dots
    of an abbreviation do not.

    >>> fold("The Mélanie  JOLY's") == fold("Melanie Joly")
    True
    >>> fold("U. S. A.")
    'usa'
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    if not plain.isascii():
        plain = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
        plain = "".join(c for c in plain if c >= MARKS or not unicodedata.combining(c))
    elif "&" in plain or "+" in plain or "`" in plain:
        plain = plain.translate(_LETTERS)
    plain = _DROPPED.sub("", _POSSESSIVE.sub("", plain))
    plain = _INITIALS.sub(r"\1", _APART.sub(" ", plain).strip())
    return _ARTICLE.sub("", plain)


def is_latin(folded: str) -> bool:
    """Return whether a folded name is written in Latin letters."""
    return all(c < "ɐ" for c in folded)


@lru_cache(KEPT)
def romanised(folded: str) -> str:
    """Return the form in which a folded name of any script meets its Latin spellings.

    >>> romanised(fold("Сергей Лавров")) == romanised(fold("Sergey Lavrov"))
    True
    >>> romanised(fold("习近平")) == romanised(fold("Xi Jinping"))
    True
    """
    text = folded if folded.isascii() else anyascii(folded).lower().replace("'", "")
    for pattern, put in ROMAN:
        text = pattern.sub(put, text)
    return text
