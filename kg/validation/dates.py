"""S11: times whose text is no EDTF, or whose days do not follow from it.

Facts files cannot hold one (`bad-date`); RDF that others made can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.edtf import parse_edtf
from kg.terms import ONTOLOGY, said
from kg.validation.scene import Found, values_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.edtf import TimeSpan
    from kg.rdflib_terms import Value
    from kg.validation.scene import Scene

EDTF = f"{ONTOLOGY}edtf"


def wrong_forms(scene: Scene) -> Iterator[Found]:
    """Yield the times whose text cannot be read, with the reason."""
    for node, value, read in _times(scene):
        if isinstance(read, str):
            yield Found(node, EDTF, value, {"why": read})


def wrong_days(scene: Scene) -> Iterator[Found]:
    """Yield the first and last days that are not those of the text."""
    given = {name: values_of(scene, ONTOLOGY + name) for name in ("earliest", "latest")}
    for node, _, read in _times(scene):
        if isinstance(read, str):
            continue
        days = {"earliest": read.earliest, "latest": read.latest}
        for name, day in days.items():
            right = "open" if day is None else day.isoformat()
            values = given[name].get(node, [])
            words = {"which": "first" if name == "earliest" else "last", "edtf": read.edtf}
            wrong = [value for value in values if said(value) != right]
            for value in wrong:
                told = words | {"right": right, "given": said(value)}
                yield Found(node, ONTOLOGY + name, value, told)
            if not values and day is not None:
                yield Found(
                    node, ONTOLOGY + name, None, words | {"right": right, "given": "left out"}
                )


def _times(scene: Scene) -> Iterator[tuple[str, Value, TimeSpan | str]]:
    """Yield each text of a time, and what it stands for or why it cannot be read."""
    for node, values in values_of(scene, EDTF).items():
        for value in values:
            try:
                yield node, value, parse_edtf(said(value))
            except ValueError as error:
                yield node, value, str(error)
