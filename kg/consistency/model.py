"""What a check works on and what it finds: axioms, facts, clashes, the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pyoxigraph import Triple

    from kg.errors import Finding

Verdict = Literal["consistent", "inconsistent", "undecided"]


@dataclass(frozen=True, slots=True)
class Axiom:
    """One statement of an ontology: the triple it is known by, and those of its blank nodes."""

    head: Triple
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class Theory:
    """An ontology as a reasoner takes it.

    `declarations` say what is a class or a property; `left_out` counts the
    axioms on datatypes that HermiT does not know; `labels` are names for people.
    """

    files: tuple[Path, ...]
    declarations: tuple[Triple, ...]
    axioms: tuple[Axiom, ...]
    unknown: frozenset[Axiom]
    labels: Mapping[str, str]

    @property
    def left_out(self) -> int:
        """Return how many axioms HermiT has no datatype for."""
        return len(self.unknown)


@dataclass(frozen=True, slots=True)
class Clash:
    """Facts and axioms that cannot all hold; the axiom that decides stands last.

    `term` is the class or property that can have no member or value, where the
    ontology alone clashes over it. `smallest` is false where time was up before
    everything needless was left out.
    """

    facts: tuple[Triple, ...]
    axioms: tuple[Axiom, ...]
    term: str = ""
    smallest: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A fact or an axiom in words, and where it stands; the place may be unknown."""

    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A clash in words: the statements and the axioms that do not go together."""

    statements: tuple[Told, ...]
    axioms: tuple[Told, ...]
    smallest: bool = True


@dataclass(frozen=True, slots=True)
class Checked:
    """The outcome of a check.

    It is undecided where HermiT refuses the ontology and our own rules find
    nothing. `skipped` says in words why HermiT did not have its say, if so.
    `assertions` is None where there is no graph.
    """

    verdict: Verdict
    findings: tuple[Finding, ...]
    explanations: tuple[Explanation, ...]
    axioms: int
    assertions: int | None
    literals_left_out: int
    axioms_left_out: int
    skipped: str = ""
