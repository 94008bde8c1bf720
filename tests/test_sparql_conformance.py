"""The W3C's tests of SPARQL queries, through what `kg sparql` evaluates and writes.

Each answer is also written in the W3C formats by our writers, and what another
reader reads of that is compared. Out of scope are updates, the protocol, the
graph store protocol, federation (`SERVICE`, which is refused here) and
entailment regimes.
"""

from __future__ import annotations

import csv
import io
from functools import cache
from urllib.parse import urljoin

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)
from w3c import (
    ABSENT,
    EVALUATION,
    NEGATIVE,
    POSITIVE,
    ROOT,
    SUITE,
    Case,
    Result,
    add_graph,
    cases,
    dataset,
    expected,
    local,
    read_results,
    same,
)

from kg.export import write_graph
from kg.results import write_boolean, write_rows
from kg.store import check
from kg.store.child import Task, evaluate
from kg.store.policy import tokens
from kg.terms import Names

MANIFESTS = (
    "sparql10/manifest.ttl",
    "sparql11/manifest-sparql11-query.ttl",
    "sparql11/manifest-sparql11-results.ttl",
)
EXCEPTIONS = ROOT / "tests/cases/sparql-exceptions.tsv"
WRITTEN = (
    ("json", QueryResultsFormat.JSON),
    ("xml", QueryResultsFormat.XML),
    ("tsv", QueryResultsFormat.TSV),
)

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)


@cache
def every_case() -> tuple[Case, ...]:
    """Return all cases in scope, in the suite's order."""
    return tuple(case for manifest in MANIFESTS for case in cases(manifest))


def exceptions() -> dict[str, str]:
    """Return the reason for which each test that is not passed is not."""
    with EXCEPTIONS.open(encoding="utf-8", newline="") as stream:
        return {row["test"]: row["reason"] for row in csv.DictReader(stream, delimiter="\t")}


def answer(case: Case, store: Store) -> QuerySolutions | QueryBoolean | object:
    """Evaluate a case's query as `kg sparql` does, but for the policy; its file is the base."""
    sparql = f"BASE <{case.query}> {local(case.query).read_text('utf-8')}"
    everything, nothing = 10**9, frozenset[object]()
    task = Task(sparql, everything, False, None, nothing, {})  # type: ignore[arg-type]  # noqa: FBT003
    return evaluate(store, task)


def given(case: Case) -> Result:
    """Return what a case's query gives."""
    store = dataset(case)
    for iri in graphs_named(case):
        add_graph(store, iri)
    found = answer(case, store)
    if isinstance(found, QueryBoolean):
        return Result(boolean=bool(found))
    if isinstance(found, QuerySolutions):
        names = tuple(variable.value for variable in found.variables)
        return Result(names, tuple(tuple(solution) for solution in found))
    return Result(graph=tuple(found))  # type: ignore[arg-type]


def graphs_named(case: Case) -> list[str]:
    """Return the graphs that a query names in FROM and FROM NAMED."""
    read = list(tokens(local(case.query).read_text("utf-8")))
    words = ["", *(token.text.lower() for token in read)]
    return [
        urljoin(case.query, token.text[1:-1])
        for at, token in enumerate(read)
        if token.kind == "iri" and "from" in words[max(at - 1, 0) : at + 1]
        if words[at] in {"from", "named"}
    ]


def is_passed(case: Case) -> bool:
    """Tell whether a case is passed, its answer written and read back in every W3C format."""
    if case.kind in POSITIVE | NEGATIVE:
        return is_read(case) == (case.kind in POSITIVE)
    assert case.kind in EVALUATION
    try:
        got = given(case)
    except SyntaxError:
        return False
    if case.result.endswith(".csv"):
        return same_csv(local(case.result).read_text("utf-8"), written(got, "csv"))
    want = expected(case)
    if got.graph is not None:
        return all(same(want, one, lax=case.lax) for one in (got, *graph_read_back(got)))
    back = [read_results(written(got, name).encode(), form) for name, form in forms(got)]
    return all(same(want, one, lax=case.lax) for one in (got, *back))


