"""Queries of shapes that find nothing, told by the embedded engine before rdflib parses them.

Parsing a SPARQL text costs rdflib milliseconds and the engine microseconds, and
most constraints find nothing of most nodes. What finds something is asked of
rdflib as ever, so results, messages and their order stay pySHACL's.
"""

from __future__ import annotations

import re
from collections import defaultdict
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
ORDERED = frozenset({f"{XSD}string", f"{XSD}integer", f"{XSD}date"})
APART = re.compile(
    r"\bREPLACE\b(?!\(STR\([$?]\w+\), \"\^\.\*\[/#\]\", \"\"\))"
    r"|\b(REGEX|MINUS|VALUES|SERVICE|LIMIT|OFFSET|NOW|RAND|UUID|STRUUID|BNODE|GRAPH|FROM)\b"
    r"|\bSELECT\b.*\bSELECT\b|\w:\w+\s*\(|<[^<>\s]*>\s*\(",
    re.IGNORECASE | re.DOTALL,
)
"""What the two engines may answer or bind differently; to cut a name off an IRI is not."""
TRUTH = re.compile(
    r"(?:[(!]|&&|\|\|)\s*[$?]\w+\s*(?:&&|\|\|)|(?:&&|\|\||!)\s*[$?]\w+\s*\)"
    r"|\b(?:FILTER|HAVING)\s*\(\s*[$?]\w+\s*\)|\bIF\s*\(\s*!?\s*[$?]\w+\s*,",
    re.IGNORECASE,
)
"""A variable taken as true or false: to rdflib a day is true, to the engine an error."""
COMPARED = re.compile(r"([$?]\w+|\b\d+)\s*[<>]=?\s*([$?]\w+|\d+\b)")
AS_TEXT = re.compile(r"STR\([$?]\w+\)\s*[<>]=?\s*STR\([$?]\w+\)", re.IGNORECASE)
IRI = re.compile(r"<[^<>\s?$|]*>")
MORE = re.compile(r"(?<!\|)\|(?!\|)|[\w)]\s*[-+*/]\s*[$?(]|[\w)]\s+[-+*/]\s+\d")
"""A choice of properties, or arithmetic."""
OBJECTS = re.compile(r"(\S+)\s+([$?]\w+(?:\s*,\s*[$?]\w+)*)")
PREFIX = re.compile(r"PREFIX\s+([\w-]*):\s*<([^<>\s]*)>", re.IGNORECASE)
PREFIXED = re.compile(r"(?:[\w:-]+/)*([\w-]*):([\w-]+)")
"""A property, or a path of properties, of which the last leads to the object."""


class Clearing:
    """Triples in the embedded engine, asked whether a query finds anything in them."""

    def __init__(self, triples: Iterable[ox.Quad | ox.Triple]) -> None:
        """Keep triples; with a term among them that the engines may read apart, clear nothing."""
        self._store: ox.Store | None = None
        self._kinds: dict[str, set[str]] = defaultdict(set)
        self._known: dict[str, bool] = {}
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
        if self._store is None or not self._alike(text):
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

    def _alike(self, text: str) -> bool:
        """Tell whether both engines read a query alike."""
        if text not in self._known:
            apart = APART.search(text) or TRUTH.search(text)
            self._known[text] = not apart and self._orders_alike(text)
        return self._known[text]

    def _orders_alike(self, text: str) -> bool:
        """Tell whether what a query compares by order is of one datatype.

        rdflib orders a day and a text, and the engine does not.
        """
        bare = AS_TEXT.sub("", IRI.sub("", text))
        pairs = COMPARED.findall(bare)
        if len(re.findall(r"[<>]", bare)) != len(pairs) or (pairs and MORE.search(bare)):
            return False
        prefixes = dict(PREFIX.findall(text))
        for pair in pairs:
            kinds = [
                {f"{XSD}integer"} if v.isdigit() else self._kinds_of(v[1:], text, prefixes)
                for v in pair
            ]
            if None in kinds:
                return False
            both = set().union(*(kind or () for kind in kinds))
            if len(both) > 1 or not both <= ORDERED:
                return False
        return True

    def _kinds_of(self, name: str, text: str, prefixes: Mapping[str, str]) -> set[str] | None:
        """Return the datatypes that a variable may be of; None where that is not plain to see."""
        found: set[str] = set()
        seen = False
        if re.search(rf"\bAS\s+[$?]{name}\b", text, re.IGNORECASE):
            return None
        for verb, objects in OBJECTS.findall(text):
            if name not in re.findall(r"\w+", objects) or ":" not in verb:
                continue
            last = PREFIXED.fullmatch(verb)
            if last is None or last[1] not in prefixes:
                return None
            seen = True
            found |= self._kinds.get(prefixes[last[1]] + last[2], set())
        return found if seen else None


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
