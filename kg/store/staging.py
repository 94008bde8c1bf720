"""Changing the graph: a working copy, published whole or dropped.

`publish` writes a complete generation and then replaces `CURRENT`: that one
step is the commit. A writer killed before it leaves files that no reader sees
and the next writer removes.
"""

from __future__ import annotations

import gc
import json
import shutil
import sys
import time
import traceback
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Quad, Store

from kg.deferred import deferred
from kg.errors import KgError
from kg.release import __version__
from kg.store import files, layout
from kg.store.files import explained
from kg.store.generations import open_snapshot
from kg.store.lock import hold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future, ThreadPoolExecutor
else:
    ThreadPoolExecutor = deferred("concurrent.futures", "ThreadPoolExecutor")

BULK = 20_000
"""From this many new quads on, the engine's bulk path is the faster one."""

PATIENCE = 20
"""How often a working copy is removed, while the engine's own threads may still write to it."""
ALONE = 2
"""How often a store is referred to that nobody else holds: by its attribute, and to be counted."""


@dataclass(frozen=True, slots=True)
class Change:
    """How many quads of a graph were added, removed and left alone."""

    added: int
    removed: int
    unchanged: int


class Staging:
    """A copy of the current generation, to be changed and published, or dropped."""

    def __init__(self, path: Path, command: str, current: int, base: int) -> None:
        """Check generation `base` out; `stage` does this, under the lock."""
        self.path = path
        self.command = command
        self.current = current
        self.changed = base != current
        # A name of its own: the engine lets go of a store when it is collected, not before.
        self._place = Path(mkdtemp(prefix=f"staging-{current + 1}-", dir=path))
        self._published = False
        self.touched: dict[NamedNode, set[Quad] | None] = {}
        """The quads that came to a graph or went; None for many."""
        self._quads: int = layout.meta(path, base)["quads"] if base else 0
        self._counted = False
        self._in_bulk = 0
        self._arranging: Future[None] | None = None
        data = self._place / "data"
        try:
            if base:
                Store.read_only(str(layout.folder(path, base) / "data")).backup(str(data))
            self.store = Store(str(data))
        except BaseException:  # an interrupt, too, leaves nothing
            _removed(self._place)
            raise

    @property
    def folder(self) -> Path:
        """A place for files of the time being, gone when nothing is staged any more."""
        return self._place

    def keep_file(self, path: Path) -> str:
        """Keep a file as `keep_input` does, without reading all of it at once."""
        with explained(self.path), path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
            kept = self.path / "inputs" / digest
            if not (kept.is_file() and kept.stat().st_size == path.stat().st_size):
                files.copy(path, kept)
        return digest

    def replace_graph(self, graph: NamedNode, quads: Iterable[Quad]) -> Change:
        """Make a graph hold exactly these quads, touching only what differs.

        The engine normalises literals (`01` becomes `1`), so quads are compared
        as the engine gives them back.
        """
        fresh = Store()
        fresh.extend(quads)
        new = set(fresh)
        if any(quad.graph_name != graph for quad in new):
            raise KgError(f"a quad for {graph} names another graph")
        with explained(self.path):
            old = set(self.store.quads_for_pattern(None, None, None, graph))
            added, removed = new - old, old - new
            self._apply(graph, added, removed, empty=not new)
        self._touch(graph, added, removed)
        return Change(len(added), len(removed), len(new) - len(added))

    def change_graph(
        self, graph: NamedNode, removed: Iterable[Quad], added: Iterable[Quad]
    ) -> None:
        """Take quads out of a graph and add others, as the engine gives them back."""
        with explained(self.path):
            wanted = set(added)
            gone = {quad for quad in removed if quad in self.store} - wanted
            come = {quad for quad in wanted if quad not in self.store}
            self._apply(graph, come, gone, empty=False)
        self._touch(graph, come, gone)

    def _touch(self, graph: NamedNode, added: set[Quad], removed: set[Quad]) -> None:
        """Note what came to a graph and went."""
        if not added and not removed:
            return
        self.changed = True
        before = self.touched.setdefault(graph, set())
        if before is not None:
            few = len(before) + len(added) + len(removed) < BULK
            self.touched[graph] = before | added | removed if few else None
        self._quads += len(added) - len(removed)

    def note(self, more: int | None) -> None:
        """Say by how many quads there are more that were written to the store itself.

        None where nobody counted: then, as when nothing is said, all are counted
        when they are published.
        """
        self._counted = more is not None
        self._quads += more or 0

    def arrange(self) -> None:
        """Begin to put all in the engine's own order, while other things go on.

        To read it is quicker then, and no later change, however small, begins to.
        `publish` waits for it; it ends by itself where the working copy is gone.
        """
        engine = ThreadPoolExecutor(max_workers=1, thread_name_prefix="engine")
        self._arranging = engine.submit(self.store.optimize)
        engine.shutdown(wait=False)

    def _apply(
        self, graph: NamedNode, added: set[Quad], removed: set[Quad], *, empty: bool
    ) -> None:
        if empty:
            self.store.remove_graph(graph)
            return
        for quad in removed:
            self.store.remove(quad)
        if len(added) >= BULK:
            self.store.bulk_extend(added)
            self._in_bulk += len(added)
        elif added:
            self.store.extend(added)

    def keep_input(self, content: bytes) -> str:
        """Keep an input's bytes, safe on disk, and return their sha256."""
        digest = sha256(content).hexdigest()
        kept = self.path / "inputs" / digest
        with explained(self.path):
            if not (kept.is_file() and kept.stat().st_size == len(content)):
                files.replace(kept, content)
        return digest

    def publish(self, meta: dict[str, Any]) -> int:
        """Make what is staged the current generation; return its number."""
        if self._published:
            raise KgError("a staging is published once")
        sequence = self.current + 1
        folder = layout.folder(self.path, sequence)
        with explained(self.path):
            folder.mkdir()
            self._settle()
            self.store.backup(str(folder / "data"))
            before = layout.folder(self.path, self.current) / "data"
            record = meta | self._record(sequence, folder / "data", before)
            files.write(folder / "meta.json", _as_json(record))
            files.settle_files(folder / "data", before)
            files.settle(folder, folder.parent)
            files.replace(self.path / "CURRENT", f"{sequence}\n".encode())
        self._published = True
        return sequence

    def _settle(self) -> None:
        """Bring all to disk; what came in bulk in the engine's own order, if most of it did.

        Else each later change, however small, would begin to put it in order.
        """
        if self._arranging is not None:
            self._arranging.result()
        self.store.flush()
        if self._in_bulk and self._in_bulk * 2 > self._count():
            self.store.optimize()

    def _count(self) -> int:
        """Return how many quads there are; they are counted where nobody did."""
        if not self._counted:
            self._quads, self._counted = len(self.store), True
        return self._quads

    def _record(self, sequence: int, data: Path, before: Path) -> dict[str, Any]:
        known = layout.meta(self.path, self.current)["files"] if self.current else {}
        return {
            "sequence": sequence,
            "previous": self.current,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
            "tool": __version__,
            "command": self.command,
            "quads": self._count(),
            "files": files.manifest(data, before, known),
        }

    def discard(self) -> None:
        """Remove the working copy; what was published stays."""
        # The engine goes on writing until nobody holds it; frames that pySHACL keeps may.
        held = sys.getrefcount(self.store) > ALONE
        del self.store
        if held:
            gc.collect()
        _removed(self._place)


