"""Limits: whatever a query is, it ends in one clear line, by its deadline, and alone."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hostile_queries import HOSTILE, Hostile
from hostile_run import MEMORY
from pyoxigraph import Literal, NamedNode, Quad

from kg import store
from kg.errors import LimitError, UsageError
from kg.graph import open_graph
from kg.output import write_file
from kg.store.policy import MAX_TOKENS, tokens
from kg.terms import Names

if TYPE_CHECKING:
    from conftest import Place

EX = "https://example.org/"
SLACK = 0.5
"""Seconds after its deadline by which a query is over."""
TIMES = 6
"""As often as this may reading any query take what reading a long plain one takes."""
EXITS = {"answer": 0, "timeout": 4, "memory": 4, "query-crash": 4}
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@dataclass(frozen=True, slots=True)
class Ends:
    """How every hostile query ended, by name, and what the process came to."""

    queries: dict[str, dict[str, Any]]
    process: dict[str, Any]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of 1,000 things, some of which are others' values."""
    made = tmp_path_factory.mktemp("limits") / "graph.kg"
    store.create(made)
    graph, p = Names().graph("one"), NamedNode(f"{EX}p")
    values = (Literal(str(n)) if n % 3 else NamedNode(f"{EX}{7 * n % 1000}") for n in range(1000))
    with store.stage(made, "test") as staging:
        many = [Quad(NamedNode(f"{EX}{n}"), p, value, graph) for n, value in enumerate(values)]
        staging.replace_graph(graph, many)
        staging.publish({})
    return made


