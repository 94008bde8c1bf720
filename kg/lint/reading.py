"""What the lint looks at: the triples of all files in one store, and which terms are our own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad, Store

from kg.resources import left_out_files, ontology_files, shape_files
from kg.terms import BASE, FACTS, ID_BASE, ONTOLOGY, PREFIXES, SH, SHAPES, VOCAB, namespace
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from kg.domain import Domain

FOREIGN = (*(iri for iri in PREFIXES.values() if not iri.startswith(BASE)), SH)


@dataclass(frozen=True, slots=True)
class Ground:
    """The triples of an ontology: in the default graph, and each file's in a graph of its own.

    `declared` are the IRIs that are a subject somewhere, `spaces` the
    namespaces in which a name must be one of them.
    """

    store: Store
    paths: tuple[Path, ...]
    declared: frozenset[str]
    spaces: tuple[str, ...]
    prefixes: dict[str, str]

    def owns(self, iri: str) -> bool:
        """Whether a term is of this project or of the user's domain."""
        if iri.startswith(BASE):
            return not iri.startswith(ID_BASE)
        return iri.startswith(self.spaces) or namespace(iri) in self.spaces

    def curie(self, iri: str) -> str:
        """Return an IRI by its prefix, or in angle brackets."""
        for prefix, space in self.prefixes.items():
            if iri.startswith(space) and re.fullmatch(r"[\w-]+", iri.removeprefix(space)):
                return f"{prefix}:{iri.removeprefix(space)}"
        return f"<{iri}>"


def read_ground(domain: Domain) -> Ground:
    """Return all of our ontology and shapes together with the domain's.

    A domain that takes only a part of ours is looked at together with all of
    it. Raises `InputError` where a file is not Turtle.
    """
    shipped = (*ontology_files(), *left_out_files(), *shape_files())
    axioms = sorted((domain.folder / "ontology/dl").rglob("*.ttl")) if domain.folder else []
    given = (*domain.ontology, *axioms, *domain.shapes)
    own = [path for path in given if path not in shipped]
    store, subjects = Store(), dict[str, bool]()
    for path in (*shipped, *own):
        graph = NamedNode(path.resolve().as_uri())
        triples = read_turtle(path)[0]
        store.extend(Quad(t.subject, t.predicate, t.object) for t in triples)
        store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                subjects[triple.subject.value] = path in own or triple.subject.value in subjects
    theirs = {namespace(iri) for iri, of_user in subjects.items() if of_user}
    return Ground(
        store=store,
        paths=(*shipped, *own),
        declared=frozenset(subjects),
        spaces=(ONTOLOGY, FACTS, VOCAB, *_new(theirs)),
        prefixes=PREFIXES | {"f": FACTS, "s": SHAPES} | dict(domain.prefixes),
    )


def _new(spaces: Iterable[str]) -> list[str]:
    return sorted(iri for iri in spaces if iri and not iri.startswith((BASE, *FOREIGN)))
