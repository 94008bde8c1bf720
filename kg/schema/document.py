"""The JSON Schema of facts files and of registers, put together.

Draft 2020-12, in keywords that draft-07 has too, since editors know that one
best; only `$defs` is read there as a plain place to refer to.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.constraints import read_shapes
from kg.facts.layout import ALIASES
from kg.ontology import CONCEPT, load_ontology
from kg.schema.basis import make_basis
from kg.schema.nodes import any_schema, class_schema, kinds_of
from kg.schema.values import NAME, REFERS, any_of, definition_name, key_schema, ref, scheme_schema
from kg.sources import SOURCE_ID
from kg.terms import ONTOLOGY, RESERVED_GRAPHS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from kg.constraints import Shape
    from kg.domain import Domain
    from kg.ontology import Ontology
    from kg.schema.basis import Basis
    from kg.schema.values import Schema

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SOURCE = f"{ONTOLOGY}SourceDocument"
PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^>]*)>", re.IGNORECASE)
CONSTRUCT = re.compile(r"CONSTRUCT\s*\{([^}]*)\}", re.IGNORECASE)
PREFIXED = re.compile(r"([\w-]*):([\w-]+)")
LISTS = {
    "actors": (
        "one.entry",
        "Who is in no register yet: this source's own people, bodies and states.",
    ),
    "places": ("one.entry", "Places that are in no register yet."),
    "facts": ("one.fact", "What the source says, one entry a fact."),
}


def domain_schema(domain: Domain, *, register: bool = False) -> Schema:
    """Return the schema of a domain's facts files, or of its `register.yaml`.

    Raises `InputError` and `DataError` as reading its ontology and shapes does.
    """
    ontology = load_ontology(domain.ontology)
    shapes, entailed = read_shapes(domain.shapes), entailed_by(domain.rules)
    make = register_schema if register else facts_schema
    return make(ontology, shapes, entailed)


def facts_schema(
    ontology: Ontology, shapes: Collection[Shape] = (), entailed: Collection[str] = ()
) -> Schema:
    """Return the JSON Schema of facts files.

    `entailed` are the IRIs of properties that rules write, so that no key is
    required for them.
    """
    basis = make_basis(ontology, shapes, entailed, evidence=True)
    return _document(basis, "Facts of one source", ("source", *LISTS), ["source"])


def register_schema(
    ontology: Ontology, shapes: Collection[Shape] = (), entailed: Collection[str] = ()
) -> Schema:
    """Return the JSON Schema of a register: actors and places, without a source."""
    basis = make_basis(ontology, shapes, entailed, evidence=False)
    document = _document(basis, "Register of actors and places", ("actors", "places"), [])
    document["properties"][ALIASES] = {
        "description": "Further names of entries in any register, one a line: `other: known name`.",
        "type": "object",
        "additionalProperties": NAME,
    }
    return document | {"minProperties": 1}


def entailed_by(rules: Iterable[Path]) -> frozenset[str]:
    """Return the properties that rules, SPARQL CONSTRUCT queries, write."""
    found: set[str] = set()
    for path in rules:
        text = path.read_text("utf-8")
        prefixes = dict(PREFIX.findall(text))
        for template in CONSTRUCT.findall(text):
            found |= {prefixes.get(p, "") + name for p, name in PREFIXED.findall(template)}
    return frozenset(found)


def _document(basis: Basis, title: str, keys: tuple[str, ...], required: list[str]) -> Schema:
    properties: Schema = {}
    for key in keys:
        if key == "source":
            properties[key] = ref("one.source")
        else:
            kind, said = LISTS[key]
            properties[key] = {"description": said, "type": "array", "items": ref(kind)}
    schema = {
        "$schema": DRAFT,
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    return schema | {"$defs": _reached(schema, _definitions(basis))}


def _definitions(basis: Basis) -> Schema:
    """Return a definition for each class, key and scheme, and for what lists hold."""
    kinds = basis.ontology.having
    entries, facts = kinds("byName"), kinds("byId")
    found: Schema = {
        "one.entry": any_schema([entries[name] for name in sorted(entries)], None),
        "one.fact": any_schema([facts[name] for name in sorted(facts)], None),
        "one.source": {"type": "object", "required": ["id"]},
    }
    if SOURCE in basis.ontology.by_iri:
        found["one.source"] = _source(class_schema(basis, basis.ontology.by_iri[SOURCE]))
    for cls in basis.ontology.classes.values():
        found[cls.name] = class_schema(basis, cls)
        found[any_of(cls)] = any_schema(kinds_of(basis, cls), cls)
        for item in basis.keys(cls).values():
            found[f"key.{basis.names[item.iri.value]}"] = key_schema(basis, item)
            if item.range == CONCEPT:
                known = basis.ontology.schemes.get(item.scheme, {})
                found[f"values.{basis.names.get(item.scheme, '')}"] = scheme_schema(known)
    return {definition_name(name): schema for name, schema in found.items()}


def _reached(schema: Schema, definitions: Schema) -> Schema:
    """Return the definitions that a schema refers to, by itself or through others."""
    waiting: list[object] = [schema]
    seen: set[str] = set()
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            waiting += part.values()
            name = str(part.get("$ref", "")).removeprefix(REFERS)
            if name and name not in seen:
                seen.add(name)
                waiting.append(definitions[name])
        elif isinstance(part, list):
            waiting += part
    return {name: definitions[name] for name in sorted(seen)}


def _source(schema: Schema) -> Schema:
    """Return the schema of `source:`, from that of its document."""
    taken = "|".join(sorted(RESERVED_GRAPHS))
    own = {
        "id": NAME
        | {
            "type": ["string", "integer"],
            "pattern": f"^(?!(?:{taken})$){SOURCE_ID.pattern}$",
            "description": "The source's id, such as example-times-2031-05-02.",
            "patternErrorMessage": "Use letters, digits, -, _ and inner dots.",
        },
        "text": NAME | {"description": "The path of its text, relative to this file."},
    }
    rest = {key: value for key, value in schema["properties"].items() if key != "type"}
    required = ["id", *schema.get("required", ())]
    return schema | {"properties": own | rest, "required": required}
