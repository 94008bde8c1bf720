"""Two facts of two sources, weighed: whether they are two tellings of one act or event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from kg.candidates.acts import MEETING
from kg.candidates.days import is_day, is_long, meet, told
from kg.candidates.model import Weight
from kg.candidates.spelling import in_ascii, spelling
from kg.candidates.words import SMALL_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.candidates.acts import Act, People
    from kg.candidates.lexicon import Lexicon
    from kg.ontology import Ontology

BASE = 0.45
SAME_ACTOR, SAME_PARTY, ONE_SIDE = 0.12, 0.07, -0.06
ALL_PARTICIPANTS, SOME_PARTICIPANTS = 0.2, 0.1
SAME_DAY, NEXT_DAY, SAME_SPAN = 0.13, 0.06, 0.05
SAME_ACTION, SAME_CONDITION, SAME_PLACE, SAME_TARGET = 0.13, 0.05, 0.1, 0.1
OTHER_DETAIL = -0.14
LEAST_ALIKE = 0.6
"""Labels less alike than this, without the names of the parties, say nothing."""
LABEL = 0.12
MOST = 0.97
"""No telling is surer than a shared id."""


@dataclass(frozen=True, slots=True)
class Side:
    """How well the actors on one side of two acts agree: worth, and how it is told."""

    worth: float
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What acts are weighed with."""

    ontology: Ontology
    people: People
    lexicon: Lexicon


def weigh_acts(a: Act, b: Act, telling: Telling) -> Weight | None:
    """Return what speaks for two facts being one, None where they are two or nothing does.

    Facts of one source are two, as are those that are more than a day apart, or
    whose parties, actions, conditions or places are known and differ.
    """
    if a.stating & b.stating or a.days is None or b.days is None or not meet(a.days, b.days, 1):
        return None
    if _apart(a.actions, b.actions) or _apart(a.conditions, b.conditions):
        return None
    if _places_apart(a, b, telling.people):
        return None
    sides = _sides(a, b, telling)
    if sides is None:
        return None
    overlap = list(_overlap(a, b, telling))
    if not overlap and not _whole_meeting(a, b, telling):
        return None
    time = _time(a, b)
    worth = BASE + sum(s.worth for s in (*sides, time, *overlap)) + _detail(a, b)
    kind = _kind(a, b, telling.ontology)
    parties = " ".join(side.reason for side in sides if side.reason)
    first = ", ".join(filter(None, (f"{kind} {parties}".strip(), time.reason)))
    return Weight(
        round(max(min(worth, MOST), 0.0), 2), (first, *(s.reason for s in overlap if s.reason))
    )


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one and other) and not one & other


def _places_apart(a: Act, b: Act, people: People) -> bool:
    """Return whether both have a place, and neither lies in the other's."""
    around = [people.with_parties(act.places) for act in (a, b)]
    return bool(a.places and b.places) and not (a.places & around[1] or b.places & around[0])


def _sides(a: Act, b: Act, telling: Telling) -> tuple[Side, ...] | None:
    """Return how the actors agree: those who act, those acted upon, those who take part.

    None where some do not, or where no actor is known of both.
    """
    by = _side(a.by or a.parties, b.by or b.parties, "by", telling)
    to = _side(a.to, b.to, "to", telling)
    who = _side(a.who, b.who, "of", telling)
    if by is None or to is None or who is None:
        return None
    if a.who and b.who:
        whole = len(a.who) == len(b.who)
        who = Side(ALL_PARTICIPANTS if whole else SOME_PARTICIPANTS, who.reason)
    return (by, to, who) if by.worth > 0 or who.worth > 0 or to.worth > 0 else None


