"""`kg locate`: where words stand in a text."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Debug, Json
from kg.errors import UsageError
from kg.evidence import locate, read_source_text

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg locate examples/texts/talks.txt "answer with an embargo"')
def command(
    text: Annotated[Path, typer.Argument(help="The source's text, UTF-8.")],
    words: Annotated[str, typer.Argument(help="The words to find.")],
    *,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Find where words stand in a text, as evidence to paste."""
    del debug
    if not text.exists() and Path(words).is_file():
        raise UsageError("the text comes first, then the words", code="usage", mend="swap them")
    places = locate(read_source_text(text), words)
    if json:
        found = [asdict(place) | {"evidence": place.evidence} for place in places]
        typer.echo(json_module.dumps(found, ensure_ascii=False, indent=2))
        return
    if not places:
        typer.echo("the words stand nowhere in the text", err=True)
    for place in places:
        typer.echo(f"evidence: {place.evidence}  # {place.words}")
