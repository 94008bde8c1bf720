"""An empty answer says which it is, and says nothing that is not so."""

from __future__ import annotations

import re
import shutil
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kg
from kg import store
from kg.asking import Limits, saved_query
from kg.emptiness import BUDGET, why_empty, why_empty_sparql
from kg.emptiness.groups import read_body, written
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conftest import Place

ROOT = Path(__file__).resolve().parents[1]
QUIET = {
    "source": {"id": "quiet", "title": "A quiet day", "published": "2031-06-01"},
    "actors": [
        {"type": "State", "name": "Arcadia", "iso": "xa"},
        {"type": "State", "name": "Lyra", "iso": "xl"},
        {"type": "Person", "name": "Ada Moreau"},
    ],
    "facts": [
        {
            "type": "Demand",
            "id": "nets",
            "by": "Arcadia",
            "to": "Lyra",
            "content": {"action": "give-aid", "by": "Lyra"},
            "when": "2031-06-01",
            "evidence": "p2",
        },
        {
            "type": "Demand",
            "id": "open",
            "by": "Ada Moreau",
            "for": "Arcadia",
            "to": "Lyra",
            "content": {"action": "give-aid", "by": "Lyra"},
            "when": "../2031-06-02",
            "evidence": "p3",
        },
    ],
}
MINE = """#+ title: How many acts somebody has
#+ params:
#+   by: {type: Actor, required: true}
#+   least: {type: integer, default: 1}
#+   word: {type: string}
#+   since: {type: date}
PREFIX dkg: <https://w3id.org/demarche/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT ?by (COUNT(?act) AS ?acts)
WHERE {
  VALUES ?by { UNDEF }
  VALUES ?least { UNDEF }
  VALUES ?word { UNDEF }
  VALUES ?since { UNDEF }
  ?act dkg:issuedBy ?by ; rdfs:label ?label ; dkg:hasTime/dkg:earliest ?earliest .
  FILTER(!BOUND(?word) || CONTAINS(?label, ?word))
  FILTER(!BOUND(?since) || ?earliest >= ?since)
}
GROUP BY ?by ?least
HAVING (COUNT(?act) >= ?least || !BOUND(?least))
"""
Graphs = dict[str, kg.Graph]


@pytest.fixture(scope="module")
def graphs(tmp_path_factory: pytest.TempPathFactory) -> Graphs:
    """Return the examples' graph, one of two demands, and one without a source."""
    folder = tmp_path_factory.mktemp("emptiness")
    shutil.copytree(ROOT / "examples", folder / "examples")
    (folder / "queries").mkdir()
    (folder / "queries/mine.rq").write_text(MINE, "utf-8")
    store.create(folder / "empty.kg")
    opened = {n: kg.open(folder / f"{n}.kg", folder=folder) for n in ("talks", "quiet", "empty")}
    files = [folder / "examples/talks.yaml", folder / "examples/answer.yaml"]
    assert opened["talks"].load(*files).sequence == 1
    assert opened["quiet"].load(QUIET).sequence == 1
    return opened


KNOWN = "is known to the graph, but no row of this question has it as"
OTHERS = "with the other values as they are"
SOME = "without it there are 3 rows, such as for Arcadia and Borealis"
MEETINGS = (
    "there are rows for 'Moreau and Lind meet in Port Selene', 'Moreau and Lind talk by telephone'"
    " and 'Second round in Port Selene'"
)
ANSWERED = (
    "line 32: `FILTER NOT EXISTS { ?answer dkg:respondsTo|dkg:rejects|dkg:accepts ?act }`"
    " leaves nothing: 5 rows before it"
)
NO_SOURCE = "no source is in the graph; `kg load` puts facts into it"

