"""Every saved question has answers worked out by reading, and any engine gives them."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
import rdflib
import yaml
from conftest import ROOT, Place
from jena import MISSING, arq, has_arq
from naming import find
from pyoxigraph import NamedNode, QuerySolutions, RdfFormat, Store, serialize
from rdflib.plugins.sparql import prepareQuery

from kg.config import read_settings
from kg.ontology import load_ontology
from kg.queries import SavedQuery, bind, find_query, list_queries
from kg.store import open_snapshot
from kg.terms import GRAPH_POSITIONS, ID_BASE, Names

if TYPE_CHECKING:
    from pathlib import Path

    from kg.ontology import Ontology

QUERIES = [ROOT / "queries"]
NAMES = Names()
SOURCES = {
    "article": ["tests/cases/real-article/facts.yaml"],
    "crisis": ["examples/crisis"],
}
needs_arq = pytest.mark.skipif(not has_arq(), reason=MISSING)

Rows = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Golden:
    """A question, its values, and rows of some of its columns."""

    graph: str
    query: str
    params: dict[str, str]
    columns: list[str]
    rows: Rows
    in_order: bool

    def __str__(self) -> str:
        """Name the case in reports."""
        return f"{self.graph} {self.query} {self.params}"


def golden(graph: str) -> list[Golden]:
    """Return the worked-out answers of a graph."""
    path = ROOT / "tests/cases/golden" / f"{graph}.yaml"
    listed = yaml.safe_load(path.read_text("utf-8"))
    return [
        Golden(
            graph,
            one["query"],
            one["params"],
            one["columns"],
            [tuple(row) for row in one["rows"]],
            not one.get("any-order", False),
        )
        for one in listed
    ]


CASES = [case for graph in SOURCES for case in golden(graph)]
FULLEST = {case.query: case for case in sorted(CASES, key=lambda case: len(case.rows))}
"""The case of each question that has the most rows."""
JENA_CASES = [
    pytest.param(case, id=str(case), marks=[] if case is FULLEST[case.query] else pytest.mark.long)
    for case in CASES
]
"""All cases; each is a start of Java, so that the fullest of each question always runs."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A published graph: its store, without the lines of files, and how names are resolved."""

    store: Store
    ontology: Ontology

    def resolve(self, kind: str, text: str) -> NamedNode:
        """Return the node that a name denotes."""
        return find(self.store, self.ontology, NAMES, text, self.ontology.classes[kind].iri)

    def bound(self, case: Golden) -> str:
        """Return the text of a question with its values."""
        return bind(find_query(case.query, QUERIES), case.params, self.resolve)


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Loaded]:
    """Return the graphs that the answers are of; read them only."""
    made = {}
    for name, paths in SOURCES.items():
        place = Place(tmp_path_factory.mktemp(name))
        done = place.kg("load", *(str(ROOT / path) for path in paths))
        assert done.code == 0, done.err
        settings = read_settings(str(place.folder / "graph.kg"))
        held = open_snapshot(settings.store).store
        kept = Store()
        kept.extend(q for q in held if q.graph_name != NAMES.graph(GRAPH_POSITIONS))
        made[name] = Loaded(kept, load_ontology(settings.domain.ontology))
    return made


def solve(store: Store, text: str) -> tuple[list[str], Rows]:
    """Return the columns and rows of a question, as text."""
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    return names, [tuple(getattr(row[n], "value", "") for n in names) for row in solutions]


def chosen(names: list[str], rows: Rows, columns: list[str]) -> Rows:
    """Return some columns of rows, IRIs without what all share."""
    at = [names.index(column) for column in columns]
    return [tuple(row[number].removeprefix(ID_BASE) for number in at) for row in rows]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_answer_is_the_one_worked_out(graphs: dict[str, Loaded], case: Golden) -> None:
    """A question gives the rows that a reader of the texts finds, and no other."""
    loaded = graphs[case.graph]
    names, rows = solve(loaded.store, loaded.bound(case))
    order = list if case.in_order else sorted
    assert order(chosen(names, rows, case.columns)) == order(case.rows)
    cited = chosen(names, rows, ["evidence"]) if "evidence" in names else []
    assert [row for row in cited if not re.search(r"\bp[0-9]+\b", row[0])] == []


def test_every_question_has_an_answer() -> None:
    """There are forty, CQ01 to CQ40, each with rows somewhere that were worked out."""
    ids = sorted(query.id for query in list_queries(QUERIES))
    assert ids == [f"CQ{number:02}" for number in range(1, 41)]
    answered = {case.query for case in CASES if case.rows}
    assert sorted({query.name for query in list_queries(QUERIES)} - answered) == []


