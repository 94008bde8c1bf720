"""Phrases that an explanation's text and its Markdown share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.explain.model import (
        Entailed,
        Evidence,
        Explanation,
        Mention,
        Passage,
        Premise,
        Source,
        Stated,
        Step,
    )

# A text may hold what a terminal would obey.
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
POSITIVE = "positive"


def plain(words: str) -> str:
    """Return words on one line, without signs that a terminal obeys."""
    return CONTROL.sub("\ufffd", re.sub(r"[ \t]*[\r\n]\s*|\t", " ", words))


def manner(evidence: Evidence) -> str:
    """Return how a source says something, and that it denies it where it does."""
    denied = evidence.polarity if evidence.polarity != POSITIVE else ""
    return ", ".join(part for part in (evidence.mode, evidence.stance, denied) if part)


def where(passage: Passage) -> str:
    """Return a passage's paragraph and characters."""
    paragraph = "paragraph not known" if passage.paragraph is None else f"p{passage.paragraph}"
    span = "" if passage.start is None else f" {passage.start}-{passage.end}"
    return paragraph + span


def step(link: Step) -> str:
    """Return who told whom, through what and when.

    >>> from kg.explain.model import Step
    >>> step(Step(("Tomas Lind",), ("Lyra",), ("Borealis Radio",)))
    'Tomas Lind to Lyra, through Borealis Radio'
    """
    told = f" to {', '.join(link.audience)}" if link.audience else ""
    through = f", through {', '.join(link.outlet)}" if link.outlet else ""
    when = f", {', '.join(link.when)}" if link.when else ""
    return f"{', '.join(link.speaker) or 'someone'}{told}{through}{when}"


def chain(steps: Iterable[Step]) -> str:
    """Return the steps of a chain, numbered from the first speaker on."""
    return "; ".join(f"{number}. {step(link)}" for number, link in enumerate(steps, start=1))


def source_parts(source: Source) -> list[tuple[str, str]]:
    """Return what is known of a source, each with its name."""
    parts = [
        ("title", source.title),
        ("publisher", source.publisher),
        ("published", source.published),
        ("url", source.url),
        ("license", source.license),
        ("origin", source.origin),
        ("facts", ", ".join(source.at)),
        ("text", source.text),
    ]
    return [(name, value) for name, value in parts if value]


def evidence_parts(evidence: Evidence) -> list[tuple[str, str]]:
    """Return what a report says, each with its name; its passage apart."""
    parts = [
        ("source", ", ".join((evidence.source, *evidence.at))),
        ("passage", where(evidence.passage)),
        ("manner", manner(evidence)),
        ("credited", ", ".join(evidence.credited)),
        ("via", ", ".join(evidence.via)),
        ("chain", chain(evidence.chain)),
        *((line.relation, line.what) for line in evidence.remarks),
    ]
    return [(name, value) for name, value in parts if value]


def stating(stated: Iterable[Stated]) -> str:
    """Return who states something and where."""
    return "; ".join(" ".join((one.source, *one.at)) for one in stated)


def rule(entailed: Entailed) -> str:
    """Return the rule that entails something."""
    if not entailed.rule:
        return "by no rule of this domain: load again to entail anew"
    return f"by {entailed.rule}" + (f": {entailed.title}" if entailed.title else "")


def premise(one: Premise) -> str:
    """Return a premise as a sentence, with who states it."""
    said = f"{one.subject}: {one.relation}: {one.what}"
    return f"{said}  [{stating(one.stated) or 'entailed'}]"


def mention(one: Mention) -> str:
    """Return a fact with its id, how it speaks of the thing explained, and where."""
    how = f"{one.relation}: " if one.relation else ""
    return f"{how}{one.name} ({one.id})  [{' '.join((one.source, *one.at))}]"


def counted(explanation: Explanation) -> str:
    """Return the heading over the facts of a document, or those that mention another thing."""
    if explanation.id.startswith("doc:"):
        return f"Facts ({explanation.mentions})"
    shown = len(explanation.mentioned_by)
    first = f", the first {shown}" if shown < explanation.mentions else ""
    return f"Mentioned by ({explanation.mentions}{first})"
