"""A small change costs what it changes, and leaves what a full run would."""

from __future__ import annotations

import json
import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from conftest import engine_calls
from pyoxigraph import Literal, Quad, Store

import kg.registered
from kg.build import retract
from kg.config import Settings, read_settings
from kg.contents import holds_other_sources
from kg.errors import Position, UsageError
from kg.identity import read_decisions
from kg.inputs import file_inputs
from kg.mapped import Mapped
from kg.merging import Reason, merge, split, undo
from kg.ontology import load_ontology
from kg.reading import read_all
from kg.register import read_index
from kg.resources import register_index
from kg.staged import entail_staged, record, staging_target, write
from kg.store import create, current_meta, open_snapshot, stage
from kg.surroundings import neighbours
from kg.terms import AT, GRAPH_POSITIONS, GRAPH_REGISTER, PREF_LABEL, RETELLS, Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from kg.identity import Decision

IDS = ("alpha", "beta", "gamma", "delta")
PEOPLE = ("Ada Moreau", "Tomas Lind")
SHIPPED = ("France", "Norway", "NATO")
"""Whom the register that comes with the program knows."""
REGISTER = """actors:
  - {type: State, id: arcadia, name: Arcadia, iso: xa}
  - {type: State, id: borealis, name: Borealis, iso: xb}
  - type: Person
    name: Ada Moreau
    tenures: [{office: {title: Foreign Minister, of: Arcadia}, start: 2030, status: current}]
  - {type: Person, name: Tomas Lind}
"""
MORE = (
    "",
    "  - {type: Person, name: Eva Brandt}\n",
    "  - {type: Person, name: Eva Brandt, tenures: [{office: {title: Envoy, of: Norway}}]}\n",
    "  - {type: State, id: 'no', name: Norway, iso: 'no', alias: [The Kingdom of Norway]}\n",
    "aliases:\n  The Hexagon: France\n  The North: Borealis\n",
)
"""What else the project's register may say."""


def facts_of(source_id: str, rng: random.Random) -> str:
    """Return a small source: acts that others may tell of too, and a rejection."""
    lines = [f"source: {{id: {source_id}, title: T, publisher: P, published: 2031-05-02}}"]
    if rng.random() < 0.5:
        lines += ["actors:", "  - {type: Person, id: envoy, name: The envoy, alias: [Envoy]}"]
    lines.append("facts:")
    for fact in ("a", "b", "c"):
        kind = rng.choice(["Demand", "Demand", "Threat"])
        by = rng.choice([*PEOPLE, "Arcadia", rng.choice(SHIPPED)])
        lines += [f"  - type: {kind}", f"    id: {fact}", f"    by: {by}"]
        lines += ["    when: 2031-05-01", f"    evidence: p{rng.randint(1, 3)} narrative"]
        told = {"Demand": "to: Borealis\n    content", "Threat": "against: Borealis\n    then"}
        lines.append(f"    {told[kind]}: {{action: sign-agreement, by: Borealis}}")
        if rng.random() < 0.5:
            other = rng.choice([name for name in IDS if name != source_id])
            lines.append(f"    same: {other}#{rng.choice('abc')}")
    if rng.random() < 0.5:
        target = f"{rng.choice(IDS)}#{rng.choice('abc')}"
        lines += ["  - type: Rejection", "    id: r", "    by: Borealis", f"    rejects: {target}"]
        lines.append("    evidence: p1 narrative")
    return "\n".join(lines) + "\n"


def published(settings: Settings, files: Iterable[Path]) -> None:
    """Load files without looking at what shapes say of them."""
    ontology = load_ontology(settings.domain.ontology)
    read = read_all(file_inputs([*files]), ontology, settings, None)
    assert not read.exit_code, read.findings
    if not settings.store.exists():
        create(settings.store)
    with stage(settings.store, "load") as staging:
        written = write(staging_target(staging), read, ontology, settings)
        staging.publish(record(written, entail_staged(staging, ontology, settings)))


def held(settings: Settings) -> set[Quad]:
    """Return all that a store holds."""
    return set(open_snapshot(settings.store).store)


def told(settings: Settings) -> set[str]:
    """Return what a store tells; lines in files of who is spoken of no longer may stay."""
    places = str(settings.names.graph(GRAPH_POSITIONS))
    return {str(quad) for quad in held(settings) if str(quad.graph_name) != places}


