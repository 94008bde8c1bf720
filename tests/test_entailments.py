"""What is entailed: a reasoner's closure, the same whether made anew or brought up to date."""

from __future__ import annotations

import itertools
import random
import shutil
from typing import Any

import owlrl
import pytest
import rdflib
from conftest import ROOT, Place, engine_calls
from naming import find
from pyoxigraph import NamedNode, Quad, QuerySolutions, Store

from kg.config import read_settings
from kg.maintaining import entail_again
from kg.ontology import load_ontology
from kg.queries import bind, list_queries
from kg.rdflib_terms import triple_of
from kg.reasoning import entail
from kg.resources import data_folder, ontology_files
from kg.rules import ASKED
from kg.staged import rules_of
from kg.store import open_snapshot
from kg.terms import (
    GRAPH_DEFINED,
    GRAPH_ENTAILED,
    GRAPH_ONTOLOGY,
    GRAPH_POSITIONS,
    ONTOLOGY,
    RDF_TYPE,
    RDFS_LABEL,
    RESERVED_GRAPHS,
    Names,
)

NAMES = Names()
INFERRED = (GRAPH_ENTAILED, GRAPH_DEFINED)
TALKS, ANSWER = "examples/talks.yaml", "examples/answer.yaml"
IDS = {
    TALKS: "example-times-2031-05-02",
    ANSWER: "lyra-gazette-2031-05-05",
    "article.yaml": "us-russia-talks-2021-12-31",
}
ARTICLE = ROOT / "tests/cases/real-article/facts.yaml"


def graph(store: Store, *names: str) -> set[Quad]:
    """Return the quads of some graphs."""
    return {
        q for name in names for q in store.quads_for_pattern(None, None, None, NAMES.graph(name))
    }


def opened(place: Place, store: str = "graph.kg") -> Store:
    """Return a store as it is now."""
    return open_snapshot(place.folder / store).store


def asserted(store: Store) -> set[Quad]:
    """Return what sources and the register state."""
    unsaid = {NAMES.graph(name) for name in (*INFERRED, GRAPH_ONTOLOGY, GRAPH_POSITIONS)}
    return {quad for quad in store if quad.graph_name not in unsaid}