def _removed(place: Path) -> None:
    """Remove a working copy, for as long as the engine's own threads write to it."""
    for _ in range(PATIENCE):
        shutil.rmtree(place, ignore_errors=True)
        if not place.exists():
            break
        time.sleep(0.05)


@contextmanager
def stage(path: Path, command: str, base: int | None = None) -> Iterator[Staging]:
    """Hold the writer's lock and a working copy; without `publish`, nothing happens.

    `base` is the generation to start from, the current one when it is left out.
    """
    layout.current(path)
    with ExitStack() as held:
        with explained(path):
            held.enter_context(hold(path / "lock", command))
        staging = _checked_out(path, command, base)
        held.callback(staging.discard)
        try:
            yield staging
        except BaseException as error:
            # What failed still holds the store by its variables; the engine would go on writing.
            traceback.clear_frames(error.__traceback__)
            raise


def _checked_out(path: Path, command: str, base: int | None) -> Staging:
    """Sweep, then check a generation out; the lock is held."""
    start = open_snapshot(path, base).sequence
    with explained(path):
        current = layout.current(path)
        layout.sweep(path, current)
        return Staging(path, command, current, current if base is None else start)


def _as_json(record: dict[str, Any]) -> bytes:
    return json.dumps(record, indent=1, ensure_ascii=False).encode() + b"\n"
