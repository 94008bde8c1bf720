"""The shipped register as one: ids and names over all of its files, and whom a name means."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pytest
import yaml

from kg.domain import shipped_domain
from kg.ontology import load_ontology
from kg.register import Resolver, Shipped, fold, make_layer
from kg.resources import register_index
from kg.terms import ONTOLOGY, Names

REGISTER = Path(__file__).resolve().parents[1] / "ontology" / "register"
ACTORS = ("bodies", "groups", "media", "organizations", "states")
OUTRIGHT = ("name", "alias", "abbreviation", "former-name")

SHARED = {
    "CCG": {"body:china-coast-guard", "body:gcc"},
    "FSB": {"body:financial-stability-board", "body:fsb"},
    "Georgia": {"body:government-of-georgia-us-state", "state:ge"},
    "ISA": {"body:international-seabed-authority", "body:shin-bet"},
    "Islamic Emirate of Afghanistan": {"body:taliban", "state:af"},
    "Quartet": {"group:arab-quartet", "group:middle-east-quartet"},
}
"""Names that entries of different files bear outright, each on purpose."""

MEANT = {
    "Beştepe": {"body:bestepe"},
    "BRICS+": {"group:brics"},
    "Brussels": {"body:eu", "state:be"},
    "Kyiv": {"state:ua"},
    "OPEC": {"body:opec"},
    "OPEC+": {"group:opec-plus"},
    "Quai d'Orsay": {"body:foreign-ministry-of-france"},
    "Strasbourg": {"body:council-of-europe", "body:european-parliament"},
    "Taipei": {"body:taiwan"},
    "The Hague": {"body:icc", "state:nl"},
    "Weißes Haus": {"body:white-house"},
    "Кремль": {"body:kremlin"},
    "ОБСЄ": {"body:osce"},
}
"""Names that newspapers write, and all whom they may mean."""


def names(entry: dict[str, str | list[str]]) -> list[str]:
    """Return what an entry is called outright."""
    found: list[str] = []
    for key in OUTRIGHT:
        value = entry.get(key, [])
        found += [value] if isinstance(value, str) else value
    return found


@cache
def spellings() -> dict[str, list[str]]:
    """Return the names in other languages, by id."""
    found = defaultdict(list)
    for path in sorted(REGISTER.glob("names/*.tsv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found[row["id"]].append(row["name"])
    return dict(found)


@cache
def actors() -> list[tuple[str, str, dict[str, str | list[str]]]]:
    """Return the actors of all files: the file, the id by which facts may name it, the entry."""
    found = []
    for file in ACTORS:
        for entry in yaml.safe_load((REGISTER / f"{file}.yaml").read_text("utf-8"))["actors"]:
            prefix = {"State": "state", "ActorGroup": "group"}.get(str(entry["type"]), "body")
            found.append((file, f"{prefix}:{entry['id']}", entry))
    return found


@cache
def shipped() -> Shipped:
    """Return the shipped register, opened once."""
    return Shipped(register_index(), load_ontology(shipped_domain().ontology), Names())


def test_ids_of_all_files() -> None:
    """No two actors have one id, whatever files they stand in."""
    ids = Counter(curie for _, curie, _ in actors())
    assert [curie for curie, count in ids.items() if count > 1] == []


def test_names_that_two_files_share() -> None:
    """Entries of different files share a name only where it is listed here as really of both."""
    bearers: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for file, curie, entry in actors():
        for name in [*names(entry), *spellings().get(curie, [])]:
            bearers[fold(name)].add((file, curie))
    shared = {
        name: {curie for _, curie in found}
        for name, found in bearers.items()
        if len({file for file, _ in found}) > 1
    }
    assert shared == {fold(name): ids for name, ids in SHARED.items()}


@pytest.mark.parametrize(("name", "ids"), sorted({**SHARED, **MEANT}.items()))
def test_whom_a_name_means(name: str, ids: set[str]) -> None:
    """A name means all who bear it, so that one is never picked by chance."""
    matches = Resolver((make_layer(()), shipped().layer)).resolve(name, f"{ONTOLOGY}Actor").matches
    assert {match.named.id for match in matches} == ids


def test_an_entry_is_found_by_its_id() -> None:
    """By the id that facts files write, and by nothing that looks like one."""
    layer = Shipped(register_index(), load_ontology(shipped_domain().ontology), Names()).layer
    for entry in layer.entries.values():
        assert layer.by_id(entry.id) is entry
    assert layer.by_id("state:nowhere") is None
