"""The ontology drives the loader: a new kind of fact is Turtle, not Python."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import NamedNode

from kg.errors import DataError
from kg.facts.reading import read_stream
from kg.ontology import load_ontology
from kg.registers import Register
from kg.resources import ontology_files
from kg.sources import map_source
from kg.terms import ONTOLOGY, RDF_TYPE, Names

if TYPE_CHECKING:
    from pathlib import Path

MEDIATION = """
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
dkg:Mediation a owl:Class ; rdfs:subClassOf dkg:Meeting ; rdfs:label "mediation"@en .
dkg:mediatedBy a owl:ObjectProperty ; f:key "mediator" ;
    rdfs:domain dkg:Mediation ; rdfs:range dkg:Actor .
"""
FACTS = b"""
source: {id: paper-1}
actors: [{type: State, name: Arcadia, iso: xa}, {type: State, name: Lyra, iso: xl}]
facts:
  - {type: Mediation, id: talks, mediator: Lyra, participants: [Arcadia, {who: Lyra, role: host}]}
"""


def test_a_made_up_class_loads_without_python(tmp_path: Path) -> None:
    """Three lines of Turtle, and a fact of the new class is read with its own key."""
    extra = tmp_path / "mediation.ttl"
    extra.write_text(MEDIATION, "utf-8")
    ontology = load_ontology([*ontology_files(), extra])
    (facts,) = read_stream(BytesIO(FACTS), "facts.yaml", "yaml")
    mapped = map_source(facts, ontology, Names(), Register(), None)
    assert mapped.findings == ()
    fact = Names().fact("paper-1", "talks")
    said = {(t.predicate, t.object) for t in mapped.triples if t.subject == fact}
    lyra = Names().iri("state", "paper-1.lyra")
    assert (RDF_TYPE, NamedNode(f"{ONTOLOGY}Mediation")) in said
    assert (NamedNode(f"{ONTOLOGY}mediatedBy"), lyra) in said


def test_a_key_with_two_meanings_is_refused(tmp_path: Path) -> None:
    """Two properties of one key and one domain are a fault of the ontology, told at once."""
    extra = tmp_path / "tie.ttl"
    extra.write_text(MEDIATION.replace("dkg:mediatedBy", "dkg:otherBy"), "utf-8")
    twin = tmp_path / "mediation.ttl"
    twin.write_text(MEDIATION, "utf-8")
    with pytest.raises(DataError, match="key 'mediator' on Mediation means both"):
        load_ontology([*ontology_files(), extra, twin])


def test_nothing_is_mapped_to_a_blank_node() -> None:
    """Every node of the graph has an address that another source can point at."""
    ontology = load_ontology(ontology_files())
    (facts,) = read_stream(BytesIO(FACTS.replace(b"Mediation", b"Meeting").replace(
        b"mediator: Lyra, ", b"")), "facts.yaml", "yaml")  # fmt: skip
    mapped = map_source(facts, ontology, Names(), Register(), None)
    assert mapped.findings == ()
    assert {type(t.subject) for t in mapped.triples} == {NamedNode}
