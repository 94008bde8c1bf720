"""The W3C's result files, read, written by our writers and read again by two other readers."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING

import pytest
import rdflib
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    Literal,
    NamedNode,
    QueryResultsFormat,
    RdfFormat,
    Triple,
    parse,
)
from rdflib.query import Result as RdflibResult
from w3c import ABSENT, FORMATS, SUITE, Result, read_results, same

from kg.results import Named, Solutions, write_boolean, write_rows, write_solutions
from kg.terms import XSD

if TYPE_CHECKING:
    from pathlib import Path

    from kg.results import Cell, Term

suite = pytest.mark.skipif(not SUITE.is_dir(), reason=ABSENT)
NAMES = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}
FILES = sorted(path for path in SUITE.rglob("*.*") if path.suffix in FORMATS)
FOLDER = SUITE / "sparql11/csv-tsv-res"


def written(result: Result, name: str) -> str:
    """Return a result as our writer writes it."""
    stream = io.StringIO(newline="")
    if result.boolean is not None:
        write_boolean(result.boolean, stream, name)
    else:
        write_rows(result.variables, result.rows, stream, name)
    return stream.getvalue()


def formats(result: Result) -> dict[str, QueryResultsFormat]:
    """Return the formats that can hold a result, by their names."""
    return {
        name: FORMATS[ending]
        for ending, name in NAMES.items()
        if result.boolean is None or name != "tsv"
    }


def holds_triples(result: Result) -> bool:
    """Tell whether a result has what rdflib does not know: triple terms and directions."""
    return any(
        isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None)
        for row in result.rows
        for term in row
    )


@suite
def test_every_result_file_of_the_suite_reads_back_as_it_was() -> None:
    """Each result, written in each W3C format, is the same to an independent reader."""
    wrong = []
    for path in FILES:
        result = read_results(path.read_bytes(), FORMATS[path.suffix])
        for name, form in formats(result).items():
            if not exactly(result, read_results(written(result, name).encode(), form)):
                wrong.append((str(path.relative_to(SUITE)), name))
    assert (wrong, len(FILES) > 300) == ([], True)


@suite
@pytest.mark.filterwarnings("ignore:Parsing weird boolean:UserWarning")
def test_rdflib_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reader, which knows SPARQL 1.1, finds the same solutions.

    It passes over the empty lines of a TSV file, which are rows of one unbound variable.
    """
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)
    monkeypatch.setattr(logging.getLogger("rdflib.term"), "disabled", True)
    wrong = []
    for path in FILES:
        result = read_results(path.read_bytes(), FORMATS[path.suffix])
        if holds_triples(result):
            continue
        has_empty_lines = not all(any(term is not None for term in row) for row in result.rows)
        for name in formats(result):
            text = written(result, name)
            if name == "tsv" and (has_empty_lines or not result.variables):
                continue
            if not same(result, by_rdflib(text, name)):
                wrong.append((str(path.relative_to(SUITE)), name))
    assert wrong == []


def exactly(want: Result, got: Result) -> bool:
    """Tell whether two results are one, in this order, with these names of blank nodes."""
    told = (want.variables, want.boolean, tuple(map(tuple, want.rows)))
    return told == (got.variables, got.boolean, tuple(map(tuple, got.rows)))


def by_rdflib(text: str, name: str) -> Result:
    """Return what rdflib reads."""
    read = RdflibResult.parse(io.BytesIO(text.encode()), format=name)
    if read.type == "ASK":
        return Result(boolean=bool(read.askAnswer))
    names = tuple(map(str, read.vars or ()))
    bindings = (b for b in read.bindings)
    rows = (tuple(_term(b.get(rdflib.Variable(n))) for n in names) for b in bindings)
    return Result(names, tuple(rows))


def _term(node: object) -> Term | None:
    if isinstance(node, rdflib.URIRef):
        return NamedNode(str(node))
    if isinstance(node, rdflib.BNode):
        return BlankNode(str(node))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype or f"{XSD}string")))
    return None


def read_data(path: Path) -> Result:
    """Return the triples of a Turtle file as the rows of `SELECT ?s ?p ?o`, as written."""
    quads = parse(path.read_bytes(), format=RdfFormat.TURTLE)
    rows = [(quad.subject, quad.predicate, quad.object) for quad in quads]
    return Result(("s", "p", "o"), tuple(sorted(rows, key=lambda row: str(row[0]))))


