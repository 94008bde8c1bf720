"""The store: generations, its lock, and what survives a killed writer."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from kg import store
from kg.errors import KgError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

GRAPH = NamedNode("https://example.org/graph/one")
OTHER = NamedNode("https://example.org/graph/two")
P = NamedNode("https://example.org/p")
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")

WRITER = """
import sys
from pathlib import Path
from pyoxigraph import Literal, NamedNode, Quad
from kg.store import open_snapshot, stage
path = Path(sys.argv[1])
graph, p = NamedNode("https://example.org/graph/one"), NamedNode("https://example.org/p")
print("ready", flush=True)
for _ in range(1000):
    with stage(path, "writer") as staging:
        n = staging.current + 1
        things = (NamedNode(f"https://example.org/{i}") for i in range(300))
        staging.replace_graph(graph, [Quad(s, p, Literal(str(n)), graph) for s in things])
        staging.keep_input(str(n).encode())
        staging.publish({"note": n})
"""


def quads(values: list[str], graph: NamedNode = GRAPH) -> list[Quad]:
    """One quad for each value."""
    return [Quad(NamedNode(f"https://example.org/{v}"), P, Literal(v), graph) for v in values]


def publish(path: Path, values: list[str]) -> int:
    """Publish a generation in which GRAPH holds these values."""
    with store.stage(path, "test") as staging:
        staging.replace_graph(GRAPH, quads(values))
        return staging.publish({})


def values_of(snapshot: store.Snapshot) -> list[str]:
    """Return the values in a snapshot, in order."""
    return sorted(str(quad.object.value) for quad in snapshot.store)


def code_of(action: Callable[[], object]) -> str:
    """Return the code of the StoreError an action raises; it must carry a mend."""
    with pytest.raises(StoreError) as caught:
        action()
    assert caught.value.mend
    return caught.value.code


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return a fresh store."""
    made = tmp_path / "graph.kg"
    store.create(made)
    return made


def test_a_new_store_is_empty(path: Path) -> None:
    """A new store is generation 0: no quads, no history, no record."""
    snapshot = store.open_snapshot(path)
    got = (snapshot.sequence, len(snapshot.store), store.history(path), store.current_meta(path))
    assert got == (0, 0, [], {})


def test_create_twice_keeps_what_is_there(path: Path) -> None:
    """Creating a store where one is leaves it as it is."""
    publish(path, ["a"])
    store.create(path)
    assert values_of(store.open_snapshot(path)) == ["a"]


def test_create_in_an_empty_folder(tmp_path: Path) -> None:
    """An empty folder may become a store, and nothing else is left beside it."""
    (tmp_path / "graph.kg").mkdir()
    store.create(tmp_path / "graph.kg")
    assert [p.name for p in tmp_path.iterdir()] == ["graph.kg"]
    assert store.exists(tmp_path / "graph.kg")


def test_publish_makes_the_next_generation(path: Path) -> None:
    """Publishing counts up, keeps the older generation readable and records both."""
    publish(path, ["a"])
    publish(path, ["a", "b"])
    snapshot = store.open_snapshot(path)
    assert (snapshot.sequence, values_of(snapshot)) == (2, ["a", "b"])
    assert values_of(store.open_snapshot(path, 1)) == ["a"]
    got = [(m["sequence"], m["previous"], m["command"], m["quads"]) for m in store.history(path)]
    assert got == [(1, 0, "test", 1), (2, 1, "test", 2)]
    assert store.current_meta(path) == store.history(path)[-1]


def test_without_publish_nothing_happens(path: Path) -> None:
    """Leaving the staging without publishing leaves no trace, also by an error."""
    publish(path, ["a"])
    with store.stage(path, "test") as staging:
        staging.replace_graph(GRAPH, quads(["b"]))
    with pytest.raises(ZeroDivisionError), store.stage(path, "test"):
        _ = 1 / 0
    assert values_of(store.open_snapshot(path)) == ["a"]
    assert sorted(p.name for p in path.glob("staging-*")) == []


