"""What a person at a terminal expects: pipes, signals, disks, scripts of the world, colours."""

from __future__ import annotations

import io
import os
import re
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from rich.console import Console

from kg.cli.app import TABLE
from kg.cli.bars import Shown
from kg.cli.waiting import shown_progress
from kg.places import file_of, in_file
from kg.progress import silent, told

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from conftest import Place

GOOD = ["examples/talks.yaml", "examples/answer.yaml"]
ARABIC, LONG = "\u0633\u0644\u0648\u0627\u0646\u064a\u0627", "Very " * 60 + "long name"
WORLD = f"""source: {{id: world, title: "\u062e\u0628\u0631", publisher: P, published: 2031-05-02}}
actors:
  - {{type: State, name: {ARABIC}, iso: xs}}
  - {{type: State, name: {LONG}, iso: xm}}
  - {{type: State, name: \u5317\u4eac\u5e02, iso: xn}}
facts:
  - type: Threat
    id: x
    label: "\u062a\u0647\u062f\u064a\u062f"
    by: {ARABIC}
    against: [{LONG}, \u5317\u4eac\u5e02]
    when: 2031-05-01
    then: {{action: embargo, by: {ARABIC}}}
    evidence: p1 narrative
"""


def run(
    place: Place,
    *args: str,
    stdout: int = subprocess.PIPE,
    before: Callable[[], None] | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, bytes, bytes]:
    """Run the command with streams and variables of a test's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("KG_", "LC_", "LANG"))}
    done = subprocess.run(
        [sys.executable, "-m", "kg", *args],
        cwd=place.folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | dict(variables),
        stdout=stdout,
        stderr=subprocess.PIPE,
        preexec_fn=before,
        check=False,
    )
    return done.returncode, done.stdout or b"", done.stderr


READING = [
    ["query", "CQ02"], ["query", "--list"], ["export", "-o", "-"], ["sources"], ["vocab"],
    ["describe", "Arcadia"], ["explain", "example-times-2031-05-02#smuggling"], ["schema"],
    ["sparql", "SELECT * { ?s ?p ?o }"], ["plot", "timeline", "-o", "-"], ["--help"],
]  # fmt: skip


@pytest.mark.parametrize("args", READING, ids=[" ".join(args) for args in READING])
def test_a_closed_pipe_is_no_error(examples: Place, args: list[str]) -> None:
    """`kg query | head` ends as `head` does; a full device is told, exit 3."""
    assert examples.kg("load", *GOOD).code == 0
    reader, writer = os.pipe()
    os.close(reader)
    assert run(examples, *args, stdout=writer)[::2] == (0, b"")
    os.close(writer)
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with Path("/dev/full").open("wb") as full:
        code, _, said = run(examples, *args, stdout=full.fileno())
    assert (code, b"error[unwritable]" in said, b"Traceback" in said) == (3, True, False)


def test_no_streams_at_all(examples: Place) -> None:
    """A job whose streams are closed works all the same."""
    for args in (["load", *GOOD], ["query", "CQ02"], ["load", *GOOD]):
        script = '"$@" <&- >&- 2>&-'
        command = ["sh", "-c", script, "sh", sys.executable, "-m", "kg", *args]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=examples.folder, env=environment, check=False)
        assert done.returncode == 0
    assert examples.kg("sources").code == 0


@pytest.mark.parametrize("wait", [0.2, 0.8])
def test_an_interrupt_is_130_and_changes_nothing(examples: Place, wait: float) -> None:
    """Ctrl-C leaves the graph as it was, and nothing in its folder."""
    assert examples.kg("load", GOOD[1]).code == 0
    before = sorted(p.name for p in (examples.folder / "graph.kg").iterdir())
    running = subprocess.Popen(
        [sys.executable, "-m", "kg", "load", GOOD[0]],
        cwd=examples.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        # A job in the background is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    time.sleep(wait)
    running.send_signal(signal.SIGINT)
    _, said = running.communicate()
    if running.returncode == -signal.SIGINT:
        pytest.skip("the signal came before the program did")
    assert (running.returncode, b"Traceback" in said) == (130, False)
    assert said.endswith(b"interrupted\n")
    assert sorted(p.name for p in (examples.folder / "graph.kg").iterdir()) == before
    assert "example-times" not in examples.kg("sources").out


INTERRUPTING = """
import sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == "kg.cli.load":
            exec("raise KeyboardInterrupt")

