"""Decisions on who is who, in a graph that is validated: what they reach, and what they leave."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import kg
from kg.errors import DataError
from kg.identity import decided, decisions_of, in_force, read_decisions
from kg.places import places_of
from kg.store import open_snapshot
from kg.terms import Names

if TYPE_CHECKING:
    from conftest import Place
    from pyoxigraph import Store

REGISTER = """\
actors:
  - {type: State, name: Arcadia, iso: xa}
  - {type: State, name: Borealis, iso: xb}
  - type: Person
    name: Ada Moreau
    tenures: [{office: {title: Foreign Minister, of: Arcadia}, start: 2030}]
  - type: Person
    name: A. Moreau
    alias: [Ada Moreau of Lyra]
    tenures: [{office: {title: Envoy, of: Arcadia}, start: 2029}]
"""
SOURCE = """\
source: {{id: {id}, title: T, published: 2031-05-02, license: CC0-1.0, publisher: {id} Times}}
actors:
  - {{type: Person, name: {own}{alias}}}
facts:
  - type: Threat
    id: x
    label: Threat of {id}
    by: {by}
    for: Arcadia
    against: Borealis
    if: {{action: attack, by: Borealis}}
    then: {{action: embargo, by: Arcadia}}
    when: 2031-05-01
    evidence: p2 narrative
    {same}
  - type: Demand
    id: y
    label: Demand of {id}
    by: {own}
    for: Arcadia
    to: Borealis
    content: {{action: negotiate, by: Borealis}}
    when: 2031-05-01
    evidence: p3 narrative
