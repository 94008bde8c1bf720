"""A rule put to the ontology: what its query finds, told as findings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, QuerySolutions

from kg.errors import Finding, InputError, Position
from kg.terms import PREF_LABEL, RDFS_LABEL, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import QuerySolution, Store

    from kg.lint.reading import Ground
    from kg.lint.rules import Rule
    from kg.turtle import Places

NAMING = (RDFS_LABEL, PREF_LABEL)


SLOT = re.compile(r"\{(term|other|value)\}")


@dataclass(frozen=True, slots=True)
class Hit:
    """One row of a rule's query, as texts; empty where the row has none."""

    term: str
    other: str = ""
    value: str = ""
    within: str = ""
    at: str = ""


def apply_rule(rule: Rule, ground: Ground) -> Iterator[Hit]:
    """Yield what a rule finds, but for its exceptions.

    Raises `InputError` `lint-rule` where its query is no SELECT of `?term`.
    """
    foreign = rule.terms == "foreign"
    for row in _rows(rule, ground.store):
        hit = Hit(*(_text(row, name) for name in ("term", "other", "value", "in", "at")))
        if ground.owns(hit.term) == foreign or ground.curie(hit.term) in rule.exceptions:
            continue
        yield hit


def tell(rule: Rule, hit: Hit, ground: Ground, places: Places) -> Finding:
    """Return a hit as a finding at its line."""
    subject = hit.within or hit.term
    spoken = {
        "term": spell(ground, hit.term),
        "other": spell(ground, hit.other),
        "value": hit.value,
    }
    message = SLOT.sub(lambda slot: spoken[slot[1]], rule.message)
    at = places.get(subject, {})
    place = at.get(hit.at or subject) or at.get("") or Position(str(ground.paths[-1]))
    return Finding(
        *(place, rule.severity, rule.name, message, rule.mend),
        focus=hit.term,
        path=hit.at,
        value=hit.value,
    )


def spell(ground: Ground, iri: str) -> str:
    """Return a term as people and files write it: its label, and its prefixed name."""
    if not iri:
        return ""
    curie = ground.curie(iri)
    for predicate in NAMING:
        quads = ground.store.quads_for_pattern(NamedNode(iri), predicate, None)
        if label := min((said(quad.object) for quad in quads), default="").strip():
            return f"{' '.join(label.split())} ({curie})"
    return curie


def _rows(rule: Rule, store: Store) -> Iterator[QuerySolution]:
    try:
        found = store.query(rule.sparql)
    except SyntaxError as error:
        raise _broken(rule, f"no SPARQL at {_where(error)}") from error
    if not isinstance(found, QuerySolutions) or "term" not in [v.value for v in found.variables]:
        raise _broken(rule, "no SELECT of ?term")
    return (row for row in found if isinstance(row["term"], NamedNode))


def _text(row: QuerySolution, name: str) -> str:
    try:
        value = row[name]
    except KeyError:
        return ""
    return "" if value is None else said(value)


def _where(error: SyntaxError) -> str:
    return str(error.msg).removeprefix("error at ").split(": ")[0]


def _broken(rule: Rule, what: str) -> InputError:
    at = Position(str(rule.path))
    return InputError(f"the rule is {what}", position=at, code="lint-rule", mend="mend its query")
