"""RDF -> sources: what `kg export` wrote loads back to the same graph.

N-Quads, TriG and JSON-LD keep their graphs; Turtle, N-Triples and RDF/XML have
none and need the source's id. Entailed triples are left out: they are made
anew. Nothing is fetched, and no entity is expanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import DataError, Finding, InputError, Position, UsageError
from kg.facts.text import too_deep
from kg.identity import decisions_of
from kg.lexical import literal
from kg.mapped import Mapped
from kg.sources import SOURCE_ID
from kg.terms import GRAPH_DECISIONS, GRAPH_ENTAILED, GRAPH_REGISTER, RESERVED_GRAPHS, Names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pyoxigraph import Quad

    from kg.identity import Decision
    from kg.inputs import Input

FORMATS = {
    "nq": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
WITH_GRAPHS = frozenset({"nq", "trig", "jsonld"})
MAX_DEPTH = 500
"""Brackets within each other: the engine's parsers end the process far beyond."""

BRACKET = re.compile(r'"(?:[^"\\\r\n]|\\.)*"|[\[({]|[\])}]|<<')


@dataclass(frozen=True, slots=True)
class Carried:
    """What comes along with sources: triples of a register, and decisions on who is who."""

    register: frozenset[Triple] = frozenset()
    decisions: tuple[Decision, ...] = ()


def read_rdf(
    one: Input, names: Names, source_id: str | None
) -> tuple[list[Mapped], Carried, list[Finding]]:
    """Return an input's sources by id, what came along with them, and what is refused.

    Raises `InputError` where it cannot be read or is not of its format, and
    `UsageError` where a format without graphs comes without a source id.
    """
    kind = one.rdf or ""
    if kind not in WITH_GRAPHS and source_id is None:
        message = f"{one.name}: .{kind} has no graphs, so the source must be named"
        raise UsageError(message, code="source-needed", mend="add --source ID")
    at = Position(one.name)
    graphs: dict[str, dict[Triple, Position]] = {}
    findings: list[Finding] = []
    for quad in _parse(one, kind):
        name = source_id if kind not in WITH_GRAPHS else _graph(quad, names)
        triple = quad.triple
        if not name or not _plain(triple):
            message = f"not of a source, or with a blank node or a triple term: {triple}"
            mend = f"name everything, in graphs under {names.graph('').value}"
            findings.append(Finding(at, "error", "foreign-graph", message, mend))
        else:
            findings += _ill_typed(triple, at)
            graphs.setdefault(name, {})[triple] = at
    decisions: list[Decision] = []
    try:
        decisions = decisions_of(graphs.get(GRAPH_DECISIONS, {}), names, one.name)
    except DataError as error:
        findings += error.findings
    carried = Carried(frozenset(graphs.get(GRAPH_REGISTER, {})), tuple(decisions))
    sources = [
        Mapped(name, one.name, triples, _nodes(triples), frozenset(), (), ())
        for name, triples in sorted(graphs.items())
        if name not in RESERVED_GRAPHS
    ]
    return sources, carried, findings


def _ill_typed(triple: Triple, at: Position) -> Iterable[Finding]:
    """Yield a finding where a literal's text is none of its datatype."""
    value = triple.object
    if not isinstance(value, Literal):
        return
    try:
        literal(value.value, value.datatype.value)
    except ValueError as error:
        message = f"{error}: {triple}"
        yield Finding(at, "error", "bad-value", message, "write it as its datatype asks")


def _parse(one: Input, kind: str) -> Iterable[Quad]:
    try:
        yield from parse(_text(one, kind), format=FORMATS[kind])
    except SyntaxError as error:
        where = Position(one.name, error.lineno or 0, error.offset or 0)
        mend = "mend the line, or name the file by its format"
        raise InputError(str(error.msg), position=where, code="syntax", mend=mend) from error


def _text(one: Input, kind: str) -> str:
    """Return the text of an input; raises `InputError` for what its parser must not see."""
    text, at = one.text(), Position(one.name)
    if kind == "rdf" and "<!" in re.sub(r"<!--.*?-->|<!\[CDATA\[", "", text, flags=re.DOTALL):
        message, mend = "a DOCTYPE or an entity is declared here", "write the values out"
        raise InputError(message, position=at, code="doctype", mend=mend)
    if kind != "rdf" and _depth(text) > MAX_DEPTH:
        raise too_deep(at, MAX_DEPTH)
    return text


def _depth(text: str) -> int:
    """Return how deep brackets stand within each other, where there are many at all."""
    if text.count("[") + text.count("(") + text.count("{") + text.count("<<") <= MAX_DEPTH:
        return 0
    depth = deepest = 0
    for found in BRACKET.finditer(text):
        depth += (found[0] in "[({" or found[0] == "<<") - (found[0] in "])}" and depth > 0)
        deepest = max(deepest, depth)
    return deepest


def _graph(quad: Quad, names: Names) -> str:
    """Return the id of the source that a quad's graph is of; nothing for another graph."""
    base = names.graph("").value
    if not isinstance(quad.graph_name, NamedNode) or not quad.graph_name.value.startswith(base):
        return ""
    name = quad.graph_name.value.removeprefix(base)
    return name if SOURCE_ID.fullmatch(name) or name == GRAPH_ENTAILED else ""


def _plain(triple: Triple) -> bool:
    return isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal)


def _nodes(triples: dict[Triple, Position]) -> dict[NamedNode, Position]:
    return {t.subject: at for t, at in triples.items() if isinstance(t.subject, NamedNode)}
