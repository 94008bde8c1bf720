"""Rows of terms, and how a person is told of a term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Named:
    """An IRI under a name that the answer itself gives it; formats for people only."""

    node: NamedNode
    name: str


Cell: TypeAlias = "Term | Named | None"


@dataclass(frozen=True, slots=True)
class Solutions:
    """Rows of terms, an unbound variable as None, and how to name IRIs to people.

    With `ids`, a name is followed by the prefixed name of what it names. Where the
    rows are `truncated`, every format says so.
    """

    variables: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    labels: Mapping[str, str]
    prefixes: Mapping[str, str]
    ids: bool = False
    truncated: bool = False

    def terms(self) -> Iterator[list[Term | None]]:
        """Yield each row as terms only, as a format for programs has it."""
        for row in self.rows:
            yield [cell.node if isinstance(cell, Named) else cell for cell in row]

    def bindings(self) -> Iterator[list[tuple[str, Term]]]:
        """Yield each row as its bound variables, in order."""
        for row in self.terms():
            pairs = zip(self.variables, row, strict=True)
            yield [(name, term) for name, term in pairs if term is not None]

    def shown(self) -> Iterator[list[str]]:
        """Yield each row as a person reads it."""
        for row in self.rows:
            yield [self.show(cell) for cell in row]

    def show(self, cell: Cell) -> str:
        """Return a cell for people: its name, its prefixed name, or its value."""
        if not isinstance(cell, NamedNode | Named):
            return value(cell)
        name, short = self.name(cell), curie(iri(cell), self.prefixes)
        return f"{name} ({short})" if name and self.ids else name or short

    def name(self, cell: NamedNode | Named) -> str:
        """Return the name of an IRI, empty where it has none."""
        return cell.name if isinstance(cell, Named) else self.labels.get(cell.value, "")


def iri(cell: NamedNode | Named) -> str:
    """Return the IRI that stands in a cell."""
    return cell.node.value if isinstance(cell, Named) else cell.value


def value(term: Term | None) -> str:
    """Return the text of a term as CSV has it: no brackets, no quotes, no type."""
    if isinstance(term, NamedNode | Literal):
        return term.value
    return "" if term is None else turtle(term)


def turtle(term: Term) -> str:
    """Return a term in the syntax of Turtle, unabbreviated."""
    if isinstance(term, Triple):
        return f"<<( {' '.join(turtle(part) for _, part in parts(term))} )>>"
    return str(term)


def parts(triple: Triple) -> tuple[tuple[str, Term], ...]:
    """Return the three parts of a triple with what each is called."""
    return ("subject", triple.subject), ("predicate", triple.predicate), ("object", triple.object)


def curie(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI by the longest prefix that fits, or as it is."""
    fitting = [(space, name) for name, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        return iri
    namespace, name = max(fitting, key=lambda pair: (len(pair[0]), pair[1]))
    return f"{name}:{iri.removeprefix(namespace)}"
