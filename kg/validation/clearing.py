"""Queries of shapes that find nothing, told by the embedded engine before rdflib parses them.

Parsing a SPARQL text costs rdflib milliseconds and the engine microseconds, and
most constraints find nothing of most nodes. What finds something is asked of
rdflib as ever, so results, messages and their order stay pySHACL's.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.lexical import literal
from kg.rdflib_terms import term_of
from kg.terms import RDF, XSD
from kg.validation.alike import INTEGER, ordered

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXTS = frozenset({f"{XSD}string", f"{RDF}langString"})
ORDERED = frozenset({f"{XSD}string", INTEGER, f"{XSD}date"})
WRITTEN = frozenset({INTEGER, f"{XSD}boolean", f"{XSD}date"})
"""Datatypes that both engines read and compare alike, in the form that facts have."""
DIGITS = 18
"""Of a whole number, so many are kept and compared by the engine in any case."""


class Clearing:
    """Triples in the embedded engine, asked whether a query finds anything in them."""

    def __init__(self, triples: Iterable[ox.Quad | ox.Triple]) -> None:
        """Keep triples; with a term among them that the engines may read apart, clear nothing."""
        self._store: ox.Store | None = None
        self._kinds: dict[str, set[str]] = defaultdict(set, {INTEGER: {INTEGER}})
        quads, literals = [], set()
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                return
            if isinstance(triple.object, ox.Literal):
                literals.add(triple.object)
                self._kinds[triple.predicate.value].add(triple.object.datatype.value)
            quads.append(ox.Quad(triple.subject, triple.predicate, triple.object))
        if all(map(_plain, literals)):
            self._store = ox.Store()
            self._store.bulk_extend(quads)

    def finds_nothing(self, text: str, bindings: Mapping[str, Any]) -> bool:
        """Tell whether a SELECT certainly has no solution; `bindings` are rdflib's terms."""
        compared = ordered(text)
        if self._store is None or compared is None or not all(map(self._orders, compared)):
            return False
        terms: dict[ox.Variable, Any] = {
            ox.Variable(name): term_of(term) for name, term in bindings.items()
        }
        if any(not isinstance(term, ox.NamedNode) for term in terms.values()):
            return False
        try:
            found = self._store.query(text, substitutions=terms)
        except (SyntaxError, ValueError, RuntimeError):
            return False
        return isinstance(found, ox.QuerySolutions) and next(found, None) is None

    def _orders(self, properties: Iterable[str]) -> bool:
        """Tell whether all values of some properties are of one datatype that has an order."""
        kinds = set[str]().union(*(self._kinds.get(each, ()) for each in properties))
        return len(kinds) <= 1 and kinds <= ORDERED


def _plain(term: ox.Literal) -> bool:
    datatype = term.datatype.value
    if datatype in TEXTS:
        return not term.language or term.language == term.language.lower()
    try:
        literal(term.value, datatype)
    except ValueError:
        return False
    if datatype == INTEGER:
        return term.value != "-0" and len(term.value.removeprefix("-")) <= DIGITS
    return datatype in WRITTEN
