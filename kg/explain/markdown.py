"""An explanation as Markdown to paste into a note, the passage bold in a block quote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.explain import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.explain.model import Entailed, Evidence, Explanation, Source

SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def markdown_lines(explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines of Markdown."""
    yield f"# {_text(explanation.name)}"
    yield ""
    kind = f"{_text(explanation.kind)}, " if explanation.kind else ""
    yield f"{kind}`{explanation.id}`, <{explanation.iri}>"
    stated = (f"- stated by {_text(phrases.stating([one]))}" for one in explanation.stated)
    yield from _block(stated)
    lines = [*explanation.names, *explanation.statements]
    said = (f"- {line.relation}: **{_text(line.what)}** ({_text(line.source)})" for line in lines)
    yield from _section("Said", said)
    entailed = (line for one in explanation.entailed for line in _entailed(one))
    yield from _section("Entailed", entailed)
    yield from _section("Evidence", _evidence(explanation))
    yield from _section("Sources", (line for s in explanation.sources for line in _source(s)))
    rests = (f"- {_text(phrases.mention(one))}" for one in explanation.rests_on_it)
    yield from _section("Facts that speak of it", rests)
    mentions = (f"- {_text(phrases.mention(one))}" for one in explanation.mentioned_by)
    yield from _section(phrases.counted(explanation), mentions)


def _text(words: str) -> str:
    """Return words on one line that Markdown shows as they are."""
    return SPECIAL.sub(r"\\\1", phrases.plain(words))


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield lines under a heading; nothing where there are none."""
    for number, line in enumerate(lines):
        if number == 0:
            yield from ("", f"## {title}", "")
        yield line


def _block(lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield from lines


def _entailed(one: Entailed, indent: str = "") -> Iterator[str]:
    yield f"{indent}- {one.relation}: **{_text(one.what)}**, {_text(phrases.rule(one))}"
    for premise in one.because:
        yield f"{indent}  - {_text(phrases.premise(premise))}"
        if premise.entailed is not None:
            yield from _entailed(premise.entailed, f"{indent}    ")


def _source(source: Source) -> Iterator[str]:
    yield f"- **{_text(source.id)}**"
    for name, value in phrases.source_parts(source):
        yield f"  - {name}: {_text(value)}"


def _evidence(explanation: Explanation) -> Iterator[str]:
    sources = {source.id: source for source in explanation.sources}
    for number, one in enumerate(explanation.evidence):
        if number:
            yield ""
        yield from _quotation(one, sources.get(one.source))
        for name, value in phrases.evidence_parts(one):
            yield f"- {name}: {_text(value)}"
        if one.passage.missing:
            yield f"- text: {_text(one.passage.missing)}"


def _quotation(evidence: Evidence, source: Source | None) -> Iterator[str]:
    """Yield the passage in its paragraph, or the words that are kept, and whose they are."""
    passage, context = evidence.passage, evidence.passage.context
    if context is not None:
        words = _bold(context.before, context.words, context.after)
    elif passage.quote:
        words = _bold("", passage.quote, "")
    else:
        return
    by = (source.publisher or source.title, source.published) if source else ()
    signed = ", ".join(part for part in (*by, phrases.where(passage)) if part)
    yield from (f"> {words}", ">", f"> ({_text(signed)})", "")


def _bold(before: str, words: str, after: str) -> str:
    """Return a passage with its middle bold: the stars must touch its words."""
    middle = _text(words)
    led, ended = middle[: len(middle) - len(middle.lstrip())], middle[len(middle.rstrip()) :]
    return f"{_text(before)}{led}**{middle.strip()}**{ended}{_text(after)}".strip()
