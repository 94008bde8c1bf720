"""`kg schema`: JSON Schema of facts files, for editors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from kg.cli.options import Debug, DomainOption, Output
from kg.config import read_settings
from kg.output import write_file
from kg.schema import domain_schema

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg schema -o facts.schema.json")
def command(
    *,
    register: Annotated[
        bool, typer.Option("--register", help="The schema of register.yaml, not of facts files.")
    ] = False,
    output: Output = None,
    domain: DomainOption = None,
    debug: Debug = False,
) -> None:
    """Write the JSON Schema of facts files, by which editors complete and check them.

    Name it in a facts file's first line:
    # yaml-language-server: $schema=facts.schema.json
    """
    del debug
    schema = domain_schema(read_settings(domain=domain).domain, register=register)
    written = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    write_file(output or Path("-"), written.encode())
