"""Plain sources -> drafts: a source's statements as text, or the long way for what is unusual."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.bulk.lines import Plain, PlainSource, Unusual
from kg.bulk.scribe import Scribe
from kg.bulk.whom import Registers, Whom
from kg.errors import InputError, Position
from kg.evidence import Text, read_source_text
from kg.facts.model import Entry, Mapping, Scalar, Sequence
from kg.mapped import declared
from kg.places import seen_from
from kg.register import OF_TENURES, Days, Named, Tenure, make_layer, tenures_of
from kg.sources import SOURCE_ID
from kg.terms import AT, GRAPH_POSITIONS, ONTOLOGY, RESERVED_GRAPHS, TEXT_AT
from kg.triples import days_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.bulk.kinds import Kinds
    from kg.facts.model import Value

NOWHERE = Position("")
TELLING = frozenset(f"<{iri}>" for iri in OF_TENURES)
"""The verbs of statements that tell of a tenure."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What one source says: its statements in N-Triples, without their final dots.

    `nodes` are the things that it describes, by line; `uses` the register's
    entries that it names; `away` the facts of other sources that it speaks of.
    """

    source_id: str
    statements: tuple[str, ...]
    nodes: dict[str, int]
    uses: frozenset[NamedNode]
    away: frozenset[str]
    text: Text | None = None

    def saying(self, statements: tuple[str, ...]) -> Draft:
        """Return the draft with other statements."""
        return replace(self, statements=statements)

    def quads(self, graph: str) -> str:
        """Return the source's named graph as N-Quads."""
        end = f" {graph} .\n"
        return end.join(self.statements) + end


@dataclass(frozen=True, slots=True)
class Drafting:
    """What sources are drafted with; relative paths of texts start in `folder`."""

    kinds: Kinds
    registers: Registers
    folder: Path

    def draft(self, source: PlainSource) -> Draft:
        """Return what a source says; raises `Unusual` where the long way must decide."""
        head, source_id = source.head, source.head.get("id")
        if not isinstance(source_id, str) or not SOURCE_ID.fullmatch(source_id):
            raise Unusual
        if source_id in RESERVED_GRAPHS:
            raise Unusual
        text = self._text(head)
        pairs = self._declared(source)
        whom = Whom(self.registers, make_layer(who for _, who in pairs))
        scribe = Scribe(self.kinds, whom, source_id, text, source.lines[0][0])
        self._document(scribe, head)
        published = whom.day = _days(head)
        lines = [number for number, _ in source.lines if number not in {*source.at}][1:]
        for (node, who), line in zip(pairs, lines, strict=True):
            scribe.line = line
            scribe.node(self.kinds.of(who.cls), node, None, None, iri=str(who.iri))
        if pairs:
            whom.declare(make_layer((who for _, who in pairs), _tenures(scribe.statements)))
        for fact, line in zip(source.facts, source.at, strict=True):
            scribe.line = line
            self._fact(scribe, fact, published)
        return self._finished(scribe)

    def _text(self, head: Plain) -> Text | None:
        written = head.get("text")
        if written is None:
            return None
        try:
            return read_source_text(self.folder / str(written))
        except InputError:
            raise Unusual from None

    def _declared(self, source: PlainSource) -> list[tuple[Plain, Named]]:
        if not source.actors:
            return []
        kinds, models = self.kinds, [_model(actor) for actor in source.actors]
        mappings = [model for model in models if isinstance(model, Mapping)]
        pairs, wrong = declared(mappings, kinds.ontology, kinds.names, source.id)
        if wrong:
            raise Unusual
        return [(plain, who) for plain, (_, who) in zip(source.actors, pairs, strict=True)]

    def _document(self, scribe: Scribe, head: Plain) -> None:
        kind = self.kinds.of(self.kinds.ontology.by_iri[f"{ONTOLOGY}SourceDocument"])
        rest = {name: value for name, value in head.items() if name not in {"id", "text"}}
        scribe.node(kind, rest, None, None, iri=scribe.document)
        if scribe.text is None:
            return
        if "sha256" not in head:
            hashed = f'"{scribe.text.sha256}"'
            scribe.statements[f"{scribe.document} <{ONTOLOGY}sha256> {hashed}"] = None
        elif head["sha256"] != scribe.text.sha256:
            raise Unusual

    def _fact(self, scribe: Scribe, fact: Plain, published: Days | None) -> None:
        name = fact.get("type")
        cls = self.kinds.facts.get(name) if isinstance(name, str) else None
        if cls is None:
            raise Unusual
        scribe.whom.day = _days(fact, "when") or published
        scribe.node(self.kinds.of(cls), fact, None, None)

    def _finished(self, scribe: Scribe) -> Draft:
        uses = scribe.whom.uses
        for reference in scribe.references:
            known = (reference in self.registers.described(iri) for iri in uses)
            if reference not in scribe.nodes and not any(known):
                raise Unusual
        own = frozenset(i for i in uses if self.registers.shown(i) not in scribe.nodes)
        return Draft(
            scribe.source_id,
            tuple(scribe.statements),
            scribe.nodes,
            own,
            frozenset(scribe.away),
            scribe.text,
        )


def _tenures(statements: Iterable[str]) -> list[Tenure]:
    some = [told for told in statements if told.split(" ", 2)[1] in TELLING]
    told = parse("".join(f"{statement} .\n" for statement in some), RdfFormat.N_TRIPLES)
    return tenures_of(quad.triple for quad in told)


def _days(node: Plain, key: str = "published") -> Days | None:
    written = node.get(key)
    return days_of(Scalar(written, NOWHERE)) if isinstance(written, str) else None


def _model(value: Any) -> Value:  # noqa: ANN401 - what JSON may hold
    if isinstance(value, dict):
        entries = (Entry(name, _model(inner), NOWHERE) for name, inner in value.items())
        return Mapping(tuple(entries), NOWHERE)
    if isinstance(value, list):
        return Sequence(tuple(map(_model, value)), NOWHERE)
    return Scalar(str(value), NOWHERE)


def positions(draft: Draft, kinds: Kinds, path: str, folder: Path) -> str:
    """Return, as N-Quads, where each thing of a draft stands: at the line of its record.

    Places are told as they are seen from a folder.
    """
    graph = kinds.names.graph(GRAPH_POSITIONS)
    file = str(Literal(seen_from(path, folder)))[:-1]
    told = [f'{node} {AT} {file}:{line}" {graph} .\n' for node, line in draft.nodes.items()]
    if draft.text is not None:
        document, text = kinds.names.document(draft.source_id), seen_from(draft.text.path, folder)
        told.append(f"{document} {TEXT_AT} {Literal(text)} {graph} .\n")
    return "".join(told)