# graph, query, values, the sentences
ASKED: list[tuple[str, str, dict[str, str], list[str]]] = [
    # A name that is known and has no such fact.
    ("talks", "threats", {"by": "Lyra"}, [f"Lyra {KNOWN} `by`; {SOME}"]),
    ("talks", "threats-against", {"state": "Lyra"}, [f"Lyra {KNOWN} `state`; {SOME}"]),
    (
        "talks",
        "threats-by-person",
        {"person": "Edda Brandt"},
        [f"Edda Brandt {KNOWN} `person`; there are rows for Ada Moreau and Tomas Lind"],
    ),
    (
        "talks",
        "threats",
        {"by": "Edda Brandt", "to": "2031-05-02"},
        [
            (f"Edda Brandt {KNOWN} `by`, even with no other value; without any value there are"
            " 3 rows, such as for Arcadia and Borealis")
        ],
    ),
    (
        "talks",
        "demands-rejected",
        {"by": "Arcadia"},
        [f"Arcadia {KNOWN} `by`; there are rows for Chancellery of Borealis and Nils Aaker"],
    ),
    (
        "talks",
        "demands-by-state",
        {"state": "Borealis"},
        [f"Borealis {KNOWN} `state`; there are rows for Arcadia"],
    ),
    (
        "talks",
        "force-size",
        {"state": "Lyra"},
        [f"Lyra {KNOWN} `state`; there are rows for Arcadia and Borealis"],
    ),
    (
        "talks",
        "meetings-of",
        {"person": "Edda Brandt"},
        [(f"Edda Brandt {KNOWN} `person`; there are rows for Ada Moreau, Arcadia, Borealis"
         " and 1 more")],
    ),
    (
        "talks",
        "participants",
        {"event": "frigates"},
        [f"Arcadia sends two frigates {KNOWN} `event`; {MEETINGS}"],
    ),
    (
        "talks",
        "participants",
        {"event": "timber-embargo"},
        [f"'An embargo on timber if the harbour chain is closed' {KNOWN} `event`; {MEETINGS}"],
    ),
    (
        "talks",
        "said-during",
        {"event": "tuesday-call"},
        [
            (f"'Moreau and Lind talk by telephone' {KNOWN} `event`;"
            " there are rows for 'Moreau and Lind meet in Port Selene'")
        ],
    ),
    (
        "talks",
        "speaker-profile",
        {"person": "fishing villages of the strait"},
        [
            (f"fishing villages of the strait {KNOWN} `person`;"
            " there are rows for Ada Moreau, Arcadia, Borealis and 6 more")
        ],
    ),
    (
        "quiet",
        "demands-open",
        {"by": "Lyra"},
        [f"Lyra {KNOWN} `by`; without it there are 2 rows, such as for Arcadia"],
    ),
    (
        "quiet",
        "demands-by-state",
        {"state": "Lyra"},
        [f"Lyra {KNOWN} `state`; there are rows for Arcadia"],
    ),
    # A window of days.
    ("talks", "threats", {"from": "2031-05-05"},
     ["3 rows lie before 2031-05-05; the nearest is 2031-05-04"]),
    ("talks", "threats", {"to": "2031-05-01"},
     ["3 rows lie after 2031-05-01; the nearest is 2031-05-02"]),
    ("talks", "threats", {"from": "2031-05-03", "to": "2031-05-03"},
     ["3 rows lie outside 2031-05-03; the nearest are 2031-05-02 and 2031-05-04"]),
    ("talks", "threats", {"from": "2031-06-01", "to": "2031-05-01"},
     ["`from` 2031-06-01 is later than `to` 2031-05-01"]),
    ("talks", "meetings-coming", {"day": "2031-06-01"},
     ["3 rows lie before 2031-06-01; the nearest is 2031-05-20"]),
    ("talks", "demands-by-state", {"state": "Arcadia", "from": "2031-07-01"},
     [f"3 rows lie before 2031-07-01, {OTHERS}; the nearest is 2031-05-02"]),
    ("talks", "threats-by-person",
     {"person": "Ada Moreau", "from": "2031-05-06", "to": "2031-06-01"},
     [f"2 rows lie before 2031-05-06, {OTHERS}; the nearest is 2031-05-04"]),
    ("talks", "meetings-of", {"person": "Ada Moreau", "to": "2031-01-01"},
     [f"2 rows lie after 2031-01-01, {OTHERS}; the nearest is 2031-04-29"]),
    # Several values.
    (
        "talks",
        "threats",
        {"by": "Lyra", "from": "2031-06-01"},
        [
            (f"Lyra {KNOWN} `by`, even with no other value; without any value there are 3 rows,"
            " such as for Arcadia and Borealis"),
            "3 rows lie before 2031-06-01, even with no other value; the nearest is 2031-05-04",
        ],
    ),
    (
        "talks",
        "threats",
        {"by": "Tomas Lind", "from": "2031-05-03"},
        [
            f"Tomas Lind {KNOWN} `by`, {OTHERS}; without it there is 1 row",
            f"1 row lies before 2031-05-03, {OTHERS}; the nearest is 2031-05-02",
        ],
    ),
    (
        "talks",
        "tenures",
        {"person": "Ada Moreau", "status": "former"},
        [
            (f"no row of this question fits `status` former, {OTHERS};"
            " there are rows for current (1) and any (1)"),
            f"Ada Moreau {KNOWN} `person`, {OTHERS}; there are rows for Edda Brandt",
        ],
    ),
    # Nothing of the kind.
    ("quiet", "threats", {}, ["no threat is in the graph"]),
    ("quiet", "threats", {"by": "Arcadia"}, ["no threat is in the graph"]),
    ("quiet", "threat-modes", {"wording": "quoted"}, ["no threat is in the graph"]),
    ("quiet", "meetings-coming", {},
     ["no meeting is in the graph", "no triple has the property dkg:eventStatus (event status)"]),
    ("quiet", "demands-rejected", {}, ["no triple has the property dkg:rejects (rejects)"]),
    ("quiet", "tenures", {},
     ["no triple has the property dkg:holder (holder)",
      "no triple has the property dkg:office (office held)"]),
    ("talks", "group-size", {"group": "fishing villages of the strait"},
     ["no triple has the property dkg:statedSize (stated size)"]),
    ("empty", "threats", {}, [NO_SOURCE]),
    ("empty", "demands-open", {}, [NO_SOURCE]),
    # A pattern of the query.
    ("talks", "demands-open", {}, [ANSWERED]),
    ("talks", "demands-open", {"by": "Arcadia"}, [ANSWERED]),
    # A user's own query, with values that are no names.
    ("talks", "mine", {"by": "Lyra", "least": "50"},
     [f"no row of this question fits `least` 50, {OTHERS}; without it there is 1 row"]),
    ("talks", "mine", {"by": "Lyra", "since": "2032-01-01"},
     [f"1 row lies outside the window from 2032-01-01 on, {OTHERS}"]),
    ("talks", "mine", {"by": "Lyra", "word": "zebra"},
     [("no row of this question fits `word` zebra, even with no other value;"
      " without any value there are 9 rows")]),
    ("talks", "mine", {"by": "Borealis Radio"},
     [(f"Borealis Radio {KNOWN} `by`, even with no other value; without other values there are"
      " rows for Ada Moreau, Arcadia, Borealis and 6 more")]),
    ("talks", "mine", {"by": "Ada Moreau", "word": "embargo", "since": "2031-05-04"},
     [f"no row of this question fits `word` embargo, {OTHERS}; without it there is 1 row",
      f"1 row lies outside the window from 2031-05-04 on, {OTHERS}"]),
]  # fmt: skip


