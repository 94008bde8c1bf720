"""Graph -> facts files that load to the same graph, or an error and no file.

Whatever is written is read back first, with the registers that a load of it
would ask, and compared with the graph triple by triple.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Triple

from kg.contents import shown_quads
from kg.errors import DataError, Finding, InputError, Position, UsageError
from kg.export.facts import Around, register_facts, source_facts
from kg.facts.reading import read_facts, read_stream
from kg.facts.writer import write_facts
from kg.kept import stated_sources
from kg.mapped import Mapped
from kg.ontology import Ontology, load_ontology
from kg.places import in_file
from kg.reading import register_files, shipped_register
from kg.registers import Register, map_register
from kg.sources import map_source
from kg.terms import AT, GRAPH_POSITIONS, GRAPH_REGISTER, ONTOLOGY, RESERVED_GRAPHS, said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pyoxigraph import Store

    from kg.config import Settings
    from kg.export.nodes import Place
    from kg.facts.model import SourceFacts

SHOWN = 5
"""Losses told of one source, before the rest is counted."""

REGISTER = "register.yaml"
FOLDER = "write a folder (-o facts/), which brings its register along"
RDF = "write RDF, such as -o graph.trig, which holds any graph"


@dataclass(frozen=True, slots=True)
class Graph:
    """What is to be written: each source's triples by its id, the register's, and places."""

    sources: Mapping[str, frozenset[Triple]]
    register: frozenset[Triple]
    places: Mapping[NamedNode, Place]


def facts_file(
    store: Store,
    settings: Settings,
    format: str,  # noqa: A002 - the word of `--format`
    folder: Path,
    source_id: str | None = None,
) -> bytes:
    """Return sources as one facts file that stands in a folder, as UTF-8.

    Registers are those that a load of the file would ask. Raises `UsageError`
    for a format that is none or takes one source only, and `DataError` where
    what is written would not come back the same.
    """
    ontology = load_ontology(settings.domain.ontology)
    graph = _graph(store, settings, source_id)
    files = [f for p in register_files([folder], settings) for f in read_facts(p)]
    register = _register(files, ontology, settings)
    return _written(graph, register, ontology, settings, (format, FOLDER))


def facts_folder(
    store: Store, settings: Settings, source_id: str | None = None
) -> dict[str, bytes]:
    """Return a YAML file for each source, and the register that they use, by file name.

    Raises `DataError` where what is written would not come back the same.
    """
    ontology = load_ontology(settings.domain.ontology)
    graph = _graph(store, settings, source_id)
    files = [f for path in settings.domain.registers for f in read_facts(path)]
    used = _in_use(graph, ontology)
    content, register = _written_register(graph, used, files, ontology, settings)
    found = {REGISTER: content} if used else {}
    for one, triples in graph.sources.items():
        part = Graph({one: triples}, used, graph.places)
        found[f"{one}.yaml"] = _written(part, register, ontology, settings, ("yaml", RDF))
    return found


def _graph(store: Store, settings: Settings, source_id: str | None) -> Graph:
    names = settings.names
    base, sources = names.graph("").value, dict[str, set[Triple]]()
    for quad in shown_quads(store, names):
        sources.setdefault(said(quad.graph_name).removeprefix(base), set()).add(quad.triple)
    sources |= {i: set(triples) for i, triples in stated_sources(settings.store, names).items()}
    register = frozenset(sources.get(GRAPH_REGISTER, ()))
    kept = {i: frozenset(t) for i, t in sorted(sources.items()) if i not in RESERVED_GRAPHS}
    if source_id is not None:
        kept = {i: triples for i, triples in kept.items() if i == source_id}
    if not kept:
        message = "the graph holds no source" if source_id is None else f"no source '{source_id}'"
        raise UsageError(message, code="unknown-source", mend="`kg sources` lists them")
    places: dict[NamedNode, Place] = {}
    for quad in store.quads_for_pattern(None, AT, None, names.graph(GRAPH_POSITIONS)):
        if isinstance(quad.subject, NamedNode):
            at = in_file(said(quad.object))
            places[quad.subject] = min(at, places.get(quad.subject, at))
    return Graph(kept, register, places)


def _register(files: list[SourceFacts], ontology: Ontology, settings: Settings) -> Register:
    shipped = shipped_register(ontology, settings)
    register, findings = map_register(files, ontology, settings.names, shipped)
    if findings:
        raise DataError(findings)
    return register


def _places_types(ontology: Ontology) -> frozenset[str]:
    """Return the types that a facts file lists under `places:`."""
    place = f"{ONTOLOGY}Place"
    return frozenset(name for name, cls in ontology.classes.items() if cls.is_a(place))


# -- sources ------------------------------------------------------------------------


def _written(
    graph: Graph,
    register: Register,
    ontology: Ontology,
    settings: Settings,
    way: tuple[str, str],
) -> bytes:
    """Return a graph's sources in a format; `way` is that and what to do where it cannot be."""
    kind, mend = way
    around = Around(ontology, settings.names, register.layers, graph.register, graph.places)
    told = [source_facts(i, triples, around) for i, triples in graph.sources.items()]
    content = write_facts(told, kind, _places_types(ontology))
    losses: list[Finding] = []
    for facts, (source_id, triples) in zip(
        _read_back(content, kind), graph.sources.items(), strict=True
    ):
        mapped = map_source(facts, ontology, settings.names, register, None)
        losses += _losses(source_id, triples, mapped, mend)
    if losses:
        raise DataError(losses)
    return content


