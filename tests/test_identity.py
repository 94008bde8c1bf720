"""Same and not the same: whatever was decided, the end is that of a graph built from scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode, RdfFormat, serialize

from kg.build import load, retract
from kg.config import Settings, read_settings
from kg.contents import shown_quads
from kg.identity import Decision, decided, read_decisions, steps_of
from kg.inputs import file_inputs
from kg.merging import Reason, merge, split, undo
from kg.outcome import Request
from kg.ruling import followed
from kg.store import open_snapshot
from kg.terms import GRAPH_DECISIONS

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place

REGISTER = """
actors:
  - {type: State, id: arcadia, name: Arcadia, iso: xa}
  - {type: State, id: borealis, name: Borealis, iso: xb}
  - {type: Person, id: moreau-ada, name: Ada Moreau, tenures: [{office: Minister of Arcadia}]}
  - {type: Person, id: lind-tomas, name: Tomas Lind}
"""
HEAD = "source: {{id: {id}, title: {id}, published: 2031-05-04}}\n"
SOURCES = {
    "a": """
actors:
  - {type: Person, name: A. Morreau, alias: [Morreau]}
facts:
  - type: Threat
    id: embargo
    by: A. Morreau
    against: Borealis
    if: {action: attack, by: Borealis}
    then: {action: embargo, by: Arcadia}
    when: 2031-05-02
    evidence: p1
""",
    "b": """
actors:
  - {type: Person, name: Ada Morro, alias: [the minister]}
  - {type: Person, name: T. Lindh}
facts:
  - type: Threat
    id: threat
    same: a#embargo
    by: Ada Morro
    against: Borealis
    if: {action: attack, by: Borealis}
    then: {action: embargo, by: Arcadia}
    when: 2031-05-02
    evidence: p2
  - {type: Announcement, id: news, by: T. Lindh, when: 2031-05-03, evidence: p3}
""",
    "c": """
facts:
  - {type: Announcement, id: one, by: Ada Moreau, when: 2031-05-03, evidence: p1}
  - {type: Announcement, id: two, by: Tomas Lind, when: 2031-05-03, evidence: p2}
""",
    "d": """
actors:
  - {type: Person, name: Tomas Lindh}
