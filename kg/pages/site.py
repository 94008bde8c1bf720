"""What all pages draw on: the vocabulary, its modules, links to each term."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kg.domain import ONTOLOGY_TYPE
from kg.pages.markup import code, link, plain
from kg.pages.terms import DESCRIPTION, TITLE, said_of
from kg.resources import alignments_file
from kg.terms import DCTERMS, RDF_TYPE, RDFS, SKOS, digest, said
from kg.turtle import read_turtle
from kg.vocabulary import local, parents, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyoxigraph import Triple

    from kg.domain import Domain
    from kg.ontology import Class, Property
    from kg.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the ontology: its file's title and description, and its classes, sorted."""

    title: str
    description: str
    classes: tuple[Class, ...]


@dataclass(frozen=True)
class Site:
    """The pages of one domain; `prefixes` are those of its files and of the alignments."""

    domain: Domain
    vocabulary: Vocabulary
    modules: tuple[Module, ...]
    prefixes: tuple[tuple[str, str], ...]
    alignments: tuple[Triple, ...]

    @property
    def shipped(self) -> bool:
        """Whether this is our own domain, and no user's."""
        return self.domain.folder is None

    @cached_property
    def classes(self) -> Mapping[str, Class]:
        """All classes by name, those too that nobody writes."""
        return {cls.name: cls for cls in self.vocabulary.ontology.by_iri.values()}

    @cached_property
    def children(self) -> Mapping[str, tuple[str, ...]]:
        """The names of the classes directly below each class."""
        above = {name: parents(self.vocabulary, cls) for name, cls in self.classes.items()}
        return {
            name: tuple(sorted(other for other, over in above.items() if name in over))
            for name in self.classes
        }

    @cached_property
    def class_name(self) -> re.Pattern[str]:
        """A name of a class inside a sentence, not at its start."""
        names = "|".join(sorted(map(re.escape, self.classes), key=len, reverse=True))
        return re.compile(rf"(?<=[a-z,;:] )({names or '(?!)'})\b")


def open_site(domain: Domain) -> Site:
    """Return what the pages of a domain draw on; raises as reading a vocabulary does."""
    vocabulary = read_vocabulary(domain, domain.queries)
    alignments, prefixes = read_turtle(alignments_file())
    return Site(
        domain, vocabulary, tuple(_modules(domain, vocabulary)),
        (*domain.prefixes, *sorted((n, i) for n, i in prefixes.items() if n)), tuple(alignments),
    )  # fmt: skip


def _modules(domain: Domain, vocabulary: Vocabulary) -> list[Module]:
    """Return the ontology's files that define classes, a user's own first."""
    found = []
    for path in domain.ontology:
        triples = read_turtle(path)[0]
        declared = [said(t.subject) for t in triples
                    if t.predicate == RDF_TYPE and t.object == ONTOLOGY_TYPE]  # fmt: skip
        typed = {said(t.subject) for t in triples
                 if t.predicate == RDF_TYPE and said(t.object).endswith("#Class")}  # fmt: skip
        here = [cls for iri, cls in vocabulary.ontology.by_iri.items() if iri in typed]
        if not here:
            continue
        iri = declared[0] if declared else ""
        title = next(iter(said_of(triples, iri, TITLE)), path.stem)
        told = next(iter(said_of(triples, iri, DESCRIPTION)), "")
        own = domain.folder is not None and domain.folder in path.parents
        found.append((not own, Module(title, told, tuple(sorted(here, key=lambda c: c.name)))))
    return [module for _, module in sorted(found, key=lambda pair: (pair[0], _rank(pair[1])))]


ORDER = ("Communicative acts", "Events", "Situations", "Sources", "Actors", "Offices", "Places",
         "Time", "Coded event data")  # fmt: skip


def _rank(module: Module) -> tuple[int, str]:
    known = ORDER.index(module.title) if module.title in ORDER else len(ORDER)
    return known, module.title


def class_page(name: str) -> str:
    """Return the name of a class's page."""
    return f"class-{name}.html"


def values_page(site: Site, scheme: str) -> str:
    """Return the name of the page of a scheme's values."""
    same = [other for other in site.vocabulary.ontology.schemes if local(other) == local(scheme)]
    name = local(scheme) if len(same) == 1 else f"{local(scheme)}-{digest(scheme)[:4]}"
    return f"values-{name}.html"


def key_anchor(site: Site, item: Property) -> str:
    """Return the place of a property on the page of all keys."""
    return site.vocabulary.basis.names.get(item.iri.value, local(item.iri.value))


def to_class(site: Site, name: str, *, words: bool = False) -> str:
    """Return a link to a class, under its name or in plain words."""
    cls = site.classes[name]
    return link(class_page(name), plain(cls.label or name) if words else code(name))


def told(site: Site, words: str) -> str:
    """Return a text as HTML, with a link at each class that it names."""

    def found(match: re.Match[str]) -> str:
        return link(class_page(match[1]), match[1])

    return site.class_name.sub(found, plain(words))


RELATES = re.compile(r"Relates an? [^.;]*? to (.)(.*)", re.DOTALL)
MEANINGS = {
    f"{RDFS}label": "A short name for it, in your own words.",
    f"{SKOS}note": "A remark of yours.",
    f"{SKOS}prefLabel": "The name under which it is found.",
    f"{SKOS}altLabel": "Other names of it.",
    f"{DCTERMS}description": "Who or what it is, in a few words.",
    f"{DCTERMS}title": "The headline.",
    f"{DCTERMS}license": "The licence under which the text may be used.",
    f"{DCTERMS}language": "The language of the text, as a code such as `en`.",
}
"""Meanings of keys whose properties other vocabularies define."""


def meaning(item: Property) -> str:
    """Return what is written under a key, without the words of a definition."""
    words = item.definition or MEANINGS.get(item.iri.value, item.label.capitalize())
    return RELATES.sub(lambda found: found[1].upper() + found[2], words)


def menu(*, mappings: bool) -> Sequence[tuple[str, str]]:
    """Return the pages that each page leads to."""
    pages = [("index.html", "Overview"), ("keys.html", "All keys"), ("values.html", "All values"),
             ("checks.html", "All checks"), ("questions.html", "All questions")]  # fmt: skip
    return [*pages, *([("mappings.html", "Other codings")] if mappings else [])]


def name_of(site: Site) -> str:
    """Return the title of the ontology that the pages are about."""
    if site.domain.folder is None:
        return "Demarche ontology of diplomatic events"
    own = site.modules[0].title if site.modules else site.domain.folder.name
    return f"{own} ontology"