def own(triples: set[tuple[Any, Any, Any]]) -> set[tuple[str, str, str]]:
    """Return the triples of our classes and properties, between things that are no terms."""
    kept = set()
    for subject, predicate, value in triples:
        typed = predicate == rdflib.RDF.type and str(value).startswith(ONTOLOGY)
        if not typed and not str(predicate).startswith(ONTOLOGY):
            continue
        if str(subject).startswith((ONTOLOGY, NAMES.prefixes()["v"])):
            continue
        kept.add((str(subject), str(predicate), str(value)))
    return kept


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a folder whose store holds the shipped example; read it only."""
    folder = tmp_path_factory.mktemp("entailments")
    shutil.copytree(ROOT / "examples", folder / "examples")
    place = Place(folder)
    assert place.kg("load", TALKS, ANSWER).code == 0
    return place


def test_the_closure_is_that_of_a_reasoner(loaded: Place) -> None:
    """On our classes and properties all that OWL 2 RL entails, and beyond it one rule.

    Beyond: an act that a state or body issues itself, or in an office of a
    government body, counts for that state; OWL has no way to say so.
    """
    store = opened(loaded)
    closed = rdflib.Graph()
    closed.parse(data_folder() / "ontology/dl/axioms-dl.ttl")
    for item in (*load_ontology(read_settings(folder=loaded.folder).domain.ontology).triples,):
        closed.add(triple_of(item))
    stated = {triple_of(quad) for quad in asserted(store)}
    for triple in stated:
        closed.add(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    ours = own({triple_of(quad) for quad in graph(store, *INFERRED)})
    theirs = own(set(closed)) - own(stated)
    assert theirs - ours == set()
    beyond = {predicate for _, predicate, _ in ours - theirs}
    assert beyond == {f"{ONTOLOGY}onBehalfOf"}
    assert len(ours & theirs) > 150


def test_nothing_stated_is_entailed_and_nobody_is_merged(loaded: Place) -> None:
    """An entailed triple is stated nowhere, and no two things are ever called the same."""
    store = opened(loaded)
    stated = {quad.triple for quad in asserted(store)}
    assert not {quad.triple for quad in graph(store, *INFERRED)} & stated
    assert not [quad for quad in store if "sameAs" in quad.predicate.value]


def test_up_to_date_is_as_made_anew(examples: Place) -> None:
    """Loads, changes and retractions in any order entail what one load of the outcome does."""
    shutil.copy(ARTICLE, examples.folder / "article.yaml")
    for number, order in enumerate(itertools.permutations([TALKS, ANSWER, "article.yaml"])):
        if number % 2:
            continue
        store = f"{number}.kg"
        for file in order:
            assert examples.kg("load", file, "--store", store).code == 0
        assert graph(opened(examples, store), *INFERRED) == anew(examples, *order)
        last = {"article.yaml": "us-russia-talks-2021-12-31"}.get(order[0], "")
        source = last or {TALKS: "example-times-2031-05-02"}.get(
            order[0], "lyra-gazette-2031-05-05"
        )
        assert examples.kg("retract", source, "--why", "x", "--store", store).code == 0
        assert graph(opened(examples, store), *INFERRED) == anew(examples, *order[1:])


def test_many_changes_are_asked_of_in_parts(examples: Place) -> None:
    """Rules asked of more nodes than the engine takes at once tell what all at once do."""
    shutil.copy(ARTICLE, examples.folder / "article.yaml")
    assert examples.kg("load", TALKS, ANSWER, "article.yaml").code == 0
    whole = opened(examples)
    rules = rules_of(read_settings(str(examples.folder / "graph.kg")))
    again = Store()
    again.extend(quad for quad in whole if quad.graph_name not in rules)
    changed = [*again]
    assert len({quad.subject for quad in changed}) > 2 * ASKED
    entail_again(again, rules, [*graph(again, GRAPH_ONTOLOGY)], changed)
    want = graph(whole, *INFERRED)
    assert {q for q in again if q.graph_name in rules} == want
    assert len(want) > 100


@pytest.mark.parametrize("seed", range(12))
def test_what_several_sources_state_is_up_to_date_too(seed: int) -> None:
    """Whatever comes or goes of what others state, or do not: it entails what all anew does."""
    chance, rules = random.Random(seed), rules_of(read_settings())  # noqa: S311 - no secret
    store = Store()
    ontology = [
        Quad(t.subject, t.predicate, t.object, NAMES.graph(GRAPH_ONTOLOGY))
        for t in load_ontology(ontology_files()).triples
    ]
    store.extend(ontology)
    there = {_statement(chance) for _ in range(60)}
    store.extend(there)
    entail(store, rules)
    told = 0
    for _ in range(4):
        come = {_statement(chance) for _ in range(6)} - there
        gone = set(chance.sample(sorted(there, key=str), 6))
        there = (there - gone) | come
        for quad in gone:
            store.remove(quad)
        store.extend(come)
        entail_again(store, rules, ontology, come | gone)
        again = Store()
        again.extend(store)
        entail(again, rules)
        found, want = (graph(each, *INFERRED) for each in (store, again))
        assert found == want
        told += len(found)
    assert told


def _statement(chance: random.Random) -> Quad:
    """Return what one of three sources may say of a few acts, people, offices and states."""
    acts, people, offices, states = (
        [NAMES.iri(kind, str(number)) for number in range(3)]
        for kind in ("fact", "person", "office", "state")
    )
    spots = [
        (acts, "issuedBy", people + states), (acts, "inCapacity", people), (acts, "rejects", acts),
        (people, "office", offices), (offices, "officeOf", states), (acts, "onBehalfOf", states),
        (states, "belongsToState", states), (acts, "partOf", acts), (acts, "addressee", states),
    ]  # fmt: skip
    kinds = [(acts, "Demand"), (acts, "Threat"), (acts, "Rejection"), (people, "Person")]
    kinds += [(states, "State"), (states, "GovernmentBody"), (offices, "Office")]
    source = NAMES.graph(chance.choice("abc"))
    if chance.random() < 1 / 3:
        things, kind = chance.choice(kinds)
        return Quad(chance.choice(things), RDF_TYPE, NamedNode(ONTOLOGY + kind), source)
    ones, name, others = chance.choice(spots)
    return Quad(chance.choice(ones), NamedNode(ONTOLOGY + name), chance.choice(others), source)


def test_what_others_state_already_is_not_asked_of(examples: Place) -> None:
    """A triple that a second source states touches no rule: no node is asked about."""
    assert examples.kg("load", TALKS).code == 0
    rules, store = rules_of(read_settings(str(examples.folder / "graph.kg"))), Store()
    store.extend(opened(examples))
    again = NAMES.graph("a-reprint")
    fresh = [Quad(q.subject, q.predicate, q.object, again) for q in asserted(store)]
    store.extend(fresh)
    with engine_calls() as calls:
        ontology = [*graph(store, GRAPH_ONTOLOGY)]
        assert entail_again(store, rules, ontology, fresh) == 0
    assert not calls["query"]


def test_a_better_register_reaches_old_sources(examples: Place) -> None:
    """Once an office is said to belong to a state, its holder's acts count for that state."""
    register = examples.folder / "examples/register.yaml"
    text = register.read_text("utf-8")
    register.write_text(text.replace("Foreign Minister of Arcadia", "Foreign Minister of Lyra"))
    talks = examples.folder / TALKS
    old = talks.read_text("utf-8")
    talks.write_text(
        old.replace("Foreign Minister of Arcadia", "Foreign Minister of Lyra"), "utf-8"
    )
    assert examples.kg("load", TALKS, "--fail-on", "never").code == 0
    register.write_text(text)
    talks.write_text(old, "utf-8")
    assert examples.kg("load", TALKS).code == 0
    assert graph(opened(examples), *INFERRED) == anew(examples, TALKS)


