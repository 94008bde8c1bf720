"""A new store is filled the quick way, and holds what the long way would have put there."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Place

from kg.build import load
from kg.bulk import loading
from kg.bulk.lines import Unusual, plain_sources
from kg.config import read_settings
from kg.inputs import file_inputs
from kg.kept import stated_sources
from kg.outcome import Report, Request
from kg.places import file_of
from kg.store import current_meta, exists, open_snapshot
from kg.terms import AT, GRAPH_POSITIONS, Names

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import Quad

NAMES = Names()
POSITIONS = NAMES.graph(GRAPH_POSITIONS)
LONG = 1 << 60


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a load: the report, what the graph says, and where it says it stands."""

    report: Report
    quads: set[Quad]
    places: set[tuple[str, str]]
    stated: dict[str, object]


def loaded(folder: Path, files: list[Path], request: Request) -> Came:
    """Load files into a store of its own, and read it."""
    settings = read_settings(str(folder / "graph.kg"))
    report = load(file_inputs(files), settings, request)
    held = set(open_snapshot(settings.store).store) if exists(settings.store) else set()
    places = {
        (str(q.subject), _line(getattr(q.object, "value", "")))
        for q in held
        if q.graph_name == POSITIONS and q.predicate == AT
    }
    quads = {quad for quad in held if quad.graph_name != POSITIONS}
    stated = stated_sources(settings.store, NAMES) if exists(settings.store) else {}
    return Came(report, quads, places, dict(stated))


def _line(place: str) -> str:
    """Return the file and the line of a place in JSONL; of another file, the file."""
    file = file_of(place)
    rest = place.removeprefix(file).split(":")
    return f"{file}:{rest[1]}" if file.endswith(".jsonl") else file


def both(
    folder: Path, files: list[Path], request: Request, batch: int = 400, jobs: int = 0
) -> tuple[Came, Came]:
    """Load files the quick way, in some more processes, and the long way."""
    quick, long = folder / "quick", folder / "long"
    quick.mkdir()
    long.mkdir()
    asked = replace(request, bulk_from=0, batch=batch, jobs=jobs)
    return loaded(quick, files, asked), loaded(long, files, replace(request, bulk_from=LONG))


def same(one: Came, other: Came) -> None:
    """Compare all that two loads left."""
    assert [str(f) for f in one.report.findings] == [str(f) for f in other.report.findings]
    ours, theirs = one.report, other.report
    assert replace(ours, findings=()) == replace(theirs, findings=())
    assert Counter(map(str, one.quads ^ other.quads)) == Counter()
    assert one.places == other.places
    assert one.stated == other.stated


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with made-up sources: `clean`, and `wrong` with planted mistakes."""
    folder = tmp_path_factory.mktemp("made")
    for name, options in (("clean", []), ("wrong", ["--wrong", "0.01"])):
        script = str(ROOT / "bench/generate.py")
        command = [sys.executable, script, str(folder / name), "--quads", "6k", *options]
        subprocess.run(command, check=True, capture_output=True)
    return folder


REQUESTS = {
    "all": Request(),
    "keep going": Request(keep_going=True),
    "keep going, no info": Request(keep_going=True, fail_on="info"),
    "dry run": Request(dry_run=True, fail_on="never"),
}


@pytest.mark.parametrize("asked", REQUESTS)
@pytest.mark.parametrize(
    ("name", "batch", "jobs"), [("clean", 400, 0), ("clean", 4, 1), ("wrong", 3, 2)]
)
def test_many_sources_are_loaded_alike(
    made: Path, tmp_path: Path, asked: str, name: str, batch: int, jobs: int
) -> None:
    """Graphs, entailments, findings with their places, counts and what sources state are equal."""
    one, other = both(tmp_path, [made / name / "facts.jsonl"], REQUESTS[asked], batch, jobs)
    same(one, other)
    assert (name == "wrong") == any(f.severity != "info" for f in other.report.findings)


def test_what_is_loaded_later_finds_the_same(made: Path, tmp_path: Path) -> None:
    """A source that is replaced after a quick load leaves the same graph as after a long one."""
    facts = made / "clean" / "facts.jsonl"
    both(tmp_path, [facts], Request(), 4)
    first = next(plain_sources(facts))
    again = made / "clean" / "again.jsonl"
    lines = [text for _, text in first.lines]
    again.write_text("\n".join([lines[0], *lines[2:9]]) + "\n", "utf-8")
    ways = ("quick", "long")
    one, other = (loaded(tmp_path / way, [again], Request(bulk_from=LONG)) for way in ways)
    same(one, other)
    assert other.report.changes[0].removed > 0


def test_no_shape_is_asked_if_not_wished(made: Path, tmp_path: Path) -> None:
    """Without validation the graph is the same, nothing is found, and the record says so."""
    facts = [made / "clean" / "facts.jsonl"]
    one, other = both(tmp_path, facts, Request(validate=False))
    same(one, other)
    assert one.report.findings == ()
    for way in ("quick", "long"):
        assert current_meta(tmp_path / way / "graph.kg")["validated"] is False


def test_very_many_are_given_the_engine_as_one(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unvalidated, and in batches that several processes make, they are the same graph."""
    monkeypatch.setattr(loading, "VERY_MANY", 0)
    monkeypatch.setattr(loading, "feeding", None)
    facts = [made / "clean" / "facts.jsonl"]
    same(*both(tmp_path, facts, Request(validate=False), batch=7, jobs=2))


