"""`kg plot`: the graph as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.options import Debug, DomainOption, StoreOption
from kg.config import read_settings
from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.output import write_file
from kg.pictures.moments import moments
from kg.pictures.timeline import draw_timeline
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg plot timeline -o timeline.svg")
def command(
    picture: Annotated[Literal["timeline"], typer.Argument(help="What to draw.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="An .svg file; `-` is stdout.")],
    title: Annotated[str, typer.Option("--title", help="Printed above.")] = "What was said when",
    store: StoreOption = None,
    domain: DomainOption = None,
    debug: Debug = False,
) -> None:
    """Draw the graph: a timeline of meetings, acts and events as SVG."""
    del debug, picture
    if output.suffix.lower() != ".svg" and str(output) != "-":
        message = f"a picture is written as SVG, not as '{output.suffix}'"
        raise UsageError(message, code="format", mend="end the file's name in .svg")
    settings = read_settings(store, domain=domain)
    graph = open_snapshot(settings.store).store
    drawn = draw_timeline(moments(graph, load_ontology(settings.domain.ontology)), title)
    write_file(output, drawn.encode())
