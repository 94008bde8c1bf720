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
from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.terms import DCTERMS, ONTOLOGY, RDF_TYPE, RDFS_LABEL, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from pyoxigraph import Quad

    from kg.terms import Names

    Spelled = tuple[object, object, object]
    Order = tuple[int, str]

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


class Spelling:
    """How terms are written under a set of prefixes; remembers what it wrote."""

    def __init__(self, names: Names) -> None:
        """Keep the prefixes of a user's names."""
        self.prefixes: Mapping[str, str] = names.prefixes()
        self._by_namespace = {iri: name for name, iri in self.prefixes.items()}
        self._kinds = {f"{names.id_base}{k}/": n for n, k in enumerate(READING_ORDER)}
        self._known: dict[object, str] = {}

    def term(self, term: object) -> str:
        """Return a term's text in Turtle."""
        if term not in self._known:
            self._known[term] = self._spell(term)
        return self._known[term]

    def predicate_order(self, predicate: NamedNode) -> Order:
        """Return where a predicate stands: its type, its names, then by prefixed name."""
        if predicate == RDF_TYPE:
            return (-2, "")
        if predicate.value in NAMING:
            return (-1, str(NAMING.index(predicate.value)))
        return (0, self.term(predicate))

    def subject_order(self, subject: object) -> Order:
        """Return where a subject stands: by kind, then by IRI."""
        if not isinstance(subject, NamedNode):
            return (len(READING_ORDER) + 1, str(subject))
        namespace, _ = _split(subject.value)
        return (self._kinds.get(namespace, len(READING_ORDER)), subject.value)

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
    yield from _blocks({(q.subject, q.predicate, q.object) for q in quads}, spelling)


def trig_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the TriG of quads: the default graph first, then graphs by IRI."""
    spelling = Spelling(names)
    yield from _header(spelling)
    graphs: dict[object, set[Spelled]] = defaultdict(set)
    for quad in quads:
        graphs[quad.graph_name].add((quad.subject, quad.predicate, quad.object))
    yield from _blocks(graphs.pop(DefaultGraph(), set()), spelling)
    for graph in sorted(graphs, key=str):
        yield ""
        yield f"GRAPH {spelling.term(graph)} {{"
        for line in _blocks(graphs[graph], spelling):
            yield f"    {line}" if line else ""
        yield "}"


def _header(spelling: Spelling) -> Iterator[str]:
    for name, iri in sorted(spelling.prefixes.items()):
        yield f"@prefix {name}: <{iri}> ."


def _blocks(triples: Iterable[Spelled], spelling: Spelling) -> Iterator[str]:
    """Yield a block for each subject, an empty line before it."""
    said: dict[object, list[tuple[Order, str]]] = defaultdict(list)
    for subject, predicate, node in triples:
        if isinstance(predicate, NamedNode):
            verb = "a" if predicate == RDF_TYPE else spelling.term(predicate)
            order = spelling.predicate_order(predicate)
            said[subject].append((order, f"{verb} {spelling.term(node)} ;"))
    for subject in sorted(said, key=spelling.subject_order):
        yield ""
        yield spelling.term(subject)
        for _, line in sorted(said[subject]):
            yield f"    {line}"
        yield "    ."


def _split(iri: str) -> tuple[str, str]:
    """Return an IRI's namespace, up to the last `/` or `#`, and what follows it."""
    end = max(iri.rfind("/"), iri.rfind("#")) + 1
    return iri[:end], iri[end:]