@pytest.fixture(scope="module")
def ends(path: Path) -> Ends:
    """Return how all hostile queries end, put one after another by one process."""
    script = Path(__file__).with_name("hostile_run.py")
    done = subprocess.run(
        [sys.executable, str(script), str(path)],
        env=os.environ | {"PYTHONPATH": str(script.parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *queries, process = map(json.loads, done.stdout.splitlines())
    return Ends({query["name"]: query for query in queries}, process)


def test_there_are_many_and_each_is_its_own() -> None:
    """The table has enough queries, none of them twice."""
    assert len(HOSTILE) >= 45
    assert len({query.name for query in HOSTILE}) == len(HOSTILE)
    assert len({query.text for query in HOSTILE}) == len(HOSTILE)


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query.name)
def test_a_hostile_query_ends_in_one_clear_line(ends: Ends, query: Hostile) -> None:
    """It is refused, stopped or answered, with the exit code of that, in a line that ends."""
    end = ends.queries[query.name]
    assert end["code"] in query.ends, end
    assert end["exit"] == EXITS.get(end["code"], 2)
    assert end["line"].isprintable()
    assert len(end["line"]) < 300
    assert "Traceback" not in end["line"]


@pytest.mark.parametrize("query", HOSTILE, ids=lambda query: query.name)
def test_a_hostile_query_ends_by_its_deadline(ends: Ends, query: Hostile) -> None:
    """No process works on it longer than its deadline, half a second and two starts.

    Seconds of the processor are counted, which a busy machine does not add to; a
    child that nobody stopped would go on for five more. One that waits, and does
    not work, is found by the clock: as many times slower as a child is to start.
    """
    end = ends.queries[query.name]
    deadline = query.timeout + SLACK if end["code"] in EXITS else 1.0
    deadline += 2 * ends.process["start"]  # a machine that is slow to start is slow to read
    assert end["child"] < deadline
    assert end["own"] < deadline
    assert end["wall"] < deadline + 20 * ends.process["start"]


def test_nothing_is_left_behind(ends: Ends) -> None:
    """After all of them there is no child, and none took more memory than it was given."""
    assert ends.process["left"] == []
    assert ends.process["children"] < MEMORY + ends.process["own"]
    assert ends.process["own"] < MEMORY


SHOWN = [
    ("product counted", 4, "timeout"),
    ("sort of a product", 4, "memory"),
    ("negations", 4, "query-crash"),
    ("service", 2, "policy"),
    ("insert", 2, "policy"),
    ("braces, many more", 2, "policy"),
    ("brackets not closed", 2, "sparql-syntax"),
    ("a function of the system", 2, "sparql-function"),
]


@pytest.mark.parametrize(("name", "code", "said"), SHOWN, ids=str)
def test_the_command_line_tells_it(
    path: Path, place: Place, name: str, code: int, said: str
) -> None:
    """`kg sparql` prints one line on stderr, nothing on stdout, and exits with its code."""
    texts = {query.name: query.text for query in HOSTILE} | {"braces, many more": "{" * 200}
    place.write("q.rq", texts[name])
    # Where memory is to run out, time is not to be first.
    timeout = "0.5" if said == "timeout" else "60"
    limits = ("--timeout", timeout, "--max-memory", "128")
    run = place.kg("sparql", "-f", "q.rq", "--store", str(path), *limits)
    assert (run.code, run.out) == (code, "")
    told = [line.rpartition(" error[")[2] for line in run.err.splitlines()]
    assert [line.partition("]")[0] for line in told] == [said]


@pytest.mark.parametrize(
    ("text", "code"),
    [("\ufeffASK {}", 0), ("", 2), ("ASK { \x00 }", 2)],
    ids=["bom", "empty", "nul"],
)
def test_what_an_editor_or_a_pipe_gives(path: Path, place: Place, text: str, code: int) -> None:
    """A mark of byte order is no fault; nothing, and a NUL, are told in a line."""
    place.write("q.rq", text)
    at = ("--store", str(path))
    runs = [place.kg("sparql", "-f", "q.rq", *at), place.kg("sparql", "-", *at, stdin=text)]
    assert [(run.code, len(run.err.splitlines())) for run in runs] == [(code, 1 if code else 0)] * 2


def test_bytes_that_are_no_text_are_told(place: Place) -> None:
    """A query that is not UTF-8 is an input that cannot be read, from a file and from a pipe."""
    (place.folder / "q.rq").write_bytes(b"ASK { ?a ?b '\xff' }")
    from_file = place.kg("sparql", "-f", "q.rq")
    with (place.folder / "q.rq").open("rb") as stream:
        from_pipe = subprocess.run(
            [sys.executable, "-m", "kg", "sparql", "-"],
            stdin=stream, cwd=place.folder, capture_output=True, text=True, check=False,
            env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
        )  # fmt: skip
    assert (from_file.code, from_pipe.returncode) == (3, 3)
    assert "error[unreadable]" in from_file.err
    assert "error[unreadable]" in from_pipe.stderr


@pytest.mark.parametrize(
    "piece", ["a-", "a.b-", "é\u2014", "a:b-", "<a", "@a--", "x:%4", "\\u00", "'''\n"]
)
def test_reading_takes_time_in_proportion(piece: str) -> None:
    """Twenty times as long a query takes no more than some twenty times the time to read.

    Seconds of the processor; reading that tries every end anew would take four hundred.
    """
    times = []
    for count in (2_000, 40_000):
        began = time.process_time()
        for _ in tokens(piece * count):
            pass
        times.append(time.process_time() - began)
    assert times[1] < 100 * max(times[0], 0.002)


def test_the_number_of_words_is_bounded() -> None:
    """A list too long to read in time is refused; one just short of it is not."""
    store.check("ASK { ?a ?b ?c FILTER(?c IN (" + "1," * (MAX_TOKENS // 2 - 20) + "1)) }")
    with pytest.raises(UsageError, match="more than 100,000 words") as caught:
        store.check("ASK { ?a ?b ?c FILTER(?c IN (" + "1," * MAX_TOKENS + "1)) }")
    assert caught.value.code == "policy"


@pytest.mark.parametrize("timeout", [0.0, -1.0, float("nan"), float("inf"), 1e9])
def test_a_time_that_is_none_is_refused(timeout: float) -> None:
    """A deadline that could not be kept is a wrong command."""
    with pytest.raises(UsageError) as caught:
        store.run(None, "ASK {}", timeout=timeout)
    assert caught.value.code == "usage"


@pytest.mark.parametrize(
    "flags",
    [("--timeout", "nan"), ("--timeout", "inf"), ("--timeout", "0"), ("--max-rows", "0"),
     ("--max-memory", "0"), ("--max-memory", "-1"), ("--timeout", "soon")],
    ids=" ".join,
)  # fmt: skip
@pytest.mark.parametrize("command", [("sparql", "ASK {}"), ("query", "CQ02")], ids=lambda c: c[0])
def test_flags_that_are_no_limits_are_refused(
    path: Path, place: Place, command: tuple[str, ...], flags: tuple[str, ...]
) -> None:
    """Both commands know the three limits and refuse what is none, in a line."""
    run = place.kg(*command, *flags, "--store", str(path))
    assert (run.code, run.out, len(run.err.splitlines())) == (2, "", 1)


def test_memory_and_time_bound_saved_queries_and_the_python_interface(place: Place) -> None:
    """The limits of `kg query` and of `Graph` are those of the worker."""
    store.create(place.folder / "graph.kg")
    mine = place.folder / "queries"
    mine.mkdir()
    product = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(300)))} }}" for n in range(4))
    text = f"#+ title: Mine\nSELECT * {{ {product} }} ORDER BY ?v3 ?v2 ?v1 ?v0"
    (mine / "mine.rq").write_text(text, "utf-8")
    for flags, code in (
        (("--max-memory", "64", "--timeout", "60"), "memory"),
        (("--timeout", "0.3"), "timeout"),
    ):
        run = place.kg("query", "mine", *flags)
        assert (run.code, f"error[{code}]" in run.err) == (4, True)
    graph = open_graph(place.folder / "graph.kg", folder=place.folder)
    for seconds, mebibytes, code in ((60.0, 64, "memory"), (0.3, 4096, "timeout")):
        with pytest.raises(LimitError) as caught:
            graph.query("mine", timeout=seconds, max_memory=mebibytes)
        assert caught.value.code == code
        with pytest.raises(LimitError) as caught:
            graph.sparql(text, timeout=seconds, max_memory=mebibytes)
        assert caught.value.code == code


