"""Shapes on the whole graph, asked of all sources together after the last batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.contents import source_graphs
from kg.surroundings import shared_in
from kg.terms import GRAPH_ENTAILED, RDF_TYPE
from kg.validation.fast import Gathering, at_volume, judged, terms_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from pyoxigraph import NamedNode, Quad, Store

    from kg.bulk.looking import Statement
    from kg.ontology import Ontology
    from kg.terms import Names
    from kg.validation import Result, Shapes
    from kg.validation.fast import Volume


@dataclass(slots=True)
class Together:
    """Shapes on the whole graph, and what was gathered for them so far."""

    volume: Volume
    names: Names
    gathering: Gathering

    @property
    def predicates(self) -> frozenset[str]:
        """The predicates, as N-Triples terms, that the shapes look at."""
        wanted = self.volume.ground.compiled.wanted
        return frozenset(wanted.forward | wanted.backward)

    def gather(self, statements: Iterable[Statement]) -> None:
        """Take in what sources say."""
        self.gathering.add(statements)

    def judged(self, store: Store, graphs: Collection[NamedNode], *, anew: bool) -> list[Result]:
        """Return what the shapes find in a store that holds all sources.

        What was gathered is known; the rest is in the named `graphs`, and all is
        read `anew` where sources were written otherwise since.
        """
        names, gathering = self.names, self.gathering
        if anew:
            gathering = Gathering(self.volume.ground.compiled.wanted)
            graphs = [*source_graphs(store, names).values()]
        for graph in graphs:
            gathering.add(terms_of(store.quads_for_pattern(None, None, None, graph)))
        entailed = names.graph(GRAPH_ENTAILED)
        gathering.add(terms_of(store.quads_for_pattern(None, RDF_TYPE, None, entailed)))
        # All sources together are looked at once: what they share is as good as their own.
        gathering.add(terms_of(shared_in(store, names)))

        def everything() -> Iterator[Quad]:
            for graph in source_graphs(store, names).values():
                yield from store.quads_for_pattern(None, None, None, graph)
            yield from shared_in(store, names)

        return judged(gathering.index(), everything, self.volume)


def together(shapes: Shapes, ontology: Ontology, names: Names) -> Together:
    """Make the shapes on the whole graph ready; nothing is gathered yet."""
    volume = at_volume((), ontology.triples, shapes, "graph")
    return Together(volume, names, Gathering(volume.ground.compiled.wanted))
