"""`kg query`: saved queries."""

from __future__ import annotations

import json as json_module
import shlex
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from kg.asking import Limits as Bounds
from kg.asking import ask, known_queries, saved_query
from kg.cli.answering import print_answer, print_table, warn
from kg.cli.completing import QueryCommand, offer_param, offer_query
from kg.cli.noting import note_merged
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
from kg.errors import UsageError
from kg.proofreading import called, undeclared_terms
from kg.resources import data_folder

if TYPE_CHECKING:
    from kg.emptiness import why_empty
    from kg.provenance import with_provenance
    from kg.queries import SavedQuery
else:
    why_empty = deferred("kg.emptiness", "why_empty")
    with_provenance = deferred("kg.provenance", "with_provenance")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(cls=QueryCommand, epilog='Example: kg query CQ01 -p person="Ada Moreau"')
def command(
    name: Annotated[
        str | None, typer.Argument(help="A query's name or id.", autocompletion=offer_query)
    ] = None,
    *,
    param: Annotated[
        list[str] | None,
        typer.Option("--param", "-p", help="A parameter: name=value.", autocompletion=offer_param),
    ] = None,
    listing: Annotated[bool, typer.Option("--list", help="List the saved queries.")] = False,
    shown: Annotated[bool, typer.Option("--show", help="Show the query; do not run it.")] = False,
    evidence: Annotated[
        bool, typer.Option("--evidence", help="Add the passages behind each row, and sources.")
    ] = False,
    origins: Annotated[
        bool, typer.Option("--origins", help="Add how many sources, and origins, say so.")
    ] = False,
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
    """Run a saved query by name or id."""
    del debug
    settings = read_settings(store, domain=domain)
    chosen_format = "json" if json else format_name
    if name is None or listing:
        rows = [(q.id, q.name, q.title) for q in known_queries(settings)]
        print_table(("id", "name", "title"), rows, chosen_format)
        return
    query = saved_query(name, settings)
    if shown:
        typer.echo(show(query, as_json=json))
        return
    if not query.path.is_relative_to(data_folder()):
        warn(undeclared_terms(query.text, called(query.path), settings.domain, {}))
    values, limits = read_params(param or []), Bounds(timeout, max_rows, max_memory)
    asked = ask(query, values, settings, limits)
    note_merged(asked.snapshot.store, settings.names, *values.values())
    why = partial(why_empty, query, values, settings, limits, asked.snapshot.sequence)
    answer = asked.answer
    if evidence or origins:
        answer = with_provenance(asked, settings, evidence=evidence, origins=origins)
    print_answer(answer, chosen_format, output, asked.labels, settings.names, why, ids=ids)


def read_params(given: list[str]) -> dict[str, str]:
    """Split `name=value` pairs; raise `UsageError` for what is none, or is given twice."""
    values: dict[str, str] = {}
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            message = f"'{pair}' is no parameter"
            raise UsageError(message, code="bad-parameter", mend="write -p name=value")
        if name in values:
            message = f"parameter '{name}' is given twice"
            raise UsageError(message, code="bad-parameter", mend="give it once")
        values[name] = value
    return values


def show(query: SavedQuery, *, as_json: bool) -> str:
    """Return a saved query for people, or as JSON."""
    params = {
        p.name: {"type": p.expected, "required": p.required, "default": p.default, "help": p.help}
        for p in query.params
    }
    body = {
        "id": query.id, "name": query.name, "title": query.title,
        "description": query.description, "params": params,
        "example": dict(query.example), "command": example_command(query),
        "entailments": list(query.entailments), "text": query.text,
    }  # fmt: skip
    if as_json:
        return json_module.dumps(body, ensure_ascii=False, indent=2)
    lines = [f"{query.id}  {query.name}", query.title, query.description]
    for name, said in params.items():
        needed = "required" if said["required"] else f"default {said['default'] or 'any'}"
        lines.append(f"  -p {name}=<{said['type']}>  {said['help']} ({needed})")
    if query.entailments:
        lines.append(f"  uses what is entailed by: {', '.join(query.entailments)}")
    return "\n".join([*lines, f"example: {example_command(query)}", "", query.text])


def example_command(query: SavedQuery) -> str:
    """Return the command that asks a query with its example's values, to paste into a shell."""
    given = (f"-p {shlex.quote(f'{name}={value}')}" for name, value in query.example.items())
    return " ".join(["kg query", shlex.quote(query.name), *given])