def _read_back(content: bytes, kind: str) -> list[SourceFacts]:
    try:
        return list(read_stream(BytesIO(content), "", kind))
    except (InputError, DataError) as error:
        message = f"a facts file cannot hold this graph: {error.message}"
        mend = "write RDF, such as -o graph.trig, which holds any graph"
        raise DataError(
            [Finding(Position("graph"), "error", "facts-loss", message, mend)]
        ) from error


def _losses(
    source_id: str, triples: frozenset[Triple], mapped: Mapped, mend: str = RDF
) -> list[Finding]:
    """Return why a file would not come back as it was: the first reasons, the rest counted.

    `mend` is what to do where names are not known; other losses are told only
    where nothing is refused, as they follow from that.
    """
    back = frozenset(mapped.triples)
    told = [f"it would be refused: {m}" for m in sorted({f.message for f in mapped.findings})]
    if not told:
        mend = RDF
        told = [f"it would lose {triple}" for triple in sorted(triples - back, key=str)]
        told += [f"it would add {triple}" for triple in sorted(back - triples, key=str)]
    if len(told) > SHOWN:
        told = [*told[: SHOWN - 1], f"{told[SHOWN - 1]}, and {len(told) - SHOWN} more"]
    at = Position(source_id)
    return [Finding(at, "error", "facts-loss", one, mend) for one in told]


# -- the register that goes with a folder -----------------------------------------------


def _written_register(
    graph: Graph,
    used: frozenset[Triple],
    files: list[SourceFacts],
    ontology: Ontology,
    settings: Settings,
) -> tuple[bytes, Register]:
    """Return the file of register entries, and it with the domain's as registers to read with."""
    domain = _register(files, ontology, settings)
    if not used:
        return b"", domain
    around = Around(ontology, settings.names, domain.layers, used, graph.places)
    content = write_facts([register_facts(used, around)], "yaml", _places_types(ontology))
    known = [*_read_back(content, "yaml"), *files]
    register, findings = map_register(known, ontology, settings.names, domain.shipped)
    entries = {n for n in {t.subject for t in used} if isinstance(n, NamedNode)}
    back = Mapped("", "", register.in_use(entries), {}, frozenset(), (), tuple(findings))
    losses = _losses(GRAPH_REGISTER, used, back)
    if losses:
        raise DataError(losses)
    return content, register


def _in_use(graph: Graph, ontology: Ontology) -> frozenset[Triple]:
    """Return the register's triples of the entries that sources name, and of those they name."""
    writes = {i.writes for c in ontology.classes.values() for i in c.keys.values() if i.writes}
    about: dict[object, list[Triple]] = {}
    for triple in graph.register:
        about.setdefault(triple.subject, []).append(triple)
        if triple.predicate in writes:
            about.setdefault(triple.object, []).append(triple)
    kinds = {cls.iri for cls in ontology.having("byName").values()}
    entries = {t.subject for t in graph.register if said(t.object) in kinds}
    named = {t.object for triples in graph.sources.values() for t in triples}
    waiting: list[object] = [entry for entry in entries if entry in named]
    seen, used = set[object](), set[Triple]()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        found = about.get(node, [])
        used.update(found)
        waiting += _nodes(found)
    return frozenset(used)


def _nodes(triples: Iterable[Triple]) -> list[object]:
    return [node for triple in triples for node in (triple.subject, triple.object)]
