"""RDF 1.1 XML: what all graphs say together, sorted by subject."""

from __future__ import annotations

import re
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from pyoxigraph import Literal, RdfFormat, parse, serialize

from kg.errors import UsageError
from kg.export.blocks import ORDER, blocks_in_order
from kg.export.turtle import Spelling
from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import NamedNode, Quad, Triple

    from kg.export.blocks import Block
    from kg.terms import Names

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rdfxml_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the RDF/XML of what all graphs say together.

    Raises `UsageError` for a text with a character that XML 1.0 cannot hold.
    """
    spelling = Spelling(names)

    def say(predicate: NamedNode, value: object) -> str:
        order = "0" if predicate == RDF_TYPE else f"1{spelling.term(predicate)}"
        return f"{order}{ORDER}{predicate} {value} ."

    blocks = blocks_in_order(quads, Spelling(names, shortened=False), say)
    triples = (triple for block in blocks for triple in _triples(block))
    with TemporaryFile() as written:
        serialize(triples, written, format=RdfFormat.RDF_XML, prefixes=names.prefixes())
        written.seek(0)
        yield from (line.decode().rstrip("\n") for line in written)


def _triples(block: Block) -> Iterator[Triple]:
    text = "\n".join(f"{block.subject} {words}" for words in block.words)
    for quad in parse(text, format=RdfFormat.N_TRIPLES, rename_blank_nodes=False):
        if isinstance(quad.object, Literal) and NOT_XML.search(quad.object.value):
            message = f"a text of {quad.subject} has a character that XML cannot hold"
            raise UsageError(message, code="format", mend="export Turtle or JSON-LD")
        yield quad.triple
