"""`kg init`: a project that works as it stands, and never writes over anything."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import ROOT, Place
from jsonschema import Draft202012Validator

from kg.errors import InputError, UsageError
from kg.project import default_id_base, new_project, plan_project, write_project

FILES = [
    ".gitignore",
    "README.md",
    "facts.schema.json",
    "facts/first.yaml",
    "kg.toml",
    "queries/pressure.rq",
    "register.yaml",
    "texts/courier-2031-06-12.txt",
]
COMMANDS = [
    "kg load facts",
    "kg validate",
    "kg query pressure -p by=Valdoria",
    "kg query CQ02",
    "kg explain courier-2031-06-12#power-line",
]


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with what it holds."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def project(tmp_path: Path) -> Place:
    """Return a new project's folder."""
    new_project(tmp_path / "dams")
    return Place(tmp_path / "dams")


def test_a_new_project_has_its_files_and_nothing_else(place: Place) -> None:
    """Init says on stderr what it wrote and what to do next; stdout stays empty."""
    done = place.kg("init")
    assert (done.code, done.out) == (0, "")
    assert sorted(contents(place.folder)) == FILES
    assert re.findall(r"^wrote (.+)$", done.err, re.MULTILINE) == FILES
    steps = re.findall(r"^  (kg .+)$", done.err, re.MULTILINE)
    assert [step for step in steps if step not in COMMANDS] == []


def test_every_command_of_its_readme_works(project: Place) -> None:
    """The five commands run in their order; the graph answers with rows, and nothing is found."""
    readme = (project.folder / "README.md").read_text("utf-8")
    assert re.findall(r"^\$ (kg .+)$", readme, re.MULTILINE) == COMMANDS
    runs = [project.kg(*shlex.split(command)[1:]) for command in COMMANDS]
    assert [run.code for run in runs] == [0] * len(COMMANDS), [run.err for run in runs]
    loaded, checked, pressure, threats, explained = runs
    assert "published as #1" in loaded.err
    assert checked.err == "checked the graph #1; to check files, name them\nno findings\n"
    assert len(pressure.out.splitlines()) == 2
    assert pressure.out.rstrip().endswith("true")
    assert "Valdoria would cut the power if the gates stay shut" in threats.out
    assert ">>If the gates stay shut, she added" in explained.out
    for command in re.findall(r"`(kg [^`]+)`", readme):
        done = project.kg(*shlex.split(command)[1:])
        assert done.code == 0, (command, done.err)


def test_its_facts_have_no_finding_at_all(project: Place) -> None:
    """Not even an info: an example that teaches is coded in full, and takes each load alike."""
    done = project.kg("validate", "facts", "register.yaml", "--fail-on", "info", "--json")
    assert (done.code, json.loads(done.out)["findings"]) == (0, [])
    assert project.kg("load", "facts").code == 0
    assert "0 added" in project.kg("load", "facts", "register.yaml").err


def test_the_whole_folder_loads_too(project: Place) -> None:
    """Neither the schema nor the store is taken for facts."""
    runs = [project.kg("load", ".") for _ in range(2)]
    assert [(run.code, run.err.count("error[")) for run in runs] == [(0, 0)] * 2, runs
    assert "0 added" in runs[1].err


def test_its_schema_takes_its_facts(project: Place) -> None:
    """The first line of the facts file names the schema, and the schema finds nothing wrong."""
    file = project.folder / "facts/first.yaml"
    first = file.read_text("utf-8").splitlines()[0]
    named = first.removeprefix("# yaml-language-server: $schema=")
    schema = json.loads((file.parent / named).read_text("utf-8"))
    facts = yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - all is text
    assert list(Draft202012Validator(schema).iter_errors(facts)) == []
    facts["facts"][0]["tpye"] = "Threat"
    assert list(Draft202012Validator(schema).iter_errors(facts)) != []
    assert project.kg("schema").out.encode() == (file.parent / named).read_bytes()


def test_its_things_have_an_address_of_their_own(project: Place, place: Place) -> None:
    """The folder's name, or `--id-base`, makes the addresses of what is loaded."""
    assert project.kg("load", "facts").code == 0
    exported = project.kg("export", "-o", "-", "--format", "nq").out
    assert "<https://example.org/dams/id/fact/courier-2031-06-12.power-line>" in exported
    assert "<https://w3id.org/demarche/id/" not in exported
    assert place.kg("init", "mine", "--id-base", "https://me.test/things#").code == 0
    assert 'id_base = "https://me.test/things#"' in (place.folder / "mine/kg.toml").read_text()


@pytest.mark.parametrize("base", ["ftp://x/", "https://x", "https:///", 'http://x"/', "http://[/"])
def test_an_address_that_is_none_is_refused(place: Place, base: str) -> None:
    """What could not stand in `kg.toml` or name a thing is told before anything is written."""
    done = place.kg("init", "--id-base", base)
    assert (done.code, "error[bad-setting]" in done.err) == (2, True), done.err
    assert contents(place.folder) == {}


