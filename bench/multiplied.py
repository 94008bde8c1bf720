"""A large store made of a small one: its sources told again, of other states and other days.

    python bench/multiplied.py SMALL.kg LARGE.kg 1000000

Each copy has sources, facts, reports, passages and events of its own, days that
are shifted together, and the actors of one of `WORLDS` worlds, the first ones
most often: it keeps the names. Ontology, register and decisions stand once.
"""

from __future__ import annotations

import re
import sys
from datetime import date, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, serialize

from kg.store import create, current_meta, open_snapshot, stage

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE = "https://w3id.org/demarche/id/"
WORLDS = 40
DAYS = 1500
"""Over how many days the copies are spread."""
OWNED = "fact|report|passage|doc|graph|part|step|sit|group|decision"
ACTORS = "body|person|state|office|tenure|place"
_IRI = re.compile(rf"<{re.escape(BASE)}([a-z]+)/([^>]*)>")
_DAY = re.compile(r"\b(19|20)(\d\d)-(\d\d)-(\d\d)\b")
_FIXED = {f"{BASE}graph/{name}" for name in ("ontology", "decisions")}
_SHARED = frozenset({"register", "entailed", "by-definition", "positions", "ontology", "decisions"})
_NAMING = re.compile(r'(/core#(?:pref|alt)Label> "[^"]*)"')


def world_of(number: int, copies: int) -> int:
    """Return the world of a copy: the share of each falls, that of the first is a sixth.

    >>> [world_of(n, 100) for n in (0, 1, 50, 99)]
    [0, 0, 9, 39]
    """
    return int(WORLDS * (number / copies) ** 2) if number else 0


def copy(lines: list[str], number: int, world: int) -> Iterator[str]:
    """Yield the N-Quads of one copy; copy 0 is the original."""
    if not number:
        yield from lines
        return
    shift = timedelta(days=number * 7 % DAYS)

    def day(found: re.Match[str]) -> str:
        return (date.fromisoformat(found[0]) + shift).isoformat()

    def iri(found: re.Match[str]) -> str:
        kind, local = found[1], found[2]
        if kind == "graph" and local in _SHARED:
            return found[0]
        if kind == "time":
            return f"<{BASE}time/{_DAY.sub(day, local)}>"
        source, dot, own = local.partition(".")
        if kind in OWNED.split("|"):
            source = f"{source}-r{number}"
        elif world:
            source = f"{source}-w{world}"
        return f"<{BASE}{kind}/{source}{dot}{own}>"

    for line in lines:
        renamed = _IRI.sub(iri, line)
        fixed = f"<{BASE}time/" in line[:60] and not _DAY.search(line.split(" ", 1)[0])
        if world:
            renamed = _NAMING.sub(rf'\1 {world}"', renamed)
        yield renamed if fixed else _shifted(renamed, day)


def _shifted(line: str, day: object) -> str:
    """Shift the days of a literal; those of IRIs are part of names."""
    head, quote, rest = line.partition('"')
    words, end, tail = rest.rpartition('"')
    return head + quote + _DAY.sub(day, words) + end + tail  # type: ignore[call-overload]


def multiply(small: Path, large: Path, quads: int) -> int:
    """Make a store of about so many quads; return how many sources it has."""
    lines = _lines(small)
    shared = [line for line in lines if any(f"<{graph}> ." in line for graph in _FIXED)]
    told = sorted(set(lines) - set(shared))
    copies = max(1, (quads - len(shared)) // len(told))
    create(large)
    with (
        NamedTemporaryFile("w", suffix=".nq", encoding="utf-8") as file,
        stage(large, "load") as staging,
    ):
        file.writelines(shared)
        for number in range(copies):
            file.writelines(copy(told, number, world_of(number, copies)))
        file.flush()
        staging.store.bulk_load(path=file.name, format=RdfFormat.N_QUADS)
        staging.publish({"sources": {}, "rules": current_meta(small)["rules"]})
    return copies


def _lines(path: Path) -> list[str]:
    written = serialize(iter(open_snapshot(path).store), format=RdfFormat.N_QUADS)
    return (written or b"").decode().splitlines(keepends=True)


if __name__ == "__main__":
    print(multiply(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])), "copies")
