"""The registers that files are read with: the project's, and the shipped one, as one."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.errors import Finding, Position
from kg.facts.model import Scalar
from kg.mapped import Mapped, declared, finished
from kg.register import Resolver, deciding, make_layer, suggest, tenures_of, with_aliases
from kg.terms import ALT_LABEL, ONTOLOGY
from kg.triples import Mapper

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from kg.facts.model import Entry, SourceFacts
    from kg.ontology import Ontology
    from kg.register import Layer, Named, Shipped
    from kg.terms import Names

ANYBODY = (f"{ONTOLOGY}Actor", f"{ONTOLOGY}Place")


@dataclass(frozen=True)
class Register:
    """All that registers say: names to ask for, and what they state of each entry.

    `loose` are the properties that link entries in use and bring none in.
    """

    layers: tuple[Layer, ...] = ()
    own: dict[NamedNode, Mapped] = field(default_factory=dict)
    aliases: dict[NamedNode, dict[Triple, Position]] = field(default_factory=dict)
    shipped: Shipped | None = None
    loose: frozenset[NamedNode] = frozenset()
    _context: tuple[Ontology, Names] | None = None
    _mapped: dict[NamedNode, Mapped] = field(default_factory=dict)

    def entries(self, among: Collection[NamedNode] | None = None) -> Iterator[NamedNode]:
        """Yield the IRI of every entry; `among` some nodes of those that are shipped, if given."""
        yield from self.own
        if self.shipped is not None:
            known = self.shipped.numbers
            some = (
                None if among is None else sorted((n for n in among if n.value in known), key=str)
            )
            listed = self.shipped.layer.entries if some is None else some
            yield from (iri for iri in listed if iri not in self.own)

    @property
    def mark(self) -> str:
        """The mark of what the shipped register says; empty where none is asked."""
        return self.shipped.index.mark if self.shipped is not None else ""

    @cached_property
    def own_mark(self) -> str:
        """The mark of what all other registers say, wherever they say it."""
        told = [triple for entry in self.own.values() for triple in entry.triples]
        told += [triple for aliases in self.aliases.values() for triple in aliases]
        return sha256("\n".join(sorted(map(str, told))).encode()).hexdigest()

    def entry(self, iri: NamedNode) -> Mapped | None:
        """Return what is stated of an entry; one of the shipped register is mapped when asked."""
        found = self.own.get(iri) or self._mapped.get(iri)
        if found is None and self.shipped is not None and self._context is not None:
            node = self.shipped.node(iri)
            if node is not None:
                mapper = Mapper(*self._context, Resolver((self.shipped.layer,)))
                mapper.map_node(node, self.shipped.layer.entries[iri].cls, None, iri=iri)
                found = self._mapped[iri] = finished(mapper, "", node.position.path)
        return found

    def describes(self, subject: object) -> bool:
        """Return whether an entry at hand states what a node is."""
        listed = self.shipped.numbers if self.shipped is not None else {}
        named = isinstance(subject, NamedNode) and subject.value in listed
        return named or subject in self._own_subjects

    @cached_property
    def _own_subjects(self) -> set[object]:
        return {t.subject for entry in self.own.values() for t in entry.triples}

    def in_use(self, used: Iterable[NamedNode]) -> dict[Triple, Position]:
        """Return the triples of entries in use and of those they mention."""
        triples: dict[Triple, Position] = {}
        waiting, seen = list(used), set[NamedNode]()
        while waiting:
            iri = waiting.pop()
            entry = None if iri in seen else self.entry(iri)
            if entry is not None:
                seen.add(iri)
                triples |= entry.triples | self.aliases.get(iri, {})
                waiting.extend(entry.uses)
        return {
            triple: at
            for triple, at in triples.items()
            if triple.predicate not in self.loose or triple.object in seen
        }


def map_register(
    files: Sequence[SourceFacts], ontology: Ontology, names: Names, shipped: Shipped | None = None
) -> tuple[Register, list[Finding]]:
    """Map register files, the first to be asked first; the shipped register is asked last."""
    named = [declared(f.actors, ontology, names, "") for f in files]
    findings = [finding for _, found in named for finding in found]
    layers = [make_layer(n for _, n in pairs) for pairs, _ in named]
    last = () if shipped is None else (shipped.layer,)
    own: dict[NamedNode, Mapped] = {}
    for number, (pairs, _) in enumerate(named):
        triples: list[Triple] = []
        for node, entry in pairs:
            mapper = Mapper(ontology, names, Resolver((*layers[number:], *last)))
            mapper.map_node(node, entry.cls, None, iri=entry.iri)
            own.setdefault(entry.iri, finished(mapper, "", node.position.path))
            triples += mapper.triples
            findings += mapper.findings
        layers[number] = make_layer((n for _, n in pairs), tenures_of(triples))
    aliases: dict[NamedNode, dict[Triple, Position]] = {}
    for number, file in enumerate(files):
        asked = (*layers[number:], *last)
        known, found = _aliases(file.aliases, asked)
        findings += found
        for line, who in known:
            stated = Triple(who.iri, ALT_LABEL, Literal(line.key))
            aliases.setdefault(who.iri, {}).setdefault(stated, line.position)
        layers[number] = with_aliases(layers[number], [(line.key, who) for line, who in known])
    keys = (item for cls in ontology.classes.values() for item in cls.keys.values())
    loose = frozenset(item.iri for item in keys if item.loose)
    register = Register((*layers, *last), own, aliases, shipped, loose, (ontology, names))
    return register, findings


def _aliases(
    entries: Iterable[Entry], layers: Sequence[Layer]
) -> tuple[list[tuple[Entry, Named]], list[Finding]]:
    """Return whom each line of `aliases:` gives a further name, and what is wrong with others."""
    known: list[tuple[Entry, Named]] = []
    findings: list[Finding] = []
    for entry in entries:
        meant = entry.value.text if isinstance(entry.value, Scalar) else ""
        read = [(w, Resolver(layers).resolve(meant, w)) for w in ANYBODY]
        found = [(match.named, wanted) for wanted, answer in read for match in answer.matches]
        if found and all(answer.one is not None or not answer.matches for _, answer in read):
            known += [(entry, who) for who, _ in found]  # a country is an actor and a place
        elif found:
            shown = " or ".join(f"'{deciding(layers, n, w)}' ({n.id})" for n, w in found)
            message = f"'{meant}' could be any of several"
            mend = f"write {shown}: a name or its id"
            findings.append(Finding(entry.value.position, "error", "ambiguous-name", message, mend))
        else:
            like = [n for wanted in ANYBODY for n in suggest(layers, meant, wanted, 2)]
            mend = f"did you mean {' or '.join(map(repr, like))}?" if like else "declare it first"
            message = f"no actor or place is known as '{meant}'"
            findings.append(Finding(entry.value.position, "error", "unknown-name", message, mend))
    return known, findings
