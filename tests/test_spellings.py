"""What people type for states, organisations, seats and places, and whom it means."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import pytest

from kg.domain import shipped_domain
from kg.ontology import load_ontology
from kg.register import Resolver, Shipped, deciding, make_layer, suggest
from kg.resources import register_index
from kg.terms import ONTOLOGY, Names

CASES = Path(__file__).parent / "cases/spellings.tsv"
UNKNOWN = "?"


@cache
def shipped() -> Shipped:
    """Return the shipped register, opened once."""
    ontology = load_ontology(shipped_domain().ontology)
    return Shipped(register_index(), ontology, Names())


def spellings() -> list[tuple[str, str, str]]:
    """Return each spelling with the class that is wanted and what it means.

    That is an id, several ids, or `?` and the first name that is suggested.
    """
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["name"], row["class"], row["means"]) for row in rows]


def test_the_table_is_as_large_as_it_should_be() -> None:
    """At least 600 spellings: 100 of other scripts or letters, 20 of several, 20 unknown."""
    rows = spellings()
    means = [m for _, _, m in rows]
    assert len({row[:2] for row in rows}) == len(rows) >= 600
    assert sum(not name.isascii() for name, _, _ in rows) >= 100
    assert sum(" " in m and not m.startswith(UNKNOWN) for m in means) >= 20
    assert sum(m.startswith(UNKNOWN) for m in means) >= 20


@pytest.mark.parametrize("wanted", sorted({cls for _, cls, _ in spellings()}))
def test_every_spelling_means_what_the_table_says(wanted: str) -> None:
    """Resolved to this one, refused between these, or unknown with this suggestion."""
    layers, iri = (make_layer(()), shipped().layer), f"{ONTOLOGY}{wanted}"
    wrong = []
    for name, cls, want in spellings():
        if cls != wanted:
            continue
        matches = Resolver(layers).resolve(name, iri).matches
        got = " ".join(sorted(match.named.id for match in matches))
        if not got:
            got = f"{UNKNOWN} {next(iter(suggest(layers, name, iri)), '')}"
        if got.strip() != want.strip():
            wrong.append((name, got, want))
    assert wrong == []


def test_words_that_decide_do_decide() -> None:
    """For each name of several, each candidate is offered by words that mean it alone."""
    layers = (make_layer(()), shipped().layer)
    for name, cls, want in spellings():
        iri = f"{ONTOLOGY}{cls}"
        if " " in want and not want.startswith(UNKNOWN):
            for match in Resolver(layers).resolve(name, iri).matches:
                words = deciding(layers, match.named, iri)
                assert Resolver(layers).resolve(words, iri).one == match.named


def test_every_shipped_name_is_found() -> None:
    """Whoever is asked for by any name that the register gives is among those it means."""
    layer = shipped().layer
    resolver = Resolver((layer,))
    lost = []
    for named in layer.entries.values():
        for name in named.names:
            found = resolver.resolve(name, named.cls.iri).matches
            tiers = {match.rule for match in found}
            if named not in [m.named for m in found] and named.kind(name) in tiers:
                lost.append((named.id, name))
    assert lost == []
