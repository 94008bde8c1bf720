"""Queries: what is refused before the engine, and how the worker is stopped."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QuerySolutions, Store, Triple

from kg import store
from kg.errors import LimitError, StoreError, UsageError
from kg.store.parcels import packed, unpacked
from kg.store.worker import started
from kg.terms import Names

EX = "https://example.org/"
P = NamedNode(f"{EX}p")
ONE, TWO = Names().graph("one"), Names().graph("two")
POSITIONS = Names().graph("positions")
FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def thing(n: int) -> NamedNode:
    """Return the n-th subject."""
    return NamedNode(f"{EX}{n}")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a store of 1,000 things in one graph, one of them in two, and a position."""
    made = tmp_path_factory.mktemp("worker") / "graph.kg"
    store.create(made)
    with store.stage(made, "test") as staging:
        many = [Quad(thing(n), P, Literal(str(n)), ONE) for n in range(1000)]
        staging.replace_graph(ONE, many)
        staging.replace_graph(TWO, [Quad(thing(0), P, Literal("two"), TWO)])
        staging.replace_graph(POSITIONS, [Quad(thing(0), P, Literal("a:1:1"), POSITIONS)])
        staging.publish({})
    return made


def test_rows_of_a_select(path: Path) -> None:
    """A SELECT gives its variables and rows as terms; an unbound one is None."""
    got = store.run(path, f"SELECT ?o ?none {{ <{EX}5> <{EX}p> ?o }}")
    assert got == store.Answer(("o", "none"), ((Literal("5"), None),))


def test_a_worker_answers_of_the_generation_it_was_started_on(tmp_path: Path) -> None:
    """It opens the store before it is asked; what is published meanwhile is not in its answer."""
    made = tmp_path / "graph.kg"
    store.create(made)
    with store.stage(made, "test") as staging:
        staging.replace_graph(ONE, [Quad(thing(1), P, Literal("o"), ONE)])
        staging.publish({})
    with started(made, store.current(made)) as worker, store.stage(made, "test") as staging:
        staging.replace_graph(ONE, [Quad(thing(2), P, Literal("o"), ONE)])
        staging.publish({})
        assert worker.answer("SELECT ?s { ?s ?p ?o }").rows == ((thing(1),),)
    assert store.run(made, "SELECT ?s { ?s ?p ?o }").rows == ((thing(2),),)


def test_a_worker_that_is_not_asked_ends(path: Path) -> None:
    """A value that means nothing leaves no process waiting for its query."""
    with pytest.raises(UsageError, match="nobody"), started(path):
        raise UsageError("nobody", code="unknown-name", mend="name somebody")
    assert multiprocessing.active_children() == []


def test_a_store_that_cannot_be_opened_is_told_to_who_asks(path: Path, tmp_path: Path) -> None:
    """Also for a query that is longer than a pipe holds."""
    broken = tmp_path / "graph.kg"
    shutil.copytree(path, broken)
    for file in (broken / "generations").rglob("*.sst"):
        file.unlink()
    long = f"SELECT * {{ ?s ?p ?o FILTER(?o != '{'o' * 300_000}') }}"
    for sparql in ("SELECT * { ?s ?p ?o }", long):
        with started(broken) as worker, pytest.raises(StoreError, match="lacks"):
            worker.answer(sparql)


def test_ask_and_construct(path: Path) -> None:
    """An ASK gives a boolean, a CONSTRUCT triples."""
    assert store.run(path, "ASK { ?s ?p ?o }") == store.Answer(boolean=True)
    got = store.run(path, f"CONSTRUCT WHERE {{ <{EX}5> ?p ?o }}")
    assert got == store.Answer(triples=(Triple(thing(5), P, Literal("5")),))


def test_terms_of_every_kind_come_back_as_they_were(path: Path) -> None:
    """What the engine makes of a term is what the caller gets, whatever it is."""
    terms = (
        "<urn:x:\u00e9>", '"5"', '"05"^^xsd:integer', '"x"^^xsd:integer', '"a"@en-gb', '"\\n"',
        '""', '"1"^^<urn:x:own>', '<<( <urn:a> <urn:b> "c"@en )>>', '"2031-01-01"^^xsd:date',
    )  # fmt: skip
    told = f"SELECT * {{ VALUES (?a ?b) {{ {' '.join(f'({t} UNDEF)' for t in terms)} }} }}"
    sparql = f"PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> {told}"
    expected = Store().query(sparql)
    assert isinstance(expected, QuerySolutions)
    rows = [tuple(row) for row in expected]
    assert store.run(path, sparql).rows == tuple(rows)
    assert unpacked(packed([(BlankNode("b"), None)])) == [(BlankNode("b"), None)]


