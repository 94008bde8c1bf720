"""Sources that may break a shape: read again, with their places, and validated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import RdfFormat, Store, parse

from kg.inspection import inspect
from kg.reading import read_source
from kg.ruling import Redirects, Ruling
from kg.staged import under
from kg.surroundings import near_among

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.bulk.lines import PlainSource
    from kg.bulk.making import Given, Making
    from kg.errors import Finding
    from kg.inputs import Input
    from kg.mapped import Mapped


@dataclass(frozen=True, slots=True)
class Again:
    """Sources of a file, to be validated alone now that all that they are seen with is known.

    `shared` is what sources share, as N-Quads in the order of `shared_in`; `steps` are
    where things go that are one.
    """

    one: Input
    sources: Sequence[PlainSource]
    shared: bytes
    steps: Redirects

    def done_by(self, maker: Making) -> list[Finding]:
        """Return what shapes on one source find; what the register says has no place here."""
        given = maker.given
        store, names = Store(), given.settings.names
        sources = [*read_again(self.one, self.sources, given, self.steps)]
        shared = parse(self.shared, RdfFormat.N_QUADS)
        store.extend(near_among(shared, sources, names))
        for source in sources:
            store.extend(source.quads(names))
        return [*inspect(store, sources, given.ontology, given.settings, together=())]


def read_again(
    one: Input, sources: Iterable[PlainSource], given: Given, steps: Redirects
) -> Iterator[Mapped]:
    """Yield sources of a file with the place of all that they say, under what is decided."""
    ruling = Ruling({}, steps, lambda _: ())
    for source in sources:
        facts = source.facts_read(one.name)
        yield under(read_source(one, facts, given.ontology, given.settings, given.register), ruling)
