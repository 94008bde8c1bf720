"""One line of what a doctor finds, and how an error becomes some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from kg.errors import DataError, Finding, InputError, KgError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

State = Literal["ok", "note", "fault"]
BUG = 5


@dataclass(frozen=True, slots=True)
class Check:
    """What was found of one thing.

    A note is worth a look and stops nothing. `origin` says where a setting
    comes from; `code` and `exit_code` are those a command would end with for
    a fault, of `docs/errors.md`.
    """

    section: str
    name: str
    value: str
    state: State = "ok"
    origin: str = ""
    code: str = ""
    exit_code: int = 0


def exit_code(checks: Iterable[Check]) -> int:
    """Return the highest exit code of the faults, 0 where there is none."""
    return max((check.exit_code for check in checks), default=0)


def guarded(section: str, examine: Callable[[], Iterable[Check]]) -> Iterator[Check]:
    """Yield what an examination finds; whatever stops it is its last line."""
    try:
        yield from examine()
    except Exception as error:  # noqa: BLE001 - also a bug of ours is told, and the rest goes on
        yield from faults(section, section, error)


def faults(section: str, name: str, error: Exception) -> Iterator[Check]:
    """Yield an error as faults, one a finding."""
    if isinstance(error, DataError):
        told = [_of_finding(section, name, finding, error.exit_code) for finding in error.findings]
        yield from told
    elif isinstance(error, InputError):
        yield _of_finding(section, name, error.finding(), error.exit_code)
    elif isinstance(error, KgError):
        said = f"error[{error.code}]: {error}"
        yield Check(section, name, said, "fault", code=error.code, exit_code=error.exit_code)
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        said = f"{place}error[unreadable]: {error.strerror or error}; check that it is there"
        code = InputError.exit_code
        yield Check(section, name, said, "fault", code="unreadable", exit_code=code)
    else:
        said = f"error[bug]: {type(error).__name__}: {error}"
        yield Check(section, name, said, "fault", code="bug", exit_code=BUG)


def _of_finding(section: str, name: str, finding: Finding, code: int) -> Check:
    return Check(section, name, str(finding), "fault", code=finding.code, exit_code=code)
