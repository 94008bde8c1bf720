"""Shapes that are not compiled, or cannot be used, get the same answer from both ways."""

from __future__ import annotations

import warnings
from random import Random
from typing import TYPE_CHECKING

import pytest
from pyparsing import ParseException
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ShapeRecursionWarning
from test_validation import ontology
from test_validation_fast import made_up

from kg.errors import KgError
from kg.validation import load_shapes, validate
from kg.validation.fast import at_volume, examine

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kg.validation import Result

HEAD = """
@prefix x: <http://example.org/> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
x:S sh:targetClass x:A ; f:scope "source" .
"""
ODD = {
    "no path": "x:S a sh:PropertyShape ; sh:minCount 1 .",
    "two counts": "x:S a sh:PropertyShape ; sh:path x:p ; sh:minCount 1, 2 .",
    "no number": 'x:S a sh:PropertyShape ; sh:path x:p ; sh:minCount "a" .',
    "any property": 'x:S sh:sparql [ sh:select "SELECT $this ?value WHERE {$this ?p ?value}" ] .',
    "values": 'x:S sh:sparql [ sh:select "SELECT $this WHERE {VALUES ?x {1} $this ?p ?x}" ] .',
    "minus": 'x:S sh:sparql [ sh:select "SELECT $this WHERE {$this a ?a MINUS { ?a a ?o }}" ] .',
    "inner query": """x:S sh:sparql [ sh:select '''SELECT $this ?value WHERE {
        { SELECT $this (MAX(?v) AS ?value) WHERE { $this <http://example.org/q> ?v }
          GROUP BY $this }
        FILTER(?value > 3) }''' ] .""",
    "path in a query": """x:S a sh:PropertyShape ; sh:path x:p ; sh:sparql [
        sh:select "SELECT $this ?value WHERE { $this $PATH ?value FILTER(isIRI(?value)) }" ] .""",
    "a word in a pattern": """x:S sh:sparql [ sh:select '''SELECT $this ?value WHERE {
        $this <http://example.org/q> ?value FILTER(DATATYPE(?value) != <x:none>)
        FILTER NOT EXISTS { ?other <http://example.org/q> "one" } }''' ] .""",
    "no shape": "x:S sh:node x:Nowhere .",
    "itself": "x:S sh:property [ sh:path x:p ; sh:node x:S ; sh:maxCount 1 ] .",
    "switched off": "x:S sh:deactivated true ; sh:nodeKind sh:Literal .",
    "siblings": """x:S sh:property [ sh:path x:p ; sh:qualifiedValueShape [ sh:class x:B ] ;
            sh:qualifiedValueShapesDisjoint true ; sh:qualifiedMinCount 1 ],
        [ sh:path x:p ; sh:qualifiedValueShape [ sh:class x:A ] ; sh:qualifiedMaxCount 1 ] .""",
    "languages": """x:S sh:property [ sh:path x:q ; sh:languageIn ("en") ],
        [ sh:path x:q ; sh:pattern "^a" ; sh:flags "i" ] .""",
    "a component of its own": """x:S x:max 3 . x:C a sh:ConstraintComponent ;
        sh:parameter [ sh:path x:max ] ; sh:validator [ a sh:SPARQLAskValidator ;
            sh:ask "ASK { FILTER(STRLEN(STR($value)) < $max) }" ] .""",
    "a class that is a shape": """x:A a sh:NodeShape, rdfs:Class ; f:scope "source" ;
        sh:closed true .""",
}
GIVEN_UP = (KgError, ParseException, ReportableRuntimeError, ShapeLoadError, TypeError)


def told(look: Callable[[], list[Result]]) -> list[Result] | str:
    """Return what is found, or why the shapes cannot be used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ShapeRecursionWarning)
        try:
            return look()
        except GIVEN_UP as error:
            return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize("name", ODD)
def test_odd_shapes_are_answered_alike(name: str, tmp_path: Path) -> None:
    """What the compiler does not know is pySHACL's to find, and its to refuse, in its words."""
    (tmp_path / "odd.ttl").write_text(HEAD + ODD[name], "utf-8")
    given = load_shapes([tmp_path / "odd.ttl"])
    for seed in range(4):
        data = made_up(Random(seed))  # noqa: S311 data, not secrets
        own, shared = data[seed * 3 :], data[: seed * 3]
        got = told(
            lambda own=own, shared=shared: examine(  # type: ignore[misc]
                own.__iter__, at_volume(shared, ontology(), given, "source")
            )
        )
        want = told(
            lambda data=data: validate(data, ontology(), given, scope="source")  # type: ignore[misc]
        )
        assert got == want
