"""What a schema is made from, and what shapes ask of the keys of a class."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import RDFS, digest, said

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from kg.constraints import Shape
    from kg.ontology import Class, Ontology, Property

SUB_PROPERTY = NamedNode(f"{RDFS}subPropertyOf")


@dataclass(frozen=True, slots=True)
class Basis:
    """The ontology and the shapes, with what follows without being written.

    `entailed` are properties that rules write; `evidence` says whether nodes
    may be reported, which those of a register may not; `names` are those of
    properties and schemes, each once; `above` are the properties that one is
    narrower than, itself included.
    """

    ontology: Ontology
    shapes: tuple[Shape, ...]
    entailed: frozenset[str]
    evidence: bool = True
    names: Mapping[str, str] = field(default_factory=dict)
    above: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def keys(self, cls: Class) -> dict[str, Property]:
        """Return the keys that nodes of a class take here."""
        by_iri = self.ontology.by_iri
        return {
            key: item
            for key, item in sorted(cls.keys.items())
            if self.evidence
            or item.range not in by_iri
            or by_iri[item.range].identity != "evidence"
        }


def make_basis(
    ontology: Ontology, shapes: Collection[Shape], entailed: Collection[str], *, evidence: bool
) -> Basis:
    """Return the basis of a schema: shapes that refuse data, names of its definitions."""
    strict = tuple(s for s in shapes if s.severity == "violation" and s.scope == "source")
    iris = {item.iri.value for cls in ontology.classes.values() for item in cls.keys.values()}
    iris |= ontology.schemes.keys()
    locals_ = {iri: iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] for iri in iris}
    parents: dict[str, set[str]] = defaultdict(set)
    for triple in ontology.triples:
        if triple.predicate == SUB_PROPERTY:
            parents[said(triple.subject)].add(said(triple.object))
    often = Counter(locals_.values())
    names = {i: n if often[n] == 1 else f"{n}-{digest(i)[:4]}" for i, n in locals_.items()}
    above = {iri: _above(parents, iri) for iri in iris}
    return Basis(ontology, strict, frozenset(entailed), evidence, names, above)


def _above(parents: Mapping[str, set[str]], iri: str) -> frozenset[str]:
    seen, waiting = {iri}, [iri]
    while waiting:
        new = parents.get(waiting.pop(), set()) - seen
        seen |= new
        waiting += new
    return frozenset(seen)


def asked_of(basis: Basis, cls: Class) -> list[Shape]:
    """Return the shapes that nodes of a class must satisfy."""
    return [s for s in basis.shapes if any(cls.is_a(target) for target in s.classes)]


def required_keys(basis: Basis, cls: Class) -> list[tuple[str, ...]]:
    """Return keys that must be written: of each tuple, one at least.

    A property that a rule entails, or that has a default, need not be.
    """
    keys = basis.keys(cls)
    found: list[tuple[str, ...]] = []
    if cls.identity == "byName" and "name" in keys:
        found.append(("name",))
    for shape in asked_of(basis, cls):
        found += [(key,) for key in shape.requires if key in keys]
        if int(shape.asks.get("minCount", "0")) and shape.path not in basis.entailed:
            found += [ways] if (ways := tuple(_ways(basis, cls, shape.path))) else []
    return list(dict.fromkeys(found))


def _ways(basis: Basis, cls: Class, path: str) -> Iterator[str]:
    """Yield the keys by which a property gets a value; none where it has one anyway."""
    keys = basis.keys(cls)
    direct = {key: item for key, item in keys.items() if path in basis.above[item.iri.value]}
    if any(has_default(cls, item) for item in direct.values()):
        return
    yield from direct
    schemes = {item.scheme for item in direct.values() if item.scheme}
    for key, item in keys.items():
        given = basis.ontology.concepts.get(item.sets_default.value) if item.sets_default else None
        if given and given.scheme in schemes:
            yield key


def has_default(cls: Class, item: Property) -> bool:
    """Return whether nodes of a class get a value where the key is absent."""
    limited = item.default_for and not any(cls.is_a(c) for c in item.default_for)
    return item.default is not None and not limited
