"""Dataset -> file: one module a family of formats, chosen by a file's ending.

Every writer sorts what it is given, so that the same quads are the same bytes
in every process, whatever order they came in.
"""

from __future__ import annotations

from io import TextIOBase
from itertools import islice
from typing import IO, TYPE_CHECKING, cast

from kg.errors import UsageError
from kg.export.jsonld import jsonld_lines
from kg.export.nquads import nquads_lines, ntriples_lines
from kg.export.rdfxml import rdfxml_lines
from kg.export.turtle import trig_lines, turtle_lines
from kg.output import TRUNCATED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pyoxigraph import Quad

    from kg.terms import Names

FORMATS: dict[str, Callable[[Iterable[Quad], Names], Iterator[str]]] = {
    "ttl": turtle_lines,
    "trig": trig_lines,
    "nt": ntriples_lines,
    "nq": nquads_lines,
    "jsonld": jsonld_lines,
    "rdf": rdfxml_lines,
}
"""A file's ending -> the writer, which yields lines without their line feed."""

COMMENTED = frozenset({"ttl", "trig", "nt", "nq"})
"""Formats of RDF with comments of a line."""
BATCH = 10_000
"""Lines written at once."""


def write_graph(
    quads: Iterable[Quad],
    stream: IO[str] | IO[bytes],
    format: str,  # noqa: A002 - as the option of the command line
    names: Names,
    *,
    truncated: bool = False,
) -> None:
    """Write quads in the format that a file's ending names (`ttl` or `.ttl`), as UTF-8.

    Turtle, N-Triples and RDF/XML have no graphs: there, what several graphs say is
    written once. Truncated ones say so in a comment, in JSON-LD by a key that is no
    term. Raises `UsageError` for an ending without a writer.
    """
    ending = format.lower().removeprefix(".")
    writer = FORMATS.get(ending)
    if writer is None:
        known = ", ".join(f".{name}" for name in FORMATS)
        raise UsageError(f"no export format '{format}'", code="format", mend=f"take one of {known}")
    lines = writer(quads, names)
    if truncated:
        lines = _marked(lines, ending)
    while batch := "".join(f"{line}\n" for line in islice(lines, BATCH)):
        if isinstance(stream, TextIOBase):
            stream.write(batch)
        else:
            cast("IO[bytes]", stream).write(batch.encode())


def _marked(lines: Iterator[str], ending: str) -> Iterator[str]:
    """Yield lines with one more, by which a program knows that there is more."""
    if ending == "jsonld":
        yield next(lines)
        yield ' "truncated": true,'
        yield from lines
    else:
        yield from lines
        yield f"# {TRUNCATED}" if ending in COMMENTED else f"<!-- {TRUNCATED} -->"
