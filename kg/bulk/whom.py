"""Whom a source means by its names: as `kg.register` resolves them, many sources at once.

What a register calls somebody outright it calls so in every source that has
nobody of that name of its own, so it is looked up once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.bulk.lines import Unusual
from kg.register import Answer, Days, Layer, Resolver, fold, make_layer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import NamedNode

    from kg.registers import Register


@dataclass(frozen=True, slots=True)
class Outright:
    """Whom a register calls by a name outright: one, with the IRI as N-Triples has it, or none.

    It is none, too, where an id is written, which a source's own actors may have.
    """

    answer: Answer
    folded: str
    iri: NamedNode | None
    shown: str


class Registers:
    """The registers that sources are read with, and what was asked of them already."""

    def __init__(self, register: Register) -> None:
        """Know nothing yet."""
        self.register = register
        self._resolver = Resolver(register.layers)
        self._outright: dict[tuple[str, str], Outright] = {}
        self._shown: dict[NamedNode, str] = {}
        self._described: dict[NamedNode, frozenset[str]] = {}

    def outright(self, name: str, wanted: str) -> Outright:
        """Return whom a register calls so outright."""
        known = self._outright.get((name, wanted))
        if known is None:
            answer = Answer(self._resolver.outright(name, wanted))
            who = None if ":" in name else answer.one
            iri = None if who is None else who.iri
            known = Outright(answer, fold(name), iri, "" if iri is None else self.shown(iri))
            self._outright[name, wanted] = known
        return known

    def shown(self, iri: NamedNode) -> str:
        """Return an IRI as N-Triples has it."""
        known = self._shown.get(iri)
        if known is None:
            known = self._shown[iri] = str(iri)
        return known

    def described(self, iri: NamedNode) -> frozenset[str]:
        """Return all that a register describes for the sake of one of its entries."""
        known = self._described.get(iri)
        if known is None:
            known = frozenset(str(t.subject) for t in self.register.in_use([iri]))
            self._described[iri] = known
        return known


@dataclass(slots=True)
class Whom:
    """Reads the names of one source; `uses` are those whom it names, by the line that first does.

    `day` is when the fact at hand happens.
    """

    registers: Registers
    own: Layer = field(default_factory=lambda: make_layer(()))
    day: Days | None = None
    uses: dict[NamedNode, int] = field(default_factory=dict)
    _resolver: Resolver | None = None
    _met: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def declare(self, own: Layer) -> None:
        """Ask a source's own actors first from now on."""
        self._asked().declare(own)
        self.own = own

    def named(self, name: str, wanted: str, line: int, *, loose: bool) -> str:
        """Return the one who bears a name among nodes of a class; `Unusual` if not exactly one."""
        known = self.registers.outright(name, wanted)
        if known.iri is not None and known.folded not in self.own.bearers:
            self._met[name, wanted] = known.answer
            iri, shown = known.iri, known.shown
        else:
            who = self._asked().resolve(name, wanted, self.day).one
            if who is None:
                raise Unusual
            iri, shown = who.iri, self.registers.shown(who.iri)
        if not loose:
            self.uses.setdefault(iri, line)
        return shown

    def _asked(self) -> Resolver:
        """Return the source's resolver, which knows whom the source named so far."""
        if self._resolver is None:
            self._resolver = Resolver((self.own, *self.registers.register.layers))
        for answer in self._met.values():
            self._resolver.remember(answer)
        self._met.clear()
        return self._resolver


def lines_of(uses: Mapping[NamedNode, int], nodes: Mapping[str, int]) -> dict[NamedNode, int]:
    """Return those named who are described elsewhere."""
    return {iri: line for iri, line in uses.items() if str(iri) not in nodes}