@pytest.mark.parametrize("name", ["two words", "Zürich/später", "日本", "...", "--", "a'b\"c"])
def test_any_folder_will_do(place: Place, name: str) -> None:
    """Spaces, other scripts, a name of no letters, folders above that are missing: it loads."""
    done = place.kg("init", "--quiet", "--", name)
    assert (done.code, done.out + done.err) == (0, "")
    there = Place(place.folder / name)
    loaded = there.kg("load", "facts")
    assert (loaded.code, "published as #1" in loaded.err) == (0, True), loaded.err


def test_the_default_address_is_a_legal_one() -> None:
    """A folder's name of no letters still gives an address, and not that of another."""
    bases = [
        default_id_base(Path(f"/x/{name}")) for name in ("Dam talks", "日本", "中国", "\udcff")
    ]
    assert bases[0] == "https://example.org/dam-talks/id/"
    assert len(set(bases)) == 4
    assert [base for base in bases if not base.isascii() or "//id" in base] == []


def test_nothing_is_ever_written_over(project: Place) -> None:
    """The second time is exit 2 with the list, and changes no byte."""
    before = contents(project.folder)
    done = project.kg("init")
    assert (done.code, done.err.count("error[exists]")) == (2, 1)
    assert [name for name in FILES if name not in done.err] == []
    assert contents(project.folder) == before


@pytest.mark.parametrize("there", FILES)
def test_one_file_that_is_there_stops_it_all(tmp_path: Path, there: str) -> None:
    """Whichever it is, it is named, and none of the others is written."""
    (tmp_path / there).parent.mkdir(exist_ok=True)
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(UsageError) as raised:
        new_project(tmp_path)
    assert raised.value.message.endswith(f"already {tmp_path / there}")
    assert contents(tmp_path) == {there: b"mine"}


def test_a_link_to_nowhere_and_a_file_for_a_folder_are_in_the_way(tmp_path: Path) -> None:
    """Neither is followed or replaced."""
    (tmp_path / "kg.toml").symlink_to(tmp_path / "elsewhere.toml")
    (tmp_path / "facts").write_bytes(b"a file")
    with pytest.raises(UsageError) as raised:
        new_project(tmp_path)
    assert raised.value.message.endswith(f"{tmp_path / 'facts'}, {tmp_path / 'kg.toml'}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["facts", "kg.toml"]


def test_a_project_goes_into_a_folder_that_holds_other_things(tmp_path: Path) -> None:
    """What is there and is not in the way stays as it is."""
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts/own.txt").write_bytes(b"mine")
    new_project(tmp_path)
    assert sorted(contents(tmp_path)) == sorted([*FILES, "texts/own.txt"])


def test_all_or_nothing(tmp_path: Path) -> None:
    """What comes up between plan and writing stops it: what was written is taken back."""
    files = plan_project(tmp_path / "new" / "deep")
    (tmp_path / "new/deep").mkdir(parents=True)
    (tmp_path / "new/deep/register.yaml").write_bytes(b"mine")
    with pytest.raises(InputError) as raised:
        write_project(files)
    assert raised.value.code == "unwritable"
    assert contents(tmp_path) == {"new/deep/register.yaml": b"mine"}
    assert [p.name for p in (tmp_path / "new/deep").iterdir()] == ["register.yaml"]


@pytest.mark.parametrize("folder", ["file", "file/below", "/dev/null/x", "x" * 300])
def test_a_folder_that_cannot_be(place: Place, folder: str) -> None:
    """A file in place of the folder, or above it, is one clear line and exit 3."""
    place.write("file", "mine")
    done = place.kg("init", folder)
    assert (done.code, done.err.count("error[unwritable]")) == (3, 1), done.err
    assert contents(place.folder) == {"file": b"mine"}


def test_a_folder_without_rights(tmp_path: Path) -> None:
    """Who may not write there is told so, with exit 3."""
    tmp_path.chmod(0o555)
    program = (
        "import os; from pathlib import Path; from kg.errors import KgError\n"
        "from kg.project import plan_project, write_project; files = plan_project(Path('new'))\n"
        "if os.geteuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "try: write_project(files)\n"
        "except KgError as e: print(e.code, e.exit_code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, list(tmp_path.iterdir())) == ("unwritable 3\n", []), done.stderr


def test_a_dry_run_lists_and_writes_nothing(place: Place) -> None:
    """The list is that of the real run; as JSON it is on stdout."""
    told = place.kg("init", "new", "--dry-run")
    assert told.err.splitlines()[-1] == "dry run: nothing was written"
    listed = place.kg("init", "new", "--dry-run", "--json")
    assert list(place.folder.iterdir()) == []
    written = place.kg("init", "new", "--json")
    assert json.loads(listed.out) == json.loads(written.out) == [f"new/{name}" for name in FILES]
    assert [run.code for run in (told, listed, written)] == [0, 0, 0]
    assert written.err == ""
