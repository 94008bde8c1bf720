"""A command imports what it needs, and no heavy library that it does not."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

LOOKING_UP = frozenset({"pyoxigraph", "yaml", "msgspec"})
ASKING = LOOKING_UP | {"rapidfuzz", "rich"}
HEAVY = ASKING | {"rdflib", "pyshacl", "owlready2", "openpyxl", "numpy", "networkx"}
NEEDED = {
    ("--help",): frozenset(),
    ("query", "--list"): ASKING,
    ("query", "meetings-of", "-p", "person=Ada Moreau"): LOOKING_UP | {"rapidfuzz"},
    ("describe", "Ada Moreau"): ASKING,
    ("sparql", "ASK { ?s a dkg:Threat }"): LOOKING_UP,
    ("sources",): ASKING,
    ("history",): ASKING,
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store with the examples in it."""
    path = tmp_path_factory.mktemp("startup") / "graph.kg"
    _imported("load", str(ROOT / "examples"), "--store", str(path))
    return path


def _imported(*words: str) -> frozenset[str]:
    """Return the libraries, of the heavy ones, that a command imports."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "kg", *words],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    lines = (line for line in done.stderr.splitlines() if line.startswith("import time:"))
    return HEAVY & {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize("words", NEEDED, ids=" ".join)
def test_a_command_imports_no_more_than_it_needs(store: Path, words: tuple[str, ...]) -> None:
    """Help needs no engine; asking needs no reader of workbooks and no second RDF library."""
    at = () if words == ("--help",) else ("--store", str(store))
    assert sorted(_imported(*words, *at) - NEEDED[words]) == []
