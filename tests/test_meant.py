"""What a text means: an id decides, and only then are names looked at."""

from __future__ import annotations

import pytest
from conftest import engine_calls
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.lookup import find
from kg.ontology import load_ontology
from kg.resources import ontology_files
from kg.terms import ONTOLOGY, RDF_TYPE, RDFS, Names

NAMES = Names()
MEETING = f"{ONTOLOGY}Meeting"
GRAPH = NAMES.graph("one")
CALL, TALKS, RALLY = (NAMES.fact("one", name) for name in ("call", "talks", "rally"))
KINDS = {CALL: MEETING, TALKS: MEETING, RALLY: f"{ONTOLOGY}Threat"}
LABELS = {CALL: "The talks", TALKS: "call", RALLY: "The Talks"}


@pytest.fixture
def store() -> Store:
    """Return a graph in which one thing's id is another's name, and two are called alike."""
    store = Store()
    for node, label in LABELS.items():
        store.add(Quad(node, RDF_TYPE, NamedNode(KINDS[node]), GRAPH))
        store.add(Quad(node, NamedNode(f"{RDFS}label"), Literal(label), GRAPH))
    return store


@pytest.mark.parametrize(
    ("text", "wanted", "meant"),
    [
        ("call", "", CALL),
        ("one#call", "", CALL),
        ("CALL", "", TALKS),
        ("talks", "", TALKS),
        ("the talks", MEETING, CALL),
        ("the talks", f"{ONTOLOGY}Threat", RALLY),
    ],
)
def test_an_id_decides_before_names(store: Store, text: str, wanted: str, meant: NamedNode) -> None:
    """Names count as they are folded, among things of the class that is asked for."""
    ontology = load_ontology(ontology_files())
    assert meant == find(store, ontology, NAMES, text, wanted)


def test_what_two_things_are_called_is_refused(store: Store) -> None:
    """Without a class, a name of two things is of neither."""
    with pytest.raises(UsageError, match="could be any of"):
        find(store, load_ontology(ontology_files()), NAMES, "the  Talks")


@pytest.mark.parametrize("wanted", ["", MEETING])
def test_a_name_that_nothing_has_is_not_asked_of_each_thing(wanted: str) -> None:
    """A misspelling costs as many questions to the engine among 400 names as among 40."""
    store, ontology = Store(), load_ontology(ontology_files())
    costs = []
    for known in (range(40), range(40, 400)):
        for number in known:
            node = NAMES.fact("one", f"talks-{number}")
            store.add(Quad(node, RDF_TYPE, NamedNode(MEETING), GRAPH))
            store.add(Quad(node, NamedNode(f"{RDFS}label"), Literal(f"Talks {number}"), GRAPH))
        with engine_calls() as calls, pytest.raises(UsageError, match="did you mean 'Talks 7'"):
            find(store, ontology, NAMES, "Tolks 7", wanted)
        costs.append(calls["quads_for_pattern"] + calls["query"])
    assert costs[0] == costs[1] > 0
