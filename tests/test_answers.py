"""How an answer is shown: names with their IRIs at hand, graphs as RDF, a query as it is saved."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT, Place
from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from kg.results import Named
from kg.store import Answer
from kg.tables import for_people
from kg.terms import ID_BASE, ONTOLOGY

if TYPE_CHECKING:
    from kg.results import Cell

SPEAKERS = "SELECT DISTINCT ?who { ?x a dkg:Threat ; dkg:issuedBy ?who } ORDER BY ?who"
MOREAU = f"{ID_BASE}person/moreau-ada"
A, B = NamedNode("https://example.org/a"), NamedNode("https://example.org/b")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a working folder whose store holds the shipped example; read it only."""
    made = Place(tmp_path_factory.mktemp("desk"))
    done = made.kg("load", *(str(ROOT / f"examples/{n}.yaml") for n in ("talks", "answer")))
    assert done.code == 0, done.err
    return made


def cells(text: str) -> list[str]:
    """Return the lines of a table of one column, without its head."""
    return [line.strip() for line in text.splitlines()[2:]]


def test_a_table_of_ad_hoc_sparql_shows_names(desk: Place) -> None:
    """People read a name, and with `--iri` the prefixed name that `kg explain` takes, too."""
    plain = desk.kg("sparql", SPEAKERS, "--format", "table")
    both = desk.kg("sparql", SPEAKERS, "--format", "table", "--iri")
    assert cells(plain.out) == ["Tomas Lind", "Ada Moreau"]
    assert cells(both.out) == ["Tomas Lind (person:lind-tomas)", "Ada Moreau (person:moreau-ada)"]


@pytest.mark.parametrize("name", ["csv", "tsv", "json", "jsonl", "xml"])
def test_formats_for_programs_have_iris_only(desk: Place, name: str) -> None:
    """No name stands for a thing there, whatever `--iri` says."""
    plain = desk.kg("sparql", SPEAKERS, "--format", name)
    assert (MOREAU in plain.out, "Ada Moreau" in plain.out) == (True, False)
    assert desk.kg("sparql", SPEAKERS, "--format", name, "--iri").out == plain.out


def test_markdown_links_names(desk: Place) -> None:
    """A saved query's name links to the IRI that its own column has."""
    page = desk.kg("query", "CQ02", "--format", "md").out
    assert f"| [Borealis]({ID_BASE}state/borealis) |" in page
    ids = desk.kg("query", "CQ02", "--format", "md", "--iri").out
    assert f"| [Borealis (state:borealis)]({ID_BASE}state/borealis) |" in ids


def test_a_name_goes_over_its_iri() -> None:
    """A column `xLabel` names what is in `x`; what lacks one of the two shows the other."""
    rows = (
        (A, Literal("Ada"), Literal("1")),
        (B, None, None),
        (None, Literal("nobody"), None),
        (Literal("text"), Literal("its name"), None),
    )
    columns, shown = for_people(Answer(("x", "xLabel", "aloneLabel"), rows))
    want: list[tuple[Cell, ...]] = [
        (Named(A, "Ada"), Literal("1")),
        (B, None),
        (Literal("nobody"), None),
        (Literal("its name"), None),
    ]
    assert (columns, list(shown)) == (("x", "alone"), want)


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("ttl", RdfFormat.TURTLE),
        ("nt", RdfFormat.N_TRIPLES),
        ("nq", RdfFormat.N_QUADS),
        ("json", RdfFormat.JSON_LD),
        ("rdf", RdfFormat.RDF_XML),
    ],
)
def test_a_graph_is_written_as_rdf(desk: Place, name: str, form: RdfFormat) -> None:
    """CONSTRUCT and DESCRIBE read back the same from every format, blank nodes and all."""
    construct = (
        "CONSTRUCT { ?x dkg:issuedBy ?who . [] rdfs:label 'a \"b\" \\\\ c'@en, 'd\\ne', 1.50 }"
        " WHERE { ?x a dkg:Threat ; dkg:issuedBy ?who }"
    )
    run = desk.kg("sparql", construct, "-o", f"out.{name}")
    assert (run.code, run.out) == (0, "")
    read = list(parse((desk.folder / f"out.{name}").read_bytes(), format=form))
    issued = [quad for quad in read if quad.predicate == NamedNode(f"{ONTOLOGY}issuedBy")]
    texts = {quad.object for quad in read} - {quad.object for quad in issued}
    assert (len(issued), len(read)) == (3, 12)
    assert {Literal('a "b" \\ c', language="en"), Literal("d\ne")} <= texts
    described = desk.kg("sparql", "DESCRIBE person:moreau-ada", "--format", name)
    assert (described.code, "Ada Moreau" in described.out) == (0, True)


def test_a_graph_has_no_rows(desk: Place) -> None:
    """A format of rows is refused for a graph, and one of RDF for rows, with the right ones."""
    graph = desk.kg("sparql", "CONSTRUCT WHERE { ?x a dkg:Threat }", "--format", "csv")
    rows = desk.kg("sparql", SPEAKERS, "-o", "out.nq")
    assert (graph.code, ".nt" in graph.err) == (2, True)
    assert (rows.code, "jsonl" in rows.err) == (2, True)


def test_a_saved_query_gives_its_command(desk: Place) -> None:
    """`--show` prints title, parameters, the text, and an example that can be pasted."""
    shown = desk.kg("query", "CQ01", "--show").out
    told = json.loads(desk.kg("query", "CQ01", "--show", "--json").out)
    assert told["title"] in shown
    assert told["text"] in shown
    assert f"\nexample: {told['command']}\n" in shown
    assert all(f"-p {name}=" in shown for name in told["params"])
    given = [f"{name}={value}" for name, value in told["example"].items()]
    words = ["kg", "query", told["name"], *(w for pair in given for w in ("-p", pair))]
    assert shlex.split(told["command"]) == words
