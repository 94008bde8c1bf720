"""Turtle files -> triples, and where in them a term stands.

The engine's parser keeps no places, so a file is read for them only when a
fault has to be told: a scan of tokens (Turtle 1.1 section 6.5), no parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, parse

from kg.errors import InputError, Position
from kg.terms import RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pyoxigraph import Triple

    Places = dict[str, dict[str, Position]]

TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\r\n]*
            |\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
            |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
      | <(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
      | (?P<name>[^\W\d]?[\w.-]*:(?:[\w.:%-]*[\w:%-])?)
      | (?P<word>@?\w+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


def read_turtle(path: Path) -> tuple[list[Triple], dict[str, str]]:
    """Return a file's triples and the prefixes it declares.

    Raises `InputError` `turtle-syntax`, at its place, where it is not Turtle.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"the file cannot be read: {error.strerror}"
        at = Position(str(path))
        raise InputError(message, position=at, code="unreadable", mend="check the path") from error
    try:
        quads = parse(content, format=RdfFormat.TURTLE)
        triples = [quad.triple for quad in quads]
    except SyntaxError as error:
        at = Position(str(path), error.lineno or 0, error.offset or 0)
        told = re.sub(r"^Parser error at .*?: ", "", str(error.msg))
        message, mend = f"not Turtle: {told}", "mend the line"
        raise InputError(message, position=at, code="turtle-syntax", mend=mend) from error
    return triples, dict(quads.prefixes)


def find_place(paths: Iterable[Path], subject: str, mentioned: str = "") -> Position:
    """Return where the first of some files speaks of a subject.

    With `mentioned`, the place where it names that term; without, or where
    the term is not named in words, the place of the subject itself.
    """
    first: Position | None = None
    for path in paths:
        for about, term, at in _mentions(path):
            if about != subject:
                continue
            first = first or at
            if term == mentioned or (not mentioned and term == subject):
                return at
    return first or Position("")


def index_places(paths: Iterable[Path]) -> Places:
    """Return where files first name each term in statements about each subject.

    Under `""` stands where a subject is first spoken of. For many faults at
    once, of which `find_place` would read the files each time.
    """
    found: Places = {}
    for path in paths:
        for subject, term, at in _mentions(path):
            found.setdefault(subject, {"": at}).setdefault(term, at)
    return found


def _mentions(path: Path) -> Iterator[tuple[str, str, Position]]:
    """Yield each term of each statement with the statement's subject and its place."""
    text = path.read_text("utf-8", errors="replace")
    starts = [0, *(end.end() for end in re.finditer(r"\n", text))]
    prefixes: dict[str, str] = {}
    subject, directive, depth = "", "", 0
    for token in TOKEN.finditer(text):
        kind, said = token.lastgroup, token[0]
        if kind == "word" and said.lower() in {"@prefix", "prefix", "@base", "base"}:
            directive = "prefix"
        elif kind == "name" and directive == "prefix":
            directive = said
        elif kind == "iri" and directive:
            prefixes[directive] = token["iri"]
            directive, subject = "", ""
        elif kind == "mark":
            subject = subject or ("_:" if said in "[(" else "")
            depth += (said in "[(") - (said in "])")
            subject = "" if said == "." and not depth else subject
        elif kind in {"iri", "name"} or said == "a":
            term = RDF_TYPE.value if said == "a" else _expand(token, prefixes)
            subject = subject or term
            line = bisect_right(starts, token.start())
            column = token.start() - starts[line - 1] + 1
            yield subject, term, Position(str(path), line, column)


def _expand(token: re.Match[str], prefixes: dict[str, str]) -> str:
    if token["iri"] is not None:
        return token["iri"]
    prefix, _, local = token[0].partition(":")
    return prefixes.get(f"{prefix}:", "") + local
