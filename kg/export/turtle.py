"""Turtle and TriG that diff cleanly: one more fact is only more lines.

The header is the full list of prefixes, always. A subject is a block: its own
line, then a line for each predicate and object, then a dot on a line alone, so
that no line changes when another is added:

    fact:talks.moreau-embargo
        a dkg:Threat ;
        rdfs:label "Embargo" ;
        dkg:targets state:be ;
        .

Turtle 1.1 sections 2.2 (`;` before the dot), 2.5 (numbers) and 6.5 (grammar).
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.export.blocks import ORDER, blocks_in_order
from kg.terms import DCTERMS, ONTOLOGY, RDF_TYPE, RDFS_LABEL, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pyoxigraph import Quad

    from kg.export.blocks import Block
    from kg.terms import Names

READING_ORDER = (
    "doc", "person", "state", "body", "group", "place", "office", "tenure",
    "fact", "sit", "time", "passage", "report", "part", "step",
)  # fmt: skip
"""Kinds of things in the order in which a person reads them; the rest follows."""

NAMING = (f"{SKOS}prefLabel", RDFS_LABEL.value, f"{SKOS}altLabel", f"{DCTERMS}title",
          f"{ONTOLOGY}officeTitle")  # fmt: skip
"""Predicates that name a thing: written before what is said of it, in this order."""

PN_LOCAL = re.compile(r"(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:(?:[A-Za-z0-9_.-]|%[0-9A-Fa-f]{2})*"
                      r"(?:[A-Za-z0-9_-]|%[0-9A-Fa-f]{2}))?")  # fmt: skip
"""Local names that need no escape: narrower than the grammar, as readers differ on the rest."""

SHORTHAND = {
    f"{XSD}boolean": re.compile(r"true|false"),
    f"{XSD}integer": re.compile(r"0|-?[1-9][0-9]*"),
    # A longer fraction comes back from rdflib with an exponent.
    f"{XSD}decimal": re.compile(r"(?:0|-?[1-9][0-9]*)\.(?:0|[0-9]{0,5}[1-9])"),
}
"""Canonical forms that Turtle reads without quotes, by datatype."""

MOST = 10_000
"""Terms whose text is remembered."""


class Spelling:
    """How terms are written under a set of prefixes; remembers what it wrote last."""

    def __init__(self, names: Names, *, shortened: bool = True) -> None:
        """Keep the prefixes of a user's names, or none: then all is as in N-Triples."""
        self.prefixes: Mapping[str, str] = names.prefixes() if shortened else {}
        self._by_namespace = {iri: name for name, iri in self.prefixes.items()}
        self._kinds = {f"{names.id_base}{k}/": n for n, k in enumerate(READING_ORDER)}
        self._known: dict[object, str] = {}

    def term(self, term: object) -> str:
        """Return a term's text in Turtle."""
        known = self._known.get(term)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[term] = self._spell(term)
        return known

    def order(self, predicate: NamedNode) -> str:
        """Return what predicates are sorted by: its type, its names, then by prefixed name."""
        if predicate == RDF_TYPE:
            return "0"
        if predicate.value in NAMING:
            return f"1{NAMING.index(predicate.value)}"
        return f"2{self.term(predicate)}"

    def key(self, subject: object) -> str:
        """Return what subjects are sorted by: their kind, then their IRI."""
        if not isinstance(subject, NamedNode):
            return f"{len(READING_ORDER) + 1:02}{subject}"
        namespace, _ = _split(subject.value)
        return f"{self._kinds.get(namespace, len(READING_ORDER)):02}{subject.value}"

    def _spell(self, term: object) -> str:
        if isinstance(term, Literal):
            form = SHORTHAND.get(term.datatype.value)
            if form and form.fullmatch(term.value):
                return term.value
            if not term.language and term.datatype.value != f"{XSD}string":
                return f"{str(term).rpartition('^^')[0]}^^{self.term(term.datatype)}"
        if isinstance(term, NamedNode):
            namespace, local = _split(term.value)
            if namespace in self._by_namespace and PN_LOCAL.fullmatch(local):
                return f"{self._by_namespace[namespace]}:{local}"
        return str(term)


def turtle_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the Turtle of what all graphs say together."""
    spelling = Spelling(names)
    yield from _header(spelling)
    for block in blocks_in_order(quads, spelling, _said_by(spelling)):
        yield from _written(block)


def trig_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the TriG of quads: the default graph first, then graphs by IRI."""
    spelling = Spelling(names)
    yield from _header(spelling)
    blocks = blocks_in_order(quads, spelling, _said_by(spelling), by_graph=True)
    for graph, inside in groupby(blocks, key=attrgetter("graph")):
        if not graph:
            for block in inside:
                yield from _written(block)
            continue
        yield ""
        yield f"GRAPH {spelling.term(NamedNode(graph[1:-1]))} {{"
        for block in inside:
            yield from (f"    {line}" if line else "" for line in _written(block))
        yield "}"


def _header(spelling: Spelling) -> Iterator[str]:
    for name, iri in sorted(spelling.prefixes.items()):
        yield f"@prefix {name}: <{iri}> ."


def _said_by(spelling: Spelling) -> Callable[[NamedNode, object], str]:
    """Return how a predicate and an object are told: a line, behind what it is sorted by."""
    verbs: dict[NamedNode, str] = {}

    def say(predicate: NamedNode, node: object) -> str:
        verb = verbs.get(predicate)
        if verb is None:
            word = "a" if predicate == RDF_TYPE else spelling.term(predicate)
            verb = verbs[predicate] = f"{spelling.order(predicate)}{ORDER}{word}"
        return f"{verb} {spelling.term(node)} ;"

    return say


def _written(block: Block) -> Iterator[str]:
    """Yield the lines of a block, an empty one before it."""
    yield ""
    yield block.subject
    for line in block.words:
        yield f"    {line}"
    yield "    ."


def _split(iri: str) -> tuple[str, str]:
    """Return an IRI's namespace, up to the last `/` or `#`, and what follows it."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:]
