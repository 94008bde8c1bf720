"""A load that goes on without what is refused, and one that stops at the first finding."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import kg

if TYPE_CHECKING:
    from conftest import Place

GOOD = ["examples/talks.yaml", "examples/answer.yaml"]
UNKNOWN = """source: {id: unknown, title: T, publisher: P, published: 2031-05-02, text: sea.txt}
facts:
  - {type: Threat, id: x, by: Nobody Known, evidence: p1 narrative}
"""
UNSHAPED = """source: {id: unshaped, title: T, publisher: P, published: 2031-05-02}
actors: [{type: State, name: Sylvania, iso: xs}]
facts:
  - {type: Threat, id: x, by: Sylvania, evidence: p1 narrative}
"""


def prepared(place: Place) -> None:
    """Write the sources that are refused, and a text for one of them."""
    place.write("unknown.yaml", UNKNOWN)
    place.write("unshaped.yaml", UNSHAPED)
    place.write("sea.txt", "The sea is calm.\n")


def test_the_good_sources_are_published_and_the_others_written(examples: Place) -> None:
    """What is refused lands in the file of rejects, loadable from where that file stands."""
    prepared(examples)
    (examples.folder / "out").mkdir()
    bad = ["unknown.yaml", "unshaped.yaml", "--rejects", "out/left.jsonl"]
    done = examples.kg("load", *GOOD, *bad, "--keep-going")
    assert (done.code, "published as #1" in done.err) == (1, True), done.err
    assert done.err.count(": rejected\n") == 2
    listed = examples.kg("sources", "--format", "csv").out
    assert ("example-times-2031-05-02" in listed, "unshaped" in listed) == (True, False)
    left = (examples.folder / "out/left.jsonl").read_text("utf-8").splitlines()
    records = [json.loads(line) for line in left]
    ids = [record["source"]["id"] for record in records if "source" in record]
    assert ids == ["unknown", "unshaped"]
    assert records[0]["source"]["text"] == "../sea.txt"
    again = examples.kg("load", "out/left.jsonl")
    assert again.code == 1
    assert "out/left.jsonl:2:46: error[unknown-name]" in again.err


def test_the_graph_is_that_of_the_good_sources_alone(examples: Place) -> None:
    """Nothing of a refused source stays behind, neither in its graph nor in what follows."""
    prepared(examples)
    examples.kg("load", *GOOD, "unshaped.yaml", "unknown.yaml", "--keep-going")
    examples.kg("load", *GOOD, "--store", "alone.kg")
    export = ["export", "-o", "-", "--format", "nq"]
    assert examples.kg(*export).out == examples.kg(*export, "--store", "alone.kg").out


def test_what_was_loaded_before_stays_where_its_new_version_is_refused(examples: Place) -> None:
    """A source that is refused keeps what the graph held of it."""
    good = UNSHAPED.replace("type: Threat,", "type: Assessment, when: 2031-05-01,")
    examples.write("unshaped.yaml", good)
    assert examples.kg("load", "unshaped.yaml").code == 0
    before = examples.kg("export", "-o", "-", "--format", "nq", "--source", "unshaped").out
    examples.write("unshaped.yaml", UNSHAPED)
    done = examples.kg("load", "unshaped.yaml", *GOOD, "--keep-going")
    assert (done.code, "published as #2" in done.err) == (1, True), done.err
    after = examples.kg("export", "-o", "-", "--format", "nq", "--source", "unshaped").out
    assert (after == before, bool(before)) == (True, True)


def test_a_packed_file_of_rejects_and_an_unreadable_input(examples: Place) -> None:
    """A file that cannot be read is told, and exit is 3; the rest goes on."""
    prepared(examples)
    examples.write("broken.yaml", "source: {id: x\n")
    rejects = ["--rejects", "left.jsonl.gz"]
    done = examples.kg("load", *GOOD, "broken.yaml", "unknown.yaml", "--keep-going", *rejects)
    assert (done.code, "published as #1" in done.err) == (3, True), done.err
    assert "broken.yaml:2:1: error[syntax]" in done.err
    packed = gzip.decompress((examples.folder / "left.jsonl.gz").read_bytes())
    assert packed.startswith(b'{"source": {"id": "unknown"')


def test_a_twice_named_source_is_in_neither_file(examples: Place) -> None:
    """Two files that claim to be one source are both left out."""
    examples.write("again.yaml", (examples.folder / GOOD[1]).read_text("utf-8"))
    done = examples.kg("load", *GOOD, "again.yaml", "--keep-going")
    assert done.code == 1
    assert examples.kg("sources", "--format", "csv").out.count("2031") == 2


def test_rejects_need_keep_going_and_a_place(examples: Place) -> None:
    """A file that cannot be written is known before anything is published."""
    assert examples.kg("load", *GOOD, "--rejects", "left.jsonl").code == 2
    assert examples.kg("load", *GOOD, "--keep-going", "--rejects", "left.yaml").code == 2
    done = examples.kg("load", *GOOD, "--keep-going", "--rejects", "none/left.jsonl")
    assert (done.code, (examples.folder / "graph.kg").exists()) == (3, False)


def test_nothing_good_is_nothing_published(examples: Place) -> None:
    """No empty store is left behind."""
    prepared(examples)
    for files in (["unknown.yaml"], ["unshaped.yaml"]):
        done = examples.kg("load", *files, "--keep-going")
        assert (done.code, (examples.folder / "graph.kg").exists()) == (1, False), done.err


def test_fail_fast_tells_the_first(examples: Place) -> None:
    """One finding, not all of them; for a load and for a validation."""
    prepared(examples)
    for command in ("load", "validate"):
        done = examples.kg(command, "unknown.yaml", "broken.yaml", "--fail-fast")
        assert done.code == 1
        told = [line for line in done.err.splitlines() if "error[" in line]
        assert len(told) == 1
        shaped = examples.kg(command, "unshaped.yaml", "--fail-fast")
        assert (shaped.code, shaped.err.count("violation[")) == (1, 1)


def test_a_register_is_a_file_like_others(examples: Place) -> None:
    """`kg load examples/*.yaml` names the register too, and means what it says."""
    done = examples.kg("load", *GOOD, "examples/register.yaml")
    assert (done.code, done.err.count(" added, ")) == (0, 2), done.err
    alone = examples.kg("load", "examples/register.yaml", "--store", "other.kg")
    assert (alone.code, "nothing to load" in alone.err) == (0, True)
    assert not (examples.folder / "other.kg").exists()


def test_a_program_may_load_again_after_a_refusal(examples: Place) -> None:
    """A load that was refused holds nothing open in the same process."""
    prepared(examples)
    graph = kg.open(examples.folder / "graph.kg")
    files = [examples.folder / name for name in GOOD]
    for _ in range(2):
        assert graph.load(*files, examples.folder / "unshaped.yaml").exit_code == 1
    report = graph.load(*files, examples.folder / "unshaped.yaml", keep_going=True)
    assert (report.exit_code, report.sequence, report.rejected) == (1, 1, ("unshaped",))