def test_the_default_graph_is_all_but_positions(path: Path) -> None:
    """Every graph is seen without naming it, the one of positions only when named."""
    text = f"SELECT ?o {{ <{EX}0> ?p ?o }} ORDER BY ?o"
    every = store.run(path, text).rows
    assert every == ((Literal("0"),), (Literal("two"),))
    named = f"SELECT ?o {{ GRAPH <{POSITIONS.value}> {{ ?s ?p ?o }} }}"
    assert store.run(path, named).rows == ((Literal("a:1:1"),),)
    assert store.run(path, text, graphs=[TWO]).rows == ((Literal("two"),),)
    own = text.replace(" {", f" FROM <{ONE.value}> {{", 1)
    assert store.run(path, own).rows == ((Literal("0"),),)
    assert store.run(path, text, use_default_graph_as_union=False).rows == ()


def test_prefixes_need_no_declaration(path: Path) -> None:
    """Prefixes given by the caller can be used without PREFIX."""
    assert store.run(path, "ASK { ex:5 ex:p '5' }", prefixes={"ex": EX}).boolean is True


def test_no_store_is_the_empty_graph(tmp_path: Path) -> None:
    """Without a store, and on a new one, a query runs over nothing."""
    assert store.run(None, "SELECT * { ?s ?p ?o }") == store.Answer(("o", "p", "s"))
    store.create(tmp_path / "graph.kg")
    assert store.run(tmp_path / "graph.kg", "ASK { ?s ?p ?o }").boolean is False


def test_an_older_generation_can_be_asked(path: Path) -> None:
    """A query may be put to an older generation."""
    assert store.run(path, "ASK { ?s ?p ?o }", sequence=0).boolean is False


@pytest.mark.parametrize(("most", "want"), [(10, True), (300, True), (1000, False), (0, True)])
def test_the_row_limit_is_told(path: Path, most: int, want: bool) -> None:  # noqa: FBT001
    """No more rows than asked for come back, and whether there were more is told."""
    got = store.run(path, f"SELECT * {{ GRAPH <{ONE.value}> {{ ?s ?p ?o }} }}", max_rows=most)
    assert (len(got.rows), got.truncated) == (most, want)


def test_a_query_without_end_is_stopped(path: Path) -> None:
    """A cartesian product ends at the time limit, not later, by the processor's clock."""
    begun = _worked()
    with pytest.raises(LimitError) as caught:
        store.run(path, FOREVER, timeout=0.5)
    assert _worked() - begun < 1.0
    assert caught.value.code == "timeout"


def test_a_query_may_not_take_all_memory(path: Path) -> None:
    """A query that sorts without bound is stopped by its memory limit."""
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c"
    with pytest.raises(LimitError) as caught:
        store.run(path, text, memory=100 << 20)
    assert caught.value.code == "memory"


def test_a_crash_of_the_engine_is_an_error(path: Path) -> None:
    """A query that makes the engine overflow its stack is told as a limit."""
    text = "ASK { FILTER(" + "!" * 90_000 + "true) }"
    with pytest.raises(LimitError) as caught:
        store.run(path, text)
    assert caught.value.code in {"query-crash", "memory"}


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("SELECT ?x WHERE {\n ?x ?y }", (2, 8)),
        ("", (1, 1)),
        ("SELECT * { ?s foo:a ?o }", (1, 15)),
        ('SELECT ("a AS ?x) {}', (1, 9)),
    ],
)
def test_bad_sparql_is_told_with_its_place(text: str, want: tuple[int, int]) -> None:
    """A query that cannot be read says where."""
    with pytest.raises(UsageError) as caught:
        store.run(None, text)
    assert caught.value.code == "sparql-syntax"
    at = caught.value.position
    assert at is not None
    assert (at.line, at.column) == want


def test_an_unknown_function_is_told(path: Path) -> None:
    """A function that nobody knows is the query's fault, not the store's."""
    with pytest.raises(UsageError) as caught:
        store.run(path, "SELECT (<http://example.org/f>(1) AS ?x) {}")
    got = (caught.value.code, caught.value.message)
    assert got == ("sparql-function", "there is no function <http://example.org/f>")


def test_a_missing_store_is_told(tmp_path: Path) -> None:
    """The child's store error reaches the caller as it is."""
    with pytest.raises(StoreError) as caught:
        store.run(tmp_path / "typo.kg", "ASK {}")
    assert caught.value.code == "store-missing"


def test_queries_run_in_threads(path: Path) -> None:
    """Beside other threads the child is started afresh and answers the same."""
    got: list[bool | None] = []
    one = threading.Thread(target=lambda: got.append(store.run(path, "ASK {?s ?p ?o}").boolean))
    one.start()
    one.join()
    assert got == [True]


