"""A saved query, its values and a store -> the answer, within limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.deferred import deferred
from kg.errors import UsageError
from kg.lookup import Labels
from kg.meant import find_known
from kg.ontology import load_ontology
from kg.proofreading import ARGUMENT, called, in_place
from kg.queries import SavedQuery, bind, find_query, list_queries
from kg.store import Answer, current, open_snapshot
from kg.store.worker import MAX_ROWS, MEMORY, TIMEOUT, started
from kg.terms import GRAPH_POSITIONS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import AbstractContextManager

    from pyoxigraph import Store

    from kg.config import Settings
    from kg.misnamed import of_another_class
    from kg.ontology import Ontology
    from kg.queries import Resolve
    from kg.store import Snapshot
    from kg.store.worker import Worker
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
    """An answer with the names, for people, of what stands in it, and the generation asked.

    A name is looked up when it is asked for: programs want none.
    """

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
    sequence = current(settings.store)
    with _started(settings, limits, sequence) as worker:  # it opens the store meanwhile
        snapshot = open_snapshot(settings.store, sequence)
        ontology = load_ontology(settings.domain.ontology)
        sparql = bind(query, values, resolver(settings, snapshot.store, ontology))
        with in_place(sparql, called(query.path), settings.domain):
            answer = worker.answer(sparql, hidden=_hidden(settings))
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
    prefixes = settings.names.prefixes()
    with in_place(sparql, origin, settings.domain), _started(settings, limits) as worker:
        return worker.answer(sparql, hidden=_hidden(settings), prefixes=prefixes)


def _started(
    settings: Settings, limits: Limits, sequence: int | None = None
) -> AbstractContextManager[Worker]:
    """Start a worker on the graph; none given is the current generation."""
    seconds, rows, memory = limits.seconds, limits.rows, limits.memory << 20
    return started(settings.store, sequence, timeout=seconds, max_rows=rows, memory=memory)


def _hidden(settings: Settings) -> list[NamedNode]:
    """Return the graphs that are no part of what a graph says: where things stand in files."""
    return [settings.names.graph(GRAPH_POSITIONS)]


def names_in(answer: Answer, settings: Settings) -> Mapping[str, str]:
    """Return the name for people of each thing that stands in an answer and has one."""
    return _named(answer, open_snapshot(settings.store).store)


def _named(answer: Answer, store: Store) -> Mapping[str, str]:
    nodes = {term for row in answer.rows for term in row if isinstance(term, NamedNode)}
    return Labels(store, nodes)
