"""A saved query, its values and a store -> the answer, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.deferred import deferred
from kg.errors import UsageError
from kg.lookup import labels_of
from kg.meant import find_known
from kg.ontology import load_ontology
from kg.proofreading import ARGUMENT, called, in_place
from kg.queries import SavedQuery, bind, find_query, list_queries
from kg.store import Answer, open_snapshot, run
from kg.store.worker import MAX_ROWS, MEMORY, TIMEOUT
from kg.terms import GRAPH_POSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pyoxigraph import Store

    from kg.config import Settings
    from kg.misnamed import of_another_class
    from kg.ontology import Ontology
    from kg.queries import Resolve
    from kg.store import Snapshot
else:
    of_another_class = deferred("kg.misnamed", "of_another_class")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a query may take: seconds, rows of the answer, and MiB of memory."""

    seconds: float = TIMEOUT
    rows: int = MAX_ROWS
    memory: int = MEMORY >> 20


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer with the names, for people, of what stands in it, and the generation asked."""

    answer: Answer
    labels: Mapping[str, str]
    snapshot: Snapshot


def known_queries(settings: Settings) -> list[SavedQuery]:
    """Return the saved queries by name, a user's own before the domain's."""
    return list_queries([settings.folder / "queries", *settings.domain.queries])


def saved_query(name: str, settings: Settings) -> SavedQuery:
    """Return the saved query of a name or id; raises `UsageError` with the nearest ones."""
    return find_query(name, [settings.folder / "queries", *settings.domain.queries])


def ask(query: SavedQuery, values: Mapping[str, str], settings: Settings, limits: Limits) -> Asked:
    """Bind values to a saved query's parameters and run it.

    Raises `UsageError` for a parameter or a value that does not fit and
    `LimitError` when time or memory runs out.
    """
    snapshot = open_snapshot(settings.store)
    ontology = load_ontology(settings.domain.ontology)
    sparql = bind(query, values, resolver(settings, snapshot.store, ontology))
    with in_place(sparql, called(query.path), settings.domain):
        answer = _run(sparql, settings, limits, sequence=snapshot.sequence)
    return Asked(answer, _named(answer, snapshot.store), snapshot)


def resolver(settings: Settings, store: Store, ontology: Ontology) -> Resolve:
    """Return how a parameter's class and a text become the node meant.

    What it returns raises `UsageError` for a class or a name that is not known,
    and for somebody or something of another class.
    """

    def resolve(kind: str, text: str) -> NamedNode:
        if kind not in ontology.classes:
            mend = "mend the parameter's type in the query's header"
            raise UsageError(f"no class is named {kind}", code="query-header", mend=mend)
        wanted = ontology.classes[kind]
        try:
            return find_known(settings, store, ontology, text, wanted.iri)
        except UsageError as error:
            if error.code != "unknown-name":
                raise
            other = of_another_class(store, ontology, settings.names, text, wanted)
            raise (other or error) from error

    return resolve


def ask_sparql(sparql: str, settings: Settings, limits: Limits, origin: str = ARGUMENT) -> Answer:
    """Run SPARQL of a user's, read-only; our prefixes need not be declared.

    `origin` is what an error calls the text: the file that it is from.
    """
    with in_place(sparql, origin, settings.domain):
        return _run(sparql, settings, limits, prefixes=settings.names.prefixes())


def _run(
    sparql: str,
    settings: Settings,
    limits: Limits,
    *,
    prefixes: Mapping[str, str] | None = None,
    sequence: int | None = None,
) -> Answer:
    """Run SPARQL over all that a graph says; where things stand in files is no part of that."""
    return run(
        settings.store,
        sparql,
        timeout=limits.seconds,
        max_rows=limits.rows,
        memory=limits.memory << 20,
        hidden=[settings.names.graph(GRAPH_POSITIONS)],
        prefixes=prefixes,
        sequence=sequence,
    )


def names_in(answer: Answer, settings: Settings) -> dict[str, str]:
    """Return the name for people of each thing that stands in an answer and has one."""
    return _named(answer, open_snapshot(settings.store).store)


def _named(answer: Answer, store: Store) -> dict[str, str]:
    nodes = {term for row in answer.rows for term in row if isinstance(term, NamedNode)}
    return labels_of(store, nodes)
