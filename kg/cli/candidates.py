"""`kg candidates`: what may be the same."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from kg.candidates import LEAST, as_json, as_lines, best, more_told, none_told, propose
from kg.cli.options import Debug, DomainOption, Json, Quiet, StoreOption
from kg.config import read_settings
from kg.identity import decided
from kg.ontology import load_ontology
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg candidates --kind actors --limit 5")
def command(
    *,
    kind: Annotated[
        Literal["actors", "places", "facts"] | None,
        typer.Option("--kind", help="Only these; all of them without it."),
    ] = None,
    limit: Annotated[int, typer.Option("--limit", help="Pairs to show at most.", min=1)] = 20,
    least: Annotated[
        float,
        typer.Option("--min-score", help="Show no pair of a lower score.", min=0.0, max=1.0),
    ] = LEAST,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Propose pairs of actors, places or facts that may be the same, the best first, with reasons.

    Nothing is changed: each pair comes with the commands that would decide it.
    With --json, a line of JSON a pair.
    """
    del debug
    settings = read_settings(store, domain=domain)
    ontology = load_ontology(settings.domain.ontology)
    graph = open_snapshot(settings.store).store
    known = decided(graph, settings.names)
    found = best(propose(graph, ontology, settings.names, known, kind or ""), limit, least)
    for number, pair in enumerate(found.pairs):
        lines = [as_json(pair)] if json else [*([""] if number else []), *as_lines(pair)]
        typer.echo("\n".join(lines))
    told = [*more_told(found), *([] if found.pairs else [none_told(found)])]
    for line in () if quiet else told:
        typer.echo(line, err=True)
