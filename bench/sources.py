"""The four sources of an affair: its dispatch, a reprint, the answers, and the outcome."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import acts
import events
from affair import TOLD, Affair, Fact, evidence, label, make_affair, words
from world import GIVEN, OUTLETS, State, called, surname

if TYPE_CHECKING:
    from collections.abc import Iterator

IN_OFFICE = 200
"""Surnames below this number are those of the register."""


@dataclass(slots=True)
class Source:
    """A source as it is written: its head, its own actors, its facts."""

    head: Fact
    actors: list[Fact]
    facts: list[Fact]


def make_sources(seed: int, affairs: range, states: tuple[State, ...]) -> Iterator[Source]:
    """Yield the sources of the affairs of these numbers, an affair's four behind each other."""
    for number in affairs:
        affair = make_affair(seed, number, states)
        for at, telling in enumerate((dispatch, reprint, answers, outcome)):
            affair.at, affair.place = at, 0
            facts = telling(affair)
            yield Source(_head(affair), _own_actors(affair), facts)


def _head(affair: Affair) -> Fact:
    source = affair.sources[affair.at]
    return {"id": source, "title": f"{affair.one.name}, {affair.other.name}: {words(affair, 3, 7)}",
            "publisher": affair.chance.choice(OUTLETS), "published": affair.day(affair.published()),
            "license": "CC0-1.0", "language": "en", "sha256": sha256(source.encode()).hexdigest(),
            "origin": affair.sources[0] if affair.at == 1 else source}  # fmt: skip


def _witness(affair: Affair) -> str:
    return surname(IN_OFFICE + affair.number * TOLD + affair.at)


def _own_actors(affair: Affair) -> list[Fact]:
    own = _witness(affair)
    if affair.at == 2:
        said = f"Somebody close to the talks in {affair.town}"
        return [{"type": "UnidentifiedPerson", "name": f"aide of {own}", "description": said}]
    envoy = {"office": f"Envoy of {affair.one.name}", "start": affair.day(-400)[:4]}
    given = GIVEN[affair.number % len(GIVEN)]
    return [
        {"type": "Person", "name": f"{given} {own}", "alias": [f"Envoy {own}"], "tenures": [envoy]}
    ]


def _retold(affair: Affair, key: str) -> Fact:
    fact = affair.told[key] | {"same": affair.ref(key), "label": label(affair, "as reprinted")}
    return fact | {"evidence": evidence(affair)}


def _by_envoy(affair: Affair, fact: Fact) -> Fact:
    office = {"as": f"Envoy of {affair.one.name}"}
    return {key: value for key, value in fact.items() if key != "for"} | office | {
        "by": f"Envoy {_witness(affair)}", "evidence": evidence(affair)}  # fmt: skip


def dispatch(affair: Affair) -> list[Fact]:
    """Return what the first source, an agency's dispatch, tells."""
    facts = [
        events.coercion(affair, "incident"),
        acts.demand(affair, "undo", "withdraw-forces", grounds="incident"),
        acts.demand(affair, "undo-crew", "release", **{"part-of": "undo"}),
        acts.demand(affair, "undo-post", "open-border", **{"part-of": "undo"}),
        acts.threat(affair, "measures"),
        acts.promise(affair, "crew-offer"),
        acts.accusation(affair, "charge", back=True),
        acts.warning(affair, "caution"),
        events.meeting(affair, "Negotiation", "talks", 7, status="scheduled"),
        acts.announcement(affair, "talks-announced", "talks"),
        events.meeting(affair, "PhoneCall", "call", 1),
        events.build_up(affair, "troops"),
        acts.plea(affair, "Recommendation", "advice"),
        acts.assertion(affair, "Assertion", "claim", during="call"),
        _by_envoy(affair, acts.plea(affair, "Appeal", "appeal")),
    ]
    affair.told = {fact["id"]: fact for fact in facts}
    return facts


def reprint(affair: Affair) -> list[Fact]:
    """Return what a paper tells that prints the dispatch, and some of its own."""
    return [
        *(_retold(affair, key) for key in ("incident", "undo", "measures", "call")),
        acts.threat(affair, "counter", back=True),
        acts.accusation(affair, "counter-charge"),
        acts.assertion(affair, "Assessment", "outlook"),
        events.meeting(affair, "Consultation", "consultation", 3),
        events.session(affair, "session", 4),
        events.event(affair, "JointExercise", "exercise"),
        events.event(affair, "Protest", "protest"),
        events.event(affair, "DiplomaticSupport", "support"),
        events.event(affair, "Investigation", "inquiry"),
        _by_envoy(affair, acts.plea(affair, "Recommendation", "envoy-advice")),
        acts.assertion(affair, "Assertion", "paper-claim"),
    ]


def answers(affair: Affair) -> list[Fact]:
    """Return what the third source tells: who answered what, and what was signed."""
    two = [called(affair.chance, side) for side in (affair.one, affair.other)]
    statement = {"type": "JointStatement", "id": "statement", "label": label(affair, "statement"),
                 "signed-by": two, "when": affair.day(8), "evidence": evidence(affair)}  # fmt: skip
    talks = events.meeting(affair, "Negotiation", "talks", 7)
    return [
        talks | {"same": affair.ref("talks")},
        acts.answer(affair, "Rejection", "post-no", rejects=affair.ref("undo-post")),
        acts.answer(affair, "Acceptance", "crew-yes", accepts=affair.ref("undo-crew")),
        acts.answer(
            affair, "Rejection", "charge-denied", by_one=True, rejects=affair.ref("charge")
        ),
        acts.answer(affair, "RetractionAct", "charge-back", answers=affair.ref("charge")),
        acts.threat_heard(affair, "heard", f"aide of {_witness(affair)}"),
        statement,
        acts.assertion(affair, "Assertion", "line-one", statement="statement"),
        acts.assertion(affair, "Promise", "line-two", statement="statement"),
        events.later_talks(affair, "next-talks", affair.ref("talks")),
        events.preparation(affair, "prepared", "next-talks"),
        acts.announcement(affair, "next-announced", "next-talks"),
        events.event(affair, "ArmsTransfer", "arms"),
        events.event(affair, "PressRemarks", "remarks"),
        events.event(affair, "AidProvision", "aid"),
    ]


def outcome(affair: Affair) -> list[Fact]:
    """Return what the last source tells: threats carried out, offers refused, coded rows."""
    done = affair.told["measures"]["then"]
    return [
        events.carried_out(affair, "SanctionsMeasure", "measures-taken", done),
        events.conceded(affair, "crew-home"),
        acts.answer(affair, "Rejection", "offer-no", by_one=True, rejects=affair.ref("crew-offer")),
        events.event(affair, "UseOfForce", "clash", after=affair.ref("incident")),
        events.event(affair, "ReductionOfRelations", "envoys-out", after="clash"),
        events.event(affair, "MaterialCooperation", "cooperation"),
        events.event(affair, "MilitaryActivity", "patrols"),
        events.meeting(affair, "Meeting", "farewell", 12),
        acts.demand(affair, "undo-clash", "cease-fire", grounds="clash"),
        acts.warning(affair, "last-caution"),
        acts.assertion(affair, "Assessment", "last-outlook"),
        events.coded(affair, "Demand", "row-1"),
        events.coded(affair, "Threat", "row-2"),
        events.coded(affair, "Accusation", "row-3"),
        events.coded(affair, "Protest", "row-4"),
    ]
