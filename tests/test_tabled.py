"""Rules of one statement as a table: it tells what the engine would, and takes no other rules."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store

from kg.bulk.inferring import Following, Read
from kg.config import read_settings
from kg.maintaining import entail_again
from kg.ontology import load_ontology
from kg.reasoning import Question, entail, settle
from kg.rules import looked_at, one_statement, read_rules
from kg.tabled import Reach, tabled
from kg.terms import OWL, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

DOMAIN, DEFINED, STATED = (NamedNode(f"urn:x:{name}") for name in ("domain", "defined", "stated"))
PREFIXES = f"PREFIX owl: <{OWL}>\nPREFIX rdfs: <{RDFS}>\nPREFIX x: <urn:x:>\n"
PAIR = "{ SELECT DISTINCT ?a ?p ?b { VALUES (?a ?b) { (UNDEF UNDEF) } ?a ?p ?b } }"
KIND = "{ SELECT DISTINCT ?a ?k { VALUES ?a { UNDEF } ?a a ?k } }"
OF_ONE = {
    "kinds": f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k rdfs:subClassOf+ ?l . {KIND} }}",
    "properties": f"CONSTRUCT {{ ?a ?q ?b }} WHERE {{ ?p rdfs:subPropertyOf+ ?q . {PAIR} }}",
    "inverses": (
        "CONSTRUCT { ?b ?q ?a } WHERE { "
        f"{{ ?q owl:inverseOf ?p }} UNION {{ ?p owl:inverseOf ?q }} {PAIR} }}"
    ),
    "domains": f"CONSTRUCT {{ ?a a ?k }} WHERE {{ ?p rdfs:domain ?k . {PAIR} }}",
    "ranges": f"CONSTRUCT {{ ?b a ?k }} WHERE {{ ?p rdfs:range ?k . {PAIR} }}",
    "members": f"CONSTRUCT {{ ?l x:has ?a }} WHERE {{ ?k rdfs:subClassOf ?l . {KIND} }}",
}
OWN = f"{PREFIXES}CONSTRUCT {{ ?a x:p ?b }} WHERE {{ VALUES ?a {{ UNDEF }} ?a x:s ?b }}"
NEAR = [
    f"{PREFIXES}CONSTRUCT {{ ?a x:{told} ?b }} WHERE {{ VALUES ?a {{ UNDEF }} ?a x:{read} ?b }}"
    for read, told in (("in", "p"), ("s", "other"))
]
"""What the table hears from, and what hears from it."""
OTHER = {
    "no sub-select": "CONSTRUCT { ?a a ?l } WHERE { ?a a ?k . ?k rdfs:subClassOf+ ?l }",
    "more data": f"CONSTRUCT {{ ?a x:q ?l }} WHERE {{ ?k x:near ?l . {KIND} }}",
    "more data of any class": f"CONSTRUCT {{ ?a x:q ?l }} WHERE {{ ?l a ?k . {KIND} }}",
    "the thing itself": f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k rdfs:subClassOf ?a, ?l . {KIND} }}",
    "a condition": (
        f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k rdfs:subClassOf ?l FILTER(?k != ?l) {KIND} }}"
    ),
    "a path from any": f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k rdfs:subClassOf* ?l . {KIND} }}",
    "two statements": (
        f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k rdfs:subClassOf ?l . {KIND} {PAIR} }}"
    ),
    "two in one": (
        "CONSTRUCT { ?a a ?l } WHERE { ?k rdfs:subClassOf ?l . "
        "{ SELECT DISTINCT ?a ?k { VALUES ?a { UNDEF } ?a a ?k ; x:p ?b } } }"
    ),
    "an unknown prefix": f"CONSTRUCT {{ ?a a ?l }} WHERE {{ ?k y:subClassOf ?l . {KIND} }}",
    "nothing of the ontology": f"CONSTRUCT {{ ?b x:to ?a }} WHERE {{ {PAIR} }}",
}
ONTOLOGY = f"""
@prefix owl: <{OWL}> . @prefix rdfs: <{RDFS}> . @prefix : <urn:x:> .
:A rdfs:subClassOf :B . :B rdfs:subClassOf :C . :D rdfs:subClassOf :C .
:p rdfs:subPropertyOf :q . :q owl:inverseOf :r ; rdfs:domain :A ; rdfs:range :D .
:r rdfs:subPropertyOf :s . :has owl:inverseOf :in . :in rdfs:domain :D .
"""
TYPE = str(RDF_TYPE)
NODES = [NamedNode(f"urn:x:n{number}") for number in range(4)]
VERBS = [NamedNode(f"urn:x:{name}") for name in ("p", "q", "r", "s", "has", "in", "other")]
CLASSES = [NamedNode(f"urn:x:{name}") for name in "ABCDE"]
STATEMENTS = st.one_of(
    st.builds(Quad, st.sampled_from(NODES), st.just(RDF_TYPE), st.sampled_from(CLASSES)),
    st.builds(
        Quad,
        st.sampled_from(NODES),
        st.sampled_from(VERBS),
        st.sampled_from([*NODES, *CLASSES, Literal("a {text}"), Literal('"<')]),
    ),
)


def known() -> list[Quad]:
    """Return a small ontology."""
    store = Store()
    store.load(ONTOLOGY.encode(), format=RdfFormat.TURTLE, to_graph=STATED)
    return [*store]


def by_engine(rules: Mapping[NamedNode, Sequence[str]], quads: Sequence[Quad]) -> set[Quad]:
    """Return what rules entail where the engine is asked all of them."""
    store = Store()
    store.extend(quads)
    entail(store, rules)
    return {quad for graph in rules for quad in store.quads_for_pattern(None, None, None, graph)}


def by_table(
    rules: Mapping[NamedNode, Sequence[str]], ontology: Sequence[Quad], quads: Sequence[Quad]
) -> set[Quad]:
    """Return the same where single statements are looked up."""
    table, texts = tabled(rules, ontology)
    rest = read_rules(texts)
    read = looked_at(rest)
    store, told = Store(), list[Quad]()
    store.extend(
        quad for quad in quads if read is None or quad.predicate in read or quad in ontology
    )
    lines = [f"{quad.subject} {quad.predicate} {quad.object}" for quad in quads]
    reads = Read(None if read is None else frozenset(map(str, read)))
    following = Following(table, store, reads, told, lines)
    asked = [Question(store, rule, rule.asked_of_all(), told) for rule in rest]
    settle([*asked, following])
    found = Store()
    found.load(following.quads(following.told).encode(), RdfFormat.N_QUADS)
    assert len(found) == len(following.told)
    return {*told, *found}


@pytest.mark.parametrize("name", [*OF_ONE, *OTHER])
def test_which_rules_are_of_one_statement(name: str) -> None:
    """Those whose sub-select is all that they look at beside what the ontology says."""
    text = PREFIXES + (OF_ONE | OTHER)[name]
    verb = {KIND: str(RDF_TYPE), PAIR: "?p"}[KIND if KIND in text else PAIR]
    assert one_statement(text) == (verb if name in OF_ONE else None)


@given(st.lists(STATEMENTS, max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_table_tells_what_the_engine_does(data: list[Quad]) -> None:
    """Of nodes, literals and classes; what is stated is not told again."""
    ontology = known()
    rules = {DOMAIN: [OWN], DEFINED: [PREFIXES + text for text in OF_ONE.values()]}
    assert not any(tabled(rules, ontology)[1][DEFINED])
    quads = [*ontology, *(Quad(q.subject, q.predicate, q.object, STATED) for q in data)]
    assert by_table(rules, ontology, quads) == by_engine(rules, quads)


@pytest.mark.parametrize("name", [name for name in OTHER if "prefix" not in name])
def test_other_rules_are_asked_of_the_engine(name: str) -> None:
    """Alone and behind one of a single statement, which comes first and so is asked, too."""
    ontology, text = known(), PREFIXES + OTHER[name]
    rules = {DEFINED: [PREFIXES + OF_ONE["kinds"], text]}
    table, rest = tabled(rules, ontology)
    assert (table.forms, rest) == ({}, rules)
    near = NamedNode("urn:x:near")
    data = [
        Quad(node, verb, other, STATED)
        for node, verb, other in product(NODES[:2], (RDF_TYPE, near), (*CLASSES[:2], NODES[1]))
    ]
    data.append(Quad(CLASSES[0], near, CLASSES[3], STATED))
    told = by_table(rules, ontology, [*ontology, *data])
    assert told == by_engine(rules, [*ontology, *data])
    assert told


def test_what_holds_of_any_property_is_in_no_table() -> None:
    """A rule may tell something of terms that nobody names, and is asked then."""
    text = f"{PREFIXES}CONSTRUCT {{ ?a a ?l }} WHERE {{ ?m rdfs:subClassOf ?l . {KIND} }}"
    assert one_statement(text) is None
    both = "{ ?k rdfs:subClassOf ?l } UNION { ?m rdfs:subClassOf ?l }"
    text = f"{PREFIXES}CONSTRUCT {{ ?a a ?l }} WHERE {{ {both} {KIND} }}"
    assert one_statement(text) == str(RDF_TYPE)
    assert tabled({DEFINED: [text]}, known())[0].forms == {}


def test_the_shipped_definitions_are_all_in_the_table() -> None:
    """So that no batch asks the engine for them; and they tell the same of every term we have."""
    domain = read_settings().domain
    rules = {
        DOMAIN: [path.read_text("utf-8") for path in domain.rules],
        DEFINED: [path.read_text("utf-8") for path in domain.definitions],
    }
    terms = load_ontology(domain.ontology)
    ontology = [Quad(t.subject, t.predicate, t.object) for t in terms.named()]
    table, rest = tabled(rules, ontology)
    assert rest == {**rules, DEFINED: []}
    read = looked_at(read_rules(rest))
    properties = sorted(
        {item.iri.value for cls in terms.by_iri.values() for item in cls.keys.values()}
    )
    assert read is not None
    assert len(read) < len(properties) / 2
    nodes = [NamedNode(f"urn:x:{number}") for number in range(7)]
    data = [
        Quad(nodes[n % 7], NamedNode(iri), nodes[n * 3 % 7]) for n, iri in enumerate(properties * 3)
    ]
    data += [Quad(nodes[n % 7], RDF_TYPE, NamedNode(iri)) for n, iri in enumerate(terms.by_iri)]
    told = by_table(rules, ontology, [*ontology, *data])
    assert told == by_engine(rules, [*ontology, *data])
    assert len(told) > 50
    assert table.graph == DEFINED


@pytest.mark.parametrize("first", [DOMAIN, DEFINED])
@given(data=st.lists(STATEMENTS, max_size=8), others=st.lists(STATEMENTS, max_size=4))
@settings(max_examples=100, deadline=None)
def test_a_change_is_looked_up(first: NamedNode, data: list[Quad], others: list[Quad]) -> None:
    """What came and went is followed as if all were entailed anew.

    By the engine, too, where another rule fills the graph that the table would.
    """
    ontology = known()
    texts = [PREFIXES + OF_ONE[name] for name in ("kinds", "properties", "inverses")]
    rules = {DOMAIN: [], DEFINED: texts}
    rules = rules | {first: [*NEAR, *rules[first]]}
    store = Store()
    store.extend([*ontology, *data])
    entail(store, rules)
    for changed in (data[::2], [*data[:2], *others]):
        come = {quad for quad in changed if quad not in store}
        gone = {*changed} - come
        for quad in gone:
            store.remove(quad)
        store.extend(come)
        entail_again(store, rules, ontology, come | gone)
        stated = [quad for quad in store if quad.graph_name not in rules]
        assert {*store} - {*stated} == by_engine(rules, stated)


@pytest.mark.parametrize(
    ("texts", "before", "gone", "come"),
    [
        (
            ("?a x:p ?b", "?a x:other ?b", "?a x:p ?b", "?a x:q ?b"),
            "n0 other n1",
            "n0 other n1",
            "",
        ),
        (("?a a x:A", "?a x:other ?b", "?a a x:A", "?a a x:B"), "n0 other n1", "n0 other n1", ""),
        (("?a a x:B", "?a x:other ?b"), "n0 type A", "", "n0 other n1"),
    ],
)
def test_what_a_rule_and_the_table_both_tell(
    texts: Sequence[str], before: str, gone: str, come: str
) -> None:
    """What they told of each other goes with its reason; a rule comes before the table."""
    ontology, store = known(), Store()
    told = [
        f"{PREFIXES}CONSTRUCT {{ {tells} }} WHERE {{ VALUES ?a {{ UNDEF }} {reads} }}"
        for tells, reads in zip(texts[::2], texts[1::2], strict=True)
    ]
    defined = [PREFIXES + OF_ONE[name] for name in ("kinds", "properties", "inverses")]
    rules = {DOMAIN: told, DEFINED: defined}
    store.extend([*ontology, *_said(before)])
    entail(store, rules)
    for quad in _said(gone):
        store.remove(quad)
    store.extend(_said(come))
    entail_again(store, rules, ontology, [*_said(gone), *_said(come)])
    stated = [quad for quad in store if quad.graph_name not in rules]
    assert {*store} - {*stated} == by_engine(rules, stated)


def _said(words: str) -> list[Quad]:
    """Return a statement of three names, or none."""
    if not words:
        return []
    subject, verb, value = (NamedNode(f"urn:x:{word}") for word in words.split())
    return [Quad(subject, RDF_TYPE if verb.value.endswith("type") else verb, value)]


def test_what_a_table_reaches() -> None:
    """Statements between the same two things, and what things are; else it is of no use here."""
    ontology = known()
    texts = {name: PREFIXES + text for name, text in OF_ONE.items()}
    for name, text in texts.items():
        reach = tabled({DEFINED: [text]}, ontology)[0].reach()
        assert (reach is None) == (name in ("domains", "ranges", "members")), name
    both = [texts[name] for name in ("kinds", "properties")]
    properties = frozenset(f"<urn:x:{name}>" for name in "pqrs")
    assert tabled({DEFINED: both}, ontology)[0].reach() == Reach(properties, frozenset({TYPE}))
