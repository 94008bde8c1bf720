"""`kg merge`: two things are one."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.completing import offer_thing
from kg.cli.options import By, Debug, DomainOption, DryRun, FailOn, Json, Quiet, StoreOption, Why
from kg.cli.reporting import show_change
from kg.config import read_settings
from kg.merging import Reason, merge
from kg.outcome import Request

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg merge "A. Moreau" "Ada Moreau" --why "same office, same day"')
def command(
    one: Annotated[
        str,
        typer.Argument(help="What goes: a name, an id or an IRI.", autocompletion=offer_thing),
    ],
    other: Annotated[str, typer.Argument(help="What stands for both.", autocompletion=offer_thing)],
    *,
    why: Why,
    by: By = "",
    fail_on: FailOn = "violation",
    dry_run: DryRun = False,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Decide that two actors, places or facts are one; `kg undo` takes it back.

    Its names become names of the other, and whoever asks for it is led there.
    """
    del debug
    settings = read_settings(store, domain=domain)
    request = Request(fail_on=fail_on, dry_run=dry_run)
    report = merge(one, other, Reason(why, by), settings, request)
    show_change(report, as_json=json, quiet=quiet)
    raise typer.Exit(report.exit_code)
