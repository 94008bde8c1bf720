"""`kg split`: two things are not one."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.completing import offer_source, offer_thing
from kg.cli.options import By, Debug, DomainOption, DryRun, FailOn, Json, Quiet, StoreOption, Why
from kg.cli.reporting import show_change
from kg.config import read_settings
from kg.merging import Reason, split
from kg.outcome import Request

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog='Example: kg split "Tomas Lind" --source gazette-2031 --why "a namesake"')
def command(
    one: Annotated[
        str, typer.Argument(help="A name, an id or an IRI.", autocompletion=offer_thing)
    ],
    other: Annotated[str, typer.Argument(help="What it is not.", autocompletion=offer_thing)] = "",
    *,
    why: Why,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            help="A source that means another by it; may be repeated.",
            autocompletion=offer_source,
        ),
    ] = None,
    by: By = "",
    fail_on: FailOn = "violation",
    dry_run: DryRun = False,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Decide that things are not one; `kg undo` takes it back.

    Of one alone: from all that it was merged with. Of two: from each other, also
    where they never were merged, so that no one proposes it again.
    """
    del debug
    settings = read_settings(store, domain=domain)
    request = Request(fail_on=fail_on, dry_run=dry_run)
    report = split(one, other, Reason(why, by), settings, request, sources=source or ())
    show_change(report, as_json=json, quiet=quiet)
    raise typer.Exit(report.exit_code)
