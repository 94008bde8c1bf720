"""The Python interface: a store on disk as one object.

    import kg
    graph = kg.open("graph.kg")
    graph.load("talks.yaml")
    for row in graph.query("CQ02"):
        print(row["actLabel"])

Everything here calls the functions that the command line calls; an error is a
`kg.KgError`, and data that does not conform is an answer, a `Report`.
"""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.asking import Limits, ask, ask_sparql, saved_query
from kg.build import check_files, check_store, load, retract
from kg.changes import Diff, diff, generation
from kg.config import read_settings
from kg.contents import HEADER, list_sources, shown_quads
from kg.emptiness import why_empty, why_empty_sparql
from kg.errors import LimitError, UsageError
from kg.explain import Explanation, explain
from kg.export import write_graph
from kg.facts.writer import WRITTEN
from kg.inputs import held_inputs
from kg.interchange import to_networkx, to_rdflib
from kg.meant import find_known
from kg.merging import Reason, merge, split, undo
from kg.narrate import Description, describe
from kg.ontology import load_ontology
from kg.outcome import Report, Request
from kg.output import write_file
from kg.provenance import with_provenance
from kg.store import history, open_snapshot
from kg.tables import Table
from kg.writing import facts_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import rdflib
    from pyoxigraph import Store, Triple

    from kg.config import Settings
    from kg.facts.plain import Plain