def test_replace_graph_counts_and_touches_only_what_differs(path: Path) -> None:
    """Only differing quads are written; another graph is left alone."""
    with store.stage(path, "test") as staging:
        assert staging.replace_graph(OTHER, quads(["z"], OTHER)) == store.Change(1, 0, 0)
        assert staging.replace_graph(GRAPH, quads(["a", "b"])) == store.Change(2, 0, 0)
        assert staging.changed
        staging.publish({})
    with store.stage(path, "test") as staging:
        same = (staging.replace_graph(GRAPH, quads(["b", "a"])), staging.changed)
        other = (staging.replace_graph(GRAPH, quads(["b", "c"])), staging.changed)
        assert [same, other] == [(store.Change(0, 0, 2), False), (store.Change(1, 1, 1), True)]
        staging.publish({})
    assert values_of(store.open_snapshot(path)) == ["b", "c", "z"]


def test_replace_graph_compares_what_the_engine_keeps(path: Path) -> None:
    """A literal the engine normalises is no change when it is loaded again."""
    quad = Quad(GRAPH, P, Literal("01", datatype=INTEGER), GRAPH)
    with store.stage(path, "test") as staging:
        staging.replace_graph(GRAPH, [quad])
        assert staging.replace_graph(GRAPH, [quad, quad]) == store.Change(0, 0, 1)


def test_an_emptied_graph_is_no_longer_listed(path: Path) -> None:
    """Replacing a graph by nothing removes its name too."""
    publish(path, ["a"])
    with store.stage(path, "test") as staging:
        assert staging.replace_graph(GRAPH, []) == store.Change(0, 1, 0)
        staging.publish({})
    assert list(store.open_snapshot(path).store.named_graphs()) == []


def test_many_quads_take_the_bulk_path(path: Path) -> None:
    """A graph of bulk size arrives whole."""
    publish(path, [str(n) for n in range(25_000)])
    assert store.current_meta(path)["quads"] == 25_000


@pytest.mark.parametrize("published", [True, False])
def test_what_is_arranged_is_whole_and_in_fewer_files(path: Path, *, published: bool) -> None:
    """The engine arranges while more is written; what is dropped meanwhile is gone as ever."""
    tables = {}
    for arranged in (False, True):
        made = path.with_name(f"{arranged}.kg")
        store.create(made)
        with store.stage(made, "test") as staging:
            for number in range(4):
                staging.store.bulk_extend(quads([f"{number}-{n}" for n in range(1000)]))
            if arranged:
                staging.arrange()
            staging.replace_graph(OTHER, quads(["last"], OTHER))
            if published:
                staging.publish({})
        assert [p.name for p in made.iterdir() if p.name.startswith("staging")] == []
        current = store.open_snapshot(made)
        tables[arranged] = len([*made.glob("generations/*/data/*.sst")])
        assert len(current.store) == (4001 if published else 0)
    assert (tables[True] < tables[False]) is published


def test_what_is_a_small_part_is_not_arranged_once_more(path: Path) -> None:
    """All is put in order where most came in one graph, and not for a part beside many batches.

    That takes as long as all the rest for ten million quads, and has been done
    while they were validated.
    """
    tables = {}
    for arranged in (False, True):
        made = path.with_name(f"{arranged}.kg")
        store.create(made)
        with store.stage(made, "test") as staging:
            staging.replace_graph(OTHER, quads([str(n) for n in range(20_000)], OTHER))
            for number in range(5):
                staging.store.bulk_extend(quads([f"{number}-{n}" for n in range(6_000)]))
            if arranged:
                staging.arrange()
            staging.publish({})
        assert store.current_meta(made)["quads"] == 50_000
        tables[arranged] = len([*made.glob("generations/*/data/*.sst")])
    assert tables[True] < tables[False]


def test_a_quad_of_another_graph_is_a_bug(path: Path) -> None:
    """A quad that names another graph is refused, not moved."""
    stray = Quad(GRAPH, P, GRAPH, DefaultGraph())
    with store.stage(path, "test") as staging, pytest.raises(KgError, match="another graph"):
        staging.replace_graph(GRAPH, [stray])


def test_the_files_outlive_a_reference_to_the_working_copy(path: Path) -> None:
    """Whoever still holds the working copy cannot change what was published."""
    with store.stage(path, "test") as staging:
        kept = staging.store
        staging.replace_graph(GRAPH, quads(["a"]))
        staging.publish({})
        kept.extend(quads(["late"]))
    assert values_of(store.open_snapshot(path)) == ["a"]
    with store.stage(path, "test") as staging:
        assert values_of(store.Snapshot(path, 1, staging.store)) == ["a"]


