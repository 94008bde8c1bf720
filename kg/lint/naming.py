"""Names in files: each one of our namespaces must be a term that is declared somewhere.

Read are tokens, not grammar: a prefixed name or an IRI outside of strings and
comments. SPARQL in a string of a shape is looked into.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import Finding, Position
from kg.terms import namespace
from kg.turtle import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.lint.reading import Ground

CODE = "undeclared_term"
SPOKEN = frozenset({".rq", ".sparql", ".ttl", ".trig", ".nq", ".nt"})
BLOCK = re.compile(
    r"^(?P<fence>```+|~~~+)(?P<language>\w*)[^\n]*\n(?P<text>.*?)^(?P=fence)"
    r"|(?P<tick>`+)(?P<span>[^`\n]+)(?P=tick)",
    re.MULTILINE | re.DOTALL,
)
LANGUAGES = frozenset({"sparql", "turtle", "ttl", "trig"})
CURIE = re.compile(r"(?<![\w/.:-])[A-Za-z][\w-]*:(?![/ ])[\w-]*\w")
QUERY = re.compile(r"\b(?:SELECT|ASK|CONSTRUCT)\b", re.IGNORECASE)


def undeclared_names(ground: Ground, paths: Iterable[Path]) -> Iterator[Finding]:
    """Yield where files name what is declared nowhere; other kinds of file are passed over."""
    for path in dict.fromkeys(paths):
        if path.suffix not in SPOKEN | {".md", ".tsv"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        if path.suffix == ".md":
            found = _in_page(text, ground)
        elif path.suffix == ".tsv":
            found = _curies(text, ground.prefixes)
        else:
            found = _names(text, ground.prefixes)
        for written, iri, offset in found:
            if iri.startswith(ground.spaces) and iri not in {*ground.declared, *ground.spaces}:
                yield _finding(ground, written, iri, _position(path, text, offset))


def _names(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Yield the names of SPARQL or Turtle: as written, as an IRI, and where."""
    known, directive = dict(prefixes), ""
    for token in TOKEN.finditer(text):
        written, start = token[0], token.start()
        if token.lastgroup == "word" and written.lower() in {"@prefix", "prefix", "@base", "base"}:
            directive = "base"
        elif directive and token["name"] is not None:
            directive = written
        elif directive and token["iri"] is not None:
            known[directive.removesuffix(":")] = token["iri"]
            directive = ""
        elif token["iri"] is not None:
            yield written, token["iri"], start
        elif token["name"] is not None:
            prefix, _, local = written.partition(":")
            yield written, known.get(prefix, "") + local, start
        elif written.startswith(('"""', "'''")) and QUERY.search(written):
            inner = _names(written[3:-3], known)
            yield from ((name, iri, start + 3 + offset) for name, iri, offset in inner)


def _in_page(text: str, ground: Ground) -> Iterator[tuple[str, str, int]]:
    """Yield the names in a Markdown page's code; a `text` block shows what is printed."""
    for block in BLOCK.finditer(text):
        group = "span" if block["span"] is not None else "text"
        start = block.start(group)
        if block["language"] == "text":
            continue
        if block["language"] in LANGUAGES:
            inner = _names(block["text"], ground.prefixes)
            yield from ((name, iri, start + offset) for name, iri, offset in inner)
            continue
        inner = _curies(block[group], ground.prefixes)
        yield from ((name, iri, start + offset) for name, iri, offset in inner)


def _curies(text: str, prefixes: Mapping[str, str]) -> Iterator[tuple[str, str, int]]:
    """Yield what looks like a prefixed name in a text of no known grammar."""
    for name in CURIE.finditer(text):
        prefix, _, local = name[0].partition(":")
        if prefix in prefixes:
            yield name[0], prefixes[prefix] + local, name.start()


def _finding(ground: Ground, written: str, iri: str, at: Position) -> Finding:
    space = namespace(iri)
    beside = [known for known in ground.declared if namespace(known) == space]
    locals_ = sorted(known.removeprefix(space) for known in beside)
    near = [ground.curie(space + n) for n in get_close_matches(iri.removeprefix(space), locals_)]
    mend = f"did you mean {' or '.join(near)}?" if near else "declare it, or mend the name"
    return Finding(at, "violation", CODE, f"{written} is declared nowhere", mend, focus=iri)


def _position(path: Path, text: str, offset: int) -> Position:
    line = text.count("\n", 0, offset) + 1
    return Position(str(path), line, offset - text.rfind("\n", 0, offset))
