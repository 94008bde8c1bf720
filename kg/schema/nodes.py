"""A class -> the JSON Schema of its nodes: which keys they take, and which they need."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.lexical import FACT_ID
from kg.schema.basis import asked_of, required_keys
from kg.schema.values import TEXT, one_or_many, ref
from kg.sources import CHARS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.constraints import Shape
    from kg.ontology import Class, Property
    from kg.schema.basis import Basis
    from kg.schema.values import Schema

LIMITS = {
    "minLength": "minLength", "maxLength": "maxLength",
    "minInclusive": "minimum", "maxInclusive": "maximum",
    "minExclusive": "exclusiveMinimum", "maxExclusive": "exclusiveMaximum",
}  # fmt: skip
"""SHACL's constraints on a value, as JSON Schema names them."""
ID: Schema = {
    "type": ["string", "integer"],
    "pattern": f"^{FACT_ID.pattern}$",
    "description": "The fact's name in this source, by which others refer to it.",
    "patternErrorMessage": "Use letters, digits, - and _.",
}
OWN_ID: Schema = TEXT | {"description": "A short name for it; the slug of its name without."}
PASSAGE: Mapping[str, Schema] = {
    "quote": TEXT | {"description": "The words as printed, so many that they stand there once."},
    "paragraph": {
        "description": "The number of the paragraph, from 1.",
        "type": ["integer", "string"],
        "pattern": "^[0-9]+$",
        "minimum": 0,
    },
    "chars": {
        "description": "First and last character of the whole text, from 0, the end exclusive.",
        "type": "string",
        "pattern": f"^{CHARS.pattern}$",
        "patternErrorMessage": "Write a span, such as 853-1025.",
    },
}


def kinds_of(basis: Basis, cls: Class) -> list[Class]:
    """Return a class and those below it, by name."""
    return [c for _, c in sorted(basis.ontology.classes.items()) if c.is_a(cls.iri)]


def any_schema(kinds: Sequence[Class], untyped: Class | None) -> Schema:
    """Return the schema of a node whose `type` tells its kind.

    Without a type it is of the class `untyped`; where that is None, a type
    must be written.
    """
    if not kinds:
        return {"not": {}, "description": "The ontology has no class for it."}
    chosen: list[Schema] = [
        {"if": _typed({"const": cls.name}), "then": ref(cls.name)} for cls in kinds
    ]
    if untyped is not None:
        chosen.append({"if": {"required": ["type"]}, "else": ref(untyped.name)})
    kind = {
        "enum": [cls.name for cls in kinds],
        "enumDescriptions": [cls.definition for cls in kinds],
        "description": "What it is: a class of the ontology.",
    }
    required = {} if untyped is not None else {"required": ["type"]}
    return {"type": "object", "properties": {"type": kind}, "allOf": chosen} | required


def _typed(kind: Schema) -> Schema:
    return {"properties": {"type": kind}, "required": ["type"]}


def class_schema(basis: Basis, cls: Class) -> Schema:
    """Return the schema of nodes of just one class; unknown keys are refused."""
    keys = basis.keys(cls)
    properties: dict[str, Any] = {"type": {"const": cls.name}}
    if cls.identity == "byId":
        properties["id"] = ID
    elif cls.identity == "byName":
        properties["id"] = OWN_ID
    elif cls.identity == "evidence":
        properties |= PASSAGE
    needed = required_keys(basis, cls)
    properties |= {
        key: _key(basis, cls, item, needed=(key,) in needed) for key, item in keys.items()
    }
    if cls.identity == "evidence":
        needed = [*needed, ("quote", "paragraph")]
    must = [keys[0] for keys in needed if len(keys) == 1]
    more = [{"anyOf": [{"required": [k]} for k in ways]} for ways in needed if len(ways) > 1]
    more += [_beside(item) for item in keys.values() if item.inherits]
    schema: Schema = {
        "type": "object",
        "title": cls.label,
        "description": cls.definition,
        "properties": properties,
        "additionalProperties": False,
    }
    return schema | ({"required": must} if must else {}) | ({"allOf": more} if more else {})


def _beside(item: Property) -> Schema:
    """Return that a mention needs exactly one of the key that it takes its holder from."""
    above = item.inherits[1] if item.inherits else ""
    one = {"properties": {above: {"maxItems": 1}}, "required": [above]}
    return {"if": {"required": [item.key]}, "then": one}


def _key(basis: Basis, cls: Class, item: Property, *, needed: bool) -> Schema | bool:
    """Return what a key takes on a class: its property's values, narrowed by shapes."""
    whole = ref(f"key.{basis.names[item.iri.value]}")
    shapes = [s for s in asked_of(basis, cls) if s.path == item.iri.value]
    if any(shape.asks.get("maxCount") == "0" for shape in shapes):
        return False
    narrowed = [schema for shape in shapes for schema in _narrowed(basis, item, shape)]
    if needed:
        narrowed.append({"minItems": 1})
    return {"allOf": [whole, *narrowed]} if narrowed else whole


def _narrowed(basis: Basis, item: Property, shape: Shape) -> Iterator[Schema]:
    """Yield what a shape asks of a key's values; each speaks of one value or of a list."""
    cls = basis.ontology.by_iri.get(item.range)
    if "maxCount" in shape.asks and not (cls and cls.identity == "byValue"):
        yield {"maxItems": int(shape.asks["maxCount"])}
    if cls is not None:
        return
    value: Schema = {
        LIMITS[name]: int(given) if given.lstrip("-").isdigit() else float(given)
        for name, given in shape.asks.items()
        if name in LIMITS
    }
    if "pattern" in shape.asks:
        message = f"{shape.message} ({shape.fix})"
        value |= {"pattern": shape.asks["pattern"], "patternErrorMessage": message}
    if shape.among:
        codes = basis.ontology.concepts
        texts = [codes[v].value if v in codes else v for v in shape.among]
        value["enum"] = [*texts, *(int(text) for text in texts if text.isdecimal())]
    if value:
        yield one_or_many(value)
