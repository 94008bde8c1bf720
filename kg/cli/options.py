"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

StoreOption = Annotated[
    str | None, typer.Option("--store", help="The store (KG_STORE, kg.toml; default graph.kg).")
]
DomainOption = Annotated[
    Path | None,
    typer.Option("--domain", help="A folder with your own ontology, shapes, queries (KG_DOMAIN)."),
]
FailOn = Annotated[
    Literal["violation", "warning", "info", "never"],
    typer.Option("--fail-on", help="The mildest finding that refuses the data."),
]
FailFast = Annotated[
    bool, typer.Option("--fail-fast", help="Stop at the first finding that refuses the data.")
]
From = Annotated[
    str | None,
    typer.Option("--from", help="The format of the input; needed for `-`, the standard input."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a stack trace on an error.")]
Format = Annotated[
    str | None,
    typer.Option("--format", help="table, csv, tsv, json, jsonl, xml or md."),
]
Ids = Annotated[
    bool, typer.Option("--iri", help="In a table, give the prefixed name beside a name.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", help="Write to a file; `-` is stdout.")
]
Limits = Annotated[float, typer.Option("--timeout", help="Seconds a query may take.", min=0.1)]
Memory = Annotated[
    int, typer.Option("--max-memory", help="MiB of memory a query may take.", min=16)
]
Rows = Annotated[int, typer.Option("--max-rows", help="Rows to give at most.", min=1)]

By = Annotated[str, typer.Option("--by", help="Who decides (KG_BY; default your user name).")]
Why = Annotated[str, typer.Option("--why", help="The reason, kept with the decision.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Do all but publish.")]
