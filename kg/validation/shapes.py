"""The shapes of a domain, by the scope they hold in, and the checks that stand with them.

Ours come with our ontology: where a user's domain does without a class, the
shapes on it are left out. A user's own shape on such a class is a mistake.

Reading them takes rdflib. What is asked of them though nothing is wrong, is kept
between runs: then they are not read.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache, cached_property, lru_cache
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg.cache import recall, remember
from kg.deferred import deferred
from kg.release import __version__
from kg.terms import SH

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import rdflib

    from kg.validation.reading import Declared, read_shapes
else:
    read_shapes = deferred("kg.validation.reading", "read_shapes")

Grade = Literal["violation", "warning", "info"]
Scope = Literal["source", "graph"]
GRADES: tuple[Grade, ...] = ("violation", "warning", "info")
SCOPES: tuple[Scope, ...] = ("source", "graph")
ROOM = Path(__file__).parent
"""The folder of the code that reads shapes, finds faults in them and makes plans of them."""
READERS = ("rdflib", "pyshacl")
"""The packages on which depends what is worked out of shapes."""
MALFORMED = (ValueError, TypeError, LookupError, AttributeError, RecursionError)
"""What tells that a kept text is none of ours."""


@dataclass(frozen=True, slots=True)
class Check:
    """What an `f:Check` says of a check that the program makes itself."""

    code: str
    severity: Grade
    message: str
    fix: str


@dataclass(frozen=True, eq=False)
class Shapes:
    """Checks by IRI, and shapes from Turtle files, which are `read` now or when they are asked for.

    The same files, read again, are the same object; what is worked out of it serves
    again, in later runs too where it is kept under its `name`.
    """

    checks: Mapping[str, Check]
    name: str
    paths: tuple[Path, ...]
    terms: frozenset[str] | None
    own: frozenset[Path]
    read: Declared | None = None

    @cached_property
    def _declared(self) -> Declared:
        return self.read or read_shapes(self.paths, self.terms, self.own)

    @property
    def graphs(self) -> Mapping[Scope, rdflib.Graph]:
        """Shapes by scope."""
        return self._declared.graphs

    @property
    def codes(self) -> Mapping[str, str]:
        """The short name of each shape that has one."""
        return self._declared.codes

    @property
    def fixes(self) -> Mapping[str, str]:
        """What to do about what a shape finds, of each that says it."""
        return self._declared.fixes


def grade(severity: str) -> Grade:
    """Return a severity of SHACL by its name; what is none counts as a violation."""
    found = severity.removeprefix(SH).lower()
    return next((known for known in GRADES if known == found), "violation")


def load_shapes(
    paths: Sequence[Path],
    *,
    terms: Collection[str] | None = None,
    own: Collection[Path] = (),
) -> Shapes:
    """Read shapes from Turtle files.

    `terms` are the IRIs that the ontology declares (all, where it is None):
    a shape on another class is left out, and in one of the user's `own` files
    it is a fault. Raises `InputError` where a file is not Turtle and
    `DataError`, with all faults, where a shape has no `f:scope`.
    """
    read = tuple((path, _content(path)) for path in paths)
    return loaded(read, None if terms is None else frozenset(terms), frozenset(own))


def _content(path: Path) -> bytes | None:
    with suppress(OSError):  # whoever reads it as Turtle says why it cannot be read
        return path.read_bytes()
    return None


@lru_cache(maxsize=4)
def loaded(
    read: tuple[tuple[Path, bytes | None], ...],
    terms: frozenset[str] | None,
    own: frozenset[Path],
) -> Shapes:
    """Return the shapes of files with their content, None for one that cannot be read."""
    paths = tuple(path for path, _ in read)
    name = _name([(path in own, content) for path, content in read], terms)
    kept = _recalled(f"{name}-checks.json")
    if kept is not None:
        return Shapes(kept, name, paths, terms, own)
    declared = read_shapes(paths, terms, own)
    told = {iri: asdict(check) for iri, check in declared.checks.items()}
    remember(f"{name}-checks.json", json.dumps(told, ensure_ascii=False))
    return Shapes(declared.checks, name, paths, terms, own, declared)


def _recalled(name: str) -> dict[str, Check] | None:
    """Return the checks that are kept under a name, or None."""
    with suppress(*MALFORMED):
        return {iri: Check(**said) for iri, said in json.loads(recall(name) or "").items()}
    return None


def _name(files: Sequence[tuple[bool, bytes | None]], terms: frozenset[str] | None) -> str:
    """Return the name for what depends on files, on the ontology's terms and on who reads them."""
    readers = __version__, maker(ROOM), _readers(), terms and sorted(terms)
    mark = sha256(repr(readers).encode())
    for theirs, content in files:
        mark.update(b"own" if theirs else b"")
        mark.update(b"unreadable" if content is None else sha256(content).digest())
    return mark.hexdigest()


@cache
def maker(room: Path) -> str:
    """Return the mark of the code in a folder."""
    code = sorted(room.rglob("*.py"))
    return sha256(b"".join(sha256(file.read_bytes()).digest() for file in code)).hexdigest()


def _readers() -> list[tuple[int, int]]:
    """Return what tells one installation of a package from another, without importing it."""
    found = [find_spec(package) for package in READERS]
    files = [Path(spec.origin).stat() for spec in found if spec is not None and spec.origin]
    return [(file.st_size, file.st_mtime_ns) for file in files]
