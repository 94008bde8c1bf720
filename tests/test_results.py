"""Promises of `kg.results`: the W3C formats to the letter, and tables for people."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    Triple,
    parse_query_results,
)

from kg.errors import UsageError
from kg.results import ROW_WRITERS, Term, write_boolean, write_rows, write_table
from kg.terms import XSD, Names

NAMES = Names()
STATE = NAMES.iri("state", "be")
FACT = NAMES.fact("talks", "x")
TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
DATE = NamedNode(f"{XSD}date")
ROWS: list[list[Term | None]] = [
    [STATE, Literal('A "good", day'), None],
    [FACT, Literal("non", language="fr"), Literal(7)],
    [BlankNode("b0"), Literal("a\tb\r\nc|d"), Literal("2031-05-02", datatype=DATE)],
]  # fmt: skip
LABELS = {STATE.value: "Belloria"}
FORMATS = sorted(ROW_WRITERS)


def rows(format_name: str, given_rows: list[list[Term | None]] = ROWS) -> str:
    """Return what `write_rows` writes of three variables."""
    stream = io.StringIO(newline="")
    write_rows(["who", "said", "n"], given_rows, stream, format_name, LABELS, NAMES.prefixes())
    return stream.getvalue()


def listing(format_name: str, cells: list[list[str]]) -> str:
    """Return what `write_table` writes of two columns."""
    stream = io.StringIO(newline="")
    write_table(["id", "title"], cells, stream, format_name)
    return stream.getvalue()


def boolean(format_name: str, *, answer: bool = True) -> str:
    """Return what `write_boolean` writes."""
    stream = io.StringIO(newline="")
    write_boolean(answer, stream, format_name)
    return stream.getvalue()


def test_csv_is_the_w3c_one() -> None:
    """Values without syntax, CRLF line ends, nothing for an unbound variable."""
    assert rows("csv") == (
        "who,said,n\r\n"
        f'{STATE.value},"A ""good"", day",\r\n'
        f"{FACT.value},non,7\r\n"
        '_:b0,"a\tb\r\nc|d",2031-05-02\r\n'
    )


def test_tsv_is_the_w3c_one() -> None:
    """Variables with a question mark, terms in Turtle, numbers bare, no tab inside a field."""
    assert rows("tsv") == (
        "?who\t?said\t?n\n"
        f'{STATE}\t"A \\"good\\", day"\t\n'
        f'{FACT}\t"non"@fr\t7\n'
        f'_:b0\t"a\\tb\\r\\nc|d"\t"2031-05-02"^^<{XSD}date>\n'
    )


def test_json_is_the_w3c_one() -> None:
    """Head and bindings, an unbound variable left out, types and languages kept."""
    assert json.loads(rows("json")) == {
        "head": {"vars": ["who", "said", "n"]},
        "results": {
            "bindings": [
                {
                    "who": {"type": "uri", "value": STATE.value},
                    "said": {"type": "literal", "value": 'A "good", day'},
                },
                {
                    "who": {"type": "uri", "value": FACT.value},
                    "said": {"type": "literal", "value": "non", "xml:lang": "fr"},
                    "n": {"type": "literal", "value": "7", "datatype": f"{XSD}integer"},
                },
                {
                    "who": {"type": "bnode", "value": "b0"},
                    "said": {"type": "literal", "value": "a\tb\r\nc|d"},
                    "n": {"type": "literal", "value": "2031-05-02", "datatype": f"{XSD}date"},
                },
            ]
        },
    }


TERMS = st.one_of(
    st.none(),
    st.just(STATE),
    st.text(st.characters(exclude_categories=["Cs"])).map(Literal),
    st.builds(lambda t: Literal(t, language="en-GB"), st.text("<&\"'>\\é字\n\r\t ")),
    st.integers().map(Literal),
)
XML_TERMS = TERMS.filter(
    lambda term: not isinstance(term, Literal) or all(c in "\t\n\r" or c >= " " for c in term.value)
)


@given(st.lists(st.tuples(TERMS, TERMS, TERMS).map(list), max_size=5))
@pytest.mark.parametrize("form", [QueryResultsFormat.JSON, QueryResultsFormat.TSV])
def test_rows_read_back(form: QueryResultsFormat, given_rows: list[list[Term | None]]) -> None:
    """Another reader of the W3C formats gets the same terms, whatever they hold."""
    text = rows("json" if form == QueryResultsFormat.JSON else "tsv", given_rows)
    got = parse_query_results(text.encode(), form)
    assert isinstance(got, QuerySolutions)
    assert [list(solution) for solution in got] == given_rows


@given(st.lists(st.tuples(XML_TERMS, XML_TERMS, XML_TERMS).map(list), max_size=5))
def test_xml_is_well_formed_and_complete(given_rows: list[list[Term | None]]) -> None:
    """An XML reader gets every value as it was."""
    space = "{http://www.w3.org/2005/sparql-results#}"
    results = ET.fromstring(rows("xml", given_rows)).findall(f"{space}results/{space}result")  # noqa: S314 - our own text
    got = [{b.get("name"): b[0].text or "" for b in result} for result in results]
    want = [
        {
            name: _xml_value(term.value if isinstance(term, NamedNode | Literal) else str(term))
            for name, term in zip(("who", "said", "n"), row, strict=True)
            if term is not None
        }
        for row in given_rows
    ]
    assert got == want


def _xml_value(text: str) -> str:
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def test_xml_reads_back_with_types_and_languages() -> None:
    """Another reader of the W3C format gets the same terms."""
    got = parse_query_results(rows("xml").encode(), QueryResultsFormat.XML)
    assert isinstance(got, QuerySolutions)
    assert [[v.value for v in got.variables], [list(row) for row in got]] == [
        ["who", "said", "n"],
        ROWS,
    ]


def test_xml_replaces_what_xml_cannot_hold() -> None:
    """A control character, which XML 1.0 has no way to write, becomes U+FFFD."""
    assert "<literal>a\ufffdb</literal>" in rows("xml", [[None, Literal("a\x00b"), None]])


def test_triple_terms_are_written_as_triples() -> None:
    """A triple as a value is told with its three parts."""
    triple = Triple(STATE, FACT, Literal("x"))
    got = json.loads(rows("json", [[triple, None, None]]))["results"]["bindings"][0]["who"]
    want = {
        "type": "triple",
        "value": {
            "subject": {"type": "uri", "value": STATE.value},
            "predicate": {"type": "uri", "value": FACT.value},
            "object": {"type": "literal", "value": "x"},
        },
    }
    assert got == want
    assert "<triple><subject><uri>" in rows("xml", [[triple, None, None]])


def test_jsonl_is_a_plain_object_a_row() -> None:
    """Numbers and booleans are JSON's own; what is unbound is null."""
    got = [json.loads(line) for line in rows("jsonl", [*ROWS[:2], [None, TRUE, None]]).splitlines()]
    assert got == [
        {"who": STATE.value, "said": 'A "good", day', "n": None},
        {"who": FACT.value, "said": "non", "n": 7},
        {"who": None, "said": True, "n": None},
    ]


