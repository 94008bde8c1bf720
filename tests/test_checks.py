"""The checks that the program makes itself, from the command line down to single marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad

from kg.ontology import load_ontology
from kg.resources import ontology_files, shape_files
from kg.terms import ONTOLOGY, Names
from kg.validation import Scene, check, load_shapes, vocabulary_of
from kg.validation.quotations import pairs

if TYPE_CHECKING:
    from conftest import Place

FACTS = """\
source:
  id: times
  title: Words about a strait
  published: 2031-05-02
  license: CC0
  {text}
actors:
  - type: Person
    name: Ada Moreau
    tenures:
      - office: {{title: President, of: Russia, incompatible-with: [{other}]}}
      - office: {{title: Judge, of: Russia}}
facts:
  - type: Appeal
    id: wait
    label: Moreau asks for patience
    by: Ada Moreau
    as: President of Russia
    when: 2031-05-01
    content: {{action: respond, by: Russia}}
    evidence: p2 {span} direct-quote
"""
TEXT = "She spoke.\n\n\u201cLater. It is ours.\n\nShe left.\n"


def facts(place: Place, other: str = "Envoy of Russia", text: str = TEXT) -> str:
    """Write a facts file and its text, and return its name."""
    place.write("a.txt", text)
    start = text.index("It is ours.")
    span = f"{start}-{start + 11}"
    return place.write("a.yaml", FACTS.format(text="text: a.txt", other=other, span=span))


def test_marks_are_checked_where_the_text_is_at_hand(place: Place) -> None:
    """A direct quote with a lone mark around it is told at its line, from the store too."""
    name = facts(place)
    told = "warning[S37]: A quotation mark in paragraph 2, around a direct quote, opens a speech"
    assert told in place.kg("load", name).err
    assert f"a.yaml:21:15: {told}" in place.kg("validate").err
    assert (
        "S37" not in place.kg("validate", facts(place, text=TEXT.replace("Later.", "\u201d"))).err
    )


def test_another_text_than_was_coded_is_not_looked_at(place: Place) -> None:
    """A text that changed after loading tells nothing of the quotes in the store."""
    place.kg("load", facts(place))
    place.write("a.txt", TEXT.replace("Later", "Latest"))
    assert "S37" not in place.kg("validate").err


def test_incompatible_offices_are_written_in_a_facts_file(place: Place) -> None:
    """Who holds two offices that exclude each other is told, once, with both."""
    run = place.kg("validate", facts(place, other="Judge of Russia"))
    told = [line for line in run.err.splitlines() if "[S10]" in line]
    assert len(told) == 1
    assert "Ada Moreau holds two offices at once" in told[0]
    assert "President of Russia and Judge of Russia" in told[0]
    assert run.code == 1


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("ontology#issuedBy", "ontology#isuedBy", "S44]: dkg:isuedBy is no declared property"),
        ("ontology#issuedBy", "ontology#isuedBy", "did you mean dkg:issuedBy"),
        ("ontology#Appeal", "ontology#Apeal", "S44]: dkg:Apeal is no declared class"),
        ("vocab/mode-direct-quote", "vocab/mode-quote", "S44]: v:mode-quote is no value of"),
        ('ontology#edtf> "2031-05-01"', 'ontology#edtf> "2031-13"', "S11]: '2031-13' is not"),
        ('ontology#edtf> "2031-05-01"', 'ontology#edtf> "2031-06"', "S11]: The first day of"),
        ("https://w3id.org/demarche/id/sit/", "https://example.org/sit/", "S43]: The IRI <https"),
    ],
)
def test_rdf_is_held_to_what_facts_files_cannot_get_wrong(
    place: Place, right: str, wrong: str, told: str
) -> None:
    """What a slip of the pen makes of our own export is refused, with what was meant."""
    place.kg("load", facts(place))
    place.kg("export", "-o", "all.nq")
    exported = (place.folder / "all.nq").read_text("utf-8")
    assert right in exported
    place.write("wrong.nq", exported.replace(right, wrong))
    run = place.kg("load", "wrong.nq", "--store", "other.kg")
    assert told in run.err
    assert run.code == 1
    assert not (place.folder / "other.kg").exists()


def test_terms_of_others_do_not_refuse(place: Place) -> None:
    """A property of a vocabulary that we do not use is a warning, told once for many uses."""
    place.kg("load", facts(place))
    place.kg("export", "-o", "all.nq")
    graph = Names().graph("times").value
    extra = "".join(
        f'<{Names().fact("times", name).value}> <http://xmlns.com/foaf/0.1/nick> "a" <{graph}> .\n'
        for name in ("wait", "other")
    )
    exported = (place.folder / "all.nq").read_text("utf-8")
    run = place.kg("load", place.write("more.nq", exported + extra), "--store", "other.kg")
    assert run.err.count("[S44]") == 1
    assert "warning[S44]: <http://xmlns.com/foaf/0.1/nick>" in run.err
    assert run.code == 0


@pytest.mark.parametrize(
    ("words", "lone"),
    [
        ("", {}),
        ('"a" and "b"', {}),
        ("\u201ca\u201d \u201eb\u201c \u00abc\u00bb", {}),
        ("\u201ca \u201cb\u201d c\u201d", {}),
        ("a\u201d", {1: True}),
        ("\u201ca", {0: False}),
        ('"a" "b', {4: False}),
        ("it's 5' wide", {}),
    ],
)
def test_marks_pair(words: str, lone: dict[int, bool]) -> None:
    """Curly, straight, German and angled marks pair, nested too; apostrophes are none."""
    assert pairs(words)[1] == lone


@given(st.text('\u201c\u201d\u201e\u00ab\u00bb" ab'))
def test_every_mark_is_in_a_pair_or_alone(words: str) -> None:
    """No mark is lost and none counts twice, whatever stands where."""
    whole, lone = pairs(words)
    got = sorted([*(at for pair in whole for at in pair), *lone])
    assert got == [at for at, sign in enumerate(words) if sign not in " ab"]


def test_an_empty_source_has_no_findings() -> None:
    """Nothing is found in nothing, and a check that no file describes is not made."""
    vocabulary = vocabulary_of(load_ontology(ontology_files()).triples)
    assert check(Scene([], vocabulary, Names()), load_shapes(shape_files()).checks) == []
    term = NamedNode(f"{ONTOLOGY}isuedBy")
    quads = [Quad(Names().fact("a", "b"), term, Names().iri("person", "c"))]
    assert check(Scene(quads, vocabulary, Names()), {}) == []