def test_an_older_generation_can_be_published_again(path: Path) -> None:
    """A roll-back is a new generation made from an old one."""
    publish(path, ["a"])
    publish(path, ["b"])
    with store.stage(path, "rollback", base=1) as staging:
        assert staging.changed
        assert staging.publish({"from": 1}) == 3
    assert values_of(store.open_snapshot(path)) == ["a"]


def test_inputs_are_kept_by_content(path: Path) -> None:
    """An input is kept once, under its sha256, and comes back as it was."""
    with store.stage(path, "test") as staging:
        digest = staging.keep_input(b"facts")
        assert staging.keep_input(b"facts") == digest == sha256(b"facts").hexdigest()
    assert store.read_input(path, digest) == b"facts"
    assert [p.name for p in (path / "inputs").iterdir()] == [digest]
    (path / "inputs" / digest).write_bytes(b"other")
    assert code_of(lambda: store.read_input(path, digest)) == "store-damaged"
    assert code_of(lambda: store.read_input(path, "0")) == "store-damaged"


def test_an_open_snapshot_does_not_move(path: Path) -> None:
    """A reader keeps seeing its generation while others are published."""
    publish(path, ["a"])
    reader = store.open_snapshot(path)
    publish(path, ["b"])
    assert values_of(reader) == ["a"]


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_not_ours_is_never_touched(tmp_path: Path, kind: str) -> None:
    """A foreign file or folder is refused by every call and stays as it was."""
    path = tmp_path / "graph.kg"
    inside = path if kind == "file" else path / "precious.txt"
    inside.parent.mkdir(exist_ok=True)
    inside.write_text("mine", encoding="utf-8")
    before = sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*"))
    calls: list[Callable[[], object]] = [
        lambda: store.create(path),
        lambda: store.open_snapshot(path),
        lambda: store.stage(path, "test").__enter__(),
        lambda: store.history(path),
    ]
    assert [code_of(call) for call in calls] == ["store-foreign"] * 4
    assert sorted((p, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")) == before


def test_a_missing_store_is_not_made_by_reading(tmp_path: Path) -> None:
    """A mistyped path is told and nothing is created; an empty folder is missing too."""
    (tmp_path / "empty").mkdir()
    for name in ("typo.kg", "empty", "no/such/parent.kg"):
        assert code_of(lambda n=name: store.open_snapshot(tmp_path / n)) == "store-missing"  # type: ignore[misc]
        assert code_of(lambda n=name: store.stage(tmp_path / n, "x").__enter__()) == (  # type: ignore[misc]
            "store-missing"
        )
    assert code_of(lambda: store.create(tmp_path / "no" / "graph.kg")) == "store-missing"
    assert [p.name for p in tmp_path.iterdir()] == ["empty"]


def test_a_generation_that_is_not_there(path: Path) -> None:
    """A generation before 0 or after the current one is told as missing."""
    publish(path, ["a"])
    assert code_of(lambda: store.open_snapshot(path, 2)) == "store-missing"
    assert code_of(lambda: store.open_snapshot(path, -1)) == "store-missing"


def test_another_format_is_refused(path: Path) -> None:
    """A store of a later format is neither read nor written."""
    (path / "kg-store.json").write_text(json.dumps({"format": 99}), encoding="utf-8")
    assert code_of(lambda: store.open_snapshot(path)) == "store-version"


@pytest.mark.parametrize("broken", ["marker", "current", "meta", "file", "size"])
def test_damage_is_told(path: Path, broken: str) -> None:
    """A store of ours with a missing or broken piece is damaged, never a stack trace."""
    publish(path, ["a"])
    generation = path / "generations" / "00000001"
    table = next((generation / "data").glob("*.log"))
    harm: dict[str, Callable[[], object]] = {
        "marker": lambda: (path / "kg-store.json").write_bytes(b"{"),
        "current": lambda: (path / "CURRENT").write_bytes(b"twelve"),
        "meta": lambda: (generation / "meta.json").write_bytes(b"[]"),
        "file": (generation / "data" / "CURRENT").unlink,
        "size": lambda: table.write_bytes(table.read_bytes() + b"x"),
    }
    harm[broken]()
    assert code_of(lambda: store.open_snapshot(path)) == "store-damaged"


def test_a_flipped_byte_is_found(path: Path) -> None:
    """A file of the same size with another content is named by the check."""
    publish(path, ["a"])
    assert store.damaged_files(path) == []
    table = max(
        (path / "generations" / "00000001" / "data").iterdir(), key=lambda p: p.stat().st_size
    )
    table.write_bytes(table.read_bytes()[:-1] + b"\x7f")
    assert store.damaged_files(path) == [table.name]


@pytest.mark.parametrize(
    ("error", "want"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError("IO error: No space left on device: While appending to file"), "disk-full"),
        (PermissionError(errno.EACCES, "Permission denied"), "store-readonly"),
        (OSError(errno.EROFS, "Read-only file system"), "store-readonly"),
        (RuntimeError("block checksum mismatch"), "store-damaged"),
    ],
)
def test_errors_of_system_and_engine_are_explained(error: Exception, want: str) -> None:
    """A full disk, a closed folder and a corrupt block each have their own code."""

    def fail() -> None:
        with store.explained(Path("graph.kg")):
            raise error

    assert code_of(fail) == want


def test_a_second_writer_is_told_who_writes(path: Path) -> None:
    """The second writer learns process, command and what to do; then the lock is free."""
    with store.stage(path, "kg load a.yaml"), pytest.raises(StoreError) as caught:
        store.stage(path, "second").__enter__()
    assert caught.value.code == "store-locked"
    assert f"`kg load a.yaml` (process {os.getpid()} on " in caught.value.message
    with store.stage(path, "third"):
        pass


def _start_writer(path: Path) -> subprocess.Popen[bytes]:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert writer.stdout
    assert writer.stdout.readline() == b"ready\n"
    return writer


def _stop(writer: subprocess.Popen[bytes]) -> None:
    writer.send_signal(signal.SIGKILL)
    writer.communicate()


def _check_whole(path: Path) -> int:
    """Check that the current generation is complete; return its number."""
    snapshot = store.open_snapshot(path)
    want = [str(snapshot.sequence)] * 300 if snapshot.sequence else []
    assert values_of(snapshot) == want
    return snapshot.sequence


def _kill_writers(path: Path, times: int) -> int:
    """Kill writers at moments spread over about three publishes, however long one takes here."""
    chance = random.Random(times)  # noqa: S311 moments, not secrets
    begun, writer = time.monotonic(), _start_writer(path)
    while not (before := _check_whole(path)):
        assert writer.poll() is None
    took = time.monotonic() - begun
    _stop(writer)
    for _ in range(times):
        writer = _start_writer(path)
        end = time.monotonic() + chance.uniform(0.0, min(3 * took, 2.0))
        while time.monotonic() < end:
            _check_whole(path)
        _stop(writer)
        after = _check_whole(path)
        assert after >= before
        assert [m["note"] for m in store.history(path)] == list(range(1, after + 1))
        before = after
    return before


def test_a_killed_writer_leaves_a_whole_generation(path: Path) -> None:
    """Killed 20 times at random moments: always the old or the new graph, whole."""
    last = _kill_writers(path, 20)
    assert last > 0
    assert publish(path, ["a"]) == last + 1
    assert sorted(p.name for p in path.iterdir()) == sorted(
        ["CURRENT", "generations", "inputs", "kg-store.json", "lock"]
    )
    assert len(list((path / "generations").iterdir())) == last + 1
    assert store.damaged_files(path) == []


@pytest.mark.long
def test_a_writer_killed_200_times(path: Path) -> None:
    """The same, killed 200 times."""
    assert _kill_writers(path, 200) > 0


def test_leftovers_of_a_publish_are_swept(path: Path) -> None:
    """A generation written but not yet current is removed by the next writer."""
    publish(path, ["a"])
    (path / "generations" / "00000002" / "data").mkdir(parents=True)
    (path / "staging-2").mkdir()
    (path / "inputs" / ".abc.1.tmp").write_bytes(b"half")
    assert publish(path, ["b"]) == 2
    assert values_of(store.open_snapshot(path)) == ["b"]
    assert list((path / "inputs").iterdir()) == []
