"""Graph -> facts: what a source's facts file, or a register, would say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kg.export.nodes import Scope, entries_of, fact_id, in_order, property_order
from kg.export.spelling import entry, mapping, text
from kg.export.statements import make_statements
from kg.facts.model import SourceFacts
from kg.register import Named, make_layer
from kg.terms import ONTOLOGY, slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pyoxigraph import NamedNode, Triple

    from kg.export.nodes import Place
    from kg.export.statements import Statements
    from kg.facts.model import Mapping as Node
    from kg.ontology import Class, Ontology
    from kg.register import Layer
    from kg.terms import Names


@dataclass(frozen=True, slots=True)
class Around:
    """What is known besides a source: the register as stored and as at hand, and places.

    `layers` are the registers that the file will be read with; `register` are
    the triples of those entries that the graph keeps; `places` tell where in
    an earlier file a node stood.
    """

    ontology: Ontology
    names: Names
    layers: Sequence[Layer]
    register: frozenset[Triple]
    places: Mapping[NamedNode, Place]


def source_facts(source_id: str, triples: Iterable[Triple], around: Around) -> SourceFacts:
    """Return the facts that state the triples of a source's graph.

    What facts files cannot say is left out: `kg.writing` reads back what is
    written and tells what is missing.
    """
    scope = _scope(source_id, frozenset(triples), around)
    document = scope.ontology.by_iri[f"{ONTOLOGY}SourceDocument"]
    said = entries_of(scope, scope.names.document(source_id), document)
    source = mapping([entry("id", [text(source_id)]), *said])
    facts = (_fact(scope, node) for node in in_order(scope, scope.own.typed))
    return SourceFacts("", source, _actors(scope), tuple(fact for fact in facts if fact))


def register_facts(triples: Iterable[Triple], around: Around) -> SourceFacts:
    """Return the register file that states the triples of register entries."""
    return SourceFacts("", mapping(()), _actors(_scope("", frozenset(triples), around)), ())


def _scope(source_id: str, triples: frozenset[Triple], around: Around) -> Scope:
    own, known = make_statements(triples), make_statements(triples | around.register)
    mine = _declared(own, source_id, around)
    called = {n.iri: n.names for n in _listed(make_statements(around.register), around)}
    for layer in reversed(around.layers):
        called |= {n.iri: n.names for n in layer.entries.values()}
    return Scope(
        source_id=source_id,
        own=own,
        known=known,
        ontology=around.ontology,
        names=around.names,
        layers=(make_layer(mine), *around.layers),
        called=called | {n.iri: n.names for n in mine},
        rank=property_order(around.ontology),
        places=around.places,
    )


def _declared(own: Statements, source_id: str, around: Around) -> list[Named]:
    """Return the actors and places whose IRIs are of this source, or of a register."""
    return [n for n in _listed(own, around) if _own_id(n.iri, n.cls, source_id, around.names)]


def _listed(statements: Statements, around: Around) -> list[Named]:
    found = []
    for node in statements.typed:
        for cls in statements.classes(node, around.ontology):
            keys = [cls.keys[key].iri for key in ("name", "alias") if key in cls.keys]
            names = tuple(words for key in keys for words in statements.texts(node, key))
            if cls.identity == "byName" and names:
                found.append(Named(node, cls, names))
    return found


def _own_id(iri: NamedNode, cls: Class, source_id: str, names: Names) -> str:
    """Return the id by which a source, or a register, declares an actor; empty for others'."""
    rest = unquote(iri.value.removeprefix(names.iri(cls.prefix, "").value))
    own = rest.removeprefix(f"{source_id}.") if source_id else rest
    made = f"{source_id}.{own}" if source_id else own
    return own if names.iri(cls.prefix, made) == iri else ""


def _actors(scope: Scope) -> tuple[Node, ...]:
    told = []
    for node in in_order(scope, scope.own.typed):
        for cls in scope.own.classes(node, scope.ontology):
            own = _own_id(node, cls, scope.source_id, scope.names)
            if cls.identity == "byName" and own:
                known = slug(scope.called.get(node, ("",))[0])
                given = [] if own == known else [entry("id", [text(own)])]
                kind = entry("type", [text(cls.name)])
                told.append(mapping([kind, *given, *entries_of(scope, node, cls)]))
    return tuple(told)


def _fact(scope: Scope, node: NamedNode) -> Node | None:
    """Return a fact of this source; None for a node that is none."""
    found = fact_id(scope.names, node)
    kinds = [c for c in scope.own.classes(node, scope.ontology) if c.identity == "byId"]
    if not kinds or found is None or found[0] != scope.source_id:
        return None
    lead = [entry("type", [text(kinds[0].name)]), entry("id", [text(found[1])])]
    return mapping([*lead, *entries_of(scope, node, kinds[0])])
