"""Rows of an answer as plain values, to send them between processes, and back.

To pickle a term of the engine calls back into Python; texts and numbers are
pickled in one go. Each term is sent once a parcel.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]
Plain = str | tuple[str, str] | bytes
Parcel = tuple[list[Plain], list[list[int]]]
"""Terms, each once, and rows of their places in that list; an unbound value is at -1."""

TEXT = f"{XSD}string"


def packed(rows: Iterable[Iterable[Term | None]]) -> Parcel:
    """Return rows as plain values."""
    places: dict[Term | None, int] = {None: -1}
    terms: list[Plain] = []
    told = []
    for row in rows:
        numbers = []
        for term in row:
            place = places.get(term)
            if place is None:
                place = places[term] = len(terms)
                terms.append(_plain(term))
            numbers.append(place)
        told.append(numbers)
    return terms, told


def _plain(term: Term | None) -> Plain:
    if isinstance(term, NamedNode):
        return term.value
    if isinstance(term, Literal) and term.language is None:
        return term.value, term.datatype.value
    return pickle.dumps(term)


def unpacked(parcel: Parcel) -> list[Row]:
    """Return the rows that were packed; `parcel` must be our own."""
    plain, rows = parcel
    terms = [*map(_term, plain), None]
    return [tuple([terms[place] for place in row]) for row in rows]


def _term(plain: Plain) -> Term:
    if isinstance(plain, str):
        return NamedNode(plain)
    if isinstance(plain, bytes):
        term: Term = pickle.loads(plain)  # noqa: S301 - our own child wrote it
        return term
    value, datatype = plain
    return Literal(value) if datatype == TEXT else Literal(value, datatype=NamedNode(datatype))
