"""`kg vocab`: what facts files are written in."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.answering import print_table
from kg.cli.completing import offer_class, offer_term
from kg.cli.options import Debug, DomainOption, Format, Json
from kg.config import Settings, read_settings
from kg.errors import UsageError
from kg.vocabulary import (
    ABOUT,
    CLASSES,
    KEYS,
    TERMS,
    VALUES,
    Vocabulary,
    explain_term,
    list_classes,
    list_keys,
    list_terms,
    list_values,
    read_vocabulary,
    tell,
)

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg vocab Threat")
def command(
    term: Annotated[
        str | None,
        typer.Argument(
            help="A class, key or value; without, all are listed.", autocompletion=offer_term
        ),
    ] = None,
    *,
    classes: Annotated[bool, typer.Option("--classes", help="List the classes.")] = False,
    keys: Annotated[
        str | None,
        typer.Option("--keys", help="List the keys of a class.", autocompletion=offer_class),
    ] = None,
    values: Annotated[
        str | None, typer.Option("--values", help="List the values of a key or scheme.")
    ] = None,
    format_name: Format = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Tell classes, keys and coded values, with their definitions; needs no store."""
    del debug
    if sum((term is not None, classes, keys is not None, values is not None)) > 1:
        message = "a term, --classes, --keys and --values exclude each other"
        raise UsageError(message, code="usage", mend="ask for one")
    vocabulary = vocabulary_of(read_settings(domain=domain))
    chosen = "json" if json else format_name
    if term is not None:
        print_term(vocabulary, term, chosen)
    elif classes:
        print_table(CLASSES, list_classes(vocabulary), chosen)
    elif keys is not None:
        print_table(KEYS, list_keys(vocabulary, keys), chosen)
    elif values is not None:
        print_table(VALUES, list_values(vocabulary, values), chosen)
    else:
        print_table(TERMS, list_terms(vocabulary), chosen)


def vocabulary_of(settings: Settings) -> Vocabulary:
    """Return the vocabulary of the domain that is set, with the folder's own queries."""
    folders = [settings.folder / "queries", *settings.domain.queries]
    return read_vocabulary(settings.domain, folders)


def print_term(vocabulary: Vocabulary, term: str, chosen: str | None) -> None:
    """Print all about a term: in words, or as rows where a format is chosen."""
    rows = explain_term(vocabulary, term)
    if chosen:
        print_table(ABOUT, rows, chosen)
        return
    typer.echo("\n".join(tell(rows)).strip())
