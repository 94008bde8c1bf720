"""The shipped register's bodies, authorities and media: each with its state, and neutral."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml

from kg.register import fold

Entry: TypeAlias = dict[str, str | list[str]]

REGISTER = Path(__file__).resolve().parents[1] / "ontology" / "register"

OF_A_STATE = frozenset({"ArmedForces", "GovernmentBody", "StateMediaOutlet"})
"""The types whose entries belong to one state."""
OTHERS = frozenset({"AcademicInstitution", "MediaOutlet", "Organization"})
"""The types whose entries are said to belong to none."""
TOLD_APART = ("name", "alias", "abbreviation", "former-name")
"""The keys whose names are asked first."""

G20 = [
    "Argentina", "Australia", "Brazil", "Canada", "China", "France", "Germany", "India",
    "Indonesia", "Italy", "Japan", "Mexico", "Russia", "Saudi Arabia", "South Africa",
    "South Korea", "Turkey", "United Kingdom",
]  # fmt: skip
"""The states of the G20, without the United States, whose ministry has a name of its own."""

SEATS = {
    "Bankova": "Ukraine",
    "Blue House": "South Korea",
    "Capitol Hill": "United States",
    "Casa Rosada": "Argentina",
    "Downing Street": "United Kingdom",
    "Élysée": "France",
    "Farnesina": "Italy",
    "Foggy Bottom": "United States",
    "Itamaraty": "Brazil",
    "Kantei": "Japan",
    "Knesset": "Israel",
    "Kremlin": "Russia",
    "Langley": "United States",
    "Moncloa": "Spain",
    "Pentagon": "United States",
    "Quai d'Orsay": "France",
    "Raisina Hill": "India",
    "Rawalpindi": "Pakistan",
    "Smolenskaya Square": "Russia",
    "Verkhovna Rada": "Ukraine",
    "Westminster": "United Kingdom",
    "White House": "United States",
    "Whitehall": "United Kingdom",
    "Zhongnanhai": "China",
}
"""Names that newspapers use for a body, and the state that is meant by it."""

AUTHORITIES = [
    "abkhazia", "artsakh", "donetsk-peoples-republic", "hamas", "hezbollah", "hong-kong-government",
    "houthis", "kosovo", "kurdistan-regional-government", "libyan-national-army",
    "luhansk-peoples-republic", "northern-cyprus", "palestinian-authority", "polisario-front",
    "sahrawi-arab-democratic-republic", "somaliland", "south-ossetia", "taiwan", "taliban",
    "transnistria",
]  # fmt: skip

LOADED = "annex|breakaway|illegal|liberat|militia|occup|puppet|rebel|regime|separat|terror|so-called"
"""Words that take a side."""

AMBIGUOUS = {
    "Foreign Office": {"foreign-ministry-of-pakistan", "foreign-ministry-of-the-united-kingdom"},
    "House of Commons": {"house-of-commons-of-canada", "uk-house-of-commons"},
    "House of Representatives": {
        "house-of-representatives-of-japan",
        "house-of-representatives-of-libya",
        "us-house-of-representatives",
    },
    "Joint Chiefs of Staff": {"south-korean-joint-chiefs-of-staff", "us-joint-chiefs-of-staff"},
    "National Assembly": {
        "national-assembly-of-france",
        "national-assembly-of-south-korea",
        "national-assembly-of-venezuela",
    },
    "Senate": {"french-senate", "us-senate"},
    "Times": {"new-york-times", "times-of-london"},
    "Treasury": {"uk-treasury", "us-treasury"},
    "DFA": {"foreign-ministry-of-ireland", "foreign-ministry-of-the-philippines"},
    "JCS": {"south-korean-joint-chiefs-of-staff", "us-joint-chiefs-of-staff"},
    "MoD": {
        "defence-ministry-of-russia",
        "defence-ministry-of-the-united-kingdom",
        "defence-ministry-of-ukraine",
    },
    "PMO": {
        "prime-ministers-office-of-canada",
        "prime-ministers-office-of-india",
        "prime-ministers-office-of-israel",
    },
    "SDF": {"japan-self-defense-forces", "syrian-democratic-forces"},
}
"""Names that really are of several, by the ids of all that bear them."""


@cache
def entries(file: str) -> dict[str, Entry]:
    """Return the actors of a register file by id."""
    read: list[Entry] = yaml.safe_load((REGISTER / f"{file}.yaml").read_text("utf-8"))["actors"]
    return {str(entry["id"]): entry for entry in read}


@cache
def all_entries() -> dict[str, Entry]:
    """Return the bodies, authorities and media by id."""
    return entries("bodies") | entries("media")


@cache
def rows() -> list[tuple[str, str, str]]:
    """Return the rows of names/bodies.tsv: id, language, name."""
    with (REGISTER / "names" / "bodies.tsv").open(encoding="utf-8", newline="") as lines:
        read = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        head, *rest = [tuple(row) for row in read]
    assert head == ("id", "language", "name")
    return [(a, b, c) for a, b, c in rest]


def values(entry: Entry, *keys: str) -> list[str]:
    """Return what an entry says under some keys."""
    found: list[str] = []
    for key in keys:
        value = entry.get(key, [])
        found += [value] if isinstance(value, str) else value
    return found


def bearers(name: str, *keys: str) -> list[str]:
    """Return the ids of the entries that say a name under one of some keys."""
    wanted = fold(name)
    return [i for i, e in all_entries().items() if wanted in map(fold, values(e, *keys))]


@pytest.mark.parametrize(("file", "least"), [("bodies", 300), ("media", 80)])
def test_one_entry_an_id(file: str, least: int) -> None:
    """Entries are many, sorted by id, and no id and no name stands twice."""
    read = yaml.safe_load((REGISTER / f"{file}.yaml").read_text("utf-8"))["actors"]
    ids = [str(entry["id"]) for entry in read]
    assert len(ids) >= least
    assert ids == sorted(set(ids))
    assert [i for i in ids if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", i)] == []


def test_names_are_told_apart() -> None:
    """No two entries have one name, and no entry says a name twice."""
    names = Counter(fold(str(entry["name"])) for entry in all_entries().values())
    assert [name for name, count in names.items() if count > 1] == []
    for i, entry in all_entries().items():
        said = Counter(map(fold, values(entry, *TOLD_APART, "demonym", "metonym")))
        assert (i, [name for name, count in said.items() if count > 1]) == (i, [])


@pytest.mark.parametrize("file", ["bodies", "media"])
def test_ids_are_of_one_file(file: str) -> None:
    """No other file of the register has an actor of the same id that is looked up as a body."""
    others = [p.stem for p in REGISTER.glob("*.yaml")]
    apart = {file, "bootstrap", "groups", "places", "states"}
    taken = {i for other in others if other not in apart for i in entries(other)}
    assert sorted(taken & set(entries(file))) == []
