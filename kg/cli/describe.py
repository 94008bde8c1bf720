"""`kg describe`: what the graph knows of one thing."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import Annotated

import typer

from kg.cli.options import Debug, DomainOption, Json, StoreOption
from kg.config import read_settings
from kg.lookup import find
from kg.narrate import describe, tell
from kg.ontology import load_ontology
from kg.store import open_snapshot

app = typer.Typer()


@app.command(epilog='Example: kg describe "Ada Moreau"')
def command(
    name: Annotated[str, typer.Argument(help="A name, an IRI, a CURIE or source-id#id.")],
    *,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell what the graph knows of an actor, a meeting or an act, each line with its source."""
    del debug
    settings = read_settings(store, domain=domain)
    ontology = load_ontology(settings.domain.ontology)
    graph = open_snapshot(settings.store).store
    iri = find(graph, ontology, settings.names, name)
    description = describe(graph, ontology, settings.names, iri)
    if json:
        typer.echo(json_module.dumps(asdict(description), ensure_ascii=False, indent=2))
        return
    for line in tell(description):
        typer.echo(line)
