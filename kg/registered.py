"""The register's graph: who sources speak of, and who those are described with.

It holds the entries in use and no others, whether a register at hand describes
them or only the graph still knows them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.nearby import source_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pyoxigraph import Store, Triple

    from kg.errors import Position
    from kg.ontology import Ontology
    from kg.registers import Register
    from kg.terms import Names


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


def mentioned(store: Store, entry: NamedNode, names: Names) -> bool:
    """Return whether a source's graph speaks of a register entry."""
    return any(source_of(quad, names) for quad in store.quads_for_pattern(None, None, entry))
