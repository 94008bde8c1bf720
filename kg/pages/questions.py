"""The saved queries, told as questions, with the command that asks them."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from kg.pages.markup import code, listing, paragraph, plain, section, table
from kg.pages.site import told
from kg.vocabulary import local

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology import Class
    from kg.pages.site import Site
    from kg.queries import Parameter, SavedQuery

COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)


def asked(site: Site, cls: Class) -> str:
    """Return the questions about a class: they name it, or take one as a parameter."""
    kinds = {site.vocabulary.ontology.by_iri[iri].name for iri in cls.ancestors}
    rows = [
        (plain(query.title), code(command(query, kinds)), plain(query.description))
        for query in site.vocabulary.queries
        if names_class(query, cls) or any(p.type in kinds for p in query.params)
    ]
    return table(f"Questions about a {cls.label or cls.name}",
                 ("Question", "Ask it with", "What comes"), rows)  # fmt: skip


def names_class(query: SavedQuery, cls: Class) -> bool:
    """Return whether a query's text speaks of a class by its prefixed name or IRI."""
    text = COMMENT.sub("", query.text)
    name = re.escape(local(cls.iri))
    return bool(re.search(rf"\b\w*:{name}\b", text)) or f"<{cls.iri}>" in text


def command(query: SavedQuery, kinds: set[str] | frozenset[str] = frozenset()) -> str:
    """Return the command that asks a question; `kinds` are classes a parameter should take."""
    given = dict(query.example)
    for parameter in query.params:
        if parameter.required or (parameter.type in kinds and not given):
            given.setdefault(parameter.name, "...")
    told_all = " ".join(f"-p {name}={shlex.quote(value)}" for name, value in given.items())
    return f"kg query {query.name} {told_all}".strip()


def questions_body(site: Site) -> str:
    """Return the content of the page of all questions."""
    parts = [
        "<h1>All questions</h1>",
        paragraph("Each is a saved query. Run it on your own graph, and change the values after "
                  "<code>-p</code>; <code>kg query NAME --show</code> prints its text."),
    ]  # fmt: skip
    parts += [_question(site, query) for query in site.vocabulary.queries]
    return "\n".join(parts)


def _question(site: Site, query: SavedQuery) -> str:
    number = f" ({query.id})" if query.id else ""
    rows = [tuple(_cells(site, parameter)) for parameter in query.params]
    return section(
        f"{query.title}{number}",
        query.name,
        paragraph(told(site, query.description)),
        listing(command(query)),
        table("What it can be asked for", ("Parameter", "Takes", "Required", "Meaning"), rows),
    )


def _cells(site: Site, parameter: Parameter) -> Iterator[str]:
    yield code(parameter.name)
    yield told(site, parameter.expected)
    yield (
        "yes"
        if parameter.required
        else plain(f"no; default {parameter.default}" if parameter.default else "no")
    )
    yield plain(parameter.help)