class Graph:
    """A store of facts: load into it, ask it, take it elsewhere.

    Reading sees the generation that is current when a method is called.
    """

    def __init__(self, settings: Settings) -> None:
        """Keep the settings; `kg.open` makes them."""
        self.settings = settings

    def __repr__(self) -> str:
        """Return how to open it again."""
        return f"kg.open({str(self.settings.store)!r})"

    def load(
        self,
        *facts: str | Path | Mapping[str, Plain],
        fail_on: str = "violation",
        dry_run: bool = False,
        keep_going: bool = False,
        source: str | None = None,
    ) -> Report:
        """Load facts (files, or documents of plain values) or RDF files, all of them or nothing.

        The report's findings say why not. `fail_on` is the mildest finding that
        refuses them (`violation`, `warning`, `info`, `never`); `keep_going` loads the
        sources that are not refused; `source` names the source of RDF without graphs.
        """
        request = Request(fail_on, source, dry_run, keep_going)
        return load(held_inputs(facts), self.settings, request)

    def validate(
        self,
        *facts: str | Path | Mapping[str, Plain],
        fail_on: str = "violation",
        source: str | None = None,
    ) -> Report:
        """Return what is wrong with facts in the context of the store, or with the store itself."""
        request = Request(fail_on, source)
        if not facts:
            return check_store(self.settings, request)
        return check_files(held_inputs(facts), self.settings, request)

    def query(
        self,
        name: str,
        *,
        timeout: float = 60.0,
        max_rows: int = 100_000,
        max_memory: int = 4096,
        evidence: bool = False,
        origins: bool = False,
        **values: object,
    ) -> Table:
        """Run a saved query by name or id; parameters are given by name, values as text.

        It may take `timeout` seconds and `max_memory` MiB, or raises `LimitError`; rows
        past `max_rows` are left out, and the table is `truncated`.
        `evidence` adds to each row the passages and sources behind it, `origins` how
        many sources, and independent ones, say so. Parameter names with a hyphen or of a
        keyword (`from`) go as `**{"from": "2031-05-01"}`.
        """
        query = saved_query(name, self.settings)
        given = {key: str(value) for key, value in values.items() if value is not None}
        limits, settings = Limits(timeout, max_rows, max_memory), self.settings
        asked = ask(query, given, settings, limits)
        why = partial(why_empty, query, given, settings, limits, asked.snapshot.sequence)
        answer = with_provenance(asked, settings, evidence=evidence, origins=origins)
        return Table(answer, dict(asked.labels), settings.names.prefixes(), why)

    def sparql(
        self,
        text: str,
        *,
        timeout: float = 60.0,
        max_rows: int = 100_000,
        max_memory: int = 4096,
    ) -> Table | bool | tuple[Triple, ...]:
        """Run SPARQL, read-only: rows of a SELECT, the boolean of an ASK, triples otherwise.

        The limits are those of `query`; triples, which cannot say that they are
        truncated, raise `LimitError` instead.
        """
        limits = Limits(timeout, max_rows, max_memory)
        answer = ask_sparql(text, self.settings, limits)
        if answer.boolean is not None:
            return answer.boolean
        if answer.triples is not None and answer.truncated:
            message = f"there are more than {max_rows} triples"
            raise LimitError(message, code="max-rows", mend="raise max_rows")
        if answer.triples is not None:
            return answer.triples
        why = partial(why_empty_sparql, text, self.settings, limits)
        return Table(answer, {}, self.settings.names.prefixes(), why)

    def export(
        self,
        path: str | Path | None = None,
        *,
        format: str = "",  # noqa: A002 - as the option of the command line
        source: str | None = None,
    ) -> str:
        """Return the graph as text, by default Turtle, and write it to a file if one is given.

        The format is the file's ending unless it is said: RDF, or that of a facts
        file. Raises `UsageError` for an unknown format or source, and `DataError`
        where facts files cannot say all of the graph.
        """
        store, names = self._store(), self.settings.names
        if source is not None and not store.contains_named_graph(names.graph(source)):
            message = f"no source '{source}' is in the graph"
            raise UsageError(message, code="unknown-source", mend="see graph.sources()")
        ending = format or (Path(path).suffix if path is not None else "") or "ttl"
        folder, kind = Path(path or "").parent, ending.removeprefix(".")
        if kind in WRITTEN:
            content = facts_file(store, self.settings, kind, folder, source)
        else:
            written = io.BytesIO()
            write_graph(shown_quads(store, names, source), written, ending, names)
            content = written.getvalue()
        if path is not None:
            write_file(Path(path), content)
        return content.decode()

    def describe(self, name: str) -> Description:
        """Return what the graph knows of an actor, a meeting or an act, each line with its source.

        `name` is a name, an IRI, a CURIE or `source-id#id`; raises `UsageError`
        with the nearest where nothing, or more than one thing, is meant.
        """
        store, names = self._store(), self.settings.names
        ontology = load_ontology(self.settings.domain.ontology)
        return describe(store, ontology, names, find_known(self.settings, store, ontology, name))

    def explain(self, name: str) -> Explanation:
        """Return why the graph holds a thing: who says so, at which words, what follows from what.

        `name` is as for `describe`; texts of sources are read from where they were loaded.
        """
        store, settings = self._store(), self.settings
        ontology = load_ontology(settings.domain.ontology)
        return explain(store, ontology, settings, find_known(settings, store, ontology, name))

    def sources(self) -> list[dict[str, str]]:
        """Return what was loaded: id, title, date and sizes of each source."""
        rows = list_sources(self._store(), self.settings.names)
        return [dict(zip(HEADER, row, strict=True)) for row in rows]

    def history(self) -> Sequence[Mapping[str, Any]]:
        """Return the record of each generation there is, the oldest first.

        `sequence`, `previous`, `time`, `tool`, `command`, `quads`, and by source id what
        came and went; `why` of a retraction.
        """
        inner = {"files", "rules"}
        records = history(self.settings.store)
        return [{k: v for k, v in record.items() if k not in inner} for record in records]

    def retract(self, source: str, *, why: str, dry_run: bool = False) -> Report:
        """Withdraw a source, with the reason; raises `UsageError` for one that is not there."""
        return retract(source, why, self.settings, dry_run=dry_run)

    def merge(
        self, one: str, other: str, *, why: str, by: str = "", dry_run: bool = False
    ) -> Report:
        """Decide that two things are one: `one` goes, `other` stands for both.

        Each is a name, an IRI, a CURIE or `source-id#id`. Raises `UsageError` where
        nothing is so named, they are one already, or their kinds cannot be one.
        """
        request = Request(dry_run=dry_run)
        return merge(one, other, Reason(why, by), self.settings, request)

    def split(
        self,
        one: str,
        other: str = "",
        *,
        why: str,
        sources: Sequence[str] = (),
        by: str = "",
        dry_run: bool = False,
    ) -> Report:
        """Decide that two things are not one; without `other`, from all merged with it.

        `sources` mean another by it than the others do.
        """
        request = Request(dry_run=dry_run)
        return split(one, other, Reason(why, by), self.settings, request, sources=sources)

    def undo(self, *, dry_run: bool = False) -> Report:
        """Take the last merge or split back; raises `UsageError` where nothing was decided."""
        return undo(self.settings, Request(dry_run=dry_run))

    def diff(self, before: int | str, after: int | str | None = None) -> Diff:
        """Return the triples that came and went between two generations, `after` the current one.

        A generation is its number or `#` and its number, 0 is the empty graph.
        Raises `UsageError` for one that is not kept.
        """
        path = self.settings.store
        newest = open_snapshot(path).sequence
        last = newest if after is None else generation(str(after), path)
        return diff(path, self.settings.names, generation(str(before), path), last)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return a copy of the graph as an rdflib Dataset, a named graph a source."""
        return to_rdflib(self._store(), self.settings.names)

    def to_networkx(self) -> Any:  # noqa: ANN401 - networkx is optional
        """Return a copy of the graph as a networkx MultiDiGraph (extra `network`)."""
        return to_networkx(self._store(), self.settings.names)

    def _store(self) -> Store:
        return open_snapshot(self.settings.store).store


def open_graph(
    path: str | Path | None = None,
    *,
    domain: str | Path | None = None,
    folder: str | Path | None = None,
) -> Graph:
    """Return the graph of a store; `kg.open`.

    Without `path` it is that of `KG_STORE`, of `kg.toml` in `folder` (the
    working folder), or `graph.kg`. The store is made by the first load.
    """
    place = None if path is None else str(path)
    where = Path.cwd() if folder is None else Path(folder)
    return Graph(read_settings(place, where, None if domain is None else Path(domain)))