@pytest.mark.parametrize("seed", range(6))
def test_a_history_of_changes_ends_as_one_load_does(tmp_path: Path, seed: int) -> None:
    """Whatever came, changed and went, in any order: the graph is that of what is left."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    (tmp_path / "register.yaml").write_text(REGISTER)
    settings = read_settings(folder=tmp_path)
    there: set[Path] = set()
    for step in range(8):
        file = tmp_path / f"{rng.choice(IDS)}.yaml"
        if file in there and rng.random() < 0.4:
            there.remove(file)
            assert retract(file.stem, "gone", settings).sequence
        else:
            file.write_text(facts_of(file.stem, rng))
            there.add(file)
            published(settings, [file])
        assert current_meta(settings.store)["quads"] == len(held(settings))
        if there and step % 2:
            anew = read_settings(str(tmp_path / f"anew-{step}.kg"), folder=tmp_path)
            published(anew, sorted(there))
            assert told(anew) == told(settings)


def forget_registers(settings: Settings) -> None:
    """Let a store's record say nothing of its registers, as those of old do not."""
    generation = (settings.store / "CURRENT").read_text().strip()
    (meta,) = settings.store.glob(f"generations/*{generation}/meta.json")
    told = json.loads(meta.read_bytes())
    assert told.pop("entries")
    meta.write_text(json.dumps(told))


