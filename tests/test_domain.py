"""A user's own domain: a folder of Turtle and SPARQL adds to ours or replaces it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT

from kg.domain import read_domain, shipped_domain
from kg.ontology import load_ontology

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place

DOMAINS = ROOT / "docs" / "domains"
HEAD = """\
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix ex: <https://example.org/own#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
FIRST = HEAD.count("\n") + 1
"""The line on which a case's own Turtle starts."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Turtle of an ontology or of shapes, and how it is told: code, line, words."""

    code: str
    line: int
    said: str
    ontology: str = "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event ."
    shapes: str = ""

    @property
    def file(self) -> str:
        """The file that the finding has to name."""
        return "shapes/own.ttl" if self.shapes else "ontology/own.ttl"


FAULTS = {
    "two properties of one key and domain": Fault(
        "ontology-tie",
        3,
        "key 'until' on Truce means both",
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        'ex:ends a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .\n'
        'ex:lasts a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .',
    ),
    "two parents that give a key": Fault(
        "ontology-tie",
        4,
        "means both",
        "ex:One a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        "ex:Two a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        'ex:a a owl:DatatypeProperty ; rdfs:domain ex:One ; f:key "k" .\n'
        'ex:b a owl:DatatypeProperty ; rdfs:domain ex:Two ; f:key "k" .\n'
        "ex:Both a owl:Class ; rdfs:subClassOf ex:One, ex:Two .",
    ),
    "a class named as one of ours": Fault(
        "ontology-tie", 1, "two classes are named Threat", "ex:Threat a owl:Class ."
    ),
    "a property without a domain": Fault(
        "ontology-domain",
        3,
        "ends has a key and no domain",
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        "ex:ends a owl:DatatypeProperty ;\n"
        '    f:key "until" .',
    ),
    "an unknown annotation": Fault(
        "ontology-annotation",
        3,
        "did you mean 'key'",
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        "ex:ends a owl:DatatypeProperty ; rdfs:domain ex:Truce ;\n"
        '    f:keey "until" .',
    ),
    "a parent that is misspelt": Fault(
        "ontology-term",
        2,
        "did you mean 'Meeting'",
        "ex:Truce a owl:Class ;\n    rdfs:subClassOf dkg:Meetin .",
    ),
    "a range that is misspelt": Fault(
        "ontology-term",
        2,
        "did you mean 'Truce'",
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        'ex:r a owl:ObjectProperty ; rdfs:domain ex:Truce ; rdfs:range ex:Truze ; f:key "r" .',
    ),
    "a scheme that is not there": Fault(
        "ontology-term",
        2,
        "scheme of r names grades",
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"
        'ex:r a owl:ObjectProperty ; rdfs:domain ex:Truce ; f:key "r" ; f:scheme ex:grades .',
    ),
    "a kind of fact without identity": Fault(
        "ontology-identity",
        1,
        "no f:identity",
        "ex:Truce a owl:Class .\n"
        'ex:ends a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .',
    ),
    "an import that is nowhere": Fault(
        "ontology-import",
        1,
        "nothing is fetched",
        "<https://example.org/own> a owl:Ontology ; owl:imports <https://example.org/other> .",
    ),
    "no Turtle": Fault("turtle-syntax", 1, "not Turtle", "ex:Truce a owl:Class , ."),
    "a shape on a class that does not exist": Fault(
        "shape-term",
        2,
        "did you mean 'Truce'",
        shapes="ex:T01 a sh:NodeShape ;\n    sh:targetClass ex:Truze ;\n"
        '    sh:message "x" ; f:scope "source" .',
    ),
    "a shape on a property that does not exist": Fault(
        "shape-term",
        2,
        "did you mean 'issuedBy'",
        shapes="ex:T01 a sh:PropertyShape ; sh:targetClass ex:Truce ;\n"
        '    sh:path dkg:isuedBy ; sh:minCount 1 ; sh:message "x" ; f:scope "source" .',
    ),
    "a shape without scope": Fault(
        "shape-scope",
        1,
        "does not say its scope",
        shapes='ex:T01 a sh:NodeShape ; sh:targetClass ex:Truce ; sh:message "x" .',
    ),
    "shapes that are no Turtle": Fault("turtle-syntax", 1, "not Turtle", shapes="ex:T01 ex: ."),
}
FACTS = """\
source: {id: paper-1}
facts:
  - {type: Meeting, id: m, evidence: p1 narrative}
"""


