"""What completes a node, and the IRI that its class and its values give it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.facts.model import Mapping, Scalar
from kg.lexical import FACT_ID
from kg.terms import digest, slug
from kg.triples.model import Pairs, Term, local

if TYPE_CHECKING:
    from collections.abc import Collection

    from pyoxigraph import NamedNode

    from kg.ontology import Class, Ontology, Property
    from kg.triples.mapper import Mapper


def complete(mapper: Mapper, cls: Class, node: Mapping, own: Pairs) -> None:
    """Add the values that another key's presence, or absence, implies."""
    for pair in implied(mapper.ontology, cls, {item for item, _ in own}).items():
        own[pair] = node.position


def implied(
    ontology: Ontology, cls: Class, given: Collection[Property]
) -> dict[Property, NamedNode]:
    """Return the values that a node gets for keys which are not among those given."""
    present = {item.key for item in given}
    found: dict[Property, NamedNode] = {}
    for item in sorted((i for i in given if i.sets_default), key=lambda i: i.key):
        concept = ontology.concepts[item.sets_default.value] if item.sets_default else None
        for target in cls.keys.values():
            if concept and target.scheme == concept.scheme and target.key not in present:
                found[target] = concept.iri
                present.add(target.key)
    for item in cls.keys.values():
        applies = not item.default_for or any(cls.is_a(c) for c in item.default_for)
        if item.default is not None and item.key not in present and applies:
            found[item] = item.default
    return found


def identify(
    mapper: Mapper,
    cls: Class,
    node: Mapping,
    own: Pairs,
    parent: NamedNode | None,
    link: Property | None,
) -> NamedNode | None:
    """Return a node's IRI, by the identity of its class; None where it can have none.

    `link` is the property that leads from `parent`; what it writes back to the
    parent needs no saying twice.
    """
    said = [(item.iri.value, str(value)) for item, value in own]
    if cls.identity == "byId":
        return _fact_iri(mapper, cls, node, said)
    if cls.identity in {"byKeys", "evidence"}:
        above = link.writes.value if link and link.writes else ""
        said = [s for s in said if s[0] in cls.identified_by and s[0] != above]
        anchor = local(parent) + "." if parent else ""
        return mapper.names.iri(cls.prefix, anchor + _digest(cls, said))
    if cls.identity == "bySlug":
        parts = {i.iri.value: v for i, v in own if i.iri.value in cls.identified_by}
        slugs = (_slug(parts[p]) for p in cls.identified_by if p in parts)
        return mapper.names.iri(cls.prefix, ".".join(slugs))
    return mapper.names.iri(cls.prefix, _digest(cls, said))


def _fact_iri(
    mapper: Mapper, cls: Class, node: Mapping, said: list[tuple[str, str]]
) -> NamedNode | None:
    written = node.get("id")
    if written is None:
        return mapper.names.fact(mapper.source_id, _digest(cls, said))
    text = written.text if isinstance(written, Scalar) else ""
    if not FACT_ID.fullmatch(text):
        mend = "use letters, digits, `-` and `_`"
        mapper.refuse(written.position, "bad-id", f"'{text}' cannot be the id of a fact", mend)
        return None
    iri = mapper.names.fact(mapper.source_id, text)
    if iri in mapper.nodes:
        first = mapper.nodes[iri]
        message = f"a second fact has the id '{text}'"
        mapper.refuse(written.position, "duplicate-id", message, f"the first is at {first}")
    return iri


def _slug(term: Term) -> str:
    return slug(term.value) if isinstance(term, Literal) else local(term)


def _digest(cls: Class, said: list[tuple[str, str]]) -> str:
    return digest(cls.iri, *(part for pair in sorted(said) for part in pair))
