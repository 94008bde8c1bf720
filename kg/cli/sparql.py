"""`kg sparql`: ad-hoc questions."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from kg.asking import Limits as Bounds
from kg.asking import ask_sparql
from kg.cli.options import (
    Debug,
    DomainOption,
    Format,
    Json,
    Limits,
    Output,
    Rows,
    StoreOption,
    print_answer,
)
from kg.config import read_settings
from kg.emptiness import why_empty_sparql
from kg.errors import InputError, Position, UsageError

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg sparql "SELECT * WHERE { ?s a ?type } LIMIT 3"')
def command(
    text: Annotated[str | None, typer.Argument(help="SPARQL; `-` is stdin.")] = None,
    *,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A .rq file.")] = None,
    format_name: Format = None,
    output: Output = None,
    timeout: Limits = 60.0,
    max_rows: Rows = 100_000,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run ad-hoc SPARQL, read-only; our prefixes need not be declared."""
    del debug
    settings = read_settings(store, domain=domain)
    sparql, limits = _given(text, file), Bounds(timeout, max_rows)
    answer = ask_sparql(sparql, settings, limits)
    chosen = "json" if json else format_name
    why = partial(why_empty_sparql, sparql, settings, limits)
    print_answer(answer, chosen, output, {}, settings.names, why)


def _given(text: str | None, file: Path | None) -> str:
    if (text is None) == (file is None):
        message = "give the SPARQL as one argument, or a file with -f"
        raise UsageError(message, code="usage", mend="see `kg sparql --help`")
    if text is not None and text.endswith(".rq") and Path(text).is_file():
        mend = f"write -f {text}"
        raise UsageError(f"'{text}' is a file, and no SPARQL", code="usage", mend=mend)
    if text is not None:
        return sys.stdin.read() if text == "-" else text
    try:
        return Path(file or "").read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        at, mend = Position(str(file)), "give a UTF-8 file"
        raise InputError(str(error), position=at, code="unreadable", mend=mend) from error
