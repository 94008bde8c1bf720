"""An export is written from sorted runs, the same whether it fits into memory or not."""

from __future__ import annotations

import io
import random

import pytest
from pyoxigraph import Literal, Quad

from kg.export import FORMATS, blocks, nquads, runs, write_graph
from kg.terms import RDF_TYPE, RDFS_LABEL, Names

NAMES = Names()


def many_quads() -> list[Quad]:
    """Return quads of subjects that several graphs speak of."""
    title, kind = RDFS_LABEL, NAMES.document("kind")
    return [
        quad
        for number in range(60)
        for source in ("a", "b", "c")
        for subject in (NAMES.fact("x", str(number)), NAMES.fact(source, str(number)))
        for quad in (
            Quad(subject, RDF_TYPE, kind, NAMES.graph(source)),
            Quad(subject, title, Literal(f"No. {number}\n\t\x1f {source}"), NAMES.graph(source)),
        )
    ]


def written(ending: str, quads: list[Quad]) -> bytes:
    """Return what is written of quads."""
    stream = io.BytesIO()
    write_graph(quads, stream, ending, NAMES)
    return stream.getvalue()


@pytest.mark.parametrize("ending", sorted(set(FORMATS) - {"rdf"}))
def test_batches_show_in_no_byte(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However little is held in memory, and however many runs are merged: the same bytes."""
    quads = many_quads()
    whole = written(ending, quads)
    for module in (blocks, nquads):
        monkeypatch.setattr(module, "BATCH", 7)
    monkeypatch.setattr(runs, "FILES", 3)
    random.Random(1).shuffle(quads)  # noqa: S311 - no secret
    assert written(ending, quads) == whole


def test_runs_are_merged_in_one_order() -> None:
    """Lines of all runs come sorted, equal ones each time; no run is no line."""
    given = [["a", "c", "e"], ["b", "c"], [], ["a\x85b", "a\u2028"]] * 70
    assert list(runs.sorted_lines(iter(given))) == sorted(line for run in given for line in run)
    assert list(runs.sorted_lines([])) == []
