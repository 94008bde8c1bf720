"""`kg describe`: what the graph knows of one thing."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli.completing import offer_class, offer_thing
from kg.cli.noting import note_merged
from kg.cli.options import Debug, DomainOption, Json, StoreOption
from kg.cli.vocab import print_term, vocabulary_of
from kg.config import read_settings
from kg.errors import UsageError
from kg.meant import find_known
from kg.narrate import describe, tell
from kg.ontology import load_ontology
from kg.store import open_snapshot
from kg.vocabulary import find_class

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg describe "Ada Moreau"')
def command(
    name: Annotated[
        str | None,
        typer.Argument(help="A name, an IRI, a CURIE or source-id#id.", autocompletion=offer_thing),
    ] = None,
    *,
    term: Annotated[
        str | None,
        typer.Option(
            "--class",
            help="A class of the ontology instead, as `kg vocab`.",
            autocompletion=offer_class,
        ),
    ] = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell what the graph knows of an actor, a meeting or an act, each line with its source."""
    del debug
    if (name is None) == (term is None):
        message = "describe takes a name, or --class with a class of the ontology"
        raise UsageError(message, code="usage", mend="give one of them")
    settings = read_settings(store, domain=domain)
    if name is None:
        vocabulary = vocabulary_of(settings)
        found = find_class(vocabulary, term or "").name
        print_term(vocabulary, found, "json" if json else None)
        return
    ontology = load_ontology(settings.domain.ontology)
    graph = open_snapshot(settings.store).store
    iri = find_known(settings, graph, ontology, name)
    note_merged(graph, settings.names, name)
    description = describe(graph, ontology, settings.names, iri)
    if json:
        typer.echo(json_module.dumps(asdict(description), ensure_ascii=False, indent=2))
        return
    for line in tell(description):
        typer.echo(line)
