"""Files of N-Quads into the engine: all of them, none left behind, and errors told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, serialize

from kg.bulk import feeding as feeding_room
from kg.bulk.feeding import feeding, streaming
from kg.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    Feeder = Callable[[Store, Path], AbstractContextManager[Callable[[Path], object]]]


def quads(number: int) -> list[Quad]:
    """Return the quads of the n-th file; it shares a third of them with the next."""
    subject, graph = NamedNode("urn:x:thing"), NamedNode("urn:x:graph")
    names = (NamedNode(f"urn:x:p{n}") for n in range(number * 20, number * 20 + 30))
    return [Quad(subject, name, Literal(name.value), graph) for name in names]


def written(folder: Path, count: int) -> list[Path]:
    """Write files and return them."""
    paths = [folder / f"{number}.nq" for number in range(count)]
    for number, path in enumerate(paths):
        serialize(quads(number), path, RdfFormat.N_QUADS)
    return paths


def fed(store: Store, paths: list[Path], place: Path, feeder: Feeder = feeding) -> None:
    """Feed a store files."""
    with feeder(store, place) as feed:
        for path in paths:
            feed(path)


@pytest.mark.parametrize("count", [0, 1, 2, 9, 60])
@pytest.mark.parametrize("at_once", [0, 4_000, 1 << 30])
def test_all_files_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, count: int, at_once: int
) -> None:
    """However many there are, and however many the engine is given at a time."""
    monkeypatch.setattr(feeding_room, "AT_ONCE", at_once)
    store, paths = Store(), written(tmp_path, count)
    fed(store, paths, tmp_path)
    assert set(store) == {quad for number in range(count) for quad in quads(number)}
    assert [path for path in paths if path.exists()] == []


@pytest.mark.parametrize("place", [0, 3, 6])
def test_what_the_system_says_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int
) -> None:
    """Where the engine cannot read a file, all of the load fails, with an error of ours."""
    monkeypatch.setattr(feeding_room, "AT_ONCE", 0)
    (folder := tmp_path / "folder.nq").mkdir()
    paths = written(tmp_path, 6)
    with pytest.raises(StoreError):
        fed(Store(), [*paths[:place], folder, *paths[place:]], tmp_path)


@pytest.mark.parametrize("count", [0, 1, 2, 60])
def test_files_are_read_as_one(tmp_path: Path, count: int) -> None:
    """All of them, whatever their number; none is left behind."""
    store, paths = Store(), written(tmp_path, count)
    fed(store, paths, tmp_path, streaming)
    assert set(store) == {quad for number in range(count) for quad in quads(number)}
    assert [path for path in paths if path.exists()] == []


@pytest.mark.parametrize("place", [0, 3, 40])
def test_one_that_cannot_be_read_ends_all(tmp_path: Path, place: int) -> None:
    """Whoever feeds is told, however many files wait, and nothing was loaded."""
    (folder := tmp_path / "folder.nq").mkdir()
    paths, store = written(tmp_path, 40), Store()
    with pytest.raises(StoreError):
        fed(store, [*paths[:place], folder, *paths[place:]], tmp_path, streaming)
    assert len(store) == 0


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_who_stops_feeding_leaves_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    """What was read by then is dropped, nobody waits for more, and its own error is told."""
    store, paths = Store(), written(tmp_path, 5)

    def stop() -> None:
        with streaming(store, tmp_path) as feed:
            for path in paths:
                feed(path)
            raise error

    with pytest.raises(error):
        stop()
    assert len(store) == 0
