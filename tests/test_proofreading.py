"""What a user is told of a query: where it stops being SPARQL, and which terms nobody declared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Place
from pyoxigraph import Store
from w3c import ABSENT, POSITIVE, SUITE, cases, local

import kg
from kg.asking import Limits, ask_sparql
from kg.config import read_settings
from kg.domain import shipped_domain
from kg.errors import UsageError
from kg.proofreading import undeclared_terms
from kg.store.faults import find_fault
from kg.store.policy import tokens
from kg.terms import Names

if TYPE_CHECKING:
    from pathlib import Path

PREFIXES = Names().prefixes()
ONTOLOGY = PREFIXES["dkg"]
WRONG_SIGN = " %% "
"""What stands nowhere in SPARQL outside of strings and comments."""

BROKEN = [
    ("SELEC * WHERE { ?s ?p ?o }", "1:1", "'SELEC'", "did you mean SELECT?"),
    ("SELECT * WHER { ?s ?p ?o }", "1:10", "'WHER'", "did you mean WHERE?"),
    ("SELECT DISTINT ?s { ?s ?p ?o }", "1:8", "'DISTINT'", "did you mean DISTINCT?"),
    ("SELECT * { ?s ?p ?o FILTR(?o > 2) }", "1:21", "'FILTR'", "did you mean FILTER?"),
    ("SELECT * { OPTIONL { ?s ?p ?o } }", "1:12", "'OPTIONL'", "did you mean OPTIONAL?"),
    ("SELECT * { ?s ?p ?o } LIMT 3", "1:23", "'LIMT'", "did you mean LIMIT?"),
    ("SELECT * { ?s ?p ?o } ODER BY ?s", "1:23", "'ODER'", "did you mean ORDER?"),
    ("SELECT * { ?s ?p ?o } ORDER ?s", "1:29", "'?s'", "write ORDER BY"),
    ('SELECT * { ?s ?p ?o FILTER(CONTAIN(?o, "x")) }', "1:28", "'CONTAIN'", "CONTAINS"),
    ("SELECT (STRLENGTH(?o) AS ?n) { ?s ?p ?o }", "1:9", "'STRLENGTH'", "STRLEN"),
    ("ASK { ?s ?p ?o FILTER NOT EXIST { ?s a ?o } }", "1:27", "'EXIST'", "EXISTS"),
    ("ASK { ?s ?p ?o FILTER ?o = 3 }", "1:23", "'?o'", "FILTER(...)"),
    ("ASK { ?s ?p ?o FILTER(?o == 3) }", "1:27", "'='", "SPARQL writes ="),
    ("ASK { ?s ?p ?o FILTER(?o <> 3) }", "1:26", "'<>'", "SPARQL writes !="),
    ("ASK { ?s ?p ?o FILTER(?o = 3 AND ?s = 4) }", "1:30", "'AND'", "SPARQL writes &&"),
    ("SELECT ?s COUNT(?x) { ?s ?p ?x }", "1:11", "'COUNT'", "(COUNT(...) AS ?name)"),
    ("SELECT (COUNT(?x) AS n) { ?s ?p ?x }", "1:22", "'n'", "AS ?name"),
    ("SELECT (SUM(?x) { ?s ?p ?x }", "1:17", "'{'", "close the '(' before it"),
    ("SELECT (CONCAT ('a', 'b') AS ?x) {}", "1:9", "'CONCAT'", "CONCAT( without a space"),
    ("SELECT ?s, ?p WHERE { ?s ?p ?o }", "1:10", "','", "no comma"),
    ("SELECT * WHERE ?s ?p ?o", "1:16", "'?s'", "WHERE { ... }"),
    ("SELECT * {\n ?s a dkg:Threat\n ?s ?p ?o }", "3:2", "'?s'", "end it with a dot"),
    ("SELECT * { ?s ?p }", "1:18", "'}'", "a subject, a predicate and an object"),
    ("SELECT * { ?s ?p ?o } }", "1:23", "'}'", "nothing is open here"),
    ("SELECT * { ?s ?p ?o BIND(1 AS ?o) }", "1:35", "'}'", "?o may have a value already"),
    ("SELECT * { ?s ?p ?o", "1:20", "ends too early", "close the '{' of 1:10"),
    ("DESCRIBE", "1:9", "ends too early", "complete it"),
    ("", "1:1", "no query", "write one"),
    ("# only a comment", "1:1", "no query", "write one"),
    ("SELECT * { ?s ?p 'abc }", "1:18", "a string is not closed", "close the quote"),
    ("SELECT * { ?s ?p <rel> }", "1:18", "'<rel>' is no IRI", "https://example.org/x"),
    ("SELECT * { ?s ?p ?o } GROUP BY ?s", "1:1", "does not go with GROUP BY", "name the"),
    ("SELECT ?y { ?x ?p ?y } GROUP BY ?x", "1:1", "neither grouped by nor", "GROUP BY"),
    ("SELECT * { ?s dgk:issuedBy ?o }", "1:15", "prefix 'dgk:'", "did you mean dkg:issuedBy?"),
    ("SELECT * { ?s foaf:knows ?o }", "1:15", "prefix 'foaf:'", "declare it: PREFIX foaf: <"),
    ("PREFIX foo: <urn:x:> ASK { ?s fo:a 1 }", "1:31", "prefix 'fo:'", "did you mean foo:a?"),
    ("PREFIX foo <urn:x:> ASK { ?s foo:a 1 }", "1:8", "'foo'", "ends with a colon"),
    ("SELECT * { ?s isuedBy ?o }", "1:15", "'isuedBy'", "did you mean dkg:issuedBy or"),
    ("SELECT * { ?s a Threat }", "1:17", "'Threat'", "did you mean dkg:Threat"),
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a working folder whose store holds the shipped example."""
    made = Place(tmp_path_factory.mktemp("desk"))
    done = made.kg("load", *(str(ROOT / f"examples/{n}.yaml") for n in ("talks", "answer")))
    assert done.code == 0, done.err
    return made


