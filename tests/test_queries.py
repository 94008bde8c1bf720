"""What saved queries promise: the same rows in any engine, and values that stay values."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import rdflib
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    NamedNode,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)
from pyoxigraph import Literal as Lit
from rdflib.plugins.sparql import prepareQuery

from kg.errors import UsageError
from kg.placing import place, serialise
from kg.queries import Parameter, bind, find_query, list_queries, read_query
from kg.terms import ID_BASE, ONTOLOGY, VOCAB, XSD

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "queries"
QUERIES = list_queries([SHIPPED])
BY_ID = {query.id: query for query in QUERIES}
MINE = [f"CQ{number:02}" for number in range(1, 41)]
SMALL = Path(__file__).parent / "cases" / "queries" / "small.trig"
NAMES = {
    "Ada": "person/ada",
    "Arcadia": "state/arcadia",
    "Borduria": "state/borduria",
    "Herald": "body/herald",
    "call": "fact/call",
    "five": "group/five",
    "statement": "fact/statement",
    "talks": "fact/talks",
}
Rows = list[dict[str, str]]

# query, values, columns, rows
CASES: list[tuple[str, dict[str, str], str, list[tuple[str, ...]]]] = [
    (
        "CQ01",
        {"person": "Ada"},
        "act when condition conditionStatus consequence paragraph",
        [
            (
                "fact/t1",
                "2031-05-01",
                "Borduria: invade [Arcadia] and act (troops stay)",
                "stated",
                "impose sanctions (harsh)",
                "2, 10",
            )
        ],
    ),
    ("CQ01", {"person": "Ada", "from": "2031-05-02"}, "act", []),
    ("CQ01", {"person": "Ada", "to": "2031-04-30"}, "act", []),
    ("CQ01", {"person": "Ada", "from": "2031-05-01", "to": "2031-05-01"}, "act", [("fact/t1",)]),
    (
        "CQ02",
        {},
        "act partyLabel speaker targetLabel conditionStatus",
        [
            ("fact/t1", "Arcadia", "Ada Moreau", "Borduria", "stated"),
            ("fact/t2", "Borduria", "Boris Vant", "Arcadian Ministry", "none"),
        ],
    ),
    ("CQ02", {"by": "Borduria"}, "act", [("fact/t2",)]),
    ("CQ02", {"by": "Ada"}, "act", [("fact/t1",)]),
    (
        "CQ03",
        {"state": "Borduria"},
        "act speaker addressee content form partOf",
        [
            ("fact/d2", "Borduria", "", "", "", "fact/d1"),
            ("fact/d1", "Boris Vant", "Arcadia", "withdraw", "written", ""),
        ],
    ),
    (
        "CQ04",
        {},
        "act partyLabel byLabel paragraph",
        [
            ("fact/d1", "Borduria", "Ada Moreau", "2"),
            ("fact/d1", "Borduria", "Arcadian Ministry", "2"),
        ],
    ),
    ("CQ04", {"by": "Ada"}, "act byLabel", [("fact/d1", "Ada Moreau")]),
    ("CQ05", {}, "act partyLabel", [("fact/d2", "Borduria"), ("fact/d3", "Ada Moreau")]),
    ("CQ05", {"by": "Borduria"}, "act", [("fact/d2",)]),
    (
        "CQ06",
        {"day": "2031-05-02"},
        "event when where participants",
        [
            ("fact/talks", "2031-05-10/2031-05-11", "Lyra", "Arcadian Ministry; Borduria"),
            ("fact/council", "2031-05-12/..", "", ""),
        ],
    ),
    ("CQ06", {"day": "2031-05-11"}, "event", [("fact/talks",), ("fact/council",)]),
    ("CQ06", {"day": "2099-01-01"}, "event", [("fact/council",)]),
    ("CQ06", {}, "event", [("fact/call",), ("fact/talks",), ("fact/council",)]),
    ("CQ07", {"person": "Ada"}, "event role others", [("fact/call", "host", "Boris Vant")]),
    (
        "CQ08",
        {"event": "talks"},
        "actorLabel role level side ambiguity",
        [
            ("Arcadian Ministry", "lead", "", "Arcadia", "one day or both"),
            ("Borduria", "participant", "ministers", "", ""),
        ],
    ),
    (
        "CQ09",
        {"event": "statement"},
        "personLabel officeLabel tenureStatus",
        [
            ("Ada Moreau", "Envoy of Arcadia", "former"),
            ("Ada Moreau", "Minister of Arcadia", "current"),
            ("Cleo Sand", "", ""),
        ],
    ),
    ("CQ10", {"group": "five"}, "stated named members", [("5", "2", "Ada Moreau; Cleo Sand")]),
    (
        "CQ11",
        {"person": "Ada"},
        "kindLabel acts paragraph",
        [("demand", "1", "1"), ("rejection", "1", "2"), ("threat", "1", "2, 10")],
    ),
    (
        "CQ12",
        {"outlet": "Herald"},
        "fact mode paragraph start",
        [("fact/t2", "mixed-quote", "2", "5")],
    ),
    (
        "CQ13",
        {},
        "officeLabel tenureStatus start under",
        [
            ("Envoy of Arcadia", "former", "", "Boris Vant; Cleo Sand"),
            ("Minister of Arcadia", "current", "2030", ""),
            ("President of Borduria", "current", "", ""),
        ],
    ),
    ("CQ13", {"status": "former"}, "personLabel", [("Ada Moreau",)]),
    ("CQ13", {"status": "current", "person": "Ada"}, "tenure", [("tenure/ada-minister",)]),
    (
        "CQ16",
        {"state": "Borduria"},
        "size paragraph note",
        [("5000", "2", "no number"), ("5000", "10", "")],
    ),
    ("CQ16", {"state": "Arcadia"}, "size", []),
    (
        "CQ17",
        {"event": "call"},
        "act kindLabel addressee content",
        [
            ("fact/d3", "demand", "", "withdraw"),
            ("fact/t1", "threat", "Boris Vant", "impose sanctions (harsh)"),
        ],
    ),
    (
        "CQ20",
        {},
        "act shown mode fidelity paragraph",
        [
            ("fact/t2", "quoted", "mixed-quote", "translated", "2"),
            ("fact/t1", "quoted", "direct-quote", "", "2"),
            ("fact/t1", "paraphrased", "narrative", "", "10"),
        ],
    ),
    ("CQ20", {"wording": "paraphrased"}, "act", [("fact/t1",)]),
    ("CQ25", {"state": "Arcadia"}, "act target", [("fact/t2", "body/ministry")]),
    ("CQ25", {"state": "Borduria"}, "act target", [("fact/t1", "state/borduria")]),
]


def named(_class: str, text: str) -> NamedNode:
    """Return the node of a name of the small graph."""
    return NamedNode(f"{ID_BASE}{NAMES[text]}")


def short(text: str) -> str:
    """Return an IRI of the small graph without what all share."""
    return text.removeprefix(ID_BASE)


@pytest.fixture(scope="module")
def store() -> Store:
    """Return the small graph in one engine."""
    store = Store()
    store.load(path=SMALL, format=RdfFormat.TRIG)
    return store


@pytest.fixture(scope="module")
def dataset() -> rdflib.Dataset:
    """Return the small graph in another engine."""
    return rdflib.Dataset(default_union=True).parse(SMALL, format="trig")


def solve(store: Store, text: str) -> Rows:
    """Return all solutions of a query as text."""
    solutions = store.query(text, use_default_graph_as_union=True)
    assert isinstance(solutions, QuerySolutions)
    names = [variable.value for variable in solutions.variables]
    rows = []
    for solution in solutions:
        terms = {name: solution[name] for name in names}
        assert not any(isinstance(term, BlankNode) for term in terms.values())
        rows.append(
            {
                name: short(term.value) if isinstance(term, NamedNode | Lit) else ""
                for name, term in terms.items()
            }
        )
    return rows


def solve_again(dataset: rdflib.Dataset, text: str) -> Rows:
    """Return all solutions of a query as text, from the other engine."""
    result = dataset.query(text)
    return [
        {str(n): short("" if row.get(n) is None else str(row[n])) for n in result.vars or ()}
        for row in result.bindings
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case[0]} {case[1]}")
def test_rows(
    store: Store,
    dataset: rdflib.Dataset,
    case: tuple[str, dict[str, str], str, list[tuple[str, ...]]],
) -> None:
    """A query gives exactly the rows it should, in order, in two engines."""
    id_, values, columns, want = case
    text = bind(find_query(id_, [SHIPPED]), values, named)
    rows = solve(store, text)
    got = [tuple(row[column] for column in columns.split()) for row in rows]
    assert got == want
    assert solve_again(dataset, text) == rows


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_unbound(store: Store, dataset: rdflib.Dataset, query: object) -> None:
    """A query's text runs as it is, with rows that do not depend on engine or insertion."""
    assert isinstance(query, type(QUERIES[0]))
    rows = solve(store, query.text)
    assert solve_again(dataset, query.text) == rows
    turned = Store()
    turned.extend(reversed(list(parse(path=SMALL, format=RdfFormat.TRIG))))
    assert solve(turned, query.text) == rows


