"""An answer that a limit cut off says so in every format, and an answer that is whole does not."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import rdflib
from pyoxigraph import (
    Literal,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)

from kg.errors import LimitError
from kg.export import FORMATS, write_graph
from kg.graph import open_graph
from kg.results import ROW_WRITERS, Solutions, write_solutions
from kg.terms import Names

if TYPE_CHECKING:
    from conftest import Place

NODE = NamedNode("https://example.org/a")
QUAD = Quad(NODE, NamedNode("https://example.org/p"), Literal("b"))


def rows(format_name: str, *, truncated: bool = True) -> str:
    """Return one row of two variables, cut off there or not."""
    stream = io.StringIO(newline="")
    solutions = Solutions(["s", "o"], [[NODE, Literal("b")]], {}, {}, truncated=truncated)
    write_solutions(solutions, stream, format_name)
    return stream.getvalue()


def graph(format_name: str, *, truncated: bool = True) -> bytes:
    """Return a graph of one triple, cut off there or not."""
    stream = io.BytesIO()
    write_graph([QUAD], stream, format_name, Names(), truncated=truncated)
    return stream.getvalue()


@pytest.mark.parametrize("name", sorted(ROW_WRITERS))
def test_rows_say_it(name: str) -> None:
    """The word stands in each format of rows exactly when the rows were cut off."""
    assert ("truncated" in rows(name), "truncated" in rows(name, truncated=False)) == (True, False)


def test_csv_and_tsv_have_one_more_record() -> None:
    """The last record begins with a mark that no id has, and has as many fields as the others."""
    *_, whole, last = csv.reader(io.StringIO(rows("csv")))
    assert (whole, len(last), last[0].startswith("# truncated")) == ([NODE.value, "b"], 2, True)
    fields = rows("tsv").splitlines()[-1].split("\t")
    assert (len(fields), fields[0].startswith('"# truncated')) == (2, True)


def test_json_has_a_key() -> None:
    """A program asks for `truncated`; of JSON Lines the last object is that."""
    assert json.loads(rows("json"))["truncated"] is True
    assert "truncated" not in json.loads(rows("json", truncated=False))
    assert json.loads(rows("jsonl").splitlines()[-1]) == {"truncated": True}


def test_xml_has_a_link() -> None:
    """The head links to what it means, after the variables, as the schema of the format has it."""
    head = ET.fromstring(rows("xml"))[0]  # noqa: S314 - our own text
    space = "{http://www.w3.org/2005/sparql-results#}"
    assert [child.tag.removeprefix(space) for child in head] == ["variable", "variable", "link"]
    assert head[2].get("href") == "https://w3id.org/demarche/truncated"


@pytest.mark.parametrize("name", ["json", "xml", "tsv"])
def test_other_readers_still_read_the_rows(name: str) -> None:
    """Two readers of the W3C formats get the rows, of TSV with the record that says it."""
    form = {"json": QueryResultsFormat.JSON, "xml": QueryResultsFormat.XML}
    got = parse_query_results(rows(name).encode(), form.get(name, QueryResultsFormat.TSV))
    assert isinstance(got, QuerySolutions)
    assert next(iter([list(solution) for solution in got])) == [NODE, Literal("b")]
    again = rdflib.query.Result.parse(io.BytesIO(rows(name).encode()), format=name)
    assert str(again.bindings[0][rdflib.Variable("s")]) == NODE.value


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_graphs_say_it_and_still_read_back(name: str) -> None:
    """Each format of RDF says it where no reader of RDF sees a triple."""
    assert (b"truncated" in graph(name), b"truncated" in graph(name, truncated=False)) == (
        True,
        False,
    )
    got = list(parse(graph(name), format=RdfFormat.from_extension(name)))
    assert [str(quad.triple) for quad in got] == [str(QUAD.triple)]
    known = {"ttl": "turtle", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}
    other = rdflib.Dataset(default_union=True).parse(graph(name), format=known.get(name, name))
    assert len(other) == 1


@pytest.mark.parametrize("name", sorted(ROW_WRITERS))
def test_the_command_line_says_it(examples: Place, name: str) -> None:
    """A file says it, stderr says it, and the exit code is 4; one row more, and nothing does."""
    examples.kg("load", "examples/talks.yaml", "--quiet")
    text = "SELECT * { VALUES ?x { 1 2 3 } }"
    out = examples.folder / "out"
    cut = examples.kg("sparql", text, "--max-rows", "2", "--format", name, "-o", "out")
    assert (cut.code, cut.out, "truncated" in out.read_text("utf-8")) == (4, "", True)
    assert cut.err == "kg: error[max-rows]: only the first 2 rows are shown; raise --max-rows\n"
    whole = examples.kg("sparql", text, "--max-rows", "3", "--format", name, "-o", "out")
    assert (whole.code, "truncated" in out.read_text("utf-8")) == (0, False)


def test_saved_queries_and_graphs_say_it(examples: Place) -> None:
    """`kg query` says it as `kg sparql` does, and of triples their number is told."""
    examples.kg("load", "examples/talks.yaml", "--quiet")
    saved = examples.kg("query", "tenures", "--max-rows", "1", "--json")
    assert (saved.code, json.loads(saved.out)["truncated"]) == (4, True)
    made = examples.kg("sparql", "CONSTRUCT WHERE { ?s ?p ?o }", "--max-rows", "2")
    assert (made.code, "# truncated" in made.out) == (4, True)
    assert "only the first 2 triples are shown" in made.err
    asked = open_graph(examples.folder / "graph.kg", folder=examples.folder)
    assert asked.query("tenures", max_rows=1).truncated is True
    with pytest.raises(LimitError, match="more than 2 triples") as caught:
        asked.sparql("CONSTRUCT WHERE { ?s ?p ?o }", max_rows=2)
    assert caught.value.code == "max-rows"
