"""Shapes fire where they should and nowhere else, and tell what to do."""

from __future__ import annotations

import json
import logging
import re
import runpy
import time
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib

from kg.errors import DataError, InputError, LimitError
from kg.evidence import read_source_text
from kg.ontology import load_ontology
from kg.resources import coding_files, ontology_files, shape_files
from kg.terms import FACTS, ONTOLOGY, SH, SHAPES, SKOS, VOCAB, Names
from kg.terms import said as term_text
from kg.validation import Result, Scene, Shapes, load_shapes, validate, vocabulary_of
from kg.validation import check as run_checks
from kg.validation.checks import LOOKS
from kg.validation.reading import TARGETS
from kg.validation.shapes import SCOPES

CASES = Path(__file__).parent / "cases" / "shapes"
FOLDERS = sorted(folder.name for folder in CASES.iterdir())
FIELDS = ("shape", "code", "severity", "focus", "path", "value", "message")
NOT_PLAIN = "S20"
ALSO_PASSING = {"S16": {"S12"}}
"""A case of `graph` joins what several sources say: no one source says it twice."""
ALSO_FAILING = {"S20": {"S35"}, "S39": {"S12", "S40"}}
"""As above; and evidence without a passage is also told of as evidence."""
THREAT = ox.NamedNode("https://w3id.org/demarche/id/fact/threat")


@lru_cache(maxsize=1)
def ontology() -> tuple[ox.Triple, ...]:
    """Return the shipped ontology."""
    return load_ontology(ontology_files()).triples


@lru_cache(maxsize=1)
def shapes() -> Shapes:
    """Return the shipped shapes."""
    return load_shapes(shape_files())


@lru_cache(maxsize=1)
def written() -> rdflib.Graph:
    """Return the shipped shapes as they are written."""
    graph = rdflib.Graph()
    for path in shape_files():
        graph.parse(path, format="turtle")
    return graph


def read(path: Path) -> list[ox.Quad]:
    """Return a Turtle file's statements."""
    return list(ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE))


def check(data: list[ox.Quad], folder: Path | None = None) -> list[Result]:
    """Return what all shapes and checks find; `folder` may hold the text of the source."""
    found = [r for scope in SCOPES for r in validate(data, ontology(), shapes(), scope=scope)]
    path = folder / "text.txt" if folder else None
    text = read_source_text(path) if path and path.exists() else None
    scene = Scene(data, vocabulary_of(ontology()), Names(), text=text)
    return [*found, *run_checks(scene, shapes().checks)]


def row(result: Result) -> dict[str, str | None]:
    """Return a result as `fail.json` has it."""
    said = {name: getattr(result, name) for name in FIELDS}
    value = None if result.value is None else str(result.value)
    return said | {"shape": result.shape.removeprefix(SHAPES), "value": value}


def names() -> list[str]:
    """Return every shape that has a target and every check, by its local name."""
    targeted = {str(node) for target in TARGETS for node in written().subjects(target)}
    checks = {str(n) for n in written().subjects(rdflib.RDF.type, rdflib.URIRef(f"{FACTS}Check"))}
    return sorted(node.removeprefix(SHAPES) for node in targeted | checks)


def said(name: str, predicate: str) -> list[str]:
    """Return what a shape says under a predicate."""
    return [
        str(o) for o in written().objects(rdflib.URIRef(SHAPES + name), rdflib.URIRef(predicate))
    ]


@pytest.mark.parametrize("folder", FOLDERS)
def test_good_data_passes(folder: str) -> None:
    """Data as it should be gets no finding at all."""
    found = check(read(CASES / folder / "pass.ttl"), CASES / folder)
    got = [row(r) for r in found if r.code not in ALSO_PASSING.get(folder, ())]
    assert got == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_bad_data_is_found(folder: str) -> None:
    """Each planted error is found once, with its severity, place and words, and nothing else is."""
    want = json.loads((CASES / folder / "fail.json").read_text("utf-8"))
    found = check(read(CASES / folder / "fail.ttl"), CASES / folder)
    got = [row(r) for r in found if r.code == folder]
    assert got == want
    assert {r.code for r in found} == {folder, *ALSO_FAILING.get(folder, ())}


