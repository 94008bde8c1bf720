"""Which part of a query leaves nothing: the first beginning of it without a solution."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.emptiness.groups import Body, Part, one_line, read_body, written
from kg.emptiness.phrases import counted
from kg.emptiness.trying import MOST, Trial, cell

if TYPE_CHECKING:
    from collections.abc import Sequence

PROBES = 8
"""Beginnings that one query tries at most."""
MARKS = 300
"""Marks between patterns that one query holds at most; the policy refuses more than 500."""
STEP = "kgStep"


@dataclass(frozen=True, slots=True)
class Emptied:
    """The part that left nothing, all that stands before it, and the graph it is asked of."""

    part: Part
    before: tuple[Part, ...]
    head: str = ""


def emptied(trial: Trial, body: Body) -> Emptied | None:
    """Return the first part of a query without which it would have rows up to there.

    None where all parts together have rows. The search goes into groups in braces, and
    into a sub-select with which the query begins.
    """
    found = _first_empty(trial, body, (), body.parts)
    while found is not None and found.part.inner:
        part = found.part
        if part.kind == "select" and found.before:
            return found
        inner = _first_empty(trial, body, found.before, part.inner, part.head)
        if inner is None:
            return found
        within = [_group(part.head, inner.before)] if inner.before else []
        found = Emptied(inner.part, (*found.before, *within), part.head or found.head)
    return found


def has_rows(trial: Trial, sparql: str) -> bool:
    """Return whether what a SELECT's rows come from has a solution; the first one will do."""
    body = read_body(sparql)
    if body is None:
        return bool(trial.ask(sparql, 1).rows)
    return not body.parts or _has_rows(trial, body, [body.parts])[0]


def tell(trial: Trial, body: Body, found: Emptied) -> str:
    """Return what left nothing, in a sentence with its line, and how many rows were there."""
    shown = f"line {found.part.line}: `{one_line(found.part.text)}`"
    if found.part.triple and not _alone(trial, body, found):
        chosen = f"`{found.head}`" if found.head else "the graphs of FROM"
        place = chosen if found.head or body.dataset else "the graph"
        return f"{shown} matches nothing in {place}"
    if not found.before:
        return f"{shown} gives nothing"
    many = _before(trial, body, found)
    rows = f"more than {MOST:,} rows" if many > MOST else counted(many, "row")
    return f"{shown} leaves nothing: {rows} before it"


def _first_empty(
    trial: Trial, body: Body, before: Sequence[Part], parts: Sequence[Part], head: str | None = None
) -> Emptied | None:
    """Return the first of some parts behind which there is nothing left.

    `head` is not None where the parts stand in a group of their own.
    """
    ordered = sorted(parts, key=lambda part: part.kind == "filter")

    def begun(count: int) -> tuple[Part, ...]:
        own = tuple(ordered[:count])
        return (*before, *own) if head is None else (*before, _group(head, own))

    low, high = 0, len(ordered)
    if high == 0 or _has_rows(trial, body, [begun(high)])[0]:
        return None
    while high - low > 1:
        counts = _between(low, high, written(begun(high)))
        for count, rows in zip(
            counts, _has_rows(trial, body, [begun(c) for c in counts]), strict=True
        ):
            if rows:
                low = max(low, count)
            else:
                high = min(high, count)
    own = tuple(ordered[: high - 1])
    return Emptied(ordered[high - 1], own if head is not None else (*before, *own))


def _between(low: int, high: int, text: str) -> list[int]:
    """Return the lengths of beginnings to try next, as many as one query can hold."""
    marks = 1 + sum(text.count(mark) for mark in ".;/,")
    most = 1 if "_:" in text else PROBES  # A blank node's label may stand in one group only.
    probes = max(1, min(most, MARKS // marks, high - low - 1))
    return sorted({low + (high - low) * n // (probes + 1) for n in range(1, probes + 1)} - {low})


def _has_rows(trial: Trial, body: Body, begun: Sequence[Sequence[Part]]) -> list[bool]:
    """Return of each beginning whether it has a solution."""
    tried = " UNION ".join(
        f"{{ SELECT ({n} AS ?{STEP}) WHERE {{ {written(parts)}\n}} LIMIT 1 }}"
        for n, parts in enumerate(begun)
    )
    sparql = f"{body.prologue}\nSELECT ?{STEP} {body.dataset} WHERE {{ {tried} }}"
    answer = trial.ask(sparql)
    found = {cell(answer, row, STEP) for row in range(len(answer.rows))}
    return [str(n) in found for n in range(len(begun))]


def _before(trial: Trial, body: Body, found: Emptied) -> int:
    """Return how many rows were there before a part, one more than `MOST` at most."""
    rows = f"SELECT * WHERE {{ {written(found.before)}\n}} LIMIT {MOST + 1}"
    selected = f"SELECT (COUNT(*) AS ?{STEP}) {body.dataset} WHERE {{ {rows} }}"
    return int(cell(trial.ask(f"{body.prologue}\n{selected}"), 0, STEP))


def _alone(trial: Trial, body: Body, found: Emptied) -> bool:
    """Return whether a part has solutions of its own, in the graph that it is asked of."""
    own = written([found.part])
    part = Part("group", f"{found.head} {{ {own}\n}}", 0) if found.head else found.part
    return _has_rows(trial, body, [[part]])[0]


def _group(head: str, parts: Sequence[Part]) -> Part:
    return replace(parts[0], kind="group", text=f"{head} {{ {written(parts)}\n}}", triple=None)
