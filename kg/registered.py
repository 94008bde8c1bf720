"""The register's graph: who sources speak of, and who those are described with.

It holds the entries in use and no others, whether a register at hand describes
them or only the graph still knows them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, Quad

from kg.terms import GRAPH_REGISTER, RESERVED_GRAPHS, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pyoxigraph import Store, Triple

    from kg.errors import Position
    from kg.ontology import Ontology
    from kg.registers import Register


def entries_in_use(store: Store, register: Register, names: Names) -> dict[Triple, Position]:
    """Return what a register says of those whom sources speak of, with the place of each triple."""
    return register.in_use(e for e in register.entries() if _mentioned(store, e, names))


def registered(
    store: Store,
    register: Register,
    used: Iterable[Triple],
    carried: Iterable[Triple],
    ontology: Ontology,
    names: Names,
) -> set[Quad]:
    """Return the register's graph: `used` entries, and those in use that only the graph knows.

    `carried` are triples of a register that came along in an RDF file.
    """
    graph = names.graph(GRAPH_REGISTER)
    stated = {q.triple for q in store.quads_for_pattern(None, None, None, graph)} | set(carried)
    alone = {t for t in stated if not register.describes(t.subject)}
    new = set(used)
    kept = new | _reachable(alone, new, store, ontology, names)
    return {Quad(t.subject, t.predicate, t.object, graph) for t in kept}


def _reachable(
    alone: set[Triple], used: set[Triple], store: Store, ontology: Ontology, names: Names
) -> set[Triple]:
    """Return those of some triples that what sources and used entries speak of needs.

    A node needs what it points at; it also needs what is written from it towards
    it, such as the tenures of a person (`f:writes`).
    """
    of, written = _by_subject(alone), _written_to(alone, ontology)
    spoken = {o for t in used if isinstance(o := t.object, NamedNode)}
    waiting = [n for n in of if n in spoken or _mentioned(store, n, names)]
    seen: set[NamedNode] = set()
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        waiting += [o for t in of.get(node, ()) if isinstance(o := t.object, NamedNode) and o in of]
        waiting += written.get(node, ())
    return {triple for node in seen for triple in of.get(node, ())}


def _by_subject(triples: Iterable[Triple]) -> Mapping[NamedNode, list[Triple]]:
    found: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, NamedNode):
            found[triple.subject].append(triple)
    return found


def _written_to(
    triples: Iterable[Triple], ontology: Ontology
) -> Mapping[NamedNode, list[NamedNode]]:
    """Return the nodes that are written as parts of each node."""
    links = {i.writes for c in ontology.classes.values() for i in c.keys.values() if i.writes}
    found: dict[NamedNode, list[NamedNode]] = defaultdict(list)
    for triple in triples:
        parent, part = triple.object, triple.subject
        if triple.predicate in links and isinstance(parent, NamedNode):
            found[parent] += [part] if isinstance(part, NamedNode) else []
    return found


def _mentioned(store: Store, entry: NamedNode, names: Names) -> bool:
    """Return whether a source's graph speaks of a register entry."""
    own = {names.graph(name) for name in RESERVED_GRAPHS}
    return any(q.graph_name not in own for q in store.quads_for_pattern(None, None, entry))
