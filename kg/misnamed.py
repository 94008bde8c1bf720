"""A name of another class than was asked for: who bears it, and who of the right class is near."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.errors import UsageError
from kg.lexical import a
from kg.lookup import is_a, known_names, label, meant, types
from kg.terms import ONTOLOGY
from kg.wording import hidden, relation, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyoxigraph import Store

    from kg.ontology import Class, Ontology
    from kg.terms import Names

HOLDER, OFFICE, OFFICE_OF = (NamedNode(ONTOLOGY + n) for n in ("holder", "office", "officeOf"))


def of_another_class(
    store: Store, ontology: Ontology, names: Names, text: str, wanted: Class
) -> UsageError | None:
    """Return the error for a name whose one bearer in the graph is not of the class `wanted`.

    It asks whether one was meant whom the graph links with the bearer: by an
    office held, or directly. None where nobody, or several, bear the name.
    """
    bearers = meant(store, ontology, names, text)
    if len(bearers) != 1:
        return None
    (node,) = bearers
    kinds = [ontology.by_iri[kind] for kind in types(store, node) if kind in ontology.by_iri]
    if not kinds or any(kind.is_a(wanted.iri) for kind in kinds):
        return None
    is_of = " and ".join(a(kind.label) for kind in kinds)
    message = f"'{text}' is {is_of}, where {a(wanted.label)} is asked for"
    near = sorted(set(_near(store, ontology, names, node)))
    fitting = [
        (name, why) for name, iri, why in near if is_a(store, ontology, NamedNode(iri), wanted.iri)
    ]
    if len(fitting) > 1:
        mend = f"did you mean {' or '.join(dict.fromkeys(repr(name) for name, _ in fitting))}?"
    elif fitting:
        mend = f"did you mean '{fitting[0][0]}'? The graph says: {fitting[0][1]}"
    else:
        called = sorted(known_names(store, ontology, names, wanted.iri), key=lambda each: each[1])
        own = (name for iri, name in called if label(store, iri) == name)
        known = [*islice(dict.fromkeys(own), 2)]
        such = f", such as {' or '.join(map(repr, known))}" if known else ""
        mend = f"name {a(wanted.label)}{such}"
    return UsageError(message, code="bad-parameter", mend=mend)


def _near(
    store: Store, ontology: Ontology, names: Names, node: NamedNode
) -> Iterator[tuple[str, str, str]]:
    """Yield whom the graph links with a node: the name, the IRI, and the link in words."""
    own = label(store, node)
    for tenure in _subjects(store, HOLDER, node):
        for office in _objects(store, tenure, OFFICE):
            for other in _objects(store, office, OFFICE_OF):
                yield label(store, other), other.value, f"{own}, {label(store, office)}"
    for office in _subjects(store, OFFICE_OF, node):
        for tenure in _subjects(store, OFFICE, office):
            for other in _objects(store, tenure, HOLDER):
                named = label(store, other)
                yield named, other.value, f"{named}, {label(store, office)}"
    labels = words(ontology)
    for quad in store.quads_for_pattern(node, None, None):
        if isinstance(quad.object, NamedNode) and not hidden(quad, names):
            named = label(store, quad.object)
            said = f"{own}, {relation(labels, quad.predicate)}: {named}"
            yield named, quad.object.value, said


def _subjects(store: Store, predicate: NamedNode, node: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, predicate, node):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _objects(store: Store, node: NamedNode, predicate: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(node, predicate, None):
        if isinstance(quad.object, NamedNode):
            yield quad.object
