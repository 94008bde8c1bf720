"""Facts + ontology -> triples: one mapper for every kind of fact.

Which keys a class takes, what they mean and how its nodes get their IRIs is
read from the ontology. Known by name here are only four things: the source,
evidence, EDTF dates and names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple
from rapidfuzz import process

from kg.edtf import parse_edtf
from kg.errors import Finding, Position
from kg.facts.model import Entry, Mapping, Scalar, Sequence, Value
from kg.lexical import literal
from kg.ontology import CONCEPT, Class, Ontology, Property
from kg.register import Layer, resolve, suggest
from kg.terms import ONTOLOGY, RDF_TYPE, RDFS_LABEL, XSD, Names, digest, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Mapping as AbcMapping

type_ = "type"
Term = NamedNode | Literal
Pairs = dict[tuple[Property, Term], Position]

FACT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RESERVED = frozenset({"type", "id", "same"})


def dkg(name: str) -> NamedNode:
    """Return a term of the ontology."""
    return NamedNode(ONTOLOGY + name)


@dataclass(frozen=True, slots=True)
class Reference:
    """A fact named by its id, to be looked for once everything is read."""

    iri: NamedNode
    wanted: Class
    text: str
    position: Position


@dataclass(slots=True)
class Mapper:
    """Maps the nodes of one source, or of one register entry.

    `evidence` turns a report's own keys into its passage; a register has no
    text and therefore none.
    """

    ontology: Ontology
    names: Names
    layers: tuple[Layer, ...]
    source_id: str = ""
    evidence: Callable[[Mapper, Mapping], NamedNode | None] | None = None
    triples: dict[Triple, Position] = field(default_factory=dict)
    nodes: dict[NamedNode, Position] = field(default_factory=dict)
    uses: dict[NamedNode, Position] = field(default_factory=dict)
    references: list[Reference] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, position: Position, code: str, message: str, mend: str = "") -> None:
        """Note an error."""
        self.findings.append(Finding(position, "error", code, message, mend))

    def state(self, subject: NamedNode, predicate: NamedNode, value: Term, at: Position) -> None:
        """Note a triple; the first place that says it is its place."""
        self.triples.setdefault(Triple(subject, predicate, value), at)

    def map_fact(self, fact: Mapping) -> NamedNode | None:
        """Map one entry of `facts:`; its `type` is required."""
        if fact.get("type") is None:
            mend = "say what it is, for example `type: Demand`"
            self.refuse(fact.position, "type-missing", "this fact has no type", mend)
            return None
        return self.map_node(fact, self.ontology.by_iri[f"{ONTOLOGY}Event"], None)

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
        self._complete(cls, node, own)
        subject = iri or self._identify(cls, node, own, parent, link)
        if subject is None:
            return None
        self.nodes.setdefault(subject, node.position)
        self.state(subject, RDF_TYPE, NamedNode(cls.iri), node.position)
        for (item, value), at in own.items():
            self.state(subject, item.iri, value, at)
        for item, entry in nested:
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
        elif self._is_child(item):
            nested.append((item, entry))
        else:
            for value, at in self._values(item, entry.value):
                own.setdefault((item, value), at)

    def _is_child(self, item: Property) -> bool:
        cls = self.ontology.by_iri.get(item.range)
        return cls is not None and (
            cls.identity in {"byKeys", "evidence"} or item.inherits is not None
        )

    def _values(self, item: Property, value: Value) -> Iterable[tuple[Term, Position]]:
        if isinstance(value, Sequence):
            for one in value.items:
                yield from self._values(item, one)
            return
        cls = self.ontology.by_iri.get(item.range)
        found: Term | None
        if cls is None:
            found = self._coded_or_literal(item, value)
        elif isinstance(value, Mapping):
            found = self._nested_value(cls, value, item)
        else:
            found = self.map_text(cls, value, None, item)
        if found is not None:
            yield found, value.position

    def _coded_or_literal(self, item: Property, value: Value) -> Term | None:
        if not isinstance(value, Scalar):
            message = f"'{item.key}' takes a plain value here"
            self.refuse(value.position, "wrong-type", message, "write one value, not a mapping")
            return None
        if item.range == CONCEPT:
            known = self.ontology.schemes.get(item.scheme, {})
            if value.text in known:
                return known[value.text].iri
            message = f"'{value.text}' is no value of '{item.key}'"
            self.refuse(value.position, "unknown-value", message, near(value.text, known))
            return None
        try:
            return literal(value.text, item.range)
        except ValueError as error:
            self.refuse(value.position, "bad-value", str(error), f"mend the value of '{item.key}'")
            return None

    def _nested_value(self, cls: Class, value: Mapping, item: Property) -> NamedNode | None:
        if cls.identity == "byName":
            message = f"'{item.key}' takes a name here, not a mapping"
            mend = "declare it under `actors:` or `places:` and write its name"
            self.refuse(value.position, "wrong-type", message, mend)
            return None
        return self.map_node(value, cls, None, link=item)

    def map_text(
        self, cls: Class, value: Scalar, parent: NamedNode | None, item: Property
    ) -> NamedNode | None:
        """Map a plain string where a node of a class is expected."""
        if cls.identity == "byName":
            return self._resolve(cls, value)
        if cls.identity == "byValue":
            return self._time(cls, value)
        if cls.identity == "byId":
            return self._refer(cls, value)
        spelled = self.spell_out(cls, value)
        return None if spelled is None else self.map_node(spelled, cls, parent, link=item)

    def spell_out(self, cls: Class, value: Scalar) -> Mapping | None:
        """Return the mapping that a string is short for, by form or shorthand."""
        at = value.position
        if cls.form is not None:
            match = cls.form.fullmatch(value.text)
            if match:
                given = {k.replace("_", "-"): v for k, v in match.groupdict().items() if v}
                return Mapping(tuple(Entry(k, Scalar(v, at), at) for k, v in given.items()), at)
        for key, item in cls.keys.items():
            if item.iri.value == cls.shorthand:
                return Mapping((Entry(key, value, at),), at)
        self.refuse(at, "wrong-type", f"'{value.text}' does not say a {cls.label}", "use its keys")
        return None

    # -- names, dates, references ------------------------------------------------

    def _resolve(self, cls: Class, value: Scalar) -> NamedNode | None:
        found = resolve(self.layers, value.text, cls.iri)
        if len(found) == 1:
            self.uses.setdefault(found[0].iri, value.position)
            return found[0].iri
        if found:
            those = ", ".join(sorted(f"{n.names[0]} ({n.cls.name})" for n in found))
            message, code = f"'{value.text}' could be any of {those}", "ambiguous-name"
            self.refuse(value.position, code, message, "write the full name")
        else:
            like = suggest(self.layers, value.text, cls.iri)
            mend = f"did you mean {' or '.join(map(repr, like))}?" if like else ""
            mend = mend or "declare it under `actors:` or in register.yaml"
            message = f"no {cls.label} is known as '{value.text}'"
            self.refuse(value.position, "unknown-name", message, mend)
        return None

    def _time(self, cls: Class, value: Scalar) -> NamedNode | None:
        try:
            span = parse_edtf(value.text)
        except ValueError as error:
            self.refuse(value.position, "bad-date", str(error), "write EDTF, such as 2031-05-02")
            return None
        iri, at = self.names.iri(cls.prefix, span.edtf), value.position
        self.state(iri, RDF_TYPE, NamedNode(cls.iri), at)
        self.state(iri, dkg("edtf"), Literal(span.edtf), at)
        for name, day in (("earliest", span.earliest), ("latest", span.latest)):
            if day is not None:
                typed = Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date"))
                self.state(iri, dkg(name), typed, at)
        self.nodes.setdefault(iri, at)
        return iri

    def _refer(self, cls: Class, value: Scalar) -> NamedNode | None:
        source, mark, fact = value.text.rpartition("#")
        if not FACT_ID.fullmatch(fact) or (mark and not source):
            message = f"'{value.text}' is no id of a fact"
            self.refuse(value.position, "bad-id", message, "write `id` or `source-id#id`")
            return None
        iri = self.names.fact(source or self.source_id, fact)
        self.references.append(Reference(iri, cls, value.text, value.position))
        return iri

    # -- what a node is completed with, and its IRI ------------------------------

    def _complete(self, cls: Class, node: Mapping, own: Pairs) -> None:
        """Add the values that another key's presence, or absence, implies."""
        given = {item.key for item, _ in own}
        for item in sorted({i for i, _ in own if i.sets_default}, key=lambda i: i.key):
            concept = self.ontology.concepts[item.sets_default.value] if item.sets_default else None
            for target in cls.keys.values():
                if concept and target.scheme == concept.scheme and target.key not in given:
                    own[(target, concept.iri)] = node.position
                    given.add(target.key)
        for item in cls.keys.values():
            applies = not item.default_for or any(cls.is_a(c) for c in item.default_for)
            if item.default is not None and item.key not in given and applies:
                own[(item, item.default)] = node.position

    def _identify(
        self,
        cls: Class,
        node: Mapping,
        own: Pairs,
        parent: NamedNode | None,
        link: Property | None,
    ) -> NamedNode | None:
        said = [(item.iri.value, str(value)) for item, value in own]
        if cls.identity == "byId":
            return self._fact_iri(cls, node, said)
        if cls.identity == "byKeys":
            above = link.writes.value if link and link.writes else ""
            said = [s for s in said if s[0] in cls.identified_by and s[0] != above]
            anchor = local(parent) + "." if parent else ""
            return self.names.iri(cls.prefix, anchor + _digest(cls, said))
        if cls.identity == "bySlug":
            parts = {i.iri.value: v for i, v in own if i.iri.value in cls.identified_by}
            slugs = (_slug(parts[p]) for p in cls.identified_by if p in parts)
            return self.names.iri(cls.prefix, ".".join(slugs))
        return self.names.iri(cls.prefix, _digest(cls, said))

    def _fact_iri(self, cls: Class, node: Mapping, said: list[tuple[str, str]]) -> NamedNode | None:
        written = node.get("id")
        if written is None:
            return self.names.fact(self.source_id, _digest(cls, said))
        text = written.text if isinstance(written, Scalar) else ""
        if not FACT_ID.fullmatch(text):
            mend = "use letters, digits, `-` and `_`"
            self.refuse(written.position, "bad-id", f"'{text}' cannot be the id of a fact", mend)
            return None
        iri = self.names.fact(self.source_id, text)
        if iri in self.nodes:
            first = self.nodes[iri]
            message = f"a second fact has the id '{text}'"
            self.refuse(written.position, "duplicate-id", message, f"the first is at {first}")
        return iri

    # -- nodes that belong to their parent ---------------------------------------

    def _map_nested(self, parent: NamedNode, item: Property, entry: Entry, own: Pairs) -> None:
        values = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
        cls = self.ontology.by_iri[item.range]
        for order, value in enumerate(values, start=1):
            spelled = self.spell_out(cls, value) if isinstance(value, Scalar) else value
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
        said = [str(value) for e in rest.entries if e.key == "credited" for value in _texts(e)]
        local_name = f"{local(parent)}.{digest(passage.value, *sorted(said))}"
        iri = self.names.iri(cls.prefix, local_name)
        self.map_node(rest, cls, parent, iri=iri)
        self.state(iri, dkg("inDocument"), self.names.document(self.source_id), node.position)
        self.state(iri, dkg("atPassage"), passage, node.position)
        return iri


