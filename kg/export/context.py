"""The JSON-LD context: short terms for our classes and properties, with their types.

The shipped `ontology/context.jsonld` is made by `scripts/context` from the
ontology. An export carries what it uses of it, so that no reader fetches
anything (JSON-LD 1.1 section 4.1).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.resources import context_file
from kg.terms import OWL, RDF_TYPE, RDFS, XSD, local_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Triple

    from kg.terms import Names

Term = str | dict[str, str]
RANGE = NamedNode(f"{RDFS}range")
DECLARED = frozenset(f"{OWL}{kind}" for kind in ("Class", "ObjectProperty", "DatatypeProperty"))


def shipped_terms() -> Mapping[str, Term]:
    """Return the terms of the shipped context, without its prefixes."""
    context = json.loads(context_file().read_text("utf-8"))["@context"]
    return {
        name: term
        for name, term in context.items()
        if isinstance(term, dict) or (isinstance(term, str) and "://" not in term)
    }


def context_of(triples: Iterable[Triple], names: Names) -> dict[str, Any]:
    """Return the context of an ontology: prefixes by name, then its terms by name.

    A term whose name is also a prefix, or that of two things, is left out: it
    is written with its prefix.
    """
    kinds: dict[NamedNode, set[str]] = {}
    ranges: dict[NamedNode, NamedNode] = {}
    for triple in triples:
        subject, value = triple.subject, triple.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode):
            if triple.predicate == RDF_TYPE and value.value in DECLARED:
                kinds.setdefault(subject, set()).add(value.value.removeprefix(OWL))
            if triple.predicate == RANGE:
                ranges[subject] = value
    prefixes = dict(sorted(names.prefixes().items()))
    named: dict[str, list[NamedNode]] = {}
    for iri in kinds:
        named.setdefault(local_name(iri.value), []).append(iri)
    terms = {
        name: _term(iris[0], kinds[iris[0]], ranges.get(iris[0]), prefixes)
        for name, iris in sorted(named.items())
        if name not in prefixes and len(iris) == 1
    }
    return {"@version": 1.1} | prefixes | terms


def _term(
    iri: NamedNode, kinds: set[str], range_: NamedNode | None, prefixes: Mapping[str, str]
) -> Term:
    """Return a term's definition: with a type where its values all have one."""
    short = _short(iri.value, prefixes)
    if "Class" in kinds:
        return short
    if "ObjectProperty" in kinds:
        return {"@id": short, "@type": "@id"}
    if range_ is not None and range_.value.startswith(XSD) and range_.value != f"{XSD}string":
        return {"@id": short, "@type": _short(range_.value, prefixes)}
    return {"@id": short}


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    return next(
        (f"{name}:{iri.removeprefix(ns)}" for name, ns in prefixes.items() if iri.startswith(ns)),
        iri,
    )


def coerced(term: Term | None, value: object) -> bool:
    """Return whether a value may be written as bare text under a term (section 4.2.3)."""
    kind = term.get("@type", "") if isinstance(term, dict) else ""
    if not isinstance(value, Literal):
        return kind == "@id"
    if value.language or not isinstance(term, dict):
        return False
    return (kind or "xsd:string") == value.datatype.value.replace(XSD, "xsd:")