def test_questions() -> None:
    """Every question has one shipped query, with a text and an example."""
    ids = [query.id for query in QUERIES]
    assert sorted(set(MINE) - set(ids)) == []
    assert len(ids) == len(set(ids))
    for query in QUERIES:
        assert query.title
        assert query.description
        required = {p.name for p in query.params if p.required}
        assert required <= set(query.example)
        assert all(p.help for p in query.params)


def test_standard() -> None:
    """No query names a graph, a service or an engine's function, and each orders distinct rows."""
    for query in QUERIES:
        prepareQuery(query.text)
        body = re.sub(r"(?m)^#.*$", "", query.text)
        assert not re.search(r"\b(SERVICE|FROM|LATERAL|xsd:duration)\b", body), query.name
        assert "DISTINCT" in body, query.name
        assert "ORDER BY" in body, query.name


def test_terms() -> None:
    """Every term of ours in a query, and every class of a parameter, is in the ontology."""
    declared = set()
    for path in (ROOT / "ontology").rglob("*.ttl"):
        declared |= {str(t.subject) for t in parse(path=path, format=RdfFormat.TURTLE)}
    missing = set()
    for query in QUERIES:
        text = "\n".join(line for line in query.text.splitlines() if not line.startswith("#"))
        for prefix, local in re.findall(r"(?<![\w:])(dkg|v):([\w-]+)", text):
            term = NamedNode({"dkg": ONTOLOGY, "v": VOCAB}[prefix] + local)
            missing |= {(query.name, term.value)} if str(term) not in declared else set()
        for parameter in query.params:
            term = NamedNode(ONTOLOGY + parameter.type)
            if parameter.type[0].isupper() and str(term) not in declared:
                missing.add((query.name, term.value))
    assert sorted(missing) == []


