"""A node of the graph -> the mapping that a facts file writes it by.

The inverse of `kg.triples`: which keys a class takes, and how its nodes are
named, is read from the ontology. What facts files cannot say is left out
here; whoever writes a file reads it back and sees what is missing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from pyoxigraph import Literal, NamedNode

from kg.export.spelling import entry, mapping, shorten, text
from kg.ontology import CONCEPT, THING
from kg.register import Resolver
from kg.terms import DCTERMS, RDFS, SKOS
from kg.triples import dkg, implied, is_child, local

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Mapping as Dict

    from kg.export.statements import Statements
    from kg.facts.model import Entry, Value
    from kg.ontology import Class, Ontology, Property
    from kg.register import Layer
    from kg.terms import Names
    from kg.triples import Term

Path = tuple[NamedNode, ...]
Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Scope:
    """What telling a node needs: its graph, what else is known, and how names resolve.

    `own` is the graph told, `known` that and the register's; `called` are the
    names of actors and places, the preferred one first; `rank` is the order
    of properties in the ontology; `places` are positions in earlier files.
    """

    source_id: str
    own: Statements
    known: Statements
    ontology: Ontology
    names: Names
    layers: tuple[Layer, ...]
    called: Dict[NamedNode, tuple[str, ...]]
    rank: Dict[str, int]
    places: Dict[NamedNode, Place]


def property_order(ontology: Ontology) -> dict[str, int]:
    """Return the rank of each term by where the ontology speaks of it first."""
    subjects = (t.subject for t in ontology.triples if isinstance(t.subject, NamedNode))
    return {iri: number for number, iri in enumerate(dict.fromkeys(s.value for s in subjects))}


def in_order(scope: Scope, nodes: Iterable[NamedNode]) -> list[NamedNode]:
    """Return nodes as they stood in their file; what stood in none comes last, by IRI."""
    places = scope.places
    return sorted(nodes, key=lambda n: (n not in places, places.get(n, ("", 0, 0)), n.value))


def entries_of(scope: Scope, node: NamedNode, cls: Class, path: Path = ()) -> list[Entry]:
    """Return a node's keys with their values; what the loader adds by itself is left out.

    `path` are the nodes around this one: a node within itself is not told.
    """
    if node in path:
        return []
    path = (*path, node)
    keys = _keys(scope, cls)
    plain = {i: scope.own.values(node, i.iri) for i in keys if not is_child(scope.ontology, i)}
    plain = _without_implied(scope.ontology, cls, {i: v for i, v in plain.items() if v})
    entries = []
    for item in keys:
        if is_child(scope.ontology, item):
            values = _children(scope, node, item, path)
        else:
            values = [v for term in plain.get(item, ()) for v in _values(scope, item, term, path)]
        if values:
            entries.append(entry(item.key, values))
    return entries


def fact_id(names: Names, iri: NamedNode) -> tuple[str, str] | None:
    """Return a fact's source and id; None for an IRI that is none of a fact."""
    base = names.iri("fact", "").value
    source_id, _, own = unquote(iri.value.removeprefix(base)).rpartition(".")
    return (source_id, own) if names.fact(source_id, own) == iri else None


def _keys(scope: Scope, cls: Class) -> list[Property]:
    """Return a class's keys: names, then its own in the order of the ontology, evidence last."""

    def order(item: Property) -> tuple[int, int, str]:
        kind = scope.ontology.by_iri.get(item.range)
        if kind is not None and kind.identity == "evidence":
            group = 3
        elif item.domain == THING:
            group = 2
        else:
            group = 0 if item.iri.value.startswith((RDFS, SKOS, DCTERMS)) else 1
        return group, scope.rank.get(item.iri.value, len(scope.rank)), item.key

    return sorted(cls.keys.values(), key=order)


def _without_implied(
    ontology: Ontology, cls: Class, given: dict[Property, tuple[Term, ...]]
) -> dict[Property, tuple[Term, ...]]:
    """Leave out each value that the loader would add, as long as it would add no other."""
    kept = dict(given)
    added = implied(ontology, cls, kept)
    for item, terms in given.items():
        rest = {i: t for i, t in kept.items() if i != item}
        now = implied(ontology, cls, rest)
        if len(terms) == 1 and now == added | {item: terms[0]}:
            kept, added = rest, now
    return kept


# -- values -----------------------------------------------------------------------


