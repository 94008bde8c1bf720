"""The parts of a query's group graph pattern, in order, each with its line and its text.

SPARQL 1.1 section 18.2.2 evaluates a group part by part, and its filters last.
So the parts up to one, filters at the end, are themselves a query, and once
such a beginning has no solution, the whole has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.emptiness.reader import CLOSING, Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

NARROWING = frozenset({"having", "limit", "offset", "values"})
"""What may leave none of the rows that a group gave."""
TYPE = frozenset({"a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"})


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a group; of a triple pattern, also its three texts.

    `inner` are the parts of a group in braces, and `head` stands before it; or
    those of a sub-select that has a row if, and only if, they have a solution.
    """

    kind: str
    text: str
    line: int
    triple: tuple[str, str, str] | None = None
    head: str = ""
    inner: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """The innermost group on which all of a SELECT depends, and what stands around it.

    `narrowed` are the clauses after it that can leave none of its rows.
    """

    prologue: str
    dataset: str
    parts: tuple[Part, ...]
    narrowed: tuple[str, ...]


def read_body(sparql: str) -> Body | None:
    """Return the group that a SELECT's rows come from; None where it is not understood."""
    try:
        return _body(Reader(sparql))
    except (ValueError, IndexError):
        return None


def written(parts: Sequence[Part]) -> str:
    """Return parts as the inside of a group, filters last."""
    ordered = sorted(parts, key=lambda part: part.kind == "filter")
    return "\n".join(f"{part.text} ." if part.triple else part.text for part in ordered)


def grouped(head: str, parts: Sequence[Part]) -> Part:
    """Return parts as a group of their own behind a head."""
    return Part("group", f"{head} {{ {written(parts)}\n}}", parts[0].line if parts else 0)


def one_line(text: str) -> str:
    """Return the text of a part as it is shown."""
    shown = " ".join(text.split())
    return shown if len(shown) <= 100 else f"{shown[:97]}..."  # noqa: PLR2004 - a line's width


def _body(reader: Reader) -> Body:
    while reader.word != "select":
        if reader.word in {"ask", "construct", "describe", "{"}:
            raise ValueError(reader.word)
        reader.take()
    prologue = reader.text[: reader.start]
    dataset = _head(reader)
    narrowed: list[str] = []
    ends: list[int] = []
    while _is_select(reader):
        ends.append(_end(reader))
        reader.take("{")
        _head(reader)
    opened = reader.at
    for end in [_end(reader), *reversed(ends)]:
        reader.at = end
        narrowed += _tail(reader)
    reader.at = opened
    return Body(prologue, dataset, tuple(_group(reader)), tuple(dict.fromkeys(narrowed)))


def _head(reader: Reader) -> str:
    """Pass SELECT and what it projects; return the dataset clause."""
    dataset = -1
    while reader.word != "{":
        if reader.word == "(":
            reader.balanced()
            continue
        if reader.word == "from" and dataset < 0:
            dataset = reader.start
        if reader.word == "where":
            break
        reader.take()
    told = reader.since(dataset) if dataset >= 0 else ""
    if reader.word == "where":
        reader.take()
    return told


def _is_select(reader: Reader) -> bool:
    """Tell whether a group is a sub-select and no more."""
    following = reader.tokens[reader.at + 1]
    return reader.word == "{" and following.text.lower() == "select"


def _end(reader: Reader) -> int:
    """Return where a group ends, and stay before it."""
    opened = reader.at
    reader.balanced("{")
    end, reader.at = reader.at, opened
    return end


def _tail(reader: Reader) -> Iterator[str]:
    """Yield the clauses behind a group that can leave none of its rows."""
    while reader.at < len(reader.tokens) and reader.word != "}":
        if reader.word in NARROWING:
            yield reader.word.upper()
        if reader.word in CLOSING:
            reader.balanced()
        else:
            reader.take()


def _group(reader: Reader) -> list[Part]:
    """Return the parts of a group, and pass it."""
    parts: list[Part] = []
    reader.take("{")
    while reader.word != "}":
        if reader.word == ".":
            reader.take()
        elif reader.word in PASSING:
            parts.append(_clause(reader))
        elif reader.word == "{":
            parts.append(_braces(reader))
        else:
            parts += _statement(reader)
    reader.take("}")
    return parts


