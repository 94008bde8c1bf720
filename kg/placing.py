"""Terms placed in the text of a query: at one token each, and nothing else is touched."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pyoxigraph import Literal, NamedNode

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}
            | '{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}
            | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<word>[^\W\d][\w.:%\\-]*)
      | (?P<space>\s+)
      | (?P<mark>.)""",
    re.VERBOSE | re.DOTALL,
)


def serialise(term: NamedNode | Literal) -> str:
    r"""Return a term as one SPARQL token (a typed literal: three).

    A `u` after a written backslash is itself written as an escape: engines that
    expand `\u0022` before they look for tokens (SPARQL 1.1 section 19.2 can be
    read so) would else end the string there.
    """
    return re.sub(r"\\\\([uU])", lambda found: rf"\\\U{ord(found[1]):08X}", str(term))


def place(text: str, terms: Mapping[str, str]) -> str:
    """Return a query's text with each `VALUES ?name { UNDEF }` given its term."""
    parts, end = [], 0
    for name, start, stop in places(text):
        if name in terms:
            parts += [text[end:start], terms[name]]
            end = stop
    return "".join([*parts, text[end:]])


@lru_cache(maxsize=64)
def places(text: str) -> tuple[tuple[str, int, int], ...]:
    """Return each parameter's name with the span of its `UNDEF`, in order."""
    return tuple(_places(text))


def _places(text: str) -> Iterator[tuple[str, int, int]]:
    tokens = [t for t in _TOKEN.finditer(text) if t.lastgroup not in ("space", "comment")]
    for at, token in enumerate(tokens[4:], start=4):
        values, variable, opening, undef, closing = (*tokens[at - 4 : at], token)
        shape = (values[0].upper(), opening[0], undef[0].upper(), closing[0])
        if shape == ("VALUES", "{", "UNDEF", "}") and variable.lastgroup == "variable":
            yield variable[0][1:], undef.start(), undef.end()
