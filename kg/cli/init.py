"""`kg init`: a small working project."""

from __future__ import annotations

import json as json_module
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import Debug, Json, Quiet
from kg.project import plan_project, write_project

if TYPE_CHECKING:
    from collections.abc import Iterable

NEXT = ("kg load facts", "kg query CQ02", "kg explain courier-2031-06-12#power-line")

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command(epilog="Example: kg init my-project")
def command(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where; made if it is missing.")
    ] = Path(),
    *,
    id_base: Annotated[
        str,
        typer.Option("--id-base", metavar="URL", help="The address of the project's own things."),
    ] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List the files; write none.")] = False,
    json: Json = False,
    quiet: Quiet = False,
    debug: Debug = False,
) -> None:
    """Make a small working project: a source, its facts, a register, a query.

    A file that is there already is never touched: then nothing is written.
    """
    del debug
    files = plan_project(folder, id_base)
    if not dry_run:
        write_project(files)
    if json:
        typer.echo(json_module.dumps([str(path) for path in files], indent=2))
    elif not quiet:
        for line in told(files, folder, dry_run=dry_run):
            typer.echo(line, err=True)


def told(files: Iterable[Path], folder: Path, *, dry_run: bool) -> list[str]:
    """Return what was written, and what to do next."""
    lines = [f"{'would write' if dry_run else 'wrote'} {path}" for path in files]
    if dry_run:
        return [*lines, "dry run: nothing was written"]
    there = () if folder.resolve() == Path.cwd() else (f"cd {shlex.quote(str(folder))}",)
    return [*lines, "next:", *(f"  {step}" for step in (*there, *NEXT))]
