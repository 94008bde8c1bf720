"""Turtle files -> the compiled ontology.

A class knows its ancestors, its keys in facts files and how its nodes get
their IRIs; a property knows its range, direction and defaults. The annotations
read here are declared and defined in `ontology/facts.ttl`.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.errors import DataError
from kg.ontology.faults import find_faults
from kg.ontology.model import THING, Class, Concept, Ontology, Property
from kg.terms import FACTS, OWL, RDF_TYPE, RDFS, SKOS, local_name
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path


def load_ontology(paths: Sequence[Path]) -> Ontology:
    """Compile the ontology in Turtle files.

    Raises `InputError` where a file is not Turtle, and `DataError` with every
    fault in what the files say, each at its line.
    """
    triples = tuple(triple for path in paths for triple in read_turtle(path)[0])
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            about[subject.value][predicate.value].append(value.value)
    concepts = _concepts(about)
    properties = list(_properties(about))
    classes = list(_classes(about, properties))
    if faults := find_faults(about, classes, properties, paths):
        raise DataError(faults)
    schemes: dict[str, dict[str, Concept]] = defaultdict(dict)
    for concept in concepts.values():
        schemes[concept.scheme][concept.value] = concept
    by_iri = {c.iri: c for c in classes}
    by_name = {c.name: c for c in classes if not about[c.iri].get(f"{FACTS}entailed")}
    return Ontology(by_name, by_iri, schemes, concepts, triples)


def _first(values: Mapping[str, list[str]], iri: str) -> str:
    return next(iter(sorted(values.get(iri, ()))), "")


def _node(values: Mapping[str, list[str]], iri: str) -> NamedNode | None:
    found = _first(values, iri)
    return NamedNode(found) if found else None


def _concepts(about: Mapping[str, Mapping[str, list[str]]]) -> dict[str, Concept]:
    found = {}
    for iri, values in about.items():
        if scheme := _first(values, f"{SKOS}inScheme"):
            value = local_name(iri).removeprefix(f"{local_name(scheme)}-")
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
                loose=_first(values, f"{FACTS}loose") == "true",
                label=_first(values, f"{RDFS}label"),
                definition=_first(values, f"{SKOS}definition"),
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
            name=local_name(iri),
            label=_first(values, f"{RDFS}label"),
            definition=_first(values, f"{SKOS}definition"),
            ancestors=ancestors,
            prefix="".join(nearest("prefix")[:1]),
            identity="".join(local_name(i) for i in nearest("identity")[:1]),
            identified_by=tuple(nearest("identifiedBy")),
            shorthand="".join(nearest("shorthand")[:1]),
            form=re.compile(form[0]) if form else None,
            keys=_keys(ancestors, owned),
        )


def _keys(ancestors: tuple[str, ...], owned: Mapping[str, list[Property]]) -> dict[str, Property]:
    """Return the property of each key: the most specific domain wins."""
    keys: dict[str, Property] = {}
    for domain in (*ancestors, THING):
        keys = {item.key: item for item in owned.get(domain, ())} | keys
    return keys