PASSAGE_KEYS = frozenset({"quote", "paragraph", "chars"})


def _texts(entry: Entry) -> list[str]:
    values = entry.value.items if isinstance(entry.value, Sequence) else (entry.value,)
    return [value.text for value in values if isinstance(value, Scalar)]


def _plain(iri: NamedNode, cls: Class) -> Property:
    """Return a property that has no key: the loader itself writes it."""
    return Property(iri=iri, key="", domain=cls.iri, range=f"{XSD}integer")


def local(iri: NamedNode) -> str:
    """Return what stands behind an IRI's last slash."""
    return iri.value.rpartition("/")[2]


def _slug(term: Term) -> str:
    return slug(term.value) if isinstance(term, Literal) else local(term)


def _digest(cls: Class, said: list[tuple[str, str]]) -> str:
    return digest(cls.iri, *(part for pair in sorted(said) for part in pair))


def near(text: str, known: Iterable[str] | AbcMapping[str, object], most: int = 3) -> str:
    """Return a mend that names the nearest known words, or all where few."""
    words = sorted(set(known))
    found = [w for w, _, _ in process.extract(text, words, limit=most, score_cutoff=60)]
    if found:
        return f"did you mean {' or '.join(map(repr, found))}?"
    listed = ", ".join(words[:12]) + (", ..." if len(words) > 12 else "")  # noqa: PLR2004
    return f"known here: {listed}"


__all__ = ["RDFS_LABEL", "Mapper", "Reference", "near"]
