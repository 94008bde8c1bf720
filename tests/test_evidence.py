"""Quotes and spans against a stored text."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import InputError, Position
from kg.evidence import (
    Found,
    NotFound,
    Paragraph,
    check_span,
    find_quote,
    locate,
    make_text,
    read_source_text,
    slice_sha256,
)

SHARED = Path(__file__).parents[2] / "shared"
CONTENT = (
    "Talks in Lyra\n\n"
    "Moreau said: \u201cWe won\u2019t  wait \u2014 not a day.\u201d\n\n\n"
    "Borealis will answer\r\nwith an embargo. An embargo would hurt.\n \n"
    "We will wait, said Moreau.\n"
)
TEXT = make_text(CONTENT)
SECOND_END = CONTENT.index("\n", 15)


def test_paragraphs() -> None:
    """Paragraphs are the blocks between blank lines, counted from 1, without line ends."""
    got = [CONTENT[p.start : p.end][:9] for p in TEXT.paragraphs]
    assert got == ["Talks in ", "Moreau sa", "Borealis ", "We will w"]
    assert TEXT.paragraph(1) == Paragraph(1, 0, 13)
    assert (TEXT.paragraph(0), TEXT.paragraph(5)) == (None, None)


def test_quote_keeps_the_original() -> None:
    """Quotes, dashes and white space are folded to find a quote; the original is kept."""
    start = CONTENT.index("\u201cWe")
    want = CONTENT[start : CONTENT.index("\u201d") + 1]
    got = find_quote(TEXT, '"We won\'t wait - not a day."')
    assert got == Found(2, start, start + len(want), want)


def test_quote_over_a_line_end() -> None:
    """A line end within a paragraph counts as a space."""
    got = find_quote(TEXT, "will answer with an embargo")
    assert isinstance(got, Found)
    assert got.words == "will answer\r\nwith an embargo"


def test_quote_does_not_cross_paragraphs() -> None:
    """A quote lies in one paragraph."""
    got = find_quote(TEXT, "Lyra Moreau")
    assert isinstance(got, NotFound)
    assert got.code == "quote-absent"


def test_quote_twice() -> None:
    """A quote in two places lists both and asks which; the answer settles it."""
    got = find_quote(TEXT, "embargo")
    first, second = (m.start() for m in re.finditer("embargo", CONTENT))
    places = f"p3 {first}-{first + 7}, p3 {second}-{second + 7}"
    assert isinstance(got, NotFound)
    assert (got.code, got.message, got.mend) == (
        "quote-twice",
        f"the quote 'embargo' stands in 2 places: {places}",
        f"add `chars: {first}-{first + 7}` or others of these",
    )
    found = find_quote(TEXT, "embargo", chars=(second, second + 7))
    assert found == Found(3, second, second + 7, "embargo")


def test_quote_in_two_paragraphs() -> None:
    """A quote in two paragraphs asks for the paragraph."""
    got = find_quote(TEXT, "Moreau")
    assert isinstance(got, NotFound)
    assert got.mend == "add `paragraph: 2` or another of these"
    assert isinstance(find_quote(TEXT, "Moreau", paragraph=4), Found)


def test_quote_in_another_paragraph() -> None:
    """A quote that stands elsewhere says where."""
    got = find_quote(TEXT, "Talks", paragraph=2)
    assert isinstance(got, NotFound)
    assert (got.code, got.message) == (
        "quote-absent",
        "the quote 'Talks' does not stand there, but at p1 0-5",
    )


def test_quote_absent_shows_the_nearest() -> None:
    """A misquote shows the nearest words and where they stand."""
    got = find_quote(TEXT, "will reply with an embargo")
    assert isinstance(got, NotFound)
    assert got.code == "quote-absent"
    assert got.places[0].paragraph == 3
    assert "with an embargo" in got.places[0].words.replace("\r\n", " ")


@pytest.mark.parametrize("quote", ["", "  ", "zzz qqq"])
def test_quote_unlike_anything(quote: str) -> None:
    """A quote unlike anything, or empty, is absent and shows nothing near."""
    got = find_quote(TEXT, quote)
    assert isinstance(got, NotFound)
    assert (got.code, got.places) == ("quote-absent", ())


@pytest.mark.parametrize(
    ("paragraph", "start", "end", "code", "mend"),
    [
        (1, 0, 14, "span-outside", "write a span within 0-13"),
        (2, 0, 5, "span-outside", f"write a span within 15-{SECOND_END}, or p1 0-5"),
        (1, 5, 5, "span-outside", "write a span within 0-13"),
        (1, 5, 2, "span-outside", "write a span within 0-13"),
        (0, 0, 5, "paragraph-unknown", "write a paragraph from 1 to 4"),
        (5, 0, 5, "paragraph-unknown", "write a paragraph from 1 to 4"),
    ],
)
def test_span_outside(paragraph: int, start: int, end: int, code: str, mend: str) -> None:
    """A span that is not in its paragraph is told with what would be."""
    got = check_span(TEXT, paragraph, start, end)
    assert isinstance(got, NotFound)
    assert (got.code, got.mend) == (code, mend)


def test_span_inside() -> None:
    """A span gives the words of the original."""
    assert check_span(TEXT, 1, 9, 13) == Found(1, 9, 13, "Lyra")


def test_locate() -> None:
    """Words are located whatever their case, with an evidence line for each place."""
    got = [place.evidence for place in locate(TEXT, "talks IN")]
    assert got == ["p1 0-8"]
    assert len(locate(TEXT, "embargo")) == 2
    assert locate(TEXT, " ") == []


def test_hashes(tmp_path: Path) -> None:
    """The hash of a text is that of its file's bytes, of a slice that of its UTF-8."""
    path = tmp_path / "talks.txt"
    path.write_bytes(b"\xef\xbb\xbfTalks")
    text = read_source_text(path)
    assert (text.content, text.sha256) == ("Talks", hashlib.sha256(path.read_bytes()).hexdigest())
    assert slice_sha256("\u00e9") == hashlib.sha256(b"\xc3\xa9").hexdigest()