def written(folder: Path, header: str, body: str = "SELECT * WHERE { ?s ?p ?o }") -> Path:
    """Write a query and return its path."""
    path = folder / "mine.rq"
    lines = "".join(f"#+ {line}\n" for line in header.splitlines())
    path.write_text(f"{lines}\n{body}\n", encoding="utf-8")
    return path


BODY = "SELECT * WHERE { VALUES ?day { UNDEF } ?s ?p ?day }"

HEADERS = [
    ("", "there is no header"),
    ("- a", "there is no header"),
    ("id: X", "the header has no title"),
    ("title: [a]", "'title' is no single value"),
    ("title: a: b", "the header is not YAML"),
    ("title: a\ntitel: b", "unknown key 'titel'"),
    ("title: a\nparams: [day]", "'params' is no mapping"),
    ("title: a\nparams:\n  day: date", "parameter 'day' is malformed"),
    ("title: a\nparams:\n  d-y: {type: date}", "parameter 'd-y' is malformed"),
    ("title: a\nparams:\n  day: {}", "parameter 'day' has no type ''"),
    ("title: a\nparams:\n  day: {type: dat}", "parameter 'day' has no type 'dat'"),
    ("title: a\nparams:\n  day: {type: date, requird: true}", "unknown key 'requird'"),
    ("title: a\nparams:\n  day: {type: date, required: maybe}", "is not true or false"),
    ("title: a\nparams:\n  day: {type: date, default: [a]}", "'day' is no single value"),
    ("title: a\nparams:\n  night: {type: date}", "'night' stands nowhere"),
    ("title: a\nexample: {night: a}", "which is no parameter"),
]


@pytest.mark.parametrize(("header", "want"), HEADERS)
def test_header_refused(tmp_path: Path, header: str, want: str) -> None:
    """A wrong header is told with the file and what is wrong."""
    path = written(tmp_path, header, BODY)
    with pytest.raises(UsageError) as caught:
        read_query(path)
    assert caught.value.code == "query-header"
    assert want in caught.value.message
    assert str(path) in caught.value.message