def _side(one: frozenset[str], other: frozenset[str], word: str, telling: Telling) -> Side | None:
    """Return how two sets of actors agree: each of the fewer has to be among the more."""
    if not one or not other:
        return Side(ONE_SIDE if one or other else 0.0)
    few, many = sorted((one, other), key=lambda side: (len(side), sorted(side)))
    people = telling.people
    if not all(any(_one_party(x, y, people) for y in many) for x in few):
        return None
    same = few <= many
    named = ", ".join(telling.lexicon.called(node) for node in sorted(few)[:3])
    rest = f" and {len(few) - 3} more" if len(few) > 3 else ""  # noqa: PLR2004 - as named
    worth = SAME_ACTOR if same and len(few) == len(many) else SAME_PARTY
    return Side(worth, f"{word} {named}{rest}")


def _one_party(one: str, other: str, people: People) -> bool:
    """Return whether two are one, or one speaks for the other: of two persons neither does."""
    if one == other:
        return True
    if one in people.persons and other in people.persons:
        return False
    return one in people.parties.get(other, ()) or other in people.parties.get(one, ())


def _time(a: Act, b: Act) -> Side:
    one, other = a.days, b.days
    if one is None or other is None or is_long(one) or is_long(other):
        return Side(0.0, "over times that overlap")
    if is_day(one) and is_day(other):
        if one == other:
            return Side(SAME_DAY, f"on the same day, {told(one[0])}")
        return Side(NEXT_DAY, f"one day apart, {told(one[0])} and {told(other[0])}")
    if one == other:
        return Side(SAME_SPAN, f"at the same time, {told(one[0])} to {told(one[1])}")
    return Side(SAME_SPAN, "at times that overlap" if meet(one, other) else "one day apart")


def _overlap(a: Act, b: Act, telling: Telling) -> Iterator[Side]:
    """Yield what both are about: action, condition, place, the fact they answer, their labels."""
    called = telling.lexicon.called
    for shared, worth, word in (
        (a.actions & b.actions, SAME_ACTION, "both about"),
        (a.conditions & b.conditions, SAME_CONDITION, "both in case of"),
    ):
        if shared:
            named = ", ".join(f"'{called(action)}'" for action in sorted(shared)[:3])
            yield Side(worth, f"{word} {named}")
    if places := a.places & b.places:
        yield Side(SAME_PLACE, f"both at {called(min(places))}")
    if about := a.about & b.about:
        yield Side(SAME_TARGET, f"both about '{called(min(about))}'")
    alike = _labels_alike(a, b, telling.people)
    if alike >= LEAST_ALIKE:
        yield Side(LABEL * alike, f"labels {min(int(alike * 100), 100)} % alike")


def _labels_alike(a: Act, b: Act, people: People) -> float:
    """Return how alike two labels are once the names of the parties are taken away."""
    actors = people.with_parties(a.by | a.to | a.who | a.parties | b.by | b.to | b.who | b.parties)
    names = frozenset[str]().union(*(people.words.get(actor, ()) for actor in actors))
    left = [_label(act, names) for act in (a, b)]
    return fuzz.token_sort_ratio(*left) / 100 if all(left) else 0.0


def _label(act: Act, names: frozenset[str]) -> str:
    words = ("".join(filter(str.isalnum, word)) for word in in_ascii(act.label).split())
    kept = (w for w in words if w and w not in names and w not in SMALL_WORDS)
    return " ".join(map(spelling, kept))


def _whole_meeting(a: Act, b: Act, telling: Telling) -> bool:
    """Return whether both are meetings of the same two or more on the same day."""
    met = all(any(telling.ontology.by_iri[c].is_a(MEETING) for c in act.classes) for act in (a, b))
    return met and len(a.who) > 1 and len(a.who) == len(b.who) and a.days == b.days


def _detail(a: Act, b: Act) -> float:
    if not a.details or not b.details:
        return 0.0
    alike = fuzz.token_set_ratio(" ".join(a.details).casefold(), " ".join(b.details).casefold())
    return 0.0 if alike >= LEAST_ALIKE * 100 else OTHER_DETAIL


def _kind(a: Act, b: Act, ontology: Ontology) -> str:
    labels = [", ".join(ontology.by_iri[c].label for c in act.classes) for act in (a, b)]
    same = labels[0] == labels[1]
    return f"same kind of fact ({labels[0]})" if same else f"{labels[0]} and {labels[1]}"