def test_table_is_for_people() -> None:
    """A name where one is known, a prefixed name otherwise; one line a row."""
    got = [line.split("  ") for line in rows("table").splitlines()]
    cells = [[cell.strip() for cell in line if cell.strip()] for line in got]
    assert cells[0] + cells[2] + cells[3] + cells[4] == [
        "who", "said", "n",
        "Belloria", 'A "good", day',
        "fact:talks.x", "non", "7",
        "_:b0", r"a\tb\r\nc|d", "2031-05-02",
    ]  # fmt: skip


def test_table_never_steers_a_terminal() -> None:
    """Escape sequences and markup in the data are shown, not obeyed."""
    got = rows("table", [[Literal("\x1b[31mred"), Literal("[bold]x[/bold]"), Literal("a\u202eb")]])
    assert [text in got for text in (r"\x1b[31mred", "[bold]x[/bold]", r"a\u202eb", "\x1b")] == [
        True, True, True, False,
    ]  # fmt: skip


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return true."""
        return True


@pytest.mark.parametrize(("no_color", "want"), [("", True), ("1", False)])
def test_colour_only_on_a_willing_terminal(
    monkeypatch: pytest.MonkeyPatch, no_color: str, *, want: bool
) -> None:
    """NO_COLOR is honoured on a terminal."""
    monkeypatch.setenv("NO_COLOR", no_color)
    stream = Terminal()
    write_table(["id"], [["a"]], stream, "table")
    assert ("\x1b[" in stream.getvalue()) == want


def test_table_folds_at_the_terminals_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a narrow terminal long cells are folded and nothing is lost."""
    monkeypatch.setenv("COLUMNS", "40")
    got = listing("table", [["a", "x" * 100]])
    assert (max(map(len, got.splitlines())) <= 40, got.count("x")) == (True, 100)


