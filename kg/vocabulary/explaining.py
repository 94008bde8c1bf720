"""All that there is to say about one class, key or coded value."""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import groupby
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.terms import ALT_LABEL, PREFIXES, SKOS, said
from kg.triples import near
from kg.vocabulary.example import example_fact
from kg.vocabulary.listing import as_written, keys_of, list_keys, takes
from kg.vocabulary.model import local, parents, properties

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.constraints import Shape
    from kg.ontology import Class, Concept, Ontology, Property
    from kg.vocabulary.model import Vocabulary

ABOUT = ("name", "what", "said")
SCOPE_NOTE, EXAMPLE = NamedNode(f"{SKOS}scopeNote"), NamedNode(f"{SKOS}example")
BROADER = NamedNode(f"{SKOS}broader")
Row = tuple[str, str, str]


def explain_term(vocabulary: Vocabulary, term: str) -> list[Row]:
    """Return what is known of a term, as rows `ABOUT`, what it is first.

    A term is the name of a class, a key or name of a property, a coded value,
    or the IRI or prefixed name of any; one word may be several of them. Raises
    `UsageError` `unknown-term`, with the nearest words, where it is none.
    """
    ontology = vocabulary.ontology
    for wanted in (term, term.casefold()):
        rows = [
            row
            for cls in ontology.classes.values()
            if wanted in _words(cls.iri, cls.name, folded=wanted != term)
            for row in _class(vocabulary, cls)
        ]
        for item in properties(vocabulary):
            if wanted in _words(item.iri.value, item.key, folded=wanted != term):
                rows += _property(vocabulary, item)
        for concept in ontology.concepts.values():
            if wanted in _words(concept.iri.value, concept.value, folded=wanted != term):
                rows += _value(vocabulary, concept)
        if rows:
            return rows
    known = [*ontology.classes, *(c.value for c in ontology.concepts.values())]
    known += [w for item in properties(vocabulary) for w in (item.key, local(item.iri.value))]
    message = f"'{term}' is no class, key or value"
    close = get_close_matches(term, known, n=3, cutoff=0.75)
    spoken = sorted(_speaking(vocabulary, term))
    mend = f"it is spoken of at {', '.join(spoken)}" if spoken and not close else near(term, known)
    raise UsageError(message, code="unknown-term", mend=mend)


def _speaking(vocabulary: Vocabulary, term: str) -> Iterator[str]:
    """Yield the terms whose definition or label has a word, or that speak of it in a note."""
    ontology = vocabulary.ontology
    word = re.compile(rf"\b{re.escape(term)}s?\b", re.IGNORECASE)
    names = {cls.iri: name for name, cls in ontology.classes.items()}
    names |= {item.iri.value: item.key for item in properties(vocabulary)}
    names |= {concept.iri.value: concept.value for concept in ontology.concepts.values()}
    for iri, name in names.items():
        said_of = (said(t.object) for t in ontology.triples if said(t.subject) == iri)
        if len(term) > 2 and any(word.search(text) for text in said_of):  # noqa: PLR2004 - a word
            yield name


