"""What somebody may have meant: known names that are alike, and names that decide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from kg.folding import fold
from kg.register.layers import TIERS
from kg.register.resolving import Resolver

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.register.layers import Bearer, Layer, Named

LIKE = 75
"""The least likeness of a name that is suggested, of 100."""

SCORERS = ((fuzz.ratio, LIKE), (fuzz.token_sort_ratio, LIKE), (fuzz.token_set_ratio, 100))
"""As they are written; in another order of words; one all within the other."""

PART = 80
"""How alike a name is to one that holds all its words, and more."""


def alike(
    layers: Sequence[Layer], name: str, wanted: str, most: int = 5
) -> list[tuple[Bearer, int]]:
    """Return the bearers of the names that are most like one, best first, each once.

    With each goes how alike it is, of 100.
    """
    near: list[tuple[float, int, Bearer]] = []
    folded = fold(name)
    for number, layer in enumerate(layers):
        for scorer, least in SCORERS:
            found = process.extract(
                folded, layer.bearers.keys(), scorer=scorer, limit=most * 4, score_cutoff=least
            )
            for key, score, _ in found:
                part = PART if scorer is fuzz.token_set_ratio else score
                near += [(-part, number, b) for b in layer.bearers[key]]
    near = [n for n in near if n[2].named.cls.is_a(wanted) and n[2].kind not in {"iso", "iso3"}]
    best: dict[str, tuple[Bearer, int]] = {}
    for score, _, bearer in sorted(near, key=lambda n: (n[0], n[1], n[2].name)):
        best.setdefault(bearer.named.iri.value, (bearer, round(-score)))
    return list(best.values())[:most]


def suggest(layers: Sequence[Layer], name: str, wanted: str, most: int = 3) -> list[str]:
    """Return the nearest known names of a class, nearest first."""
    return [bearer.named.names[0] for bearer, _ in alike(layers, name, wanted, most)]


def deciding(layers: Sequence[Layer], named: Named, wanted: str) -> str:
    """Return the first name, or the id, by which just this one is meant."""
    for name in _names(named):
        if Resolver(layers).resolve(name, wanted).one == named:
            return name
    return named.id


def _names(named: Named) -> Iterator[str]:
    yield from (name for name in named.names if not TIERS.get(named.kind(name)))
