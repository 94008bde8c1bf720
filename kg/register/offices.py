"""Who held which office when: the tenures that registers and files tell of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.folding import fold
from kg.terms import ONTOLOGY, VOCAB, said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Triple

HOLDER, OFFICE, TITLE, OF, START, END, STATUS, EARLIEST, LATEST = (
    f"{ONTOLOGY}{name}"
    for name in ("holder", "office", "officeTitle", "officeOf", "tenureStart", "tenureEnd",
                 "tenureStatus", "earliest", "latest")
)  # fmt: skip
OF_TENURES = frozenset({HOLDER, OFFICE, TITLE, OF, START, END, STATUS, EARLIEST, LATEST})
"""The properties that tell of a tenure; `tenures_of` looks at no others."""


@dataclass(frozen=True, slots=True)
class Days:
    """A time between two days; an end that is not known is None."""

    first: date | None = None
    last: date | None = None

    def may_meet(self, other: Days) -> bool:
        """Return whether a day may lie in both."""
        starts = self.first is None or other.last is None or self.first <= other.last
        ends = self.last is None or other.first is None or other.first <= self.last
        return starts and ends


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person's time in an office: its folded title, whose it is, the days.

    `former` is set where it is over, and nobody says since when.
    """

    person: NamedNode
    title: str
    of: NamedNode | None
    days: Days
    former: bool = False

    def held(self, day: Days | None) -> bool:
        """Return whether the office was held at a time, or is held now where none is given."""
        if self.former and self.days.last is None:
            return False
        return self.days.may_meet(day) if day is not None else self.days.last is None


def tenures_of(triples: Iterable[Triple]) -> list[Tenure]:
    """Return the tenures among triples; one without a person or an office is none."""
    about: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(dict)
    for triple in triples:
        if isinstance(triple.object, NamedNode | Literal):
            values = about[said(triple.subject)]
            values.setdefault(triple.predicate.value, []).append(triple.object)
    found = []
    for values in list(about.values()):
        holders, offices = values.get(HOLDER, []), values.get(OFFICE, [])
        for person in holders:
            for office in offices:
                own = about[said(office)]
                titles, whose = own.get(TITLE, []), own.get(OF, [None])
                if not isinstance(person, NamedNode) or not titles:
                    continue
                of = whose[0] if isinstance(whose[0], NamedNode) else None
                former = any(said(s) == f"{VOCAB}tenure-former" for s in values.get(STATUS, []))
                days = Days(_day(about, values, START, EARLIEST), _day(about, values, END, LATEST))
                found.append(Tenure(person, fold(said(titles[0])), of, days, former))
    return found


def _day(
    about: dict[str, dict[str, list[NamedNode | Literal]]],
    values: dict[str, list[NamedNode | Literal]],
    which: str,
    bound: str,
) -> date | None:
    for span in values.get(which, []):
        for day in about[said(span)].get(bound, []):
            return date.fromisoformat(said(day))
    return None
