"""What can be wrong with an ontology that is good Turtle, each fault at its line."""

from __future__ import annotations

from collections import defaultdict
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING

from kg.errors import Finding
from kg.ontology.model import THING
from kg.terms import FACTS, ONTOLOGY, OWL, PREFIXES, RDFS, VOCAB, local_name
from kg.turtle import find_place

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from kg.ontology.model import Class, Property

    About = Mapping[str, Mapping[str, list[str]]]
    Fault = tuple[str, str, str, str, str]

DECLARING = (
    *(f"{RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range")),
    f"{OWL}inverseOf",
    *(
        f"{FACTS}{name}"
        for name in (
            "on", "writes", "orderedBy", "shorthand", "identifiedBy", "identity", "resolvedBy",
            "default", "defaultFor", "setsDefault", "scheme",
        )
    ),
)  # fmt: skip
"""Predicates whose value must be a term that is declared somewhere."""


def find_faults(
    about: About, classes: Sequence[Class], properties: Sequence[Property], paths: Sequence[Path]
) -> list[Finding]:
    """Return the faults of an ontology as findings; empty where it can be used.

    `about` is what the files say, by subject and predicate.
    """
    faults = [
        *_twins(classes),
        *_ties(classes, properties),
        *_without_domain(about),
        *_undeclared(about),
        *_without_identity(classes, properties),
    ]
    return [
        Finding(find_place(paths, subject, mentioned), "error", code, message, mend)
        for subject, mentioned, code, message, mend in faults
    ]


def near(word: str, known: list[str]) -> str:
    """Return a mend that names the nearest of the known terms."""
    found = get_close_matches(word, known, n=2)
    return f"did you mean {' or '.join(map(repr, found))}?" if found else "declare it, or mend it"


def _twins(classes: Sequence[Class]) -> Iterator[Fault]:
    """Yield classes that facts files cannot tell apart: `type` is a local name."""
    seen: dict[str, str] = {}
    for cls in classes:
        first = seen.setdefault(cls.name, cls.iri)
        if first != cls.iri:
            message = f"two classes are named {cls.name}: <{first}> and <{cls.iri}>"
            own = cls.iri if first.startswith(ONTOLOGY) else first
            yield own, "", "ontology-tie", message, "rename one of them"


def _ties(classes: Sequence[Class], properties: Sequence[Property]) -> Iterator[Fault]:
    """Yield keys that mean two properties on one class, neither of a narrower domain."""
    by_iri = {cls.iri: cls for cls in classes}
    owned: dict[str, list[Property]] = defaultdict(list)
    for item in properties:
        owned[item.domain].append(item)
    told: set[tuple[str, str]] = set()
    for cls in classes:
        offered: dict[str, list[Property]] = defaultdict(list)
        for domain in (*cls.ancestors, THING):
            for item in owned.get(domain, ()):
                offered[item.key].append(item)
        for key, items in offered.items():
            for one, other in combinations(items, 2):
                pair = (one.iri.value, other.iri.value)
                settled = any(_narrower(third, one, by_iri) for third in items)
                if pair not in told and not settled and not _narrower(one, other, by_iri):
                    told.add(pair)
                    yield _tie(cls, key, one, other)


def _tie(cls: Class, key: str, one: Property, other: Property) -> Fault:
    twins = f"{local_name(one.iri.value)} and {local_name(other.iri.value)}"
    message = f"key '{key}' on {cls.name} means both {twins}"
    ours = other.iri.value.startswith(ONTOLOGY)
    blamed = one.iri.value if ours else other.iri.value
    mend = "give one of them a narrower domain, or another key"
    return blamed, f"{FACTS}key", "ontology-tie", message, mend


def _narrower(one: Property, other: Property, by_iri: Mapping[str, Class]) -> bool:
    if one.domain == other.domain or one.domain not in by_iri:
        return False
    return by_iri[one.domain].is_a(other.domain)


def _without_domain(about: About) -> Iterator[Fault]:
    for iri, said in about.items():
        if f"{FACTS}key" in said and not {f"{RDFS}domain", f"{FACTS}on"} & said.keys():
            message = f"the property {local_name(iri)} has a key and no domain"
            mend = "add rdfs:domain: the class whose facts take the key"
            yield iri, f"{FACTS}key", "ontology-domain", message, mend


def _undeclared(about: About) -> Iterator[Fault]:
    """Yield annotations and terms that no file declares."""
    spaces = {iri.removesuffix(local_name(iri)) for iri in about} - set(PREFIXES.values())
    ours = (ONTOLOGY, VOCAB, FACTS, *spaces)
    annotations = [local_name(iri) for iri in about if iri.startswith(FACTS)]
    for iri, said in about.items():
        for predicate, values in said.items():
            if predicate.startswith(FACTS) and local_name(predicate) not in annotations:
                name = local_name(predicate)
                message = f"unknown annotation f:{name} on {local_name(iri)}"
                yield iri, predicate, "ontology-annotation", message, near(name, annotations)
            for value in values if predicate in DECLARING else ():
                if value.startswith(ours) and value not in about:
                    name, meant = local_name(predicate), local_name(value)
                    message = f"{name} of {local_name(iri)} names {meant}, which is not declared"
                    terms = [local_name(each) for each in about]
                    yield iri, value, "ontology-term", message, near(meant, terms)


def _without_identity(classes: Sequence[Class], properties: Sequence[Property]) -> Iterator[Fault]:
    """Yield classes whose nodes facts files write and that could get no IRI."""
    written = {item.range for item in properties} | {item.domain for item in properties}
    for cls in classes:
        lacks = [name for name in ("identity", "prefix") if not getattr(cls, name)]
        if cls.iri in written and lacks:
            message = f"the class {cls.name} has keys, and no f:{' and no f:'.join(lacks)}"
            mend = 'for a kind of fact write f:identity f:byId ; f:prefix "fact", or subclass one'
            yield cls.iri, "", "ontology-identity", message, mend
