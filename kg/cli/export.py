"""`kg export`: the graph for other tools, or as facts files again."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.completing import offer_source
from kg.cli.noting import note_decisions
from kg.cli.options import Debug, DomainOption, StoreOption
from kg.config import read_settings
from kg.contents import alignment_quads, shown_quads
from kg.errors import UsageError
from kg.export import write_graph
from kg.facts.writer import HEADER, WRITTEN
from kg.output import replaced_file, write_file, write_folder
from kg.store import open_snapshot
from kg.writing import facts_file, facts_folder

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg export -o graph.ttl")
def command(
    *,
    output: Annotated[
        str,
        typer.Option("--output", "-o", help="A file; a folder ends in `/`; `-` is stdout."),
    ],
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="ttl, trig, nt, nq, jsonld, rdf; yaml, json, jsonl (facts); else by the ending.",
        ),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", help="Only this source's graph.", autocompletion=offer_source),
    ] = None,
    alignments: Annotated[
        bool,
        typer.Option("--alignments", help="Add links from our terms to PROV, ORG, schema.org ..."),
    ] = False,
    store: StoreOption = None,
    domain: DomainOption = None,
    debug: Debug = False,
) -> None:
    """Write the graph to a file: RDF, or facts that load to the same graph.

    RDF is .ttl, .trig, .nt, .nq, .jsonld or .rdf; facts are .yaml, .json or .jsonl.

    A facts file loads to the same graph; .yaml and .json hold one source. A
    folder gets a facts file for each source and a register of who they name.
    """
    del debug
    settings = read_settings(store, domain=domain)
    snapshot = open_snapshot(settings.store)
    graph = settings.names.graph(source) if source is not None else None
    if graph is not None and not snapshot.store.contains_named_graph(graph):
        message = f"no source '{source}' is in the graph"
        raise UsageError(message, code="unknown-source", mend="`kg sources` lists them")
    path, kind = Path(output), format_name or ("ttl" if output == "-" else ending_of(output))
    if output.endswith("/") or path.is_dir():
        if format_name not in {None, "yaml"}:
            message = f"a folder is written as yaml, not {format_name}"
            raise UsageError(message, code="format", mend="leave --format out, or name a file")
        files = facts_folder(snapshot.store, settings, source)
        write_folder(path, files, HEADER.encode())
        note_decisions(snapshot.store, settings.names)
    elif kind.removesuffix(".gz") in WRITTEN:
        write_file(path, facts_file(snapshot.store, settings, kind, path.parent, source))
        note_decisions(snapshot.store, settings.names)
    else:
        quads = shown_quads(snapshot.store, settings.names, source)
        if alignments:
            quads = chain(quads, alignment_quads(settings.names))
        with replaced_file(path) as stream:
            write_graph(quads, stream, kind, settings.names)


def ending_of(name: str) -> str:
    """Return a file's ending: `ttl` of `graph.ttl`, `jsonl.gz` of `facts.jsonl.gz`."""
    packed = ".gz" if name.endswith(".gz") else ""
    return Path(name.removesuffix(packed)).suffix.lstrip(".") + packed