@pytest.mark.parametrize("seed", range(6))
def test_entries_are_left_where_they_stand(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where registers say the same and nobody else is spoken of, the graph is as written anew."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    written, entries_in_use = Counter[str](), kg.registered.entries_in_use

    def counted(*given: Any) -> Any:  # noqa: ANN401 - whatever it takes and gives
        written[settings.store.name] += 1
        return entries_in_use(*given)

    monkeypatch.setattr(kg.registered, "entries_in_use", counted)
    quick, slow = (read_settings(str(tmp_path / f"{n}.kg"), folder=tmp_path) for n in "ab")
    (tmp_path / "register.yaml").write_text(REGISTER)
    there: set[str] = set()
    for _ in range(14):
        if rng.random() < 0.4:
            (tmp_path / "register.yaml").write_text(REGISTER + rng.choice(MORE))
        source_id = rng.choice(IDS)
        file = tmp_path / f"{source_id}.yaml"
        goes = source_id in there and rng.random() < 0.4
        there = there - {source_id} if goes else there | {source_id}
        text = facts_of(source_id, rng)
        file.write_text(
            "".join(line for line in text.splitlines(keepends=True) if "same:" not in line)
        )
        for settings in (quick, slow):
            if goes:
                assert retract(source_id, "gone", settings).sequence
            else:
                published(settings, [file])
        assert held(quick) == held(slow)
        forget_registers(slow)
    assert written["a.kg"] < written["b.kg"]


@pytest.mark.parametrize("spoken_of_first", [False, True])
def test_who_is_only_described_is_not_spoken_of(tmp_path: Path, *, spoken_of_first: bool) -> None:
    """A source that describes an entry, and speaks of it only then, or no longer, changes it."""
    (tmp_path / "register.yaml").write_text(REGISTER)
    settings = read_settings(folder=tmp_path)
    norway, source = settings.names.iri("state", "no"), settings.names.graph("alpha")
    about, act = f'{source} {{ {norway} <urn:x:note> "cold" .', f"<urn:x:act> <urn:x:to> {norway} ."
    texts = [f"{about} }}", f"{about} {act} }}"]
    for text in reversed(texts) if spoken_of_first else texts:
        (tmp_path / "alpha.trig").write_text(text)
        published(settings, [tmp_path / "alpha.trig"])
    register = settings.names.graph(GRAPH_REGISTER)
    listed = {quad.subject for quad in held(settings) if quad.graph_name == register}
    assert (norway in listed) is not spoken_of_first


def decided_anew(settings: Settings, decisions: Sequence[Decision]) -> None:
    """Write a whole graph again, under decisions."""
    ontology = load_ontology(settings.domain.ontology)
    read = read_all([], ontology, settings, None)
    with stage(settings.store, "merge") as staging:
        target = replace(staging_target(staging), basis="another")
        written = write(target, read, ontology, settings, decisions)
        staging.publish(record(written, entail_staged(staging, ontology, settings)))


def some_decision(settings: Settings, rng: random.Random) -> None:
    """Merge or split two things that may be there, or undo; what is refused changes nothing."""
    facts = [f"{source_id}#{fact}" for source_id in IDS for fact in "abc"]
    people = [*PEOPLE, *(f"person:{source_id}.envoy" for source_id in IDS)]
    one, other = rng.sample(rng.choice([facts, people]), 2)
    why = Reason("it seems so", "Ada", "2031-06-01T00:00:00Z")
    ways = {
        "merge": lambda: merge(one, other, why, settings),
        "split": lambda: split(one, other, why, settings),
        "apart": lambda: split(PEOPLE[0], "", why, settings, sources=[rng.choice(IDS)]),
        "undo": lambda: undo(settings),
    }
    with suppress(UsageError):
        ways[rng.choice(["merge", "merge", "merge", "split", "apart", "undo"])]()


@pytest.mark.parametrize("seed", range(5))
def test_decisions_end_as_a_full_run_does(tmp_path: Path, seed: int) -> None:
    """What is decided, taken back and loaded again reaches all that a full run would change."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    (tmp_path / "register.yaml").write_text(REGISTER)
    settings = read_settings(folder=tmp_path)
    files = [tmp_path / f"{source_id}.yaml" for source_id in IDS]
    for file in files:
        file.write_text(facts_of(file.stem, rng))
    published(settings, files)
    for step in range(8):
        if rng.random() < 0.2:
            file = rng.choice(files)
            file.write_text(facts_of(file.stem, rng))
            published(settings, [file])
        else:
            some_decision(settings, rng)
        anew = read_settings(str(tmp_path / f"anew-{step}.kg"), folder=tmp_path)
        published(anew, files)
        held_now = read_decisions(open_snapshot(settings.store).store, settings.names)
        decided_anew(anew, held_now)
        assert told(anew) == told(settings)
        kept = [current_meta(each.store).get("stated", {}) for each in (anew, settings)]
        assert kept[0] == kept[1]
        assert current_meta(settings.store)["quads"] == len(held(settings))


def copied(settings: Settings, text: str, numbers: Iterable[int]) -> None:
    """Load copies of a source under numbers."""
    files = []
    for number in numbers:
        file = settings.folder / f"copy-{number}.yaml"
        file.write_text(text.replace("id: alpha,", f"id: copy-{number},"))
        files.append(file)
    published(settings, files)


def test_a_source_costs_the_same_in_twice_the_store(tmp_path: Path) -> None:
    """The engine is called as often for one more source, whatever else the graph holds."""
    (tmp_path / "register.yaml").write_text(REGISTER)
    settings = read_settings(folder=tmp_path)
    text = facts_of("alpha", random.Random(1))  # noqa: S311 - no secret
    text = "\n".join(line for line in text.split("\n") if "same:" not in line)
    counts = []
    for numbers in (range(20), range(20, 40)):
        copied(settings, text, numbers)
        file = tmp_path / "alpha.yaml"
        file.write_text(text)
        with engine_calls() as calls:
            published(settings, [file])
        counts.append(calls)
        retract("alpha", "again", settings)
    assert counts[0] == counts[1]
    assert 100 < counts[0].total() < len(read_index(register_index()).entries)


def test_what_many_sources_say_of_a_state_is_near_a_source_once() -> None:
    """The neighbours of a source are as many, whether ten sources say the same or forty."""
    store, names, state = Store(), Names(), Names().iri("state", "arcadia")
    fact = names.fact("alpha", "a")
    store.add(Quad(fact, RETELLS, state, names.graph("alpha")))
    alpha = Mapped("alpha", "", {}, {fact: Position("alpha.yaml", 1, 1)}, frozenset(), (), ())
    told = []
    for numbers in (range(10), range(10, 40)):
        for number in numbers:
            source = names.graph(f"copy-{number}")
            store.add(Quad(state, PREF_LABEL, Literal("Arcadia"), source))
            store.add(Quad(state, AT, Literal("unread"), names.graph(GRAPH_POSITIONS)))
        told.append({str(each) for each in neighbours(store, [alpha], names)})
    assert told[0] == told[1]
    assert len(told[0]) == 2


def test_publishing_writes_what_is_new(tmp_path: Path) -> None:
    """A generation shares the engine's large tables with the one before it, by links."""
    path, graph = tmp_path / "graph.kg", Names().graph("alpha")
    create(path)
    many = {Quad(Names().fact("alpha", str(n)), AT, Literal(str(n)), graph) for n in range(30_000)}
    for more in (many, {Quad(graph, AT, Literal("one more"), graph)}):
        with stage(path, "load") as staging:
            staging.change_graph(graph, [], more)
            staging.publish({})
    first, second = (
        {p.name: p.stat() for p in (path / f"generations/{n:08}/data").glob("*.sst")}
        for n in (1, 2)
    )
    shared = {name for name, found in first.items() if second.get(name) == found}
    new = sum(found.st_size for name, found in second.items() if name not in shared)
    assert shared
    assert new * 10 < sum(found.st_size for found in second.values())


def test_a_store_knows_whether_it_holds_another_source() -> None:
    """Graphs of the program's own are no source, and those that are named do not count."""
    store, names = Store(), Names()
    for name in (GRAPH_POSITIONS, "alpha", "beta"):
        store.add(Quad(names.fact(name, "a"), AT, Literal("a"), names.graph(name)))
    asked = [{"alpha"}, {"alpha", "beta"}, {"alpha", "beta", "gamma"}]
    assert [holds_other_sources(store, names, ids) for ids in asked] == [True, False, False]
