"""Who is who: a name becomes the one actor or place that bears it, or nothing.

Names are compared exactly after folding; similarity only suggests. Layers are
asked in order (the file's own, the project's register, the shipped one) and
the first layer that knows the name decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode

    from kg.ontology import Class


@dataclass(frozen=True, slots=True)
class Named:
    """One actor or place: its IRI, its class and every name it goes by."""

    iri: NamedNode
    cls: Class
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One register: folded name to all that bear it."""

    bearers: Mapping[str, tuple[Named, ...]]


@cache
def fold(name: str) -> str:
    """Return what of a name counts when two are compared.

    >>> fold("The Mélanie  JOLY's") == fold("Melanie Joly")
    True
    """
    plain = unicodedata.normalize("NFKD", name).replace("\u2019", "'")
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = re.sub(r"'s\b", "", plain)
    plain = re.sub(r"(?<=\w)\.(?=\w?\.?)|[.'\"\u201c\u201d\u2018]", "", plain)
    return " ".join(re.sub(r"[\W_]+", " ", plain).split()).removeprefix("the ")


def make_layer(entries: Iterable[Named]) -> Layer:
    """Index entries by each of their names."""
    bearers: dict[str, dict[str, Named]] = defaultdict(dict)
    for entry in entries:
        for name in entry.names:
            bearers[fold(name)][entry.iri.value] = entry
    return Layer({name: tuple(found.values()) for name, found in bearers.items()})


def resolve(layers: Sequence[Layer], name: str, wanted: str) -> tuple[Named, ...]:
    """Return who bears a name among nodes of a class (its IRI).

    None is unknown, one is the answer, more are candidates: a caller that
    needs one refuses them.
    """
    folded = fold(name)
    for layer in layers:
        found = tuple(n for n in layer.bearers.get(folded, ()) if n.cls.is_a(wanted))
        if found:
            return found
    return ()


def suggest(layers: Sequence[Layer], name: str, wanted: str, most: int = 3) -> list[str]:
    """Return the nearest known names of a class, nearest first."""
    known = {
        folded: named.names[0]
        for layer in layers
        for folded, bearers in layer.bearers.items()
        for named in bearers
        if named.cls.is_a(wanted)
    }
    near = process.extract(fold(name), known.keys(), scorer=fuzz.WRatio, limit=most * 2)
    return list(dict.fromkeys(known[key] for key, score, _ in near if score >= 75))[:most]  # noqa: PLR2004 - rapidfuzz's scale
