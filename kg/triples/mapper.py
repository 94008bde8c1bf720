"""Facts + ontology -> triples: one mapper for every kind of fact.

Which keys a class takes, what they mean and how its nodes get their IRIs is
read from the ontology. Known by name here are only four things: the source,
evidence, EDTF dates and names.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import Finding, Position
from kg.facts.model import Entry, Mapping, Scalar, Sequence
from kg.ontology import Class, Ontology, Property
from kg.terms import RDF_TYPE, XSD, Names
from kg.triples.identity import complete, identify
from kg.triples.model import Pairs, Reference, Term, dkg, is_child, near
from kg.triples.values import days_of, read_values, spell_out

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kg.register import Days, Resolver

RESERVED = frozenset({"type", "id"})


@dataclass(slots=True)
class Mapper:
    """Maps the nodes of one source, or of one register entry.

    `evidence` turns a report's own keys into its passage; a register has no
    text and therefore none. `day` is when the fact at hand happens, as far as
    that is written, and `published` the source's own date.
    """

    ontology: Ontology
    names: Names
    resolver: Resolver
    source_id: str = ""
    evidence: Callable[[Mapper, Mapping], NamedNode | None] | None = None
    triples: dict[Triple, Position] = field(default_factory=dict)
    nodes: dict[NamedNode, Position] = field(default_factory=dict)
    uses: dict[NamedNode, Position] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    published: Days | None = None
    day: Days | None = None

    def refuse(self, position: Position, code: str, message: str, mend: str = "") -> None:
        """Note an error."""
        self.findings.append(Finding(position, "error", code, message, mend))

    def state(self, subject: NamedNode, predicate: NamedNode, value: Term, at: Position) -> None:
        """Note a triple; the first place that says it is its place."""
        self.triples.setdefault(Triple(subject, predicate, value), at)

    def map_fact(self, fact: Mapping) -> NamedNode | None:
        """Map one entry of `facts:`; its `type` is required."""
        written, kinds = fact.get("type"), self.ontology.having("byId")
        if written is None:
            mend = f"say what it is, for example `type: {next(iter(sorted(kinds)), '...')}`"
            self.refuse(fact.position, "type-missing", "this fact has no type", mend)
            return None
        name = written.text if isinstance(written, Scalar) else ""
        if name not in kinds:
            known = name in self.ontology.classes
            message = f"{name} is no kind of fact" if known else f"unknown type '{name}'"
            self.refuse(written.position, "unknown-type", message, near(name, kinds))
            return None
        self.day = days_of(fact.get("when")) or self.published
        return self.map_node(fact, kinds[name], None)

    def map_node(
        self,
        node: Mapping,
        wanted: Class,
        parent: NamedNode | None,
        *,
        link: Property | None = None,
        known: Iterable[tuple[Property, Term]] = (),
        iri: NamedNode | None = None,
    ) -> NamedNode | None:
        """Map a mapping to a node of a class and return the node's IRI.

        `link` is the property that leads here from `parent`; `known` are
        values that the place gives (an order, an inherited holder); `iri` is
        given where the node's identity is no matter of its keys.
        """
        cls = self._class_of(node, wanted)
        if cls is None:
            return None
        own: Pairs = dict.fromkeys(known, node.position)
        nested: list[tuple[Property, Entry]] = []
        for entry in node.entries:
            self._read_entry(entry, cls, own, nested)
        complete(self, cls, node, own)
        subject = iri or identify(self, cls, node, own, parent, link)
        if subject is None:
            return None
        self.nodes.setdefault(subject, node.position)
        self.state(subject, RDF_TYPE, NamedNode(cls.iri), node.position)
        for (item, value), at in own.items():
            self.state(subject, item.iri, value, at)
        for item, entry in nested:
            if not _lost(item, node, own):
                self._map_nested(subject, item, entry, own)
        return subject

    # -- classes, keys and values ------------------------------------------------

    def _class_of(self, node: Mapping, wanted: Class) -> Class | None:
        written = node.get("type")
        if written is None:
            return wanted
        name = written.text if isinstance(written, Scalar) else ""
        cls = self.ontology.classes.get(name)
        if cls is not None and cls.is_a(wanted.iri):
            return cls
        fitting = [c.name for c in self.ontology.classes.values() if c.is_a(wanted.iri)]
        said = "unknown type" if cls is None else f"a {wanted.label} is expected here, not type"
        self.refuse(written.position, "unknown-type", f"{said} '{name}'", near(name, fitting))
        return None

    def _read_entry(
        self, entry: Entry, cls: Class, own: Pairs, nested: list[tuple[Property, Entry]]
    ) -> None:
        item = cls.keys.get(entry.key)
        if item is None:
            if entry.key not in RESERVED:
                message = f"unknown key '{entry.key}' on {cls.name}"
                self.refuse(entry.position, "unknown-key", message, near(entry.key, cls.keys))
        elif is_child(self.ontology, item):
            nested.append((item, entry))
        else:
            for value, at in read_values(self, item, entry.value):
                own.setdefault((item, value), at)

    # -- nodes that belong to their parent ---------------------------------------

    def _map_nested(self, parent: NamedNode, item: Property, entry: Entry, own: Pairs) -> None:
        values = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        cls = self.ontology.by_iri[item.range]
        for order, value in enumerate(values, start=1):
            spelled = spell_out(self, cls, value) if isinstance(value, Scalar) else value
            if not isinstance(spelled, Mapping):
                if spelled is not None:
                    self.refuse(value.position, "wrong-type", "a list within a list", "flatten it")
                continue
            child = self._map_child(parent, item, cls, spelled, own, order)
            if child is None:
                continue
            if item.writes is None:
                self.state(parent, item.iri, child, value.position)
            else:
                self.state(child, item.writes, parent, value.position)

    def _map_child(
        self,
        parent: NamedNode,
        item: Property,
        cls: Class,
        node: Mapping,
        own: Pairs,
        order: int,
    ) -> NamedNode | None:
        if cls.identity == "evidence":
            return self._map_report(parent, cls, node)
        known: list[tuple[Property, Term]] = []
        if item.ordered_by is not None:
            number = Literal(str(order), datatype=NamedNode(f"{XSD}integer"))
            known.append((_plain(item.ordered_by, cls), number))
        if item.inherits is None:
            return self.map_node(node, cls, parent, link=item, known=known)
        return self._map_mention(item, cls, node, own)

    def _map_mention(
        self, item: Property, cls: Class, node: Mapping, own: Pairs
    ) -> NamedNode | None:
        """Return the IRI of a node that is declared elsewhere; state nothing of it."""
        above = item.inherits[1] if item.inherits else ""
        anchors = [v for i, v in own if i.key == above and isinstance(v, NamedNode)]
        if len(anchors) != 1:
            message = f"'{item.key}' needs exactly one '{above}' beside it"
            self.refuse(node.position, "wrong-type", message, f"write one '{above}'")
            return None
        kept = self.triples, self.nodes
        self.triples, self.nodes = {}, {}
        iri = self.map_node(node, cls, anchors[0], link=None)
        self.triples, self.nodes = kept
        if iri is not None:
            text = " ".join(e.value.text for e in node.entries if isinstance(e.value, Scalar))
            self.references.append(Reference(iri, cls, text, node.position))
        return iri

    def _map_report(self, parent: NamedNode, cls: Class, node: Mapping) -> NamedNode | None:
        if self.evidence is None:
            mend = "evidence belongs to a source's own facts"
            self.refuse(node.position, "unknown-key", "a register entry takes no evidence", mend)
            return None
        passage = self.evidence(self, node)
        if passage is None:
            return None
        rest = Mapping(tuple(e for e in node.entries if e.key not in PASSAGE_KEYS), node.position)
        where = (("inDocument", self.names.document(self.source_id)), ("atPassage", passage))
        known = [(_plain(dkg(name), cls), term) for name, term in where]
        return self.map_node(rest, cls, parent, known=known)


def _lost(item: Property, node: Mapping, own: Pairs) -> bool:
    """Return whether what a node would inherit is written, but was refused and told already."""
    above = item.inherits[1] if item.inherits else ""
    return node.get(above) is not None and not any(i.key == above for i, _ in own)


PASSAGE_KEYS = frozenset({"quote", "paragraph", "chars"})


def _plain(iri: NamedNode, cls: Class) -> Property:
    """Return a property that has no key: the loader itself writes it."""
    return Property(iri=iri, key="", domain=cls.iri, range=f"{XSD}integer")
