"""What mapping speaks in: terms with their places, references, suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode
from rapidfuzz import process

from kg.errors import Position
from kg.ontology import Class, Ontology, Property
from kg.terms import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Iterable

Term = NamedNode | Literal
Pairs = dict[tuple[Property, Term], Position]


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact named by its id, to be looked for once everything is read."""

    iri: NamedNode
    wanted: Class
    text: str
    position: Position


def dkg(name: str) -> NamedNode:
    """Return a term of the ontology."""
    return NamedNode(ONTOLOGY + name)


def local(iri: NamedNode) -> str:
    """Return what stands behind an IRI's last slash."""
    return iri.value.rpartition("/")[2]


def is_child(ontology: Ontology, item: Property) -> bool:
    """Return whether a key's nodes belong to the node that has the key."""
    cls = ontology.by_iri.get(item.range)
    return cls is not None and (cls.identity in {"byKeys", "evidence"} or item.inherits is not None)


def near(text: str, known: Iterable[str], most: int = 3) -> str:
    """Return a mend that names the nearest known words, or all where few."""
    words = sorted(set(known))
    found = _alike(text, words, most)
    if found:
        return f"did you mean {' or '.join(map(repr, found))}?"
    listed = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")  # noqa: PLR2004
    return f"known here: {listed}"


def _alike(text: str, words: list[str], most: int) -> list[str]:
    """Return the words most like a text, whatever their case, the nearest first."""
    rated = process.extract(text, words, processor=str.casefold, limit=most, score_cutoff=60)
    return [word for word, _, _ in rated]
