"""The command table, and the one place where an error becomes an exit code.

A command's module is imported when that command runs: the table holds what
`kg --help` needs, so that help costs no engine.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
import traceback
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from kg.cli.given import take_as_given
from kg.errors import DataError, InputError, KgError, UsageError
from kg.release import __version__

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
INTERRUPTED = 130
TABLE = {
    "init": "Make a small working project to start from.",
    "doctor": "Show what is installed and set, and what is wrong.",
    "load": "Read facts files, validate them and publish them, all or nothing.",
    "validate": "Show what is wrong with facts files; write nothing.",
    "actors": "Search who a name may mean: actors and places.",
    "check": "Tell what in the ontology and the graph contradicts itself.",
    "locate": "Find where words stand in a text, as evidence to paste.",
    "query": "Run a saved query by name or id.",
    "sparql": "Run ad-hoc SPARQL, read-only.",
    "export": "Write the graph to a file for other tools.",
    "describe": "Tell what the graph knows of an actor, a meeting or an act.",
    "explain": "Tell why the graph holds a fact: who says so, at which words.",
    "candidates": "Propose pairs that may be the same, best first, with reasons.",
    "sources": "List what was loaded.",
    "retract": "Withdraw a source, with the reason.",
    "merge": "Decide that two actors, places or facts are one.",
    "split": "Decide that things are not one.",
    "undo": "Take the last merge or split back.",
    "history": "List the generations of the graph: when, by what, and why.",
    "diff": "Show what is new between two generations.",
    "plot": "Draw the graph: a timeline.",
    "vocab": "Tell classes, keys and coded values, with their definitions.",
    "schema": "Write the JSON Schema of facts files, for editors.",
}
EPILOG = (
    "Exit codes: 0 done, 1 the data is wrong, 2 the command is wrong, 3 an input or the store "
    "cannot be read, 4 a limit was reached, 5 a bug, 130 interrupted."
)


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and imports the one that runs."""

    def __init__(self, **attrs: Any) -> None:  # noqa: ANN401 - typer's own signature
        """Fill the table with stubs: enough for help and completion."""
        stubs = {name: TyperCommand(name, short_help=text) for name, text in TABLE.items()}
        super().__init__(**attrs | {"commands": stubs})
        take_as_given(self)

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:  # type: ignore[override]  # noqa: ANN401
        """Import the real command."""
        name, stub, rest = super().resolve_command(ctx, args)
        if stub is None or name is None:
            return name, stub, rest
        command = typer.main.get_command(import_module(f"kg.cli.{name}").app)
        take_as_given(command)
        command.name = name
        return name, command, rest


def _version(value: bool) -> None:
    if value:
        typer.echo(f"kg {__version__}")
        raise typer.Exit


app = typer.Typer(
    cls=LazyGroup,
    name="kg",
    help="Turn what news articles say about diplomacy into a graph to query, check and cite.",
    epilog=EPILOG,
    invoke_without_command=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def root(
    ctx: typer.Context,
    version: bool = typer.Option(
        False,
        "--version",
        callback=_version,
        is_eager=True,
        help="Print the version.",
    ),
) -> None:
    """Turn what news articles say about diplomacy into a graph to query, check and cite."""
    del version
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run the command line and exit with its code."""
    debug = "--debug" in sys.argv
    _mend_streams()
    try:
        code = app(standalone_mode=False, prog_name="kg") or 0
        sys.stdout.flush()
    except KgError as error:
        code = tell(error, debug=debug)
    except typer.TyperException as error:
        mend = "see `kg --help`, or --help after the command"
        if "extra argument" in error.format_message():
            mend = "put a name of several words in quotes; a parameter is given as -p name=value"
        typer.echo(f"kg: error[usage]: {error.format_message().rstrip('.')}; {mend}", err=True)
        code = 2
    except (typer.Abort, KeyboardInterrupt):
        code = 130
    except (SystemExit, BrokenPipeError) as error:
        code = _closed_pipe(error)
    except Exception as error:  # noqa: BLE001 - the last door: a bug is told as one
        code = _untold(error, debug=debug)
    if code == INTERRUPTED:
        exec("")  # noqa: S102 - else Python ends by an interrupt that came while it ran a text
        typer.echo("interrupted", err=True)
    gc.freeze()  # what ends with the process is not looked through once more
    sys.exit(code)


def _mend_streams() -> None:
    """Write to nowhere where a stream is closed, and show what a terminal cannot as an escape."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - as long as the process
            setattr(sys, name, nowhere)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _closed_pipe(error: BaseException) -> int:
    """Return 0 where whoever read our output has left: that is no error."""
    if not isinstance(error.__context__ or error, BrokenPipeError):
        raise error
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _untold(error: Exception, *, debug: bool) -> int:
    """Tell an error that no room has foreseen: bytes for words, a full disk, or a bug."""
    if isinstance(error, UnicodeEncodeError) and not all(map(_is_text, sys.argv)):
        typer.echo("kg: error[usage]: an argument is not in UTF-8; write it as UTF-8", err=True)
        return 2
    if isinstance(error, FileNotFoundError) and _homeless():
        typer.echo("kg: error[missing]: the working folder was removed; change to one", err=True)
        return 3
    full = isinstance(error, OSError) and error.errno in FULL
    code = "unwritable" if full else "bug"
    mend = "make room, and try again" if full else "run with --debug"
    name = "" if full else f"{type(error).__name__}: "
    typer.echo(f"kg: error[{code}]: {name}{error}; {mend}", err=True)
    if debug:
        traceback.print_exc()
    if full:  # what is still in the buffer would fail again at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 3 if full else 5


def _homeless() -> bool:
    try:
        Path.cwd()
    except OSError:
        return True
    return False


def _is_text(argument: str) -> bool:
    return all(not "\ud800" <= sign <= "\udfff" for sign in argument)


def tell(error: KgError, *, debug: bool) -> int:
    """Print an error as one line a finding and return its exit code."""
    if isinstance(error, DataError):
        for finding in error.findings:
            typer.echo(str(finding), err=True)
    elif isinstance(error, InputError | UsageError):
        typer.echo(str(error.finding()), err=True)
    else:
        typer.echo(f"kg: error[{error.code}]: {error}", err=True)
    if debug:
        traceback.print_exception(error)
    return error.exit_code
