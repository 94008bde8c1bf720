"""Promises of `kg.export`: what is written reads back, and diffs cleanly."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse
from rdflib.compare import isomorphic

from kg.errors import UsageError
from kg.export import FORMATS, write_graph
from kg.terms import ONTOLOGY, RDF_TYPE, RDFS_LABEL, XSD, Names

if TYPE_CHECKING:
    import random

NAMES = Names()
LINES = ("ttl", "trig", "nt", "nq")
"""Formats in which a fact more is only lines more."""
ANYTHING = (*LINES, "jsonld")
"""Formats that hold every quad; XML lacks some characters and names (see test_rdf_formats)."""
GRAPH = NAMES.graph("talks")


def written(quads: list[Quad], ending: str, names: Names = NAMES) -> str:
    """Return what `write_graph` writes."""
    stream = io.BytesIO()
    write_graph(quads, stream, ending, names)
    return stream.getvalue().decode()


def dkg(local: str) -> NamedNode:
    """Return a term of the ontology."""
    return NamedNode(ONTOLOGY + local)


def some_quads() -> list[Quad]:
    """Return made-up facts of several kinds in two graphs."""
    threat, state = NAMES.fact("talks", "embargo"), NAMES.iri("state", "be")
    day = Literal("2031-05-02", datatype=NamedNode(f"{XSD}date"))
    return [
        Quad(NAMES.iri("time", "2031-05-02"), dkg("earliest"), day, GRAPH),
        Quad(threat, dkg("targets"), state, GRAPH),
        Quad(threat, RDFS_LABEL, Literal("An embargo"), GRAPH),
        Quad(threat, dkg("hasTime"), NAMES.iri("time", "2031-05-02"), GRAPH),
        Quad(threat, RDF_TYPE, dkg("Threat"), GRAPH),
        Quad(threat, dkg("stepOrder"), Literal(7), GRAPH),
        Quad(state, RDF_TYPE, dkg("State"), NAMES.graph("register")),
        Quad(state, RDF_TYPE, dkg("State"), GRAPH),
        Quad(NAMES.document("talks"), RDF_TYPE, dkg("SourceDocument"), GRAPH),
    ]


texts = st.text(
    st.one_of(
        st.sampled_from("\"'\\\n\r\t\b\f\x00\x0b\x1f\x7f\x85\u2028\ufeff\u202e\ufffe<>^@.;#%_: "),
        st.characters(exclude_categories=["Cs"]),
    )
)
tails = st.text(st.sampled_from("aZ09._-~:'()!$&*+,;=@/#?é字"), max_size=8)
bases = st.sampled_from(
    [f"{NAMES.id_base}fact/", f"{NAMES.id_base}sit/", ONTOLOGY, "http://example.org/", "urn:x:"]
)
escapes = st.sampled_from(["", "%2F", "%2e", "%00", "."])


def _iri(base: str, tail: str, escape: str, end: str) -> NamedNode:
    hashes = base.count("#")
    clean = (tail + escape + end).replace("#", "" if hashes else "%23", -1)
    return NamedNode(base + clean)


iris = st.builds(_iri, bases, tails, escapes, tails)
languages = st.sampled_from(["en", "en-GB", "zh-Hant"])
datatypes = st.sampled_from(["integer", "boolean", "decimal", "date", "anyURI", "double", "token"])
numbers = st.from_regex(r"\A[+-]?[0-9]{0,9}\.?[0-9]{0,9}\Z")
literals = st.one_of(
    st.builds(Literal, texts),
    st.builds(lambda t, lang: Literal(t, language=lang), texts, languages),
    st.builds(
        lambda t, d: Literal(t, datatype=NamedNode(XSD + d)),
        st.one_of(texts, numbers, st.sampled_from(["true", "1", "-0", "0.50", "1.", ".5"])),
        datatypes,
    ),
    st.builds(lambda t, d: Literal(t, datatype=d), texts, iris),
)
blanks = st.builds(BlankNode, st.sampled_from(["b0", "b1", "x-y"]))
graphs = st.one_of(st.just(DefaultGraph()), iris)
quads_of = st.lists(
    st.builds(Quad, st.one_of(iris, blanks), iris, st.one_of(iris, literals, blanks), graphs),
    max_size=12,
)
named_quads = st.lists(
    st.builds(Quad, iris, iris, st.one_of(iris, literals), graphs), max_size=12
)  # fmt: skip


@given(quads_of)
@settings(deadline=None)
def test_quads_read_back_in_pyoxigraph(quads: list[Quad]) -> None:
    """TriG and N-Quads read back as the quads that were written, whatever they hold."""
    for ending, form in (("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS)):
        got = set(parse(written(quads, ending).encode(), form, rename_blank_nodes=False))
        assert got == set(quads)


@given(quads_of)
@settings(deadline=None)
def test_triples_read_back_in_pyoxigraph(quads: list[Quad]) -> None:
    """Turtle and N-Triples read back as the triples of all graphs, each once."""
    want = {Quad(q.subject, q.predicate, q.object) for q in quads}
    for ending, form in (("ttl", RdfFormat.TURTLE), ("nt", RdfFormat.N_TRIPLES)):
        got = list(parse(written(quads, ending).encode(), form, rename_blank_nodes=False))
        assert (set(got), len(got)) == (want, len(want))


@given(named_quads)
@settings(deadline=None)
@pytest.mark.filterwarnings("ignore")
def test_turtle_reads_back_in_rdflib(quads: list[Quad]) -> None:
    """In rdflib our Turtle and our N-Triples are the same graph."""
    turtle, triples = rdflib.Graph(), rdflib.Graph()
    turtle.parse(data=written(quads, "ttl"), format="turtle")
    triples.parse(data=written(quads, "nt"), format="turtle")
    assert set(turtle) == set(triples)


@given(named_quads)
@settings(deadline=None)
@pytest.mark.filterwarnings("ignore")
def test_trig_reads_back_in_rdflib(quads: list[Quad]) -> None:
    """In rdflib every graph of our TriG holds its own triples."""
    dataset = rdflib.Dataset()
    dataset.parse(data=written(quads, "trig"), format="trig")
    for graph in {q.graph_name for q in quads if isinstance(q.graph_name, NamedNode)}:
        own = [Quad(q.subject, q.predicate, q.object) for q in quads if q.graph_name == graph]
        want = rdflib.Graph().parse(data=written(own, "nt"), format="turtle")
        assert set(dataset.graph(rdflib.URIRef(graph.value))) == set(want)


def test_blank_nodes_stay_one_node_in_rdflib() -> None:
    """A blank node that is named twice is one node after reading."""
    node, knows = BlankNode("b0"), NamedNode("http://example.org/knows")
    quads = [Quad(node, knows, BlankNode("b1")), Quad(BlankNode("b1"), knows, node)]
    got = rdflib.Graph().parse(data=written(quads, "ttl"), format="turtle")
    want = rdflib.Graph().parse(data=written(quads, "nt"), format="nt")
    assert isomorphic(got, want)


@given(quads_of, st.randoms())
@settings(deadline=None)
def test_order_of_input_never_shows(quads: list[Quad], chance: random.Random) -> None:
    """The same quads are the same bytes, in whatever order and however often they come."""
    for ending in ANYTHING:
        shuffled = quads + quads[:3]
        chance.shuffle(shuffled)
        assert written(shuffled, ending) == written(quads, ending)


@given(quads_of.filter(bool))
@settings(deadline=None)
def test_one_more_fact_only_adds_lines(quads: list[Quad]) -> None:
    """Without one quad, what is left are lines of the whole, in the same order."""
    for ending in LINES:
        whole = iter(written(quads, ending).split("\n"))
        assert [line for line in written(quads[1:], ending).split("\n") if line not in whole] == []


PROGRAM = """
import sys
from pyoxigraph import RdfFormat, parse
from kg.export import write_graph
from kg.terms import Names
write_graph(parse(sys.stdin.buffer.read(), RdfFormat.N_QUADS), sys.stdout, sys.argv[1], Names())
"""


@pytest.mark.parametrize("ending", list(FORMATS))
def test_bytes_are_the_same_in_every_process(ending: str) -> None:
    """Another process with another hash seed writes the same bytes."""
    quads = written(some_quads(), "nq").encode()
    got = [
        subprocess.run(
            [sys.executable, "-c", PROGRAM, ending],
            input=quads,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.decode()
        for seed in ("1", "2")
    ]
    assert got == [written(some_quads(), ending)] * 2


def body(text: str) -> str:
    """Return Turtle without its prefixes."""
    lines = (line for line in text.splitlines() if not line.startswith("@prefix"))
    return "\n".join(lines).strip()


def test_turtle_reads_as_a_person_would_tell_it() -> None:
    """Documents, actors, facts, then times; type and name first; a line a statement."""
    assert (
        body(written(some_quads(), "ttl"))
        == """\