def test_header_read(tmp_path: Path) -> None:
    """A header is read as written: `NO` and days stay text."""
    header = """id: X1
title: A day
params:
  day: {type: date, default: 2031-01-01, help: which}
  land: {type: [NO, SE], required: true}
example: {land: NO}"""
    query = read_query(written(tmp_path, header, BODY + " # x\nVALUES $land {UNDEF}"))
    want = (
        Parameter("day", "date", default="2031-01-01", help="which"),
        Parameter("land", "one-of", required=True, choices=("NO", "SE")),
    )
    assert query.params == want
    assert (query.name, query.id, query.title) == ("mine", "X1", "A day")
    assert query.example == {"land": "NO"}


def test_unreadable(tmp_path: Path) -> None:
    """A file that is not UTF-8, or not there, is a wrong command, not a fault."""
    (tmp_path / "bad.rq").write_bytes(b"#+ title: \xff")
    for name in ("bad.rq", "none.rq"):
        with pytest.raises(UsageError, match="cannot be read"):
            read_query(tmp_path / name)


def test_own_first(tmp_path: Path) -> None:
    """A user's query comes before the shipped one of that name; a missing folder holds none."""
    shadow = tmp_path / "threats.rq"
    written(tmp_path, "id: M1\ntitle: Mine").rename(shadow)
    folders = [tmp_path, tmp_path / "none", SHIPPED]
    assert find_query("threats", folders).path == shadow
    assert find_query("m1", folders).title == "Mine"
    names = [query.name for query in list_queries(folders)]
    assert names == sorted(query.name for query in QUERIES)


@pytest.mark.parametrize("name", ["threat", "../queries/threats", "threats.rq", "CQ99", ""])
def test_no_such_query(name: str) -> None:
    """A name that no query has is refused, with the right ones."""
    with pytest.raises(UsageError) as caught:
        find_query(name, [SHIPPED])
    assert caught.value.code == "unknown-query"
    assert "kg query --list" in caught.value.mend


VALUES = [
    ("CQ06", {"dai": "2031-01-01"}, "unknown-parameter", "day"),
    ("CQ06", {"day": "2031-02-30"}, "bad-parameter", "a day, such as 2031-05-02"),
    ("CQ06", {"day": "2031-1-1"}, "bad-parameter", "a day"),
    ("CQ06", {"day": "20310101"}, "bad-parameter", "a day"),
    ("CQ06", {"day": "2031-W01-1"}, "bad-parameter", "a day"),
    ("CQ06", {"day": "\u0662\u0660\u0663\u0661-01-01"}, "bad-parameter", "a day"),
    ("CQ06", {"day": "2031-01-01\n"}, "bad-parameter", "a day"),
    ("CQ06", {"day": ""}, "bad-parameter", "a day"),
    ("CQ13", {"status": "curent"}, "bad-parameter", "current"),
    ("CQ01", {}, "missing-parameter", "person="),
]


@pytest.mark.parametrize(("id_", "values", "code", "mend"), VALUES)
def test_value_refused(id_: str, values: dict[str, str], code: str, mend: str) -> None:
    """A wrong, unknown or missing value is refused, and what is right is said."""
    with pytest.raises(UsageError) as caught:
        bind(find_query(id_, [SHIPPED]), values, named)
    assert caught.value.code == code
    assert mend in caught.value.mend


TYPES = [
    ("integer", "-12", f'"-12"^^<{XSD}integer>'),
    ("number", "1.50", f'"1.50"^^<{XSD}decimal>'),
    ("string", 'a "b" \\ c', r'"a \"b\" \\ c"'),
    ("string", "\\u0022", r'"\\\U000000750022"'),
    ("date", "2031-05-02", f'"2031-05-02"^^<{XSD}date>'),
    ("[a, b]", "b", '"b"'),
    ("State", "Arcadia", f"<{ID_BASE}state/arcadia>"),
]


