"""The field that a command works in: ours, ours with a user's, or a user's alone.

A domain is a folder with `ontology/`, `shapes/`, `queries/` and at will a
`register.yaml`. It is added to ours; once its ontology says `owl:imports`, it
takes of ours only what it names and what that imports in turn. Nothing is
fetched: an import is a file of ours or of the domain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import DataError, Finding, InputError, Position
from kg.resources import (
    data_folder,
    definition_files,
    ontology_files,
    register_index,
    rule_files,
    shape_files,
)
from kg.terms import BASE, FACTS, OWL, PREFIXES, RDF_TYPE, VOCAB, said
from kg.turtle import find_place, read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pyoxigraph import Triple

ONTOLOGY_TYPE = NamedNode(f"{OWL}Ontology")
IMPORTS = NamedNode(f"{OWL}imports")
SCHEME = NamedNode(f"{FACTS}scheme")
PREFIX = NamedNode(f"{FACTS}prefix")
WHOLE = f"{BASE}ontology"


@dataclass(frozen=True, slots=True)
class Domain:
    """The files that say what facts are and what may be asked of them.

    `rules` entail what the field's rules tell and `definitions` what the
    ontology's definitions do; `own_shapes` are the user's among the shapes;
    `queries` are folders, the first asked first; `registers` are the user's and
    `index` is the shipped one, compiled; `prefixes` and `kinds` are the
    user's own namespaces and kinds of IRIs.
    """

    folder: Path | None
    ontology: tuple[Path, ...]
    shapes: tuple[Path, ...]
    own_shapes: frozenset[Path]
    rules: tuple[Path, ...]
    definitions: tuple[Path, ...]
    queries: tuple[Path, ...]
    registers: tuple[Path, ...]
    index: Path | None = None
    prefixes: tuple[tuple[str, str], ...] = ()
    kinds: tuple[str, ...] = ()


def shipped_domain() -> Domain:
    """Return our own domain: diplomacy."""
    return Domain(
        folder=None,
        ontology=tuple(ontology_files()),
        shapes=tuple(shape_files()),
        own_shapes=frozenset(),
        rules=tuple(rule_files()),
        definitions=tuple(definition_files()),
        queries=(data_folder() / "queries",),
        registers=(),
        index=register_index(),
    )


def read_domain(folder: Path) -> Domain:
    """Return the domain of a folder, with what it takes of ours.

    Raises `InputError` where the folder or its ontology is missing or is not
    Turtle, and `DataError` for an import that is nowhere.
    """
    own = _own_ontology(folder)
    read = {path: read_turtle(path) for path in own}
    triples = {path: each for path, (each, _) in read.items()}
    shipped, theirs = shipped_domain(), _imports(triples)
    whole = not theirs or WHOLE in theirs
    taken = shipped.ontology if whole else _taken(triples, shipped.ontology)
    register = folder / "register.yaml"
    prefixes = {name: iri for _, declared in read.values() for name, iri in declared.items()}
    kinds = {said(t.object) for each in triples.values() for t in each if t.predicate == PREFIX}
    own_shapes = tuple(sorted((folder / "shapes").rglob("*.ttl")))
    return Domain(
        folder=folder,
        ontology=(*taken, *own),
        shapes=(*shipped.shapes, *own_shapes),
        own_shapes=frozenset(own_shapes),
        rules=(
            *(shipped.rules if whole else ()),
            *sorted((folder / "ontology/rules").glob("*.rq")),
        ),
        definitions=shipped.definitions,
        queries=(folder / "queries", *(shipped.queries if whole else ())),
        registers=(register,) if register.is_file() else (),
        index=shipped.index if whole else None,
        prefixes=tuple(sorted((n, i) for n, i in prefixes.items() if n and n not in PREFIXES)),
        kinds=tuple(sorted(kinds)),
    )


def with_shapes(domain: Domain, files: Iterable[Path]) -> Domain:
    """Return a domain with more files of shapes, which are the user's own.

    Raises `InputError` where a file is missing or is not Turtle.
    """
    more = tuple(path for path in dict.fromkeys(files) if path not in domain.shapes)
    for path in more:
        read_turtle(path)
    return replace(domain, shapes=(*domain.shapes, *more), own_shapes=domain.own_shapes.union(more))


def _own_ontology(folder: Path) -> list[Path]:
    """Return the domain's Turtle files; axioms for a DL reasoner are not read."""
    at = Position(str(folder))
    if not folder.is_dir():
        message, mend = "the domain's folder does not exist", "check the path after --domain"
        raise InputError(message, position=at, code="missing", mend=mend)
    dl = folder / "ontology" / "dl"
    found = sorted(p for p in (folder / "ontology").rglob("*.ttl") if dl not in p.parents)
    if not found:
        message = "the domain has no ontology"
        mend = "put a Turtle file into its folder `ontology/`"
        raise InputError(message, position=at, code="domain-empty", mend=mend)
    return found


def _imports(triples: dict[Path, list[Triple]]) -> set[str]:
    return {
        t.object.value
        for said in triples.values()
        for t in said
        if t.predicate == IMPORTS and isinstance(t.object, NamedNode)
    }


def _taken(own: dict[Path, list[Triple]], shipped: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return our files that the domain's ontology imports, directly or not."""
    known = {iri: path for path in own for iri in _ontologies(own[path])}
    ours = {path: read_turtle(path)[0] for path in shipped}
    offered = {iri: path for path in shipped for iri in _ontologies(ours[path])}
    waiting = sorted(_imports(own))
    taken: set[Path] = set()
    while waiting:
        iri = waiting.pop()
        if iri not in offered and iri not in known:
            raise _nowhere(own, iri, sorted(offered))
        path = offered.get(iri)
        if path is not None and path not in taken:
            taken.add(path)
            waiting += sorted(_imports({path: ours[path]}))
    schemes = {
        said(t.object).removeprefix(VOCAB)
        for each in (*own.values(), *(ours[path] for path in taken))
        for t in each
        if t.predicate == SCHEME
    }
    taken |= {p for p in shipped if p.parent.name == "vocab" and p.stem in schemes}
    return tuple(path for path in shipped if path in taken)


def _ontologies(triples: list[Triple]) -> set[str]:
    return {
        t.subject.value
        for t in triples
        if t.predicate == RDF_TYPE
        and t.object == ONTOLOGY_TYPE
        and isinstance(t.subject, NamedNode)
    }


def _nowhere(own: dict[Path, list[Triple]], iri: str, offered: list[str]) -> DataError:
    importing = next(
        said(t.subject)
        for each in own.values()
        for t in each
        if t.predicate == IMPORTS and getattr(t.object, "value", "") == iri
    )
    message = f"the import <{iri}> is no ontology of ours, nor in this folder; nothing is fetched"
    mend = f"take one of {', '.join(f'<{one}>' for one in offered)}, or put its file here"
    place = find_place(own, importing, iri)
    return DataError([Finding(place, "error", "ontology-import", message, mend)])
