"""What a text means: an id decides, and only then are names looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import engine_calls
from naming import find
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import UsageError
from kg.lookup import Labels
from kg.lookup import meant as meant_by
from kg.ontology import load_ontology
from kg.resources import ontology_files
from kg.terms import ONTOLOGY, PREF_LABEL, RDF_TYPE, RDFS, Names

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def hold_talks(store: Store, numbers: Iterable[int]) -> None:
    """Add meetings that are called by their numbers."""
    for number in numbers:
        node = NAMES.fact("one", f"talks-{number}")
        store.add(Quad(node, RDF_TYPE, NamedNode(MEETING), GRAPH))
        store.add(Quad(node, NamedNode(f"{RDFS}label"), Literal(f"Talks {number}"), GRAPH))


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


@pytest.mark.parametrize(
    ("text", "meant"),
    [("Muller", ["muller"]), ("M\u00fcller", ["mueller"]), ("MULLER", ["mueller", "muller"])],
)
@pytest.mark.parametrize("language", [None, "en"])
def test_the_letter_decides_before_the_spelling(
    text: str, meant: list[str], language: str | None
) -> None:
    """Whoever is called just so is meant, though others are called alike."""
    store, person = Store(), NamedNode(f"{ONTOLOGY}Person")
    bearers = {NAMES.iri("person", key): key for key in ("mueller", "muller")}
    for node, name in zip(bearers, ("M\u00fcller", "Muller"), strict=True):
        store.add(Quad(node, RDF_TYPE, person, GRAPH))
        store.add(Quad(node, PREF_LABEL, Literal(name, language=language), GRAPH))
    found = meant_by(store, load_ontology(ontology_files()), NAMES, text, person.value)
    assert sorted(bearers[node] for node in found) == meant


def test_a_shell_word_is_a_name() -> None:
    """What completion offers has `_` for its spaces, and is found as quickly, however many are."""
    store, ontology = Store(), load_ontology(ontology_files())
    costs = []
    for known in (range(40), range(40, 400)):
        hold_talks(store, known)
        with engine_calls() as calls:
            assert find(store, ontology, NAMES, "Talks_7").value.endswith("talks-7")
        assert not calls["query"], "all names were read"
        costs.append(calls["quads_for_pattern"])
    assert costs[0] == costs[1] > 0


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
        hold_talks(store, known)
        with engine_calls() as calls, pytest.raises(UsageError, match="did you mean 'Talks 7'"):
            find(store, ontology, NAMES, "Tolks 7", wanted)
        costs.append(calls["quads_for_pattern"] + calls["query"])
    assert costs[0] == costs[1] > 0


def test_a_slip_in_an_id_tells_that_sources_own(store: Store) -> None:
    """Of `source-id#id`, only that source is looked at: its facts of the class, nearest first."""
    ontology, other = load_ontology(ontology_files()), NAMES.fact("two", "cal")
    store.add(Quad(other, RDF_TYPE, NamedNode(MEETING), NAMES.graph("two")))
    with pytest.raises(UsageError) as slip:
        find(store, ontology, NAMES, "one#cal", MEETING)
    assert slip.value.mend.startswith("did you mean 'one#call'")
    with pytest.raises(UsageError) as far:
        find(store, ontology, NAMES, "one#zzz", MEETING)
    assert far.value.mend == "one tells of 'one#call', 'one#talks'"
    with pytest.raises(UsageError) as none:
        find(store, ontology, NAMES, "two#cal", f"{ONTOLOGY}Threat")
    assert none.value.mend == "two tells of no threat"


def test_a_slip_in_an_id_costs_the_same_however_many_names_there_are(store: Store) -> None:
    """No name is read for it: it is known whose fact is meant."""
    ontology = load_ontology(ontology_files())
    with engine_calls() as calls, pytest.raises(UsageError):
        find(store, ontology, NAMES, "one#cal")
    assert not calls["query"], "all names were read"


@pytest.mark.parametrize(
    ("text", "wanted", "near"),
    [
        ("cal", MEETING, "'call'"),
        ("ona#call", MEETING, "'one#call'"),
        ("wire-3", f"{ONTOLOGY}SourceDocument", "'wire-03'"),
        ("wire-3", "", "'wire-03'"),
    ],
)
def test_ids_are_near_where_a_text_looks_like_one(
    store: Store, text: str, wanted: str, near: str
) -> None:
    """Ids of facts of the class that is asked for, and of sources where documents are."""
    document = Quad(
        NAMES.document("wire-03"),
        RDF_TYPE,
        NamedNode(f"{ONTOLOGY}SourceDocument"),
        NAMES.graph("wire-03"),
    )
    store.add(document)
    with pytest.raises(UsageError) as error:
        find(store, load_ontology(ontology_files()), NAMES, text, wanted)
    assert near in error.value.mend
    assert "rally" not in error.value.mend


def test_a_name_for_people_is_looked_up_when_it_is_asked_for(store: Store) -> None:
    """Formats for programs ask for none; who asks for one twice has it looked up once."""
    nameless = NAMES.fact("one", "nameless")
    with engine_calls() as calls:
        names = Labels(store, [*LABELS, nameless])
        assert not calls
        assert [names.get(CALL.value), names.get(nameless.value, "")] == ["The talks", ""]
        asked = calls["quads_for_pattern"]
        assert [names.get(CALL.value), names.get(nameless.value, "")] == ["The talks", ""]
        assert calls["quads_for_pattern"] == asked
    assert dict(names) == {node.value: name for node, name in LABELS.items()}
    assert len(names) == len(LABELS)
