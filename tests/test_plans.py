"""What is worked out of shapes is kept between runs: then neither rdflib nor pySHACL is needed."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from test_inspection_bulk import REGISTER, lines

from kg.errors import InputError
from kg.surroundings import LARGE
from kg.validation import load_shapes, shapes, validate
from kg.validation import reading as read_from_turtle
from kg.validation.fast import at_volume, examine
from kg.validation.fast.plan import plan_of
from kg.validation.shapes import ROOM, maker

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from kg.validation import Shapes
    from kg.validation.reading import Declared

X = "http://example.org/"
SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix x: <http://example.org/> .
@prefix f: <https://w3id.org/demarche/facts#> .
x:S a sh:NodeShape ; f:scope "source" ; f:code "S90" ; sh:targetSubjectsOf x:p ;
  sh:property [ sh:path ( x:p [ sh:zeroOrMorePath x:q ] ) ; sh:minCount 3 ] ;
  sh:sparql [ sh:select '''SELECT $this ?value WHERE { $this <http://example.org/p> ?value
    FILTER(STR(?value) IN ("a", "b") || EXISTS { ?value <http://example.org/q> $this }) }''' ] .
x:C a f:Check ; f:code "C90" ; sh:severity sh:Warning ; sh:message "said" ; f:fix "mend" .
"""
DATA = [
    ox.Quad(ox.NamedNode(f"{X}n"), ox.NamedNode(f"{X}p"), ox.NamedNode(f"{X}m")),
    ox.Quad(ox.NamedNode(f"{X}m"), ox.NamedNode(f"{X}q"), ox.NamedNode(f"{X}n")),
    ox.Quad(ox.NamedNode(f"{X}o"), ox.NamedNode(f"{X}p"), ox.Literal("b")),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder with a file of shapes; nothing is kept of earlier runs, nor in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    forget()
    (tmp_path / "own.ttl").write_text(SHAPE, "utf-8")
    yield tmp_path
    forget()


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[Path]]:
    """Record the files that are read with rdflib."""
    found: list[Sequence[Path]] = []
    whole = read_from_turtle.read_shapes

    def recorded(
        paths: Sequence[Path], terms: Collection[str] | None, own: Collection[Path]
    ) -> Declared:
        found.append(paths)
        return whole(paths, terms, own)

    monkeypatch.setattr(read_from_turtle, "read_shapes", recorded)
    return found


def forget() -> None:
    """Let go of what this run holds in memory."""
    shapes.loaded.cache_clear()


def planned(folder: Path) -> Shapes:
    """Return the shapes as a run of its own has them, with a plan of them."""
    forget()
    found = load_shapes([folder / "own.ttl"])
    assert len(plan_of(found, "source").shapes) == 1
    return found


def alike(given: Shapes) -> list[str]:
    """Return the nodes of which something is found: the same by a plan and by pySHACL."""
    found = examine(DATA.__iter__, at_volume([], [], given, "source"))
    assert found == validate(DATA, [], given, scope="source")
    return [result.focus for result in found]


FOUND = [f"{X}n", f"{X}n", f"{X}o", f"{X}o"]
"""Both constraints are broken by both nodes."""


def test_shapes_are_read_once_for_all_runs(folder: Path, readings: list[Sequence[Path]]) -> None:
    """A later run has checks and plan without rdflib; it reads shapes where something is wrong."""
    checks = planned(folder).checks
    assert [check.code for check in checks.values()] == ["C90"]
    assert len(readings) == 1
    later = planned(folder)
    assert later.checks == checks
    assert examine([DATA[1]].__iter__, at_volume([], [], later, "source")) == []
    assert len(readings) == 1
    assert alike(later) == FOUND
    assert len(readings) == 2


@pytest.mark.parametrize("broken", ["", "7", "[]", '{"x": {"code": 1}}', '[[{"": 1}], [], 7]'])
def test_what_is_kept_may_be_broken(
    folder: Path, readings: list[Sequence[Path]], broken: str
) -> None:
    """What is no plan and no checks is read past, and written anew."""
    checks = planned(folder).checks
    kept = {path: path.read_text("utf-8") for path in (folder / "demarche-kg").glob("*-*.json")}
    assert len(kept) == 2
    for path in kept:
        path.write_text(broken, "utf-8")
    later = planned(folder)
    assert later.checks == checks
    assert alike(later) == FOUND
    assert len(readings) == 2
    assert {path: path.read_text("utf-8") for path in kept} == kept


def test_what_is_kept_is_of_these_files(folder: Path, readings: list[Sequence[Path]]) -> None:
    """Another text, other terms, a file that is gone: nothing kept is taken for it."""
    planned(folder)
    (folder / "own.ttl").write_text(SHAPE.replace("sh:minCount 3", "sh:minCount 1"), "utf-8")
    assert alike(planned(folder)) == [FOUND[0], FOUND[2]]
    assert len(readings) == 2
    load_shapes([folder / "own.ttl"], terms=[f"{X}p"])
    assert len(readings) == 3
    (folder / "own.ttl").unlink()
    with pytest.raises(InputError, match="cannot be read"):
        load_shapes([folder / "own.ttl"])


@pytest.mark.parametrize("package", ["rdflib", "pyshacl"])
def test_what_is_kept_is_of_these_packages(
    folder: Path, readings: list[Sequence[Path]], monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    """Another release of what reads shapes reads them anew."""
    planned(folder)
    monkeypatch.setattr(shapes, "READERS", ("msgspec", package))
    planned(folder)
    assert len(readings) == 2


def test_what_is_kept_is_of_this_code(tmp_path: Path) -> None:
    """A plan that other code made is not read: it may look at other predicates."""
    code = tmp_path / "fast" / "paths.py"
    code.parent.mkdir()
    marks = []
    for text in ("one = 1", "one = 2", "one = 1"):
        code.write_text(text, "utf-8")
        maker.cache_clear()
        marks.append(maker(tmp_path))
    assert (marks[0] == marks[2], marks[0] == marks[1]) == (True, False)
    assert len([*ROOM.rglob("*.py")]) > 20


def test_a_shape_without_a_name_is_not_kept(folder: Path, readings: list[Sequence[Path]]) -> None:
    """Its label is another in each run; it is found alike all the same."""
    (folder / "own.ttl").write_text(SHAPE.replace("x:S a sh:NodeShape", "[] a sh:NodeShape"))
    assert alike(planned(folder)) == FOUND
    assert alike(planned(folder)) == FOUND
    assert len(readings) == 2


def test_one_source_more_needs_no_second_rdf_library(tmp_path: Path) -> None:
    """Into a large store a source is loaded and validated without rdflib, if nothing is wrong."""
    (tmp_path / "register.yaml").write_text(REGISTER, "utf-8")
    numbers = {"old": range(100, 101 + LARGE), "one": [201], "more": [202], "wrong": [7]}
    for name, some in numbers.items():
        whole = f'"license": "CC0-1.0", "sha256": "{64 * "0"}", "published"'
        text = lines(some).replace('"published"', whole)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    heavy = {name: _imported(tmp_path, f"{name}.jsonl") for name in numbers}
    assert heavy["more"] == set()
    assert heavy["wrong"] == {"rdflib", "pyshacl"}


def _imported(folder: Path, name: str) -> set[str]:
    """Load a file by a command of its own; return which RDF libraries of Python it imported."""
    words = ("-m", "kg", "load", name, "--store", "graph.kg", "--fail-on", "never")
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
    )
    told = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return {"rdflib", "pyshacl"} & {line.rpartition("|")[2].strip() for line in told}
