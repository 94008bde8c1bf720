"""Values of a command line that are as wanted already: typer's way to them imports pydantic.

That takes longer than a look-up in a large store. What has to be read, a number
or a choice that is misspelt, goes typer's way and gets its message.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Callable

_READ = (str, Path)
"""What is made of a text by calling it."""


def take_as_given(command: Any) -> None:  # noqa: ANN401 - typer tells no name of all commands
    """Let the parameters of a command look at a value only where it is not yet as wanted."""
    usual = command.get_params

    def get_params(ctx: Any) -> list[Any]:  # noqa: ANN401 - typer's own context
        params: list[Any] = usual(ctx)
        for param in params:
            if "process_value" not in vars(param):
                param.process_value = partial(_processed, param, param.process_value)
        return params

    command.get_params = get_params


def _processed(param: Any, usual: Callable[..., Any], ctx: Any, value: Any) -> Any:  # noqa: ANN401 - typer's own values
    """Return what a parameter is given; `usual` is how typer would make it of a value."""
    try:
        taken = _taken(param, value)
    except (AttributeError, TypeError, UnicodeEncodeError):
        return usual(ctx, value)
    return taken if param.callback is None else param.callback(ctx, param, taken)


def _taken(param: Any, value: Any) -> Any:  # noqa: ANN401 - typer's own values
    """Return a value as it is wanted, where nothing speaks against it; else raise what is met."""
    if value is not None:
        return _as_wanted(param.type_descriptor.annotation, value)
    if param.required:
        raise TypeError(value)
    return () if param.multiple or param.nargs == -1 else None


def _as_wanted(wanted: Any, value: Any) -> Any:  # noqa: ANN401 - typer's own values
    """Return a value that needs no reading; raises `TypeError` for one that does.

    >>> _as_wanted(list[str], ("one", "other"))
    ['one', 'other']
    >>> _as_wanted(str, "words")
    'words'
    """
    if get_origin(wanted) is list and isinstance(value, tuple | list) and value:
        return [_as_wanted(get_args(wanted)[0], one) for one in value]
    if wanted in _READ and isinstance(value, str):
        value.encode()
        return wanted(value)
    kept = isinstance(value, wanted) if isinstance(wanted, type) else value in get_args(wanted)
    if kept and get_origin(wanted) is not list:
        return value
    raise TypeError(wanted)