def is_read(case: Case) -> bool:
    """Tell whether the query of a test of syntax is read; it may name an unknown function."""
    try:
        answer(case, Store())
    except SyntaxError:
        return False
    except RuntimeError as error:
        assert "custom function" in str(error)  # noqa: PT017 - any other ends the test
    return True


def forms(got: Result) -> tuple[tuple[str, QueryResultsFormat], ...]:
    """Return the formats that can hold a result: TSV has no booleans."""
    return WRITTEN if got.boolean is None else WRITTEN[:2]


def written(got: Result, name: str) -> str:
    """Return a result as our writer writes it."""
    stream = io.StringIO(newline="")
    if got.boolean is not None:
        write_boolean(got.boolean, stream, name)
    else:
        write_rows(got.variables, got.rows, stream, name)
    return stream.getvalue()


def graph_read_back(got: Result) -> list[Result]:
    """Return a graph as it reads back from N-Triples and Turtle."""
    back = []
    for ending, form in (("nt", RdfFormat.N_TRIPLES), ("ttl", RdfFormat.TURTLE)):
        stream = io.BytesIO()
        quads = [Quad(t.subject, t.predicate, t.object) for t in got.graph or ()]
        write_graph(quads, stream, ending, Names())
        read = parse(stream.getvalue(), format=form)
        back.append(Result(graph=tuple(quad.triple for quad in read)))
    return back


def same_csv(want: str, got: str) -> bool:
    """Tell whether two files of CSV have the same lines, blank nodes by where they stand."""
    tables = [list(csv.reader(io.StringIO(text, newline=""))) for text in (want, got)]
    results = [
        Result(tuple(head), tuple(tuple(map(_cell, row)) for row in rows)) for head, *rows in tables
    ]
    return got.endswith("\r\n") and same(results[0], results[1])


def _cell(text: str) -> BlankNode | Literal:
    return BlankNode(text[2:]) if text.startswith("_:") else Literal(text)


@pytest.mark.parametrize("manifest", MANIFESTS)
def test_the_suite_is_passed_but_for_named_exceptions(manifest: str) -> None:
    """Exactly the tests listed with a reason are not passed: one that is passed is no exception."""
    wrong = {case.iri for case in cases(manifest) if not is_passed(case)}
    mine = {case.iri for case in cases(manifest)}
    assert sorted(wrong) == sorted(mine & exceptions().keys())


def test_every_exception_is_a_test_with_a_reason() -> None:
    """The list names tests of the suite only, each once, and says why for each."""
    lines = EXCEPTIONS.read_text("utf-8").splitlines()
    known = {case.iri for case in every_case()}
    assert (len(lines) - 1, set(exceptions()) - known) == (len(exceptions()), set())
    assert [test for test, reason in exceptions().items() if not reason] == []


def test_the_suite_is_all_there() -> None:
    """Nothing is passed because nothing was read: the tests are as many as they were."""
    counted = [sum(1 for _ in cases(manifest)) for manifest in MANIFESTS]
    assert [n >= least for n, least in zip(counted, (482, 328, 10), strict=True)] == [True] * 3


def test_the_documentation_counts_right() -> None:
    """docs/queries.md says how many tests there are, and how many of them pass."""
    page = (ROOT / "docs/queries.md").read_text("utf-8")
    every = len(every_case())
    assert f"{every} tests of SPARQL 1.0 and 1.1" in page
    assert f"{every - len(exceptions())} pass" in page


def test_the_policy_refuses_no_query_of_the_standard() -> None:
    """What is refused before the engine are updates, SERVICE and sizes, not plain SPARQL."""
    for case in every_case():
        if case.kind not in NEGATIVE:
            check(local(case.query).read_text("utf-8"))
