"""What can go wrong, as a tree, and how a finding is told.

    KgError                 exit 5, a bug when nothing below fits
    +-- DataError           exit 1, the data is wrong: carries findings
    +-- UsageError          exit 2, the command is wrong
    +-- InputError          exit 3, the input cannot be read
    |   +-- StoreError      exit 3, the store is bad, foreign or locked
    +-- LimitError          exit 4, a limit of time, size or rows was reached

Data that does not conform is an answer, not an exception: rooms return
`Finding` values and only the command line turns them into an exit code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

Severity = Literal["error", "violation", "warning", "info"]

SEVERITIES: tuple[Severity, ...] = ("error", "violation", "warning", "info")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in an input file; line and column count from 1, 0 is unknown."""

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        """Return `path:line:column` without what is unknown."""
        parts = [self.path, *(str(n) for n in (self.line, self.column) if n)]
        return ":".join(filter(None, parts))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found wrong or worth a look, at its place in the analyst's file.

    `code` is stable and has an entry in `docs/errors.md`; `mend` says what to
    do next; `focus`, `path` and `value` are the terms of a SHACL result
    (SHACL section 3.6), empty for a rule of the loader; `source` is the id of
    the source it is about, empty where it is about none or several. `shape` and
    `component` are the IRIs of the shape and of its constraint; they do not
    make two findings differ.
    """

    position: Position
    severity: Severity
    code: str
    message: str
    mend: str = ""
    focus: str = ""
    path: str = ""
    value: str = ""
    source: str = ""
    shape: str = field(default="", compare=False)
    component: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the one line a person reads."""
        said = f"{self.message.rstrip('.')}; {self.mend}" if self.mend else self.message
        return f"{self.position}: {self.severity}[{self.code}]: {said}"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by file, line and column, the graver first, each once."""
    return sorted(
        set(findings),
        key=lambda f: (
            *(f.position, SEVERITIES.index(f.severity), f.code, f.message),
            *(f.focus, f.path, f.value, f.mend, f.source),
        ),
    )


class KgError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code: ClassVar[int] = 5

    def __init__(self, message: str, *, code: str = "internal", mend: str = "") -> None:
        """Keep the message, its stable code and what to do next."""
        super().__init__(f"{message}; {mend}" if mend else message)
        self.message = message
        self.code = code
        self.mend = mend

    def __reduce__(self) -> tuple[object, ...]:
        """Return how another process gets the same error."""
        return _restored, (type(self), self.args, vars(self))


def _restored(kind: type[KgError], told: tuple[object, ...], kept: dict[str, object]) -> KgError:
    error = kind.__new__(kind, *told)
    vars(error).update(kept)
    return error


class DataError(KgError):
    """The data is wrong; `findings` says where."""

    exit_code = 1

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep the findings in reading order."""
        self.findings = in_order(findings)
        super().__init__("\n".join(map(str, self.findings)), code="data")


class UsageError(KgError):
    """The command is wrong: a flag, a parameter, an id that does not exist, a query.

    `position` is the place in a text that the user gave, such as a query; None
    where there is none.
    """

    exit_code = 2

    def __init__(
        self,
        message: str,
        *,
        code: str = "internal",
        mend: str = "",
        position: Position | None = None,
    ) -> None:
        """Keep the message, its code, what to do next, and the place."""
        super().__init__(message, code=code, mend=mend)
        self.position = position

    def __str__(self) -> str:
        """Return the message, and what to do next, at its place."""
        said = super().__str__()
        return f"{self.position}: {said}" if self.position else said

    def finding(self) -> Finding:
        """Return the error as a finding; without a place it is of the command."""
        at = self.position or Position("kg")
        return Finding(at, "error", self.code, self.message, self.mend)


class InputError(KgError):
    """An input cannot be read: missing, empty, wrong encoding, broken syntax."""

    exit_code = 3

    def __init__(self, message: str, *, position: Position, code: str, mend: str = "") -> None:
        """Keep where reading stopped."""
        super().__init__(message, code=code, mend=mend)
        self.position = position

    def finding(self) -> Finding:
        """Return the error as a finding, so that one list tells everything."""
        return Finding(self.position, "error", self.code, self.message, self.mend)


class StoreError(KgError):
    """The store is missing, foreign, locked, damaged or of another version."""

    exit_code = 3


class LimitError(KgError):
    """A limit of time, size or rows was reached."""

    exit_code = 4
