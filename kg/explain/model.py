"""What an explanation says; its JSON has these names, in this order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.explain.text import text_lines

if TYPE_CHECKING:
    from kg.wording import Line


@dataclass(frozen=True, slots=True)
class Stated:
    """Who states a thing, a source's id or `register`, and at which file:line:column."""

    source: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A link of the chain by which words came to the source, the first speaker first."""

    speaker: tuple[str, ...]
    audience: tuple[str, ...]
    outlet: tuple[str, ...]
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """The paragraph around a passage, cut in three."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Where in a source's text something stands; numbers are None where not known.

    `quote` is the words that the graph keeps, empty for a span. `context` is
    read from the text, or None, and then `missing` says why and what to do.
    """

    paragraph: int | None
    start: int | None
    end: int | None
    quote: str
    context: Context | None
    missing: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """One report: a source says so, in some manner, on someone's word, at a passage.

    `remarks` are what else the report says, such as what its date rests on.
    """

    iri: str
    source: str
    at: tuple[str, ...]
    mode: str
    stance: str
    polarity: str
    credited: tuple[str, ...]
    via: tuple[str, ...]
    chain: tuple[Step, ...]
    passage: Passage
    remarks: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A source's document; what it does not say is empty."""

    id: str
    title: str
    publisher: str
    published: str
    url: str
    license: str
    origin: str
    text: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Premise:
    """One triple that an entailment rests on, in words, and who states it.

    `entailed` explains it where it is itself entailed.
    """

    subject: str
    relation: str
    what: str
    stated: tuple[Stated, ...]
    entailed: Entailed | None


@dataclass(frozen=True, slots=True)
class Entailed:
    """An entailed triple, in words, with the rule that gives it and what that needs.

    `rule` is empty where no rule of the domain gives it now; `because` is
    empty where the rule needs too much to tell.
    """

    subject: str
    relation: str
    what: str
    rule: str
    title: str
    because: tuple[Premise, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A fact that speaks of the thing explained.

    `relation` names the properties by which it does so; it is empty where it
    does so by something that it is made of.
    """

    id: str
    name: str
    relation: str
    source: str
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why the graph holds a thing.

    `evidence` is a fact's, `rests_on_it` the facts that speak of it; for
    anything else `mentions` counts the facts that speak of it, and
    `mentioned_by` lists the first. A document has its facts in `mentioned_by`.
    """

    iri: str
    id: str
    name: str
    kind: str
    stated: tuple[Stated, ...]
    names: tuple[Line, ...]
    statements: tuple[Line, ...]
    entailed: tuple[Entailed, ...]
    evidence: tuple[Evidence, ...]
    sources: tuple[Source, ...]
    rests_on_it: tuple[Mention, ...]
    mentions: int
    mentioned_by: tuple[Mention, ...]

    def __str__(self) -> str:
        """Return it as text for a terminal."""
        return "\n".join(text_lines(self))
