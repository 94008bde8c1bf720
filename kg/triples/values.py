"""A value of a facts file -> the terms it means: codes, literals, names, dates, references."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.edtf import parse_edtf
from kg.facts.model import Entry, Mapping, Scalar, Sequence, Value
from kg.lexical import FACT_ID, literal
from kg.ontology import CONCEPT, Class, Property
from kg.register import Days, deciding, suggest
from kg.terms import RDF_TYPE, SKOS, VOCAB, XSD
from kg.triples.model import Reference, Term, dkg, near

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.errors import Position
    from kg.register import Answer
    from kg.triples.mapper import Mapper

SCHEME = f"{SKOS}ConceptScheme"
SHOWN = 5
"""So many candidates are told by name."""


def read_values(mapper: Mapper, item: Property, value: Value) -> Iterable[tuple[Term, Position]]:
    """Yield the terms that a value means, each with its place; what is wrong is refused."""
    if isinstance(value, Sequence):
        for one in value.items:
            yield from read_values(mapper, item, one)
        return
    cls = mapper.ontology.by_iri.get(item.range)
    found: Term | None
    if cls is None:
        found = _coded_or_literal(mapper, item, value)
    elif isinstance(value, Mapping):
        found = _nested_value(mapper, cls, value, item)
    else:
        found = _map_text(mapper, cls, value, item)
    if found is not None:
        yield found, value.position


def _coded_or_literal(mapper: Mapper, item: Property, value: Value) -> Term | None:
    if not isinstance(value, Scalar):
        message = f"'{item.key}' takes a plain value here"
        mapper.refuse(value.position, "wrong-type", message, "write one value, not a mapping")
        return None
    if item.range == CONCEPT:
        known = mapper.ontology.schemes.get(item.scheme, {})
        if value.text in known:
            return known[value.text].iri
        message = f"'{value.text}' is no value of '{item.key}'"
        mapper.refuse(value.position, "unknown-value", message, near(value.text, known))
        return None
    if item.range == SCHEME:
        return _scheme(mapper, value)
    try:
        return literal(value.text, item.range)
    except ValueError as error:
        mapper.refuse(value.position, "bad-value", str(error), f"mend the value of '{item.key}'")
        return None


def _scheme(mapper: Mapper, value: Scalar) -> NamedNode | None:
    if FACT_ID.fullmatch(value.text):
        return NamedNode(f"{VOCAB}{value.text}")
    message = f"'{value.text}' is no name of a scheme"
    mapper.refuse(value.position, "unknown-value", message, "write its name, such as cameo")
    return None


def _nested_value(mapper: Mapper, cls: Class, value: Mapping, item: Property) -> NamedNode | None:
    if cls.identity == "byName":
        message = f"'{item.key}' takes a name here, not a mapping"
        mend = "declare it under `actors:` or `places:` and write its name"
        mapper.refuse(value.position, "wrong-type", message, mend)
        return None
    return mapper.map_node(value, cls, None, link=item)


def _map_text(mapper: Mapper, cls: Class, value: Scalar, item: Property) -> NamedNode | None:
    """Map a plain string where a node of a class is expected."""
    if cls.identity == "byName":
        return _resolve(mapper, cls, value, item)
    if cls.identity == "byValue":
        return _time(mapper, cls, value)
    if cls.identity == "byId":
        return _refer(mapper, cls, value)
    spelled = spell_out(mapper, cls, value)
    return None if spelled is None else mapper.map_node(spelled, cls, None, link=item)


def spell_out(mapper: Mapper, cls: Class, value: Scalar) -> Mapping | None:
    """Return the mapping that a string is short for, by form or shorthand."""
    at = value.position
    if cls.form is not None:
        match = cls.form.fullmatch(value.text)
        if match:
            given = {k.replace("_", "-"): v for k, v in match.groupdict().items() if v}
            return Mapping(tuple(Entry(k, Scalar(v, at), at) for k, v in given.items()), at)
    for key, item in cls.keys.items():
        if item.iri.value == cls.shorthand:
            return Mapping((Entry(key, value, at),), at)
    mend = "use its keys"
    if cls.identity == "evidence":
        mend = "write `p4`, `p4 12-40 indirect-speech`, or {quote: ..., mode: direct-quote}"
    mapper.refuse(at, "wrong-type", f"'{value.text}' says no {cls.label}", mend)
    return None


def days_of(value: Value | None) -> Days | None:
    """Return the days that a written date may be; None for what is no date."""
    try:
        span = parse_edtf(value.text) if isinstance(value, Scalar) else None
    except ValueError:
        return None
    return None if span is None else Days(span.earliest, span.latest)


def _resolve(mapper: Mapper, cls: Class, value: Scalar, item: Property) -> NamedNode | None:
    answer = mapper.resolver.resolve(value.text, cls.iri, mapper.day)
    if answer.one is not None:
        if not item.loose:
            mapper.uses.setdefault(answer.one.iri, value.position)
        return answer.one.iri
    if answer.matches:
        message, mend = _several(mapper, cls, value.text, answer)
        mapper.refuse(value.position, "ambiguous-name", message, mend)
    else:
        like = suggest(mapper.resolver.layers, value.text, cls.iri)
        mend = f"did you mean {' or '.join(map(repr, like))}?" if like else ""
        part = "places" if cls.label == "place" else "actors"
        mend = mend or f"declare it under `{part}:` or in register.yaml"
        message = f"no {cls.label} is known as '{value.text}'"
        mapper.refuse(value.position, "unknown-name", message, mend)
    return None


def _several(mapper: Mapper, cls: Class, text: str, answer: Answer) -> tuple[str, str]:
    """Return what is wrong with a name of several, and the words that would decide it."""
    layers = mapper.resolver.layers
    found = sorted({(m.named.names[0], m.named.cls.name, m.named.id): m.named
                    for m in answer.matches}.items())  # fmt: skip
    those = ", ".join(f"{name} ({kind})" for (name, kind, _), _ in found[:SHOWN])
    more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
    words = " or ".join(f"'{deciding(layers, who, cls.iri)}'" for _, who in found[:SHOWN])
    message = f"'{text}' could be any of {those}{more}"
    if not answer.sure:
        message = f"'{text}' does not say whose; it could be {those}{more}"
    return message, f"write {words}"


def _time(mapper: Mapper, cls: Class, value: Scalar) -> NamedNode | None:
    try:
        span = parse_edtf(value.text)
    except ValueError as error:
        mapper.refuse(value.position, "bad-date", str(error), "write EDTF, such as 2031-05-02")
        return None
    iri, at = mapper.names.iri(cls.prefix, span.edtf), value.position
    mapper.state(iri, RDF_TYPE, NamedNode(cls.iri), at)
    mapper.state(iri, dkg("edtf"), Literal(span.edtf), at)
    for name, day in (("earliest", span.earliest), ("latest", span.latest)):
        if day is not None:
            typed = Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date"))
            mapper.state(iri, dkg(name), typed, at)
    mapper.nodes.setdefault(iri, at)
    return iri


def _refer(mapper: Mapper, cls: Class, value: Scalar) -> NamedNode | None:
    source, mark, fact = value.text.rpartition("#")
    if not FACT_ID.fullmatch(fact) or (mark and not source):
        message = f"'{value.text}' is no id of a fact"
        mapper.refuse(value.position, "bad-id", message, "write `id` or `source-id#id`")
        return None
    iri = mapper.names.fact(source or mapper.source_id, fact)
    mapper.references.append(Reference(iri, cls, value.text, value.position))
    return iri
