"""A document -> one source with its actors and facts: the top level of a facts file."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kg.errors import Finding, Position
from kg.facts.model import Mapping, Scalar, Sequence, SourceFacts
from kg.facts.scalars import raise_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.facts.model import Entry, Value

TOP_KEYS = ("source", "actors", "places", "facts")
ALIASES = "aliases"
DECLARING = ("actors", "places", ALIASES)
"""The keys of a register."""


def source_facts(document: Value, name: str) -> SourceFacts:
    """Return what a document says; raises `DataError` with all that is wrong at its top.

    The places follow the actors: both are declared by the source.
    """
    findings: list[Finding] = []
    if not isinstance(document, Mapping):
        findings.append(wrong_kind("the document", document, "start it with `source:`"))
        raise_found(findings)
        return SourceFacts(name, Mapping((), document.position), (), ())
    source = document.get("source")
    keys: tuple[str, ...] = TOP_KEYS
    written = {entry.key for entry in document.entries}
    if written & set(DECLARING) and not written & {"source", "facts"}:
        source, keys = Mapping((), document.position), DECLARING  # a register: it says nothing
    findings += [unknown_key(e, keys) for e in document.entries if e.key not in keys]
    if source is None:
        mend = "start the file with `source: {id: ...}`"
        findings.append(
            Finding(document.position, "error", "missing-key", "no source is named", mend)
        )
    elif not isinstance(source, Mapping):
        findings.append(wrong_kind("source", source, "write `source: {id: ...}`"))
    lists = {key: _mappings(document, key, findings) for key in TOP_KEYS[1:]}
    aliases = document.get(ALIASES) if ALIASES in keys else None
    if aliases is not None and not isinstance(aliases, Mapping):
        findings.append(wrong_kind(ALIASES, aliases, "write `other name: known name` a line"))
    raise_found(findings)
    chosen = source if isinstance(source, Mapping) else Mapping((), document.position)
    further = aliases.entries if isinstance(aliases, Mapping) else ()
    entries = (*lists["actors"], *lists["places"])
    return SourceFacts(name, chosen, entries, lists["facts"], further)


def _mappings(document: Mapping, key: str, findings: list[Finding]) -> tuple[Mapping, ...]:
    value = document.get(key)
    if value is None:
        return ()
    if not isinstance(value, Sequence):
        findings.append(wrong_kind(key, value, "write a list: start each with '- '", "a list"))
        return ()
    findings += [
        wrong_kind(f"an entry of {key}", item, "write `{type: ...}`")
        for item in value.items
        if not isinstance(item, Mapping)
    ]
    return tuple(item for item in value.items if isinstance(item, Mapping))


def unknown_key(entry: Entry, known: Iterable[str]) -> Finding:
    """Return the finding for a key that is none of those known."""
    keys = tuple(known)
    near = get_close_matches(entry.key.lower(), keys, n=1)
    mend = f"did you mean '{near[0]}'?" if near else f"write one of {', '.join(keys)}"
    message = f"unknown key '{entry.key}'"
    return Finding(entry.position, "error", "unknown-key", message, mend)


def wrong_kind(what: str, value: Value, mend: str, wanted: str = "a mapping of keys") -> Finding:
    """Return the finding for a value of another kind than wanted."""
    kinds: dict[type[Value], str] = {Scalar: "text", Sequence: "a list", Mapping: "a mapping"}
    message = f"{what} is {kinds[type(value)]}, not {wanted}"
    place: Position = value.position
    return Finding(place, "error", "wrong-kind", message, mend)
