"""JSON-LD 1.1: a file that carries its context, a named graph a source, sorted.

A value's type stands in the context or beside its text (`@value`, `@type`), and
JSON's own numbers and booleans are never written: they would come back in
another form.
"""

from __future__ import annotations

import json
from itertools import groupby
from operator import attrgetter
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.export.blocks import ORDER, blocks_in_order
from kg.export.context import coerced, shipped_terms
from kg.export.turtle import Spelling
from kg.terms import RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.export.blocks import Block
    from kg.export.context import Term
    from kg.terms import Names

Node = dict[str, Any]


def jsonld_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the JSON-LD of quads: nodes of the default graph first, then graphs by IRI.

    The context comes before the nodes and holds what they use: they wait in a
    temporary file.
    """
    prefixes = dict(sorted(names.prefixes().items()))
    spelling, terms = Spelling(names), _Terms(prefixes)
    blocks = blocks_in_order(quads, spelling, _said_by(spelling, terms), by_graph=True)
    with TemporaryFile("w+", encoding="utf-8", newline="\n") as body:
        body.writelines(f"{line}\n" for line in _listed(_elements(blocks, spelling)))
        body.seek(0)
        context = {"@version": 1.1} | prefixes | {n: terms.known[n] for n in sorted(terms.used)}
        head = json.dumps({"@context": context}, ensure_ascii=False, indent=1).split("\n")
        yield from [*head[:-2], f"{head[-2]},"]
        first = body.readline()
        yield ' "@graph": [' if first else ' "@graph": []'
        if first:
            yield first[:-1]
            yield from (line[:-1] for line in body)
            yield " ]"
        yield "}"


def _elements(blocks: Iterable[Block], spelling: Spelling) -> Iterator[Iterable[str]]:
    """Yield the lines of each node, those of a named graph as one with its nodes inside."""
    for graph, inside in groupby(blocks, key=attrgetter("graph")):
        if graph:
            yield _graph(_iri(NamedNode(graph[1:-1]), spelling), inside)
        else:
            yield from (_node(block, "  ") for block in inside)


def _graph(name: str, blocks: Iterable[Block]) -> Iterator[str]:
    yield "  {"
    yield f'   "@id": {json.dumps(name, ensure_ascii=False)},'
    yield '   "@graph": ['
    yield from _listed(_node(block, "    ") for block in blocks)
    yield "   ]"
    yield "  }"


def _listed(elements: Iterable[Iterable[str]]) -> Iterator[str]:
    """Yield the lines of elements, a comma behind each but the last."""
    waiting: str | None = None
    for lines in elements:
        if waiting is not None:
            yield f"{waiting},"
        waiting = None
        for line in lines:
            if waiting is not None:
                yield waiting
            waiting = line
    if waiting is not None:
        yield waiting


class _Terms:
    """The short terms of the shipped context, and which of them are in use."""

    def __init__(self, prefixes: Collection[str]) -> None:
        self.known = {n: term for n, term in shipped_terms().items() if n not in prefixes}
        self.used: set[str] = set()
        self._names = {
            term["@id"] if isinstance(term, dict) else term: name
            for name, term in self.known.items()
        }

    def name(self, written: str) -> str:
        """Return the short term for a prefixed name, or the name itself."""
        if written in self._names:
            self.used.add(self._names[written])
        return self._names.get(written, written)


def _said_by(spelling: Spelling, terms: _Terms) -> Callable[[NamedNode, object], str]:
    """Return how a predicate and a value are told: as a key and a value of JSON."""
    keys: dict[NamedNode, tuple[str, str]] = {}

    def say(predicate: NamedNode, value: object) -> str:
        if predicate not in keys:
            keys[predicate] = spelling.order(predicate), terms.name(_iri(predicate, spelling))
        order, name = keys[predicate]
        told: Node | str = ""
        if predicate == RDF_TYPE and not isinstance(value, Literal):
            name, told = "@type", terms.name(_iri(value, spelling))
        else:
            told = _value(value, terms.known.get(name), spelling)
        return ORDER.join((order, str(value), name, json.dumps(told, ensure_ascii=False)))

    return say


def _node(block: Block, indent: str) -> list[str]:
    """Return the lines of a node."""
    node: dict[str, list[Any]] = {}
    for words in block.words:
        _, name, value = words.split(ORDER)
        node.setdefault(name, []).append(json.loads(value))
    subject = block.subject
    said = {name: values[0] if len(values) == 1 else values for name, values in node.items()}
    told = {"@id": subject[1:-1] if subject.startswith("<") else subject} | said
    lines = json.dumps(told, ensure_ascii=False, indent=1).split("\n")
    return [f"{indent}{line}" for line in lines]


def _iri(term: object, spelling: Spelling) -> str:
    """Return an IRI as the context shortens it; a blank node as its label."""
    written = spelling.term(term)
    return term.value if isinstance(term, NamedNode) and written.startswith("<") else written


def _value(value: object, term: Term | None, spelling: Spelling) -> Node | str:
    """Return a value: bare where its term's type says the rest."""
    if not isinstance(value, Literal):
        iri = _iri(value, spelling)
        return iri if coerced(term, value) else {"@id": iri}
    if coerced(term, value):
        return value.value
    if value.language:
        return {"@value": value.value, "@language": value.language}
    if value.datatype.value == f"{XSD}string":
        return {"@value": value.value}
    return {"@value": value.value, "@type": _iri(value.datatype, spelling)}