"""
SOURCES = {
    "a": {"own": "Edda Brandt", "by": "Ada Moreau"},
    "b": {"own": "E. Brandt", "alias": ", alias: [Edda Brandt]", "by": "A. Moreau"},
    "c": {"own": "Brandt", "by": "Ada Moreau", "same": "same: a#x"},
    "d": {"own": "Frau Brandt", "by": "Ada Moreau", "same": "same: [c#x, b#x]"},
}
NODES = {
    "A": "person:a.edda-brandt",
    "B": "person:b.e-brandt",
    "C": "person:c.brandt",
    "D": "person:d.frau-brandt",
    "M": "person:ada-moreau",
    "N": "person:a-moreau",
    "Ms": "person:ada-moreau.a",
}
HISTORIES = [
    # what happens; the steps of a graph that is the same
    ("load a b; merge B A", "load b; load a; merge B A"),
    ("load a b; merge A B; undo", "load a b"),
    ("load a b c; merge B A; merge A C", "load c b a; merge A C; merge B C"),
    ("load a b c; merge B A; merge C B; undo", "load a b c; merge B A"),
    ("load a b; merge B A; load b", "load a b; merge B A"),
    ("load a b; merge B A; retract a", "load b"),
    ("load a b; merge B A; retract a; load a", "load a b; merge B A"),
    ("load a b; merge N M", "load b a; merge N M"),
    ("load a b; merge N M; undo", "load a b"),
    ("load a b; merge N M; retract b; load b; undo", "load a b"),
    ("load a b c d", "load d c b a"),
    ("load d; load c; load b; load a", "load a b c d"),
    ("load a c; split c#x a#x; undo", "load a c"),
    ("load a c; split c#x", "load a; load c; split c#x a#x"),
    ("load c; load b d", "load b c d"),
    ("load a b c; merge b#x c#x", "load b; load a c; merge b#x a#x"),
    ("load a c; split M --source a", "load c; load a; split M --source a"),
    ("load a c d; split M --source a c; undo", "load a c d"),
    ("load a c; split M --source a; merge Ms M", "load a c"),
    ("load a b; merge N M; split M --source b a; undo; undo", "load a b"),
    ("load a b; merge N M; split M --source b; load b", "load b a; merge N M; split M --source b"),
    ("load a b c; merge B A; merge C A; split A; undo", "load a b c; merge C A; merge B A"),
    ("load a b; split A B; merge A B", "load a b; merge A B"),
]  # fmt: skip


class Lived:
    """A project in a folder of its own, in which steps are done."""

    def __init__(self, folder: Path, *, register: bool = True) -> None:
        """Write the register, beside the sources unless it is to be out of reach later."""
        self.folder = folder
        self.sources = folder if register else folder.parent / f"{folder.name}-sources"
        for place in {folder, self.sources}:
            place.mkdir(parents=True, exist_ok=True)
        (self.sources / "register.yaml").write_text(REGISTER, "utf-8")
        for name, said in SOURCES.items():
            text = SOURCE.format(**({"alias": "", "same": "", "id": name} | said))
            (self.sources / f"{name}.yaml").write_text(text, "utf-8")
        self.graph = kg.open(folder=folder)

    def act(self, history: str) -> Lived:
        """Do steps; each must be accepted."""
        for step in history.split("; "):
            word, *names = step.split()
            if word == "load":
                report = self.graph.load(*(self.sources / f"{name}.yaml" for name in names))
            elif word == "retract":
                report = self.graph.retract(names[0], why="for a test")
            elif word == "undo":
                report = self.graph.undo()
            elif word == "merge":
                one, other = (NODES.get(name, name) for name in names)
                report = self.graph.merge(one, other, why="as they say", by="tester")
            else:
                sources = names[2:] if "--source" in names else []
                rest = names[1:2] if not sources else []
                ends = [NODES.get(name, name) for name in (names[0], *rest)]
                report = self.graph.split(*ends, why="as they say", by="tester", sources=sources)
            assert report.exit_code == 0, [step, *map(str, report.findings)]
        return self

    def held(self) -> list[str]:
        """Return what exports show, but the record of decisions."""
        lines = self.graph.export(format="nq").splitlines()
        return [line for line in lines if not line.endswith("/graph/decisions> .")]

    @property
    def store(self) -> Store:
        """The current generation."""
        return open_snapshot(self.graph.settings.store).store


@pytest.fixture
def lived(tmp_path: Path) -> Lived:
    """Return a project with nothing loaded."""
    return Lived(tmp_path / "one")


@pytest.mark.parametrize(("history", "same"), HISTORIES, ids=lambda one: one)
def test_two_histories_with_one_end(tmp_path: Path, history: str, same: str) -> None:
    """What counts is what is loaded and decided at the end; nothing on the way is refused."""
    one, other = Lived(tmp_path / "one").act(history), Lived(tmp_path / "two").act(same)
    assert one.held() == other.held()


@pytest.mark.parametrize(
    "taken",
    ["merge B A", "merge N M", "merge M N", "split M --source a c", "split A B", "merge b#x a#x"],
)
@pytest.mark.parametrize("register", [True, False], ids=["register", "register-out-of-reach"])
def test_undo_is_the_same_bytes(tmp_path: Path, taken: str, register: bool) -> None:  # noqa: FBT001 - a case
    """Also where no register at hand describes who was merged: the graph itself remembers."""
    one = Lived(tmp_path / "one", register=register).act("load a b c")
    before = one.graph.export(format="nq")
    assert one.act(taken).graph.export(format="nq") != before
    assert one.act("undo").graph.export(format="nq") == before


def test_what_a_register_says_of_both_is_kept(lived: Lived) -> None:
    """Names become aliases, and the tenures of the one that goes are those of the other."""
    lived.act("load a b; merge N M")
    rows = lived.graph.sparql(
        "SELECT ?title { ?t dkg:holder person:ada-moreau ; dkg:office/dkg:officeTitle ?title }"
    )
    assert {row["title"] for row in rows} == {"Foreign Minister", "Envoy"}  # type: ignore[union-attr]
    names = {line.split('"')[1] for line in lived.held() if "altLabel" in line}
    assert {"A. Moreau", "Ada Moreau of Lyra"} <= names


def test_one_preferred_name_and_no_alias_that_is_it(lived: Lived) -> None:
    """An alias that is the name of what stays is no alias any more, and nothing has two names."""
    lived.act("load a b; merge B A")
    labels = [line.split() for line in lived.held() if "a.edda-brandt> " in line and '"' in line]
    told = {(parts[1].rpartition("#")[2].rstrip(">"), " ".join(parts[2:-2])) for parts in labels}
    assert told == {("prefLabel", '"Edda Brandt"'), ("altLabel", '"E. Brandt"')}


def test_every_source_has_its_line(lived: Lived) -> None:
    """What stands for several is found at a line in the file of each source that speaks of it."""
    names = lived.graph.settings.names
    node = names.iri("person", "a.edda-brandt")
    lived.act("load a b; merge B A")
    ats = {i: Path(at[0]).name for i, at in places_of(lived.store, names, node).items()}
    assert ats == {"a": "a.yaml:3:5", "b": "b.yaml:3:5"}
    lived.act("load b; undo")
    assert list(places_of(lived.store, names, node)) == ["a"]


def test_a_source_that_means_another(lived: Lived) -> None:
    """The others keep theirs; the new one has a kind and a name, and several sources share it."""
    lived.act("load a c d; split M --source c a")
    rows = lived.graph.sparql(
        "SELECT DISTINCT ?by ?name ?g { GRAPH ?g { ?x a dkg:Threat ; dkg:issuedBy ?by } "
        "OPTIONAL { GRAPH ?g { ?by a dkg:Person ; skos:prefLabel ?name } } }"
    )
    found = {
        (str(r["by"]).rpartition("/")[2], r["name"], str(r["g"])[-1])
        for r in rows  # type: ignore[union-attr]
    }
    own = ("ada-moreau.a", "Ada Moreau")
    assert found == {(*own, "a"), (*own, "c"), ("ada-moreau", None, "d")}


def test_a_decision_of_several_pairs_is_taken_back_whole(lived: Lived) -> None:
    """`undo` is for what one command decided."""
    lived.act("load a b c; merge B A; merge C A; split A")
    decisions = read_decisions(lived.store, lived.graph.settings.names)
    assert [each.number for each in decisions] == [1, 2, 3, 3]
    assert len(decided(lived.store, lived.graph.settings.names)) == 2
    assert [each.same for each in in_force(decisions)] == [False, False]
    lived.act("undo")
    assert len(read_decisions(lived.store, lived.graph.settings.names)) == 2


@pytest.mark.parametrize("name", ["same.json", "same.csv"])
def test_same_in_every_format(lived: Lived, name: str) -> None:
    """JSON and CSV say `same:` as YAML does, and a fact that is in no graph yet is waited for."""
    head = {"id": "e", "title": "T", "published": "2031-05-02", "license": "CC0-1.0"}
    fact = {
        "type": "Demand", "id": "z", "same": "a#y", "by": "Arcadia", "for": "Arcadia",
        "to": "Borealis", "content.action": "negotiate", "content.by": "Borealis",
        "when": "2031-05-01", "evidence": "p1 narrative",
    }  # fmt: skip
    path = lived.sources / name
    if name.endswith("json"):
        whole = {k: v for k, v in fact.items() if "." not in k}
        whole |= {"content": {"action": "negotiate", "by": "Borealis"}}  # type: ignore[dict-item]
        path.write_text(json.dumps({"source": head, "facts": [whole]}), "utf-8")
    else:
        path.write_text(f"{','.join(fact)}\n{','.join(fact.values())}\n", "utf-8")
        beside = json.dumps({"source": head})
        path.with_name("same.source.yaml").write_text(beside, "utf-8")
    assert lived.graph.load(path).exit_code == 0
    assert any("fact/e.z> <http://www.w3.org/1999" in line for line in lived.held())
    lived.act("load a")
    assert not any("fact/e.z> <http://www.w3.org/1999" in line for line in lived.held())


def test_facts_of_merged_sources_come_back(tmp_path: Path) -> None:
    """Written as facts, sources are what they were before anything was decided."""
    one, other = Lived(tmp_path / "one"), Lived(tmp_path / "two")
    one.act("load a b c d; merge B A; merge N M")
    for name in "abcd":
        one.graph.export(other.sources / f"{name}.yaml", source=name)
    other.act("load a b c d; merge B A; merge N M")
    assert other.held() == one.held()


def test_an_export_is_the_same_graph_elsewhere(tmp_path: Path) -> None:
    """TriG brings decisions along; the next one is numbered after them and can be taken back."""
    one, other = Lived(tmp_path / "one"), Lived(tmp_path / "two")
    one.act("load a b c; merge B A; merge N M; split M --source c")
    one.graph.export(other.sources / "graph.trig")
    assert other.graph.load(other.sources / "graph.trig").exit_code == 0
    before = other.graph.export(format="nq")
    assert before == one.graph.export(format="nq")
    assert other.graph.load(other.sources / "graph.trig").sequence is None
    assert other.act("merge C A; undo").graph.export(format="nq") == before


@pytest.mark.parametrize(
    ("one", "other"),
    [("dkg:Person", "dkg:State"), ("doc:a", "doc:b"), ("passage:a.p2", "passage:b.p2"),
     ("Threat", "Demand")],
)  # fmt: skip
def test_only_things_of_the_world_are_merged(lived: Lived, one: str, other: str) -> None:
    """Neither terms of the ontology, nor documents, nor passages are one by decision."""
    lived.act("load a b")
    with pytest.raises(kg.UsageError) as refused:
        lived.graph.merge(one, other, why="x")
    assert refused.value.code == "not-mergeable"


def test_a_merge_that_violates_is_refused(lived: Lived) -> None:
    """Two states with two codes are no one state; what was wrong before refuses nothing."""
    lived.act("load a b")
    report = lived.graph.merge("Arcadia", "Borealis", why="a union")
    assert (report.exit_code, report.sequence) == (1, None)
    bad = (lived.sources / "b.yaml").read_text("utf-8").replace("evidence: p3 narrative", "")
    (lived.sources / "b.yaml").write_text(bad, "utf-8")
    assert lived.graph.load(lived.sources / "b.yaml", fail_on="never").exit_code == 0
    lived.act("merge B A; undo")


@pytest.mark.parametrize(
    "why", ['"> . <x> <y> <z', "'; DROP ALL; --", "a\nb\tc", "\\u0022\\", "日本 \U0001f600 é"]
)
def test_reasons_and_names_are_only_text(lived: Lived, why: str) -> None:
    """Whatever is written, it is kept as it was written and comes back from an export."""
    lived.act("load a b")
    lived.graph.merge(NODES["B"], NODES["A"], why=why, by=why)
    decision = read_decisions(lived.store, lived.graph.settings.names)[0]
    assert (decision.why, decision.who) == (why, why)
    with pytest.raises(kg.UsageError, match="no thing"):
        lived.graph.merge(f"{why}x", NODES["A"], why="x")
    before = lived.graph.export(lived.sources / "graph.nq")
    assert lived.graph.load(lived.sources / "graph.nq").exit_code == 0
    assert lived.graph.export(format="nq") == before


@pytest.mark.parametrize("register", [True, False], ids=["register", "register-out-of-reach"])
def test_our_own_export_takes_nothing_away(tmp_path: Path, register: bool) -> None:  # noqa: FBT001 - a case
    """A graph that is loaded over itself can still be taken apart as before."""
    lived = Lived(tmp_path / "one", register=register)
    before = lived.act("load a b c").graph.export(format="nq")
    lived.act("merge B A; merge N M").graph.export(lived.folder / "graph.trig")
    assert lived.graph.load(lived.folder / "graph.trig").exit_code == 0
    assert lived.act("undo; undo").graph.export(format="nq") == before


@pytest.mark.parametrize(
    "line",
    [
        '<{n}decision/1> <{o}decisionNumber> "1" <{n}graph/decisions> .',
        "<{n}decision/1> <{o}decidesOn> <{n}person/x> <{n}graph/decisions> .",
        "<{n}x> <{o}y> <{n}z> <{n}graph/decisions> .",
    ],
)  # fmt: skip
def test_what_is_no_decision_is_told(lived: Lived, line: str) -> None:
    """An RDF file whose graph of decisions is broken is refused, not skipped, and is no bug."""
    names = Names()
    text = line.format(n=names.id_base, o="https://w3id.org/demarche/ontology#")
    (lived.sources / "broken.nq").write_text(lived.act("load a").graph.export(format="nq") + text)
    report = lived.graph.load(lived.sources / "broken.nq")
    assert (report.exit_code, [f.code for f in report.findings]) == (1, ["bad-decision"])
    triples = [quad.triple for quad in lived.store]
    with pytest.raises(DataError, match="no decision"):
        decisions_of(triples, names)


def test_old_ids_are_told_of(place: Place) -> None:
    """Whoever asks for what went gets the answer for what stands, and a line why."""
    Lived(place.folder)
    assert place.kg("load", "a.yaml", "b.yaml", "c.yaml").code == 0
    done = place.kg("merge", NODES["B"], NODES["A"], "--why", "one woman", "--by", "E. Strand")
    assert done.code == 0, done.err
    for command in ("describe", "explain"):
        told = place.kg(command, NODES["B"])
        assert "Edda Brandt" in told.out
        assert f"{NODES['B']} was merged into Edda Brandt on 20" in told.err
        assert "by E. Strand: one woman" in told.err
    asked = place.kg("query", "CQ01", "-p", f"person={NODES['B']}")
    assert "was merged into Edda Brandt" in asked.err
    assert place.kg("describe", NODES["A"]).err == ""
    assert "c#x was merged into Threat of a: c says so" in place.kg("describe", "c#x").err
    assert "in no facts file" in place.kg("export", "-o", "facts/").err
    candidates = place.kg("candidates").out
    assert not (NODES["A"] in candidates and NODES["B"] in candidates)


def test_a_file_is_validated_under_decisions(lived: Lived) -> None:
    """`kg validate FILE` sees what a load would see."""
    lived.act("load a b; merge B A")
    report = lived.graph.validate(lived.sources / "b.yaml")
    assert (report.exit_code, report.sequence) == (0, None)
