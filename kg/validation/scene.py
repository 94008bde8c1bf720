"""What checks look at, and what they bring back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import NamedNode, Triple

from kg.terms import BASE, FACTS, OWL, PREFIXES, RDF_TYPE, RDFS, SKOS, local_name, namespace, said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pyoxigraph import Quad

    from kg.evidence import Text
    from kg.rdflib_terms import Value
    from kg.terms import Names

    Labels: TypeAlias = Mapping[str, Mapping[str, str]]

PROPERTIES = frozenset(OWL + f"{kind}Property" for kind in ("Object", "Datatype", "Annotation"))
NAMING = (f"{SKOS}prefLabel", f"{RDFS}label")
"""The properties that tell what something is called; the last one counts most."""
PLAIN = frozenset({RDF_TYPE.value, f"{RDFS}label", f"{RDFS}comment", f"{RDFS}seeAlso"})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The terms that an ontology declares, by IRI.

    `links` are properties whose values are things of the graph; `schemes` has
    the scheme of each property with coded values, `values` the values of each
    scheme; `spaces` are the namespaces that are the ontology's own.
    """

    classes: frozenset[str]
    properties: frozenset[str]
    links: frozenset[str]
    schemes: Mapping[str, str]
    values: Mapping[str, frozenset[str]]
    spaces: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """One source: its triples, the terms and names it may use, its text if at hand.

    `shared` tells what things beside it are called. `stated` has, by predicate,
    the subjects and values of its triples in their order.
    """

    triples: Sequence[Quad | Triple]
    vocabulary: Vocabulary
    names: Names
    shared: Labels = field(default_factory=dict)
    text: Text | None = None
    stated: Mapping[str, Sequence[tuple[str, Value | Triple]]] = field(init=False)

    def __post_init__(self) -> None:
        """Sort the triples once: each check looks at a few predicates."""
        object.__setattr__(self, "stated", _stated(self.triples))


def _stated(triples: Iterable[Quad | Triple]) -> dict[str, list[tuple[str, Value | Triple]]]:
    found: dict[str, list[tuple[str, Value | Triple]]] = defaultdict(list)
    for item in triples:
        subject = item.subject
        name = subject.value if isinstance(subject, NamedNode) else said(subject)
        found[item.predicate.value].append((name, item.object))
    return dict(found)


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: the terms of a result, words for its message, a mend of its own."""

    focus: str
    path: str = ""
    value: Value | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    mend: str = ""


def vocabulary_of(ontology: Iterable[Quad | Triple]) -> Vocabulary:
    """Return the terms that an ontology's triples declare."""
    said_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for item in ontology:
        said_of[item.predicate.value][said(item.object)].add(said(item.subject))
    types = said_of[RDF_TYPE.value]
    classes = frozenset(types[f"{OWL}Class"])
    properties = frozenset[str]().union(*(types[kind] for kind in PROPERTIES))
    schemes = {
        term: scheme for scheme, terms in said_of[f"{FACTS}scheme"].items() for term in terms
    }
    coded = {
        term
        for kind in ("Concept", "ConceptScheme")
        for term in said_of[f"{RDFS}range"][f"{SKOS}{kind}"]
    }
    values = {iri: frozenset(terms) for iri, terms in said_of[f"{SKOS}inScheme"].items()}
    own = {namespace(term) for term in (*classes, *properties)} - set(PREFIXES.values())
    return Vocabulary(
        classes,
        properties | PLAIN,
        frozenset(types[f"{OWL}ObjectProperty"]) - coded,
        schemes,
        values,
        tuple(sorted({*own, BASE})),
    )


def values_of(scene: Scene, predicate: str) -> dict[str, list[Value]]:
    """Return the values of a property by subject."""
    found: dict[str, list[Value]] = defaultdict(list)
    for subject, value in scene.stated.get(predicate, ()):
        if not isinstance(value, Triple):
            found[subject].append(value)
    return found


def labels_in(triples: Iterable[Quad | Triple]) -> Labels:
    """Return what triples call things: by predicate, the last label of each."""
    found: dict[str, dict[str, str]] = {name: {} for name in NAMING}
    for item in triples:
        if item.predicate.value in found:
            found[item.predicate.value][said(item.subject)] = said(item.object)
    return found


def labels_of(scene: Scene, wanted: Collection[str]) -> dict[str, str]:
    """Return what things are called; the end of its IRI where nothing says so."""
    found = {iri: local_name(iri) for iri in wanted}
    if not found:
        return found
    for name in NAMING:
        for subject, value in scene.stated.get(name, ()):
            if subject in found:
                found[subject] = said(value)
        shared = scene.shared.get(name, {})
        found |= {iri: shared[iri] for iri in found if iri in shared}
    return found


def curie(iri: str, names: Names) -> str:
    """Return an IRI by its prefix; without one, as it is."""
    for name, base in names.prefixes().items():
        if namespace(iri) == base:
            return f"{name}:{local_name(iri)}"
    return f"<{iri}>"
