"""`kg plot`: the graph as a picture."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from kg.cli.options import Debug, DomainOption, StoreOption
from kg.config import read_settings
from kg.errors import UsageError
from kg.lexical import shown
from kg.ontology import load_ontology
from kg.output import write_file
from kg.pictures.moments import moments
from kg.pictures.timeline import draw_timeline
from kg.store import open_snapshot

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg plot timeline --since 2022-01-01 -o timeline.svg")
def command(
    picture: Annotated[Literal["timeline"], typer.Argument(help="What to draw.")],
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="An .svg file; `-` is stdout.")],
    title: Annotated[str, typer.Option("--title", help="Printed above.")] = "What was said when",
    since: Annotated[
        str | None, typer.Option("--since", help="Nothing certainly over before this day.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="Nothing that begins after this day.")
    ] = None,
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
    ontology, first, last = load_ontology(settings.domain.ontology), _day(since), _day(until)
    if first and last and first > last:
        message = f"no day is from {first} on and until {last}"
        raise UsageError(message, code="usage", mend="give the earlier day with --since")
    found = moments(graph, ontology, first, last)
    chosen = ("Nothing here falls in the days chosen.",) if first or last else ()
    write_file(output, draw_timeline(found, title, *chosen).encode())


def _day(text: str | None) -> date | None:
    """Return the day that an option gives; raises `UsageError` for none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"'{shown(text)}' is no day", code="usage", mend="write it as 2022-01-31"
        ) from None