@pytest.mark.parametrize(("text", "place", "what", "mend"), BROKEN, ids=range(len(BROKEN)))
def test_a_broken_query_is_told(desk: Place, text: str, place: str, what: str, mend: str) -> None:
    """Line and column of the word that does not fit, and what was probably meant."""
    with pytest.raises(UsageError) as caught:
        ask_sparql(text, read_settings(str(desk.folder / "graph.kg")), Limits(), "q.rq")
    error = caught.value
    got = (str(error.position), error.code, what in error.message, mend in error.mend)
    assert got == (f"q.rq:{place}", "sparql-syntax", True, True), str(error)


def wrong_places(text: str, step: int) -> list[tuple[int, str]]:
    """Return where a wrong sign, put before some tokens of a query, is not found."""
    missed = []
    spaced = [t.start for t in tokens(text) if t.start == 0 or text[t.start - 1].isspace()]
    for start in spaced[::step]:
        broken = text[:start] + WRONG_SIGN + text[start:]
        at = start + 1
        want = (broken.count("\n", 0, at) + 1, at - broken.rfind("\n", 0, at))
        fault = find_fault(broken, PREFIXES)
        if (fault.position.line, fault.position.column) != want:
            missed.append((start, f"{fault.position} {fault.message}"))
    return missed


@pytest.mark.parametrize("path", sorted((ROOT / "queries").glob("*.rq")), ids=lambda p: p.stem)
def test_a_wrong_sign_is_found_wherever_it_stands(path: Path) -> None:
    """In each shipped query, before each word, the fault is told at its line and column."""
    assert wrong_places(path.read_text("utf-8"), 5) == []


@pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)
@pytest.mark.parametrize("manifest", ["sparql10/manifest.ttl", "sparql11/manifest.ttl"])
def test_a_wrong_sign_is_found_in_the_suites_queries(manifest: str) -> None:
    """The same in the queries of the W3C's tests of syntax, whatever they are made of."""
    missed = {}
    for case in cases(manifest):
        text = local(case.query).read_text("utf-8") if case.kind in POSITIVE else ""
        if is_query(text) and (found := wrong_places(text, 4)):
            missed[case.iri] = found
    assert missed == {}


def is_query(text: str) -> bool:
    """Tell whether the engine reads a text as a query without a base."""
    try:
        Store().query(text, prefixes=PREFIXES)
    except (SyntaxError, RuntimeError):
        return False
    return True


UNDECLARED = [
    ("ASK {\n ?s dkg:isuedBy ?o }", ["q:2:5", "dkg:isuedBy", "dkg:issuedBy"]),
    ("ASK { ?s a dkg:Threats }", ["q:1:12", "dkg:Threats", "dkg:Threat"]),
    ("ASK { ?s a dkg:threat }", ["q:1:12", "dkg:threat", "dkg:Threat"]),
    ("ASK { ?s dkg:by ?o }", ["q:1:10", "dkg:by", "dkg:issuedBy"]),
    ("ASK { ?s dkg:hasCondition/v:embargoo ?o }", ["q:1:27", "v:embargoo", "v:"]),
    ("ASK { ?s dkg:eventStatus v:held }", ["q:1:26", "v:held", "v:status-held"]),
    (f"ASK {{ ?s <{ONTOLOGY}isuedBy> ?o }}", ["q:1:10", f"{ONTOLOGY}isuedBy", "dkg:issuedBy"]),
    (f"PREFIX d: <{ONTOLOGY}>\nASK {{ ?s d:isuedBy 1 }}", ["q:2:10", "d:isuedBy", "dkg:issuedBy"]),
    ("ASK { ?s dkg:qqqqqqqq 1 }", ["q:1:10", "dkg:qqqqqqqq", "declare it, or mend the name"]),
]


