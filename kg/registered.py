"""The register's graph: who sources speak of, and who those are described with.

It holds the entries in use and no others, whether a register at hand describes
them or only the graph still knows them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.kept import packed
from kg.places import with_entries
from kg.terms import GRAPH_POSITIONS, GRAPH_REGISTER, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pyoxigraph import Store, Triple

    from kg.config import Settings
    from kg.errors import Position
    from kg.ontology import Ontology
    from kg.places import Places
    from kg.registers import Register
    from kg.stated import Stated
    from kg.terms import Names


def write_register(
    stated: Stated, places: Places, ontology: Ontology, settings: Settings
) -> dict[str, str]:
    """Write whom sources speak of, and where all stands.

    Return the digest of what the registers themselves say, where the graph says
    something else.
    """
    names, target, register = settings.names, stated.target, stated.read.register
    if _stands(stated):
        used = _own_entries(target.store, register, names)
        placed = with_entries(target.store, places, used, names, settings.folder)
        target.change_graph(names.graph(GRAPH_POSITIONS), placed.gone, placed.fresh)
        return {}
    kept = [*target.store.quads_for_pattern(None, None, None, names.graph(GRAPH_REGISTER))]
    among = stated.perhaps_spoken_of({q.subject for q in kept if isinstance(q.subject, NamedNode)})
    used = entries_in_use(register, stated.spoken_of, among)
    # What the graph has already is in what registers say, perhaps by another name.
    entries = stated.of(GRAPH_REGISTER) | (stated.read.carried - {q.triple for q in kept})
    own = registered(register, used, entries, stated.spoken_of, ontology)
    listed = stated.ruling("").triples(own)
    placed = with_entries(target.store, places, used, names, settings.folder)
    target.change_graph(names.graph(GRAPH_POSITIONS), placed.gone, placed.fresh)
    target.replace_graph(names.graph(GRAPH_REGISTER), names.quads(GRAPH_REGISTER, listed))
    return {} if listed.keys() == own else {GRAPH_REGISTER: target.keep(packed(own))}


def _stands(stated: Stated) -> bool:
    """Return whether the graph of entries is as it has to be.

    So it is where registers say what they said, an entry of whom a source speaks
    now is in it already, and one of whom a source spoke before is still spoken of.
    """
    target, read = stated.target, stated.read
    register, graph = read.register, stated.names.graph(GRAPH_REGISTER)
    if not stated.is_plain or read.carried or GRAPH_REGISTER in target.stated:
        return False
    if target.register != register.mark or target.entries != register.own_mark:
        return False
    before, now = (
        {t.object for each in side.values() for t in each if isinstance(t.object, NamedNode)}
        for side in (stated.before, stated.new)
    )
    kept = {n: target.store.quads_for_pattern(n, None, None, graph) for n in before ^ now}
    there = {node for node, quads in kept.items() if next(quads, None) is not None}
    if any(map(register.describes, now - before - there)):
        return False
    return all(map(stated.spoken_of, (before - now) & there))


def _own_entries(store: Store, register: Register, names: Names) -> dict[Triple, Position]:
    """Return of what class things are by registers of the user's that are in use, and where."""
    kinds = store.quads_for_pattern(None, RDF_TYPE, None, names.graph(GRAPH_REGISTER))
    there = {quad.subject for quad in kinds}
    return {
        triple: at
        for iri, entry in register.own.items()
        if iri in there
        for triple, at in entry.triples.items()
        if triple.predicate == RDF_TYPE
    }


def entries_in_use(
    register: Register,
    spoken_of: Callable[[NamedNode], bool],
    among: Collection[NamedNode] | None = None,
) -> dict[Triple, Position]:
    """Return what a register says of those whom sources speak of, with the place of each triple.

    `among` these they must be, if that is given, where the shipped register has them.
    """
    return register.in_use(e for e in register.entries(among) if spoken_of(e))


def registered(
    register: Register,
    used: Iterable[Triple],
    stated: Collection[Triple],
    spoken_of: Callable[[NamedNode], bool],
    ontology: Ontology,
) -> set[Triple]:
    """Return the register's graph: `used` entries, and those in use that only the graph knows.

    `stated` are the triples of registers that the graph holds, or that came
    along in an RDF file; `spoken_of` tells whom sources speak of.
    """
    alone = {t for t in stated if not register.describes(t.subject)}
    new = set(used)
    return new | _reachable(alone, new, spoken_of, ontology)


def _reachable(
    alone: set[Triple],
    used: set[Triple],
    spoken_of: Callable[[NamedNode], bool],
    ontology: Ontology,
) -> set[Triple]:
    """Return those of some triples that what sources and used entries speak of needs.

    A node needs what it points at; it also needs what is written from it towards
    it, such as the tenures of a person (`f:writes`).
    """
    of, written = _by_subject(alone), _written_to(alone, ontology)
    spoken = {o for t in used if isinstance(o := t.object, NamedNode)}
    waiting = [n for n in of if n in spoken or spoken_of(n)]
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