@pytest.mark.parametrize(("graph", "name", "values", "want"), ASKED)
def test_why_a_saved_query_is_empty(
    graphs: Graphs, graph: str, name: str, values: dict[str, str], want: list[str]
) -> None:
    """A saved query without rows says why, in sentences about this graph."""
    table = graphs[graph].query(name, timeout=60.0, max_rows=100, **_given(values))
    started = time.monotonic()
    assert (len(table), table.why_empty()) == (0, want)
    assert time.monotonic() - started < BUDGET + 10


ADHOC = [
    ("talks", "SELECT * { ?a a dkg:Threatt }",
     "no triple uses dkg:Threatt; did you mean dkg:Threat?"),
    ("talks", "SELECT * { ?a a dkg:Strike }", "no triple uses dkg:Strike"),
    ("talks", "SELECT * { ?a dkg:isuedBy ?b }",
     "no triple uses dkg:isuedBy; did you mean dkg:issuedBy?"),
    ("talks", "PREFIX e: <https://example.org/> SELECT * { ?a e:x ?b }",
     "no triple uses <https://example.org/x>"),
    ("talks", "SELECT * { person:nobody ?p ?o }", "no triple uses person:nobody"),
    ("talks", "SELECT * { ?a dkg:statedSize ?n }",
     "no triple has the property dkg:statedSize (stated size)"),
    ("talks", "SELECT * {\n  ?a a dkg:Threat ;\n    dkg:rejects ?b }",
     "line 3: `?a dkg:rejects ?b` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { ?a a dkg:Threat\n FILTER(?a = 3) }",
     "line 2: `FILTER(?a = 3)` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { ?a a dkg:Threat FILTER NOT EXISTS { ?a dkg:issuedBy ?x } ?a a ?l }",
     "line 1: `FILTER NOT EXISTS { ?a dkg:issuedBy ?x }` leaves nothing: 12 rows before it"),
    ("talks", "SELECT * { ?a a dkg:Threat MINUS { ?a dkg:issuedBy ?x } }",
     "line 1: `MINUS { ?a dkg:issuedBy ?x }` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { ?a a dkg:Threat . GRAPH ?g { ?a dkg:issuedBy ?x .\n ?x a dkg:State } }",
     "line 2: `?x a dkg:State` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { GRAPH graph:nope { ?a ?b ?c } }",
     "line 1: `?a ?b ?c` matches nothing in `GRAPH graph:nope`"),
    ("talks", "SELECT ?a FROM graph:nope { ?a a dkg:Threat }",
     "line 1: `?a a dkg:Threat` matches nothing in the graphs of FROM"),
    ("talks", 'SELECT * { ?a skos:prefLabel "Arcadia"@en }',
     'line 1: `?a skos:prefLabel "Arcadia"@en` matches nothing in the graph'),
    ("talks", "SELECT * { ?s <https://w3id.org/demarche/facts#at> ?o }",
     "line 1: `?s <https://w3id.org/demarche/facts#at> ?o` matches nothing in the graph"),
    ("talks", "SELECT * { ?a a dkg:Threat; dkg:issuedBy _:b . _:b a dkg:Place }",
     "line 1: `_:b a dkg:Place` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { [] dkg:issuedBy person:lind-tomas ; a dkg:Demand }",
     "line 1: `[] dkg:issuedBy person:lind-tomas ; a dkg:Demand` matches nothing in the graph"),
    ("talks", "SELECT * { ?a a dkg:Threat . { SELECT ?a { ?a a dkg:Demand } } }",
     "line 1: `{ SELECT ?a { ?a a dkg:Demand } }` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { ?a a dkg:Threat . { ?a a dkg:Demand } UNION { ?a a dkg:Promise } }",
     "line 1: `{ ?a a dkg:Demand } UNION { ?a a dkg:Promise }` leaves nothing: 3 rows before it"),
    ("talks", "SELECT * { VALUES ?a { fact:nothing } ?a dkg:issuedBy ?b }",
     "line 1: `?a dkg:issuedBy ?b` leaves nothing: 1 row before it"),
    ("talks", "SELECT * { VALUES ?a { } ?a dkg:issuedBy ?b }",
     "line 1: `VALUES ?a { }` gives nothing"),
    ("talks", "SELECT ?a { ?a a dkg:Threat } GROUP BY ?a HAVING (COUNT(*) > 5)",
     "the patterns have rows, of which HAVING leaves none"),
    ("talks", "SELECT * { ?s ?p ?o } LIMIT 0",
     "the patterns have rows, of which LIMIT leaves none"),
    ("talks", "SELECT * { ?s a dkg:Threat } OFFSET 9",
     "the patterns have rows, of which OFFSET leaves none"),
    ("quiet", "SELECT * { ?k rdfs:subClassOf* dkg:Meeting . ?x a ?k }",
     "no meeting is in the graph"),
    ("empty", "SELECT * { ?a a dkg:Threat }", NO_SOURCE),
]  # fmt: skip