HEAD = {"source": {"id": "a-1", "published": "2031-05-02", "language": "en"}}
CALL: dict[str, object] = {"type": "PhoneCall", "id": "call", "label": "A call", "status": "held"}
CALL |= {
    "when": "2031-05-01",
    "participants": ["France", "Germany"],
    "evidence": "p1 0-9 narrative",
}


def fact(**changes: object) -> dict[str, object]:
    """Return a record of a call, with some keys changed."""
    return {"fact": {key: value for key, value in (CALL | changes).items() if value is not None}}


def text(*records: object) -> str:
    """Return records as JSONL."""
    return "".join(f"{json.dumps(record)}\n" for record in records)


SECOND = {"source": {"id": "b-1", "published": "2031-05-03", "language": "en"}}
PERSON = {"actor": {"type": "Person", "name": "Ada Moreau", "alias": "Moreau of Lyon"}}
ODD = {
    "plain": text(HEAD, fact()),
    "without an id": text(HEAD, fact(id=None), fact(id=None, when="2031-04")),
    "a number": text(HEAD, fact(evidence={"paragraph": 4, "mode": "narrative"})),
    "a fraction": text(HEAD, fact(evidence={"paragraph": 4.5})),
    "zero": text(HEAD, fact(evidence={"paragraph": 0})),
    "null": text(HEAD, {"fact": CALL | {"label": None}}),
    "a key twice": text(HEAD) + '{"fact": {"type": "PhoneCall", "type": "Meeting"}}\n',
    "a text like a key": text(HEAD, fact(label='"when": now')),
    "escapes": text(HEAD, fact(label='say "no"\\\n\u00e9\u2028')),
    "a control character": text(HEAD, fact(label="a\u0007b")),
    "half a pair": text(HEAD) + '{"fact": {"label": "\\ud800"}}\n',
    "an empty label": text(HEAD, fact(label=" ")),
    "a mark at the start": "\ufeff" + text(HEAD, fact()),
    "lines of other systems": text(HEAD, fact()).replace("\n", "\r\n") + "\n\n",
    "no source": text(fact()),
    "a record that names its source": text(HEAD, fact() | {"source": "a-1"}),
    "two sources at once": text(HEAD, SECOND, fact()),
    "the same source twice": text(HEAD, fact(), HEAD, fact()),
    "no json": text(HEAD) + "{fact}\n",
    "nothing": "\n",
    "own people": text(HEAD, PERSON, fact(participants=["Moreau", "Ada Moreau", "France"])),
    "own people twice": text(HEAD, PERSON, PERSON, fact()),
    "nobody": text(HEAD, fact(participants=["Nobody of Nowhere", "France"])),
    "a day that is none": text(HEAD, fact(when="2031-02-30")),
    "an id that is none": text(HEAD, fact(id="a b")),
    "an id twice": text(HEAD, fact(), fact()),
    "a fact that is not there": text(HEAD, fact(during="council")),
    "a fact of nobody": text(HEAD, fact(during="z-9#council")),
    "one fact": text(HEAD, fact(), SECOND, fact(same="a-1#call")),
    "one fact by two": text(
        *(HEAD, fact(), SECOND, fact(same="a-1#call")),
        *({"source": {"id": "c-1", "published": "2031-05-04"}}, fact(same="b-1#call")),
    ),
    "one fact of another kind": text(HEAD, fact(), SECOND, fact(type="Coercion", same="a-1#call")),
    "one fact that is not there": text(HEAD, fact(same="z-9#call")),
    "one fact without an id": text(HEAD, fact(), SECOND, fact(id=None, same="a-1#call")),
    "two facts in a ring": text(HEAD, fact(same="b-1#call"), SECOND, fact(same="a-1#call")),
    "a text that is not there": text({"source": HEAD["source"] | {"text": "none.txt"}}, fact()),
    "another text": text(
        {"source": HEAD["source"] | {"text": "call.txt", "sha256": "0" * 64}}, fact()
    ),
    "its text": text(
        {"source": HEAD["source"] | {"text": "call.txt"}},
        fact(evidence={"quote": "they\u2019d  spoken", "mode": "direct-quote"}),
        fact(id="span", evidence="p1 0-4"),
    ),
    "words that are not there": text(
        {"source": HEAD["source"] | {"text": "call.txt"}},
        fact(evidence={"quote": "never said", "mode": "direct-quote"}),
    ),
    "a torn quote": text(HEAD, fact(evidence={"quote": 'he said "no', "mode": "direct-quote"})),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_files_are_loaded_alike(place: Place, name: str) -> None:
    """Whatever a file holds, the quick way says and writes what the long way does."""
    place.write("call.txt", "He said they'd spoken.\n")
    place.write("odd.jsonl", ODD[name])
    one, other = both(place.folder, [place.folder / "odd.jsonl"], Request(fail_on="never"))
    same(one, other)


QUICK = ("plain", "a number", "escapes", "own people", "one fact", "its text", "a torn quote")


@pytest.mark.parametrize("name", QUICK)
def test_what_is_usual_goes_the_quick_way(place: Place, name: str) -> None:
    """What data sets hold is read quickly: else the test above would compare nothing."""
    place.write("usual.jsonl", ODD[name])
    assert [*plain_sources(place.folder / "usual.jsonl")]
    place.write("unusual.jsonl", ODD["a key twice"])
    with pytest.raises(Unusual):
        [*plain_sources(place.folder / "unusual.jsonl")]
