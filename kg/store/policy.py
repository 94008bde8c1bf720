"""What a query may not ask, checked before the engine sees it.

The engine connects to any address named in SERVICE, matches keywords without
a word boundary (`SERVICE:x` and `SERVICESILENT` are the keyword), and dies or
hangs on very deep or very long queries. So a query is read here as tokens,
never more leniently than the engine reads it, and refused early. Reading takes
time in proportion to the length, whatever is written: no token is tried twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import Position, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
MAX_DEPTH = 100
MAX_PATTERNS = 500
MAX_TOKENS = 100_000
"""Words, marks and values: as many are read in a quarter of a second."""

UPDATES = frozenset(
    {"load", "insert", "delete", "clear", "drop", "create", "copy", "move", "add"},
)

CLAUSES = frozenset({"optional", "union", "minus", "filter", "bind", "graph", "select"})
"""Words that begin a pattern; many in a row are as deep as brackets to the engine."""

_NAME = r"(?:[\w.-]|[^\x00-\x7f])"
_TOKEN = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*\"\"\"
             |'''(?:[^'\\]|\\.|'(?!''))*'''
             |\"(?!\"\")(?:[^"\\\r\n]|\\.)*\"
             |'(?!'')(?:[^'\\\r\n]|\\.)*')
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\[uU][0-9A-Fa-f]{{4,8}})*>)
  | (?P<variable>[?$]\w+)
  | (?P<language>@[A-Za-z]+(?:-+[A-Za-z0-9]+)*)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<run>[^\W\d]{_NAME}*+(?![:]))
  | (?P<name>(?:[^\W\d]{_NAME}*+)?:(?:{_NAME}|:|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
  | (?P<word>\w+)
  | (?P<mark><<|>>|[^\w\s])
  | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(r"(?P<word>\w+)|(?P<mark>[^\w\s])|(?P<other>.)", re.DOTALL)
"""What a run of letters, dots and dashes is made of when no colon makes it a name."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Token:
    """One token of a query: its kind, its text and where it starts."""

    kind: str
    text: str
    start: int


def tokens(sparql: str) -> Iterator[Token]:
    """Yield the tokens of a query without white space and comments."""
    for found in _TOKEN.finditer(sparql):
        kind = found.lastgroup or "other"
        if kind == "run":
            for piece in _PIECE.finditer(sparql, *found.span()):
                yield Token(piece.lastgroup or "other", piece.group(), piece.start())
        elif kind not in {"space", "comment"}:
            yield Token(kind, found.group(), found.start())


def declared(sparql: str) -> dict[str, str]:
    """Return the prefixes that a query declares."""
    found = [token.text for token in tokens(sparql)]
    triples = zip(found, found[1:], found[2:], strict=False)
    return {n.removesuffix(":"): iri[1:-1] for word, n, iri in triples if word.lower() == "prefix"}


def names_its_graphs(sparql: str) -> bool:
    """Tell whether a query chooses its graphs itself, by FROM."""
    words = tokens(sparql) if "from" in sparql.lower() else iter(())
    return any(token.kind == "word" and token.text.lower() == "from" for token in words)


def check(sparql: str) -> None:
    """Raise `UsageError` when a query may not be run here."""
    if len(sparql.encode("utf-8", "replace")) > MAX_BYTES:
        raise _refused(f"the query is longer than {MAX_BYTES:,} bytes", "shorten it")
    if found := _SURROGATE.search(sparql):
        raise UsageError(
            f"the query is no text {_at(sparql, found.start())}",
            code="sparql-syntax",
            mend="give it in UTF-8",
        )
    counted = _Counts()
    for number, token in enumerate(tokens(sparql)):
        if number >= MAX_TOKENS:
            raise _refused(
                f"the query has more than {MAX_TOKENS:,} words and marks", "ask in several queries"
            )
        _check_token(sparql, token, counted.word)
        counted.take(token)
        if counted.depth > MAX_DEPTH:
            raise _refused(
                f"brackets are nested deeper than {MAX_DEPTH} {_at(sparql, token.start)}",
                "flatten the query",
            )
        if counted.patterns > MAX_PATTERNS:
            raise _refused(
                f"the query has more than {MAX_PATTERNS} patterns",
                "split it, or list values with VALUES",
            )


class _Counts:
    """Running depth and number of patterns, and the last word before an IRI."""

    def __init__(self) -> None:
        self.open: list[str] = []
        self.patterns = 0
        self.word = ""

    @property
    def depth(self) -> int:
        return len(self.open)

    def take(self, token: Token) -> None:
        """Count one more token."""
        if token.kind == "word" and token.text.lower() == "named":
            return
        self.word = token.text.lower() if token.kind == "word" else ""
        self.patterns += self.word in CLAUSES
        if token.kind != "mark":
            return
        if token.text in {"(", "[", "{", "<<"}:
            self.open.append(token.text)
        elif token.text in {")", "]", "}", ">>"} and self.open:
            self.open.pop()
        elif token.text in {".", ";", "/"}:
            self.patterns += 1
        elif token.text == ",":
            self.patterns += self.open[-1:] != ["("]


def _check_token(sparql: str, token: Token, before: str) -> None:
    """Refuse a token that reaches outside the store or changes it."""
    text = token.text.lower()
    if token.kind == "word" and ("service" in text or text in UPDATES):
        word = "SERVICE" if "service" in text else token.text.upper()
        raise _refused(
            f"{word} is not allowed {_at(sparql, token.start)}",
            "queries only read this graph; load data with `kg load`",
        )
    if token.kind == "name" and text.startswith("service"):
        raise _refused(
            f"a prefix may not begin with SERVICE {_at(sparql, token.start)}",
            "give the prefix another name",
        )
    if token.kind == "iri" and before == "from" and not _is_web(text):
        raise _refused(
            f"FROM {token.text} is not a named graph {_at(sparql, token.start)}",
            "name a graph of the store",
        )
    if token.kind == "mark" and text in {'"', "'"}:
        raise UsageError(
            "a string is not closed",
            code="sparql-syntax",
            mend='close the quote, or write it as \\"',
            position=_position(sparql, token.start),
        )


def _is_web(iri: str) -> bool:
    """Tell whether an IRI in FROM can be a graph's name and not a file's.

    An escape could spell `file:`, so an IRI with one is no plain name.
    """
    return "\\" not in iri and not iri.startswith("<file:")


def _at(sparql: str, start: int) -> str:
    return f"at {_position(sparql, start)}"


def _position(sparql: str, start: int) -> Position:
    line = sparql.count("\n", 0, start) + 1
    return Position("", line, start - sparql.rfind("\n", 0, start))


def _refused(message: str, mend: str) -> UsageError:
    return UsageError(message, code="policy", mend=mend)
