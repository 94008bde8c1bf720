"""`kg actors` and the registers behind it: whom a name means, as a user asks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.resources import register_index

if TYPE_CHECKING:
    from conftest import Place

ROOT = Path(__file__).resolve().parents[1]
ALIASES = """
aliases:
  the Old League: Coastal League
  Nordmark: state:borealis
"""
FACTS = """
source: {{id: paper-1, published: 2031-05-03}}
facts:
  - {{type: Announcement, id: one, by: {name}, when: 2031-05-02, evidence: p1}}
"""


@pytest.fixture
def project(tmp_path: Path, place: Place) -> Place:
    """Return a folder with the examples' register, and two lines of aliases."""
    del tmp_path
    text = (ROOT / "examples/register.yaml").read_text("utf-8")
    (place.folder / "register.yaml").write_text(text + ALIASES, "utf-8")
    return place


def rows(place: Place, *arguments: str) -> list[tuple[str, str]]:
    """Return the ids and the reasons that `kg actors` tells."""
    done = place.kg("actors", *arguments, "--json")
    assert done.code == 0, done.err
    return [(row["id"], row["because"]) for row in json.loads(done.out)]


def test_the_index_is_that_of_the_files(tmp_path: Path) -> None:
    """The compiled register is what its files make, to the byte."""
    before = register_index().read_bytes()
    script = (ROOT / "scripts/register-index").read_text("utf-8")
    into = tmp_path / "index.json"
    there = f"__import__('pathlib').Path({str(into)!r}).write_text("
    script = script.replace("register_index().write_text(", there)
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)
    assert into.read_bytes() == before


def test_whom_a_name_means_comes_first(project: Place) -> None:
    """The project's own, the shipped one, with the reason: which name, which rule."""
    assert rows(project, "the Old League")[0] == ("body:coastal-league", "alias 'the Old League'")
    assert rows(project, "nordmark")[0] == ("state:borealis", "alias 'Nordmark'")
    assert rows(project, "A. Moreau")[0] == (
        "person:moreau-ada",
        "initials and family name 'Ada Moreau'",
    )


def test_an_alias_is_one_line_and_loads(project: Place) -> None:
    """A further name of a known state is one line; facts may use it, and the graph keeps it."""
    (project.folder / "facts.yaml").write_text(FACTS.format(name="Nordmark"), "utf-8")
    done = project.kg("load", "facts.yaml")
    assert done.code == 0, done.err
    assert project.kg("export", "-o", "graph.ttl").code == 0
    assert '"Nordmark"' in (project.folder / "graph.ttl").read_text("utf-8")
    again = project.kg("load", "facts.yaml")
    assert "0 added" in again.err


def test_a_class_and_a_day_narrow_the_search(project: Place) -> None:
    """`--type` leaves others out, `--on` says when an office was held."""
    assert [i for i, _ in rows(project, "Lyra", "--type", "Place")] == ["place:lyra-place"]
    office = "foreign minister of Arcadia"
    assert ("person:moreau-ada", "office held then 'Ada Moreau'") in rows(
        project, office, "--on", "2031-05"
    )
    assert all(why.startswith("'") for _, why in rows(project, office, "--on", "2001"))


def test_what_only_a_source_says_is_found_in_the_graph(place: Place) -> None:
    """A file's own actors are searched once they are loaded."""
    facts = FACTS.format(name="Una Newcomer") + (
        "actors:\n  - {type: Person, name: Una Newcomer, alias: [Newcomer]}\n"
    )
    (place.folder / "facts.yaml").write_text(facts, "utf-8")
    assert rows(place, "Una Newcomer") == []
    assert place.kg("load", "facts.yaml").code == 0
    done = place.kg("actors", "Una Newcomer", "--json")
    assert [row["register"] for row in json.loads(done.out)] == ["the graph"]


def test_a_question_knows_names_as_registers_do(project: Place) -> None:
    """A parameter takes a name that the graph does not hold, where a register knows whose it is."""
    (project.folder / "facts.yaml").write_text(FACTS.format(name="Ada Moreau"), "utf-8")
    assert project.kg("load", "facts.yaml").code == 0
    done = project.kg("query", "CQ11", "-p", "person=A. Moreau", "--format", "json")
    assert done.code == 0, done.err
    unheard = project.kg("query", "CQ11", "-p", "person=Tomas Lind")
    assert unheard.code == 2
    assert "nothing in the graph speaks of Tomas Lind (person:lind-tomas)" in unheard.err


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("Moreau", "--type", "Persn"), 2, "no class of actors or places is named 'Persn'"),
        (("Moreau", "--on", "soon"), 2, "--on: 'soon' is not an EDTF date"),
        (("Moreau", "--limit", "0"), 2, "Invalid value for '--limit'"),
        (("qqqqqqqq",), 0, "nobody is known by a name like 'qqqqqqqq'"),
    ],
)
def test_wrong_questions_are_told(
    project: Place, arguments: tuple[str, ...], code: int, said: str
) -> None:
    """A wrong class, day or number is one line; a name of nobody is no error."""
    done = project.kg("actors", *arguments)
    assert (done.code, said in done.err) == (code, True), done.err


def test_a_wrong_register_is_told_at_its_line(place: Place) -> None:
    """A register that is wrong is told as a load would tell it."""
    (place.folder / "register.yaml").write_text("actors:\n  - {type: Sttate, name: X}\n", "utf-8")
    done = place.kg("actors", "X")
    assert (done.code, done.err.split(" ")[0]) == (1, "register.yaml:2:12:")
