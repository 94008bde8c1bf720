"""The domain as a doctor sees it: how much it says, and every fault in it."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from kg.constraints import read_shapes
from kg.doctor.model import Check, faults, guarded
from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.queries import read_query
from kg.register import read_index
from kg.terms import said
from kg.validation import load_shapes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.domain import Domain


def examine_domain(domain: Domain, own_queries: Path) -> Iterator[Check]:
    """Yield what a domain holds: classes, keys, shapes, rules, queries; or its faults."""
    where = "the shipped one" if domain.folder is None else str(domain.folder)
    yield Check("domain", "domain", where)
    yield from guarded("domain", lambda: _ontology(domain))
    yield Check("domain", "rules", str(len(domain.rules)))
    folders = (own_queries, *domain.queries)
    yield from guarded("domain", lambda: _queries(folders))
    yield Check("domain", "registers", str(len(domain.registers)))
    if domain.index is not None:
        index = read_index(domain.index)
        told = f"{len(index.entries)} actors and places, {len(index.names)} names"
        yield Check("domain", "shipped register", told)


def _ontology(domain: Domain) -> Iterator[Check]:
    ontology = load_ontology(domain.ontology)
    keys = {key for cls in ontology.classes.values() for key in cls.keys}
    yield Check("domain", "classes", str(len(ontology.classes)))
    yield Check("domain", "keys", str(len(keys)))
    yield Check("domain", "values", str(len(ontology.concepts)))
    terms = {said(triple.subject) for triple in ontology.triples}
    load_shapes(domain.shapes, terms=terms, own=domain.own_shapes)
    yield Check("domain", "shapes", str(len({shape.iri for shape in read_shapes(domain.shapes)})))


def _queries(folders: tuple[Path, ...]) -> Iterator[Check]:
    """Yield the number of saved queries, and each that cannot be read."""
    found: dict[str, Path] = {}
    for path in chain.from_iterable(sorted(folder.glob("*.rq")) for folder in folders):
        found.setdefault(path.stem, path)
    own = sum(path.parent == folders[0] for path in found.values())
    yield Check("domain", "queries", f"{len(found)}, of which {own} of the project's own")
    for path in found.values():
        try:
            read_query(path)
        except UsageError as error:
            yield from faults("domain", "queries", error)
