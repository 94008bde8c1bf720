"""The page of one class: what it is, how it is written, what is checked and asked."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.ontology import CONCEPT
from kg.pages.checks import checks_table
from kg.pages.examples import make_example
from kg.pages.formal import formal_part
from kg.pages.markup import bullets, code, link, listing, more, paragraph, plain, section, table
from kg.pages.questions import asked
from kg.pages.site import class_page, key_anchor, meaning, to_class, told, values_page
from kg.pages.terms import EXAMPLE, SCOPE_NOTE, notes
from kg.vocabulary import as_written, list_keys, parents, takes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology import Class, Property
    from kg.pages.examples import Example
    from kg.pages.site import Site

STEP = " \N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK} "
FEW = 8
"""So many values are named in a table; more are on their own page only."""
WRITTEN = {
    "fact": "an entry of <code>facts:</code>",
    "actor or place": "an entry of <code>actors:</code> or <code>places:</code>",
    "date": "a date, under a key such as <code>when</code>",
    "source": "the <code>source:</code> at the top of a file",
    "within another": "a part of something else",
}


def class_body(site: Site, cls: Class) -> str:
    """Return the content of a class's page."""
    ontology = site.vocabulary.ontology
    above = [site.classes[ontology.by_iri[iri].name] for iri in reversed(cls.ancestors[1:])]
    trail = STEP.join([link("index.html", "All kinds"),
                        *(to_class(site, over.name, words=True) for over in above)])  # fmt: skip
    title = (cls.label or cls.name)[:1].upper() + (cls.label or cls.name)[1:]
    head = [
        paragraph(trail, "path"),
        f"<h1>{plain(title)}</h1>",
        paragraph(told(site, cls.definition), "lead"),
        *(paragraph(f"<b>For example:</b> {told(site, text)}")
          for text in notes(ontology, cls.iri, EXAMPLE)),
        *(paragraph(f"<b>Not to be confused:</b> {told(site, text)}", "note")
          for text in notes(ontology, cls.iri, SCOPE_NOTE)),
        paragraph(_how(site, cls)),
    ]  # fmt: skip
    parts = [
        *head,
        section("How it is written", "example", *_example(make_example(site.vocabulary, cls))),
        section("Keys", "keys", _keys(site, cls)),
        section("Where it is used", "used", _used(site, cls)),
        section("What is above and below", "kin", *_kin(site, cls, above)),
        section("What is checked", "checks", checks_table(site, cls)),
        section("Ready-made questions", "questions", asked(site, cls)),
        formal_part(site, cls),
    ]
    return "\n".join(part for part in parts if part)


def _how(site: Site, cls: Class) -> str:
    """Return as what, and by which word, the class is written."""
    if cls.name not in site.vocabulary.ontology.classes:
        return "Nobody writes it: it follows from what is written."
    written = WRITTEN.get(as_written(cls))
    if written is None:
        return "It is not written in facts files."
    if cls.identity in {"byId", "byName"}:
        return f"In a facts file it is {written}, with {code(f'type: {cls.name}')}."
    return f"In a facts file it is {written}."


def _example(example: Example | None) -> Iterator[str]:
    if example is None:
        return
    if example.under:
        keys = STEP.join(code(key) for key in example.under)
        yield paragraph(f"It stands under {keys}:")
    else:
        yield paragraph("The keys that it needs, with made-up values:")
    yield listing(example.entry)
    if example.file != example.entry:
        yield more(
            "The same in a whole file",
            paragraph("Save it as <code>try.yaml</code> and run "
                      "<code>kg validate try.yaml</code>."),
            listing(example.file),
        )  # fmt: skip


def _keys(site: Site, cls: Class) -> str:
    if cls.name not in site.vocabulary.ontology.classes or not cls.identity:
        return ""
    rows = [
        (
            link("keys.html", code(key), key_anchor(site, cls.keys[key])),
            takes_cell(site, cls.keys[key]),
            plain("yes" if needed == "yes" else needed),
            plain(default),
            told(site, meaning(cls.keys[key])),
        )
        for key, _, needed, default, _ in list_keys(site.vocabulary, cls.name)
    ]
    heads = ("Key", "Takes", "Required", "If left out", "Meaning")
    return table(f"The keys of a {cls.label or cls.name}, required ones first", heads, rows)


def takes_cell(site: Site, item: Property) -> str:
    """Return what a key takes, with links to the class or the values."""
    if item.range == CONCEPT:
        values = site.vocabulary.ontology.schemes.get(item.scheme, {})
        page = values_page(site, item.scheme)
        if not values:
            return "a coded value"
        if len(values) > FEW:
            return link(page, f"one of {len(values)} values")
        return f"{link(page, 'one of')}: {', '.join(code(value) for value in values)}"
    words = plain(takes(site.vocabulary.ontology, item))
    names = "|".join(map(re.escape, sorted(site.classes, key=len, reverse=True)))
    return re.sub(rf"\b({names})\b", lambda m: link(class_page(m[1]), m[1]), words, count=1)


def _used(site: Site, cls: Class) -> str:
    """Return the keys of which a value may be of this class."""
    rows: dict[tuple[str, str], list[str]] = {}
    for name, other in sorted(site.vocabulary.ontology.classes.items()):
        over = [c.keys.get(k) for c in _above(site, other) for k in c.keys]
        inherited = {item.iri.value for item in over if item}
        for key, item in other.keys.items():
            if item.range != cls.iri or item.iri.value in inherited:
                continue
            rows.setdefault((key, item.iri.value), [meaning(item)]).append(name)
    cells = [
        (code(key), ", ".join(to_class(site, name) for name in names), told(site, definition))
        for (key, _), (definition, *names) in sorted(rows.items())
    ]
    return table(f"Keys that take a {cls.label or cls.name}", ("Key", "Of", "Meaning"), cells)


def _above(site: Site, cls: Class) -> Iterator[Class]:
    for iri in cls.ancestors[1:]:
        yield site.vocabulary.ontology.by_iri[iri]


def _kin(site: Site, cls: Class, above: list[Class]) -> Iterator[str]:
    def lines(names: list[str]) -> str:
        return bullets(
            f"{to_class(site, name, words=True)}: {plain(site.classes[name].definition)}"
            for name in names
        )

    if above:
        yield paragraph("It is a kind of, the nearest last:") + lines([c.name for c in above])
    if below := list(site.children[cls.name]):
        yield paragraph("Its kinds:") + lines(below)
    over = parents(site.vocabulary, cls)
    beside = {name for up in over for name in site.children[up] if name != cls.name}
    if beside:
        yield paragraph("Beside it:") + lines(sorted(beside))