@suite
@pytest.mark.parametrize(("data", "file"), [("data.ttl", "csvtsv01"), ("data2.ttl", "csvtsv03")])
def test_csv_is_the_expected_file_to_the_byte(data: str, file: str) -> None:
    """What the suite expects of CSV is what is written; only the name of a blank node is free."""
    want = (FOLDER / f"{file}.csv").read_text("utf-8").splitlines()
    got = written(read_data(FOLDER / data), "csv")
    assert [*map(_unnamed, got.split("\r\n"))] == [*map(_unnamed, want), ""]


@suite
@pytest.mark.parametrize(("data", "file"), [("data.ttl", "csvtsv01"), ("data2.ttl", "csvtsv03")])
def test_tsv_is_the_expected_file_to_the_byte(data: str, file: str) -> None:
    """As above for TSV; the suite writes 1.0E6 of its data as 1.0e6."""
    want = (FOLDER / f"{file}.tsv").read_text("utf-8").replace("1.0e6", "1.0E6")
    got = written(read_data(FOLDER / data), "tsv")
    assert [*map(_unnamed, got.split("\n"))] == [*map(_unnamed, want.split("\n"))]


def _unnamed(line: str) -> str:
    head, mark, _ = line.partition("_:")
    return head + mark


ODD: list[Term | None] = [
    None,
    Literal(""),
    Literal("a\tb\nc\rd\r\ne\"f'g\\h,i;j|k<l>m&n]]>"),
    Literal(" "),
    Literal("\t a \r\n"),
    Literal("\u00e9\u5b57\U0001f600\u202e"),
    Literal("non", language="fr-BE"),
    Literal("\u05e9", language="he", direction=BaseDirection.RTL),
    Literal("x", datatype=NamedNode("https://example.org/a?b=c&d")),
    Literal("+1", datatype=NamedNode(f"{XSD}integer")),
    Literal("1.", datatype=NamedNode(f"{XSD}decimal")),
    Literal("-1.50", datatype=NamedNode(f"{XSD}decimal")),
    Literal("1E-6", datatype=NamedNode(f"{XSD}double")),
    Literal("INF", datatype=NamedNode(f"{XSD}double")),
    Literal("\u0661", datatype=NamedNode(f"{XSD}integer")),
    Literal("true", datatype=NamedNode(f"{XSD}boolean")),
    Literal("1", datatype=NamedNode(f"{XSD}boolean")),
    NamedNode("https://example.org/a(b)'c?d=e&f#g"),
    BlankNode("b.0"),
    Triple(NamedNode("https://example.org/s"), NamedNode("https://example.org/p"), Literal("\t")),
]


@pytest.mark.parametrize("term", ODD, ids=range(len(ODD)))
@pytest.mark.parametrize("ending", sorted(FORMATS))
def test_odd_terms_read_back(ending: str, term: Term | None) -> None:
    """Languages, directions, datatypes, signs and what is no number in Turtle are kept."""
    result = Result(("x", "y"), ((term, Literal("end")),))
    text = written(result, NAMES[ending])
    assert exactly(result, read_results(text.encode(), FORMATS[ending]))


def test_a_name_of_the_answers_own_is_for_people_only() -> None:
    """Formats for programs give the IRI, a table the name and, if asked, the IRI beside it."""
    node = NamedNode("https://example.org/id/a")
    rows: list[list[Cell]] = [[Named(node, "Ada")], [node]]
    prefixes = {"id": "https://example.org/id/"}
    told = {}
    for name, ids in (("csv", True), ("tsv", False), ("table", False), ("table", True)):
        stream = io.StringIO(newline="")
        write_solutions(Solutions(["x"], rows, {}, prefixes, ids), stream, name)
        told[name, ids] = stream.getvalue().split()[-3:]
    assert told["csv", True] == ["x", node.value, node.value]
    assert told["tsv", False] == ["?x", str(node), str(node)]
    assert told["table", False][1:] == ["Ada", "id:a"]
    assert told["table", True] == ["Ada", "(id:a)", "id:a"]
