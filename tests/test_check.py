"""Contradictions: each is found, and explained by what clashes and by which axiom."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from checking import explained, found_in, lay_out, needs_java
from contradictions import CASES, CIRCLE, EMPTY, FIRST, Case

from kg.config import read_settings
from kg.consistency.axioms import assertions, dl_files, read_theory
from kg.consistency.clashes import clashes
from kg.consistency.explaining import minimal
from kg.consistency.hermit import Hermit, OutOfTimeError
from kg.consistency.java import find_java
from kg.consistency.rules import compile_rules
from kg.domain import shipped_domain
from kg.store import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import Place


@pytest.mark.usefixtures("no_java")
@pytest.mark.parametrize("name", [n for n, c in {**CASES, **EMPTY}.items() if not c.hermit])
def test_without_java(tmp_path: Path, name: str) -> None:
    """Our own rules find a planted contradiction and name the statements and the axioms."""
    case = (CASES | EMPTY)[name]
    lay_out(tmp_path, case)
    checked = found_in(tmp_path)
    assert checked.verdict == "inconsistent"
    assert len(checked.findings) == 1
    assert explained(checked, case), checked.findings


@pytest.mark.slow
@needs_java
@pytest.mark.parametrize("name", [n for n, c in {**CASES, **EMPTY}.items() if c.hermit])
def test_hermit_alone(tmp_path: Path, name: str) -> None:
    """What only HermiT finds is explained as well, by no more than is needed."""
    case = (CASES | EMPTY)[name]
    lay_out(tmp_path, case)
    checked = found_in(tmp_path)
    assert checked.verdict == "inconsistent"
    assert checked.skipped == ""
    assert len(checked.findings) == 1, checked.findings
    assert explained(checked, case), checked.findings
    assert all(explanation.smallest for explanation in checked.explanations)


BLIND = "a word for a day, of which HermiT knows nothing"


AGREED = [name for name, case in CASES.items() if not case.hermit and name != BLIND]


@pytest.mark.slow
@needs_java
@pytest.mark.parametrize(
    "name", [*AGREED[:4], *(pytest.param(name, marks=pytest.mark.long) for name in AGREED[4:])]
)
def test_hermit_agrees(tmp_path: Path, name: str) -> None:
    """What our own rules call a contradiction is one to HermiT, and nothing else is left."""
    case = CASES[name]
    lay_out(tmp_path, case)
    settings = read_settings(folder=tmp_path)
    theory = read_theory((*settings.domain.ontology, *dl_files(settings.domain)))
    facts = assertions(open_snapshot(settings.store).store, settings.names, theory)
    clashing = [f for c in clashes(facts, theory, compile_rules(theory)) for f in c.facts]
    rest = [fact for fact in facts if fact not in clashing]
    hermit = Hermit(str(find_java()), time.monotonic() + 60)
    wholes = [(theory.axioms, rest), (theory.axioms, facts)]
    assert hermit.first_inconsistent(theory, wholes) == 1


@needs_java
def test_all_at_once(tmp_path: Path) -> None:
    """Contradictions of our rules and of HermiT are told by one check, each as its own."""
    case = Case(
        "fact:a a dkg:Threat, dkg:Demand . it:x a dkg:Person, dkg:State ."
        " it:y a ex:Either, dkg:Person .",
        *((), ()),
        own='ex:Either a owl:Class ; rdfs:label "either" .\n'
        "ex:Odd a owl:Class ; rdfs:subClassOf dkg:Meeting, dkg:Place .",
        dl="ex:Either rdfs:subClassOf [ owl:unionOf ( dkg:Place dkg:Report ) ] .",
    )
    checked = found_in(lay_out(tmp_path, case).folder)
    foci = sorted(f.focus.rpartition("/")[2].rpartition("#")[2] for f in checked.findings)
    assert foci == ["Odd", "case.a", "x", "y"]


@needs_java
def test_the_shipped_ontology_is_consistent(place: Place) -> None:
    """HermiT takes the ontology with its DL axioms, and finds nothing wrong in it."""
    checked = found_in(place.folder)
    assert (checked.verdict, checked.findings, checked.skipped) == ("consistent", (), "")
    assert (checked.axioms > 500, checked.assertions) == (True, None)


def test_the_dl_axioms_are_looked_at() -> None:
    """The axioms for a DL reasoner, which a load leaves out, are part of a check."""
    domain = shipped_domain()
    assert [path.name for path in dl_files(domain)] == ["axioms-dl.ttl"]
    theory = read_theory(dl_files(domain))
    assert {a.head.predicate.value.rpartition("#")[2] for a in theory.axioms} == {
        "propertyChainAxiom",
        "subClassOf",
    }


def test_minimal_keeps_what_is_needed() -> None:
    """Of many things that contradict, just those that are needed come out, in their order."""

    def first(sets: Sequence[Sequence[int]]) -> int | None:
        return next((n for n, kept in enumerate(sets) if {3, 77, 400} <= set(kept)), None)

    assert minimal(range(1000), first) == [3, 77, 400]
    assert minimal([400, 3, 77], first) == [400, 3, 77]
    assert minimal([], lambda _sets: 0) == []


def test_minimal_stops_in_time() -> None:
    """Once time is up, what was not ruled out is kept, so that what comes out contradicts."""
    left = 3

    def first(sets: Sequence[Sequence[int]]) -> int | None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OutOfTimeError
        return next((n for n, kept in enumerate(sets) if {3, 77, 400} <= set(kept)), None)

    kept = minimal(range(1000), first)
    assert {3, 77, 400} <= set(kept)
    assert len(kept) < 1000


@pytest.mark.usefixtures("no_java")
def test_only_the_topmost_empty_class_is_told(tmp_path: Path) -> None:
    """Classes below an empty one are empty for its reason, which is told once."""
    own = "ex:Odd a owl:Class ; rdfs:subClassOf dkg:Meeting, dkg:Place .\n"
    own += "ex:Odder a owl:Class ; rdfs:subClassOf ex:Odd ."
    checked = found_in(lay_out(tmp_path, Case("", (), (), own=own)).folder)
    assert [f.focus for f in checked.findings] == ["https://example.org/own#Odd"]


@pytest.mark.usefixtures("no_java")
def test_a_circle_of_what_passes_on(tmp_path: Path) -> None:
    """A circle of a transitive property that is asymmetric is found, however long."""
    facts = "fact:a ex:before fact:b . fact:b ex:before fact:c . fact:c ex:before fact:a ."
    checked = found_in(lay_out(tmp_path, Case(facts, (), (), own=CIRCLE)).folder)
    told = [t.text for t in checked.explanations[0].statements]
    assert sorted(told) == [
        "'case#a' before 'case#b'",
        "'case#b' before 'case#c'",
        "'case#c' before 'case#a'",
    ]


@needs_java
def test_an_ontology_beyond_dl(tmp_path: Path) -> None:
    """What HermiT refuses is told at its line, and is not called consistent."""
    checked = found_in(lay_out(tmp_path, Case("", (), (), own=CIRCLE)).folder)
    assert [f.code for f in checked.findings] == ["not-dl"]
    assert checked.findings[0].position.line == FIRST
    assert checked.verdict == "undecided"
