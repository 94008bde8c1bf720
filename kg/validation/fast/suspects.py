"""Which nodes of a source may fail which shapes, looked up without the reference engine."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.validation.fast.components import SUBCLASS, TYPE, UNMET
from kg.validation.fast.index import Index, Recording, View, index_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from kg.validation.fast.compiled import Compiled, CompiledShape

    Suspects: TypeAlias = dict[CompiledShape, set[str]]
    """The nodes that may fail each shape, as N-Triples terms."""

NO_INDEX = Index({}, {})


@dataclass(frozen=True, slots=True)
class Ground:
    """What is shared by all sources: its triples, and what its own nodes look at.

    `standing` are its nodes that may fail a shape whatever a source says;
    `watched` has, by predicate, side and node, the shared nodes whose standing
    a triple there may change. `kinds` has the shapes on the nodes of a class.
    """

    compiled: Compiled
    index: Index
    standing: Suspects
    watched: Mapping[tuple[str, bool], Mapping[str, Collection[tuple[CompiledShape, str]]]]
    kinds: Callable[[str], Collection[CompiledShape]]


def lay_ground(compiled: Compiled, shared: Iterable[tuple[str, str, str]]) -> Ground:
    """Return what sources are looked at over: the ontology and what they share.

    Reads each triple once; after it a source costs what it holds itself.
    """
    index = index_of(shared, compiled.wanted)
    kinds = _kinds(compiled, index)
    standing: Suspects = defaultdict(set)
    watched: dict[tuple[str, bool], dict[str, set[tuple[CompiledShape, str]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for shape, focus in _targets(compiled, index, kinds):
        recording = Recording(NO_INDEX, index)
        if shape.conforms(recording, focus) & UNMET:
            standing[shape].add(focus)
        for predicate, node, forward in recording.readings:
            watched[predicate, forward][node].add((shape, focus))
    return Ground(compiled, index, standing, watched, kinds)


def _kinds(compiled: Compiled, index: Index) -> Callable[[str], Collection[CompiledShape]]:
    """Return the function from a class to the shapes on it and on what it is a subclass of."""
    above = index.forward.get(SUBCLASS, {})
    known: dict[str, tuple[CompiledShape, ...]] = {}

    def kinds(kind: str) -> Collection[CompiledShape]:
        if kind not in known:
            found, todo = {kind}, [kind]
            while todo:
                fresh = set(above.get(todo.pop(), ())) - found
                found |= fresh
                todo.extend(fresh)
            shapes = (s for one in sorted(found) for s in compiled.on_class.get(one, ()))
            known[kind] = tuple(dict.fromkeys(shapes))
        return known[kind]

    return kinds


def _targets(
    compiled: Compiled,
    own: Index,
    kinds: Callable[[str], Collection[CompiledShape]],
) -> Iterator[tuple[CompiledShape, str]]:
    """Yield the shapes and the nodes that they are on, as far as an index makes them so."""
    for focus, types in own.forward.get(TYPE, {}).items():
        if len(types) == 1:
            yield from ((shape, focus) for shape in kinds(types[0]))
        else:
            found = dict.fromkeys(shape for one in types for shape in kinds(one))
            yield from ((shape, focus) for shape in found)
    sides = ((compiled.on_subject, own.forward), (compiled.on_object, own.backward))
    for on, side in sides:
        for predicate, shapes in on.items():
            for focus in side.get(predicate, ()):
                yield from ((shape, focus) for shape in shapes)
    for focus, shapes in compiled.on_node.items():
        yield from ((shape, focus) for shape in shapes)


def suspects(ground: Ground, own: Index) -> Suspects:
    """Return the nodes that may fail a shape of the ground's in a source, over what is shared.

    No node is left out that pySHACL reports in the source's own triples
    together with the shared ones; some that are returned it may find nothing of.
    A source that says what is a subclass is not for here (`declares`).
    """
    view = View(own, ground.index)
    found: Suspects = defaultdict(set)
    for shape, focus in _targets(ground.compiled, own, ground.kinds):
        if shape.conforms(view, focus) & UNMET:
            found[shape].add(focus)
    touched = set(_touched(ground, own))
    for shape, focus in touched:
        if shape.conforms(view, focus) & UNMET:
            found[shape].add(focus)
    for shape, nodes in ground.standing.items():
        found[shape] |= {focus for focus in nodes if (shape, focus) not in touched}
    return {shape: nodes for shape, nodes in found.items() if nodes}


def declares(own: Index) -> bool:
    """Return whether a source says what is a subclass, and so what shapes are on."""
    return SUBCLASS in own.forward


def _touched(ground: Ground, own: Index) -> Iterator[tuple[CompiledShape, str]]:
    """Yield the shared nodes, with their shapes, for which a source's triples matter."""
    for forward, side in ((True, own.forward), (False, own.backward)):
        for predicate, by in side.items():
            watched = ground.watched.get((predicate, forward))
            if watched:
                for node in by.keys() & watched.keys():
                    yield from watched[node]
                yield from watched.get("", ())
