"""The words of a domain: its ontology, its shapes and the queries that take them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.constraints import Shape, read_shapes
from kg.errors import UsageError
from kg.ontology import Ontology, load_ontology
from kg.queries import SavedQuery, list_queries
from kg.schema import entailed_by
from kg.schema.basis import Basis, make_basis
from kg.terms import RDFS, said
from kg.triples import near

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.domain import Domain
    from kg.ontology import Class, Property

SUB_CLASS = NamedNode(f"{RDFS}subClassOf")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Classes, keys and values, and what shapes and saved queries have to do with them."""

    ontology: Ontology
    shapes: tuple[Shape, ...]
    queries: tuple[SavedQuery, ...]
    basis: Basis


def read_vocabulary(domain: Domain, folders: Iterable[Path]) -> Vocabulary:
    """Return the vocabulary of a domain; `folders` hold its saved queries.

    Raises `InputError`, `DataError` and `UsageError` as reading these does.
    """
    ontology, shapes = load_ontology(domain.ontology), read_shapes(domain.shapes)
    basis = make_basis(ontology, shapes, entailed_by(domain.rules), evidence=True)
    return Vocabulary(ontology, tuple(shapes), tuple(list_queries(folders)), basis)


def local(iri: str) -> str:
    """Return what stands behind an IRI's last `/` or `#`."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def find_class(vocabulary: Vocabulary, name: str) -> Class:
    """Return the class of a name, whatever its case; raise `UsageError` `unknown-term`."""
    classes = vocabulary.ontology.classes
    for known, cls in classes.items():
        if known.casefold() == name.casefold():
            return cls
    message = f"no class is named '{name}'"
    raise UsageError(message, code="unknown-term", mend=near(name, classes))


def parents(vocabulary: Vocabulary, cls: Class) -> list[str]:
    """Return the names of the classes directly above one."""
    by_iri = vocabulary.ontology.by_iri
    above = (
        said(t.object)
        for t in vocabulary.ontology.triples
        if t.predicate == SUB_CLASS and said(t.subject) == cls.iri
    )
    return sorted(by_iri[iri].name for iri in above if iri in by_iri)


def properties(vocabulary: Vocabulary) -> list[Property]:
    """Return each property that has a key, once, by name."""
    found = {i.iri.value: i for c in vocabulary.ontology.classes.values() for i in c.keys.values()}
    return sorted(found.values(), key=lambda item: (local(item.iri.value), item.iri.value))
