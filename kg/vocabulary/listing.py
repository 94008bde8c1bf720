"""Listings of the vocabulary, as rows of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.lexical import FORMS, a
from kg.ontology import CONCEPT
from kg.schema.basis import has_default, required_keys
from kg.terms import XSD
from kg.triples import near
from kg.vocabulary.model import find_class, local, parents, properties

if TYPE_CHECKING:
    from kg.ontology import Class, Ontology, Property
    from kg.vocabulary.model import Vocabulary

Rows = list[tuple[str, ...]]

TERMS = ("name", "kind", "key", "definition")
CLASSES = ("class", "under", "written", "definition")
KEYS = ("key", "takes", "required", "default", "definition")
VALUES = ("value", "scheme", "label", "definition")
WRITTEN = {"byId": "fact", "byName": "actor or place", "byValue": "date", "bySource": "source"}


def list_terms(vocabulary: Vocabulary) -> Rows:
    """Return every class, every property that has a key, and every coded value."""
    ontology = vocabulary.ontology
    classes = [(c.name, "class", "", c.definition) for _, c in sorted(ontology.classes.items())]
    keyed = [
        (local(item.iri.value), "property", item.key, item.definition)
        for item in properties(vocabulary)
    ]
    values = [
        (concept.value, "value", ", ".join(keys_of(ontology, scheme)), concept.definition)
        for scheme, concepts in sorted(ontology.schemes.items())
        for concept in concepts.values()
    ]
    return [*classes, *keyed, *values]


def list_classes(vocabulary: Vocabulary) -> Rows:
    """Return each class with those directly above it and as what it is written."""
    return [
        (name, ", ".join(parents(vocabulary, cls)), as_written(cls), cls.definition)
        for name, cls in sorted(vocabulary.ontology.classes.items())
    ]


def list_keys(vocabulary: Vocabulary, name: str) -> Rows:
    """Return the keys of a class, those first that it needs.

    Raises `UsageError` `unknown-term` where no class has the name.
    """
    cls = find_class(vocabulary, name)
    needed = _needed(vocabulary, cls)
    rows = [
        (
            key,
            takes(vocabulary.ontology, item),
            needed.get(key, ""),
            _default(vocabulary.ontology, cls, item),
            item.definition,
        )
        for key, item in cls.keys.items()
    ]
    return sorted(rows, key=lambda row: (not row[2], row[0]))


def list_values(vocabulary: Vocabulary, name: str) -> Rows:
    """Return the coded values of a scheme, or of the schemes that a key takes.

    Raises `UsageError` `unknown-term` where there are none.
    """
    schemes = vocabulary.ontology.schemes
    chosen = [s for s in schemes if name in {s, local(s), *keys_of(vocabulary.ontology, s)}]
    if not chosen:
        known = [w for s in schemes for w in (local(s), *keys_of(vocabulary.ontology, s))]
        message = f"no key or scheme of coded values is named '{name}'"
        raise UsageError(message, code="unknown-term", mend=near(name, known))
    return [
        (concept.value, local(scheme), concept.label, concept.definition)
        for scheme in sorted(chosen)
        for concept in schemes[scheme].values()
    ]


def keys_of(ontology: Ontology, scheme: str) -> list[str]:
    """Return the keys that take the values of a scheme."""
    items = (item for cls in ontology.classes.values() for item in cls.keys.values())
    return sorted({item.key for item in items if item.scheme == scheme})


def as_written(cls: Class) -> str:
    """Return what a class's nodes are in a facts file."""
    return WRITTEN.get(cls.identity, "within another" if cls.identity else "not written")


def takes(ontology: Ontology, item: Property) -> str:
    """Return in words what a key takes."""
    cls = ontology.by_iri.get(item.range)
    if cls is None:
        if item.range == CONCEPT:
            return f"a value of {local(item.scheme)}"
        form = FORMS.get(item.range.removeprefix(XSD))
        return form[1] if form else "text"
    if cls.identity == "byId":
        return f"id of {a(cls.name)}"
    if cls.identity == "byName":
        return f"name of {a(cls.name)}"
    if cls.identity == "byValue":
        return "a date, such as 2031-05-02"
    short = [key for key, inner in cls.keys.items() if inner.iri.value == cls.shorthand]
    plain = f", or its {short[0]}" if short else ", or a text" if cls.form else ""
    return f"keys of {a(cls.name)}{plain}"


def _needed(vocabulary: Vocabulary, cls: Class) -> dict[str, str]:
    """Return for each key whether it must be written, alone or as one of several."""
    needed = {}
    for ways in required_keys(vocabulary.basis, cls):
        for key in ways:
            others = ", ".join(way for way in ways if way != key)
            needed[key] = f"yes, or {others}" if others else "yes"
    return needed


def _default(ontology: Ontology, cls: Class, item: Property) -> str:
    """Return what a key's value is where it is not written."""
    said = []
    if item.default is not None and has_default(cls, item):
        said.append(ontology.concepts[item.default.value].value)
    for key, other in cls.keys.items():
        given = ontology.concepts.get(other.sets_default.value) if other.sets_default else None
        if given and given.scheme == item.scheme:
            said.append(f"{given.value} beside {key}")
    return "; ".join(said)
