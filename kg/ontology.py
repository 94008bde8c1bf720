"""The ontology as plain values: what the loader, queries and help need of it.

Compiled once from the Turtle files: a class knows its ancestors, its keys in
facts files and how its nodes get their IRIs; a property knows its range,
direction and defaults. The annotations read here are declared and defined in
`ontology/facts.ttl`.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import UsageError
from kg.terms import FACTS, OWL, RDF_TYPE, RDFS, SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

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
    """Classes by name, coded values by scheme and by IRI, and all triples."""

    classes: Mapping[str, Class]
    by_iri: Mapping[str, Class]
    schemes: Mapping[str, Mapping[str, Concept]]
    concepts: Mapping[str, Concept]
    triples: tuple[Triple, ...]


def load_ontology(paths: Iterable[Path]) -> Ontology:
    """Compile the ontology in Turtle files.

    Raises `UsageError` where a file is not Turtle, or where one key on one
    class has two equally specific properties.
    """
    triples = tuple(triple for path in paths for triple in _read(path))
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            about[subject.value][predicate.value].append(value.value)
    concepts = _concepts(about)
    properties = list(_properties(about))
    classes = {c.name: c for c in _classes(about, properties)}
    schemes: dict[str, dict[str, Concept]] = defaultdict(dict)
    for concept in concepts.values():
        schemes[concept.scheme][concept.value] = concept
    by_iri = {c.iri: c for c in classes.values()}
    return Ontology(classes, by_iri, schemes, concepts, triples)


def _read(path: Path) -> Iterable[Triple]:
    try:
        for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE):
            yield quad.triple
    except SyntaxError as error:
        message = f"{path}: {error.msg}"
        raise UsageError(message, code="ontology-syntax", mend="mend the Turtle file") from error


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _first(values: Mapping[str, list[str]], iri: str) -> str:
    return next(iter(sorted(values.get(iri, ()))), "")


def _node(values: Mapping[str, list[str]], iri: str) -> NamedNode | None:
    found = _first(values, iri)
    return NamedNode(found) if found else None


def _concepts(about: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Concept]:
    found = {}
    for iri, values in about.items():
        if scheme := _first(values, f"{SKOS}inScheme"):
            value = _local(iri).removeprefix(f"{_local(scheme)}-")
            label = _first(values, f"{SKOS}prefLabel")
            definition = _first(values, f"{SKOS}definition")
            found[iri] = Concept(NamedNode(iri), scheme, value, label, definition)
    return found


def _properties(about: Mapping[str, Mapping[str, list[str]]]) -> Iterable[Property]:
    for iri, values in sorted(about.items()):
        key = _first(values, f"{FACTS}key")
        if not key:
            continue
        inherits = _first(values, f"{FACTS}inherits")
        child, _, parent = inherits.partition("=")
        for domain in values.get(f"{FACTS}on", ()) or values.get(f"{RDFS}domain", ()):
            yield Property(
                iri=NamedNode(iri),
                key=key,
                domain=domain,
                range=_first(values, f"{RDFS}range"),
                scheme=_first(values, f"{FACTS}scheme"),
                default=_node(values, f"{FACTS}default"),
                default_for=frozenset(values.get(f"{FACTS}defaultFor", ())),
                sets_default=_node(values, f"{FACTS}setsDefault"),
                writes=_node(values, f"{FACTS}writes"),
                ordered_by=_node(values, f"{FACTS}orderedBy"),
                inherits=(child, parent) if inherits else None,
                refers_to=_first(values, f"{FACTS}refersTo") == "true",
            )


def _ancestors(about: Mapping[str, Mapping[str, list[str]]], iri: str) -> tuple[str, ...]:
    """Return a class and those above it, nearest first, ties by IRI."""
    seen, waiting = [iri], deque([iri])
    while waiting:
        for parent in sorted(about[waiting.popleft()].get(f"{RDFS}subClassOf", ())):
            if parent not in seen and parent in about and parent != THING:
                seen.append(parent)
                waiting.append(parent)
    return tuple(seen)


def _classes(
    about: Mapping[str, Mapping[str, list[str]]], properties: list[Property]
) -> Iterable[Class]:
    owned: dict[str, list[Property]] = defaultdict(list)
    for item in properties:
        owned[item.domain].append(item)
    for iri, values in sorted(about.items()):
        if f"{OWL}Class" not in values.get(RDF_TYPE.value, ()) or iri == THING:
            continue
        ancestors = _ancestors(about, iri)

        def nearest(annotation: str, line: tuple[str, ...] = ancestors) -> list[str]:
            given = (about[a].get(f"{FACTS}{annotation}") for a in line)
            return sorted(next((g for g in given if g), ()))

        form = nearest("form")
        yield Class(
            iri=iri,
            name=_local(iri),
            label=_first(values, f"{RDFS}label"),
            definition=_first(values, f"{SKOS}definition"),
            ancestors=ancestors,
            prefix="".join(nearest("prefix")[:1]),
            identity="".join(_local(i) for i in nearest("identity")[:1]),
            identified_by=tuple(nearest("identifiedBy")),
            shorthand="".join(nearest("shorthand")[:1]),
            form=re.compile(form[0]) if form else None,
            keys=_keys(iri, ancestors, owned),
        )


def _keys(
    iri: str, ancestors: tuple[str, ...], owned: Mapping[str, list[Property]]
) -> dict[str, Property]:
    """Return the property of each key: the most specific domain wins."""
    keys: dict[str, Property] = {}
    for domain in (*ancestors, THING):
        here: dict[str, Property] = {}
        for item in owned.get(domain, ()):
            if item.key in here:
                twins = f"{_local(here[item.key].iri.value)} and {_local(item.iri.value)}"
                message = f"key '{item.key}' on {_local(iri)} means both {twins}"
                raise UsageError(
                    message, code="ontology-tie", mend="give one of them a narrower domain"
                )
            here[item.key] = item
        keys = here | keys
    return keys
