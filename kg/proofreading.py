"""A user's query, read before and after it is run: terms that nobody declared, faults in place."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.deferred import deferred
from kg.errors import Position, UsageError
from kg.store.guesses import UNPREFIXED
from kg.store.policy import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kg.domain import Domain
    from kg.errors import Finding
    from kg.lint.naming import nearest_terms, undeclared_in_query
    from kg.lint.reading import read_ground
else:
    nearest_terms = deferred("kg.lint.naming", "nearest_terms")
    undeclared_in_query = deferred("kg.lint.naming", "undeclared_in_query")
    read_ground = deferred("kg.lint.reading", "read_ground")

ARGUMENT = "<sparql>"
"""What a query is called that stands in no file."""
UNDECLARED = "undeclared-term"
IN_PLACE = frozenset({"sparql-syntax", "sparql-function"})


def undeclared_terms(
    sparql: str, origin: str, domain: Domain, prefixes: Mapping[str, str]
) -> list[Finding]:
    """Return a warning for each name of the domain's namespaces that is declared nowhere.

    `origin` is the file of the query or `ARGUMENT`, `prefixes` are those that
    it need not declare. The answer is what it is: such a name matches nothing.
    """
    found = undeclared_in_query(read_ground(domain), sparql, origin, prefixes)
    return [replace(finding, severity="warning", code=UNDECLARED) for finding in found]


@contextmanager
def in_place(sparql: str, origin: str, domain: Domain) -> Iterator[None]:
    """Tell of a query that is refused in which file it is, and what it may have meant."""
    try:
        yield
    except UsageError as error:
        if error.code in IN_PLACE:
            at = error.position or Position("")
            error.position = replace(at, path=origin)
            raise _with_term(error, sparql, at, domain) from error
        if error.code == "policy" and origin != ARGUMENT:
            error.position = Position(origin)
        raise


def called(path: Path) -> str:
    """Return a file as it is told: from the working folder where it lies in that."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def _with_term(error: UsageError, sparql: str, at: Position, domain: Domain) -> UsageError:
    """Return an error that names the term where a word is one that only lacks its prefix."""
    lines = sparql.split("\n")
    start = sum(len(line) + 1 for line in lines[: at.line - 1]) + at.column - 1
    word = next((token for token in tokens(sparql) if token.start == start), None)
    if word is None or word.kind != "word" or error.mend != UNPREFIXED:
        return error
    near = nearest_terms(read_ground(domain), word.text)
    mend = f"did you mean {' or '.join(near)}?" if near else error.mend
    return UsageError(error.message, code=error.code, mend=mend, position=error.position)
