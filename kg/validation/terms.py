"""S43 and S44: nodes without a known name, and terms that no ontology declares.

SHACL and SPARQL pass over a misspelt property without a word. Each term is
told once a source, at the first node that it stands on.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.terms import RDF_TYPE, local_name, said
from kg.validation.scene import Found, curie

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kg.terms import Names
    from kg.validation.scene import Scene

ALIKE = 0.7
"""How alike names must be for one to be offered for the other."""


def nameless(scene: Scene) -> Iterator[Found]:
    """Yield the nodes without an IRI, and values that are such."""
    for item in scene.triples:
        if isinstance(item.subject, BlankNode):
            yield Found(str(item.subject))
        elif isinstance(item.object, BlankNode):
            yield Found(said(item.subject), item.predicate.value, item.object)


def foreign_bases(scene: Scene) -> Iterator[Found]:
    """Yield the IRIs of things that are made under no base of the graph."""
    bases = tuple(scene.names.kinds().values())
    seen: set[str] = set()
    for item in scene.triples:
        ends: list[object] = [item.subject]
        if item.predicate.value in scene.vocabulary.links:
            ends.append(item.object)
        for end in ends:
            if not isinstance(end, NamedNode) or end.value in seen:
                continue
            seen.add(end.value)
            if not end.value.startswith(bases):
                words = {"iri": end.value, "base": scene.names.id_base}
                if end == item.subject:
                    yield Found(end.value, words=words)
                else:
                    yield Found(said(item.subject), item.predicate.value, end, words)


def undeclared_properties(scene: Scene) -> Iterator[Found]:
    """Yield the properties in our namespaces that the ontology does not declare."""
    declared = scene.vocabulary.properties
    for iri, subject in _undeclared_properties(scene).items():
        if iri.startswith(scene.vocabulary.spaces):
            yield _found(scene, iri, subject, declared)


def undeclared_classes(scene: Scene) -> Iterator[Found]:
    """Yield the classes in our namespaces that the ontology does not declare."""
    declared = scene.vocabulary.classes
    for iri, subject in _undeclared_classes(scene).items():
        if iri.startswith(scene.vocabulary.spaces):
            yield _found(scene, iri, subject, declared, RDF_TYPE.value)


def foreign_terms(scene: Scene) -> Iterator[Found]:
    """Yield the classes and properties of vocabularies that the ontology does not use."""
    known = scene.vocabulary
    for iri, subject in _undeclared_properties(scene).items():
        if not iri.startswith(known.spaces):
            yield _found(scene, iri, subject, known.properties)
    for iri, subject in _undeclared_classes(scene).items():
        if not iri.startswith(known.spaces):
            yield _found(scene, iri, subject, known.classes, RDF_TYPE.value)


def unknown_values(scene: Scene) -> Iterator[Found]:
    """Yield the coded values that are not of their property's scheme."""
    vocabulary = scene.vocabulary
    mends: dict[tuple[str, str], str] = {}
    for item in scene.triples:
        scheme = vocabulary.schemes.get(item.predicate.value)
        if scheme is None or isinstance(item.object, Triple):
            continue
        values = vocabulary.values.get(scheme, frozenset())
        if said(item.object) not in values:
            term = curie(said(item.object), scene.names)
            if not isinstance(item.object, NamedNode):
                term = f"'{said(item.object)}'"
            words = {"term": term, "property": curie(item.predicate.value, scene.names)}
            key = (said(item.object), scheme)
            if key not in mends:
                mends[key] = _nearest(said(item.object), values, scene.names)
            yield Found(said(item.subject), item.predicate.value, item.object, words, mends[key])


def _undeclared_properties(scene: Scene) -> Mapping[str, str]:
    """Return the properties that no ontology declares, each with its first subject."""
    declared = scene.vocabulary.properties
    first: dict[str, str] = {}
    for item in scene.triples:
        if item.predicate.value not in declared:
            first.setdefault(item.predicate.value, said(item.subject))
    return first


def _undeclared_classes(scene: Scene) -> Mapping[str, str]:
    """Return the classes that no ontology declares, each with its first node."""
    declared = scene.vocabulary.classes
    first: dict[str, str] = {}
    for item in scene.triples:
        if item.predicate == RDF_TYPE and said(item.object) not in declared:
            first.setdefault(said(item.object), said(item.subject))
    return first


def _found(
    scene: Scene, iri: str, subject: str, declared: Collection[str], path: str = ""
) -> Found:
    words = {"term": curie(iri, scene.names)}
    mend = _nearest(iri, declared, scene.names)
    return Found(subject, path or iri, NamedNode(iri) if path else None, words, mend)


def _nearest(iri: str, declared: Collection[str], names: Names) -> str:
    """Return a mend that names the declared terms with the most similar names."""
    locals_: dict[str, str] = {}
    for term in sorted(declared):
        locals_.setdefault(local_name(term).casefold(), term)
    near = get_close_matches(local_name(iri).casefold(), sorted(locals_), n=2, cutoff=ALIKE)
    told = " or ".join(curie(locals_[name], names) for name in near)
    return f"did you mean {told}?" if told else ""