def anew(place: Place, *files: str) -> set[Quad]:
    """Return what one load into an empty store entails."""
    shutil.rmtree(place.folder / "anew.kg", ignore_errors=True)
    assert place.kg("load", *files, "--store", "anew.kg").code == 0
    return graph(opened(place, "anew.kg"), *INFERRED)


def test_a_rejected_demand_is_found_by_its_class(loaded: Place) -> None:
    """An ad-hoc question may ask for what is entailed, by rule or by definition."""
    ask = "SELECT DISTINCT ?d { ?d a dkg:RejectedDemand } ORDER BY ?d"
    rows = loaded.kg("sparql", ask, "--format", "csv").out.split()
    assert [row.rpartition(".")[2] for row in rows[1:]] == ["strait-treaty", "warships-home"]
    ask = "SELECT (COUNT(DISTINCT ?act) AS ?n) { ?act a dkg:CommunicativeAct }"
    assert int(loaded.kg("sparql", ask, "--format", "csv").out.split()[1]) > 10


def test_a_class_that_is_only_entailed_is_no_type(examples: Place) -> None:
    """Nobody writes that a demand was rejected: there is a Rejection for it."""
    talks = examples.folder / TALKS
    talks.write_text(talks.read_text("utf-8").replace("type: Demand", "type: RejectedDemand", 1))
    done = examples.kg("validate", TALKS)
    assert (done.code, "unknown type 'RejectedDemand'" in done.err) == (1, True)


def test_exports_leave_out_what_definitions_tell(loaded: Place) -> None:
    """Who reads an export has the ontology; an act's party is there, the kinds above it are not."""
    text = loaded.kg("export", "-o", "-", "--format", "nq").out
    assert f"{NAMES.graph(GRAPH_ENTAILED).value}" in text
    assert f"{NAMES.graph(GRAPH_DEFINED).value}" not in text
    assert GRAPH_DEFINED in RESERVED_GRAPHS


TOLD = {
    "follows": (f"{ONTOLOGY}follows", ""),
    "has-participant": (f"{ONTOLOGY}hasParticipant", ""),
    "office-label": (RDFS_LABEL.value, "Office"),
    "on-behalf-of": (f"{ONTOLOGY}onBehalfOf", ""),
    "rejected-demand": (RDF_TYPE.value, ""),
    "situation-label": (RDFS_LABEL.value, "Situation"),
    "within": (f"{ONTOLOGY}within", ""),
}
"""What each rule tells: its property, and of what kind where several rules tell it."""


def test_queries_say_which_entailments_they_use(examples: Place) -> None:
    """Answers change without a rule's triples if, and only if, the query's header says so."""
    shutil.copy(ARTICLE, examples.folder / "article.yaml")
    assert examples.kg("load", TALKS, ANSWER, "article.yaml", "examples/crisis").code == 0
    settings = read_settings(folder=examples.folder)
    store = opened(examples)
    ontology = load_ontology(settings.domain.ontology)
    assert set(TOLD) == {path.stem for path in settings.domain.rules}

    def resolve(kind: str, text: str) -> NamedNode:
        return find(store, ontology, settings.names, text, ontology.classes[kind].iri)

    def answers(asked: Store, text: str) -> list[str]:
        rows = asked.query(text, use_default_graph_as_union=True)
        assert isinstance(rows, QuerySolutions)
        return [str(row) for row in rows]

    entailed = NAMES.graph(GRAPH_ENTAILED)
    inferred = {rule: without(store, entailed, *told) for rule, told in TOLD.items()}
    defined = without(store, NAMES.graph(GRAPH_DEFINED))
    for query in list_queries(settings.domain.queries):
        free = [] if any(p.required for p in query.params) else [bind(query, {}, resolve)]
        texts = [*free, bind(query, query.example, resolve)]
        used = [
            rule
            for rule, less in inferred.items()
            if any(answers(store, text) != answers(less, text) for text in texts)
        ]
        assert used == sorted(query.entailments), query.name
        assert all(answers(store, text) == answers(defined, text) for text in texts), query.name


def without(store: Store, graph: NamedNode, predicate: str = "", kind: str = "") -> Store:
    """Return a copy of a store without a graph's triples, or those of a predicate and a kind."""
    of_kind = store.quads_for_pattern(None, RDF_TYPE, NamedNode(f"{ONTOLOGY}{kind}"))
    nodes = {quad.subject for quad in of_kind}
    less = Store()
    less.extend(
        quad
        for quad in store
        if quad.graph_name != graph
        or (predicate and quad.predicate.value != predicate)
        or (kind and quad.subject not in nodes)
    )
    return less
