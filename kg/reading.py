"""Files -> mapped sources: facts, RDF and the registers they are read with."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from kg.config import project_folder
from kg.errors import DataError, Finding, InputError, Position
from kg.evidence import Text, read_source_text
from kg.facts.model import Scalar
from kg.inputs import Input, file_inputs
from kg.progress import Progress, silent, told
from kg.rdf_input import Carried, read_rdf
from kg.register import Shipped
from kg.registers import Register, map_register
from kg.sources import map_source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pyoxigraph import Triple

    from kg.config import Settings
    from kg.facts.model import SourceFacts
    from kg.identity import Decision
    from kg.mapped import Mapped
    from kg.ontology import Ontology
    from kg.terms import Names


REGISTER_FILE = "register.yaml"


@dataclass(frozen=True, slots=True)
class Read:
    """What the files of a call say, and what is wrong with them.

    `carried` are triples of a register that came along in an RDF file, and
    `decisions` those on who is who;
    `register_wrong` is set where no source can be read for the register's sake.
    """

    sources: list[Mapped]
    register: Register
    carried: frozenset[Triple]
    findings: list[Finding]
    unreadable: bool
    register_wrong: bool = False
    decisions: tuple[Decision, ...] = ()

    @property
    def wrong(self) -> frozenset[str]:
        """The ids of the sources that cannot be loaded; empty for one without an id."""
        ids = Counter(source.source_id for source in self.sources)
        return frozenset(
            source.source_id
            for source in self.sources
            if ids[source.source_id] > 1 or _has_error(source.findings)
        )

    @property
    def exit_code(self) -> int:
        """3 where something could not be read, 1 where something is no fact, else 0."""
        return 3 if self.unreadable else int(_has_error(self.findings))

    def without(self, source_ids: Collection[str]) -> Read:
        """Return the same without some sources; the findings stay."""
        kept = [source for source in self.sources if source.source_id not in source_ids]
        return replace(self, sources=kept)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one input says."""

    sources: tuple[Mapped, ...] = ()
    carried: Carried = field(default_factory=Carried)
    findings: tuple[Finding, ...] = ()
    unreadable: bool = False


def read_all(
    inputs: Sequence[Input],
    ontology: Ontology,
    settings: Settings,
    source_id: str | None,
    progress: Progress = silent,
    *,
    fail_fast: bool = False,
) -> Read:
    """Read and map every input; what is wrong with any is in the findings.

    A register among the inputs is read as those beside them are. `fail_fast`
    stops at the first input with something wrong in it.
    """
    register, first = _read_registers(inputs, ontology, settings)
    parts = [first]
    for one in told([one for one in inputs if not _is_register(one)], "reading", progress):
        if fail_fast and _has_error(parts[-1].findings):
            break
        if one.rdf is None:
            parts.append(_read_facts(one, ontology, settings, register))
        else:
            parts.append(_read_rdf(one, settings.names, source_id))
    sources = [source for part in parts for source in part.sources]
    findings = [finding for part in parts for finding in part.findings]
    return Read(
        sources,
        register,
        frozenset(triple for part in parts for triple in part.carried.register),
        [*findings, *_twice(sources)],
        any(part.unreadable for part in parts),
        _has_error(first.findings),
        tuple(decision for part in parts for decision in part.carried.decisions),
    )


def rejected_facts(
    inputs: Iterable[Input], source_ids: Collection[str], folder: Path
) -> Iterator[SourceFacts]:
    """Yield what the facts files among the inputs say of some sources, for a file in `folder`.

    They are read anew, so that a large load need not keep them; the path of a
    source's text is written as seen from there. A file that cannot be read at
    all has none.
    """
    for one in inputs:
        if one.rdf is not None or _is_register(one):
            continue
        for facts in _read(one)[0]:
            written = facts.source.get("id")
            if (written.text if isinstance(written, Scalar) else "") in source_ids:
                yield _moved(facts, one.folder, folder)


def _moved(facts: SourceFacts, old: Path, new: Path) -> SourceFacts:
    """Return facts for a file in another folder."""
    entries = tuple(
        replace(entry, value=Scalar(os.path.relpath(old / value.text, new), value.position))
        if entry.key == "text" and isinstance(value := entry.value, Scalar)
        else entry
        for entry in facts.source.entries
    )
    return replace(facts, source=replace(facts.source, entries=entries))


def _has_error(findings: Iterable[Finding]) -> bool:
    return any(finding.severity == "error" for finding in findings)


def _is_register(one: Input) -> bool:
    return one.path is not None and one.path.name == REGISTER_FILE