def _values(scope: Scope, item: Property, term: Term, path: Path) -> list[Value]:
    cls = scope.ontology.by_iri.get(item.range)
    if cls is None:
        words = _plain(scope.ontology, item, term)
    elif isinstance(term, Literal):
        words = []
    elif cls.identity == "byName":
        words = [_name(scope, term, cls)]
    elif cls.identity == "byValue":
        words = scope.own.texts(term, dkg("edtf"))
    elif cls.identity == "byId":
        words = _reference(scope, term)
    else:
        return _told(scope, term, cls, path)
    return [text(each) for each in words]


def _plain(ontology: Ontology, item: Property, term: Term) -> list[str]:
    if isinstance(term, Literal):
        return [term.value]
    concept = ontology.concepts.get(term.value) if item.range == CONCEPT else None
    return [concept.value] if concept and concept.scheme == item.scheme else []


def _reference(scope: Scope, iri: NamedNode) -> list[str]:
    """Return the id by which a fact is named here, with its source's if that is another."""
    found = fact_id(scope.names, iri)
    if found is None:
        return []
    return [found[1] if found[0] == scope.source_id else "#".join(found)]


def _told(scope: Scope, node: NamedNode, wanted: Class, path: Path) -> list[Value]:
    """Return a node as a value, once for each class that it is stated to be of."""
    values: list[Value] = []
    for cls in scope.own.classes(node, scope.ontology):
        if cls.is_a(wanted.iri):
            kind = [] if cls.iri == wanted.iri else [entry("type", [text(cls.name)])]
            passage = _passage(scope, node) if cls.identity == "evidence" else []
            told = [*kind, *passage, *entries_of(scope, node, cls, path)]
            values.append(shorten(wanted, mapping(told)))
    return values


def _name(scope: Scope, iri: NamedNode, wanted: Class) -> str:
    """Return the first name by which the loader finds an actor or place, if there is one."""
    names = scope.called.get(iri, ())
    for name in names:
        found = Resolver(scope.layers).resolve(name, wanted.iri).one
        if found is not None and found.iri == iri:
            return name
    return names[0] if names else local(iri)


# -- nodes that belong to their parent ----------------------------------------------


def _children(scope: Scope, parent: NamedNode, item: Property, path: Path) -> list[Value]:
    cls = scope.ontology.by_iri[item.range]
    if item.inherits is not None:
        found = scope.own.nodes(parent, item.iri)
        return [v for node in found for v in _mention(scope, node, cls, item.inherits[0])]
    nodes = in_order(
        scope,
        scope.own.nodes(parent, item.iri)
        if item.writes is None
        else scope.own.holders(item.writes, parent),
    )
    if item.ordered_by is not None:
        numbers = {n: scope.own.texts(n, item.ordered_by) for n in nodes}
        nodes.sort(key=lambda n: [(len(number), number) for number in numbers[n]])
    return [value for node in nodes for value in _told(scope, node, cls, path)]


def _mention(scope: Scope, node: NamedNode, wanted: Class, inherited: str) -> list[Value]:
    """Return what tells a node that is declared elsewhere: the keys that it is named by."""
    around = replace(scope, own=scope.known)
    values: list[Value] = []
    for cls in scope.known.classes(node, scope.ontology):
        if cls.is_a(wanted.iri):
            own = [e for e in entries_of(around, node, cls) if _names(cls, e.key, inherited)]
            kind = [] if cls.iri == wanted.iri else [entry("type", [text(cls.name)])]
            values.append(shorten(wanted, mapping([*kind, *own])))
    return values[:1]


def _names(cls: Class, key: str, inherited: str) -> bool:
    return key != inherited and cls.keys[key].iri.value in cls.identified_by


def _passage(scope: Scope, report: NamedNode) -> list[Entry]:
    """Return the words or the span of a report."""
    said: dict[str, list[str]] = defaultdict(list)
    for passage in scope.own.nodes(report, dkg("atPassage")):
        for name in ("exactText", "paragraph", "charStart", "charEnd"):
            said[name] += scope.own.texts(passage, dkg(name))
    spans = zip(said["charStart"], said["charEnd"], strict=False)
    told = (
        ("quote", said["exactText"]),
        ("paragraph", said["paragraph"]),
        ("chars", [f"{start}-{end}" for start, end in spans]),
    )
    return [entry(key, [text(words) for words in values]) for key, values in told if values]
