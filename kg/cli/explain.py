"""`kg explain`: why the graph holds a fact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kg.cli.completing import offer_thing
from kg.cli.noting import note_merged
from kg.cli.options import Debug, DomainOption, Json, Output, StoreOption
from kg.config import read_settings
from kg.explain import explain, write_explanation
from kg.meant import find_known
from kg.ontology import load_ontology
from kg.output import write_file
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg explain example-times-2031-05-02#smuggling")
def command(
    name: Annotated[
        str,
        typer.Argument(
            help="A fact's source-id#id, a name, an IRI or a CURIE.", autocompletion=offer_thing
        ),
    ],
    *,
    format_name: Annotated[
        str | None, typer.Option("--format", help="text, md or json; else by the file's ending.")
    ] = None,
    output: Output = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell why the graph holds a fact: who says so, at which words, what follows from what."""
    del debug
    settings = read_settings(store, domain=domain)
    ontology = load_ontology(settings.domain.ontology)
    graph = open_snapshot(settings.store).store
    iri = find_known(settings, graph, ontology, name)
    note_merged(graph, settings.names, name)
    ending = output.suffix.lstrip(".") if output is not None else ""
    chosen = "json" if json else format_name or ending or "text"
    written = write_explanation(explain(graph, ontology, settings, iri), chosen)
    write_file(output or Path("-"), written.encode())
