"""`kg actors`: who a name may mean."""

from __future__ import annotations

import json as jsons
from typing import Annotated

import typer

from kg.cli.answering import print_table
from kg.cli.completing import offer_class
from kg.cli.options import Debug, DomainOption, Format, Json, StoreOption
from kg.config import read_settings
from kg.edtf import parse_edtf
from kg.errors import UsageError
from kg.places import shown_place
from kg.register import Days
from kg.searching import Hit, search

app = typer.Typer(add_completion=False, rich_markup_mode=None)
HEADER = ("name", "id", "type", "because", "register")


@app.command(epilog='Example: kg actors "the Kremlin"')
def command(
    name: Annotated[
        str | None, typer.Argument(help="A name as an article writes it; without, all are listed.")
    ] = None,
    *,
    kind: Annotated[
        str,
        typer.Option("--type", help="Only of this class, as State.", autocompletion=offer_class),
    ] = "",
    on: Annotated[
        str, typer.Option("--on", help="When an office was held, as 2031-05; default now.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", help="So many at most.", min=1)] = 20,
    format_name: Format = None,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    debug: Debug = False,
) -> None:
    """Search actors and places: the project's register, the shipped one, the graph.

    The first are those that the name means; then those whose name has it as
    a part, then those with a name like it. It needs no store.
    """
    del debug
    settings = read_settings(store, domain=domain)
    hits = search(settings, name or "", kind, _days(on))
    shown = hits if name is None else hits[:limit]
    rows = [_row(hit) for hit in shown]
    for row in rows:
        row["register"] = shown_place(row["register"], settings.folder)
    if json:
        names = [{"names": list(hit.named.names)} for hit in shown]
        listed = [row | more for row, more in zip(rows, names, strict=True)]
        typer.echo(jsons.dumps(listed, ensure_ascii=False, indent=1))
    else:
        print_table(HEADER, [tuple(row.values()) for row in rows], format_name)
    if not hits:
        typer.echo(f"nobody is known by a name like '{name or ''}'", err=True)
    elif len(shown) < len(hits):
        typer.echo(f"{len(hits) - len(shown)} more: --limit {len(hits)}", err=True)


def _row(hit: Hit) -> dict[str, str]:
    named = hit.named
    values = (named.names[0], named.id, named.cls.name, hit.because, hit.register)
    return dict(zip(HEADER, values, strict=True))


def _days(text: str) -> Days | None:
    if not text:
        return None
    try:
        span = parse_edtf(text)
    except ValueError as error:
        raise UsageError(
            f"--on: {error}", code="bad-date", mend="write it as 2031-05-02"
        ) from error
    return Days(span.earliest, span.latest)
