"""A tab in the shell: queries, parameters, names in the graph, terms of the ontology."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest
from conftest import ROOT, Place
from naming import find

from kg.cli.completing import _things
from kg.config import read_settings
from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.store import open_snapshot

EXAMPLES = ["examples/talks.yaml", "examples/answer.yaml"]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a folder whose store holds the shipped example; read it only."""
    folder = tmp_path_factory.mktemp("completion")
    shutil.copytree(ROOT / "examples", folder / "examples")
    place = Place(folder)
    assert place.kg("load", *EXAMPLES).code == 0
    return place


def offered(place: Place, *words: str) -> list[str]:
    """Return what bash is offered for the last of the words after `kg`."""
    line = ["kg", *words]
    variables = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    variables |= {"COMP_WORDS": "\n".join(line), "COMP_CWORD": str(len(words))}
    done = subprocess.run(
        [sys.executable, "-m", "kg"],
        cwd=place.folder,
        env=variables | {"_KG_COMPLETE": "complete_bash", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout.split()


CASES = [
    (["que"], ["query"]),
    (
        ["query", "threats-"],
        ["threats-against", "threats-by-person", "threats-mutual", "threats-realised"],
    ),
    (["query", "CQ1"], [f"CQ{number}" for number in range(10, 20)]),
    (
        ["query", "threats-against", "-p", "s"],
        [
            "state=Arcadia",
            "state=Borealis",
            "state=Lyra",
            "state=the_Arcadians",
            "state=the_Boreans",
        ],
    ),
    (["query", "threats-against", "-p", "state", "=", "A"], ["Arcadia"]),
    (["query", "CQ01", "--param", "person", "=", "A"], ["Aaker", "Ada_Moreau"]),
    (["query", "meetings-coming", "-p", "d"], ["day="]),
    (["query", "threats-against", "-p", "state", "=", "X"], []),
    (["describe", "Ada"], ["Ada_Moreau"]),
    (["describe", "--class", "Thr"], ["Threat"]),
    (
        ["explain", "lyra-gazette-2031-05-05#t"],
        ["lyra-gazette-2031-05-05#talks-over", "lyra-gazette-2031-05-05#trawlers-allowed"],
    ),
    (["export", "--source", "ly"], ["lyra-gazette-2031-05-05"]),
    (["vocab", "close-b"], ["close-border"]),
    (["query", "--store", "none.kg", "threats-against", "-p", "state", "=", "B"], []),
    (["describe", "--domain", "none", "Ada"], []),
]


@pytest.mark.parametrize(("words", "want"), CASES, ids=[" ".join(words) for words, _ in CASES])
def test_what_is_offered(loaded: Place, words: list[str], want: list[str]) -> None:
    """What fits the word begun, and nothing, silently, where there is nothing."""
    assert offered(loaded, *words) == want


def test_every_word_offered_is_understood(loaded: Place) -> None:
    """A word that a shell takes without quotes names the thing it stood for."""
    settings = read_settings(folder=loaded.folder)
    ontology, store = load_ontology(settings.domain.ontology), open_snapshot(settings.store).store
    words = [word for word, _ in _things(settings)]
    assert len(words) > 50
    for word in words:
        assert not set(word) & set(" \t\n'\"\\$&|;<>()`*?")
        try:
            find(store, ontology, settings.names, word)
        except UsageError as error:
            assert error.code == "ambiguous-name"  # noqa: PT017 - two may bear one name


def test_in_a_real_bash(loaded: Place) -> None:
    """The script for bash hands each word on and fills in what comes back."""
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("bash is not installed")
    program = f'#!/bin/sh\nexec {sys.executable} -m kg "$@"\n'
    (loaded.folder / "kg").write_text(program)
    (loaded.folder / "kg").chmod(0o755)
    script = """
        PATH=$PWD:$PATH
        source <(_KG_COMPLETE=source_bash kg)
        COMP_WORDS=(kg query threats-against -p state = Bo) COMP_CWORD=6
        _kg_completion kg
        echo "${COMPREPLY[@]}"
    """
    done = subprocess.run(
        [bash, "--norc", "--noprofile", "-c", script],
        cwd=loaded.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stderr, done.stdout) == ("", "Borealis\n")
