"""`kg check`: contradictions in the ontology and in the graph."""

from __future__ import annotations

import json as json_module
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Debug, DomainOption, Json, Quiet, StoreOption
from kg.config import read_settings
from kg.consistency import TIMEOUT, check
from kg.lint.checking import lint
from kg.outcome import GRAVE

if TYPE_CHECKING:
    from kg.consistency import Checked

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg check --ontology")
def command(
    *,
    ontology: Annotated[
        bool, typer.Option("--ontology", help="Check and lint only the ontology, not the graph.")
    ] = False,
    timeout: Annotated[
        float, typer.Option("--timeout", help="Seconds a check may take.", min=0.1)
    ] = TIMEOUT,
    store: StoreOption = None,
    domain: DomainOption = None,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Tell what in the ontology and the graph contradicts itself, and why.

    HermiT decides, with Java; without, our own rules of OWL 2 RL look.
    """
    del debug
    settings = read_settings(store, domain=domain)
    checked = check(settings, ontology_only=ontology, timeout=timeout)
    findings = [*(lint(settings.domain) if ontology else ()), *checked.findings]
    if json:
        body = asdict(checked) | {"findings": [asdict(finding) for finding in findings]}
        typer.echo(json_module.dumps(body, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(str(finding), err=True)
    if checked.skipped:
        typer.echo(f"kg check: {checked.skipped}", err=True)
    if not quiet and checked.assertions is None and not ontology:
        told = f"there is no store {settings.store}, so only the ontology is checked"
        typer.echo(f"kg check: {told}", err=True)
    if not quiet:
        typer.echo(summary(checked), err=True)
    raise typer.Exit(int(any(finding.severity in GRAVE for finding in findings)))


def summary(checked: Checked) -> str:
    """Return what was checked, in one line.

    >>> from kg.consistency import Checked
    >>> summary(Checked("consistent", (), (), 1234, 2345, 210, 2))
    'consistent: 1,234 axioms, 2,345 assertions; 210 literals and 2 axioms left out'
    """
    graph = "no graph" if checked.assertions is None else f"{checked.assertions:,} assertions"
    counts = {"literals": checked.literals_left_out, "axioms": checked.axioms_left_out}
    left = " and ".join(f"{count:,} {what}" for what, count in counts.items() if count)
    said = f"{checked.verdict}: {checked.axioms:,} axioms, {graph}"
    return f"{said}; {left} left out" if left else said
