"""S36 to S38: direct quotes without their words, with torn marks, with a doubtful speaker.

Of marks, where the words are kept they are looked at; where the text is at hand, the
paragraph around them. Double marks only: a single one is also an apostrophe.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.terms import ONTOLOGY, VOCAB, said
from kg.validation.scene import Found, labels_of, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kg.evidence import Paragraph, Text
    from kg.rdflib_terms import Value
    from kg.validation.scene import Scene

CREDITED = f"{ONTOLOGY}creditedTo"
DIRECT = f"{VOCAB}mode-direct-quote"
OPENING, CLOSING, EITHER = "\u201e\u00ab", "\u201d\u00bb", '\u201c"'
"""Marks that open a speech, that close one, and that do either (German closes with U+201C)."""
LOOKED_AT = frozenset(
    ONTOLOGY + name
    for name in (
        *("exactText", "paragraph", "charStart", "charEnd", "mode", "atPassage", "reports"),
        *("issuedBy", "hasStep", "stepSpeaker", "addressedTo", "targets", "creditedTo"),
    )
)
"""The properties without which none of these checks finds anything."""
UNOPENED = "closes a speech that none opens"
UNCLOSED = "opens a speech that none closes"


def torn_quotes(scene: Scene) -> Iterator[Found]:
    """Yield the kept words of direct quotes in which a mark lacks its partner."""
    exact = values_of(scene, f"{ONTOLOGY}exactText")
    for passage in sorted(_quoted(scene)):
        for value in exact.get(passage, ()):
            _, lone = pairs(said(value))
            if lone:
                how = UNOPENED if min(lone.values()) else UNCLOSED
                yield Found(passage, f"{ONTOLOGY}exactText", value, {"how": how})


def torn_paragraphs(scene: Scene) -> Iterator[Found]:
    """Yield direct quotes outside any whole pair of marks, in a paragraph with a lone one."""
    if scene.text is None:
        return
    numbers, starts, ends = (
        values_of(scene, ONTOLOGY + name) for name in ("paragraph", "charStart", "charEnd")
    )
    for passage, reports in sorted(_quoted(scene).items()):
        block = _block(scene.text, numbers.get(passage, []))
        if block is None:
            continue
        span = (*map(_number, starts.get(passage, [])), *map(_number, ends.get(passage, [])))
        how = _torn(scene.text, block, span if len(span) == 2 else (block.start, block.end))  # noqa: PLR2004 a start and an end
        if how:
            words = {"paragraph": str(block.number), "how": how}
            yield Found(reports[0], f"{ONTOLOGY}atPassage", NamedNode(passage), words)


def placeless_quotes(scene: Scene) -> Iterator[Found]:
    """Yield the direct quotes of which neither the words nor the characters are given."""
    given = {
        node for name in ("exactText", "charStart") for node in values_of(scene, ONTOLOGY + name)
    }
    for passage, reports in sorted(_quoted(scene).items()):
        if passage not in given:
            yield from (Found(one, f"{ONTOLOGY}atPassage", NamedNode(passage)) for one in reports)


def doubtful_speakers(scene: Scene) -> Iterator[Found]:
    """Yield whom a report credits with an act that is only said to them or against them.

    Who is the grammatical object of a sentence is not known here; who did not
    issue the act, passed nothing on, and is addressed or attacked in it, is.
    """
    doubtful = list(_doubtful(scene))
    named = labels_of(scene, {said(term) for _, who, act in doubtful for term in (who, act)})
    for report, who, act in doubtful:
        words = {"who": named[said(who)], "label": named[said(act)]}
        yield Found(report, CREDITED, who, words)


def _doubtful(scene: Scene) -> Iterator[tuple[str, Value, Value]]:
    """Yield reports, whom they credit, and the act that those only hear."""
    said_by, told, steps, speakers, addressed, targets = (
        values_of(scene, ONTOLOGY + name)
        for name in ("issuedBy", "reports", "hasStep", "stepSpeaker", "addressedTo", "targets")
    )
    for report, credited in values_of(scene, CREDITED).items():
        passing = [who for step in steps.get(report, ()) for who in speakers.get(said(step), ())]
        for act in told.get(report, ()):
            speaking = {*said_by.get(said(act), ()), *passing}
            hearing = {*addressed.get(said(act), ()), *targets.get(said(act), ())}
            yield from ((report, who, act) for who in credited if who in hearing - speaking)


def pairs(words: str) -> tuple[list[tuple[int, int]], dict[int, bool]]:
    """Return where speeches open and close, and each lone mark with whether it closes one.

    >>> pairs('He said "no" and "never')
    ([(8, 11)], {17: False})
    """
    found: list[tuple[int, int]] = []
    lone: dict[int, bool] = {}
    opened: list[int] = []
    for at, mark in enumerate(words):
        if mark in OPENING or (mark in EITHER and not _closes(words, opened, mark)):
            opened.append(at)
        elif mark in CLOSING + EITHER:
            if opened:
                found.append((opened.pop(), at))
            else:
                lone[at] = True
    return found, lone | dict.fromkeys(opened, False)


def _closes(words: str, opened: list[int], mark: str) -> bool:
    """Return whether a mark that may do either closes the speech that is open."""
    partner = '"' if mark == '"' else "\u201e"
    return bool(opened) and words[opened[-1]] == partner


def _torn(text: Text, block: Paragraph, span: tuple[int, int]) -> str:
    """Return what is wrong with the marks around a span; nothing where they are whole.

    A speech that goes on in the next paragraph is left open by custom, where
    that paragraph opens with a mark again.
    """
    whole, lone = pairs(text.content[block.start : block.end])
    start, end = span[0] - block.start, span[1] - block.start
    if any(first <= start and end <= last + 1 for first, last in whole):
        return ""
    following = text.paragraph(block.number + 1)
    goes_on = following and text.content[following.start] in OPENING + EITHER
    marks = [closes for closes in lone.values() if closes or not goes_on]
    return "" if not marks else UNOPENED if marks[0] else UNCLOSED


def _quoted(scene: Scene) -> dict[str, list[str]]:
    """Return the passages of direct quotes, each with the reports that cite it."""
    modes = values_of(scene, f"{ONTOLOGY}mode")
    found: dict[str, list[str]] = defaultdict(list)
    for report, passages in values_of(scene, f"{ONTOLOGY}atPassage").items():
        if any(said(mode) == DIRECT for mode in modes.get(report, ())):
            for passage in passages:
                found[said(passage)].append(report)
    return {passage: sorted(reports) for passage, reports in found.items()}


def _block(text: Text, numbers: Sequence[Value]) -> Paragraph | None:
    return text.paragraph(_number(numbers[0])) if numbers else None


def _number(value: object) -> int:
    digits = value.value if isinstance(value, Literal) else ""
    return int(digits) if digits.isdecimal() else 0
