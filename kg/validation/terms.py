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
    for predicate, pairs in scene.stated.items():
        for subject, value in pairs:
            if subject.startswith("_:"):
                yield Found(subject)
            elif isinstance(value, BlankNode):
                yield Found(subject, predicate, value)


def foreign_bases(scene: Scene) -> Iterator[Found]:
    """Yield the IRIs of things that are made under no base of the graph."""
    bases = tuple(scene.names.kinds().values())
    if all(iri.startswith(bases) for iri in _things(scene)):
        return
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


def _things(scene: Scene) -> set[str]:
    """Return the IRIs of things: all subjects, and what they are linked with."""
    found = {subject for pairs in scene.stated.values() for subject, _ in pairs}
    found = {subject for subject in found if not subject.startswith("_:")}
    for predicate in scene.stated.keys() & scene.vocabulary.links:
        found |= {v.value for _, v in scene.stated[predicate] if isinstance(v, NamedNode)}
    return found


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
    for predicate in scene.stated.keys() & vocabulary.schemes.keys():
        scheme = vocabulary.schemes[predicate]
        values = vocabulary.values.get(scheme, frozenset())
        for subject, value in scene.stated[predicate]:
            if isinstance(value, Triple) or said(value) in values:
                continue
            term = curie(said(value), scene.names)
            if not isinstance(value, NamedNode):
                term = f"'{said(value)}'"
            words = {"term": term, "property": curie(predicate, scene.names)}
            key = (said(value), scheme)
            if key not in mends:
                mends[key] = _nearest(said(value), values, scene.names)
            yield Found(subject, predicate, value, words, mends[key])


def _undeclared_properties(scene: Scene) -> Mapping[str, str]:
    """Return the properties that no ontology declares, each with its first subject."""
    undeclared = scene.stated.keys() - scene.vocabulary.properties
    return {iri: scene.stated[iri][0][0] for iri in undeclared}


def _undeclared_classes(scene: Scene) -> Mapping[str, str]:
    """Return the classes that no ontology declares, each with its first node."""
    declared = scene.vocabulary.classes
    first: dict[str, str] = {}
    for subject, kind in scene.stated.get(RDF_TYPE.value, ()):
        if said(kind) not in declared:
            first.setdefault(said(kind), subject)
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
