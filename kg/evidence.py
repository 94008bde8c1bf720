"""Quotes and spans against the stored text of a source.

Offsets are code points of the whole text, 0-based, the end exclusive; a
paragraph is a block of lines between blank lines, counted from 1. What is
wrong with a piece of evidence is an answer (`NotFound`), not an exception.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from hashlib import sha256
from typing import TYPE_CHECKING

from kg.errors import InputError, Position

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BLOCK = re.compile(r"[^\r\n]*\S[^\r\n]*(?:(?:\r\n|\r|\n)[^\r\n]*\S[^\r\n]*)*")
GAP = re.compile(r"\s+")
FOLDS = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    }
)
# Paragraphs that share most words with an absent quote, compared in detail.
NEAREST = 5
# How alike words must be to be shown as the nearest.
ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A block of a text: its number and its code points."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a source: its paragraphs, the hash of its file, and where that is."""

    content: str
    sha256: str
    paragraphs: tuple[Paragraph, ...]
    path: str = ""

    def paragraph(self, number: int) -> Paragraph | None:
        """Return the paragraph of that number."""
        return self.paragraphs[number - 1] if 1 <= number <= len(self.paragraphs) else None


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A place in a text; `words` is its slice of the original."""

    paragraph: int
    start: int
    end: int
    words: str

    @property
    def evidence(self) -> str:
        """Return the place as a facts file writes it, such as `p7 853-1025`."""
        return f"p{self.paragraph} {self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class NotFound:
    """Why a quote or a span does not hold, and what to write instead.

    `code` is `quote-absent`, `quote-twice`, `span-outside` or `paragraph-unknown`.
    """

    code: str
    message: str
    mend: str
    places: tuple[Found, ...] = ()


def read_source_text(path: Path) -> Text:
    """Return the text of a UTF-8 file; raises `InputError` where there is none."""
    name = str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        message = f"the text of the source cannot be read: {error.strerror}"
        mend = "check the path under `text:`"
        raise InputError(message, position=Position(name), code="unreadable", mend=mend) from error
    try:
        text = make_text(raw.decode("utf-8-sig"), sha256(raw).hexdigest())
        return replace(text, path=name)
    except UnicodeDecodeError as error:
        place = Position(name, raw.count(b"\n", 0, error.start) + 1)
        message, mend = "the text of the source is not UTF-8", "save the file as UTF-8"
        raise InputError(message, position=place, code="encoding", mend=mend) from error


def make_text(content: str, file_sha256: str = "") -> Text:
    r"""Divide a text into paragraphs; the hash is the content's unless given.

    >>> [(p.start, p.end) for p in make_text("One.\n\nTwo,\nthree.").paragraphs]
    [(0, 4), (6, 17)]
    """
    blocks = enumerate(BLOCK.finditer(content), start=1)
    paragraphs = tuple(Paragraph(number, *block.span()) for number, block in blocks)
    return Text(content, file_sha256 or slice_sha256(content), paragraphs)


def slice_sha256(words: str) -> str:
    """Return the hash that stands for words of a text where the words are not kept."""
    return sha256(words.encode("utf-8")).hexdigest()


def locate(text: Text, words: str) -> list[Found]:
    """Return every place where words stand, whatever their case, in reading order."""
    return [place for p in text.paragraphs for place in _places(text, p, words, lower=True)]


def check_span(text: Text, paragraph: int, start: int, end: int) -> Found | NotFound:
    """Return the words of a span, which must lie in its paragraph."""
    block = text.paragraph(paragraph)
    if block is None:
        return _unknown(text, paragraph)
    if block.start <= start < end <= block.end:
        return Found(paragraph, start, end, text.content[start:end])
    message = f"characters {start}-{end} do not lie in paragraph {paragraph}"
    mend = f"write a span within {block.start}-{block.end}"
    holds = [p for p in text.paragraphs if p.start <= start < end <= p.end]
    if holds:
        mend += f", or p{holds[0].number} {start}-{end}"
    return NotFound("span-outside", message, mend)


def find_quote(
    text: Text, quote: str, paragraph: int | None = None, chars: tuple[int, int] | None = None
) -> Found | NotFound:
    """Return the one place of a quote, within its paragraph and characters if given.

    The quote is found word by word; curly and straight quotes, dashes and
    white space count as equal. What is returned is the slice of the original.
    """
    if paragraph is not None and text.paragraph(paragraph) is None:
        return _unknown(text, paragraph)
    everywhere = [place for p in text.paragraphs for place in _places(text, p, quote)]
    places = [
        place
        for place in everywhere
        if paragraph in {None, place.paragraph}
        and (chars is None or chars[0] <= place.start < place.end <= chars[1])
    ]
    if len(places) == 1:
        return places[0]
    if places:
        return _twice(quote, places)
    return _elsewhere(quote, everywhere) if everywhere else _absent(text, quote)


def _places(text: Text, block: Paragraph, words: str, *, lower: bool = False) -> Iterator[Found]:
    sought, _ = _fold(words.strip(), lower=lower)
    folded, origins = _fold(text.content[block.start : block.end], lower=lower)
    at = folded.find(sought) if sought else -1
    while at >= 0:
        start = block.start + origins[at]
        end = block.start + origins[at + len(sought) - 1] + 1
        yield Found(block.number, start, end, text.content[start:end])
        at = folded.find(sought, at + 1)


def folded(words: str) -> str:
    r"""Return what of quoted words counts: straight quotes, hyphens, single spaces.

    >>> folded(" \u201cno\u201d \u2014\n never")
    '"no" - never'
    """
    return GAP.sub(" ", words.strip().translate(FOLDS))


def _fold(words: str, *, lower: bool = False) -> tuple[str, list[int]]:
    """Return words for comparison, and for each character where it came from."""
    folded = words.translate(FOLDS)
    if lower:
        folded = "".join(c.lower() if len(c.lower()) == 1 else c for c in folded)
    origins, pieces, at = [], [], 0
    for gap in GAP.finditer(folded):
        pieces += [folded[at : gap.start()], " "]
        origins += [*range(at, gap.start()), gap.start()]
        at = gap.end()
    return "".join([*pieces, folded[at:]]), [*origins, *range(at, len(folded))]


def _unknown(text: Text, number: int) -> NotFound:
    count = len(text.paragraphs)
    mend = f"write a paragraph from 1 to {count}" if count else "check that it is the right text"
    return NotFound("paragraph-unknown", f"the text has no paragraph {number}", mend)


def _twice(quote: str, places: list[Found]) -> NotFound:
    told = ", ".join(place.evidence for place in places)
    message = f"the quote '{_short(quote)}' stands in {len(places)} places: {told}"
    if len({place.paragraph for place in places}) == len(places):
        mend = f"add `paragraph: {places[0].paragraph}` or another of these"
    else:
        mend = f"add `chars: {places[0].start}-{places[0].end}` or others of these"
    return NotFound("quote-twice", message, mend, tuple(places))


def _elsewhere(quote: str, places: list[Found]) -> NotFound:
    told = ", ".join(place.evidence for place in places)
    message = f"the quote '{_short(quote)}' does not stand there, but at {told}"
    mend = f"write `paragraph: {places[0].paragraph}` and no other characters"
    return NotFound("quote-absent", message, mend, tuple(places))


def _absent(text: Text, quote: str) -> NotFound:
    message = f"the quote '{_short(quote)}' does not stand in the text"
    near = _nearest(text, quote)
    if near is None:
        return NotFound("quote-absent", message, "copy the words from the text")
    message += f"; the nearest words, {near.evidence}, are '{near.words}'"
    return NotFound("quote-absent", message, "copy the words as printed", (near,))


def _nearest(text: Text, quote: str) -> Found | None:
    """Return the words most like a quote, whole words, if half of it is alike."""
    sought, _ = _fold(quote.strip(), lower=True)
    wanted = set(sought.split())
    shared = {
        p: len(wanted & set(_fold(text.content[p.start : p.end], lower=True)[0].split()))
        for p in text.paragraphs
    }
    likely = sorted((p for p in shared if shared[p]), key=lambda p: (-shared[p], p.number))
    rated = [_window(text, block, sought) for block in likely[:NEAREST]]
    best = max(rated, key=lambda pair: pair[0], default=(0.0, None))
    return best[1] if best[0] >= ALIKE else None


def _window(text: Text, block: Paragraph, sought: str) -> tuple[float, Found]:
    """Return the whole words of a paragraph that align best, and how alike they are."""
    folded, origins = _fold(text.content[block.start : block.end], lower=True)
    match = SequenceMatcher(None, sought, folded, autojunk=False).find_longest_match()
    first = max(match.b - match.a, 0)
    last = min(first + len(sought), len(folded))
    first = folded.rfind(" ", 0, first + 1) + 1
    last = edge if (edge := folded.find(" ", last)) >= 0 else len(folded)
    start, end = block.start + origins[first], block.start + origins[last - 1] + 1
    alike = SequenceMatcher(None, sought, folded[first:last], autojunk=False).ratio()
    return alike, Found(block.number, start, end, text.content[start:end])


def _short(words: str, limit: int = 60) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= limit else f"{flat[: limit - 1]}…"
