"""Files -> mapped sources: facts, RDF and the registers they are read with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import DataError, Finding, InputError, Position
from kg.evidence import Text, read_source_text
from kg.facts import read_facts
from kg.facts.model import Scalar
from kg.rdf_input import is_rdf, read_rdf
from kg.resources import register_file
from kg.sources import Mapped, Register, map_register, map_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pyoxigraph import Triple

    from kg.config import Settings
    from kg.facts.model import SourceFacts
    from kg.ontology import Ontology
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Read:
    """What the files of a call say, and what is wrong with them.

    `carried` are triples of a register that came along in an RDF file.
    """

    sources: list[Mapped]
    register: Register
    carried: frozenset[Triple]
    findings: list[Finding]
    unreadable: bool


def read_all(
    paths: Sequence[Path], ontology: Ontology, settings: Settings, source_id: str | None
) -> Read:
    """Read and map every file; what is wrong with any is in the findings."""
    findings: list[Finding] = []
    unreadable: list[Path] = []
    files = [_read(path, findings, unreadable) for path in register_files(paths, settings)]
    register, found = map_register([f for fs in files for f in fs], ontology, settings.names)
    findings += found
    mapped: list[Mapped] = []
    carried: frozenset[Triple] = frozenset()
    for path in paths:
        if is_rdf(path):
            sources, along = _read_rdf(path, settings.names, source_id, findings, unreadable)
            mapped += sources
            carried |= along
            continue
        for facts in _read(path, findings, unreadable):
            text = _text(path, facts, findings)
            mapped.append(map_source(facts, ontology, settings.names, register, text))
    findings += [finding for source in mapped for finding in source.findings]
    findings += _twice(mapped)
    return Read(mapped, register, carried, findings, bool(unreadable))


def _read_rdf(
    path: Path,
    names: Names,
    source_id: str | None,
    findings: list[Finding],
    unreadable: list[Path],
) -> tuple[list[Mapped], frozenset[Triple]]:
    try:
        sources, register, found = read_rdf(path, names, source_id)
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(path)
        return [], frozenset()
    findings += found
    return sources, register


def register_files(paths: Sequence[Path], settings: Settings) -> list[Path]:
    """Return the register files, first asked first: the project's, those beside the files, ours."""
    near = [settings.register, *(path.parent / "register.yaml" for path in paths)]
    found = {path.resolve(): path for path in near if path.is_file()}
    return [*found.values(), register_file()]


def _read(path: Path, findings: list[Finding], unreadable: list[Path]) -> list[SourceFacts]:
    try:
        return list(read_facts(path))
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(path)
    except DataError as error:
        findings.extend(error.findings)
    return []


def _text(path: Path, facts: SourceFacts, findings: list[Finding]) -> Text | None:
    """Return the source's text, looked for beside its facts file."""
    written = facts.source.get("text")
    if not isinstance(written, Scalar):
        return None
    try:
        return read_source_text(path.parent / written.text)
    except InputError as error:
        mend = "mend the path under `text:`, or leave it out to load without the text"
        message = f"{error.position}: {error.message}"
        findings.append(Finding(written.position, "error", "text-unreadable", message, mend))
    return None


def _twice(mapped: Iterable[Mapped]) -> Iterable[Finding]:
    first: dict[str, str] = {}
    for source in mapped:
        if source.source_id and source.source_id in first:
            message = f"source '{source.source_id}' is also in {first[source.source_id]}"
            mend = "give each source one file, and each file its own id"
            yield Finding(Position(source.path), "error", "duplicate-source", message, mend)
        first.setdefault(source.source_id, source.path)
