"""A class -> a fact to start from: its type and the keys that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.ontology import CONCEPT
from kg.schema.basis import required_keys
from kg.terms import XSD

if TYPE_CHECKING:
    from kg.ontology import Class, Property
    from kg.vocabulary.model import Vocabulary

PLAIN = {"integer": "24", "nonNegativeInteger": "24", "decimal": "0.5", "boolean": "true",
         "date": "2031-05-02", "anyURI": "https://example.org/"}  # fmt: skip
DEEPEST = 3


def example_fact(vocabulary: Vocabulary, cls: Class) -> str:
    """Return a fact, or an entry of `actors:`, with made-up values, as YAML.

    Empty for what stands on its own in no facts file.
    """
    if cls.identity not in {"byId", "byName"}:
        return ""
    lines = [f"type: {cls.name}"]
    if cls.identity == "byId":
        lines.append("id: an-id-of-your-own")
    lines += _lines(vocabulary, cls, 1)
    return "\n".join(("- " if not number else "  ") + line for number, line in enumerate(lines))


def _lines(vocabulary: Vocabulary, cls: Class, depth: int) -> list[str]:
    """Return the lines of a node's required keys."""
    lines = []
    for key in dict.fromkeys(ways[0] for ways in required_keys(vocabulary.basis, cls)):
        value = _value(vocabulary, cls, cls.keys[key], depth)
        lines += [f"{key}: {value}"] if isinstance(value, str) else [f"{key}:", *value]
    return lines


def _value(vocabulary: Vocabulary, cls: Class, item: Property, depth: int) -> str | list[str]:
    """Return a value for a key: a text, or the lines of a node."""
    ontology = vocabulary.ontology
    target = ontology.by_iri.get(item.range)
    if target is None:
        if item.range == CONCEPT:
            return next(iter(ontology.schemes.get(item.scheme, {"value": None})))
        return PLAIN.get(item.range.removeprefix(XSD), _text(vocabulary, cls, item))
    plain = {"byName": f"Name of {target.label}", "byValue": "2031-05-02", "byId": "id-of-a-fact"}
    if target.identity in plain:
        return plain[target.identity]
    if target.identity == "evidence":
        return "p4 narrative" if target.form else ["  quote: the words as printed"]
    inner = _lines(vocabulary, target, depth + 1) if depth < DEEPEST else []
    return [f"  {line}" for line in inner] or "..."


def _text(vocabulary: Vocabulary, cls: Class, item: Property) -> str:
    """Return a text; the shape on it is quoted, since its pattern is its own."""
    shapes = (s for s in vocabulary.shapes if s.path == item.iri.value and "pattern" in s.asks)
    told = next((s for s in shapes if any(cls.is_a(c) for c in s.classes)), None)
    return f"...  # {told.fix.replace('`', '')}" if told else f"{item.key} in words"