def test_every_shape_has_a_failing_case() -> None:
    """No shape and no check is shipped that was never seen to fire."""
    fired = {
        str(item["shape"])
        for folder in FOLDERS
        for item in json.loads((CASES / folder / "fail.json").read_text("utf-8"))
    }
    assert sorted(fired) == names()


def test_every_code_has_both_cases() -> None:
    """S01 to S45 are all there, each with a folder of data that passes and data that fails."""
    codes = {*shapes().codes.values(), *(c.code for c in shapes().checks.values())}
    assert sorted(codes) == FOLDERS == [f"S{number:02}" for number in range(1, 46)]
    for folder in FOLDERS:
        got = {path.name for path in (CASES / folder).iterdir()} - {"text.txt"}
        assert sorted(got) == ["fail.json", "fail.ttl", "pass.ttl"]


def test_page_of_shapes_is_up_to_date() -> None:
    """`scripts/shapes-page` was run after the last change of a shape."""
    root = Path(__file__).parents[1]
    made = runpy.run_path(str(root / "scripts" / "shapes-page"))["page"]()
    assert (root / "docs" / "shapes.md").read_text("utf-8") == made


def test_every_check_is_made_and_described() -> None:
    """What `shapes/` describes as a check is what the program looks for."""
    got = sorted(iri.removeprefix(SHAPES) for iri in shapes().checks)
    assert got == sorted(LOOKS)


def test_what_the_loader_tells_is_explained() -> None:
    """A code of the loader that a shape names has its row among the errors."""
    told = {str(code) for code in written().objects(None, rdflib.URIRef(f"{FACTS}told"))}
    known = (Path(__file__).parents[1] / "docs" / "errors.md").read_text("utf-8")
    assert sorted(code for code in told if f"`{code}`" not in known) == []


def test_codes_of_event_data_are_those_of_their_schemes() -> None:
    """The shapes on coded records take every code that our schemes hold."""
    record = read(CASES / "S45" / "pass.ttl")
    (key,) = {q.subject for q in record if q.object == ox.Literal("THREATEN")}
    code = ox.NamedNode(f"{ONTOLOGY}eventCode")
    scheme = ox.NamedNode(f"{ONTOLOGY}codeScheme")
    for path in coding_files():
        for quad in read(path):
            if quad.predicate.value != f"{SKOS}notation":
                continue
            kept = [q for q in record if q.subject != key or q.predicate not in {code, scheme}]
            of = ox.NamedNode(f"{VOCAB}{path.stem}")
            data = [*kept, ox.Quad(key, code, quad.object), ox.Quad(key, scheme, of)]
            found = validate(data, ontology(), shapes(), scope="source")
            assert [r.message for r in found] == []


@pytest.mark.parametrize("name", names())
def test_shape_is_complete(name: str) -> None:
    """A shape has one each of what a finding and its reader need."""
    wanted = (f"{SH}name", f"{SH}message", f"{SH}severity", f"{FACTS}code", f"{FACTS}fix")
    got = {predicate: len(said(name, predicate)) for predicate in (*wanted, f"{FACTS}scope")}
    assert set(got.values()) == {1}
    assert said(name, f"{SH}message")[0].endswith(".")
    assert re.fullmatch(rf"{said(name, f'{FACTS}code')[0]}(-[a-z]+)*", name)


def test_terms_of_shapes_exist() -> None:
    """No shape asks for a term that the ontology does not declare."""
    coded = [quad.triple for path in coding_files() for quad in read(path)]
    declared = {term_text(t.subject) for t in (*ontology(), *coded)}
    text = "\n".join(path.read_text("utf-8") for path in shape_files())
    used = {ONTOLOGY + name for name in re.findall(r"\bdkg:(\w+)", text)}
    used |= {VOCAB + name for name in re.findall(r"\bv:([\w-]+)", text)}
    assert sorted(used - declared) == []


