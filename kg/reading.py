"""Files -> mapped sources: facts, RDF and the registers they are read with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.errors import DataError, Finding, InputError, Position
from kg.evidence import Text, read_source_text
from kg.facts.model import Scalar
from kg.inputs import Input, file_inputs
from kg.rdf_input import is_rdf, read_rdf
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
    inputs: Sequence[Input], ontology: Ontology, settings: Settings, source_id: str | None
) -> Read:
    """Read and map every input; what is wrong with any is in the findings."""
    findings: list[Finding] = []
    unreadable: list[str] = []
    registers = file_inputs(register_files([one.folder for one in inputs], settings))
    files = [_read(one, findings, unreadable) for one in registers]
    register, found = map_register([f for fs in files for f in fs], ontology, settings.names)
    findings += found
    mapped: list[Mapped] = []
    carried: frozenset[Triple] = frozenset()
    for one in inputs:
        if one.path is not None and one.format is None and is_rdf(one.path):
            sources, along = _read_rdf(one.path, settings.names, source_id, findings, unreadable)
            mapped += sources
            carried |= along
            continue
        for facts in _read(one, findings, unreadable):
            text = _text(one, facts, findings)
            mapped.append(map_source(facts, ontology, settings.names, register, text))
    findings += [finding for source in mapped for finding in source.findings]
    findings += _twice(mapped)
    return Read(mapped, register, carried, findings, bool(unreadable))


def _read_rdf(
    path: Path,
    names: Names,
    source_id: str | None,
    findings: list[Finding],
    unreadable: list[str],
) -> tuple[list[Mapped], frozenset[Triple]]:
    try:
        sources, register, found = read_rdf(path, names, source_id)
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(str(path))
        return [], frozenset()
    findings += found
    return sources, register


def register_files(folders: Iterable[Path], settings: Settings) -> list[Path]:
    """Return the registers that files in folders are read with, the first asked first.

    The project's, those beside the files, then the domain's.
    """
    near = [settings.register, *(folder / "register.yaml" for folder in folders)]
    found = {path.resolve(): path for path in near if path.is_file()}
    return [*found.values(), *settings.domain.registers]


def _read(one: Input, findings: list[Finding], unreadable: list[str]) -> list[SourceFacts]:
    try:
        return list(one.sources())
    except InputError as error:
        findings.append(error.finding())
        unreadable.append(one.name)
    except DataError as error:
        findings.extend(error.findings)
    return []


def _text(one: Input, facts: SourceFacts, findings: list[Finding]) -> Text | None:
    """Return the source's text, looked for beside its facts file."""
    written = facts.source.get("text")
    if not isinstance(written, Scalar):
        return None
    try:
        return read_source_text(one.folder / written.text)
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
