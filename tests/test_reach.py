"""A query that cannot meet where facts stand in files is asked of all graphs at once."""

from __future__ import annotations

import pytest
from conftest import ROOT, Place

from kg.queries import SavedQuery, list_queries
from kg.store import run
from kg.store.reach import reaches
from kg.terms import AT, FACTS, TEXT_AT

PLACING = (AT.value, TEXT_AT.value)
MEETING = [
    "SELECT * { ?s ?p ?o }",
    "SELECT ?p { <a:b> ?p ?o }",
    "ASK { ?s a dkg:X ; ?p 3 }",
    "DESCRIBE <a:b>",
    "SELECT * { ?s !dkg:x ?o }",
    "SELECT * { ?s !(dkg:x|dkg:y) ?o }",
    "SELECT * { ?s dkg:a/!^dkg:x ?o }",
    "SELECT * { [ ?p 1 ] a dkg:X }",
    "SELECT * { ?s dkg:p [ dkg:q [ ?p 3 ] ] }",
    "SELECT * { ?s dkg:p [] . ?s ?q ?o }",
    "SELECT * { ?s dkg:p (1 ?x) . ?s ?q ?o }",
    "SELECT * { (1 2) ?p ?o }",
    "SELECT * { ?s dkg:p 'x'^^xsd:date . ?s ?q ?o }",
    "SELECT * { ?s a dkg:X, dkg:Y ; dkg:p 'x'@en, -3 ; ?p 4 }",
    "SELECT * { ?s dkg:p 1.5 . ?s ?p ?o }",
    "SELECT * { ?s (dkg:a|dkg:b)+ ?o . ?o ?p 3 }",
    "SELECT * { ?s a ?k . FILTER NOT EXISTS { ?s ?p 3 } }",
    "SELECT * { FILTER(?x = 3 && EXISTS { ?s ?p 3 }) }",
    "SELECT * { BIND(3 AS ?x) ?s ?p ?o }",
    "SELECT * { ?s a dkg:X OPTIONAL { ?s ?p ?o } }",
    "SELECT * { { ?s a dkg:X } UNION { ?s ?p ?o } }",
    "SELECT * { { SELECT ?s { ?s a dkg:X } GROUP BY ?s } ?s ?p ?o }",
    "SELECT * { VALUES ?p { dkg:x } ?s ?p ?o }",
    "CONSTRUCT { ?s dkg:p ?o } { ?s ?p ?o }",
    "SELECT * { ?s f:at ?o }",
    "PREFIX x: <https://w3id.org/demarche/facts#text> SELECT * { ?s x:At ?o }",
    f"SELECT * {{ ?s <{FACTS}\\u0061t> ?o }}",
    "SELECT * { ?x dkg:none* ?y }",
    "SELECT * { ?x dkg:none? ?x }",
    "SELECT * { ?x (dkg:a/dkg:b)* ?y . ?y dkg:a? ?z }",
]
NAMING_ALL = [
    "SELECT ?a ?b { ?a dkg:x ?b }",
    "SELECT (COUNT(?a) AS ?n) ?b ?c { ?a dkg:x ?b . ?b a ?c } GROUP BY ?b ?c ORDER BY ?b ?c",
    "SELECT * { ?s a ?k FILTER(?s != ?k && !BOUND(?x) && ?a IN (?b, ?c)) ?k dkg:y ?s }",
    "SELECT * { ?x a dkg:P . ?x dkg:b* ?y }",
    "SELECT * { ?x rdfs:subClassOf* dkg:B }",
    "SELECT * { ?s dkg:p [ dkg:q ?o ; dkg:r ?z ] ; dkg:z ?o }",
    "SELECT * { VALUES (?a ?b) { (1 2) (3 4) } ?s dkg:p ?a }",
    "SELECT * { ?s (^dkg:a/dkg:b)+ ?o ; dkg:p 'a', 'b'@en }",
]


@pytest.mark.parametrize("sparql", MEETING)
def test_in_doubt_a_query_may_meet_anything(sparql: str) -> None:
    """Where a predicate is open, named in hiding or not needed, the answer is yes."""
    assert reaches(sparql, PLACING)


@pytest.mark.parametrize("sparql", NAMING_ALL)
def test_a_query_that_names_its_predicates_meets_no_other(sparql: str) -> None:
    """Variables in heads, filters, values and orders are no predicates."""
    assert not reaches(sparql, PLACING)


@pytest.mark.parametrize("query", list_queries([ROOT / "queries"]), ids=lambda query: query.name)
def test_no_saved_query_pays_for_what_is_hidden(query: SavedQuery) -> None:
    """All name their predicates, so that a pattern costs one look-up, however many sources."""
    assert not reaches(query.text, PLACING)


def test_what_is_hidden_stays_hidden(place: Place) -> None:
    """Whichever way a query is asked, no row of it is about lines of files."""
    assert place.kg("load", str(ROOT / "examples")).code == 0
    store = place.folder / "graph.kg"
    every = run(store, "SELECT DISTINCT ?p { ?s ?p ?o }").rows
    named = run(store, "SELECT ?s { ?s a <https://w3id.org/demarche/ontology#Threat> }").rows
    hidden = run(store, f"SELECT ?s {{ ?s <{AT.value}> ?o }}").rows
    assert [row for row in every if row[0] in {AT, TEXT_AT}] == []
    assert (bool(named), hidden) == (True, ())
