"""Work on sources in processes of their own: in order, and told when one fails or is ended."""

from __future__ import annotations

import errno
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from kg.bulk.making import Given
from kg.bulk.survey import Survey
from kg.bulk.workers import jobs_here, working
from kg.children import child
from kg.config import read_settings
from kg.errors import DataError, Finding, InputError, KgError, Position
from kg.ontology import load_ontology
from kg.registers import Register

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

    from kg.bulk.making import Making

JOBS = pytest.mark.parametrize("jobs", [0, 1, 3])


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Given:
    """Return what tasks are done with: our ontology, no register, no shapes."""
    folder = tmp_path_factory.mktemp("work")
    settings = read_settings(str(folder / "graph.kg"), folder)
    ontology = load_ontology(settings.domain.ontology)
    return Given(ontology, settings, Register(), Survey(), folder, None)


@dataclass(frozen=True, slots=True)
class Doubled:
    """A task that takes its time, less for a later number."""

    number: int

    def done_by(self, maker: Making) -> tuple[int, str]:
        """Return twice the number, and where quads would be written."""
        time.sleep(0.02 * (4 - self.number % 4))
        return 2 * self.number, str(maker.given.room)


@dataclass(frozen=True, slots=True)
class Ended:
    """A task whose process is killed."""

    def done_by(self, maker: Making) -> None:
        """Give no answer."""
        del maker
        os.kill(os.getpid(), signal.SIGKILL)


@JOBS
def test_what_comes_of_tasks_keeps_their_order(given: Given, jobs: int) -> None:
    """However long each takes, and with fewer tasks than processes."""
    with working(jobs) as workers:
        workers.give(given)
        for count in (1, 9):
            expected = [(2 * number, str(given.room)) for number in range(count)]
            assert expected == list(workers.each(map(Doubled, range(count))))


@dataclass(frozen=True, slots=True)
class Failing:
    """A task that raises."""

    error: Exception

    def done_by(self, maker: Making) -> None:
        """Raise the error."""
        del maker
        raise self.error


@JOBS
@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "no space left"),
        InputError("no file", position=Position("a"), code="unreadable", mend="say where"),
        DataError([Finding(Position("a.jsonl", 3), "error", "value", "no date")]),
    ],
    ids=["disk", "input", "data"],
)
def test_what_a_task_raises_is_raised_here(given: Given, jobs: int, error: Exception) -> None:
    """An error comes through whole: its number, what it says, what to do about it."""
    with working(jobs) as workers:
        workers.give(given)
        with pytest.raises(type(error)) as raised:
            list(workers.each([Failing(error)]))
    known = ("errno", "code", "mend", "findings", "message")
    expected = [getattr(error, name, None) for name in known]
    assert [str(error), *expected] == [
        str(raised.value),
        *(getattr(raised.value, name, None) for name in known),
    ]


def test_a_process_that_is_ended_is_told(given: Given) -> None:
    """A process that the system ends is no empty answer; none is left behind."""
    with working(2) as workers:
        workers.give(given)
        with pytest.raises(KgError, match="was ended"):
            list(workers.each([Ended(), Ended(), Ended()]))
    assert multiprocessing.active_children() == []


def test_how_many_processes_is_told_by_the_cores() -> None:
    """One core has no use for more processes, many cores for no more than the engine feeds on."""
    cores = os.cpu_count() or 1
    assert jobs_here() in range(5)
    assert (jobs_here() == 0) or cores > 1


def late(_given: bytes, sign: Path, _pipe: Connection) -> None:
    """Give a sign of life after a while."""
    time.sleep(0.5)
    sign.touch()


def test_an_interrupt_waits_until_a_process_is_known(tmp_path: Path) -> None:
    """Also where the system gives it to another thread: no half-started process is left behind.

    A process is half started as long as what it is given has not gone through its pipe.
    """
    sign = tmp_path / "alive"
    thread = threading.Timer(0.1, lambda: os.kill(os.getpid(), signal.SIGINT))
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a job may be born deaf
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt), child(late, bytes(50_000_000), sign):
            time.sleep(5)
    finally:
        signal.signal(signal.SIGINT, before)
    time.sleep(2)
    assert not sign.exists()


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of so many sources that it is loaded by several processes."""
    folder = tmp_path_factory.mktemp("many")
    command = [sys.executable, str(ROOT / "bench/generate.py"), str(folder), "--quads", "150k"]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "facts.jsonl"


def started(facts: Path, store: Path, most: int | None = None) -> subprocess.Popen[str]:
    """Start to load a file, in a session of its own, where files grow to so many bytes at most.

    It takes interrupts, also where whoever runs the tests does not.
    """

    def begin() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-m", "kg", "load", str(facts), "--store", str(store)]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        text=True,
        stderr=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=begin,  # noqa: PLW1509 - one thread starts it
    )


@pytest.mark.parametrize("seconds", [0.7, 2.0, 4.0])
def test_an_interrupt_is_told_once(many: Path, tmp_path: Path, seconds: float) -> None:
    """No process tells its own traceback, none is left, and there is no half of a store."""
    loading = started(many, tmp_path / "graph.kg")
    time.sleep(seconds)
    os.killpg(loading.pid, signal.SIGINT)
    _, told = loading.communicate(timeout=60)
    assert (loading.returncode, told.splitlines()[-1:]) == (130, ["interrupted"])
    assert "Traceback" not in told
    assert not (tmp_path / "graph.kg").exists()
    assert ended(loading.pid)


def ended(session: int) -> bool:
    """Return whether no process of a session is left, within some seconds."""
    for _ in range(100):
        try:
            os.killpg(session, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("most", [1 << 20, 1 << 24], ids=["quads", "engine"])
def test_a_full_disk_is_told(many: Path, tmp_path: Path, most: int) -> None:
    """Whether the quads or the engine's own files find no room."""
    loading = started(many, tmp_path / "graph.kg", most)
    _, told = loading.communicate(timeout=120)
    assert (loading.returncode, told.count("error[")) == (3, 1)
    assert "error[disk-full]" in told
    assert not (tmp_path / "graph.kg").exists()
