"""JSON-LD and RDF/XML lose nothing, go out and come in; hostile RDF is refused at once."""

from __future__ import annotations

import gzip
import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from kg.domain import shipped_domain
from kg.errors import UsageError
from kg.export import write_graph
from kg.export.context import context_of
from kg.ontology import load_ontology
from kg.resources import context_file
from kg.terms import RDF_TYPE, XSD, Names

if TYPE_CHECKING:
    from conftest import Place

NAMES = Names()
FACT, SAYS = NAMES.fact("a", "b"), NamedNode("https://w3id.org/demarche/ontology#detail")
THREAT = NamedNode("https://w3id.org/demarche/ontology#Threat")
GRAPH = NAMES.graph("a")
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]))
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text: Literal(text, language="de-ch"), TEXTS),
    st.builds(
        lambda text, name: Literal(text, datatype=NamedNode(f"{XSD}{name}")),
        st.sampled_from(["1", "01", "1.10", "true", "1E0", "2031-05-02", "x"]),
        st.sampled_from(["integer", "decimal", "boolean", "double", "date"]),
    ),
)


def written(quads: list[Quad], format: str) -> str:  # noqa: A002 - as write_graph
    """Return quads in a format."""
    stream = io.StringIO()
    write_graph(quads, stream, format, NAMES)
    return stream.getvalue()


@given(st.lists(LITERALS, max_size=5))
def test_jsonld_keeps_every_literal(literals: list[Literal]) -> None:
    """Words, languages and types come back as they were, whatever JSON would make of them."""
    quads = [Quad(FACT, SAYS, literal, GRAPH) for literal in literals]
    assert set(parse(written(quads, "jsonld"), format=RdfFormat.JSON_LD)) == set(quads)


@given(st.lists(LITERALS, min_size=1, max_size=5))
def test_rdfxml_keeps_every_literal(literals: list[Literal]) -> None:
    """The same for RDF/XML, which has no graphs."""
    quads = [Quad(FACT, SAYS, literal) for literal in literals]
    assert set(parse(written(quads, "rdf"), format=RdfFormat.RDF_XML)) == set(quads)
    assert written(quads[::-1], "rdf") == written(quads, "rdf")


def test_the_shipped_context_is_that_of_the_ontology() -> None:
    """`scripts/context` was run after the last change of the ontology."""
    triples = load_ontology(shipped_domain().ontology).triples
    shipped = json.loads(context_file().read_text("utf-8"))
    assert shipped == {"@context": context_of(triples, NAMES)}


def test_jsonld_uses_the_short_terms() -> None:
    """A value stands bare under its term, a domain's own prefix wins over a term of that name."""
    quads = [Quad(FACT, SAYS, Literal("far"), GRAPH), Quad(FACT, RDF_TYPE, THREAT, GRAPH)]
    node = json.loads(written(quads, "jsonld"))["@graph"][0]["@graph"][0]
    assert node == {"@id": "fact:a.b", "@type": "Threat", "detail": "far"}
    own = Names(own_prefixes=(("detail", "https://example.org/detail/"),))
    stream = io.StringIO()
    write_graph(quads, stream, "jsonld", own)
    document = json.loads(stream.getvalue())
    assert document["@context"]["detail"] == "https://example.org/detail/"
    assert set(parse(stream.getvalue(), format=RdfFormat.JSON_LD)) == set(quads)


def test_rdfxml_refuses_what_xml_cannot_hold() -> None:
    """A broken file is never written."""
    with pytest.raises(UsageError, match="XML cannot hold"):
        written([Quad(FACT, SAYS, Literal("\x01"))], "rdf")