def own_domain(folder: Path, ontology: str, shapes: str = "") -> str:
    """Write a domain into a folder and return its name."""
    for name, text in (("ontology", ontology), ("shapes", shapes)):
        (folder / "own" / name).mkdir(parents=True)
        (folder / "own" / name / "own.ttl").write_text(HEAD + text + "\n", "utf-8")
    return "own"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_at_its_line_of_the_turtle(place: Place, name: str) -> None:
    """What is wrong in a user's ontology or shapes stands with file, line and mend."""
    fault = FAULTS[name]
    domain = own_domain(place.folder, fault.ontology, fault.shapes)
    done = place.kg("validate", place.write("facts.yaml", FACTS), "--domain", domain)
    expected = f"own/{fault.file}:{FIRST + fault.line - 1}:"
    told = [line for line in done.err.splitlines() if f"error[{fault.code}]" in line]
    assert len(told) == 1, done.err
    assert (expected in told[0], fault.said in told[0]) == (True, True), told[0]
    assert done.code == (3 if fault.code == "turtle-syntax" else 1)
    assert "Traceback" not in done.err


def test_every_fault_of_an_ontology_is_told_at_once(place: Place) -> None:
    """An author mends all faults in one go."""
    both = "ex:A a owl:Class ; rdfs:subClassOf dkg:Meetin ; f:kee 1 ."
    domain = own_domain(place.folder, both)
    done = place.kg("validate", place.write("facts.yaml", FACTS), "--domain", domain)
    assert (done.code, done.err.count("error[ontology-")) == (1, 2), done.err


@pytest.mark.parametrize(
    ("name", "said"), [("nowhere", "does not exist"), ("empty", "has no ontology")]
)
def test_a_domain_that_is_none_is_refused(place: Place, name: str, said: str) -> None:
    """A wrong folder after --domain is one clear line."""
    (place.folder / "empty").mkdir()
    done = place.kg("query", "--list", "--domain", name)
    assert (done.code, said in done.err, done.err.count("error[")) == (3, True, 1), done.err


def test_the_mediation_domain_adds_to_ours(place: Place) -> None:
    """A class, a shape and a query of the user's, beside all of ours; no Python."""
    shutil.copytree(DOMAINS / "mediation", place.folder / "mediation")
    place.write("kg.toml", 'domain = "mediation"\n')
    done = place.kg("load", "mediation/facts/harbour.yaml")
    assert (done.code, "violation" in done.err) == (0, False), done.err
    rows = place.kg("query", "mediations", "-p", "mediator=Lyra", "--format", "csv").out
    assert [row.split(",")[5] for row in rows.splitlines()[1:]] == ["Arcadia", "Borealis"]
    assert "CQ04" in place.kg("query", "--list").out
    described = place.kg("describe", "harbour-post-2031-06-11#quiet-table").out
    assert "mediated by" in described
    without = (DOMAINS / "mediation/facts/harbour.yaml").read_text("utf-8")
    place.write("less.yaml", without.replace("    mediator: Lyra\n", ""))
    missing = place.kg("validate", "less.yaml")
    assert (missing.code, "less.yaml:9:5: violation[M01]" in missing.err) == (1, True), missing.err


def test_the_rulings_domain_replaces_ours(place: Place) -> None:
    """Another field altogether: its own facts, values, questions; none of ours are offered."""
    shutil.copytree(DOMAINS / "rulings", place.folder / "rulings")
    place.write("kg.toml", 'domain = "rulings"\n')
    done = place.kg("load", "rulings/facts/gazette.yaml")
    assert (done.code, done.err.count("[")) == (0, 0), done.err
    listed = place.kg("query", "--list", "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in listed] == ["id", "LQ01"]
    answer = place.kg("query", "LQ01", "-p", "against=Harbour Works", "--format", "jsonl").out
    assert ('"damages": 40000' in answer, "The order to pay is set aside" in answer) == (True, True)
    place.write("threat.yaml", FACTS.replace("Meeting", "Threat"))
    refused = place.kg("validate", "threat.yaml")
    assert (refused.code, "unknown type 'Threat'" in refused.err) == (1, True)
    assert "Ruling" in refused.err
    exported = place.kg("export", "-o", "-", "--format", "ttl").out
    assert "@prefix law: <https://example.org/rulings#> ." in exported
    assert "\n    a law:Ruling ;" in exported
    assert place.kg("plot", "timeline", "-o", "-").out.count("Harbour Works must pay") >= 1


def test_a_domain_takes_only_what_it_imports() -> None:
    """Imports are followed among our files, and nothing is fetched."""
    ruled = {path.stem for path in read_domain(DOMAINS / "rulings").ontology}
    assert {"sources", "actors", "time", "facts", "mode"} <= ruled
    assert not {"acts", "events", "offices", "places", "action"} & ruled
    added = read_domain(DOMAINS / "mediation")
    assert set(shipped_domain().ontology) < set(added.ontology)
    assert "Mediation" in load_ontology(added.ontology).classes
