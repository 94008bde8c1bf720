"""The rows of an answer for a program or a notebook: plain values, a frame, a page."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.errors import UsageError
from kg.results import Named, Solutions, write_rows
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from kg.results import Cell, Term
    from kg.store import Answer

PlainTerm: TypeAlias = "str | int | Decimal | float | bool | date | None"

READERS: dict[str, Callable[[str], PlainTerm]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    f"{XSD}date": date.fromisoformat,
}
MOST_SHOWN = 200
"""Rows that a notebook shows; all of them are in the table."""


@dataclass(frozen=True, slots=True, repr=False)
class Table:
    """The rows of a SELECT: iterate over it for dictionaries of plain values.

    `truncated` says that a limit cut it off. A column `xLabel` is the name, for
    people, of what stands in column `x`. `reasons` says why there are no rows.
    """

    answer: Answer
    labels: Mapping[str, str]
    prefixes: Mapping[str, str]
    reasons: Callable[[], Sequence[str]] = field(default=list, compare=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables, in the order of the query."""
        return self.answer.variables

    @property
    def truncated(self) -> bool:
        """Whether there are more rows than these."""
        return self.answer.truncated

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.answer.rows)

    def __iter__(self) -> Iterator[dict[str, PlainTerm]]:
        """Yield each row: IRIs as text, numbers, dates and booleans as such, None for unbound."""
        for row in self.answer.rows:
            yield {name: plain(term) for name, term in zip(self.columns, row, strict=True)}

    def __repr__(self) -> str:
        """Return the table as text, with names instead of IRIs."""
        written = io.StringIO()
        columns, rows = for_people(self.answer)
        write_rows(columns, rows, written, "table", self.labels, self.prefixes)
        return written.getvalue()

    def why_empty(self) -> list[str]:
        """Return why there are no rows, a sentence a reason; nothing where there are some."""
        return [] if self.answer.rows else list(self.reasons())

    def to_pandas(self) -> Any:  # noqa: ANN401 - pandas is optional
        """Return the rows as a pandas DataFrame; raises `UsageError` where it is not installed."""
        return optional("pandas", "frames").DataFrame(list(self), columns=list(self.columns))

    def to_polars(self) -> Any:  # noqa: ANN401 - polars is optional
        """Return the rows as a polars DataFrame; raises `UsageError` where it is not installed."""
        polars = optional("polars", "")
        columns = {name: [row[name] for row in self] for name in self.columns}
        return polars.DataFrame(columns, strict=False)

    def _repr_html_(self) -> str:
        """Return the table as a notebook shows it: names, with the IRI of what has one."""
        columns, rows = for_people(self.answer)
        shown = Solutions(columns, (), self.labels, self.prefixes)
        body = "".join(
            f"<tr>{''.join(_cell(term, shown.show(term)) for term in row)}</tr>"
            for row in rows[:MOST_SHOWN]
        )
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        more = f"<p>{len(self)} rows, {MOST_SHOWN} shown</p>" if len(self) > MOST_SHOWN else ""
        cut = "<p>cut off at a limit: there are more rows</p>" if self.truncated else ""
        why = "".join(f"<p>no rows: {escape(reason)}</p>" for reason in self.why_empty())
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}{cut}{why}"


def for_people(answer: Answer) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    """Return columns and rows as people read them: a name for its IRI, `when` for its bounds.

    The IRI in column `x` goes under the name in column `xLabel`, and stays at hand.
    """
    variables = answer.variables
    named = {name: name.removesuffix("Label") for name in variables if name.endswith("Label")}
    hidden = set(named.values()) | ({"earliest", "latest"} if "when" in variables else set())
    kept = [at for at, name in enumerate(variables) if name not in hidden]
    columns = tuple(named.get(variables[at], variables[at]) for at in kept)
    places = {name: at for at, name in enumerate(variables)}
    nodes = [places.get(named.get(variables[at], "")) for at in kept]
    rows = (
        tuple(
            row[at] if of is None else _named(row[of], row[at])
            for at, of in zip(kept, nodes, strict=True)
        )
        for row in answer.rows
    )
    return columns, tuple(rows)


def _named(term: Term | None, name: Term | None) -> Cell:
    """Return what a column and its name show together."""
    if isinstance(term, NamedNode):
        return Named(term, name.value) if isinstance(name, Literal) else term
    return name


def plain(term: object) -> PlainTerm:
    """Return a term as a plain value; a literal in a form that its type has not stays text.

    >>> plain(Literal(3)), plain(NamedNode("https://example.org/x")), plain(None)
    (3, 'https://example.org/x', None)
    """
    if isinstance(term, Literal):
        try:
            return READERS.get(term.datatype.value, str)(term.value)
        except (ValueError, KeyError, ArithmeticError):
            return term.value
    if isinstance(term, NamedNode):
        return term.value
    return None if term is None else str(term)


def optional(name: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """Return an optional package; raises `UsageError`, with what to install, without it."""
    try:
        return import_module(name)
    except ImportError as error:
        wanted = f"demarche-kg[{extra}]" if extra else name
        mend = f"pip install '{wanted}'"
        raise UsageError(f"{name} is not installed", code="not-installed", mend=mend) from error


def _cell(cell: Cell, shown: str) -> str:
    if isinstance(cell, NamedNode | Named):
        node = cell.node if isinstance(cell, Named) else cell
        return f'<td title="{escape(node.value)}">{escape(shown)}</td>'
    return f"<td>{escape(shown)}</td>"
