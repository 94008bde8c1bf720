"""The shipped register, compiled: found by name without reading its files.

`ontology/register/index.json` is made from the files beside it by
`scripts/register-index`. It holds each entry, as written and with its line,
and each folded name with those who bear it; an entry is built when it is
asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec
from pyoxigraph import NamedNode

from kg.errors import Position
from kg.facts.model import Entry, Scalar, Sequence
from kg.facts.model import Mapping as Node
from kg.folding import fold
from kg.register.entries import named
from kg.register.layers import TIERS, Bearer, Layer, Named

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.facts.model import Value
    from kg.ontology import Ontology
    from kg.terms import Names

COUNTED = 2


class Listed(msgspec.Struct, array_like=True, frozen=True):
    """An entry as compiled: what and who it is, its place, its names with their kinds."""

    cls: str
    file: int
    line: int
    names: list[tuple[str, str]]
    state: str
    node: msgspec.Raw


class Index(msgspec.Struct, frozen=True):
    """The compiled register: its files, its entries, and whose each folded name is.

    `paths` are the ends of the entries' IRIs, such as `state/fr`. A name's
    numbers are pairs: of the entry, and of the name within it. Entries and
    numbers are decoded when they are asked for. `mark` tells this content from another.
    """

    files: list[str]
    paths: list[str]
    entries: list[msgspec.Raw]
    names: dict[str, msgspec.Raw]
    mark: str = ""


@lru_cache(1)
def read_index(path: Path) -> Index:
    """Return the compiled register of a file."""
    content = path.read_bytes()
    index = msgspec.json.decode(content, type=Index)
    return msgspec.structs.replace(index, mark=sha256(content).hexdigest())


class Shipped:
    """The shipped register for one base of ids: its layer, and its entries as they are written."""

    def __init__(self, path: Path, ontology: Ontology, names: Names) -> None:
        """Read the index at `path`; nothing is built yet."""
        self.index = read_index(path)
        self._folder = path.parent
        self._classes = ontology.classes
        self.base = names.id_base
        self._built: dict[int, Named] = {}
        self.numbers = {f"{self.base}{path}": n for n, path in enumerate(self.index.paths)}
        self.layer = _ShippedLayer(_Bearers(self), _Entries(self))

    def entry(self, number: int) -> Named:
        """Return who an entry is."""
        if number not in self._built:
            listed = self._listed(number)
            self._built[number] = Named(
                NamedNode(f"{self.base}{self.index.paths[number]}"),
                self._classes[listed.cls],
                tuple(name for name, _ in listed.names),
                tuple(kind for _, kind in listed.names),
                state=listed.state,
            )
        return self._built[number]

    def node(self, iri: NamedNode) -> Node | None:
        """Return an entry as it is written, each value at the entry's line."""
        number = self.numbers.get(iri.value)
        if number is None:
            return None
        listed = self._listed(number)
        path = self._folder / self.index.files[listed.file]
        written = _value(msgspec.json.decode(listed.node), Position(str(path), listed.line, 5))
        return written if isinstance(written, Node) else None

    def _listed(self, number: int) -> Listed:
        return msgspec.json.decode(self.index.entries[number], type=Listed)


class _ShippedLayer(Layer):
    """The shipped entries; one is found by its id without the others."""

    entries: _Entries

    def by_id(self, written: str) -> Named | None:
        """Return who has an id as facts files may write it."""
        return self.entries.by_id(written)


class _Bearers(Mapping[str, tuple[Bearer, ...]]):
    def __init__(self, shipped: Shipped) -> None:
        self._shipped = shipped
        self._names = shipped.index.names

    def __getitem__(self, folded: str) -> tuple[Bearer, ...]:
        numbers = msgspec.json.decode(self._names[folded], type=list[int])
        found = []
        for entry, name in zip(numbers[::COUNTED], numbers[1::COUNTED], strict=True):
            who = self._shipped.entry(entry)
            found.append(Bearer(who, who.names[name], who.kinds[name]))
        return tuple(found)

    def get(self, folded: str, default: object = None) -> object:  # type: ignore[override]
        return self[folded] if folded in self._names else default

    def __contains__(self, folded: object) -> bool:
        return folded in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


class _Entries(Mapping["NamedNode", Named]):
    def __init__(self, shipped: Shipped) -> None:
        self._shipped = shipped

    def __getitem__(self, iri: NamedNode) -> Named:
        return self._shipped.entry(self._shipped.numbers[iri.value])

    def by_id(self, written: str) -> Named | None:
        """Return the entry with an id such as `state:fr`, whose IRI ends in `state/fr`."""
        number = self._shipped.numbers.get(self._shipped.base + written.replace(":", "/", 1))
        return None if number is None else self._shipped.entry(number)

    def __iter__(self) -> Iterator[NamedNode]:
        return (self._shipped.entry(n).iri for n in range(len(self)))

    def __len__(self) -> int:
        return len(self._shipped.index.entries)


def _value(plain: object, at: Position) -> Value:
    if isinstance(plain, dict):
        return Node(tuple(Entry(key, _value(v, at), at) for key, v in plain.items()), at)
    if isinstance(plain, list):
        return Sequence(tuple(_value(item, at) for item in plain), at)
    return Scalar(str(plain), at)


# -- compiling ---------------------------------------------------------------------------


def compile_register(
    entries: Iterable[tuple[Node, str]],
    spellings: Mapping[str, list[tuple[str, str]]],
    ontology: Ontology,
    names: Names,
) -> str:
    """Return the index of entries, as JSON with a line for each entry and each name.

    An entry goes with its file's name. `spellings` are names in other
    languages, each with its language, by id (`state:fr`).
    """
    files: dict[str, int] = {}
    listed, paths, bearers = [], list[str](), dict[str, list[int]]()
    for number, (node, file) in enumerate(entries):
        who = _declared(node, ontology, names)
        own = list(zip(who.names, who.kinds, strict=True))
        known = {fold(name) for name, kind in own if not TIERS.get(kind)}
        for name, language in spellings.get(who.id, []):
            if fold(name) not in known:
                known.add(fold(name))
                own.append((name, f"name in {language}"))
        own.sort(key=lambda pair: TIERS.get(pair[1], 0))
        first = {fold(name): at for at, (name, _) in reversed([*enumerate(own)])}
        for folded, at in first.items():
            bearers.setdefault(folded, []).extend((number, at))
        place = (files.setdefault(file, len(files)), node.position.line)
        listed.append([who.cls.name, *place, own, who.state, _plain(node)])
        paths.append(who.iri.value.removeprefix(names.id_base))
    return "\n".join(
        (
            f'{{"files":{_json([*files])},',
            f'"paths":{_json(paths)},',
            '"entries":[',
            ",\n".join(_json(e) for e in listed),
            '],"names":{',
            ",\n".join(f"{_json(n)}:{_json(b)}" for n, b in sorted(bearers.items()) if n),
            "}}\n",
        )
    )


def _declared(node: Node, ontology: Ontology, names: Names) -> Named:
    written = {e.key: e.value.text for e in node.entries if isinstance(e.value, Scalar)}
    cls = ontology.classes[written["type"]]
    return named(node, cls, names.iri(cls.prefix, written["id"]))


def _plain(value: Value) -> object:
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [_plain(item) for item in value.items]
    return {entry.key: _plain(entry.value) for entry in value.entries}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