@pytest.mark.parametrize(("kind", "value", "want"), TYPES)
def test_types(tmp_path: Path, kind: str, value: str, want: str) -> None:
    """A value of each type stands in the text as one term, wherever `UNDEF` stood."""
    body = (
        "SELECT * WHERE { values $day{UNDEF} { VALUES ?day { #c }\n UNDEF } } VALUES ?x { UNDEF } }"
    )
    query = read_query(written(tmp_path, f"title: a\nparams:\n  day: {{type: {kind}}}", body))
    want_text = query.text.replace("$day{UNDEF}", f"$day{{{want}}}").replace(
        "\n UNDEF", f"\n {want}"
    )
    assert bind(query, {"day": value}, named) == want_text


@pytest.mark.parametrize(
    ("kind", "value"),
    [("integer", "1.0"), ("integer", "1 "), ("number", "1e3"), ("number", "NaN"), ("number", ".")]
    + [("string", text) for text in ("\x00", "\x1b[0m", "\ud800", "\x85")],
)
def test_types_refused(tmp_path: Path, kind: str, value: str) -> None:
    """A text that is no value of the type never reaches the query."""
    query = read_query(written(tmp_path, f"title: a\nparams:\n  day: {{type: {kind}}}", BODY))
    with pytest.raises(UsageError) as caught:
        bind(query, {"day": value}, named)
    assert caught.value.code == "bad-parameter"


def test_only_at_its_place() -> None:
    """What looks like a place in a comment, a string, an IRI or for another name stays."""
    text = """# VALUES ?a { UNDEF }
SELECT ("VALUES ?a { UNDEF }" AS ?s) ('''it's VALUES ?a { UNDEF }''' AS ?t)
WHERE { <http://x/?VALUES#?a> ?p "\\" VALUES ?a { UNDEF }" . VALUES ?ab { UNDEF } VALUES ?a { 1 } }
"""
    assert place(text, {"a": "7"}) == text


HOSTILE = st.one_of(
    st.text(),
    st.text(alphabet="\"'\\uU0027{}<>?$#\n\r\tUNDEFabcdef ;."),
    st.sampled_from(
        ['" } INSERT', "\\", "\\u0022", "\\U00000022", "\\\\u0022 } #", "'''", "UNDEF", "{ UNDEF }"]
    ),
)
CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TEXT = "SELECT ?x ?y WHERE { VALUES ?x { UNDEF } VALUES ?y { UNDEF } } # ?z\n"


@settings(max_examples=500, deadline=None)
@given(value=HOSTILE, other=HOSTILE)
def test_no_injection(tmp_path_factory: pytest.TempPathFactory, value: str, other: str) -> None:
    """Whatever a value says, both engines read one row holding that value and no more."""
    folder = tmp_path_factory.getbasetemp()
    header = "title: a\nparams:\n  x: {type: string}\n  y: {type: string}"
    query = read_query(written(folder, header, TEXT))
    try:
        text = bind(query, {"x": value, "y": other}, named)
    except UsageError:
        assume(CONTROL.search(value + other) is None)
        raise
    pieces = query.text.split("UNDEF")
    assert text == serialise(Lit(value)).join(pieces[:2]) + serialise(Lit(other)) + pieces[2]
    assert solve_plain(text) == [(value, other)]
    rows = rdflib.Graph().query(text).bindings
    assert [tuple(str(row[rdflib.Variable(n)]) for n in "xy") for row in rows] == [(value, other)]


@settings(max_examples=500, deadline=None)
@given(value=HOSTILE)
def test_no_injection_of_other_types(value: str) -> None:
    """A text given for a day, a name or a choice is refused or is one term of that type."""
    for id_, name in (("CQ06", "day"), ("CQ13", "status"), ("CQ16", "state")):
        try:
            text = bind(BY_ID[id_], {name: value}, refused)
        except UsageError:
            continue
        assert id_ != "CQ16"
        assert re.fullmatch(r"[0-9-]{10}|current|former|any", value)
        assert text.count(value) >= 1


def refused(class_: str, text: str) -> NamedNode:
    """Know no name at all."""
    message = f"no {class_} is called {text!r}"
    raise UsageError(message, code="unknown-name")


def solve_plain(text: str) -> list[tuple[str, ...]]:
    """Return the rows of a query over nothing, values untouched."""
    solutions = Store().query(text)
    assert isinstance(solutions, QuerySolutions)
    rows = []
    for solution in solutions:
        terms = (solution["x"], solution["y"])
        rows.append(tuple(term.value for term in terms if isinstance(term, Lit)))
    return rows
