"""The vocabulary told: listings, everything about a term, nearest words."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kg.constraints import read_shapes
from kg.domain import shipped_domain
from kg.errors import UsageError
from kg.vocabulary import (
    Vocabulary,
    explain_term,
    list_classes,
    list_keys,
    list_terms,
    list_values,
    read_vocabulary,
    tell,
)

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    """Return the shipped vocabulary, read once."""
    domain = shipped_domain()
    return read_vocabulary(domain, domain.queries)


def test_all_terms_are_listed(words: Vocabulary) -> None:
    """Each class and each value stands there once, each with its definition."""
    rows = list_terms(words)
    ontology = words.ontology
    assert [row[0] for row in rows if row[1] == "class"] == sorted(ontology.classes)
    assert sum(row[1] == "value" for row in rows) == len(ontology.concepts)
    assert ("issuedBy", "property", "by") in {row[:3] for row in rows}
    assert [row for row in rows if row[1] != "property" and not row[3]] == []
    assert [row[0] for row in list_classes(words)] == sorted(ontology.classes)


def test_keys_say_what_they_take_and_whether_they_are_needed(words: Vocabulary) -> None:
    """Needed keys come first; a default is told, also one that another key sets."""
    rows = {row[0]: row[1:4] for row in list_keys(words, "threat")}
    assert set(rows) == set(words.ontology.classes["Threat"].keys)
    assert list(rows)[:5] == ["against", "by", "evidence", "then", "when"]
    assert rows["against"] == ("name of an Actor", "yes", "")
    assert rows["condition"] == ("a value of condition", "", "none; stated beside if")
    assert rows["then"] == ("keys of a Situation, or its action", "yes", "")
    assert rows["during"] == ("id of an Event", "", "")


def test_values_are_found_by_key_and_by_scheme(words: Vocabulary) -> None:
    """A key that several classes have gives the values of each of its schemes."""
    assert [row[0] for row in list_values(words, "polarity")] == ["positive", "negative"]
    assert {row[1] for row in list_values(words, "status")} == {"status", "tenure"}
    assert list_values(words, "stance") == list_values(
        words, "https://w3id.org/demarche/vocab/stance"
    )


def test_a_class_is_told_whole(words: Vocabulary) -> None:
    """Parents, keys, shapes, queries and an example; an inherited shape counts."""
    rows = explain_term(words, "Threat")
    said = {(what, name) for name, what, _ in rows}
    assert {("class", "Threat"), ("above it", "Event"), ("keys", "then"), ("shapes", "S23"),
            ("shapes", "S19"), ("queries", "said-during")} <= said  # fmt: skip
    assert rows[-1][1:] == ("example", rows[-1][2])
    assert rows[-1][2].startswith("- type: Threat\n  id: ")


@pytest.mark.parametrize(
    ("term", "first"),
    [
        ("dkg:Threat", ("Threat", "class")),
        ("THREAT", ("Threat", "class")),
        ("https://w3id.org/demarche/ontology#Threat", ("Threat", "class")),
        ("issuedBy", ("issuedBy", "property")),
        ("embargo", ("embargo", "value")),
        ("v:mode-narrative", ("narrative", "value")),
    ],
)
def test_a_term_goes_by_each_of_its_names(
    words: Vocabulary, term: str, first: tuple[str, str]
) -> None:
    """A name in any case, an IRI and a prefixed name lead to the same."""
    assert explain_term(words, term)[0][:2] == first


def test_a_key_of_many_meanings_is_told_with_each(words: Vocabulary) -> None:
    """`by` is another property on acts, events, situations and steps."""
    got = [name for name, what, _ in explain_term(words, "by") if what == "property"]
    assert got == ["issuedBy", "performedBy", "situationAgent", "stepSpeaker"]
    assert sum(line.endswith(":") and "key of" in line for line in tell(explain_term(words, "by")))


@pytest.mark.parametrize("term", ["Thret", "", "🙂", "x" * 5000])
def test_an_unknown_term_is_refused(words: Vocabulary, term: str) -> None:
    """What is no term is told so, with the nearest."""
    with pytest.raises(UsageError) as caught:
        explain_term(words, term)
    assert caught.value.code == "unknown-term"


def test_every_term_can_be_told(words: Vocabulary) -> None:
    """No listed name leads nowhere."""
    for name, *_ in list_terms(words):
        assert list(tell(explain_term(words, name)))


def test_shapes_are_read_as_they_stand(tmp_path: Path) -> None:
    """Inner shapes take the classes around them; what is switched off is left out."""
    (tmp_path / "s.ttl").write_text(
        """
        @prefix : <https://example.org/> .
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        :outer sh:targetClass :A, :B ; sh:message "Outer." ; sh:severity sh:Info ;
            sh:property [ sh:path :p ; sh:minCount 2 ; sh:in ( "x" :y ) ],
                [ sh:path :q ; sh:deactivated true ],
                [ sh:path [ sh:inversePath :r ] ; sh:pattern "^a" ; sh:flags "i" ] .
        :off sh:targetClass :A ; sh:deactivated true .
        """,
        "utf-8",
    )
    got = [(s.path.rpartition("/")[2], dict(s.asks), s.among, s.severity, s.message)
           for s in read_shapes([tmp_path / "s.ttl"])]  # fmt: skip
    want = [
        ("", {}, (), "info", "Outer."),
        ("", {}, (), "violation", "Outer."),
        ("p", {"minCount": "2"}, ("x", "https://example.org/y"), "violation", "Outer."),
    ]
    assert sorted(got, key=str) == sorted(want, key=str)


def test_the_command_lists_and_tells(place: Place) -> None:
    """Without a store: rows for programs, words for people."""
    rows = list(csv.reader(io.StringIO(place.kg("vocab").out)))
    assert rows[0] == ["name", "kind", "key", "definition"]
    assert json.loads(place.kg("vocab", "--keys", "Threat", "--json").out)[0]["key"] == "against"
    assert place.kg("vocab", "--classes", "--format", "md").out.startswith("| class")
    assert place.kg("vocab", "--values", "polarity", "--format", "tsv").out.count("\n") == 3
    told = place.kg("vocab", "Threat")
    assert (told.code, told.out.startswith("Threat (class): ")) == (0, True)
    assert place.kg("describe", "--class", "Threat").out == told.out
    about = json.loads(place.kg("vocab", "Threat", "--json").out)
    assert about[0]["name"] == "Threat"
    assert json.loads(place.kg("describe", "--class", "threat", "--json").out) == about


@pytest.mark.parametrize("module", ["vocab", "schema"])
def test_the_commands_wake_no_engine(module: str) -> None:
    """Neither pySHACL nor rdflib nor Owlready2 is imported for a listing."""
    engines = "('pyshacl', 'rdflib', 'owlready2')"
    code = f"import sys, kg.cli.{module}; print([m for m in {engines} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_an_everyday_word_leads_to_the_terms_that_speak_of_it(place: Place) -> None:
    """Who looks for an offer or an ultimatum is led to the kind of fact that it is."""
    for word, term in (("ultimatum", "Threat"), ("offer", "Promise"), ("reserves", "mobilise")):
        done = place.kg("vocab", word)
        assert (done.code, "spoken of at" in done.err, term in done.err) == (2, True, True)
