"""One affair between two states, told by four sources: who is in it, and how evidence is cited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from world import OUTLETS, TOWNS, Person, State, called

Fact = dict[str, Any]
FIRST_DAY = date(2024, 6, 1)
DAYS = 2000
TOLD = 4
"""How many sources tell of one affair."""
WORDS = """the minister said that ships convoy border talks must not before after guns grain
quota deadline crew harbour patrol permit radar accord council treaty envoy tariff visa""".split()
TOPICS = """trade talks detainees borders sanctions deterrence territory energy relations ceasefire
arms-control troop-build-up security-guarantees migration""".split()
MODES = ("indirect-speech", "indirect-speech", "narrative", "mixed-quote", "direct-quote")


@dataclass(slots=True)
class Affair:
    """An affair's parties, its first day, and the source that is being written."""

    number: int
    chance: Random
    one: State
    other: State
    third: State
    town: str
    begin: date
    sources: tuple[str, ...]
    told: dict[str, Fact] = field(default_factory=dict)
    at: int = 0
    place: int = 0

    def day(self, shift: int) -> str:
        """Return the day so many days after the affair's first."""
        return (self.begin + timedelta(shift)).isoformat()

    def published(self) -> int:
        """Return after how many days the present source is published."""
        return self.at * 4 + 1

    def ref(self, key: str, told_in: int = 0) -> str:
        """Return how the present source refers to a fact of a source of this affair."""
        return key if told_in == self.at else f"{self.sources[told_in]}#{key}"


def make_affair(seed: int, number: int, states: tuple[State, ...]) -> Affair:
    """Return the affair of this number; the same seed and number give the same one."""
    chance = Random(seed * 1_000_003 + number)  # noqa: S311 - a benchmark, not a secret
    one, other, third = chance.sample(states, 3)
    begin = FIRST_DAY + timedelta(number % DAYS)
    sources = tuple(f"wire-{number * TOLD + at:07}" for at in range(TOLD))
    return Affair(number, chance, one, other, third, chance.choice(TOWNS), begin, sources)


def words(affair: Affair, least: int, most: int) -> str:
    """Return some words in a row."""
    return " ".join(affair.chance.choices(WORDS, k=affair.chance.randint(least, most)))


def label(affair: Affair, kind: str) -> str:
    """Return what an analyst would call a fact."""
    return f"{affair.one.name} and {affair.other.name}, {kind}: {words(affair, 2, 5)}"


def evidence(affair: Affair, credited: State | Person | None = None) -> Any:  # noqa: ANN401
    """Return where a fact stands: a span in short or in full, or the words themselves."""
    chance = affair.chance
    start = affair.place + chance.randint(5, 120)
    affair.place = end = start + chance.randint(40, 220)
    paragraph, mode = start // 400 + 1, chance.choice(MODES)
    draw = chance.random()
    if draw < 0.4:
        return f"p{paragraph} {start}-{end} {mode}"
    cited: dict[str, Any] = {"paragraph": str(paragraph), "mode": mode}
    if draw < 0.75:
        cited["chars"] = f"{start}-{end}"
    else:
        cited["quote"] = words(affair, 6, 14)
    if credited is not None:
        cited["credited"] = called(chance, credited)
    if chance.random() < 0.3:
        cited |= {"basis": "relative", "derivation": f"The {words(affair, 1, 2)} of publication"}
    if chance.random() < 0.15:
        cited["via"] = chance.choice(OUTLETS)
    return cited


def hearsay(affair: Affair, first: Person, teller: str) -> dict[str, Any]:
    """Return evidence that two people stand behind, the second of them unnamed."""
    cited = {"by": called(affair.chance, first), "to": called(affair.chance, affair.third)}
    affair.place += 150
    chars = f"{affair.place - 90}-{affair.place}"
    return {"paragraph": str(affair.place // 400 + 1), "chars": chars, "mode": "indirect-speech",
            "credited": teller, "stance": "probable", "basis": "bounded",
            "chain": [cited, {"by": teller}]}  # fmt: skip
