"""The shipped rules, run on small graphs in invented states."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.ontology import load_ontology
from kg.reasoning import entail
from kg.resources import ontology_files, rule_files
from kg.rules import kinds_looked_at, looked_at, read_rules
from kg.terms import ONTOLOGY, RDF, RDF_TYPE, RDFS

ENTAILED = NamedNode("urn:x:entailed")
HEADER = (
    f"@prefix : <{ONTOLOGY}> .\n@prefix x: <urn:x:> .\n"
    "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    'x:moreau a :Person . x:lind a :Person . x:arcadia a :State ; skos:prefLabel "Arcadia" .\n'
    "x:office a :GovernmentBody ; :belongsToState x:borealis . x:club a :GovernmentBody .\n"
    'x:post a :Office ; :officeOf x:arcadia ; :officeTitle "Envoy" .\n'
    "x:tenure a :Tenure ; :office x:post .\n"
)


def entailed(turtle: str) -> set[tuple[str, str, str]]:
    """Return what the rules entail of a graph, but for the label of its office."""
    store = Store()
    store.load(f"{HEADER}{turtle}".encode(), format=RdfFormat.TURTLE)
    ontology = load_ontology(ontology_files()).triples
    store.extend(Quad(t.subject, t.predicate, t.object) for t in ontology)
    entail(store, {ENTAILED: [path.read_text("utf-8") for path in rule_files()]})
    return {
        (
            str(quad.subject).strip("<>").removeprefix("urn:x:"),
            quad.predicate.value.removeprefix(ONTOLOGY),
            str(quad.object).strip("<>").removeprefix("urn:x:"),
        )
        for quad in store.quads_for_pattern(None, None, None, ENTAILED)
        if not isinstance(quad.object, Literal)
    }


@pytest.mark.parametrize(
    ("said", "parties"),
    [
        ("x:act a :Threat ; :issuedBy x:moreau ; :inCapacity x:tenure .", {"arcadia"}),
        ("x:act a :Threat ; :issuedBy x:moreau .", set()),
        ("x:act a :Threat ; :issuedBy x:arcadia .", {"arcadia"}),
        ("x:act a :Threat ; :issuedBy x:office .", {"borealis"}),
        ("x:act a :Threat ; :issuedBy x:club .", {"club"}),
        ("x:act a :Threat ; :issuedBy x:office ; :onBehalfOf x:lyra .", set()),
        (
            "x:act a :Threat ; :issuedBy x:moreau, x:office ; :inCapacity x:tenure .",
            {"arcadia", "borealis"},
        ),
    ],
)
def test_an_act_counts_for_the_party_of_its_issuer(said: str, parties: set[str]) -> None:
    """Office holders act for their state, bodies for theirs, and what is stated stands."""
    got = entailed(said)
    assert got == {("act", "onBehalfOf", party) for party in parties}


def test_places_and_orders_are_closed_and_parts_make_participants() -> None:
    """Places within places, later than later, and who plays a part takes part."""
    got = entailed(
        "x:a :within x:b . x:b :within x:c . x:u :follows x:v . x:v :follows x:w .\n"
        "x:u :hasParticipation x:part . x:part :participant x:lind ."
    )
    want = {("a", "within", "c"), ("u", "follows", "w"), ("u", "hasParticipant", "lind")}
    assert got == want


def test_an_office_is_called_by_its_title_and_body() -> None:
    """Readers see `Envoy of Arcadia`, whichever way the office was written."""
    store = Store()
    store.load(HEADER.encode(), format=RdfFormat.TURTLE)
    entail(store, {ENTAILED: [path.read_text("utf-8") for path in rule_files()]})
    label = NamedNode(f"{RDFS}label")
    got = [quad.object for quad in store.quads_for_pattern(None, label, None, ENTAILED)]
    assert got == [Literal("Envoy of Arcadia")]


OWN = {
    "a property that is named": ("?a <urn:x:from> ?b", {"from", "to"}),
    "every property": ("?a ?p ?b", None),
    "all but one property": ("?a !<urn:x:not> ?b", None),
}


@pytest.mark.parametrize("looks", OWN)
def test_what_rules_look_at_is_known(looks: str) -> None:
    """By the names in them; or else it may be any."""
    pattern, expected = OWN[looks]
    text = f"CONSTRUCT {{ ?a <urn:x:to> ?b }} WHERE {{ {pattern} }}"
    found = looked_at(read_rules({ENTAILED: [text]}))
    own = None if found is None else {node.value for node in found if "urn:x:" in node.value}
    assert own == (None if expected is None else {f"urn:x:{name}" for name in expected})


KINDS = {
    "?a a <urn:x:K> .": False,
    "?a a x:K ; x:p ?b": False,
    "{ ?a a x:K }": False,
    "?a x:p ?b": False,
    "?a a ?b": True,
    "?a a x:K, ?b": True,
    "?a a x:K, x:L": True,
    "?a a/x:above* x:K": True,
    "?a a x:K . ?b a ?k": True,
    "?a ^a ?b": True,
    "?k ^(a/x:p) ?a": True,
    "?a <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> ?b": True,
    "?a r:type x:K": True,
}
"""Patterns of rules, and whether things of any class may matter to them."""


@pytest.mark.parametrize("pattern", KINDS)
def test_a_rule_is_touched_by_the_classes_that_it_names(pattern: str) -> None:
    """One that asks for a class is asked again for things of that class, and for no others."""
    prefixes = "PREFIX x: <urn:x:>\nPREFIX r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    head = "#+ description: a thing of a kind\n"
    text = f"{head}{prefixes}CONSTRUCT {{ ?a a x:M }} WHERE {{ {pattern} }}"
    (rule,) = read_rules({ENTAILED: [text]})
    assert rule.is_touched_by({RDF_TYPE, NamedNode("urn:x:other")}) == KINDS[pattern]
    named = NamedNode("urn:x:K")
    assert rule.is_touched_by({RDF_TYPE, named}) == (KINDS[pattern] or named in rule.reads)
    assert ("x:K" in pattern or "urn:x:K" in pattern) == (named in rule.reads)


def test_which_kinds_matter_to_the_shipped_rules() -> None:
    """Those that they name, and those below; of passages and reports they know nothing."""
    ontology = [
        Quad(t.subject, t.predicate, t.object) for t in load_ontology(ontology_files()).triples
    ]
    rules = read_rules({ENTAILED: [path.read_text("utf-8") for path in rule_files()]})
    found = {kind.value.removeprefix(ONTOLOGY) for kind in kinds_looked_at(rules, ontology) or ()}
    assert {"Situation", "Demand", "State", "MediaOutlet", "RejectedDemand"} <= found
    assert found.isdisjoint({"Report", "Passage", "Person", "Act", "Actor", "Threat"})


@pytest.mark.parametrize(
    ("pattern", "kinds"),
    [
        ("?a a x:B", "B"),
        ("?a a x:B ; x:p ?b . ?b a <urn:x:C> .", "BC"),
        ("?a a/rdfs:subClassOf* x:B .", "AB"),
        ("?a a/<http://www.w3.org/2000/01/rdf-schema#subClassOf>* <urn:x:C> .", "ABC"),
        ("?a a :B .", "B"),
        ("?a a/rdfs:subClassOf* :C .", "ABC"),
        ("?a x:p ?b .", ""),
        ("?a a ?b .", None),
        ("?a a x:B, x:C .", None),
        ("?a a/rdfs:subClassOf* x:B, x:C .", None),
        ("?a a/x:in* x:B .", None),
        ("?a a/rdfs:subClassOf+ x:B .", None),
        ("?a rdf:type x:B .", None),
        ("?a a|x:p x:B .", None),
        ("?a (a/rdfs:subClassOf*) x:B .", None),
        ("?a ^x:p/a x:B .", None),
    ],
)
def test_which_kinds_a_rule_names(pattern: str, kinds: str | None) -> None:
    """Those that it names after `a`, and all below where a path leads there; else it may be any."""
    prefixes = f"PREFIX : <urn:x:> PREFIX x: <urn:x:> PREFIX rdfs: <{RDFS}> PREFIX rdf: <{RDF}>\n"
    below = NamedNode(f"{RDFS}subClassOf")
    ontology = [
        Quad(NamedNode(f"urn:x:{a}"), below, NamedNode(f"urn:x:{b}")) for a, b in ("BC", "AB")
    ]
    for told, more in (("?a x:p ?b", ""), ("?a a x:D", "D")):
        rules = read_rules({ENTAILED: [f"{prefixes}CONSTRUCT {{ {told} }} WHERE {{ {pattern} }}"]})
        found = kinds_looked_at(rules, ontology)
        wanted = None if kinds is None else {NamedNode(f"urn:x:{name}") for name in kinds + more}
        assert found == wanted
    rules = read_rules({ENTAILED: [f"{prefixes}CONSTRUCT {{ ?a a ?b }} WHERE {{ {pattern} }}"]})
    assert kinds_looked_at(rules, ontology) is None


@pytest.mark.parametrize("name", [":Kind", "x:Some-Kind", "x:Some.Kind", "<urn:x:Kind>", "x:Kind"])
def test_names_are_read_whole(name: str) -> None:
    """A class and a property are those that are written: hyphens, dots, an empty prefix."""
    text = f"PREFIX : <urn:x:>\nPREFIX x: <urn:x:>\nCONSTRUCT {{ ?a x:q ?b }} WHERE {{ ?a {name} ?b"
    rules = read_rules({ENTAILED: [f"{text} . ?b a {name}. }}"]})
    iri = NamedNode("urn:x:" + name.strip("<>").rpartition(":")[2])
    assert kinds_looked_at(rules, []) == frozenset({iri})
    assert looked_at(rules) == frozenset({iri, RDF_TYPE, NamedNode("urn:x:q")})
