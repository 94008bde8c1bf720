"""A name ready to be compared: folded, in ASCII letters, without titles and particles."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from kg.candidates.spelling import consonants, in_ascii, script, spelling
from kg.candidates.words import (
    AMBIGUOUS_STATES,
    FIRST_NAMES,
    GENERATIONS,
    OFFICES,
    ORGANISATION_WORDS,
    PARTICLES,
    SMALL_WORDS,
    STATE_FORM,
    TITLES,
)
from kg.folding import fold

Sort = Literal["person", "state", "organisation", "group", "place"]


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
    if len(kept) > 3 and kept[0] not in TITLES and kept[1] in OFFICES:  # noqa: PLR2004 - two words are the name
        kept = kept[1:]
    while len(kept) > 1 and kept[0] in TITLES:
        kept = kept[1:]
    kept = ["abd" if re.fullmatch("abd[aeou]l", w) else w for w in kept]
    inner = [w for at, w in enumerate(kept) if w not in PARTICLES or (not at and w in FIRST_NAMES)]
    return inner or kept, generation


def _organisation(raw: list[str], sort: Sort) -> list[str]:
    text = " ".join(raw)
    if sort == "state":
        core = STATE_FORM.sub("", text)
        return (text if core in AMBIGUOUS_STATES else core).split()
    words = [ORGANISATION_WORDS.get(w, w) for w in raw if w not in SMALL_WORDS]
    return [w for w in words if w] or raw
