"""Mistakes, planted into sources on purpose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

    from sources import Source


@dataclass(frozen=True, slots=True)
class Planter:
    """Plants mistakes into a share of the facts."""

    chance: Random
    share: float

    def plant(self, source: Source, line: int) -> list[object]:
        """Make some facts of a source wrong; return what was done, by line."""
        raise NotImplementedError