doc:talks
    a dkg:SourceDocument ;
    .

state:be
    a dkg:State ;
    .

fact:talks.embargo
    a dkg:Threat ;
    rdfs:label "An embargo" ;
    dkg:hasTime time:2031-05-02 ;
    dkg:stepOrder 7 ;
    dkg:targets state:be ;
    .

time:2031-05-02
    dkg:earliest "2031-05-02"^^xsd:date ;
    ."""
    )


def test_trig_keeps_graphs_apart() -> None:
    """A block for each graph, by IRI, the default graph before them."""
    fact = NAMES.fact("talks", "x")
    quads = [
        Quad(fact, RDF_TYPE, dkg("Threat"), GRAPH),
        Quad(fact, RDF_TYPE, dkg("Threat")),
        Quad(fact, RDF_TYPE, dkg("Threat"), NAMES.graph("register")),
    ]
    block = "    fact:talks.x\n        a dkg:Threat ;\n        .\n}"
    assert body(written(quads, "trig")) == (
        "fact:talks.x\n    a dkg:Threat ;\n    .\n\n"
        f"GRAPH graph:register {{\n\n{block}\n\nGRAPH graph:talks {{\n\n{block}"
    )


@pytest.mark.parametrize(
    ("iri", "want"),
    [
        (f"{ONTOLOGY}Threat", "dkg:Threat"),
        (f"{NAMES.id_base}fact/a.b", "fact:a.b"),
        (f"{NAMES.id_base}time/2022%2F%2E%2E", "time:2022%2F%2E%2E"),
        (f"{NAMES.id_base}fact/a.", f"<{NAMES.id_base}fact/a.>"),
        (f"{NAMES.id_base}fact/.a", f"<{NAMES.id_base}fact/.a>"),
        (f"{NAMES.id_base}fact/-a", f"<{NAMES.id_base}fact/-a>"),
        (f"{NAMES.id_base}fact/a/b", f"<{NAMES.id_base}fact/a/b>"),
        (f"{NAMES.id_base}fact/", f"<{NAMES.id_base}fact/>"),
        (f"{NAMES.id_base}fact/a~b", f"<{NAMES.id_base}fact/a~b>"),
    ],
)
def test_prefixed_names_only_where_legal(iri: str, want: str) -> None:
    """A local name that would need an escape is written as a whole IRI."""
    quads = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode(iri))]
    assert f"    <urn:p> {want} ;\n" in written(quads, "ttl")


@pytest.mark.parametrize(
    ("text", "datatype", "want"),
    [
        ("7", "integer", "7"),
        ("07", "integer", '"07"^^xsd:integer'),
        ("true", "boolean", "true"),
        ("1", "boolean", '"1"^^xsd:boolean'),
        ("0.5", "decimal", "0.5"),
        ("5", "decimal", '"5"^^xsd:decimal'),
        ("2031-05-02", "date", '"2031-05-02"^^xsd:date'),
        ("a^^b", "anyURI", '"a^^b"^^xsd:anyURI'),
    ],
)
def test_shorthand_only_for_canonical_numbers(text: str, datatype: str, want: str) -> None:
    """A number keeps its lexical form; only the canonical one loses its quotes."""
    node = Literal(text, datatype=NamedNode(XSD + datatype))
    quads = [Quad(NamedNode("urn:s"), NamedNode("urn:p"), node)]
    assert f"    <urn:p> {want} ;\n" in written(quads, "ttl")


def test_header_is_fixed() -> None:
    """No graph at all still has every prefix, so that no fact moves the header."""
    want = [f"@prefix {name}: <{iri}> ." for name, iri in sorted(NAMES.prefixes().items())]
    assert written([], "ttl").splitlines() == want


def test_own_id_base_gets_prefixed_names() -> None:
    """Names under a user's own base are prefixed as ours are."""
    own = Names("https://example.org/kb/")
    quads = [Quad(own.fact("talks", "x"), RDF_TYPE, dkg("Threat"))]
    assert body(written(quads, ".TTL", own)) == "fact:talks.x\n    a dkg:Threat ;\n    ."


def test_text_streams_take_the_same_text() -> None:
    """A text stream gets what a binary one gets."""
    stream = io.StringIO()
    write_graph(some_quads(), stream, "trig", NAMES)
    assert stream.getvalue() == written(some_quads(), "trig")


def test_unknown_ending_is_a_usage_error() -> None:
    """An ending without a writer is refused, with the endings that have one."""
    with pytest.raises(UsageError) as error:
        written([], "docx")
    want = "no export format 'docx'; take one of .ttl, .trig, .nt, .nq, .jsonld, .rdf"
    assert str(error.value) == want