def test_rows_that_keep_coming_are_stopped_too(path: Path) -> None:
    """The deadline holds while rows arrive faster than it is waited for them."""
    with pytest.raises(LimitError) as caught:
        store.run(path, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", timeout=0.3, max_rows=10**9)
    assert caught.value.code == "timeout"


RUN = (
    "import sys; from pathlib import Path; from kg import store; store.run(Path(sys.argv[1]), {!r})"
)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize(
    "text", [FOREVER, "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } OFFSET 500000000"]
)
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM])
def test_a_child_does_not_outlive_its_parent(path: Path, sent: signal.Signals, text: str) -> None:
    """However the command ends, even killed, its query ends with it and not at its deadline."""
    process = subprocess.Popen(
        [sys.executable, "-c", RUN.format(text), str(path)], cwd=Path(__file__).parents[1]
    )
    child = _child_at_work(process.pid)
    process.send_signal(sent)
    process.wait()
    end = time.monotonic() + 30  # its time by the processor would be 65 s
    while _runs(child) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(child)


def _child_at_work(pid: int) -> str:
    """Return the process that works for another, once it has worked for a while."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        time.sleep(0.05)
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split():
            fields = Path(f"/proc/{child}/stat").read_text("ascii").rpartition(")")[2].split()
            if int(fields[11]) > 20:  # ticks of 10 ms by the engine
                return child
    raise AssertionError("no child was seen at work")  # pragma: no cover


def _runs(pid: str) -> bool:
    """Tell whether a process is there; one that has ended and was not fetched is not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] not in {"Z", "X"}


def _interrupted(process: subprocess.Popen[bytes]) -> tuple[int, bytes, list[str]]:
    """Send Ctrl-C; return the exit code, what was said, and children still there."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii").split()
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    return process.returncode, said, [child for child in children if _runs(child)]


def _started(path: Path, *args: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "kg", *args, "--store", str(path)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=Path(__file__).parents[1],
        # A job in the background is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )  # fmt: skip


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
@pytest.mark.parametrize("after", [0.0, 0.01, 0.03, 0.1])
def test_an_interrupt_while_a_value_is_bound(path: Path, after: float) -> None:
    """Ctrl-C after the store was opened, while names are looked up or the child starts, is told."""
    process = _started(path, "query", "CQ01", "-p", "person=Nobody At All")
    end, files = time.monotonic() + 60, Path(f"/proc/{process.pid}/fd")
    while time.monotonic() < end and process.poll() is None and not _holds(files, path):
        time.sleep(0.001)
    time.sleep(after)
    code, said, left = _interrupted(process) if process.poll() is None else (130, b"", [])
    # What was over before the signal came is as right, and Python ends by it when it is leaving.
    assert (code in {130, 2, -signal.SIGINT}, b"Traceback" in said, left) == (True, False, [])


def _holds(files: Path, path: Path) -> bool:
    try:
        return any(str(path) in str(one.readlink()) for one in files.iterdir())
    except OSError:
        return False


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_an_interrupt_while_the_answer_is_written(path: Path) -> None:
    """Ctrl-C ends a command whose reader does not read, with 130 and no trace."""
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 20000"
    process = _started(path, "sparql", text, "--format", "json")
    assert process.stdout is not None
    end, waiting = time.monotonic() + 60, bytearray(4)
    while int.from_bytes(waiting, sys.byteorder) < 60_000 and time.monotonic() < end:
        time.sleep(0.01)
        fcntl.ioctl(process.stdout, termios.FIONREAD, waiting)
    code, said, left = _interrupted(process)
    assert (code, said, left) == (130, b"interrupted\n", [])


def write_again_and_again(path: Path) -> None:
    """Write a file that takes a while, for as long as nobody interrupts."""
    content = bytes(64 << 20)
    while True:
        write_file(path, content)


def test_an_interrupt_leaves_no_half_file(tmp_path: Path) -> None:
    """A file whose writing is interrupted is as it was, and there is no draft beside it."""
    out = tmp_path / "out.csv"
    out.write_text("as it was", "utf-8")

    def interrupt(_signal: int, _frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.005)
        with pytest.raises(KeyboardInterrupt):
            write_again_and_again(tmp_path / "other.csv")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert {one.name for one in tmp_path.iterdir()} <= {"out.csv", "other.csv"}
    assert out.read_text("utf-8") == "as it was"
