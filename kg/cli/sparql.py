"""`kg sparql`: ad-hoc questions."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.asking import Limits as Bounds
from kg.asking import ask_sparql, names_in
from kg.cli.answering import chosen_format, print_answer, warn
from kg.cli.options import (
    Debug,
    DomainOption,
    Format,
    Ids,
    Json,
    Limits,
    Memory,
    Output,
    Rows,
    StoreOption,
)
from kg.config import read_settings
from kg.deferred import deferred
from kg.errors import InputError, Position, UsageError
from kg.proofreading import ARGUMENT, undeclared_terms
from kg.results import FOR_PEOPLE

if TYPE_CHECKING:
    from kg.emptiness import why_empty_sparql
else:
    why_empty_sparql = deferred("kg.emptiness", "why_empty_sparql")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg sparql "SELECT * WHERE { ?s a ?type } LIMIT 3"')
def command(
    text: Annotated[str | None, typer.Argument(help="SPARQL; `-` is stdin.")] = None,
    *,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A .rq file.")] = None,
    format_name: Format = None,
    ids: Ids = False,
    output: Output = None,
    timeout: Limits = 60.0,
    max_rows: Rows = 100_000,
    max_memory: Memory = 4096,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Run ad-hoc SPARQL, read-only; our prefixes need not be declared."""
    del debug
    settings = read_settings(store, domain=domain)
    sparql, origin = _given(text, file)
    warn(undeclared_terms(sparql, origin, settings.domain, settings.names.prefixes()))
    limits = Bounds(timeout, max_rows, max_memory)
    answer = ask_sparql(sparql, settings, limits, origin)
    name = "json" if json else format_name
    wanted = chosen_format(name, output) in FOR_PEOPLE
    labels = names_in(answer, settings) if wanted else {}
    why = partial(why_empty_sparql, sparql, settings, limits)
    print_answer(answer, name, output, labels, settings.names, why, ids=ids)


def _given(text: str | None, file: Path | None) -> tuple[str, str]:
    """Return the query, and what it is called."""
    if (text is None) == (file is None):
        message = "give the SPARQL as one argument, or a file with -f"
        raise UsageError(message, code="usage", mend="see `kg sparql --help`")
    if text is not None and text.endswith(".rq") and Path(text).is_file():
        mend = f"write -f {text}"
        raise UsageError(f"'{text}' is a file, and no SPARQL", code="usage", mend=mend)
    if text is not None:
        return (_piped(), "-") if text == "-" else (text, ARGUMENT)
    try:
        return Path(file or "").read_text("utf-8-sig"), str(file)
    except (OSError, UnicodeDecodeError) as error:
        at, mend = Position(str(file)), "give a UTF-8 file"
        raise InputError(str(error), position=at, code="unreadable", mend=mend) from error


def _piped() -> str:
    """Read stdin; raise `InputError` for what is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at, mend = Position("-"), "give text in UTF-8"
        raise InputError(str(error), position=at, code="unreadable", mend=mend) from error
