"""Queries of shapes that find nothing, told by the embedded engine before rdflib parses them.

Parsing a SPARQL text costs rdflib milliseconds and the engine microseconds, and
most constraints find nothing of most nodes. What finds something is asked of
rdflib as ever, so results, messages and their order stay pySHACL's.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.rdflib_terms import term_of
from kg.terms import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TEXTS = frozenset({f"{XSD}string", f"{RDF}langString"})
WRITTEN = {
    f"{XSD}integer": re.compile(r"0|-?[1-9][0-9]{0,17}").fullmatch,
    f"{XSD}boolean": re.compile(r"true|false").fullmatch,
    f"{XSD}date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch,
}
"""Datatypes that both engines read, order and compare alike, in the form both keep."""
APART = re.compile(
    r"\bREPLACE\b(?!\(STR\([$?]\w+\), \"\^\.\*\[/#\]\", \"\"\))"
    r"|\b(REGEX|MINUS|VALUES|SERVICE|LIMIT|OFFSET|NOW|RAND|UUID|STRUUID|BNODE|GRAPH|FROM)\b"
    r"|\bSELECT\b.*\bSELECT\b|\w:\w+\s*\(|<[^<>\s]*>\s*\(",
    re.IGNORECASE | re.DOTALL,
)
"""What the two engines may answer or bind differently; to cut a name off an IRI is not."""


class Clearing:
    """Triples in the embedded engine, asked whether a query finds anything in them."""

    def __init__(self, triples: Iterable[ox.Quad | ox.Triple]) -> None:
        """Keep triples; with a term among them that the engines may read apart, clear nothing."""
        self._store: ox.Store | None = None
        quads, literals = [], set()
        for triple in triples:
            if isinstance(triple.subject, ox.BlankNode) or isinstance(triple.object, ox.BlankNode):
                return
            if isinstance(triple.object, ox.Literal):
                literals.add(triple.object)
            quads.append(ox.Quad(triple.subject, triple.predicate, triple.object))
        if all(map(_plain, literals)):
            self._store = ox.Store()
            self._store.bulk_extend(quads)

    def finds_nothing(self, text: str, bindings: Mapping[str, Any]) -> bool:
        """Tell whether a SELECT certainly has no solution; `bindings` are rdflib's terms."""
        if self._store is None or APART.search(text):
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


def _plain(literal: ox.Literal) -> bool:
    datatype = literal.datatype.value
    if datatype in TEXTS:
        return not literal.language or literal.language == literal.language.lower()
    written = WRITTEN.get(datatype)
    return bool(written and written(literal.value)) and _is_day(literal)


def _is_day(literal: ox.Literal) -> bool:
    if literal.datatype.value != f"{XSD}date":
        return True
    try:
        date.fromisoformat(literal.value)
    except ValueError:
        return False
    return True