def _clause(reader: Reader) -> Part:
    """Return a part that opens with a keyword."""
    start, kind = reader.start, reader.word
    reader.take()
    if kind == "graph":
        reader.take()
        head = reader.since(start)
        inner = _group(reader)
        return Part(kind, reader.since(start), reader.line(start), None, head, tuple(inner))
    PASSING[kind](reader)
    return Part(kind, reader.since(start), reader.line(start))


def _braces(reader: Reader) -> Part:
    """Return a group in braces, or several joined by UNION."""
    start, line = reader.start, reader.line(reader.start)
    if _is_select(reader):
        inner = _sub_select(reader)
        if reader.word != "union":
            return Part("select", reader.since(start), line, None, "", tuple(inner))
    else:
        inner = _group(reader)
        if reader.word != "union":
            return Part("group", reader.since(start), line, None, "", tuple(inner))
    while reader.word == "union":
        reader.take()
        reader.balanced("{")
    return Part("union", reader.since(start), line)


def _sub_select(reader: Reader) -> list[Part]:
    """Return the parts that a sub-select has a row of if, and only if, they have; pass it."""
    reader.take("{")
    start = reader.start
    _head(reader)
    counts = "(" in reader.since(start)
    inner = _sub_select(reader) if _is_select(reader) else _group(reader)
    behind = reader.at
    narrowed = [*_tail(reader)]
    # Without rows there are no groups; what is counted over none at all is a row (section 11.2).
    groups = any(token.text.lower() == "group" for token in reader.tokens[behind : reader.at])
    reader.take("}")
    return [] if narrowed or (counts and not groups) else inner


def _constraint(reader: Reader) -> None:
    if reader.word == "(":
        reader.balanced()
        return
    while reader.word not in {"(", "{"}:
        reader.take()
    reader.balanced()


def _values(reader: Reader) -> None:
    if reader.word == "(":
        reader.balanced()
    else:
        reader.take()
    reader.balanced("{")


PASSING: dict[str, Callable[[Reader], None]] = {
    "filter": _constraint,
    "optional": lambda reader: reader.balanced("{"),
    "minus": lambda reader: reader.balanced("{"),
    "bind": lambda reader: reader.balanced("("),
    "values": _values,
    "graph": lambda reader: reader.balanced("{"),
}


# -- triples ------------------------------------------------------------------


def _statement(reader: Reader) -> Iterator[Part]:
    """Yield the triple patterns of a subject; one whose subject is in brackets as a whole."""
    start = reader.start
    if reader.word in CLOSING:
        reader.balanced()
        while reader.word not in {".", "}", "{", *PASSING}:
            reader.balanced() if reader.word in CLOSING else reader.take()
        text = reader.since(start)
        yield Part("triple", text, reader.line(start), (text, "", ""))
        return
    subject = _term(reader)
    while reader.word not in {".", "}", "{", *PASSING}:
        if reader.word == ";":
            reader.take()
            continue
        line = reader.line(reader.start)
        yield from _objects(reader, subject, _path(reader), line)


def _objects(reader: Reader, subject: str, path: str, line: int) -> Iterator[Part]:
    while True:
        value = _term(reader)
        yield Part("triple", f"{subject} {path} {value}", line, (subject, path, value))
        if reader.word != ",":
            return
        reader.take()
        line = reader.line(reader.start)


def _term(reader: Reader) -> str:
    start = reader.start
    if reader.word in CLOSING:
        reader.balanced()
        return reader.since(start)
    if reader.word in {"+", "-"}:
        reader.take()
    kind = reader.tokens[reader.at].kind
    if kind == "mark":
        raise ValueError(reader.word)
    reader.take()
    if kind == "string" and reader.tokens[reader.at].kind == "language":
        reader.take()
    elif kind == "string" and reader.word == "^":
        for _ in "^^.":
            reader.take()
    return reader.since(start)


def _path(reader: Reader) -> str:
    """Return a verb: a variable, a property or a path (SPARQL 1.1 section 9)."""
    start = reader.start
    while True:
        while reader.word in {"^", "!"}:
            reader.take()
        if reader.word == "(":
            reader.balanced()
        elif reader.tokens[reader.at].kind in {"variable", "name", "iri"} or reader.word == "a":
            reader.take()
        else:
            raise ValueError(reader.word)
        if reader.word in {"*", "+", "?"}:
            reader.take()
        if reader.word not in {"/", "|"}:
            return reader.since(start)
        reader.take()
