"""Checks that the program makes itself, reported as the shapes of SHACL are.

What each says, how grave it is and what to do stands with the shapes, as an
`f:Check` (shapes/whole-graph.ttl); here is only how it is found. One pass over
a source's triples each, with sets: pySHACL would ask SPARQL once a node.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kg.terms import FACTS, SHAPES
from kg.validation.dates import wrong_days, wrong_forms
from kg.validation.quotations import (
    doubtful_speakers,
    placeless_quotes,
    torn_paragraphs,
    torn_quotes,
)
from kg.validation.results import Result, distinct
from kg.validation.terms import (
    foreign_bases,
    foreign_terms,
    nameless,
    undeclared_classes,
    undeclared_properties,
    unknown_values,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kg.validation.scene import Found, Scene
    from kg.validation.shapes import Check

LOOKS: Mapping[str, Callable[[Scene], Iterator[Found]]] = {
    "S11-form": wrong_forms,
    "S11-days": wrong_days,
    "S37": torn_quotes,
    "S37-paragraph": torn_paragraphs,
    "S36-place": placeless_quotes,
    "S38": doubtful_speakers,
    "S43": nameless,
    "S43-base": foreign_bases,
    "S44": undeclared_properties,
    "S44-class": undeclared_classes,
    "S44-value": unknown_values,
    "S44-foreign": foreign_terms,
}
"""How each check looks, by the local name of its IRI."""

GAP = re.compile(r"\{\?(\w+)\}")


def check(scene: Scene, checks: Mapping[str, Check]) -> list[Result]:
    """Return what the checks find in one source, in the order of `validate`.

    `checks` are those that the files of shapes describe, by IRI; one that no
    file describes is not made.
    """
    return distinct(
        _result(found, checks[SHAPES + name], SHAPES + name)
        for name, look in LOOKS.items()
        if SHAPES + name in checks
        for found in look(scene)
    )


def _result(found: Found, check: Check, iri: str) -> Result:
    return Result(
        iri,
        check.code,
        check.severity,
        found.focus,
        found.path,
        found.value,
        _filled(check.message, found.words),
        found.mend or _filled(check.fix, found.words),
        f"{FACTS}Check",
    )


def _filled(text: str, words: Mapping[str, str]) -> str:
    return GAP.sub(lambda gap: words.get(gap[1], gap[0]), text)
