"""What is exported is the same graph everywhere, and comes back as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph
import pytest
import rdflib

if TYPE_CHECKING:
    from conftest import Place

FORMATS = {
    "ttl": pyoxigraph.RdfFormat.TURTLE,
    "nt": pyoxigraph.RdfFormat.N_TRIPLES,
    "trig": pyoxigraph.RdfFormat.TRIG,
    "nq": pyoxigraph.RdfFormat.N_QUADS,
}


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_reads_alike_in_both_libraries(article: Place, ending: str) -> None:
    """Both rdflib and pyoxigraph read every RDF export as the same triples, all of them."""
    done = article.kg("export", "-o", "-", "--format", ending)
    assert done.code == 0, done.err
    read = pyoxigraph.parse(done.out, format=FORMATS[ending])
    got = {str(quad.triple) for quad in read}
    name = {"nq": "nquads", "ttl": "turtle"}.get(ending, ending)
    there = rdflib.Dataset(default_union=True)
    there.parse(data=done.out, format=name)
    lines = there.serialize(format="nt").splitlines() if ending in {"ttl", "nt"} else [
        f"{s.n3()} {p.n3()} {o.n3()} ." for s, p, o, _ in there.quads()
    ]  # fmt: skip
    want = {
        str(next(iter(pyoxigraph.parse(line, format=pyoxigraph.RdfFormat.N_TRIPLES))).triple)
        for line in lines
        if line
    }
    assert got == want
    assert len(got) > 1700


@pytest.mark.parametrize("ending", ["nq", "trig"])
def test_an_export_loads_back_to_the_same_graph(examples: Place, ending: str) -> None:
    """`kg load` of an export gives its bytes again, also where no register is at hand."""
    assert examples.kg("load", "examples/talks.yaml", "examples/answer.yaml").code == 0
    assert examples.kg("export", "-o", f"graph.{ending}").code == 0
    back = examples.kg("load", f"graph.{ending}", "--store", "back.kg")
    assert back.code == 0, back.err
    got = examples.kg("export", "-o", "-", "--format", ending, "--store", "back.kg").out
    assert got == (examples.folder / f"graph.{ending}").read_text("utf-8")


def test_turtle_of_one_source_loads_back_under_its_id(examples: Place) -> None:
    """A format without graphs needs the source named, and then says the same."""
    assert examples.kg("load", "examples/talks.yaml").code == 0
    source = "example-times-2031-05-02"
    assert examples.kg("export", "-o", "one.ttl", "--source", source).code == 0
    refused = examples.kg("load", "one.ttl", "--store", "back.kg")
    assert (refused.code, "--source" in refused.err) == (2, True)
    done = examples.kg("load", "one.ttl", "--source", source)
    assert (done.code, "0 added, 0 removed" in done.err) == (0, True), done.err


def test_one_more_fact_moves_nothing_else(examples: Place) -> None:
    """A fact added adds lines to the Turtle and takes none away."""
    assert examples.kg("load", "examples/talks.yaml").code == 0
    before = examples.kg("export", "-o", "-", "--format", "ttl").out.splitlines()
    path = examples.folder / "examples/talks.yaml"
    fact = "\n  - type: Assertion\n    id: extra\n    by: Ada Moreau\n"
    fact += "    as: Foreign Minister of Arcadia\n    status: held\n    when: 2031-05-02\n"
    fact += "    content: {action: negotiate, by: Arcadia}\n    evidence: p3\n"
    path.write_text(path.read_text("utf-8").rstrip() + "\n" + fact, "utf-8")
    done = examples.kg("load", "examples/talks.yaml")
    assert done.code == 0, done.err
    after = iter(examples.kg("export", "-o", "-", "--format", "ttl").out.splitlines())
    assert [line for line in before if line not in after] == []


def test_exports_are_the_same_bytes_in_every_process(article: Place) -> None:
    """Two processes write one graph alike."""
    first = article.kg("export", "-o", "-", "--format", "ttl").out
    assert article.kg("export", "-o", "-", "--format", "ttl").out == first
