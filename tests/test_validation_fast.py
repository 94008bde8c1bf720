"""The quick way to validate finds what pySHACL finds: the same results, word for word."""

from __future__ import annotations

import logging
import sys
from functools import lru_cache
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from test_validation import CASES, FOLDERS, ontology, read, shapes

from kg.errors import KgError
from kg.terms import ONTOLOGY, RDF_TYPE, RDFS
from kg.validation import load_shapes, validate
from kg.validation.fast import at_volume, examine, index_of, may_fail, terms_of
from kg.validation.shapes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType

    from kg.validation import Result, Shapes
    from kg.validation.fast import Volume
    from kg.validation.shapes import Scope

XSD = "http://www.w3.org/2001/XMLSchema#"
ODD = (
    ox.Literal("soon", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("2031-05-02", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("2031-02-30", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("-007", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("12", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("1.5", datatype=ox.NamedNode(f"{XSD}decimal")),
    ox.Literal("ADA", language="en"),
    ox.Literal('ADA \\ "MOREAU"\n'),
    ox.Literal(""),
    ox.BlankNode("nameless"),
    ox.NamedNode(f"{ONTOLOGY}Threat"),
)
"""Values that a facts file cannot hold and RDF can."""


@lru_cache(maxsize=2)
def volume(scope: Scope) -> Volume:
    """Return the shipped shapes over nothing but the ontology."""
    return at_volume([], ontology(), shapes(), scope)


def both(
    own: Sequence[ox.Quad], shared: Sequence[ox.Quad], given: Shapes, scope: Scope
) -> tuple[list[Result], list[Result]]:
    """Return what the quick way finds and what pySHACL does."""
    quick = examine(own.__iter__, at_volume(shared, ontology(), given, scope))
    return quick, validate([*own, *shared], ontology(), given, scope=scope)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_planted_error_is_found_alike(folder: str) -> None:
    """Each shape fires at the same nodes, with the same values and words, and nowhere else."""
    data = [quad for kind in ("pass", "fail") for quad in read(CASES / folder / f"{kind}.ttl")]
    for scope in SCOPES:
        got = examine(data.__iter__, volume(scope))
        assert got == validate(data, ontology(), shapes(), scope=scope)


@pytest.mark.parametrize("scope", SCOPES)
def test_all_cases_at_once_are_found_alike(scope: Scope) -> None:
    """What one case says may change what is found of another, and does so for both ways."""
    data = [quad for folder in FOLDERS for quad in read(CASES / folder / "fail.ttl")]
    got = examine(data.__iter__, volume(scope))
    assert got == validate(data, ontology(), shapes(), scope=scope)
    assert len(got) > 5


def spoilt(data: Sequence[ox.Quad], random: Random) -> list[ox.Quad]:
    """Return data with some statements lost, changed, doubled or turned."""
    objects = [*ODD, *(quad.object for quad in data)]
    subjects = [quad.subject for quad in data]
    found = []
    for quad in data:
        fate = random.random()
        if fate < 0.06:
            continue
        if fate < 0.12:
            found.append(ox.Quad(random.choice(subjects), quad.predicate, quad.object))
        if 0.1 < fate < 0.2:
            found.append(ox.Quad(quad.subject, quad.predicate, random.choice(objects)))
        if fate > 0.12:
            found.append(quad)
    return found


@pytest.mark.parametrize("seed", range(12))
def test_spoilt_data_are_found_alike(seed: int) -> None:
    """However data are wrong, both ways tell the same of them."""
    random = Random(seed)
    folders = random.sample(FOLDERS, 6)
    kinds = [random.choice(["pass", "fail"]) for _ in folders]
    data = [q for f, k in zip(folders, kinds, strict=True) for q in read(CASES / f / f"{k}.ttl")]
    spoilt_data = spoilt(data, random)
    for scope in SCOPES:
        got = examine(spoilt_data.__iter__, volume(scope))
        assert got == validate(spoilt_data, ontology(), shapes(), scope=scope)