def _worked() -> float:
    """Return the seconds of the processor that ended children took, and theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _working(pid: int | str) -> float:
    """Return the seconds of the processor that a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_an_interrupt_stops_the_child(path: Path) -> None:
    """Ctrl-C ends the query at once and leaves no child behind."""
    script = (
        "import sys; from pathlib import Path; from kg import store\n"
        f"store.run(Path(sys.argv[1]), {FOREVER!r})"
    )
    before = _worked()
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(path)],
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        # A job in the background is born deaf to it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    end = time.monotonic() + 60
    while not (children := _children(process.pid)) and time.monotonic() < end:
        time.sleep(0.02)
    time.sleep(0.2)
    begun = _working(process.pid) + sum(map(_working, children))
    os.kill(process.pid, signal.SIGINT)
    error = process.communicate(timeout=60)[1]
    # Nobody works on after it; a query that goes on would take all of its 60 s.
    assert _worked() - before - begun < 1.0
    assert b"KeyboardInterrupt" in error
    assert [pid for pid in children if Path(f"/proc/{pid}").exists()] == []


HOSTILE = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<http://127.0.0.1:9/>{ ?s ?p ?o } }",
    "SELECT * { SERVICE?x { ?s ?p ?o } }",
    "SELECT * { BIND(<http://127.0.0.1:9/> AS ?x) SERVICE ?x { ?s ?p ?o } }",
    "PREFIX : <http://127.0.0.1:9/> SELECT * { SERVICE:s { ?s ?p ?o } }",
    "PREFIX s: <http://127.0.0.1:9/> SELECT * { SERVICEs:s { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1.5SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p 1e5SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p true.SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { # a comment\rSERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p '#' SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "SELECT * { ?s ?p <http://e/#> SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
    "PREFIX e: <http://e/> SELECT * { ?s ?p e:a\\#b SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p ''' ' ''' SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { ?s ?p 'a\\'' SERVICE <http://127.0.0.1:9/> {} }",
    "SELECT * { FILTER(?a<?b) SERVICE <http://127.0.0.1:9/> {} FILTER(?a>?b) }",
    "LOAD <http://127.0.0.1:9/>",
    "LOAD <file:///etc/passwd> INTO GRAPH <http://e/g>",
    "INSERT DATA { <http://e/a> <http://e/b> 1 }",
    "DELETE WHERE { ?s ?p ?o }",
    "CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <http://e/g>",
    "COPY <http://e/a> TO <http://e/b>",
    "MOVE <http://e/a> TO <http://e/b>",
    "ADD <http://e/a> TO <http://e/b>",
    "ASK { ?s ?p ?o } ; dElEtE wHeRe { ?s ?p ?o }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM NAMED <FILE:///etc/passwd> { ?s ?p ?o }",
    "SELECT * FROM <\\u0066ile:///etc/passwd> { ?s ?p ?o }",
    "SELECT * { " + "{" * 150 + "}" * 150 + " }",
    "ASK { FILTER(" + "(" * 100_000 + "1" + ")" * 100_000 + ") }",
    "ASK { " + "?s ?p ?o . " * 501 + "}",
    "ASK { ?s ?p 0" + " ; ?p 1" * 501 + " }",
    "ASK { ?s ?p 0" + " , 1" * 501 + " }",
    "ASK { ?s " + "/".join(["<http://e/p>"] * 600) + " ?o }",
    "ASK { ?s ?p '" + "x" * 1_000_001 + "' }",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_query_is_refused(text: str) -> None:
    """What reaches out, writes, or is too deep or too long never meets the engine."""
    with pytest.raises(UsageError) as caught:
        store.check(text)
    assert (caught.value.code, bool(caught.value.mend)) == ("policy", True)


HARMLESS = [
    "SELECT ?insert ?load { ?insert ?load ?service }",
    "SELECT * { ?s ?p 'SERVICE <http://e/> { }', \"DROP ALL\", '''LOAD''' }",
    "SELECT * { ?s ?p '''a ' SERVICE '' b''' }",
    "SELECT * { ?s <http://e/SERVICE> ?o } # LOAD <http://e/>",
    "PREFIX add: <http://e/> SELECT * { ?s add:service add:load }",
    "SELECT * FROM <http://e/g> FROM NAMED <http://e/h> { ?s ?p ?o }",
    "SELECT * { ?s ?p ?o FILTER(?o IN (" + "1, " * 600 + "1)) }",
    "SELECT * { ?s ?p ?o FILTER(?o<3&&?o>1) }",
    "SELECT * { VALUES ?s { " + "<http://e/s> " * 2000 + "} ?s ?p 1.5 }",
    "SELECT * { ?s ?p 'it\\'s', \"\", '', 'x'@en-GB }",
]


@pytest.mark.parametrize("text", HARMLESS, ids=range(len(HARMLESS)))
def test_a_harmless_query_passes(text: str) -> None:
    """Such words in strings, IRIs, variables, names and comments are no keywords."""
    store.check(text)
    assert store.run(None, text).truncated is False
