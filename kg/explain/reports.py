"""A fact's reports: on whose word, by which way, at which words of which text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import InputError
from kg.evidence import Text, read_source_text
from kg.explain.model import Context, Evidence, Passage, Step
from kg.places import places_of
from kg.terms import GRAPH_POSITIONS, ONTOLOGY, RDF_TYPE, TEXT_AT, said
from kg.wording import REPORTS, Line, hidden, in_words, local, relation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Quad, Store

    from kg.config import Settings

# More of a paragraph than this, on either side, is cut at a word.
SIDE = 600
TOLD = frozenset(
    {REPORTS, RDF_TYPE}
    | {
        NamedNode(ONTOLOGY + name)
        for name in (
            "inDocument", "atPassage", "creditedTo", "via", "mode", "stance", "polarity", "hasStep",
        )
    }
)  # fmt: skip
NO_TEXT = "not at hand: name it by `text:` under `source:` and load again"


def evidence_of(
    store: Store, settings: Settings, labels: Mapping[str, str], fact: NamedNode
) -> tuple[Evidence, ...]:
    """Return every report of a fact, of whichever source, in reading order."""
    reports = {
        q.subject
        for q in store.quads_for_pattern(None, REPORTS, fact)
        if isinstance(q.subject, NamedNode)
    }
    told = [report_of(store, settings, labels, report) for report in reports]
    return tuple(sorted(told, key=_reading_order))


def report_of(
    store: Store, settings: Settings, labels: Mapping[str, str], report: NamedNode
) -> Evidence:
    """Return one report in words."""
    names = settings.names
    document = next(iter(_objects(store, report, "inDocument")), None)
    source_id = local(document) if document is not None else ""

    def spoken(name: str) -> tuple[str, ...]:
        return _spoken(store, settings, report, name)

    return Evidence(
        iri=report.value,
        source=source_id,
        at=tuple(at for ats in places_of(store, names, report).values() for at in ats),
        mode=", ".join(spoken("mode")),
        stance=", ".join(spoken("stance")),
        polarity=", ".join(spoken("polarity")),
        credited=spoken("creditedTo"),
        via=spoken("via"),
        chain=_chain(store, settings, report),
        passage=_passage(store, settings, report, document),
        remarks=_remarks(store, settings, labels, report),
    )


def _reading_order(evidence: Evidence) -> tuple[str, int, int, str]:
    passage = evidence.passage
    return (evidence.source, passage.paragraph or 0, passage.start or 0, evidence.iri)


def _remarks(
    store: Store, settings: Settings, labels: Mapping[str, str], report: NamedNode
) -> tuple[Line, ...]:
    def known(quad: Quad) -> bool:
        return quad.predicate in TOLD or hidden(quad, settings.names)

    lines = {
        Line(
            relation(labels, q.predicate),
            in_words(store, q.object, settings.names),
            local(q.graph_name),
        )
        for q in store.quads_for_pattern(report, None, None)
        if not known(q)
    }
    return tuple(sorted(lines, key=lambda line: (line.relation, line.what)))


def _chain(store: Store, settings: Settings, report: NamedNode) -> tuple[Step, ...]:
    steps = set(_objects(store, report, "hasStep"))
    steps |= {
        q.subject
        for q in store.quads_for_pattern(None, NamedNode(f"{ONTOLOGY}stepOf"), report)
        if isinstance(q.subject, NamedNode)
    }
    ordered = sorted(steps, key=lambda s: (_number(store, s, "stepOrder") or 0, s.value))
    parts = ("stepSpeaker", "stepAudience", "stepOutlet", "hasTime")
    return tuple(Step(*(_spoken(store, settings, s, part) for part in parts)) for s in ordered)


# -- the passage and its text ------------------------------------------------------


def _passage(
    store: Store, settings: Settings, report: NamedNode, document: NamedNode | None
) -> Passage:
    node = next(iter(_objects(store, report, "atPassage")), None)
    if node is None or document is None:
        return Passage(None, None, None, "", None, "the report names no passage")
    paragraph, start, end = (
        _number(store, node, name) for name in ("paragraph", "charStart", "charEnd")
    )
    quote = next(iter(_spoken(store, settings, node, "exactText")), "")
    text = read_text(store, settings, document)
    if isinstance(text, str):
        return Passage(paragraph, start, end, quote, None, text)
    context = _context(text, paragraph, start, end)
    missing = "" if context else "holds no such passage: load the facts again"
    return Passage(paragraph, start, end, quote, context, missing)


def read_text(store: Store, settings: Settings, document: NamedNode) -> Text | str:
    """Return a document's text as it was loaded, or why it is not at hand and what to do."""
    graph = settings.names.graph(GRAPH_POSITIONS)
    kept = sorted(said(q.object) for q in store.quads_for_pattern(document, TEXT_AT, None, graph))
    if not kept:
        return NO_TEXT
    try:
        text = read_source_text(settings.folder / Path(kept[0]))
    except InputError:
        return f"not at hand: {kept[0]} cannot be read; put it back, or load again"
    digests = _spoken(store, settings, document, "sha256")
    if digests and text.sha256 not in digests:
        return f"changed: {kept[0]} is not what was loaded; put that back, or load again"
    return text


def _context(
    text: Text, paragraph: int | None, start: int | None, end: int | None
) -> Context | None:
    block = text.paragraph(paragraph) if paragraph is not None else None
    if block is None:
        return None
    if start is None or end is None:
        return Context("", text.content[block.start : block.end], "")
    if not block.start <= start < end <= block.end:
        return None
    before, after = text.content[block.start : start], text.content[end : block.end]
    if len(before) > SIDE:
        before = "... " + before[-SIDE:].partition(" ")[2]
    if len(after) > SIDE:
        after = after[:SIDE].rpartition(" ")[0] + " ..."
    return Context(before, text.content[start:end], after)


# -- terms ---------------------------------------------------------------------------


def _objects(store: Store, node: NamedNode, name: str) -> list[NamedNode]:
    quads = store.quads_for_pattern(node, NamedNode(ONTOLOGY + name), None)
    return sorted({q.object for q in quads if isinstance(q.object, NamedNode)}, key=str)


def _spoken(store: Store, settings: Settings, node: NamedNode, name: str) -> tuple[str, ...]:
    quads = store.quads_for_pattern(node, NamedNode(ONTOLOGY + name), None)
    return tuple(sorted({in_words(store, q.object, settings.names) for q in quads}))


def _number(store: Store, node: NamedNode, name: str) -> int | None:
    found = store.quads_for_pattern(node, NamedNode(ONTOLOGY + name), None)
    return next((int(said(q.object)) for q in found if said(q.object).isdecimal()), None)