@pytest.mark.parametrize(("graph", "sparql", "want"), ADHOC)
def test_why_a_query_of_ones_own_is_empty(
    graphs: Graphs, graph: str, sparql: str, want: str
) -> None:
    """Ad-hoc SPARQL without rows says which pattern left nothing, or what no triple uses."""
    table = graphs[graph].sparql(sparql)
    assert isinstance(table, kg.Table)
    assert (len(table), table.why_empty()) == (0, [want])


ANOTHER_CLASS = [
    ("threats-against", {"state": "Ada Moreau"},
     ("'Ada Moreau' is a person, where a state is asked for; did you mean 'Arcadia'?"
     " The graph says: Ada Moreau, Foreign Minister of Arcadia")),
    ("threats-against", {"state": "Chancellery of Borealis"},
     ("'Chancellery of Borealis' is a government body, where a state is asked for; did you mean"
     " 'Borealis'? The graph says: Chancellery of Borealis, belongs to state: Borealis")),
    ("threats-against", {"state": "Nils Aaker"},
     ("'Nils Aaker' is a person, where a state is asked for; did you mean 'Borealis'?"
     " The graph says: Nils Aaker, Spokesman of the Chancellery of Borealis")),
    ("threats-against", {"state": "Port Selene"},
     ("'Port Selene' is a place, where a state is asked for;"
     " name a state, such as 'Arcadia' or 'Borealis'")),
    ("threats-by-person", {"person": "Arcadia"},
     ("'Arcadia' is a state, where a person is asked for;"
     " did you mean 'Ada Moreau' or 'Edda Brandt'?")),
    ("threats-by-person", {"person": "Coastal League"},
     ("'Coastal League' is an intergovernmental organization, where a person is asked for;"
     " name a person, such as 'Ada Moreau' or 'Edda Brandt'")),
    ("signers", {"event": "port-selene-talks"},
     ("'port-selene-talks' is a negotiation, where a joint statement is asked for;"
     " name a joint statement, such as 'Joint statement of Arcadia and Borealis'")),
    ("through-outlet", {"outlet": "Arcadia"},
     ("'Arcadia' is a state, where a media outlet is asked for;"
     " name a media outlet, such as 'Borealis Radio'")),
    ("threats-against", {"state": "Atlantis"},
     "no state in the graph is known as 'Atlantis'; `kg sources` lists sources"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "values", "want"), ANOTHER_CLASS)