def test_narrow_terminals_get_a_record_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where columns would be too narrow to read, a row is lines of name and value."""
    monkeypatch.setenv("COLUMNS", "10")
    got = listing("table", [["a", "long words"], ["b", ""]])
    assert got == "id     a\ntitle  long words\n\nid     b\n"


def test_markdown_escapes_its_own_syntax() -> None:
    """A bar in a value does not end the cell; what has an IRI links to it."""
    assert rows("md") == (
        "| who | said | n |\n| --- | --- | --- |\n"
        f'| [Belloria]({STATE.value}) | A "good", day |  |\n'
        f"| [fact:talks.x]({FACT.value}) | non | 7 |\n"
        "| \\_:b0 | a\\\\tb\\\\r\\\\nc\\|d | 2031-05-02 |\n"
    )


@pytest.mark.parametrize(
    ("format_name", "want"),
    [
        ("csv", "who,said,n\r\n"),
        ("tsv", "?who\t?said\t?n\n"),
        ("jsonl", ""),
        ("md", "| who | said | n |\n| --- | --- | --- |\n"),
    ],
)
def test_no_rows_still_name_the_variables(format_name: str, want: str) -> None:
    """An empty result is a header and nothing else."""
    assert rows(format_name, []) == want


@pytest.mark.parametrize("form", [QueryResultsFormat.JSON, QueryResultsFormat.XML])
def test_no_rows_read_back(form: QueryResultsFormat) -> None:
    """An empty result in JSON and XML has its variables and no solution."""
    name = "json" if form == QueryResultsFormat.JSON else "xml"
    got = parse_query_results(rows(name, []).encode(), form)
    assert isinstance(got, QuerySolutions)
    assert ([v.value for v in got.variables], list(got)) == (["who", "said", "n"], [])


@pytest.mark.parametrize("answer", [True, False])
def test_booleans_read_back(answer: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """An ASK in JSON and XML reads back as its answer."""
    for name, form in (("json", QueryResultsFormat.JSON), ("xml", QueryResultsFormat.XML)):
        got = parse_query_results(boolean(name, answer=answer).encode(), form)
        assert isinstance(got, QueryBoolean)
        assert bool(got) == answer


@pytest.mark.parametrize(
    ("name", "want"),
    [*((name, "true\n") for name in ("table", "tsv", "md", "jsonl")), ("csv", "true\r\n")],
)
def test_booleans_elsewhere_are_a_word(name: str, want: str) -> None:
    """Where a format has no booleans, the answer is one word."""
    assert boolean(name) == want


def test_listing_in_json_is_objects() -> None:
    """A plain listing in JSON is a list of objects by column."""
    assert json.loads(listing("json", [["a", "T"]])) == [{"id": "a", "title": "T"}]


def test_listing_in_csv_and_tsv() -> None:
    """A plain listing has no question marks and no quotes of Turtle."""
    cells = [["a", 'say "x"\ty']]
    assert listing("tsv", cells) == 'id\ttitle\na\tsay "x"\\ty\n'
    assert list(csv.reader(io.StringIO(listing("csv", cells)))) == [["id", "title"], *cells]


@pytest.mark.parametrize("name", FORMATS)
def test_listings_have_every_format(name: str) -> None:
    """Each format of rows writes a plain listing, too, and an empty one."""
    assert ("moreau" in listing(name, [["moreau", "T"]]), "moreau" in listing(name, [])) == (
        True,
        False,
    )


def test_unknown_format_is_a_usage_error() -> None:
    """A format without a writer is refused, with those that have one."""
    want = "no format 'docx' for rows; take one of table, csv, tsv, json, jsonl, xml, md"
    for write in (rows, boolean):
        with pytest.raises(UsageError) as error:
            write("docx")
        assert str(error.value) == want
