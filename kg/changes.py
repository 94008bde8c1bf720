"""What changed: the generations of a store, and what is new between two of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.contents import shown_quads
from kg.errors import UsageError
from kg.export.turtle import Spelling
from kg.lookup import label
from kg.store import history, open_snapshot
from kg.terms import RESERVED_GRAPHS, local_name, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path
    from typing import Any

    from pyoxigraph import Quad, Store

    from kg.terms import Names

HISTORY = ("generation", "time", "command", "triples", "sources", "why")
DIFF = ("id", "label", "change", "property", "value", "source")


@dataclass(frozen=True, slots=True)
class Diff:
    """What the facts of one generation say and the other's do not; entailed triples too."""

    before: int
    after: int
    added: frozenset[Quad]
    removed: frozenset[Quad]


def generation(text: str, path: Path) -> int:
    """Return the generation that `#12` or `12` names; raises `UsageError` where it is not kept."""
    known = [0, *(int(record["sequence"]) for record in history(path))]
    digits = text.removeprefix("#")
    if not (digits.isascii() and digits.isdecimal() and int(digits) in known):
        mend = f"take one of {', '.join(f'#{n}' for n in known)}; `kg history` lists them"
        raise UsageError(f"there is no generation '{text}'", code="unknown-generation", mend=mend)
    return int(digits)


def diff(path: Path, names: Names, before: int, after: int) -> Diff:
    """Return what changed from one generation of a store to another.

    Graphs of sources that no record between the two names are the same, and not read.
    """
    graphs = _changed(path, before, after)
    old, new = (
        frozenset(_shown(open_snapshot(path, one).store, names, graphs)) for one in (before, after)
    )
    return Diff(before, after, new - old, old - new)


def _changed(path: Path, before: int, after: int) -> frozenset[str] | None:
    """Return the names of the graphs that may differ; None where the records do not tell."""
    low, high = sorted((before, after))
    known = {each["sequence"]: each["sources"] for each in history(path) if "sources" in each}
    between = range(low + 1, high + 1)
    if low == 0 or not known.keys() >= {*between}:
        return None
    return RESERVED_GRAPHS.union(*(known[number] for number in between))


def _shown(store: Store, names: Names, graphs: frozenset[str] | None) -> Iterator[Quad]:
    """Yield what exports show of some graphs, or of all."""
    for graph in (None,) if graphs is None else graphs:
        yield from shown_quads(store, names, graph)


def diff_rows(found: Diff, path: Path, names: Names) -> list[tuple[str, ...]]:
    """Return a row a triple, by the thing it is about, what was removed first; as `DIFF`."""
    stores = [open_snapshot(path, one).store for one in (found.after, found.before)]
    rows = [
        *(_row("-", quad, stores, names) for quad in found.removed),
        *(_row("+", quad, stores, names) for quad in found.added),
    ]
    return sorted(rows, key=lambda row: (row[5], row[0], row[3], row[2] == "+", row[4]))


def history_rows(
    records: Iterable[Mapping[str, Any]], most: int | None = None
) -> list[tuple[str, ...]]:
    """Return a row a generation, the newest first; as `HISTORY`.

    Of more than `most` sources, if that is given, only so many are named.
    """
    return [
        (
            f"#{record['sequence']}",
            str(record["time"]),
            str(record["command"]),
            str(record["quads"]),
            "; ".join(_counted(record.get("sources", {}), most)),
            str(record.get("why", "")),
        )
        for record in reversed(list(records))
    ]


def _counted(sources: Mapping[str, Mapping[str, int]], most: int | None) -> Iterator[str]:
    """Yield each source with its counts; of those that are not named, the sums."""
    told = [*sources.items()]
    cut = len(told) if most is None else most
    yield from (f"{i} +{counts['added']} -{counts['removed']}" for i, counts in told[:cut])
    if rest := [counts for _, counts in told[cut:]]:
        added, removed = (sum(each[kind] for each in rest) for kind in ("added", "removed"))
        yield f"and {len(rest):,} more +{added} -{removed}"


def _row(sign: str, quad: Quad, stores: list[Store], names: Names) -> tuple[str, ...]:
    spelling = Spelling(names)
    value = quad.object
    source = said(quad.graph_name).removeprefix(names.graph("").value)
    return (
        spelling.term(quad.subject),
        _label(quad.subject, stores),
        sign,
        spelling.term(quad.predicate),
        value.value if isinstance(value, Literal) else spelling.term(value),
        source,
    )


def _label(node: object, stores: list[Store]) -> str:
    """Return a node's name in the first generation that has one."""
    if not isinstance(node, NamedNode):
        return ""
    found = (label(store, node) for store in stores)
    return next((name for name in found if name != local_name(node.value)), "")
