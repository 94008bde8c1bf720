"""`kg doctor`: all that is set and installed; each fault beside what is well, and never a crash."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, Place, Run

from kg import __version__
from kg.doctor.installation import NEEDED, OPTIONAL
from kg.doctor.model import faults
from kg.errors import DataError, Finding, Position
from kg.project import new_project
from kg.store import stage

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = ["program", "libraries", "java", "completion", "settings", "store", "domain"]
BROKEN_ONTOLOGY = """\
@prefix ex: <https://example.org/own#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .

ex:ends a owl:DatatypeProperty ; f:key "until" .
ex:lasts a owl:DatatypeProperty ; f:key "lasts" .
"""


def doctor(folder: Path, *args: str, **variables: str) -> Run:
    """Run the doctor with variables of one's own."""
    known = {k: v for k, v in os.environ.items() if not k.startswith("KG_")}
    done = subprocess.run(
        [sys.executable, "-m", "kg", "doctor", *args],
        cwd=folder,
        env=known | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1"} | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def checks(run: Run) -> dict[str, dict[str, Any]]:
    """Return what a run with `--json` told: the checks by section and name, faults left out."""
    told = json.loads(run.out)
    assert told["exit_code"] == run.code
    return {
        section: {check["name"]: check for check in found if check["state"] != "fault"}
        for section, found in told["sections"].items()
    }


def wrong(run: Run) -> list[tuple[str, str]]:
    """Return section and code of each fault that a run with `--json` told."""
    sections = json.loads(run.out)["sections"].items()
    return [(name, c["code"]) for name, found in sections for c in found if c["state"] == "fault"]


@pytest.fixture
def project(tmp_path: Path) -> Place:
    """Return a new project, not loaded."""
    new_project(tmp_path / "dams")
    return Place(tmp_path / "dams")


@pytest.fixture
def loaded(project: Place) -> Place:
    """Return a new project with its graph."""
    assert project.kg("load", "facts").code == 0
    return project


def test_all_is_well(loaded: Place) -> None:
    """Every section is there, in lines that align, and what the store and the domain hold."""
    done = doctor(loaded.folder)
    assert (done.code, done.err) == (0, "no faults\n")
    assert re.findall(r"^\w+$", done.out, re.MULTILINE) == SECTIONS
    lines = [line for line in done.out.splitlines() if line.startswith(" ")]
    assert [x for x in lines if not re.match(r"  (ok   |note ) [\w.]+ +\S", x)] == []
    assert len({re.match(r"  .{5} .{10}  \S", line) is None for line in lines}) == 1
    assert "\x1b" not in done.out
    told = checks(doctor(loaded.folder, "--json"))
    assert list(told) == SECTIONS
    assert told["program"]["kg"]["value"] == f"{__version__}, {ROOT / 'kg'}"
    assert told["store"]["generation"]["value"].startswith("#1, of ")
    assert told["store"]["sources"]["value"] == "1"
    assert int(told["store"]["quads"]["value"]) > 1000
    shipped = len(list((ROOT / "queries").glob("*.rq")))
    want = f"{shipped + 1}, of which 1 of the project's own"
    assert told["domain"]["queries"]["value"] == want
    assert int(told["domain"]["classes"]["value"]) > 50


def test_the_libraries_are_those_declared() -> None:
    """What is looked for is what the distribution needs, and what its extras bring."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [re.split(r"[<>=]", one)[0] for one in declared["dependencies"]]
    extras = declared["optional-dependencies"]
    assert list(NEEDED) == sorted(needed)
    assert {
        re.split(r"[<>=]", one)[0]: f"demarche-kg[{extra}]"
        for extra in ("frames", "network", "reason")
        for one in extras[extra]
    } == {name: wanted for name, wanted in OPTIONAL.items() if wanted.startswith("demarche-kg[")}


@dataclass(frozen=True, slots=True)
class Given:
    """Where a store is set, and which of these wins."""

    flag: str = ""
    variable: str = ""
    file: str = ""
    origin: str = "default"
    value: str = "graph.kg"


@pytest.mark.parametrize(
    "given",
    [
        Given(),
        Given(file="c.kg", origin="kg.toml", value="c.kg"),
        Given(variable="b.kg", file="c.kg", origin="KG_STORE", value="b.kg"),
        Given("a.kg", "b.kg", "c.kg", "--store", "a.kg"),
    ],
)
def test_a_setting_tells_where_it_comes_from(place: Place, given: Given) -> None:
    """Flag before variable before file before default; and a command uses the same."""
    if given.file:
        place.write("kg.toml", f'store = "{given.file}"\n')
    flags = ["--store", given.flag] if given.flag else []
    told = checks(doctor(place.folder, *flags, "--json", KG_STORE=given.variable))
    setting = told["settings"]["store"]
    assert (setting["value"], setting["origin"]) == (given.value, given.origin)
    assert told["store"]["path"]["value"] == str(place.folder / given.value)


def test_the_other_settings_tell_it_too(project: Place) -> None:
    """Domain, address, register and folder."""
    mediation = str(ROOT / "docs/domains/mediation")
    told = checks(doctor(project.folder, "--json", KG_DOMAIN=mediation))["settings"]
    assert {name: (c["value"], c["origin"]) for name, c in told.items() if name != "store"} == {
        "folder": (str(project.folder), "working folder"),
        "domain": (mediation, "KG_DOMAIN"),
        "id_base": ("https://example.org/dams/id/", "kg.toml"),
        "register": ("register.yaml", "default"),
    }
    flagged = checks(doctor(project.folder, "--json", "--domain", mediation, KG_DOMAIN="nowhere"))
    assert flagged["settings"]["domain"]["origin"] == "--domain"
    project.write("kg.toml", 'register = "people.yaml"\n')
    register = checks(doctor(project.folder, "--json"))["settings"]["register"]
    assert (register["state"], register["value"]) == ("note", "people.yaml, no such file")


@pytest.mark.parametrize(
    ("toml", "code", "faults"),
    [
        ("id_base = [", 3, [("settings", "syntax")]),
        ("id_base = '\udcff'", 3, [("settings", "syntax")]),
        ("stroe = 'x'", 2, [("settings", "bad-setting")]),
        ("store = 7", 2, [("settings", "bad-setting")]),
        ("id_base = 'nowhere'", 2, [("settings", "bad-setting")]),
        ("store = 'https://example.org/'", 2, [("settings", "remote-store")]),
        ("store = 'README.md'", 3, [("store", "store-foreign")]),
        ("store = 'facts'", 3, [("store", "store-foreign")]),
        ("domain = 'nowhere'", 3, [("domain", "missing")]),
        ("domain = 'facts'", 3, [("domain", "domain-empty")]),
        (
            "id_base = 'x'\nstore = 'facts'\ndomain = 'nowhere'",
            3,
            [("settings", "bad-setting"), ("store", "store-foreign"), ("domain", "missing")],
        ),
    ],
)
def test_a_wrong_setting_is_told_in_its_section(
    project: Place, toml: str, code: int, faults: list[tuple[str, str]]
) -> None:
    """The rest is still shown, and the exit code is that of the gravest."""
    (project.folder / "kg.toml").write_bytes(toml.encode("utf-8", "surrogateescape"))
    done = doctor(project.folder, "--json")
    assert (done.code, wrong(done)) == (code, faults)
    told = checks(done)
    assert ("store" in told["settings"], "pyoxigraph" in told["libraries"]) == (True, True)
    text = doctor(project.folder)
    assert (text.code, text.out.count("  fault ")) == (code, len(faults))
    assert "Traceback" not in text.err


def test_a_file_of_settings_that_is_a_folder(place: Place) -> None:
    """What cannot be read is told as such."""
    (place.folder / "kg.toml").mkdir()
    done = doctor(place.folder, "--json")
    assert (done.code, wrong(done)) == (3, [("settings", "unreadable")])


def test_a_store_that_is_not_there_stops_nothing(place: Place) -> None:
    """Before the first load all is well."""
    done = doctor(place.folder, "--json")
    generation = checks(done)["store"]["generation"]
    assert (done.code, generation["state"], "kg load" in generation["value"]) == (0, "note", True)


def test_a_damaged_store(loaded: Place) -> None:
    """A file that was changed, one that is gone, no CURRENT: each is told, with exit 3."""
    data = next((loaded.folder / "graph.kg/generations").iterdir()) / "data"
    table = max(data.glob("*.sst"), key=lambda path: path.stat().st_size)
    content = bytearray(table.read_bytes())
    content[-1] ^= 1
    table.write_bytes(content)
    changed = doctor(loaded.folder, "--json")
    table.unlink()
    gone = doctor(loaded.folder, "--json")
    (loaded.folder / "graph.kg/CURRENT").unlink()
    lost = doctor(loaded.folder, "--json")
    runs = (changed, gone, lost)
    assert [(run.code, wrong(run)) for run in runs] == [(3, [("store", "store-damaged")])] * 3
    assert [run.out.count("classes") > 0 for run in runs] == [True] * 3


def test_a_store_of_another_version(loaded: Place) -> None:
    """It is told that it cannot be read by this program."""
    (loaded.folder / "graph.kg/kg-store.json").write_text('{"format": 99}', "utf-8")
    done = doctor(loaded.folder, "--json")
    assert (done.code, wrong(done)) == (3, [("store", "store-version")])


def test_a_store_that_is_being_written(loaded: Place) -> None:
    """Who writes is told; the store can be read, so that it is no fault."""
    with stage(loaded.folder / "graph.kg", "load"):
        done = doctor(loaded.folder, "--json")
        lock = checks(done)["store"]["lock"]
        assert (done.code, lock["state"], f"process {os.getpid()}" in lock["value"]) == (
            0,
            "note",
            True,
        )
    assert "lock" not in checks(doctor(loaded.folder, "--json"))["store"]


def test_a_store_under_another_address(loaded: Place) -> None:
    """A changed `id_base` does not rename what is loaded: that is worth a note."""
    loaded.write("kg.toml", 'id_base = "https://other.test/"\n')
    done = doctor(loaded.folder, "--json")
    note = checks(done)["store"]["id_base"]
    assert (done.code, note["state"]) == (0, "note")
    assert "https://example.org/dams/id/" in note["value"]


def test_a_broken_domain_tells_each_place(place: Place) -> None:
    """Every fault of an ontology, at its line; what does not depend on it is still counted."""
    (place.folder / "own/ontology").mkdir(parents=True)
    place.write("own/ontology/own.ttl", BROKEN_ONTOLOGY)
    done = doctor(place.folder, "--domain", "own")
    assert (done.code, done.out.count("error[ontology-domain]")) == (1, 2)
    assert re.search(r"own\.ttl:5:\d+: error\[ontology-domain\]", done.out)
    assert re.search(r"own\.ttl:6:\d+: error\[ontology-domain\]", done.out)
    assert "  ok    queries " in done.out
    place.write("own/ontology/own.ttl", "no Turtle")
    assert wrong(doctor(place.folder, "--domain", "own", "--json")) == [
        ("domain", "turtle-syntax"),
    ]


def test_each_broken_query_is_told(project: Place) -> None:
    """One of the project's own that cannot be read does not hide the next."""
    project.write("queries/one.rq", "SELECT * {}")
    project.write("queries/two.rq", "#+ title: [\nSELECT * {}")
    done = doctor(project.folder, "--json")
    assert (done.code, wrong(done)) == (2, [("domain", "query-header")] * 2)


def test_without_java(place: Place) -> None:
    """No Java is no fault; one line says what is skipped."""
    done = doctor(place.folder, "--json", PATH=str(place.folder), JAVA_HOME="")
    java = checks(done)["java"]["java"]
    assert (done.code, java["state"]) == (0, "note")
    assert java["value"].startswith("not found on PATH: reasoning")


@pytest.mark.parametrize(
    ("script", "state", "said"),
    [
        (
            "#!/bin/sh\necho 'openjdk version \"21\"' >&2",
            "ok",
            'openjdk version "21", in JAVA_HOME',
        ),
        ("#!/bin/sh\nexit 3", "note", "ended with 3"),
        ("not a program", "note", "cannot be run"),
    ],
)
def test_java_of_java_home(place: Place, script: str, state: str, said: str) -> None:
    """It is found there, and one that does not work is told as a note."""
    program = place.folder / "jdk/bin/java"
    program.parent.mkdir(parents=True)
    program.write_text(script, "utf-8")
    program.chmod(0o755)
    home = str(place.folder / "jdk")
    done = doctor(place.folder, "--json", PATH=str(place.folder), JAVA_HOME=home)
    java = checks(done)["java"]["java"]
    assert (done.code, java["state"], said in java["value"]) == (0, state, True), java


@pytest.mark.slow
def test_java_that_hangs(place: Place) -> None:
    """It is waited for ten seconds and no longer, also where it has children."""
    program = place.write("java", "#!/bin/sh\n/bin/sleep 50\n")
    (place.folder / program).chmod(0o755)
    done = doctor(place.folder, "--json", PATH=str(place.folder))
    assert (done.code, "did not answer" in checks(done)["java"]["java"]["value"]) == (0, True)


def test_completion(place: Place) -> None:
    """Where the shell's script is there it is told; else how to get it."""
    there = place.folder / ".zfunc/_kg"
    missing = checks(doctor(place.folder, "--json", SHELL="/bin/zsh", HOME=str(place.folder)))
    there.parent.mkdir()
    there.write_bytes(b"")
    found = checks(doctor(place.folder, "--json", SHELL="/bin/zsh", HOME=str(place.folder)))
    assert missing["completion"]["zsh"]["value"] == "not installed; kg --install-completion"
    assert found["completion"]["zsh"]["value"] == f"installed, {there}"


def test_a_library_that_cannot_be_imported(place: Place) -> None:
    """The rest of the installation is still told, and which library it is."""
    (place.folder / "pyoxigraph.py").write_text("raise ImportError('wrong machine')", "utf-8")
    paths = f"{place.folder}{os.pathsep}{ROOT}"
    done = doctor(place.folder, "--json", PYTHONPATH=paths)
    assert (done.code, wrong(done)) == (2, [("libraries", "not-installed")])
    assert ("wrong machine" in done.out, "java" in checks(done)) == (True, True)


def test_an_output_that_takes_only_ascii(place: Place) -> None:
    """Names of other scripts are printed with escapes, and the encoding is worth a note."""
    folder = place.folder / "später"
    folder.mkdir()
    done = doctor(folder, PYTHONIOENCODING="ascii", KG_STORE="本.kg")
    assert (done.code, done.out.isascii()) == (0, True)
    assert ("  note  encoding" in done.out, r"\u672c.kg" in done.out) == (True, True)
    assert checks(doctor(folder, "--json", PYTHONIOENCODING="ascii"))["settings"]["folder"]


def test_a_working_folder_that_is_gone(tmp_path: Path) -> None:
    """Even then the installation is told, and one fault."""
    program = (
        "import os, runpy, sys; os.mkdir('gone'); os.chdir('gone'); os.rmdir(os.getcwd());"
        "sys.argv = ['kg', 'doctor']; runpy.run_module('kg', run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.count("  fault ")) == (3, 1), done.stderr
    assert "error[unreadable]" in done.stdout


def test_quiet_says_only_what_is_wrong(place: Place) -> None:
    """Nothing on stdout where all is well; else the faults."""
    well = doctor(place.folder, "-q")
    ill = doctor(place.folder, "-q", "--domain", "nowhere")
    assert (well.code, well.out) == (0, "")
    assert (ill.code, len(ill.out.splitlines()), "error[missing]" in ill.out) == (3, 2, True)


def test_a_data_error_is_a_fault_each() -> None:
    """Findings keep their place and code; the exit code is that of the error."""
    found = [Finding(Position("a.ttl", n), "error", "ontology-tie", "said") for n in (1, 2)]
    told = list(faults("domain", "domain", DataError(found)))
    assert [(c.value, c.code, c.exit_code) for c in told] == [
        (f"a.ttl:{n}: error[ontology-tie]: said", "ontology-tie", 1) for n in (1, 2)
    ]
