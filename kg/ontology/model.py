"""Classes, properties and coded values, compiled: a class knows all its keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.terms import OWL, SKOS

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Triple

THING = f"{OWL}Thing"
CONCEPT = f"{SKOS}Concept"


@dataclass(frozen=True, slots=True)
class Concept:
    """A coded value of a closed scheme."""

    iri: NamedNode
    scheme: str
    value: str
    label: str
    definition: str


@dataclass(frozen=True, slots=True)
class Property:
    """A property as facts files write it."""

    iri: NamedNode
    key: str
    domain: str
    range: str
    scheme: str = ""
    default: NamedNode | None = None
    default_for: frozenset[str] = frozenset()
    sets_default: NamedNode | None = None
    writes: NamedNode | None = None
    ordered_by: NamedNode | None = None
    inherits: tuple[str, str] | None = None
    refers_to: bool = False
    loose: bool = False
    label: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Class:
    """A class, with the keys that its nodes take in a facts file.

    `ancestors` starts with the class itself, nearest first; `identity` says
    how a node's IRI is made (`byId`, `whole`, `byKeys`, `byName`, `byValue`,
    `bySlug`, `evidence`).
    """

    iri: str
    name: str
    label: str
    definition: str
    ancestors: tuple[str, ...]
    prefix: str
    identity: str
    identified_by: tuple[str, ...]
    shorthand: str
    form: re.Pattern[str] | None
    keys: Mapping[str, Property] = field(default_factory=dict)

    def is_a(self, iri: str) -> bool:
        """Return whether nodes of this class are nodes of that one."""
        return iri in (THING, *self.ancestors)


@dataclass(frozen=True, slots=True)
class Ontology:
    """Classes by name (those that facts may have), all by IRI, coded values, and all triples."""

    classes: Mapping[str, Class]
    by_iri: Mapping[str, Class]
    schemes: Mapping[str, Mapping[str, Concept]]
    concepts: Mapping[str, Concept]
    triples: tuple[Triple, ...]

    def named(self) -> Iterator[Triple]:
        """Yield the triples that a graph holds: lists have blank nodes, new at each parse."""
        for triple in self.triples:
            subject, value = triple.subject, triple.object
            if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
                yield triple

    def having(self, identity: str) -> dict[str, Class]:
        """Return the classes, by name, whose nodes get their IRIs in one way."""
        return {name: cls for name, cls in self.classes.items() if cls.identity == identity}
