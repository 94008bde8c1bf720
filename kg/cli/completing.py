"""What a shell offers at a tab: queries, their parameters, names in the graph, terms.

Words that are offered need no quotes in any shell: `Ada_Moreau` is read as
`Ada Moreau`. Whatever goes wrong here, nothing is offered and nothing is said:
the command itself will tell.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import typer
from typer.core import CompletionItem, TyperCommand  # type: ignore[attr-defined] # no other name

from kg.asking import known_queries
from kg.config import Settings, read_settings
from kg.contents import source_graphs, title
from kg.errors import KgError
from kg.folding import fold
from kg.lookup import fact_ids, known_names
from kg.ontology import load_ontology
from kg.queries import ONE_OF, SCALARS, Parameter
from kg.store import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Offer = tuple[str, str]
PARAM = ("-p", "--param")


def _offered(
    offers: Callable[[Settings], Iterator[Offer]], ctx: typer.Context, word: str
) -> list[Offer]:
    """Return what fits the word begun; nothing where the settings or the store are broken."""
    try:
        settings = read_settings(ctx.params.get("store"), domain=ctx.params.get("domain"))
        return sorted({o for o in offers(settings) if o[0].startswith(word)})
    except (KgError, OSError):
        return []


class QueryCommand(TyperCommand):
    """`kg query`, where bash takes `-p name=value` for three words."""

    def shell_complete(self, ctx: Any, incomplete: str) -> list[CompletionItem]:  # noqa: ANN401 - typer's own signature
        """Offer values of a parameter after its `=`, else what any command offers."""
        if (param := _bash_param()) is None:
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(w, help=told) for w, told in offer_value(ctx, param, incomplete)]


def offer_query(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer saved queries: by name, or by id once one is begun."""
    return _offered(lambda settings: _queries(settings, incomplete), ctx, incomplete)


def offer_param(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer `name=value` for the parameters of the query; `name=` where no value is at hand."""
    name = incomplete.partition("=")[0]
    query = _query_begun(ctx)

    def params(settings: Settings) -> Iterator[Offer]:
        for param in _params(settings, query):
            values = list(_values(settings, param)) if param.name.startswith(name) else []
            yield from ((f"{param.name}={word}", told) for word, told in values)
            if not values:
                yield f"{param.name}=", param.help or param.expected

    return _offered(params, ctx, incomplete)


def offer_value(ctx: typer.Context, param: str, incomplete: str) -> list[Offer]:
    """Offer values of a query's parameter."""
    query = _query_begun(ctx)

    def values(settings: Settings) -> Iterator[Offer]:
        for known in _params(settings, query):
            if known.name == param:
                yield from _values(settings, known)

    return _offered(values, ctx, incomplete)


def offer_thing(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer names of actors, places and offices, and facts as `source-id#id`."""
    return _offered(_things, ctx, incomplete)


def offer_source(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer the ids of the sources in the graph."""
    return _offered(_sources, ctx, incomplete)


def offer_class(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer the classes of the ontology."""
    return _offered(_classes, ctx, incomplete)


def offer_term(ctx: typer.Context, incomplete: str) -> list[Offer]:
    """Offer classes, keys and coded values."""
    return _offered(_terms, ctx, incomplete)


def _query_begun(ctx: typer.Context) -> str:
    """Return the query's name; an option without its value keeps it among the rest."""
    rest = (word for word in ctx.args if not word.startswith("-"))
    return str(ctx.params.get("name") or next(rest, ""))


def _bash_param() -> str | None:
    """Return the parameter whose value is begun; bash breaks a word at `=`, and its own are one.

    `COMP_WORDS` is what the completion script for bash hands on, a word a line.
    """
    words = os.environ.get("COMP_WORDS", "").split("\n")
    at = os.environ.get("COMP_CWORD", "")
    before = words[: int(at)] if at.isdecimal() else []
    current = words[len(before)] if len(before) < len(words) else ""
    if before[-1:] == ["="]:
        before = before[:-1]
    elif current != "=":
        return None
    return before[-1] if len(before) > 1 and before[-2] in PARAM else None


def _params(settings: Settings, query: str) -> Iterator[Parameter]:
    for saved in known_queries(settings):
        if query in {saved.name, saved.id}:
            yield from saved.params


def _values(settings: Settings, param: Parameter) -> Iterator[Offer]:
    """Yield what a parameter may be: one of its list, a name of its class, or its default."""
    if param.type == ONE_OF:
        yield from ((choice, "") for choice in param.choices)
    elif param.type not in SCALARS:
        yield from _names(settings, param.type)
    elif param.default is not None:
        yield param.default, "as without it"


def _queries(settings: Settings, word: str) -> Iterator[Offer]:
    by_id = bool(re.match(r"[A-Z]", word))
    for query in known_queries(settings):
        if not by_id or not query.id:
            yield query.name, query.title
        else:
            yield query.id, query.title


def _names(settings: Settings, kind: str = "") -> Iterator[Offer]:
    ontology = load_ontology(settings.domain.ontology)
    wanted = ontology.classes[kind].iri if kind in ontology.classes else ""
    store = open_snapshot(settings.store).store
    for iri, name in known_names(store, ontology, settings.names, wanted):
        if wanted or not iri.value.startswith(settings.names.iri("fact", "").value):
            yield from _word(name)


def _word(name: str) -> Iterator[Offer]:
    word = re.sub(r"[^\w.-]+", "_", name).strip("_")
    if fold(word) == fold(name):
        yield word, name if word != name else ""


def _things(settings: Settings) -> Iterator[Offer]:
    yield from _names(settings)
    store = open_snapshot(settings.store).store
    yield from ((fact, "") for fact in fact_ids(store, settings.names, whole=True))


def _sources(settings: Settings) -> Iterator[Offer]:
    store = open_snapshot(settings.store).store
    for source in sorted(source_graphs(store, settings.names)):
        yield source, title(store, settings.names, source)


def _classes(settings: Settings) -> Iterator[Offer]:
    ontology = load_ontology(settings.domain.ontology)
    yield from ((name, cls.definition) for name, cls in ontology.classes.items())


def _terms(settings: Settings) -> Iterator[Offer]:
    ontology = load_ontology(settings.domain.ontology)
    for name, cls in ontology.classes.items():
        yield name, cls.definition
        yield from ((key, prop.definition) for key, prop in cls.keys.items())
    for concept in ontology.concepts.values():
        yield concept.value, concept.definition
