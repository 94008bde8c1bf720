"""What goes in comes out: a graph written as facts loads to the same graph."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Place

SOURCES = ("examples/talks.yaml", "examples/answer.yaml")
TALKS = "example-times-2031-05-02"


def exported(place: Place, store: str, *more: str) -> str:
    """Return a store's graph as N-Quads."""
    return place.kg("export", "-o", "-", "--format", "nq", "--store", store, *more).out


@pytest.mark.parametrize("name", ["back.yaml", "back.json"])
def test_one_source_comes_back(examples: Place, name: str) -> None:
    """A facts file of one source says all that its graph says, beside its register."""
    assert examples.kg("load", SOURCES[0]).code == 0
    done = examples.kg("export", "-o", f"examples/{name}")
    assert done.code == 0, done.err
    again = examples.kg("load", f"examples/{name}", "--store", "again.kg")
    assert again.code == 0, again.err
    assert exported(examples, "again.kg") == exported(examples, "graph.kg")
    elsewhere = examples.kg("export", "-o", "lost.yaml", "--store", "again.kg")
    assert (elsewhere.code, "error[facts-loss]" in elsewhere.err, "-o facts/" in elsewhere.err) == (
        1,
        True,
        True,
    ), "where its register is out of reach, nothing is written that would not come back"
    assert not (examples.folder / "lost.yaml").exists()


@pytest.mark.parametrize("out", ["examples/back.jsonl", "facts/"])
def test_all_sources_come_back(examples: Place, out: str) -> None:
    """JSON Lines and a folder hold every source; the folder brings its own register."""
    assert examples.kg("load", *SOURCES).code == 0
    done = examples.kg("export", "-o", out)
    assert done.code == 0, done.err
    if out == "facts/":
        shutil.rmtree(examples.folder / "examples")
    again = examples.kg("load", out, "--store", "again.kg")
    assert again.code == 0, again.err
    assert exported(examples, "again.kg") == exported(examples, "graph.kg")


def test_the_real_article_comes_back(article: Place, place: Place) -> None:
    """All that the article's facts say survives the way out and in."""
    text = article.kg("export", "-o", "-", "--format", "yaml").out
    assert text.startswith("#")
    done = place.kg("load", place.write("facts.yaml", text))
    assert done.code == 0, done.err
    assert exported(place, "graph.kg") == exported(article, "graph.kg")


def test_several_sources_need_a_choice(examples: Place) -> None:
    """YAML holds one source: which one is asked, and the ways out are named."""
    assert examples.kg("load", *SOURCES).code == 0
    done = examples.kg("export", "-o", "back.yaml")
    assert (done.code, "--source" in done.err, ".jsonl" in done.err) == (2, True, True), done.err
    assert not (examples.folder / "back.yaml").exists()
    one = examples.kg("export", "-o", "examples/one.yaml", "--source", TALKS)
    assert one.code == 0, one.err