def test_unreadable_text(tmp_path: Path) -> None:
    """A missing text and one that is not UTF-8 are told with their place."""
    path = tmp_path / "talks.txt"
    with pytest.raises(InputError) as missing:
        read_source_text(path)
    path.write_bytes(b"one\n\xe9")
    with pytest.raises(InputError) as wrong:
        read_source_text(path)
    got = [(e.value.code, e.value.position) for e in (missing, wrong)]
    assert got == [("unreadable", Position(str(path))), ("encoding", Position(str(path), 2))]


@given(st.text(alphabet="ab \n\r\t\u201c\u2014'", max_size=60), st.data())
def test_span_of_any_text(content: str, data: st.DataObject) -> None:
    """Any words of a paragraph are found again where they stand."""
    text = make_text(content)
    if not text.paragraphs:
        return
    block = data.draw(st.sampled_from(text.paragraphs))
    start = data.draw(st.integers(block.start, block.end - 1))
    end = data.draw(st.integers(start + 1, block.end))
    words = content[start:end]
    if not words.strip():
        return
    got = find_quote(text, words)
    places = got.places if isinstance(got, NotFound) else (got,)
    inner = start + len(words) - len(words.lstrip())
    assert any(p.paragraph == block.number and p.start == inner for p in places)


@pytest.mark.skipif(not SHARED.exists(), reason="the real article is not beside the checkout")
def test_real_article() -> None:
    """The real article divides into the paragraphs that the design counts."""
    text = read_source_text(next((SHARED / "article").glob("*.txt")))
    design = (SHARED / "design" / "ontology.md").read_text(encoding="utf-8")
    want = [tuple(map(int, p)) for p in re.findall(r"P(\d\d) (\d+)-(\d+)[,.]", design)]
    got = [(p.number, p.start, p.end) for p in text.paragraphs]
    assert (len(got), len(text.content), got[: len(want)]) == (32, 5880, want)