def read_registers(
    inputs: Sequence[Input], ontology: Ontology, settings: Settings
) -> tuple[Register, list[Finding]]:
    """Return the registers that inputs are read with, and what is wrong with them."""
    register, part = _read_registers(inputs, ontology, settings)
    return register, list(part.findings)


def _read_registers(
    inputs: Sequence[Input], ontology: Ontology, settings: Settings
) -> tuple[Register, _Part]:
    given = [one.path for one in inputs if one.path is not None and _is_register(one)]
    near = register_files([one.folder for one in inputs], settings)
    known = {path.resolve() for path in near}
    paths = [*(path for path in given if path.resolve() not in known), *near]
    read = [_read(one) for one in file_inputs(paths)]
    files = [f for each, _ in read for f in each]
    shipped = shipped_register(ontology, settings)
    register, found = map_register(files, ontology, settings.names, shipped)
    findings = [*(finding for _, part in read for finding in part.findings), *found]
    return register, _Part(
        findings=tuple(findings), unreadable=any(part.unreadable for _, part in read)
    )


def _read_facts(one: Input, ontology: Ontology, settings: Settings, register: Register) -> _Part:
    read, part = _read(one)
    sources = tuple(read_source(one, facts, ontology, settings, register) for facts in read)
    findings = (*part.findings, *(f for source in sources for f in source.findings))
    return replace(part, sources=sources, findings=findings)


def read_source(
    one: Input, facts: SourceFacts, ontology: Ontology, settings: Settings, register: Register
) -> Mapped:
    """Map one source of an input, with its text where that is at hand."""
    text, missing = _text(one, facts)
    source = map_source(facts, ontology, settings.names, register, text)
    told_of = (*missing, *source.findings)
    return replace(source, findings=tuple(replace(f, source=source.source_id) for f in told_of))


def _read_rdf(one: Input, names: Names, source_id: str | None) -> _Part:
    """Read RDF: what is wrong with a file is wrong with each of its sources."""
    try:
        sources, carried, found = read_rdf(one, names, source_id)
    except InputError as error:
        return _Part(findings=(error.finding(),), unreadable=True)
    findings = tuple(found)
    return _Part(tuple(replace(s, findings=findings) for s in sources), carried, findings)


def shipped_register(ontology: Ontology, settings: Settings) -> Shipped | None:
    """Return the shipped register, where the domain asks it."""
    index = settings.domain.index
    return None if index is None else Shipped(index, ontology, settings.names)


def register_files(folders: Iterable[Path], settings: Settings) -> list[Path]:
    """Return the registers that files in folders are read with, the first asked first.

    The project's, those beside the files and of the project that the files are
    in, then the domain's.
    """
    there = [(folder, project_folder(folder.resolve())) for folder in folders]
    near = [settings.register, *(f / REGISTER_FILE for pair in there for f in pair)]
    found = {path.resolve(): path for path in near if path.is_file()}
    return [_seen(path, settings.folder) for path in found.values()] + [*settings.domain.registers]


def _seen(path: Path, folder: Path) -> Path:
    """Return a path below the project's folder as one sees it who works there."""
    here = folder == Path.cwd() and path.is_relative_to(folder)
    return path.relative_to(folder) if here else path


def _read(one: Input) -> tuple[list[SourceFacts], _Part]:
    """Return all of an input's facts, or none and what stops the reading."""
    try:
        return list(one.sources()), _Part()
    except InputError as error:
        return [], _Part(findings=(error.finding(),), unreadable=True)
    except DataError as error:
        return [], _Part(findings=tuple(error.findings))


def _text(one: Input, facts: SourceFacts) -> tuple[Text | None, list[Finding]]:
    """Return the source's text, looked for beside its facts file."""
    written = facts.source.get("text")
    if not isinstance(written, Scalar):
        return None, []
    try:
        return read_source_text(one.folder / written.text), []
    except InputError as error:
        mend = "mend the path under `text:`, or leave it out to load without the text"
        if "\\" in written.text:
            mend = "write the path with `/`, which every system reads"
        message = f"{error.position}: {error.message}"
        return None, [Finding(written.position, "error", "text-unreadable", message, mend)]


def _twice(mapped: Iterable[Mapped]) -> Iterable[Finding]:
    first: dict[str, str] = {}
    for source in mapped:
        if source.source_id and source.source_id in first:
            message = f"source '{source.source_id}' is also in {first[source.source_id]}"
            mend = "give each source one file, and each file its own id"
            yield Finding(Position(source.path), "error", "duplicate-source", message, mend)
        first.setdefault(source.source_id, source.path)
