"""The pages of all keys and of coded values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pages.class_page import takes_cell
from kg.pages.formal import formal_section
from kg.pages.markup import bullets, code, link, paragraph, plain, section, table
from kg.pages.site import key_anchor, meaning, to_class, told, values_page
from kg.pages.terms import DESCRIPTION, EXAMPLE, SCOPE_NOTE, TITLE, notes, short
from kg.vocabulary import keys_of, local, properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.ontology import Concept, Property
    from kg.pages.site import Site


def keys_body(site: Site) -> str:
    """Return the content of the page of all keys: one row a key and meaning."""
    items = sorted(properties(site.vocabulary), key=lambda i: (i.key, local(i.iri.value)))
    rows = [_key(site, item) for item in items]
    return "\n".join([
        "<h1>All keys</h1>",
        paragraph("A key is the word before the colon in a facts file. One key may mean several "
                  "things: which, depends on what it is written in."),
        table("Keys, from A to Z", ("Key", "Takes", "Written in", "Meaning", "Example"), rows,
              [key_anchor(site, item) for item in items]),
        formal_section("What a key is in RDF", (
            (code(item.key), code(short(item.iri.value, site.prefixes))) for item in items)),
    ])  # fmt: skip


def _key(site: Site, item: Property) -> tuple[str, ...]:
    ontology = site.vocabulary.ontology
    having = [c for c in ontology.classes.values() if c.identity and _has(c.keys, item)]
    iris = {cls.iri for cls in having}
    roots = sorted(cls.name for cls in having if not iris & {*cls.ancestors[1:]})
    notes_on = " ".join(notes(ontology, item.iri.value, SCOPE_NOTE))
    examples = "; ".join(notes(ontology, item.iri.value, EXAMPLE))
    every = len(having) == sum(bool(c.identity) for c in ontology.classes.values())
    return (
        code(item.key),
        takes_cell(site, item),
        "everything" if every else ", ".join(to_class(site, name) for name in roots),
        told(site, f"{meaning(item)} {notes_on}".strip()),
        plain(examples),
    )


def _has(keys: object, item: Property) -> bool:
    found = keys.get(item.key) if isinstance(keys, dict) else None
    return found is not None and found.iri == item.iri


def values_index_body(site: Site) -> str:
    """Return the content of the page that lists the schemes of coded values."""
    rows = [
        (
            link(values_page(site, scheme), plain(scheme_title(site, scheme))),
            ", ".join(code(key) for key in keys_of(site.vocabulary.ontology, scheme)),
            str(len(values)),
            plain(" ".join(notes(site.vocabulary.ontology, scheme, DESCRIPTION))),
        )
        for scheme, values in sorted(site.vocabulary.ontology.schemes.items())
    ]
    return "\n".join([
        "<h1>All values</h1>",
        paragraph("Some keys take only words of a closed list."),
        table("Lists of values", ("List", "Taken by", "Values", "What they say"), rows),
    ])  # fmt: skip


def values_body(site: Site, scheme: str) -> str:
    """Return the content of the page of one scheme of coded values."""
    ontology = site.vocabulary.ontology
    values = ontology.schemes[scheme].values()
    keys = keys_of(ontology, scheme)
    taken = f"Taken by the key {', '.join(code(key) for key in keys)}." if keys else ""
    rows = [_value(site, concept) for concept in values]
    return "\n".join(part for part in [
        paragraph(link("values.html", "All values"), "path"),
        f"<h1>{plain(scheme_title(site, scheme))}</h1>",
        paragraph(plain(" ".join(notes(ontology, scheme, DESCRIPTION))), "lead"),
        paragraph(taken),
        table(f"Values of {scheme_title(site, scheme).lower()}",
              ("Value", "In words", "Meaning", "Example"), rows,
              [concept.value for concept in values]),
        section("Where they are written", "used", _holders(site, scheme)),
        formal_section("What a value is in RDF", _terms(site, scheme)),
    ] if part)  # fmt: skip


def scheme_title(site: Site, scheme: str) -> str:
    """Return a scheme's title, or the end of its IRI."""
    return next(iter(notes(site.vocabulary.ontology, scheme, TITLE)), local(scheme))


def _value(site: Site, concept: Concept) -> tuple[str, ...]:
    ontology = site.vocabulary.ontology
    iri = concept.iri.value
    meaning = " ".join([concept.definition, *notes(ontology, iri, SCOPE_NOTE)])
    examples = "; ".join(notes(ontology, iri, EXAMPLE))
    return code(concept.value), plain(concept.label), told(site, meaning), plain(examples)


def _holders(site: Site, scheme: str) -> str:
    ontology = site.vocabulary.ontology
    found: dict[str, set[str]] = {}
    for name, cls in ontology.classes.items():
        for key, item in cls.keys.items():
            over = {k for iri in cls.ancestors[1:] for k in ontology.by_iri[iri].keys}
            if item.scheme == scheme and key not in over:
                found.setdefault(key, set()).add(name)
    return bullets(
        f"{code(key)} of {', '.join(to_class(site, name) for name in sorted(names))}"
        for key, names in sorted(found.items())
    )


def _terms(site: Site, scheme: str) -> Iterator[Sequence[str]]:
    yield "scheme", code(scheme)
    for concept in site.vocabulary.ontology.schemes[scheme].values():
        yield code(concept.value), code(short(concept.iri.value, site.prefixes))