def tell(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines in which a person reads rows about a term."""
    for what, group in groupby(rows, key=lambda row: row[1]):
        members = list(group)
        if what in {"class", "property", "value"}:
            for name, _, text in members:
                yield from ("", f"{name} ({what}): {text}")
            continue
        yield f"  {what}:"
        width = max(len(name) for name, _, _ in members)
        for name, _, text in members:
            first, *more = text.splitlines() or [""]
            yield f"    {name:<{width}}  {first}".rstrip()
            yield from (f"    {'':<{width}}  {line}" for line in more)


def _words(iri: str, word: str, *, folded: bool) -> set[str]:
    """Return the words by which a term is known."""
    short = {f"{p}:{iri.removeprefix(ns)}" for p, ns in PREFIXES.items() if iri.startswith(ns)}
    words = {iri, word, local(iri), *short}
    return {w.casefold() for w in words} if folded else words


def _class(vocabulary: Vocabulary, cls: Class) -> Iterator[Row]:
    ontology = vocabulary.ontology
    yield cls.name, "class", cls.definition
    yield from _notes(ontology, cls.iri)
    yield cls.iri, "IRI", f"written as: {as_written(cls)}"
    for iri in cls.ancestors[1:]:
        yield ontology.by_iri[iri].name, "above it", ontology.by_iri[iri].definition
    for name, other in sorted(ontology.classes.items()):
        if cls.name in parents(vocabulary, other):
            yield name, "below it", other.definition
    if cls.identity:
        for key, takes_it, needed, default, definition in list_keys(vocabulary, cls.name):
            told = ["required" if needed == "yes" else needed and f"required: {needed[5:]}"]
            told += [takes_it, default and f"default {default}", definition]
            yield key, "keys", "; ".join(filter(None, told))
    yield from _shapes(s for s in vocabulary.shapes if any(cls.is_a(c) for c in s.classes))
    kinds = {ontology.by_iri[iri].name for iri in cls.ancestors}
    for query in vocabulary.queries:
        params = [p.name for p in query.params if p.type in kinds]
        if params:
            yield query.name, "queries", f"-p {params[0]}=...: {query.title}"
    if example := example_fact(vocabulary, cls):
        yield "", "example", example


def _property(vocabulary: Vocabulary, item: Property) -> Iterator[Row]:
    ontology = vocabulary.ontology
    yield local(item.iri.value), "property", item.definition
    yield from _notes(ontology, item.iri.value)
    yield item.iri.value, "IRI", item.label
    yield item.key, "key", f"takes {takes(ontology, item)}"
    for name, cls in sorted(ontology.classes.items()):
        at = cls.keys.get(item.key)
        if cls.identity and at and at.iri == item.iri:
            yield name, "key of", cls.definition
    for value in ontology.schemes.get(item.scheme, {}).values():
        yield value.value, "values", f"{value.label}: {value.definition}"
    mark = f":{local(item.iri.value)} "
    yield from _shapes(s for s in vocabulary.shapes if item.iri.value == s.path or mark in s.select)


def _value(vocabulary: Vocabulary, concept: Concept) -> Iterator[Row]:
    ontology = vocabulary.ontology
    yield concept.value, "value", f"{concept.label}: {concept.definition}"
    yield from _notes(ontology, concept.iri.value)
    yield concept.iri.value, "IRI", f"of the scheme {local(concept.scheme)}"
    for key in keys_of(ontology, concept.scheme):
        yield key, "taken by", f"{key}: {concept.value}"
    for triple in ontology.triples:
        if triple.predicate != BROADER:
            continue
        if triple.subject == concept.iri and said(triple.object) in ontology.concepts:
            above = ontology.concepts[said(triple.object)]
            yield above.value, "above it", above.definition
        if triple.object == concept.iri and said(triple.subject) in ontology.concepts:
            below = ontology.concepts[said(triple.subject)]
            yield below.value, "below it", below.definition
    for query in vocabulary.queries:
        for parameter in query.params:
            if concept.value in parameter.choices:
                yield query.name, "queries", f"-p {parameter.name}={concept.value}: {query.title}"


def _notes(ontology: Ontology, iri: str) -> Iterator[Row]:
    """Yield where a term is confused with another, and an example of it."""
    for predicate, what in (
        (ALT_LABEL, "also called"),
        (SCOPE_NOTE, "note"),
        (EXAMPLE, "for example"),
    ):
        for triple in ontology.triples:
            if triple.predicate == predicate and said(triple.subject) == iri:
                yield "", what, said(triple.object)


def _shapes(shapes: Iterable[Shape]) -> Iterator[Row]:
    for shape in shapes:
        if shape.message:
            message, fix = plain_message(shape.message), plain_message(shape.fix)
            yield shape.code, "shapes", f"{shape.severity}: {message} To mend: {fix}."


def plain_message(message: str) -> str:
    """Return a shape's message with its placeholders as people write them: `<label>`.

    >>> plain_message("'{?label}' is of two kinds")
    "'<label>' is of two kinds"
    """
    return re.sub(r"\{[?$](\w+)\}", r"<\1>", message)