def test_a_value_of_another_class(
    graphs: Graphs, name: str, values: dict[str, str], want: str
) -> None:
    """A name of another class is refused, and whom it may have meant the graph says."""
    with pytest.raises(UsageError) as caught:
        graphs["talks"].query(name, **_given(values))
    assert str(caught.value) == want


@pytest.mark.parametrize(("graph", "name", "values", "want"), ASKED)
def test_what_is_named_has_rows(
    graphs: Graphs, graph: str, name: str, values: dict[str, str], want: list[str]
) -> None:
    """Whoever is named as having rows has some, all else as the sentence says."""
    for sentence in want:
        told = re.search(r"`(\w+)`(.*)(?:rows|such as) for ([^(]+?)(?: and \d more)?$", sentence)
        if not told:
            continue
        kept = {k: v for k, v in values.items() if OTHERS in told[2] and k != told[1]}
        names = re.findall("'([^']+)'", told[3]) or re.split(", | and ", told[3])
        for named in names:
            given = kept | {told[1]: named}
            assert len(graphs[graph].query(name, **_given(given))) > 0, given


def test_rows_need_no_reason(graphs: Graphs) -> None:
    """A table with rows has no reason for having none."""
    assert graphs["talks"].query("threats").why_empty() == []


def test_too_little_time(graphs: Graphs) -> None:
    """Where time runs out, that is what is said."""
    settings = graphs["talks"].settings
    query, limits = saved_query("threats", settings), Limits(seconds=0.000001)
    late = "nothing in the graph answers this; the reason was not found within 1e-06 s"
    assert why_empty(query, {"by": "Lyra"}, settings, limits) == [late]


def test_time_is_bounded(graphs: Graphs) -> None:
    """A question whose beginning is a product of everything takes no longer than is allowed."""
    everything = " ".join(f"?a{n} ?b{n} ?c{n} ." for n in range(5))
    sparql = f"SELECT * {{ {everything} FILTER(?a0 = ?a1 && ?a0 != ?a1 && ?c3 = ?c4) }}"
    started = time.monotonic()
    found = why_empty_sparql(sparql, graphs["talks"].settings, Limits())
    assert time.monotonic() - started < BUDGET + 10
    assert found == ["nothing in the graph answers this; the reason was not found within 2 s"]