sys.meta_path.insert(0, Interrupting())
from kg.cli.app import main
main()
"""
"""The interrupt comes where Python runs a text: making a dataclass does, at each import."""


def test_an_interrupt_of_a_text_that_runs_is_130(tmp_path: Path) -> None:
    """Python remembers such an interrupt, and would end the process by it at the end."""
    (tmp_path / "interrupting.py").write_text(INTERRUPTING)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    command = [sys.executable, "-m", "interrupting", "load"]
    done = subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (130, b"interrupted\n")


@pytest.mark.parametrize("room", [1_000, 100_000])
def test_a_full_disk_changes_nothing(examples: Place, room: int) -> None:
    """A store that can grow no more keeps what it has, says why, and leaves nothing behind."""
    assert examples.kg("load", GOOD[1]).code == 0
    before = sorted(str(p) for p in (examples.folder / "graph.kg").rglob("*"))

    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    for store in ("graph.kg", "new.kg"):
        code, _, said = run(examples, "load", GOOD[0], "--store", store, before=narrow)
        assert (code, b"error[disk-full]" in said, b"Traceback" in said) == (3, True, False), said
    assert sorted(str(p) for p in (examples.folder / "graph.kg").rglob("*")) == before
    assert not (examples.folder / "new.kg").exists()


def test_a_load_leaves_no_working_copy(examples: Place) -> None:
    """What was staged is gone when the command ends."""
    for files in (GOOD[:1], GOOD, GOOD):
        assert examples.kg("load", *files).code == 0
        assert list((examples.folder / "graph.kg").glob("staging*")) == []


@pytest.mark.parametrize(
    "variables",
    [
        {"LC_ALL": "C"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "latin-1", "COLUMNS": "40"},
    ],
    ids=str,
)
def test_any_script_on_any_terminal(place: Place, variables: dict[str, str]) -> None:
    """Names that a terminal cannot show end no command; data that is piped is UTF-8."""
    load = run(place, "load", place.write("world.yaml", WORLD), variables=variables)
    assert load[0] == 0, load[2]
    for args in (["describe", ARABIC], ["query", "CQ02", "--format", "table"], ["sources"]):
        code, _, said = run(place, *args, variables=variables)
        assert (code, said) == (0, b""), args
    for args in (["query", "CQ02", "--format", "csv"], ["export", "-o", "-"]):
        _, shown, _ = run(place, *args, variables=variables)
        assert ARABIC in shown.decode("utf-8")
        assert LONG in shown.decode("utf-8")


def test_an_argument_that_is_no_text(examples: Place) -> None:
    """Bytes that are not UTF-8 name nothing: exit 2 or 3, never a bug."""
    assert examples.kg("load", *GOOD).code == 0
    for args in (["describe"], ["query"], ["explain"], ["vocab"], ["load"], ["export", "-o", "-"]):
        odd = [*args, "--source"] if args[0] == "export" else args
        code, _, said = run(examples, *odd, os.fsdecode(b"\xff"))
        assert (code in {2, 3}, b"Traceback" in said) == (True, False), (args, said)


def test_a_working_folder_that_was_removed(place: Place) -> None:
    """A command in a folder that is gone says so."""
    for args in ("load x.yaml", "init", "query CQ02", "schema"):
        command = f"mkdir gone && cd gone && rmdir ../gone && {sys.executable} -m kg {args}"
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(  # noqa: S602 - a shell is what removes its own folder
            command,
            shell=True,
            cwd=place.folder,
            env=environment,
            stderr=subprocess.PIPE,
            check=False,
        )
        told = b"error[missing]: the working folder was removed" in done.stderr
        assert (done.returncode, told) == (3, True), (args, done.stderr)


def test_a_table_fits_its_terminal(place: Place) -> None:
    """A very long name is folded in a table, and whole in every format for programs."""
    place.write("world.yaml", WORLD)
    assert place.kg("load", "world.yaml").code == 0
    shown = place.kg("query", "CQ02", "--format", "table").out
    assert LONG in " ".join(shown.split())
    assert ARABIC in shown
    assert LONG in place.kg("query", "CQ02", "--format", "json").out


def test_windows_paths_in_places() -> None:
    """A drive's colon is no line number."""
    assert in_file("C:\\facts\\talks.yaml:14:9") == ("C:\\facts\\talks.yaml", 14, 9)
    assert file_of("C:\\facts\\talks.yaml") == "C:\\facts\\talks.yaml"


def test_a_path_written_the_windows_way(place: Place) -> None:
    """A facts file is read on every system: the mend says how."""
    text = "source: {id: a, title: T, text: texts\\talks.txt}\nfacts: []\n"
    done = place.kg("validate", place.write("a.yaml", text))
    assert (done.code, "write the path with `/`" in done.err) == (1, True), done.err


def test_progress_on_long_work() -> None:
    """A step's bar comes once work has taken a while, and is gone when the step is done."""
    for patience, seen in ((0.0, True), (60.0, False)):
        screen = io.StringIO()
        console = Console(file=screen, force_terminal=True, width=80)
        assert list(told("abc", "checking", Shown(console, patience))) == ["a", "b", "c"]
        assert ("checking" in screen.getvalue(), "2/3" in screen.getvalue()) == (seen, seen)


def test_progress_is_silent_where_nobody_looks() -> None:
    """A pipe, or --quiet, gets none."""
    assert shown_progress(quiet=True) is silent
    if not sys.stderr.isatty():
        assert shown_progress(quiet=False) is silent


@pytest.mark.parametrize("command", ["", *TABLE])
def test_help_fits_eighty_columns(place: Place, command: str) -> None:
    """Every help is plain text of 80 columns and ends with an example to paste."""
    code, shown, _ = run(place, *[command] * bool(command), "--help", variables={"COLUMNS": "80"})
    lines = shown.decode("utf-8").splitlines()
    assert (code, max(map(len, lines)) <= 80, "\x1b" in "".join(lines)) == (0, True, False)
    if command:
        assert re.search(rf"Example: kg {command}\b", shown.decode())
        assert "--install-completion" not in shown.decode()


def test_quiet_says_only_what_is_wrong(examples: Place) -> None:
    """A job that works says nothing at all."""
    for args in (["load", *GOOD], ["validate", *GOOD], ["validate"]):
        done = examples.kg(*args, "--quiet")
        assert (done.code, done.out, done.err) == (0, "", "")
