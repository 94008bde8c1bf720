"""What happens in an affair: meetings, forces and measures, and rows of a coded data set."""

from __future__ import annotations

from typing import Any

from acts import situation
from affair import Affair, Fact, evidence, label
from world import BODIES, called

CODES = {"Demand": "1053", "Threat": "1312", "Accusation": "112", "Protest": "141"}


def meeting(affair: Affair, kind: str, key: str, day: int, *, status: str = "held") -> Fact:
    """Return a meeting of the two states' ministers; talks in the affair's town."""
    chance = affair.chance
    sides = (affair.one.officers[1], affair.other.officers[1])
    who: list[Any] = [called(chance, side) for side in sides]
    if chance.random() < 0.4:
        who.append({"who": called(chance, affair.third), "role": "mediator"})
    fact: Fact = {"type": kind, "id": key, "label": label(affair, kind.lower()), "status": status}
    fact |= {"when": affair.day(day), "participants": who}
    if kind != "PhoneCall":
        fact["where"] = affair.town
    return fact | {"evidence": evidence(affair)}


def session(affair: Affair, key: str, day: int) -> Fact:
    """Return a session of a body's council."""
    who = [
        {"who": affair.chance.choice(BODIES), "role": "convenor"},
        called(affair.chance, affair.third),
    ]
    fact: Fact = {"type": "CouncilSession", "id": key, "label": label(affair, "session")}
    fact |= {"status": "held", "when": affair.day(day), "participants": who}
    return fact | {"evidence": evidence(affair)}


def event(affair: Affair, kind: str, key: str, **more: Any) -> Fact:  # noqa: ANN401
    """Return something that the one state does to the other."""
    chance = affair.chance
    fact: Fact = {"type": kind, "id": key, "label": label(affair, kind.lower())}
    fact |= {"by": called(chance, affair.one), "against": called(chance, affair.other)}
    fact |= {"status": "held", "when": affair.day(affair.published() - 1)}
    if chance.random() < 0.4:
        fact["where"] = chance.choice((affair.town, affair.one.capital))
    fact |= more
    return fact | {"evidence": evidence(affair)}


def coercion(affair: Affair, key: str) -> Fact:
    """Return what the other state does to the one, with which the affair begins."""
    done = {"by": called(affair.chance, affair.other), "against": called(affair.chance, affair.one)}
    return event(affair, "Coercion", key, when=affair.day(0), **done)


def build_up(affair: Affair, key: str) -> Fact:
    """Return a number of troops, as somebody counts them."""
    chance = affair.chance
    span = f"{affair.day(-20)}/{affair.day(affair.published())}"
    fact: Fact = {"type": "ForceBuildUp", "id": key, "label": label(affair, "troops")}
    fact |= {"of": called(chance, affair.other), "size": str(chance.randint(4, 400) * 250)}
    fact |= {"status": "ongoing", "when": span, "where": affair.other.capital}
    return fact | {"evidence": evidence(affair, affair.third)}


def carried_out(affair: Affair, kind: str, key: str, wished: Fact) -> Fact:
    """Return an event that makes true what an act spoke of."""
    return event(affair, kind, key, realises=wished)


def conceded(affair: Affair, key: str) -> Fact:
    """Return what the other state does to end the affair."""
    done = {"by": called(affair.chance, affair.other), "against": called(affair.chance, affair.one)}
    made_true = situation(affair, "release", affair.other)
    return event(affair, "DeEscalation", key, realises=made_true, **done)


def preparation(affair: Affair, key: str, meeting_key: str) -> Fact:
    """Return what is done to prepare talks."""
    more = {"status": "ongoing", "for": meeting_key}
    fact = event(affair, "Preparation", key, **more)
    del fact["against"]
    return fact


def later_talks(affair: Affair, key: str, moved: str) -> Fact:
    """Return a further round of talks, of which only the first day that it can begin is known."""
    fact = meeting(affair, "Negotiation", key, 0, status="scheduled")
    return fact | {"when": f"{affair.day(60)}/..", "moved-from": moved}


def coded(affair: Affair, kind: str, key: str) -> Fact:
    """Return a row of an event data set, made by a program from the affair's news."""
    number = f"{affair.number:07}{key[-1]}"
    row = {"type": "CodedEventRecord", "paragraph": "2", "mode": "machine-coded"}
    row |= {"stance": "unknown", "record": number, "dataset": "Bench sample"}
    row |= {"scheme": "cameo", "code": CODES[kind]}
    fact: Fact = {"type": kind, "id": key, "label": label(affair, "coded row")}
    fact |= {"by": affair.one.name, "when": affair.day(1)}
    if kind == "Demand":
        content = {"action": "release", "by": affair.other.name}
        return fact | {"to": affair.other.name, "content": content, "evidence": row}
    fact |= {"against": affair.other.name}
    if kind == "Threat":
        then = {"action": "impose-sanctions", "by": affair.one.name, "against": affair.other.name}
        fact |= {"condition": "not-coded", "then": then}
    return fact | {"evidence": row}
