"""A command imports what it needs, and no heavy library that it does not."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import typer
from conftest import ROOT

from kg.cli.app import TABLE
from kg.cli.given import take_as_given

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LOOKING_UP = frozenset({"pyoxigraph", "yaml", "msgspec"})
ASKING = LOOKING_UP | {"rapidfuzz", "rich"}
HEAVY = ASKING | {
    *("rdflib", "pyshacl", "owlready2", "openpyxl", "numpy", "networkx"),
    *("pydantic", "email", "tomllib", "anyascii"),
}
GIVEN = (None, "words", "", "-", "violation", "5", "x\udc80", ("one", "other"), ())
NEEDED = {
    ("--help",): frozenset(),
    ("query", "--list"): ASKING,
    ("query", "meetings-of", "-p", "person=Ada Moreau"): LOOKING_UP | {"rapidfuzz"},
    ("describe", "Ada Moreau"): ASKING,
    ("sparql", "ASK { ?s a dkg:Threat }"): LOOKING_UP,
    ("load", "examples"): LOOKING_UP | {"rapidfuzz", "rdflib", "pyshacl", "owlready2", "email"},
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


@pytest.mark.parametrize("name", TABLE)
def test_what_is_taken_as_given_is_what_typer_makes_of_it(name: str) -> None:
    """Each parameter of each command gives the same for the same value, or refuses it alike."""
    usual, ours = (typer.main.get_command(import_module(f"kg.cli.{name}").app) for _ in range(2))
    take_as_given(ours)
    contexts = [typer.Context(command, info_name=name) for command in (usual, ours)]
    params = [c.command.get_params(c) for c in contexts]
    assert params[0], "there is nothing to compare"
    for one, other in zip(*params, strict=True):
        for value in (*GIVEN, one.get_default(contexts[0])):
            told = [
                _outcome(param.process_value, ctx, value)
                for param, ctx in zip((one, other), contexts, strict=True)
            ]
            assert told[0] == told[1], (one.name, value)


def _outcome(process: Callable[[Any, Any], Any], context: Any, value: Any) -> str:  # noqa: ANN401 - typer's own
    """Return what a parameter makes of a value, or how it refuses it."""
    try:
        return repr(process(context, value))
    except (typer.TyperException, typer.Exit, UnicodeError, TypeError) as error:
        return repr(error)
