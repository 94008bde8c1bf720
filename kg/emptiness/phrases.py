"""Numbers, lists and classes in the sentences about an empty answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN = 3
"""Names that a sentence lists."""
PHRASE = 30
"""Characters from which on a name reads as a phrase."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "row"), counted(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], more: int = 0) -> str:
    """Return names as a sentence lists them, with how many more there are.

    >>> listed(["Arcadia"]), listed(["Arcadia", "Lyra"]), listed(["a", "b", "c"], 2)
    ('Arcadia', 'Arcadia and Lyra', 'a, b, c and 2 more')
    """
    last = [f"{more:,} more"] if more else []
    parts = [*names, *last]
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def named(*names: str) -> list[str]:
    """Return names as a sentence holds them: all in quotes where one is a phrase of its own.

    >>> named("Ada Moreau", "Lyra"), named("Moreau and Lind meet", "Lyra")
    (['Ada Moreau', 'Lyra'], ["'Moreau and Lind meet'", "'Lyra'"])
    """
    phrases = any(", " in name or " and " in name or len(name) > PHRASE for name in names)
    return [f"'{name}'" if phrases else name for name in names]
