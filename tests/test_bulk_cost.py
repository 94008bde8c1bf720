"""What a quick load costs grows with what is loaded: it is counted, and not timed."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT
from pyoxigraph import NamedNode

from kg.build import load
from kg.bulk.kinds import Kinds
from kg.bulk.lines import plain_sources
from kg.bulk.making import Batch, Given, Making
from kg.bulk.survey import survey
from kg.config import read_settings
from kg.inputs import file_inputs
from kg.ontology import load_ontology
from kg.outcome import Request
from kg.reading import read_registers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from types import FrameType

    from pyoxigraph import Triple

SIZES = ("5k", "10k")
QUICK = Request(bulk_from=0, batch=6, jobs=0)
ENGINE = tuple(f"{name} in C" for name in ("quads_for_pattern", "query", "load"))
MOST = 2.2
"""How many times as much twice the input may cost."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with made-up sources, and twice as many."""
    folder = tmp_path_factory.mktemp("cost")
    for size in SIZES:
        script = str(ROOT / "bench/generate.py")
        command = [sys.executable, script, str(folder / size), "--quads", size]
        subprocess.run(command, check=True, capture_output=True)
    return folder


def counted(folder: Path, facts: Path, request: Request) -> Counter[str]:
    """Load facts into a store of its own and return how often each function was called."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, what: Any) -> None:  # noqa: ANN401 - as Python gives it
        if event == "call":
            calls[frame.f_code.co_name] += 1
        elif event == "c_call" and frame.f_code.co_name != "finds_nothing":
            # What a shape asks of each node is pySHACL's way, which few sources go.
            calls[f"{what.__name__} in C"] += 1

    settings = read_settings(str(folder / f"{len(list(folder.iterdir()))}.kg"))
    inputs = file_inputs([facts])
    sys.setprofile(note)
    try:
        report = load(inputs, settings, request)
    finally:
        sys.setprofile(None)
    assert report.sequence is not None
    return calls


@pytest.mark.parametrize("validate", [False, True], ids=["not validated", "validated"])
def test_twice_the_input_costs_twice_as_much(made: Path, tmp_path: Path, *, validate: bool) -> None:
    """Calls of all functions, of Python's and of the engine's, keep to the size of the input."""
    request = replace(QUICK, validate=validate)
    counted(tmp_path, made / SIZES[0] / "facts.jsonl", request)  # what is kept is made here
    once, twice = (counted(tmp_path, made / size / "facts.jsonl", request) for size in SIZES)
    assert once["draft"] * 2 <= twice["draft"] + 1
    assert twice.total() <= MOST * once.total()
    for name in ENGINE:
        assert twice[name] <= MOST * once[name] + 2, name


def test_files_are_passed_over_twice(made: Path, tmp_path: Path) -> None:
    """Once to see which sources there are, once to map them; nothing doubtful is read again."""
    calls = counted(tmp_path, made / SIZES[0] / "facts.jsonl", replace(QUICK, validate=False))
    lines = (made / SIZES[0] / "facts.jsonl").read_text("utf-8").count("\n")
    assert round(calls["_records"] / lines) == 2


def test_a_batch_tells_what_it_knew_of_the_register(made: Path, tmp_path: Path) -> None:
    """Else all would be entailed anew at the end, as if it had been made without."""
    facts = made / SIZES[0] / "facts.jsonl"
    settings = read_settings(str(tmp_path / "graph.kg"))
    ontology = load_ontology(settings.domain.ontology)
    register, _ = read_registers(file_inputs([facts]), ontology, settings)
    surveyed = survey([facts], Kinds(ontology, settings.names))
    given = Given(ontology, settings, register, surveyed, tmp_path, None)
    sources = list(plain_sources(facts))[:3]
    batch = Making(given).make(Batch(1, facts, sources, frozenset()))
    assert [source.id for source in sources] == list(batch.counts)
    assert batch.register <= set(register.in_use(used(batch.register)))
    assert len(batch.register) > len(sources)


def used(triples: Iterable[Triple]) -> list[NamedNode]:
    """Return whom triples are about."""
    return [triple.subject for triple in triples if isinstance(triple.subject, NamedNode)]
