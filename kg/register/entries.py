"""An entry of a register, or of `actors:` and `places:` -> who it is and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.facts.model import Scalar, Sequence
from kg.register.layers import BELONGS_TO, FAMILY_NAME, NAMING, Named

if TYPE_CHECKING:
    from pyoxigraph import NamedNode

    from kg.facts.model import Mapping
    from kg.ontology import Class


def named(node: Mapping, cls: Class, iri: NamedNode) -> Named:
    """Return who an entry declares; the first name is the one under `name:`."""
    keys = {item.iri.value: key for key, item in cls.keys.items()}
    pairs = {
        text: keys[iri]
        for iri in reversed(NAMING)
        if iri in keys
        for text in texts(node, keys[iri])
    }
    ordered = sorted(pairs.items(), key=lambda pair: _rank(pair[1], keys))
    return Named(
        iri,
        cls,
        tuple(name for name, _ in ordered),
        tuple(kind for _, kind in ordered),
        "".join(texts(node, keys.get(FAMILY_NAME, ""))[:1]),
        "".join(texts(node, keys.get(BELONGS_TO, ""))[:1]),
    )


def texts(node: Mapping, key: str) -> list[str]:
    """Return the plain values under a key."""
    given = node.get(key) if key else None
    items = given.items if isinstance(given, Sequence) else (given,)
    return [item.text for item in items if isinstance(item, Scalar)]


def _rank(key: str, keys: dict[str, str]) -> int:
    order = [keys[iri] for iri in NAMING if iri in keys]
    return order.index(key)