def test_shapes_have_no_nameless_nodes() -> None:
    """A report can name every shape and every constraint."""
    got = [node for node in written().subjects() if isinstance(node, rdflib.BNode)]
    assert got == []


def test_prepared_queries_change_nothing() -> None:
    """A graph that parses each query once gets the same report as any other."""
    folders = [folder for folder in FOLDERS if folder != NOT_PLAIN]
    data = [quad for folder in folders for quad in read(CASES / folder / "fail.ttl")]
    for scope in SCOPES:
        got = {
            (r.shape, r.focus, r.path) for r in validate(data, ontology(), shapes(), scope=scope)
        }
        plain = rdflib.Graph()
        plain.parse(data=ox.serialize([q.triple for q in data], format=ox.RdfFormat.N_TRIPLES))
        plain.parse(data=ox.serialize(ontology(), format=ox.RdfFormat.N_TRIPLES))
        _, report, _ = pyshacl.validate(plain, shacl_graph=shapes().graphs[scope])
        want = {
            (
                str(report.value(node, rdflib.SH.sourceShape)),
                str(report.value(node, rdflib.SH.focusNode)),
                str(report.value(node, rdflib.SH.resultPath, default="")),
            )
            for node in report.objects(None, rdflib.SH.result)
        }
        assert got == want


def test_order_of_data_does_not_matter() -> None:
    """The same data in another order gets the same findings in the same order."""
    data = read(CASES / "S23" / "fail.ttl")
    got = check(data[::-1])
    assert got == check(data)


def test_focus_narrows_what_is_looked_at() -> None:
    """With a focus only its nodes are reported; with an empty one, none."""
    data = read(CASES / "S23" / "fail.ttl")
    whole = validate(data, ontology(), shapes(), scope="source")
    got = validate(data, ontology(), shapes(), scope="source", focus=frozenset({THREAT}))
    assert got == [result for result in whole if result.focus == THREAT.value]
    assert validate(data, ontology(), shapes(), scope="source", focus=frozenset()) == []


def test_deadline_is_kept() -> None:
    """Validation stops once its time is over."""
    data = read(CASES / "S23" / "fail.ttl")
    with pytest.raises(LimitError, match="took too long"):
        validate(data, ontology(), shapes(), scope="source", deadline=time.monotonic() - 1)


def test_literals_keep_their_form() -> None:
    """A value that is wrong or unusually written is reported as it stands."""
    build_up = ox.NamedNode("https://w3id.org/demarche/id/fact/build-up")
    size = ox.Literal("-007", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    data = [
        ox.Quad(
            build_up, ox.NamedNode(f"{rdflib.RDF}type"), ox.NamedNode(f"{ONTOLOGY}ForceBuildUp")
        ),
        ox.Quad(build_up, ox.NamedNode(f"{ONTOLOGY}forceSize"), size),
    ]
    got = {r.value for r in check(data) if r.code == "S40"}
    assert got == {size}


def test_validation_is_silent(capfd: pytest.CaptureFixture[str]) -> None:
    """Nothing is logged or printed, and loggers are left as they were."""
    before = logging.getLogger("rdflib.term").disabled
    build_up = ox.NamedNode("https://w3id.org/demarche/id/fact/build-up")
    date = ox.Literal("soon", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))
    check([ox.Quad(build_up, ox.NamedNode(f"{ONTOLOGY}earliest"), date)])
    got = capfd.readouterr()
    assert (got.out, got.err) == ("", "")
    assert logging.getLogger("rdflib.term").disabled == before


def test_broken_shapes_are_refused(tmp_path: Path) -> None:
    """A file that is not Turtle is named, and so is a shape without a scope."""
    broken = tmp_path / "broken.ttl"
    broken.write_text("this is not Turtle", encoding="utf-8")
    with pytest.raises(InputError, match="not Turtle"):
        load_shapes([broken])
    homeless = tmp_path / "homeless.ttl"
    homeless.write_text(f"<x:s> <{SH}targetClass> <x:c> .", encoding="utf-8")
    with pytest.raises(DataError, match=r"homeless.ttl:1:1: error\[shape-scope\]"):
        load_shapes([homeless])
