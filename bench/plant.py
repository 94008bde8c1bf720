"""Mistakes of many kinds, planted on purpose, each with the code that it is told by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from affair import Fact
    from sources import Source

MEETINGS = ("Meeting", "PhoneCall", "Negotiation", "Consultation")
HAPPENINGS = (*MEETINGS, "CouncilSession", "ForceBuildUp", "UseOfForce", "ArmsTransfer")
NOBODY = "Atlantis Minor"
MISTAKES = ("all", "reading", "shapes")
"""Kinds of ways: by what they are told."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a fact can be wrong: which kinds of fact, how, and the code that tells it.

    Without kinds it fits any fact; `needs` are keys that the fact must have.
    """

    code: str
    spoil: Callable[[Fact], Any]
    kinds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def setting(**given: Any) -> Callable[[Fact], Any]:  # noqa: ANN401 - a value of a facts file
    """Return what sets keys of a fact."""
    return lambda fact: fact.update(given)


def dropping(*keys: str) -> Callable[[Fact], Any]:
    """Return what takes keys from a fact."""
    return lambda fact: [fact.pop(key, None) for key in keys]


def inside(key: str, **given: Any) -> Callable[[Fact], Any]:  # noqa: ANN401 - as above
    """Return what sets keys of a fact's nested value, which is not shared with another fact."""
    return lambda fact: fact.update({key: fact[key] | given})


def renaming(key: str, wrong: str) -> Callable[[Fact], Any]:
    """Return what misspells a key of a fact."""
    return lambda fact: fact.update({wrong: fact.pop(key)})


def copying(key: str, other: str) -> Callable[[Fact], Any]:
    """Return what gives a key the value of another one, or of the fact's id."""
    return lambda fact: fact.update({key: fact[other]})


def speaking_for_nobody(fact: Fact) -> None:
    """Leave out for whom a person speaks."""
    fact.pop("as", None)
    fact.pop("for", None)


def leaving_open(fact: Fact) -> None:
    """Say that there is a condition, and none."""
    fact.pop("if", None)
    fact["condition"] = "stated"


def listing_twice(fact: Fact) -> None:
    """List the first participant in a second role too."""
    first = fact["participants"][0]
    fact["participants"] = [*fact["participants"], {"who": first, "role": "host"}]


WAYS = {
    "misspelt-key": Way("unknown-key", renaming("label", "lable")),
    "misspelt-type": Way("unknown-type", setting(type="Meetting"), MEETINGS),
    "misspelt-action": Way("unknown-value", inside("content", action="ask"), needs=("content",)),
    "stranger": Way("unknown-name", setting(by=NOBODY), needs=("by",)),
    "two-koreas": Way("ambiguous-name", setting(against="Koreans"), ("Accusation", "Threat")),
    "no-such-day": Way("bad-date", setting(when="2025-02-30")),
    "no-such-fact": Way("missing-reference", setting(rejects="no-such-demand"), ("Rejection",)),
    "id-with-space": Way("bad-id", setting(id="the demand")),
    "nested-label": Way("wrong-type", setting(label={"text": "Two ministers"})),
    "span-of-words": Way("bad-span", setting(evidence={"paragraph": "seven"})),
    "no-evidence": Way("S20", dropping("evidence")),
    "no-issuer": Way("S19", dropping("by", "as"), ("Accusation", "Assertion", "Appeal")),
    "no-time": Way("S12", dropping("when")),
    "no-status": Way("S12", dropping("status"), HAPPENINGS),
    "alone": Way("S13", lambda fact: fact.update(participants=fact["participants"][:1]), MEETINGS),
    "listed-twice": Way("S14", listing_twice, MEETINGS),
    "held-to-come": Way("S15", setting(when="2099-01-01", status="held"), MEETINGS),
    "call-at-a-place": Way("S18", setting(where="Geneva"), ("PhoneCall",)),
    "threat-at-nobody": Way("S23", dropping("against"), ("Threat",)),
    "empty-threat": Way("S23", dropping("then"), ("Threat",)),
    "no-condition": Way("S24", leaving_open, ("Threat",)),
    "one-condition": Way("S24", setting(condition="none"), ("Threat", "Warning"), ("if",)),
    "at-itself": Way("S25", copying("against", "for"), ("Threat",), ("for",)),
    "not-his-to-do": Way("S26", inside("then", by="Iceland"), ("Threat",), ("if",)),
    "empty-demand": Way("S28", dropping("content"), ("Demand",), ("content",)),
    "own-part": Way("S29", copying("part-of", "id"), needs=("part-of",)),
    "for-nobody": Way("S28", speaking_for_nobody, ("Demand",), ("topic",)),
    "empty-rejection": Way("S30", dropping("rejects"), ("Rejection",)),
    "accused-nobody": Way("S33", dropping("against"), ("Accusation",)),
    "backward-span": Way("S36", setting(evidence="p3 900-850 indirect-speech")),
    "bare-quote": Way("S36", setting(evidence="p3 direct-quote")),
    "no-troops": Way("S40", setting(size="0"), ("ForceBuildUp",)),
    "bad-code": Way("S45", inside("evidence", code="991"), needs=("scheme",)),
}


def _fits(way: Way, fact: Fact) -> bool:
    cited = fact["evidence"] if isinstance(fact["evidence"], dict) else {}
    has = fact.keys() | cited.keys()
    return (not way.kinds or fact["type"] in way.kinds) and has >= set(way.needs)


def ways_of(kind: str) -> list[str]:
    """Return the ways told on `reading`, those told by `shapes`, or `all`."""
    shapes = {name for name, way in WAYS.items() if way.code.startswith("S")}
    return [name for name in WAYS if kind == "all" or (name in shapes) == (kind == "shapes")]


def plant(source: Source, line: int, ways: list[str], chance: Random, share: float) -> list[object]:
    """Make a share of a source's facts wrong, the first being on a line; tell what was done."""
    told = []
    for at, fact in enumerate(source.facts):
        if chance.random() < share:
            name = chance.choice([name for name in ways if _fits(WAYS[name], fact)])
            told.append(_spoil(name, source, at, line))
    return told


def plant_pending(source: Source, line: int, pending: list[str]) -> list[object]:
    """Make a source wrong in up to four of the pending ways, which are taken from that list."""
    told: list[object] = []
    free = list(range(len(source.facts)))
    for name in list(pending):
        fitting = [at for at in free if _fits(WAYS[name], source.facts[at])]
        if fitting and len(told) < 4:
            free.remove(fitting[0])
            pending.remove(name)
            told.append(_spoil(name, source, fitting[0], line))
    return told


def _spoil(name: str, source: Source, at: int, line: int) -> object:
    fact, way = source.facts[at], WAYS[name]
    place = {"source": source.head["id"], "fact": fact["id"], "line": line + at}
    way.spoil(fact)
    return place | {"way": name, "code": way.code}