@pytest.mark.parametrize("ending", ["jsonld", "rdf"])
def test_an_export_is_read_alike_elsewhere_and_loads_back(examples: Place, ending: str) -> None:
    """Rdflib reads what we write; loaded into a fresh store it is the same graph, byte for byte."""
    sources = ["examples/talks.yaml", "examples/answer.yaml"]
    assert examples.kg("load", *sources).code == 0
    named = [] if ending == "jsonld" else ["--source", "lyra-gazette-2031-05-05"]
    assert examples.kg("export", "-o", f"g.{ending}", *named).code == 0
    examples.kg("export", "-o", "g.nq", *named)
    quads = (examples.folder / "g.nq").read_text("utf-8")
    text = (examples.folder / f"g.{ending}").read_text("utf-8")
    if ending == "jsonld":
        engine = set(parse(text, format=RdfFormat.JSON_LD))
        assert engine == set(parse(quads, format=RdfFormat.N_QUADS))
        assert text == examples.kg("export", "-o", "-", "--format", "jsonld").out
    graph = rdflib.Dataset(default_union=True)
    graph.parse(data=text, format={"jsonld": "json-ld", "rdf": "xml"}[ending])
    assert len(graph) == len({line.rpartition(" <")[0] for line in quads.splitlines()})
    loaded = examples.kg("load", f"g.{ending}", *named, "--store", "again.kg", "--fail-on", "never")
    assert loaded.code == 0, loaded.err
    again = examples.kg("export", "-o", "-", "--format", "nq", *named, "--store", "again.kg").out
    assert again == quads


HOSTILE = {
    "entities.rdf": ('<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r/>', "doctype"),
    "hidden.rdf": ("<!-- <!-- --><!DOCTYPE r><r/>", "doctype"),
    "remote.jsonld": ('{"@context": "http://127.0.0.1:9/c", "http://x/b": 1}', "syntax"),
    "imported.jsonld": ('{"@context": {"@import": "file:///etc/passwd"}, "@id": "x"}', "syntax"),
    "deep.jsonld": ("[" * 200_000, "too-deep"),
    "deep.ttl": ("<http://x/a> <http://x/b> " + "(" * 200_000, "too-deep"),
    "triples.ttl": ("<< " * 200_000, "too-deep"),
    "nul.nt": ('<http://x/a> <http://x/b> "\0" .', "control-character"),
    "wide.nq": ("\ufeff<http://x/a> <http://x/b> <http://x/c> .", "foreign-graph"),
    "empty.trig": ("", "empty"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rdf_is_refused(place: Place, name: str) -> None:
    """Nothing is fetched, unpacked or crashed: one clear line, and nothing is written."""
    content, code = HOSTILE[name]
    done = place.kg("load", place.write(name, content), "--source", "a")
    assert (done.code in {1, 3}, f"{name}" in done.err, f"error[{code}]" in done.err) == (
        True,
        True,
        True,
    ), done.err
    assert ("Traceback" in done.err, (place.folder / "graph.kg").exists()) == (False, False)


@pytest.mark.parametrize("how", ["packed", "piped", "piped and packed"])
def test_rdf_comes_packed_and_by_the_standard_input(examples: Place, how: str) -> None:
    """What `kg export` writes loads back, packed or through a pipe."""
    examples.kg("load", "examples/talks.yaml", "examples/answer.yaml")
    text = examples.kg("export", "-o", "-", "--format", "trig").out
    packed = gzip.compress(text.encode(), mtime=0)
    (examples.folder / "g.trig.gz").write_bytes(packed)
    (examples.folder / "g.trig").write_text(text, "utf-8")
    given = {"packed": ["g.trig.gz"], "piped": ["-", "--from", "trig"]}
    loaded = subprocess.run(
        [sys.executable, "-m", "kg", "load", *given.get(how, ["-", "--from", "trig.gz"])],
        cwd=examples.folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "KG_STORE": "again.kg"},
        input=packed if "and" in how else text.encode(),
        capture_output=True,
        check=False,
    )
    assert loaded.returncode == 0, loaded.stderr
    export = ["export", "-o", "-", "--format", "trig", "--store", "again.kg"]
    assert examples.kg(*export).out == text


def test_a_literal_that_is_none_of_its_datatype_is_refused(place: Place) -> None:
    """A day that no calendar has does not come in by RDF either."""
    triple = (
        "<https://w3id.org/demarche/id/doc/a> <http://purl.org/dc/terms/issued> "
        '"2031-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'
    )
    done = place.kg("load", place.write("a.nt", triple), "--source", "a")
    assert (done.code, "a.nt: error[bad-value]: '2031-02-30' is not a day" in done.err) == (1, True)
