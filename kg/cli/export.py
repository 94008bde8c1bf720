"""`kg export`: the graph for other tools."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Debug, DomainOption, StoreOption
from kg.config import read_settings
from kg.contents import shown_quads
from kg.errors import UsageError
from kg.export import write_graph
from kg.output import write_file
from kg.store import open_snapshot

app = typer.Typer()


@app.command(epilog="Example: kg export -o graph.ttl")
def command(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="A file; `-` is stdout.")],
    format_name: Annotated[
        str | None, typer.Option("--format", help="ttl, trig, nt or nq; else by the ending.")
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Only this source's graph.")
    ] = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    debug: Debug = False,
) -> None:
    """Write the graph to a file: .ttl, .trig, .nt or .nq."""
    del debug
    settings = read_settings(store, domain=domain)
    snapshot = open_snapshot(settings.store)
    graph = settings.names.graph(source) if source is not None else None
    if graph is not None and not snapshot.store.contains_named_graph(graph):
        message = f"no source '{source}' is in the graph"
        raise UsageError(message, code="unknown-source", mend="`kg sources` lists them")
    written = io.BytesIO()
    quads = shown_quads(snapshot.store, settings.names, source)
    write_graph(quads, written, format_name or output.suffix.lstrip("."), settings.names)
    write_file(output, written.getvalue())
