"""What is nearest to a name that nothing in the graph bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.contents import source_graphs
from kg.deferred import deferred
from kg.errors import UsageError
from kg.lexical import FACT_ID, shown
from kg.lookup import fact_ids, fact_ids_of, kinds_below, known_names, source_in
from kg.terms import ONTOLOGY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pyoxigraph import Store
    from rapidfuzz.process import extract

    from kg.ontology import Ontology
    from kg.terms import Names
else:
    extract = deferred("rapidfuzz.process", "extract")

DOCUMENT = f"{ONTOLOGY}SourceDocument"
TOLD = 3
"""Names that an error tells."""


def unknown(
    store: Store, ontology: Ontology, names: Names, text: str, wanted: str = ""
) -> UsageError:
    """Return the error for a name that nothing in the graph has; it tells the nearest ones.

    `wanted` is the IRI of the class that is asked for. Of `source-id#id` only that
    source is looked at, where there is such a one.
    """
    kind = ontology.by_iri[wanted].label if wanted in ontology.by_iri else "thing"
    message = f"no {kind} in the graph is known as '{shown(text)}'"
    source = source_in(store, names, text)
    if source:
        mend = _of_source(source, text, fact_ids_of(store, ontology, names, source, wanted), kind)
    else:
        mend = _asked(_near(text, _known(store, ontology, names, text, wanted)))
    return UsageError(message, code="unknown-name", mend=mend or "`kg sources` lists sources")


def _of_source(source: str, text: str, own: Collection[str], kind: str) -> str:
    """Return which of a source's own facts may be meant, or which it has."""
    if near := _near(text.rpartition("#")[2], own):
        return _asked(f"{source}#{each}" for each in near)
    if not own:
        return f"{source} tells of no {kind}"
    listed = ", ".join(f"'{source}#{each}'" for each in sorted(own)[:TOLD])
    return f"{source} tells of {listed}{', ...' if len(own) > TOLD else ''}"


def _asked(near: Iterable[str]) -> str:
    those = " or ".join(map(repr, near))
    return f"did you mean {those}?" if those else ""


def _near(text: str, known: Collection[str]) -> list[str]:
    return [name for name, _, _ in extract(text, sorted(known), limit=TOLD, score_cutoff=60)]


def _known(store: Store, ontology: Ontology, names: Names, text: str, wanted: str) -> set[str]:
    """Return the names that a text may be a slip of, and the ids where it looks like one."""
    known = {name for _, name in known_names(store, ontology, names, wanted)}
    whole = "#" in text
    if not (whole or FACT_ID.fullmatch(text)):
        return known
    known |= set(fact_ids(store, names, kinds_below(ontology, wanted), whole=whole))
    if not wanted or (wanted in ontology.by_iri and ontology.by_iri[wanted].is_a(DOCUMENT)):
        known |= {*source_graphs(store, names)}
    return known
