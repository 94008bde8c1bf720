"""Names of the graph."""

from __future__ import annotations

import pyoxigraph
import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st

from kg.terms import Names, digest, encode, slug


@given(st.text(min_size=1, max_size=30))
def test_every_name_makes_an_iri_that_both_parsers_read(name: str) -> None:
    """Whatever a thing is called, its prefixed name is legal Turtle and means its IRI."""
    prefix = "https://example.org/"
    turtle = f"@prefix x: <{prefix}> . x:a x:b x:{encode(name)} ."
    read = next(iter(pyoxigraph.parse(turtle, format=pyoxigraph.RdfFormat.TURTLE))).object
    assert read == pyoxigraph.NamedNode(prefix + encode(name))
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert str(next(graph.objects())) == prefix + encode(name)


@given(st.text(max_size=20), st.text(max_size=20))
def test_encoding_keeps_names_apart(one: str, other: str) -> None:
    """Two names never meet in one IRI."""
    assert (encode(one) == encode(other)) == (one == other)


@given(st.text(alphabet="aZ09_-.~%/é", min_size=1, max_size=9))
def test_letters_digits_and_inner_dots_and_dashes_stay(name: str) -> None:
    """All else is written by its bytes, whichever way a name is read."""

    def stays(at: int, letter: str) -> bool:
        inner = 0 < at < len(name) - 1 and "." not in name[at - 1] + name[at + 1]
        return letter in "aZ09_" or (letter == "-" and at > 0) or (letter == "." and inner)

    told = (
        letter if stays(at, letter) else "".join(f"%{byte:02X}" for byte in letter.encode())
        for at, letter in enumerate(name)
    )
    assert encode(name) == "".join(told)


def test_a_fact_and_its_source_cannot_be_confused_with_another_pair() -> None:
    """A fact's id holds no dot, so the last dot parts it from the source's id."""
    assert Names().fact("a.b", "c").value.endswith("fact/a.b.c")


def test_digest_closes_its_parts() -> None:
    """Moving a letter from one part to the next gives another digest."""
    assert digest("ab", "c") != digest("a", "bc")


@pytest.mark.parametrize(
    ("name", "want"), [("Mélanie Joly", "melanie-joly"), ("RIA-Novosti", "ria-novosti")]
)
def test_slug_is_what_people_read(name: str, want: str) -> None:
    """A slug is lower-case ASCII with hyphens."""
    assert slug(name) == want


def test_a_name_without_latin_letters_still_has_a_slug() -> None:
    """A name in another script gets a digest, never an empty name."""
    assert len(slug("Сергей Лавров")) == len(digest(""))