def test_reasons_are_of_the_generation_asked(tmp_path: Path) -> None:
    """What is loaded after a question was asked does not change why it had no rows."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    graph = kg.open(tmp_path / "graph.kg", folder=tmp_path)
    assert graph.load(QUIET).sequence == 1
    table = graph.query("threats")
    assert graph.load(tmp_path / "examples/talks.yaml").sequence == 2
    assert table.why_empty() == ["no threat is in the graph"]


def test_a_notebook_shows_the_reason(graphs: Graphs) -> None:
    """A notebook shows, under a table without rows, why it has none."""
    shown = graphs["quiet"].query("threats")._repr_html_()
    assert shown.endswith("<p>no rows: no threat is in the graph</p>")


def test_among_threads(graphs: Graphs) -> None:
    """Where other threads run, as in a notebook, the reason is the same or is not found in time."""
    ended = threading.Event()
    waiting = threading.Thread(target=ended.wait)
    waiting.start()
    try:
        found = graphs["quiet"].query("threats").why_empty()
    finally:
        ended.set()
        waiting.join()
    assert found == ["no threat is in the graph"]


def test_on_the_command_line(examples: Place) -> None:
    """Reasons go to stderr, a line each; stdout and the exit code are as ever."""
    assert examples.kg("load", "examples/talks.yaml", "examples/answer.yaml").code == 0
    done = examples.kg("query", "threats", "-p", "by=Lyra", "-p", "from=2031-06-01", "--json")
    assert (done.code, '"bindings": []' in done.out) == (0, True)
    assert done.err.splitlines() == [f"no rows: {ASKED[22][3][0]}", f"   also: {ASKED[22][3][1]}"]
    done = examples.kg("sparql", "SELECT * { ?a a dkg:Threatt }")
    assert (done.code, done.out) == (0, "a\n")
    assert done.err.splitlines()[1:] == [
        "no rows: no triple uses dkg:Threatt; did you mean dkg:Threat?"
    ]


PARTS = [
    ("SELECT * { ?s ?p ?o . ?s ?q 'a.b'@en , -5 ; a dkg:X. }", "triple triple triple triple"),
    ("SELECT * { ?s ^dkg:a/dkg:b* ?o ;; !(dkg:c|^dkg:d) ?z . }", "triple triple"),
    ("SELECT * { [ dkg:a ?x ] dkg:b ?y ; dkg:c ?z . (1 2) dkg:d ?w }", "triple triple"),
    ("SELECT * { ?s ?p '5'^^xsd:integer OPTIONAL { ?s ?q ?z FILTER(?z) } }", "triple optional"),
    ("SELECT (EXISTS { ?a ?b ?c } AS ?e) WHERE { BIND(1 AS ?x) FILTER regex(?y, '}') }",
     "bind filter"),
    ("SELECT * { { SELECT ?s WHERE { ?s ?p ?o } LIMIT 3 } }", "select"),
    ("SELECT * { { ?s ?p ?o } UNION { ?o ?p ?s } UNION { } { ?a ?b ?c } }", "union group"),
    ("SELECT * { VALUES (?a ?b) { (1 2) } MINUS { ?a ?b ?c } GRAPH <g:x> { ?a ?b 1 } }",
     "values minus graph"),
]  # fmt: skip


@pytest.mark.parametrize(("sparql", "kinds"), PARTS)
def test_parts_of_a_query(sparql: str, kinds: str) -> None:
    """A query is taken apart into patterns, and put together it is a query again."""
    body = read_body(sparql)
    assert body is not None
    assert " ".join(part.kind for part in body.parts) == kinds
    prefixes = {"dkg": "https://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#"}
    store.run(None, f"SELECT * WHERE {{ {written(body.parts)} }}", prefixes=prefixes)


@pytest.mark.parametrize(
    "sparql", ["ASK { ?s ?p ?o }", "SELECT * { ?s ?p", "", "SELECT", "SELECT * { ?s ?p ?o ) }", "}"]
)
def test_what_is_not_understood(sparql: str) -> None:
    """Of what is no SELECT that can be read, no part is told."""
    assert read_body(sparql) is None


def _given(values: Mapping[str, str]) -> dict[str, Any]:
    return dict(values)
