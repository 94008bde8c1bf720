"""What is said in an affair: demands, threats, offers, accusations and the answers to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from affair import TOPICS, Affair, Fact, evidence, hearsay, label
from world import called

if TYPE_CHECKING:
    from world import Person, State

HARM = """impose-sanctions embargo close-border cut-energy-supply expel-diplomats freeze-assets
deploy-forces hold-exercise retaliate blockade stop-aid deny-access""".split()
WISH = """withdraw-forces release open-border grant-access cease-fire remove-weapons lift-sanctions
negotiate keep-agreement exchange-prisoners de-escalate share-information""".split()
WRONG = "interfere attack smuggle violate-agreement deceive cyber-attack provoke detain".split()


def situation(affair: Affair, action: str, by: State, against: State | None = None) -> Fact:
    """Return what somebody does or is to do, told so that another affair's is another one."""
    node: Fact = {"action": action, "by": called(affair.chance, by)}
    if against is not None:
        node["against"] = called(affair.chance, against)
    node["detail"] = f"in the affair of docket {affair.number}"
    return node


def act(affair: Affair, kind: str, key: str, speaker: Person, side: State, **more: Any) -> Fact:  # noqa: ANN401
    """Return an act of someone in office, said in that office or for their state."""
    chance = affair.chance
    fact: Fact = {"type": kind, "id": key, "label": label(affair, kind.lower())}
    fact["by"] = called(chance, speaker)
    if chance.random() < 0.7:
        fact["as"] = speaker.office
    else:
        fact["for"] = called(chance, side)
    fact |= more
    fact["topic"] = chance.choice(TOPICS)
    if chance.random() < 0.2:
        fact["form"] = chance.choice(("written", "public", "private", "oral"))
    fact["when"] = affair.day(affair.published() - chance.randint(0, 1))
    fact["evidence"] = evidence(affair, speaker)
    return fact


def demand(affair: Affair, key: str, action: str, **more: Any) -> Fact:  # noqa: ANN401
    """Return what the one state wants of the other, by a day."""
    content = situation(affair, action, affair.other, affair.one)
    content["deadline"] = affair.day(10)
    speaker = affair.one.officers[1]
    to = called(affair.chance, affair.other)
    return act(affair, "Demand", key, speaker, affair.one, to=to, content=content, **more)


def threat(affair: Affair, key: str, *, back: bool = False) -> Fact:
    """Return a threat of the one state, or of the other one back, mostly on a condition."""
    by, against = (affair.other, affair.one) if back else (affair.one, affair.other)
    chance = affair.chance
    said: Fact = {"against": called(chance, against)}
    if back or chance.random() < 0.8:
        said["if"] = situation(affair, "embargo" if back else "keep-course", against)
    said["then"] = situation(affair, chance.choice(HARM), by, against)
    return act(affair, "Threat", key, by.officers[0], by, **said)


def threat_heard(affair: Affair, key: str, teller: str) -> Fact:
    """Return a threat known only at second hand."""
    fact = threat(affair, key, back=True)
    fact |= {"when": f"../{affair.day(affair.published())}"}
    return fact | {"evidence": hearsay(affair, affair.other.officers[0], teller)}


def promise(affair: Affair, key: str) -> Fact:
    """Return an offer of the other state."""
    given: Fact = {"to": called(affair.chance, affair.one)}
    given["if"] = situation(affair, "make-concession", affair.one)
    given["then"] = situation(affair, "release", affair.other)
    return act(affair, "Promise", key, affair.other.officers[0], affair.other, **given)


def warning(affair: Affair, key: str) -> Fact:
    """Return a third state's warning of what neither side would do on purpose."""
    hurt = {"action": "damage-relations", "against": affair.other.name, "detail": "for years"}
    said: Fact = {"to": [called(affair.chance, side) for side in (affair.one, affair.other)]}
    said |= {"if": situation(affair, "escalate", affair.one), "then": hurt}
    return act(affair, "Warning", key, affair.third.officers[1], affair.third, **said)


def accusation(affair: Affair, key: str, *, back: bool = False) -> Fact:
    """Return what one side blames the other for."""
    by, against = (affair.other, affair.one) if back else (affair.one, affair.other)
    content = situation(affair, affair.chance.choice(WRONG), against, by)
    target = called(affair.chance, against)
    return act(affair, "Accusation", key, by.officers[2], by, against=target, content=content)


def assertion(affair: Affair, kind: str, key: str, **more: Any) -> Fact:  # noqa: ANN401
    """Return an assertion, assessment or the like, by the other state."""
    content = situation(affair, affair.chance.choice(WISH), affair.other)
    speaker = affair.other.officers[1]
    return act(affair, kind, key, speaker, affair.other, content=content, **more)


def plea(affair: Affair, kind: str, key: str) -> Fact:
    """Return an appeal or a recommendation of the third state."""
    content = situation(affair, affair.chance.choice(WISH), affair.other)
    to = called(affair.chance, affair.other)
    speaker = affair.third.officers[0]
    return act(affair, kind, key, speaker, affair.third, to=to, content=content)


def answer(affair: Affair, kind: str, key: str, *, by_one: bool = False, **link: str) -> Fact:
    """Return a rejection, acceptance or retraction, linked to what it answers."""
    side = affair.one if by_one else affair.other
    fact = act(affair, kind, key, side.officers[1], side, **link)
    return fact | {"when": affair.day(affair.published())}


def announcement(affair: Affair, key: str, about: str) -> Fact:
    """Return the third state's announcement of an event."""
    speaker = affair.third.officers[1]
    return act(affair, "Announcement", key, speaker, affair.third, about=about)
