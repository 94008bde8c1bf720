"""A name -> who is meant: by a rule, or nobody, or several who may be.

What an analyst writes is compared exactly after folding; where nobody is
called so, it is read by one rule after the other, and the first that finds
anybody decides. Nothing is guessed: likeness only suggests.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kg.folding import KEPT, fold
from kg.register.layers import outright
from kg.register.persons import PERSON, begin, family_names, initials, matching, titled
from kg.register.titles import ARTICLES
from kg.terms import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from pyoxigraph import NamedNode

    from kg.register.layers import Layer, Named
    from kg.register.offices import Days, Tenure

ACTOR, STATE = f"{ONTOLOGY}Actor", f"{ONTOLOGY}State"


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody a name may mean, the name they were found by, and the rule that found them."""

    named: Named
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Who a name may mean; `sure` is unset where even a single one is no more than a guess."""

    matches: tuple[Match, ...] = ()
    sure: bool = True

    @property
    def one(self) -> Named | None:
        """The one who is meant, if there is one."""
        return self.matches[0].named if self.sure and len(self.matches) == 1 else None


@dataclass(slots=True)
class Resolver:
    """Reads the names of one source: layers, the first asked first, and whom it named so far."""

    layers: Sequence[Layer]
    _named: dict[str, dict[str, Named]] = field(default_factory=dict)
    _known: dict[tuple[str, str, Days | None], Answer] = field(default_factory=dict)

    def resolve(self, name: str, wanted: str, day: Days | None = None) -> Answer:
        """Return who bears a name among nodes of a class (its IRI), at a time."""
        asked = name, wanted, day
        answer = self._known.get(asked)
        if answer is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            rules = (rule() for rule in self._rules(name, wanted, day))
            answer = next((a for a in rules if a.matches), Answer())
            self._known[asked] = answer
            self.remember(answer)
        return answer

    def declare(self, layer: Layer) -> None:
        """Ask a source's own actors first; whom it declares, it names in full."""
        self.layers = (layer, *self.layers[1:])
        self._known.clear()
        for named in layer.entries.values():
            self.remember(Answer((Match(named, named.names[0], "name"),)))

    def outright(self, name: str, wanted: str) -> tuple[Match, ...]:
        """Return those who are called so, or have that id, in the first layer that knows any."""
        folded = fold(name)
        for layer in self.layers:
            found = outright(layer.bearers.get(folded, ()), wanted)
            if found:
                return tuple(Match(b.named, b.name, b.kind) for b in found)
        if ":" in name:
            for layer in self.layers:
                named = layer.by_id(name)
                if named is not None and named.cls.is_a(wanted):
                    return (Match(named, name, "id"),)
        return ()

    def _rules(self, name: str, wanted: str, day: Days | None) -> Iterator[Callable[[], Answer]]:
        folded = fold(name)
        yield lambda: Answer(self.outright(name, wanted))
        yield lambda: self._state_of_body(name, wanted)
        if any(layer.tenures for layer in self.layers):
            yield lambda: self._in_office(folded, wanted, day)
        if " " in folded and any(layer.people for layer in self.layers):
            yield lambda: self._titled(folded, wanted, day)
            yield lambda: self._by_initials(name, wanted)
            yield lambda: self._family_first(name, wanted)
        yield lambda: self._named_before(folded, wanted)
        yield lambda: self._spelled(folded, wanted)
        yield lambda: self._without_article(folded, wanted)

    def remember(self, answer: Answer) -> None:
        """Keep the family name of a person who was named in full."""
        person = answer.one
        if person is not None and person.cls.is_a(PERSON) and " " in fold(answer.matches[0].name):
            for family, _ in family_names(person):
                named = self._named.setdefault(family, {})
                if person.iri.value not in named:
                    named[person.iri.value] = person
                    self._known.clear()  # "Moreau" may mean somebody from now on

    # -- the rules, in their order -------------------------------------------------------

    def _state_of_body(self, name: str, wanted: str) -> Answer:
        """Read a seat where a state is wanted: as the state that it is the seat of."""
        if wanted != STATE:
            return Answer()
        bodies = self.outright(name, f"{ONTOLOGY}GovernmentBody")
        states = {s for m in bodies if (s := m.named.state)}
        return _all((m.named for s in states for m in self.outright(s, STATE)), "seat of the state")

    def _in_office(self, folded: str, wanted: str, day: Days | None) -> Answer:
        """Read an office, such as "foreign minister of Arcadia": as whoever held it then.

        An office of nobody in particular names whoever held one of that title,
        and means none of them for sure.
        """
        for title, whose in _offices(folded.split()):
            of = {m.named.iri for m in self.outright(whose, ACTOR)} if whose else set()
            held = (
                self._entry(tenure)
                for layer in self.layers
                for tenure in layer.tenures_by_title.get(title, ())
                if (not whose or tenure.of in of) and tenure.held(day)
            )
            found = _all((n for n in held if n and n.cls.is_a(wanted)), "office held then")
            if found.matches:
                return found if whose else replace(found, sure=False)
        return Answer()

    def _entry(self, tenure: Tenure) -> Named | None:
        return next((n for y in self.layers if (n := y.entries.get(tenure.person))), None)

    def _titled(self, folded: str, wanted: str, day: Days | None) -> Answer:
        """Read a title or a form of address, and a full or a family name."""
        for way in titled(folded):
            whose = {m.named.iri for m in self.outright(way.before, ACTOR)}
            if way.before and not whose:
                continue
            found = [m.named for m in self.outright(way.rest, wanted) if m.named.cls.is_a(PERSON)]
            if not found:
                family = self._of_family(way.rest, wanted)
                found = [n for n in family if self._may_be(n, way.title, whose)]
            if len(found) > 1 and day is not None:
                found = [n for n in found if self._may_be(n, way.title, whose, day)] or found
            if found:
                return _all(found, "title and name" if way.title else "form of address and name")
        return Answer()

    def _of_family(self, family: str, wanted: str) -> list[Named]:
        for layer in self.layers:
            if found := [n for n, _ in layer.people.get(family, ()) if n.cls.is_a(wanted)]:
                return found
        return []

    def _may_be(
        self, person: Named, title: str, whose: AbstractSet[NamedNode], day: Days | None = None
    ) -> bool:
        """Return whether a person is known in no office at all, or in one of that title."""
        own = [t for y in self.layers for t in y.tenures_by_person.get(person.iri, ())]
        return not own or any(
            (not title or matching(title, t.title))
            and (not whose or t.of in whose)
            and (day is None or t.held(day))
            for t in own
        )

    def _by_initials(self, name: str, wanted: str) -> Answer:
        letters, family = initials(name) or ("", "")
        for layer in self.layers if letters else ():
            called = layer.people.get(family, ())
            found = [n for n, given in called if begin(given, letters) and n.cls.is_a(wanted)]
            if found:
                return _all(found, "initials and family name")
        return Answer()

    def _family_first(self, name: str, wanted: str) -> Answer:
        family, _, given = name.partition(",")
        found = self.outright(f"{given.strip()} {family}", wanted) if given.strip() else ()
        return _all((m.named for m in found), "family name first")

    def _named_before(self, folded: str, wanted: str) -> Answer:
        """Read a family name alone, once the source has given the full name."""
        found = (n for n in self._named.get(folded, {}).values() if n.cls.is_a(wanted))
        return _all(found, "family name, after the full name")

    def _spelled(self, folded: str, wanted: str) -> Answer:
        """Read a name in another script than registers know it in."""
        for layer in self.layers:
            found = [b for b in layer.in_other_scripts(folded) if b.named.cls.is_a(wanted)]
            if found:
                one = {b.named.iri: Match(b.named, b.name, "another script") for b in found}
                return Answer(tuple(one.values()))
        return Answer()

    def _without_article(self, folded: str, wanted: str) -> Answer:
        article, _, rest = folded.partition(" ")
        found = self.outright(rest, wanted) if article in ARTICLES and rest else ()
        return Answer(
            tuple(Match(m.named, m.name, f"{m.rule}, without its article") for m in found)
        )


def _all(found: Iterable[Named], rule: str) -> Answer:
    """Return the answer of those found by a rule, each once."""
    return Answer(tuple({n.iri: Match(n, n.names[0], rule) for n in found}.values()))


def _offices(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the ways to read words as a folded title and whose office it is."""
    for i, word in enumerate(words):
        if word == "of" and 0 < i < len(words) - 1:
            yield " ".join(words[:i]), " ".join(words[i + 1 :])
    for i in range(1, len(words)):
        yield " ".join(words[i:]), " ".join(words[:i])
    yield " ".join(words), ""
