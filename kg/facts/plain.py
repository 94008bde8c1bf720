"""Plain Python values -> facts: what a program has at hand, read as a file would be.

A value's place is its JSON Pointer (RFC 6901) in the document, such as
`<facts>#/facts/3/if/action`.
"""

from __future__ import annotations

from collections import abc
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from kg.errors import Finding, Position
from kg.facts.layout import source_facts
from kg.facts.model import Entry, Mapping, Sequence
from kg.facts.scalars import raise_found, scalar
from kg.facts.text import MAX_DEPTH, too_deep

if TYPE_CHECKING:
    from kg.facts.model import SourceFacts, Value

Atom: TypeAlias = "str | int | float | Decimal | bool | date | None"
Plain: TypeAlias = "Atom | abc.Mapping[str, Plain] | abc.Iterable[Plain]"
"""Text, numbers, dates, and mappings and lists of these; None is an absent value."""


def plain_facts(document: abc.Mapping[str, Plain], name: str = "<facts>") -> SourceFacts:
    """Return the facts of a document: a mapping with `source`, `actors`, `places`, `facts`.

    Raises `DataError`, with all that is wrong at its top, where it is none.
    """
    findings: list[Finding] = []
    value = _value(document, name, "", findings)
    raise_found(findings)
    return source_facts(value, name)


def _value(plain: Plain, name: str, pointer: str, findings: list[Finding]) -> Value:
    at = Position(f"{name}#{pointer}")
    if pointer.count("/") > MAX_DEPTH:
        raise too_deep(Position(name))
    if isinstance(plain, abc.Mapping):
        entries = tuple(
            Entry(key, _value(value, name, _step(pointer, key), findings), at_key)
            for key, value in plain.items()
            for at_key in [Position(f"{name}#{_step(pointer, key)}")]
            if value is not None
        )
        return Mapping(entries, at)
    if isinstance(plain, abc.Iterable) and not isinstance(plain, str | bytes):
        items = (_value(v, name, _step(pointer, n), findings) for n, v in enumerate(plain))
        return Sequence(tuple(items), at)
    return scalar(_text(plain, at, findings), at, findings)


def _step(pointer: str, key: object) -> str:
    return f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"


def _text(plain: object, at: Position, findings: list[Finding]) -> str:
    """Return a value as an analyst would have written it."""
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, datetime):
        return (
            plain.date().isoformat() if plain.time() == datetime.min.time() else plain.isoformat()
        )
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, int | float | Decimal):
        return f"{plain:f}" if isinstance(plain, Decimal) else str(plain)
    if isinstance(plain, str):
        return plain
    message = f"a {type(plain).__name__} is no value of a fact"
    findings.append(Finding(at, "error", "wrong-kind", message, "give text, a number or a date"))
    return "-"
