"""Names in files: each one of our namespaces must be a term that is declared somewhere.

Read are tokens, not grammar: a prefixed name or an IRI outside of strings and
comments. SPARQL in a string of a shape is looked into.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode

from kg.errors import Finding, Position
from kg.terms import FACTS, local_name, namespace, said
from kg.turtle import TOKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from kg.lint.reading import Ground

CODE = "undeclared_term"
KEY = NamedNode(f"{FACTS}key")
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
        yield from _undeclared(ground, str(path), text, found)


def undeclared_in_query(
    ground: Ground, sparql: str, origin: str, prefixes: Mapping[str, str]
) -> Iterator[Finding]:
    """Yield where a query names what is declared nowhere.

    `origin` is what the text is called, `prefixes` are those that it need not declare.
    """
    yield from _undeclared(ground, origin, sparql, _names(sparql, prefixes))


def nearest_terms(ground: Ground, local: str, space: str = "") -> list[str]:
    """Return the declared terms that a local name may mean, or a key or a value of facts files.

    `space` is the namespace they are looked for in; without one it is any of ours.
    """
    spaces = (space,) if space else ground.spaces
    known = {iri for iri in ground.declared if iri.startswith(spaces)}
    valued = {iri for iri in known if local and local_name(iri).endswith(f"-{local}")}
    if written := sorted(known & _keyed(ground, local) | valued):
        return [ground.curie(iri) for iri in written]
    locals_ = {local_name(iri): iri for iri in sorted(known, reverse=True)}
    if space:
        locals_ = {name: iri for name, iri in locals_.items() if namespace(iri) == space}
    return [ground.curie(locals_[name]) for name in get_close_matches(local, sorted(locals_))]


def _keyed(ground: Ground, key: str) -> set[str]:
    """Return the terms that facts files write by a key."""
    quads = ground.store.quads_for_pattern(None, KEY, Literal(key), DefaultGraph())
    return {said(quad.subject) for quad in quads}


def _undeclared(
    ground: Ground, origin: str, text: str, found: Iterable[tuple[str, str, int]]
) -> Iterator[Finding]:
    for written, iri, offset in found:
        if iri.startswith(ground.spaces) and iri not in {*ground.declared, *ground.spaces}:
            yield _finding(ground, written, iri, _position(origin, text, offset))


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
    near = nearest_terms(ground, local_name(iri), namespace(iri))
    mend = f"did you mean {' or '.join(near)}?" if near else "declare it, or mend the name"
    return Finding(at, "violation", CODE, f"{written} is declared nowhere", mend, focus=iri)


def _position(origin: str, text: str, offset: int) -> Position:
    line = text.count("\n", 0, offset) + 1
    return Position(origin, line, offset - text.rfind("\n", 0, offset))
