"""What shapes and checks find, as plain values in a fixed order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.validation.shapes import GRADES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.rdflib_terms import Value
    from kg.validation.shapes import Grade


@dataclass(frozen=True, slots=True)
class Result:
    """One thing a shape found, as SHACL section 3.6 has it.

    `shape` is the shape's IRI, `code` its stable short name; `path` is empty
    and `value` None where the shape names none; `fix` says what to do next;
    `component` is the IRI of the constraint that was not met.
    """

    shape: str
    code: str
    severity: Grade
    focus: str
    path: str
    value: Value | None
    message: str
    fix: str
    component: str = ""


def distinct(results: Iterable[Result]) -> list[Result]:
    """Return results in order, one for each shape, focus, path and value."""
    ordered = sorted(
        results,
        key=lambda r: (GRADES.index(r.severity), r.focus, r.shape, r.path, str(r.value), r.message),
    )
    first: dict[tuple[str, str, str, str], Result] = {}
    for result in ordered:
        first.setdefault((result.shape, result.focus, result.path, str(result.value)), result)
    return list(first.values())