def test_the_crisis_is_clean(place: Place) -> None:
    """The shipped crisis, in a folder of its own, is told only where its sources disagree."""
    shutil.copytree(ROOT / "examples/crisis", place.folder / "crisis")
    done = place.kg("validate", "crisis", "--fail-on", "info")
    told = done.out + done.err
    assert re.findall(r"(?:violation|warning|info)\[(\w+)\]", told) == ["S39"], told
    assert "'Borealis seizes the Petrel' and another denies it" in told
    assert "1 finding(s)" in told


def test_who_merges_what_differs_sees_it(place: Place) -> None:
    """Two counts of one force, said to be one, are a disagreement of that one thing."""
    shutil.copytree(ROOT / "examples/crisis", place.folder / "crisis")
    times = place.folder / "crisis/3-times.yaml"
    text = times.read_text("utf-8")
    same = "id: half-as-many\n    same: harbour-agency-2030-10-04#six-thousand\n"
    times.write_text(text.replace("id: half-as-many\n", same), "utf-8")
    assert place.kg("load", "crisis").code == 0
    done = place.kg("query", "disagreements", "-p", "property=size", "--format", "json")
    (row,) = json.loads(done.out)["results"]["bindings"]
    assert [row[n]["value"] for n in ("aspect", "value", "otherValue")] == ["size", "2500", "6000"]
    assert row["event"] == row["other"]


@pytest.fixture(scope="module")
def others(graphs: dict[str, Loaded]) -> dict[str, list[rdflib.Graph]]:
    """Return each graph in rdflib: a union of named graphs, and one graph of all triples."""
    made: dict[str, list[rdflib.Graph]] = {}
    for name, loaded in graphs.items():
        union = rdflib.Dataset(default_union=True)
        union.parse(data=serialize(loaded.store, format=RdfFormat.N_QUADS) or b"", format="nquads")
        made[name] = [union, rdflib.Graph().parse(data=triples(loaded), format="nt")]
    return made


def triples(loaded: Loaded) -> bytes:
    """Return all triples of a graph, whatever source states them, as N-Triples."""
    return serialize({quad.triple for quad in loaded.store}, format=RdfFormat.N_TRIPLES) or b""


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=str)
def test_another_engine_gives_the_same_rows(
    graphs: dict[str, Loaded], others: dict[str, list[rdflib.Graph]], case: Golden
) -> None:
    """All columns, in order, whether or not the triples stand in named graphs."""
    loaded = graphs[case.graph]
    text = loaded.bound(case)
    names, rows = solve(loaded.store, text)
    for graph in others[case.graph]:
        result = graph.query(text)
        assert [str(name) for name in result.vars or ()] == names
        terms = [[row.get(name) for name in result.vars or ()] for row in result.bindings]
        assert [tuple("" if t is None else str(t) for t in row) for row in terms] == rows


@dataclass(frozen=True, slots=True)
class Jena:
    """How to ask Jena's arq, and each graph as a file of triples."""

    command: list[str]
    folder: Path

    def ask(self, text: str, graph: str) -> tuple[list[str], Rows]:
        """Return the columns and rows that arq gives to a query's text."""
        data, query = self.folder / f"{graph}.nt", self.folder / "asked.rq"
        query.write_text(text, "utf-8")
        command = [*self.command, f"--data={data}", f"--query={query}", "--results=json"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        names = told["head"]["vars"]
        found = told["results"]["bindings"]
        return names, [tuple(row.get(n, {}).get("value", "") for n in names) for row in found]


@pytest.fixture(scope="module")
def jena(graphs: dict[str, Loaded], tmp_path_factory: pytest.TempPathFactory) -> Jena:
    """Return what to ask Jena with."""
    folder = tmp_path_factory.mktemp("jena")
    for name, loaded in graphs.items():
        (folder / f"{name}.nt").write_bytes(triples(loaded))
    return Jena(arq(folder), folder)


@pytest.mark.slow
@needs_arq
@pytest.mark.parametrize("case", JENA_CASES)
def test_jena_gives_the_same_rows(graphs: dict[str, Loaded], case: Golden, jena: Jena) -> None:
    """Jena's arq, over one graph of all triples, gives the same rows in order."""
    loaded = graphs[case.graph]
    text = loaded.bound(case)
    assert jena.ask(text, case.graph) == solve(loaded.store, text)


@pytest.mark.slow
@needs_arq
@pytest.mark.parametrize("query", list_queries(QUERIES), ids=lambda query: query.name)
def test_jena_runs_a_file_unchanged(
    graphs: dict[str, Loaded], query: SavedQuery, jena: Jena
) -> None:
    """A file as it stands, no value bound, gives in arq what it gives here."""
    text = query.path.read_text("utf-8")
    assert jena.ask(text, "crisis") == solve(graphs["crisis"].store, text)


@pytest.mark.parametrize("query", list_queries(QUERIES), ids=lambda query: query.name)
def test_the_text_as_it_stands_parses(query: SavedQuery) -> None:
    """A file is a query before any value is bound, header and all, in each engine."""
    assert solve(Store(), query.text)[0]
    prepareQuery(query.text)
