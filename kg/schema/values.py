"""A property -> the JSON Schema of what its key takes.

Kinds of values are told apart by `if` and `type`, not by `anyOf`: a validator
then says what is wrong with the value that is there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kg.lexical import FACT_ID, FORMS
from kg.ontology import CONCEPT
from kg.schema.patterns import DATE, SET_MEMBER, whole, written_form
from kg.sources import SOURCE_ID
from kg.terms import XSD, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.ontology import Class, Concept, Property
    from kg.schema.basis import Basis

Schema = dict[str, Any]

REFERS = "#/$defs/"
FIRST_YEAR, LAST_YEAR = 1000, 9999
REFERENCE = f"^(?:{SOURCE_ID.pattern}#)?{FACT_ID.pattern}$"
TEXT: Schema = {"type": ["string", "number", "boolean"], "pattern": r"\S"}
"""A text; what looks like a number or a truth value is read as it is written."""
NAME: Schema = {"type": "string", "pattern": r"\S"}
DATE_SCHEMA: Schema = {
    "type": ["string", "integer"],
    "pattern": DATE,
    "minimum": FIRST_YEAR,
    "maximum": LAST_YEAR,
    "patternErrorMessage": "This is no date (EDTF); write 2031-05-02, 2031-05, "
    "2031-05-01/2031-05-03 or [2031-05-01..2031-05-03].",
}
JSON_TYPES = {
    "integer": ["integer", "string"],
    "nonNegativeInteger": ["integer", "string"],
    "decimal": ["number", "string"],
    "boolean": ["boolean", "string"],
}


def ref(name: str) -> Schema:
    """Return a reference to a definition of the schema."""
    return {"$ref": REFERS + definition_name(name)}


def definition_name(name: str) -> str:
    """Return the name of a definition: as it is, where it may stand in a reference."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)
    return name if plain == name else f"{plain}-{digest(name)[:4]}"


def key_schema(basis: Basis, item: Property) -> Schema:
    """Return what stands behind a property's key: one value, or a list of them."""
    one = single(basis, item)
    described = {"description": f"{item.label or item.key}: {item.definition}".rstrip(": ")}
    cls = basis.ontology.by_iri.get(item.range)
    if cls is not None and cls.identity == "byValue":
        # YAML reads an unquoted EDTF set, [a..b], as a list.
        several: Schema = {"anyOf": [one, {"type": "string", "pattern": SET_MEMBER}]}
    else:
        several = one
    return described | one_or_many(one, several)


def one_or_many(one: Schema, several: Schema | None = None) -> Schema:
    """Return the schema of a value or a list of such values."""
    return {
        "if": {"type": "array"},
        "then": {"items": one if several is None else several},
        "else": one,
    }


def single(basis: Basis, item: Property) -> Schema:
    """Return the schema of one value of a property."""
    cls = basis.ontology.by_iri.get(item.range)
    if cls is None:
        return _coded_or_literal(basis, item)
    if cls.identity == "byName":
        return NAME
    if cls.identity == "byValue":
        return DATE_SCHEMA
    text = reference() if cls.identity == "byId" else written(basis, cls)
    return {"if": {"type": "object"}, "then": ref(any_of(cls)), "else": text}


def any_of(cls: Class) -> str:
    """Return the name of the definition of a class's nodes and of those below it."""
    return f"any.{cls.name}"


def reference() -> Schema:
    """Return the schema of a fact's id, or of one in another source."""
    message = "This is no id of a fact; write id or source-id#id."
    return {"type": "string", "pattern": REFERENCE, "patternErrorMessage": message}


def written(basis: Basis, cls: Class) -> Schema:
    """Return the schema of a plain string that stands for a node, by form or shorthand."""
    ways: list[Schema] = []
    if cls.form is not None:
        known = basis.ontology.schemes
        choices = {key: sorted(known.get(item.scheme, ())) for key, item in cls.keys.items()}
        pattern = written_form(cls.form.pattern, choices)
        message = f"This does not say a {cls.label}; write its keys, or mend it."
        ways += [NAME | {"pattern": pattern or r"\S", "patternErrorMessage": message}]
    ways += [single(basis, i) for i in cls.keys.values() if i.iri.value == cls.shorthand]
    if len(ways) == 1:
        return ways[0]
    return {"anyOf": ways} if ways else {"type": "object"}


def _coded_or_literal(basis: Basis, item: Property) -> Schema:
    if item.range == CONCEPT:
        return ref(f"values.{basis.names.get(item.scheme, '')}")
    name = item.range.removeprefix(XSD)
    if name not in FORMS:
        return TEXT
    form, expected = FORMS[name]
    message = f"Write {expected}."
    kinds = JSON_TYPES.get(name, "string")
    return {"type": kinds, "pattern": whole(form.pattern), "patternErrorMessage": message}


def scheme_schema(concepts: Mapping[str, Concept]) -> Schema:
    """Return the schema of a coded value, each value with its meaning."""
    if not concepts:
        return {"not": {}, "description": "The scheme has no values."}
    known = [concepts[value] for value in sorted(concepts)]
    meanings = [f"{concept.label}: {concept.definition}" for concept in known]
    listed = "\n".join(f"- {c.value}: {m}" for c, m in zip(known, meanings, strict=True))
    return {
        "enum": [concept.value for concept in known],
        "enumDescriptions": meanings,
        "description": f"One of\n{listed}",
    }