facts:
  - {type: Announcement, id: one, by: Tomas Lindh, when: 2031-05-04, evidence: p1}
  - {type: Announcement, id: two, same: c#two, by: Tomas Lindh, when: 2031-05-03, evidence: p2}
""",
}
OWN = {
    "am": "person:a.a-morreau",
    "bm": "person:b.ada-morro",
    "bl": "person:b.t-lindh",
    "dl": "person:d.tomas-lindh",
    "M": "person:moreau-ada",
    "L": "person:lind-tomas",
}
HISTORIES = [
    # what happens; the sources loaded, and the decisions in force, at its end
    ("load a", "a", ""),
    ("load a; load a", "a", ""),
    ("load a c; merge am M", "ac", "merge am M"),
    ("load a; load c; merge am M; undo", "ac", ""),
    ("load a c; merge am M; undo; merge am M", "ac", "merge am M"),
    ("load a c; merge am M; load a", "ac", "merge am M"),
    ("load a c; merge am M; load a; undo", "ac", ""),
    ("load a; merge am M; load c", "ac", "merge am M"),
    ("load a; merge am M; load c; undo", "ac", ""),
    ("load a b; merge am bm", "ab", "merge am bm"),
    ("load a b; merge bm am", "ab", "merge bm am"),
    ("load a b; merge am bm; undo", "ab", ""),
    ("load a b c; merge am bm; merge bm M", "abc", "merge am bm; merge bm M"),
    ("load a b c; merge am bm; merge bm M; undo", "abc", "merge am bm"),
    ("load a b c; merge am bm; merge bm M; undo; undo", "abc", ""),
    ("load a b c; merge bm M; merge am bm", "abc", "merge bm M; merge am M"),
    ("load a c; merge am M; split am M", "ac", "merge am M; split am M"),
    ("load a c; merge am M; split M", "ac", "merge am M; split am M"),
    ("load a c; merge am M; split am M; undo", "ac", "merge am M"),
    ("load a c; merge am M; split am M; undo; undo", "ac", ""),
    ("load a b c; merge am M; merge bm M; split am M", "abc", "merge am M; merge bm M; split am M"),
    ("load a c; split am M; merge am M", "ac", "split am M; merge am M"),
    ("load a b; merge am bm; retract b; undo", "a", ""),
    ("load a b; merge am bm; retract b; load b", "ab", "merge am bm"),
    ("load a b; merge am bm; retract a; undo", "b", ""),
    ("load c; split M --source c", "c", "split M --source c"),
    ("load a c; split M --source c; merge am M", "ac", "split M --source c; merge am M"),
    ("load c; split M --source c; undo", "c", ""),
    ("load a c; merge am M; split M --source c; undo", "ac", "merge am M"),
    ("load b", "b", ""),
    ("load b; load a", "ab", ""),
    ("load a b; retract a", "b", ""),
    ("load a b; retract b; load b", "ab", ""),
    ("load d; load c; merge dl L", "cd", "merge dl L"),
    ("load c d; merge dl L; retract c; load c; undo", "cd", ""),
    ("load b d c; merge bl dl; merge dl L", "bcd", "merge bl dl; merge dl L"),
    ("load b d c; merge bl dl; merge dl L; undo; merge dl L", "bcd", "merge bl dl; merge dl L"),
    ("load c; merge L M", "c", "merge L M"),
    ("load c; merge L M; undo", "c", ""),
]  # fmt: skip


def project(folder: Path) -> Settings:
    """Return the settings of a folder with the register and every source's file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "register.yaml").write_text(REGISTER, "utf-8")
    for name, facts in SOURCES.items():
        (folder / f"{name}.yaml").write_text(HEAD.format(id=name) + facts, "utf-8")
    return read_settings(folder=folder)


def act(settings: Settings, step: str) -> None:
    """Do one step of a history."""
    word, *names = step.split()
    reason = Reason("as they say", "tester", "2031-06-01T00:00:00Z")
    request = Request(fail_on="never")
    if word == "load":
        report = load(
            file_inputs([settings.folder / f"{n}.yaml" for n in names]), settings, request
        )
    elif word == "retract":
        report = retract(names[0], "for a test", settings)
    elif word == "undo":
        report = undo(settings, request)
    elif word == "merge":
        report = merge(OWN[names[0]], OWN[names[1]], reason, settings, request)
    else:
        source = names[2] if "--source" in names else ""
        other = "" if source or len(names) == 1 else OWN[names[1]]
        report = split(
            OWN[names[0]], other, reason, settings, request, sources=(source,) if source else ()
        )
    assert report.exit_code == 0, report.findings


def steps(settings: Settings, history: str) -> None:
    """Do the steps of a history, one after the other."""
    for step in filter(None, (one.strip() for one in history.split(";"))):
        act(settings, step)


def held(settings: Settings, *, decisions: bool = False) -> str:
    """Return all that exports show, sorted; the record of decisions only where it is asked for."""
    record = settings.names.graph(GRAPH_DECISIONS)
    quads = shown_quads(open_snapshot(settings.store).store, settings.names)
    kept = [q for q in quads if decisions or q.graph_name != record]
    written = serialize(kept, format=RdfFormat.N_QUADS) or b""
    return "\n".join(sorted(written.decode().splitlines()))


@pytest.mark.parametrize(("history", "loaded", "decisions"), HISTORIES, ids=lambda one: one)
def test_a_history_ends_as_if_it_were_built_from_scratch(
    tmp_path: Path, history: str, loaded: str, decisions: str
) -> None:
    """Merges, splits, undoing, loads and retractions in any order: only their sum counts."""
    lived, fresh = project(tmp_path / "lived"), project(tmp_path / "fresh")
    steps(lived, history)
    steps(fresh, f"load {' '.join(loaded)}; {decisions}")
    assert held(lived) == held(fresh)


@pytest.mark.parametrize(
    "taken",
    ["merge am M", "merge M am", "merge am bm", "split M --source c", "split am M", "merge L M"],
)
def test_undo_brings_back_the_same_bytes(tmp_path: Path, taken: str) -> None:
    """After `undo` every graph, the record of decisions too, is what it was."""
    settings = project(tmp_path)
    steps(settings, "load a b c; merge bl L")
    before = held(settings, decisions=True)
    act(settings, taken)
    assert held(settings, decisions=True) != before
    act(settings, "undo")
    assert held(settings, decisions=True) == before


def test_a_merge_keeps_names_and_facts(tmp_path: Path) -> None:
    """The name of what goes becomes an alias, in the graph of the source that says it."""
    settings = project(tmp_path)
    steps(settings, "load a c; merge am M")
    found = held(settings)
    assert "a-morreau" not in found
    named = [line for line in found.splitlines() if '"A. Morreau"' in line]
    assert len(named) == 1
    assert "altLabel" in named[0]
    assert named[0].endswith("/graph/a> .")


def test_decisions_are_remembered(tmp_path: Path) -> None:
    """Who, when and why stand in the graph, numbered; pairs decided on are known."""
    settings = project(tmp_path)
    steps(settings, "load a b c; merge am M; split bm M")
    store, names = open_snapshot(settings.store).store, settings.names
    got = [(d.number, d.same, d.who, d.when, d.why) for d in read_decisions(store, names)]
    said = ("tester", "2031-06-01T00:00:00Z", "as they say")
    assert got == [(1, True, *said), (2, False, *said)]
    assert len(decided(store, names)) == 2


def test_an_export_brings_decisions_along(tmp_path: Path) -> None:
    """TriG or N-Quads of a merged graph load to the same graph, decisions included."""
    settings, other = project(tmp_path / "one"), read_settings(folder=tmp_path / "two")
    steps(settings, "load a c; merge am M")
    (tmp_path / "two").mkdir()
    (tmp_path / "two/register.yaml").write_text(REGISTER, "utf-8")
    quads = shown_quads(open_snapshot(settings.store).store, settings.names)
    (tmp_path / "two/graph.nq").write_bytes(serialize(quads, format=RdfFormat.N_QUADS) or b"")
    report = load(file_inputs([tmp_path / "two/graph.nq"]), other, Request(fail_on="never"))
    assert report.exit_code == 0, report.findings
    assert held(other, decisions=True) == held(settings, decisions=True)


def test_facts_come_out_as_they_were_read(place: Place) -> None:
    """A facts file of a merged source says what its file said, `same:` included."""
    project(place.folder)
    assert place.kg("load", "a.yaml", "b.yaml", "c.yaml", "--fail-on", "never").code == 0
    assert place.kg("merge", "A. Morreau", "Ada Moreau", "--why", "one office").code == 0
    done = place.kg("export", "-o", "b-again.yaml", "--source", "b")
    assert done.code == 0, done.err
    text = (place.folder / "b-again.yaml").read_text("utf-8")
    assert ("same: a#embargo" in text, "Ada Morro" in text) == (True, True)


def test_old_names_lead_to_what_stands_for_them(place: Place) -> None:
    """Describe, explain and questions answer for the other when they are asked for what went."""
    project(place.folder)
    assert place.kg("load", "a.yaml", "c.yaml", "--fail-on", "never").code == 0
    done = place.kg("merge", "A. Morreau", "Ada Moreau", "--why", "one office", "--by", "me")
    assert (done.code, "published as #2" in done.err) == (0, True)
    for name in ("person:a.a-morreau", "A. Morreau", "Morreau"):
        assert place.kg("describe", name).out.startswith("Ada Moreau (person)")
    rows = place.kg("query", "CQ01", "-p", "person=person:a.a-morreau", "--format", "csv").out
    assert len(rows.splitlines()) == 2
    assert "merge" in place.kg("history", "--format", "csv").out
    assert "one office" in place.kg("history", "--format", "csv").out
    done = place.kg("undo")
    assert done.code == 0
    assert place.kg("describe", "A. Morreau").out.startswith("A. Morreau (person)")


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("merge", "Ada Moreau", "Ada Moreau", "--why", "x"), 2, "are one already"),
        (("merge", "Ada Moreau", "Nobody At All", "--why", "x"), 2, "error[unknown-name]"),
        (("merge", "Ada Moreau", "Borealis", "--why", "x"), 2, "a person cannot be a state"),
        (("merge", "A. Morreau", "Ada Moreau", "--why", " "), 2, "a decision needs its reason"),
        (("merge", "A. Morreau", "Ada Moreau"), 2, "Missing option '--why'"),
        (("split", "Ada Moreau", "--why", "x"), 2, "Ada Moreau was merged with nothing"),
        (("split", "Ada Moreau", "--source", "a", "--why", "x"), 2, "does not speak of Ada Moreau"),
        (("split", "Ada Moreau", "Ada Moreau", "--why", "x"), 2, "name one thing"),
        (("undo",), 2, "nothing was decided"),
    ],
)
def test_wrong_decisions_are_refused(
    loaded: Place, command: tuple[str, ...], code: int, said: str
) -> None:
    """One line says what is wrong; nothing is published."""
    done = loaded.kg(*command)
    assert (done.code, said in done.err) == (code, True), done.err
    assert "#2" not in loaded.kg("history", "--format", "csv").out


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a folder in which two sources are loaded; refused commands leave it so."""
    from conftest import Place as Folder  # noqa: PLC0415 - the class, not only its type

    folder = tmp_path_factory.mktemp("decisions")
    project(folder)
    found = Folder(folder)
    assert found.kg("load", "a.yaml", "c.yaml", "--fail-on", "never").code == 0
    return found


def test_a_dry_run_decides_nothing(tmp_path: Path) -> None:
    """`--dry-run` tells what would change and publishes nothing."""
    settings = project(tmp_path)
    steps(settings, "load a c")
    before = held(settings, decisions=True)
    report = merge(OWN["am"], OWN["M"], Reason("x"), settings, Request("never", dry_run=True))
    assert ([c.source_id for c in report.changes], report.sequence) == (["a"], None)
    assert held(settings, decisions=True) == before


def test_what_retells_another_kind_is_refused(tmp_path: Path) -> None:
    """A `same:` between a threat and an announcement is told at its line."""
    settings = project(tmp_path)
    wrong = SOURCES["d"].replace("same: c#two", "same: a#embargo")
    (tmp_path / "d.yaml").write_text(HEAD.format(id="d") + wrong, "utf-8")
    files = file_inputs([tmp_path / "a.yaml", tmp_path / "d.yaml"])
    report = load(files, settings)
    grave = [f for f in report.findings if f.code == "kinds-differ"]
    line = wrong.split("a#embargo")[0].count("\n") + 2
    places = [(f.position.path.rpartition("/")[2], f.position.line) for f in grave]
    assert (report.exit_code, places) == (1, [("d.yaml", line)])


def test_a_ring_of_merges_ends() -> None:
    """Things that are each to stand for the next stand for one of them."""
    one, two, three = (NamedNode(f"https://example.org/{n}") for n in "123")
    ring = [
        Decision(number=n, same=True, one=a, other=b, why="x", who="x", when="x")
        for n, (a, b) in enumerate([(one, two), (two, three), (three, one)], start=1)
    ]
    steps = steps_of(ring, (), lambda _: True)
    assert len({followed(steps, node) for node in (one, two, three)}) == 1
