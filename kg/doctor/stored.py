"""The store as a doctor sees it: there or not, whole or not, and who writes to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.doctor.model import Check
from kg.errors import StoreError
from kg.store import current_meta, damaged_files, holder, open_snapshot
from kg.store.files import damaged
from kg.terms import GRAPH_ONTOLOGY, RESERVED_GRAPHS, said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pyoxigraph import Store


def examine_store(path: Path, id_base: str | None) -> Iterator[Check]:
    """Yield what a store holds; raises `StoreError` where it cannot be used.

    A store whose things are named under another address than `id_base`, that of
    the settings, is worth a note.
    """
    yield Check("store", "path", str(path))
    try:
        meta = current_meta(path)
    except StoreError as error:
        if error.code != "store-missing":
            raise
        yield Check("store", "generation", "there is none yet; `kg load` makes it", "note")
        return
    if writer := holder(path):
        yield Check("store", "lock", f"being written by {writer}; it can be read", "note")
    made = f"of {meta['time']}, by kg {meta['command']}" if meta else "the empty graph"
    yield Check("store", "generation", f"#{meta.get('sequence', 0)}, {made}")
    store = open_snapshot(path).store
    graphs = _graphs(store)
    yield Check("store", "quads", str(len(store)))
    yield Check("store", "sources", str(sum(name not in RESERVED_GRAPHS for _, name in graphs)))
    bases = sorted({base for base, name in graphs if name == GRAPH_ONTOLOGY})
    if id_base is not None and bases and id_base not in bases:
        said = f"its things are named under {', '.join(bases)}; load the sources again"
        yield Check("store", "id_base", said, "note")
    if changed := damaged_files(path):
        raise damaged(path, f"{', '.join(changed)} changed after being written")
    yield Check("store", "files", "as they were written")


def _graphs(store: Store) -> list[tuple[str, str]]:
    """Return the named graphs, each as its base and its name."""
    parts = (said(graph).rpartition("graph/") for graph in store.named_graphs())
    return [(base, name) for base, _, name in parts]
