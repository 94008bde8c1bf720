"""An explanation as text: 100 columns, the passage between >> and <<."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from kg.explain import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.explain.model import Entailed, Evidence, Explanation

WIDTH = 100


def text_lines(explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines of text."""
    yield f"{explanation.name} ({explanation.kind})" if explanation.kind else explanation.name
    yield f"{explanation.id} <{explanation.iri}>"
    stated = [("stated by", phrases.stating([one])) for one in explanation.stated]
    yield from _pairs(stated)
    named = [(line.relation, f"{line.what}  [{line.source}]") for line in explanation.names]
    yield from _section("Names", _pairs(named))
    said = [(line.relation, f"{line.what}  [{line.source}]") for line in explanation.statements]
    yield from _section("Said", _pairs(said))
    yield from _section("Entailed", _entailed(explanation.entailed, "  "))
    for number, evidence in enumerate(explanation.evidence, start=1):
        title = f"Evidence {number} of {len(explanation.evidence)}"
        yield from _section(title, _evidence(evidence))
    for source in explanation.sources:
        yield from _section(f"Source {source.id}", _pairs(phrases.source_parts(source)))
    rests = (f"  {phrases.mention(one)}" for one in explanation.rests_on_it)
    yield from _section("Facts that speak of it", rests)
    mentions = (f"  {phrases.mention(one)}" for one in explanation.mentioned_by)
    yield from _section(phrases.counted(explanation), mentions)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines under a title; nothing where there are none."""
    for number, line in enumerate(lines):
        if number == 0:
            yield ""
            yield title
        yield line


def _pairs(pairs: Sequence[tuple[str, str]]) -> Iterator[str]:
    width = max((len(name) for name, _ in pairs), default=0)
    for name, value in pairs:
        yield f"  {name:<{width}}  {phrases.plain(value)}"


def _entailed(found: Sequence[Entailed], indent: str) -> Iterator[str]:
    width = max((len(one.relation) for one in found), default=0)
    for one in found:
        yield f"{indent}{one.relation:<{width}}  {phrases.plain(one.what)}"
        yield from _reasons(one, f"{indent}  ")


def _reasons(entailed: Entailed, indent: str) -> Iterator[str]:
    yield f"{indent}{phrases.rule(entailed)}"
    for one in entailed.because:
        yield f"{indent}  {phrases.plain(phrases.premise(one))}"
        if one.entailed is not None:
            yield from _reasons(one.entailed, f"{indent}    ")


def _evidence(evidence: Evidence) -> Iterator[str]:
    passage = evidence.passage
    parts = phrases.evidence_parts(evidence)
    if passage.quote and passage.context is None:
        parts.append(("quote", f'"{passage.quote}"'))
    if passage.missing:
        parts.append(("text", passage.missing))
    yield from _pairs(parts)
    if passage.context is not None:
        context = passage.context
        marked = f"{context.before}>>{context.words}<<{context.after}"
        yield from textwrap.wrap(
            phrases.plain(marked),
            WIDTH,
            initial_indent="    ",
            subsequent_indent="    ",
            break_long_words=False,
            break_on_hyphens=False,
        )
