"""Two actors, or two places, weighed: what speaks for their being one, and what forbids it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.candidates.comparing import Likeness, compare
from kg.candidates.days import meet
from kg.candidates.entries import IDS, Entry, differ
from kg.candidates.model import Weight
from kg.candidates.words import GENERIC

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.candidates.comparing import Manner
    from kg.candidates.entries import Held
    from kg.candidates.lexicon import Lexicon

# For each manner in which names agree: what it is worth alone, with a state, body or
# place that both belong to, and with an office that both held. 0 is no candidate.
# They are judgements of how often an analyst would say yes, tried on a planted set.
WORTH: Mapping[Manner, tuple[float, float, float]] = {
    "same": (0.84, 0.92, 0.96),
    "spelling": (0.78, 0.88, 0.94),
    "script": (0.80, 0.90, 0.95),
    "vowels": (0.64, 0.82, 0.90),
    "nickname": (0.66, 0.80, 0.90),
    "longer": (0.64, 0.78, 0.88),
    "similar": (0.0, 0.74, 0.86),
    "initials": (0.0, 0.70, 0.84),
    "surname": (0.0, 0.0, 0.74),
    "acronym": (0.70, 0.82, 0.82),
}
ONE_WORD = (0.0, 0.66, 0.82)
"""What one word is worth that two people are called by, however it agrees."""
DESCRIPTION = (0.62, 0.74, 0.74)
"""What a common description of a group is worth."""
LONG_NAME = 4
"""So many words of a body's name, each like one of another's, need no context."""
TOGETHER = 0.15
"""What is taken off where one source speaks of both."""
SHARED_ID, SHARED_ID_ONLY = 0.98, 0.9


@dataclass(frozen=True, slots=True)
class Common:
    """What two entries share besides names: an office, or what both belong to; in words."""

    office: str = ""
    context: str = ""
    party: str = ""

    @property
    def rank(self) -> int:
        """Return 2 for an office, 1 for a context, 0 for nothing."""
        return 2 if self.office else 1 if self.context else 0


def weigh_entries(a: Entry, b: Entry, lexicon: Lexicon) -> Weight | None:
    """Return what speaks for two entries being one, None where they are two or nothing does."""
    shared = a.ids & b.ids
    if differ(a.ids, b.ids) or (not shared and _two(a, b)):
        return None
    common = _common(a, b, lexicon)
    likeness = _likeness(a, b, common, lexicon)
    reasons = [f"same {IDS[register]} {_shown(value)}" for register, value in sorted(shared)]
    score = SHARED_ID if likeness or a.sort != "person" else SHARED_ID_ONLY
    if not shared:
        if likeness is None or not (a.identified and b.identified):
            return None
        score = _worth(a, b, likeness, common)
    if likeness is not None:
        reasons.append(likeness.reason)
    reasons += [why for why in (common.office, "" if common.office else common.context) if why]
    if (together := sorted(a.sources & b.sources)) and not shared:
        score -= TOGETHER
        reasons.append(f"but {', '.join(together[:3])} speaks of both")
    return Weight(round(score, 2), tuple(dict.fromkeys(reasons))) if score > 0 else None


def _shown(value: str) -> str:
    return value.upper() if value.startswith("q") and value[1:].isdecimal() else value


def _two(a: Entry, b: Entry) -> bool:
    """Return whether what is said of both forbids that they are one."""
    if a.acts & b.acts or a.iri in b.contexts or b.iri in a.contexts:
        return True
    if a.sort == "place":
        return bool(a.contexts and b.contexts) and not (
            a.contexts <= b.contexts or b.contexts <= a.contexts
        )
    return _states_apart(a, b) or _one_after_the_other(a, b)


def _states_apart(a: Entry, b: Entry) -> bool:
    """Return whether each acts for a state that the other does not, at a time that may be one."""
    if not a.states or not b.states or a.states.keys() & b.states.keys():
        return False
    return any(meet(days, others) for days in a.states.values() for others in b.states.values())


def _one_after_the_other(a: Entry, b: Entry) -> bool:
    """Return whether both held one office, and never at one time: a son after his father."""
    same = [
        (one.days, other.days) for one in a.held for other in b.held if _same_office(one, other)
    ]
    return bool(same) and not any(meet(*days) for days in same)


def _same_office(one: Held, other: Held) -> bool:
    return one.party == other.party and one.words == other.words


def _common(a: Entry, b: Entry, lexicon: Lexicon) -> Common:
    offices = sorted(
        f"{one.title} of {lexicon.called(one.party)}"
        for one in a.held
        for other in b.held
        if _same_office(one, other)
    )
    shared = sorted(a.contexts & b.contexts, key=lambda c: (c not in a.states, c))
    if a.sort == "state":  # that both are members of an alliance makes no two states one
        return Common()
    verb = {"place": "lie in", "person": "speak for, or belong to,"}.get(a.sort, "belong to")
    return Common(
        f"both hold, or held, the office {offices[0]}" if offices else "",
        f"both {verb} {lexicon.called(shared[0])}" if shared else "",
        shared[0] if shared else "",
    )


def _likeness(a: Entry, b: Entry, common: Common, lexicon: Lexicon) -> Likeness | None:
    """Return the likeness of two of their names that is worth most."""
    without = _words_of(common, a, lexicon)
    found = [
        likeness
        for one in a.names
        for other in b.names
        if (likeness := compare(one, other, without)) is not None
    ]
    if a.sort == "person" and _mains_apart(a, b):
        found = [likeness for likeness in found if likeness.words > 1]
    return max(
        found,
        key=lambda one: (_worth(a, b, one, common), one.closeness, one.reason),
        default=None,
    )


def _words_of(common: Common, a: Entry, lexicon: Lexicon) -> frozenset[str]:
    if a.sort not in {"organisation", "group"} or not common.party:
        return frozenset()
    return lexicon.words(common.party)


def _mains_apart(a: Entry, b: Entry) -> bool:
    """Return whether the full names that two people go by disagree."""
    full = min(len(a.main.words), len(b.main.words)) > 1
    return full and compare(a.main, b.main) is None


def _worth(a: Entry, b: Entry, likeness: Likeness, common: Common) -> float:
    worth = WORTH[likeness.manner]
    if a.sort == "person":
        worth = ONE_WORD if likeness.words == 1 and likeness.manner != "surname" else worth
    elif a.sort != "state":
        worth = _worth_of_body(a, b, likeness)
    score = worth[common.rank]
    return score * (2 * likeness.closeness - 1) if likeness.manner == "similar" else score


def _worth_of_body(a: Entry, b: Entry, likeness: Likeness) -> tuple[float, float, float]:
    """Return the worth of a likeness of names that may be descriptions, or say little alone."""
    worth, words = WORTH[likeness.manner], set(a.main.raw)
    described = all(name.text == name.text.casefold() for name in (a.main, b.main))
    if described and a.main.script == "LATIN":
        return DESCRIPTION if len(words) > 2 and a.sort == "group" else (0.0, *DESCRIPTION[1:])  # noqa: PLR2004 - two words name nobody
    if a.sort != "place" and words <= GENERIC:
        return (0.0, *worth[1:])
    if a.sort == "organisation" and likeness.manner == "similar" and len(words) >= LONG_NAME:
        return (0.72, *worth[1:])
    return worth