@pytest.mark.parametrize(("text", "told"), UNDECLARED, ids=range(len(UNDECLARED)))
def test_an_undeclared_term_is_a_warning(text: str, told: list[str]) -> None:
    """It stands at its line and column, with the nearest terms that are declared."""
    warnings = undeclared_terms(text, "q", shipped_domain(), PREFIXES)
    shown = "\n".join(map(str, warnings))
    assert ([w.severity for w in warnings], [w.code for w in warnings]) == (
        ["warning"],
        ["undeclared-term"],
    )
    assert shown.startswith(f"{told[0]}: warning[undeclared-term]: ")
    assert all(word in shown for word in told)


DECLARED = [
    "SELECT * { ?s a dkg:Threat ; dkg:issuedBy ?o }",
    "SELECT * { ?s dkg:isued ?o } # no".replace("dkg:isued ", "dkg:issuedBy "),
    "SELECT * { ?s ?p 'dkg:isuedBy' } # dkg:isuedBy <https://w3id.org/demarche/ontology#x>",
    "SELECT * { state:nowhere ?p fact:x.y, <https://example.org/dkg#x>, skos:prefLable }",
    "SELECT * { ?dkg ?p ?o FILTER(STRSTARTS(STR(?p), STR(dkg:))) FILTER(?a<?b&&?b>?a) }",
    f"PREFIX dkg: <https://example.org/> SELECT * {{ ?s dkg:isuedBy ?o, <{ONTOLOGY}> }}",
    "SELECT * { GRAPH graph:positions { ?s f:at ?o } }",
]


@pytest.mark.parametrize("text", DECLARED, ids=range(len(DECLARED)))
def test_what_is_declared_or_not_ours_is_no_warning(text: str) -> None:
    """Strings, comments, things of the data and other vocabularies are not looked up."""
    assert undeclared_terms(text, "q", shipped_domain(), PREFIXES) == []


def test_a_warning_changes_neither_answer_nor_exit_code(desk: Place) -> None:
    """It goes to stderr and names the query's file; the rows are what they are."""
    text = "SELECT ?x {\n ?x a dkg:Threat FILTER NOT EXISTS { ?x dkg:isuedBy ?o }\n} ORDER BY ?x"
    name = desk.write("query.rq", text)
    right = desk.kg("sparql", text.replace("isuedBy", "rejects"))
    for given, called in ((("-f", name), "query.rq"), ((text,), "<sparql>")):
        run = desk.kg("sparql", *given)
        assert (run.code, run.out) == (0, right.out)
        assert run.err.startswith(f"{called}:2:41: warning[undeclared-term]: dkg:isuedBy is")
    piped = desk.kg("sparql", "-", stdin=text)
    assert (piped.out, piped.err.split(":")[0]) == (right.out, "-")


def test_a_users_saved_query_is_read_too(desk: Place) -> None:
    """Its terms and its faults are told at their place in the file; ours are not read again."""
    (desk.folder / "queries").mkdir(exist_ok=True)
    head = f"#+ title: mine\nPREFIX dkg: <{ONTOLOGY}>\n"
    desk.write("queries/mine.rq", f"{head}SELECT ?x {{ ?x dkg:isuedBy ?o }}")
    desk.write("queries/torn.rq", f"{head}SELECT ?x {{ ?x dkg:issuedBy ?o")
    mine, torn = desk.kg("query", "mine"), desk.kg("query", "torn")
    assert mine.err.startswith("queries/mine.rq:3:16: warning[undeclared-term]: dkg:isuedBy")
    assert (mine.code, mine.out) == (0, "x\n")
    assert torn.err.startswith("queries/torn.rq:3:31: error[sparql-syntax]: the query ends too")
    assert (torn.code, desk.kg("query", "CQ02").err) == (2, "")


def test_a_refused_query_names_its_file(desk: Place) -> None:
    """The policy's refusal is told of the file, too; of an argument it is the command's."""
    name = desk.write("drop.rq", "# first\nDROP ALL")
    in_file, argument = desk.kg("sparql", "-f", name), desk.kg("sparql", "DROP ALL")
    assert in_file.err.startswith("drop.rq: error[policy]: DROP is not allowed at 2:1;")
    assert argument.err.startswith("kg: error[policy]: DROP is not allowed at 1:1;")


def test_the_python_interface_tells_the_place(desk: Place) -> None:
    """An error of the interface reads as one of the command line."""
    with pytest.raises(kg.UsageError) as caught:
        kg.open(desk.folder / "graph.kg").sparql("ASK { ?s ?p }")
    assert str(caught.value).startswith("<sparql>:1:13: '}' is not understood after 'ASK { ?s ?p'")
