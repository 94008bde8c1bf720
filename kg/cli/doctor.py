"""`kg doctor`: what is installed, what is set, what is wrong.

A library that cannot be imported is told as well, so options are declared here
and not taken from where they need one.
"""

from __future__ import annotations

import json as json_module
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg import __version__
from kg.doctor.installation import broken_import
from kg.doctor.model import Check, exit_code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.doctor.model import State

try:
    from kg.doctor.examination import examine
except ImportError as error:
    BROKEN = error

    def examine(
        version: str, store: str | None = None, domain: Path | None = None
    ) -> Iterator[Check]:
        """Yield what is installed, and which library cannot be imported."""
        del store, domain
        yield from broken_import(version, BROKEN)


COLOURS: dict[State, str] = {"ok": "green", "note": "yellow", "fault": "red"}

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg doctor")
def command(
    *,
    store: Annotated[
        str | None, typer.Option("--store", help="The store (KG_STORE, kg.toml).")
    ] = None,
    domain: Annotated[
        Path | None, typer.Option("--domain", help="A folder with your own ontology (KG_DOMAIN).")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show a stack trace on an error.")] = False,
) -> None:
    """Show what is installed, which settings and store are used, what is wrong.

    A note stops nothing. The exit code is that of the gravest fault.
    """
    del debug
    found = examine(__version__, store, domain)
    checks = [check for check in found if not quiet or check.state == "fault"]
    code = exit_code(checks)
    if json:
        typer.echo(as_json(checks))
    else:
        sys.stdout.writelines(f"{line}\n" for line in as_text(checks))
        faults = sum(check.state == "fault" for check in checks)
        typer.echo(f"{faults or 'no'} fault{'' if faults == 1 else 's'}", err=True)
    raise typer.Exit(code)


def as_json(checks: Sequence[Check]) -> str:
    """Return the checks of each section, and the exit code, as JSON in ASCII."""
    sections: dict[str, list[dict[str, object]]] = {}
    for check in checks:
        told = asdict(check)
        sections.setdefault(str(told.pop("section")), []).append(told)
    return json_module.dumps({"exit_code": exit_code(checks), "sections": sections}, indent=2)


def as_text(checks: Sequence[Check]) -> Iterator[str]:
    """Yield a line a check, in columns, under the name of its section."""
    width = max((len(check.name) for check in checks), default=0)
    section = ""
    for check in checks:
        if check.section != section:
            section = check.section
            yield section
        origin = f" ({check.origin})" if check.origin else ""
        yield f"  {_mark(check.state)} {check.name:{width}}  {check.value}{origin}"


def _mark(state: State) -> str:
    """Return a mark of five letters' width, in colour on a terminal that wants it."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return typer.style(f"{state:5}", fg=COLOURS[state]) if coloured else f"{state:5}"
