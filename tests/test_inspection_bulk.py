"""A load of many sources, or of a large one, is told the same as small loads are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, Quad, Store

import kg
from kg import inspection
from kg.mapped import Mapped
from kg.surroundings import LARGE, MANY_QUADS, MANY_SOURCES, is_bulk, is_large
from kg.terms import RDF_TYPE, Names

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.errors import Finding

REGISTER = """
actors:
  - {type: State, id: arcadia, name: Arcadia, iso: xa}
  - {type: State, id: borealis, name: Borealis, iso: xb}
  - {type: Person, id: ada, name: Ada Moreau}
"""
WRONG = {3: "then", 7: "against", 31: "evidence", 44: "if"}
"""What is left out of the threat of some sources."""


def lines(numbers: Iterable[int]) -> str:
    """Return sources as JSONL: each with a threat, and an answer to that of the one before."""
    found: list[object] = []
    for number in numbers:
        source = {"id": f"s{number}", "title": f"Day {number}", "publisher": "Example Times"}
        found.append({"source": source | {"published": "2031-05-02"}})
        found.append({"fact": threat(number)})
        if number % 10 == 9:
            found.append({"fact": answer(number)})
    return "\n".join(json.dumps(one) for one in found) + "\n"


def threat(number: int) -> dict[str, object]:
    """Return a threat; in some sources something is missing."""
    whole: dict[str, object] = {
        "type": "Threat",
        "id": "threat",
        "label": f"threat {number}",
        "by": "Ada Moreau",
        "for": "Arcadia",
        "against": "Borealis",
        "condition": "stated",
        "if": {"action": "close-border", "by": "Borealis"},
        "then": {"action": "embargo", "by": "Arcadia", "against": "Borealis"},
        "when": "2031-05-01",
        "evidence": "p1",
    }
    return {key: value for key, value in whole.items() if key != WRONG.get(number)}


def answer(number: int) -> dict[str, object]:
    """Return a rejection that certainly precedes what it rejects, in another source."""
    return {
        "type": "Rejection",
        "id": "no",
        "label": f"answer {number}",
        "by": "Arcadia",
        "rejects": f"s{number - 1}#threat",
        "when": "2031-04-01",
        "evidence": "p2",
    }


def told(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    """Return what findings say, without their lines."""
    return {
        (f.severity, f.code, f.message, f.focus, f.path, f.value, f.source, f.component)
        for f in findings
    }


def checked(folder: Path, name: str, numbers: Iterable[int]) -> set[tuple[str, ...]]:
    """Return what is told of some of the sources, checked without a store."""
    (folder / name).mkdir()
    (folder / name / "facts.jsonl").write_text(lines(numbers), "utf-8")
    (folder / name / "register.yaml").write_text(REGISTER, "utf-8")
    graph = kg.open(folder / name / "graph.kg", folder=folder / name)
    return told(graph.validate(folder / name / "facts.jsonl").findings)


def test_many_sources_are_told_as_few_are(tmp_path: Path) -> None:
    """Fifty sources at once get the findings that they get ten at a time."""
    few = [checked(tmp_path, f"few{n}", range(n, n + 10)) for n in range(0, MANY_SOURCES, 10)]
    many = checked(tmp_path, "many", range(MANY_SOURCES))
    assert many == set().union(*few)
    assert {"S20", "S23", "S24", "S30"} <= {row[1] for row in many}


def test_many_sources_are_looked_at_beside_the_store(tmp_path: Path) -> None:
    """What a bulk load says of things that are in the store already is told, and only that."""
    (tmp_path / "register.yaml").write_text(REGISTER, "utf-8")
    for name, numbers in (("old", range(9)), ("new", range(9, 9 + MANY_SOURCES))):
        (tmp_path / f"{name}.jsonl").write_text(lines(numbers), "utf-8")
    graph = kg.open(tmp_path / "graph.kg", folder=tmp_path)
    graph.load(tmp_path / "old.jsonl", fail_on="never")
    found = graph.validate(tmp_path / "new.jsonl").findings
    late = {f.source for f in found if f.code == "S30"}
    assert late == {f"s{number}" for number in range(9, 9 + MANY_SOURCES, 10)}
    wrong = {f.source for f in found if f.code in {"S20", "S23", "S24"}}
    assert wrong == {f"s{number}" for number in WRONG if number >= 9}


def test_one_more_in_a_large_store_is_told_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What pySHACL, asked of all, finds of a source and its surroundings is found quickly too."""
    (tmp_path / "register.yaml").write_text(REGISTER, "utf-8")
    old = [number for number in range(100, 101 + LARGE) if number != 149]
    (tmp_path / "old.jsonl").write_text(lines(old), "utf-8")
    (tmp_path / "new.jsonl").write_text(lines([3, 7, 9, 31, 44, 149]), "utf-8")
    graph = kg.open(tmp_path / "graph.kg", folder=tmp_path)
    graph.load(tmp_path / "old.jsonl", fail_on="never")
    large: list[bool] = []

    def told_small(store: Store) -> bool:
        large.append(is_large(store))
        return False

    quick = told(graph.validate(tmp_path / "new.jsonl").findings)
    monkeypatch.setattr(inspection, "is_large", told_small)
    assert told(graph.validate(tmp_path / "new.jsonl").findings) == quick
    assert large == [True]
    assert {"S20", "S23", "S24", "S30"} <= {row[1] for row in quick}


@pytest.mark.parametrize(
    ("sources", "quads", "bulk"),
    [
        (1, 10, False),
        (MANY_SOURCES - 1, 10, False),
        (MANY_SOURCES, 1, True),
        (1, MANY_QUADS - 1, False),
        (1, MANY_QUADS, True),
        (5, MANY_QUADS // 5, True),
    ],
)
def test_volume_is_many_sources_or_many_quads(sources: int, quads: int, bulk: bool) -> None:  # noqa: FBT001 a value of the table
    """One large source is volume as well as many small ones."""
    names, store = Names(), Store()
    mapped = [Mapped(f"s{n}", "", {}, {}, frozenset(), (), ()) for n in range(sources)]
    for one in mapped:
        graph = names.graph(one.source_id)
        thing = NamedNode("http://example.org/Thing")
        nodes = (NamedNode(f"http://example.org/{one.source_id}/{n}") for n in range(quads))
        store.extend(Quad(node, RDF_TYPE, thing, graph) for node in nodes)
    assert is_bulk(store, mapped, names) == bulk
