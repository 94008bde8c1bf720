"""RDF 1.1 XML: what all graphs say together, sorted by subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyoxigraph import Literal, RdfFormat, Triple, serialize

from kg.errors import UsageError
from kg.export.turtle import Spelling
from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyoxigraph import Quad

    from kg.terms import Names

NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def rdfxml_lines(quads: Iterable[Quad], names: Names) -> Iterator[str]:
    """Yield the RDF/XML of what all graphs say together.

    Raises `UsageError` for a text with a character that XML 1.0 cannot hold.
    """
    spelling = Spelling(names)
    triples = {Triple(q.subject, q.predicate, q.object) for q in quads}
    for triple in triples:
        if isinstance(triple.object, Literal) and NOT_XML.search(triple.object.value):
            message = f"a text of {triple.subject} has a character that XML cannot hold"
            raise UsageError(message, code="format", mend="export Turtle or JSON-LD")
    ordered = sorted(
        triples,
        key=lambda t: (
            spelling.subject_order(t.subject),
            t.predicate != RDF_TYPE,
            spelling.term(t.predicate),
            str(t.object),
        ),
    )
    written = serialize(ordered, format=RdfFormat.RDF_XML, prefixes=names.prefixes())
    yield from (written or b"").decode().rstrip("\n").split("\n")
