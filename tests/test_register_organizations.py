"""The shipped register's organizations and groups: who belongs to them, and what they are called."""

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
TYPES = {"ActorGroup", "ArmedForces", "IntergovernmentalOrganization", "Organization"}
OUTRIGHT = ("name", "alias", "abbreviation", "former-name")

COUNTS = {
    "african-union": 54, "arab-league": 22, "asean": 11, "brics": 10, "cis": 9, "commonwealth": 56,
    "council-of-europe": 46, "csto": 6, "eaeu": 5, "ecowas": 12, "eu": 27, "g20": 21, "g7": 7,
    "gcc": 6, "nato": 32, "oecd": 38, "oic": 57, "osce": 57, "sco": 10, "un": 193,
}  # fmt: skip
REGIONS = ["african-group", "asia-pacific-group", "eastern-european-group", "grulac", "weog"]

SEVERAL = {
    "Allied powers": {"allied-powers-world-war-one", "allied-powers-world-war-two"},
    "Allies": {"allied-powers-world-war-one", "allied-powers-world-war-two"},
    "BAD": {"african-development-bank", "asian-development-bank"},
    "coalition of the willing": {"coalition-of-the-willing-iraq", "coalition-of-the-willing-ukraine"},
    "contact group": {
        "contact-group-balkans", "ramstein-group", "trilateral-contact-group-on-ukraine",
    },
    "East African bloc": {"eac", "igad"},
    "EEC": {"eu", "eurasian-economic-commission"},
    "European Court": {"cjeu", "european-court-of-human-rights"},
    "IACHR": {
        "inter-american-commission-on-human-rights", "inter-american-court-of-human-rights",
    },
    "IDB": {"inter-american-development-bank", "islamic-development-bank"},
    "OPEC": {"opec", "opec-plus"},
    "Quad": {"quad", "sudan-quad"},
    "Quartet": {"arab-quartet", "middle-east-quartet"},
    "Red Cross": {"icrc", "ifrc"},
    "Troika": {"creditor-troika", "kosovo-troika", "sudan-troika"},
}  # fmt: skip
"""Names that stand under several entries on purpose."""

LIKE_A_CODE = {"au", "nam"}
"""Abbreviations so common for an organization that they are no code of Australia or Namibia."""


def read(file: str) -> list[Entry]:
    """Return the actors of a register file as they stand."""
    found: list[Entry] = yaml.safe_load((REGISTER / f"{file}.yaml").read_text("utf-8"))["actors"]
    return found


@cache
def organizations() -> dict[str, Entry]:
    """Return the entries of organizations.yaml and groups.yaml by id."""
    return {str(e["id"]): e for file in ("organizations", "groups") for e in read(file)}


@cache
def states() -> dict[str, Entry]:
    """Return the entries of states.yaml by id."""
    return {str(entry["id"]): entry for entry in read("states")}


@cache
def spellings() -> list[tuple[str, str, str]]:
    """Return the rows of names/organizations.tsv: id, language, name."""
    with (REGISTER / "names/organizations.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        head, *rest = [tuple(row) for row in rows]
    assert head == ("id", "language", "name")
    return [(a, b, c) for a, b, c in rest]


def values(entry: Entry, *keys: str) -> list[str]:
    """Return what an entry says under some keys."""
    found: list[str] = []
    for key in keys:
        value = entry.get(key, [])
        found += [value] if isinstance(value, str) else value
    return found


def curie(entry: Entry) -> str:
    """Return the id by which facts may name an entry."""
    return f"{'group' if entry['type'] == 'ActorGroup' else 'body'}:{entry['id']}"


@cache
def bearers() -> dict[str, set[str]]:
    """Return the ids of those who are called so outright, by folded name in any language."""
    found = defaultdict(set)
    for i, entry in organizations().items():
        for name in values(entry, *OUTRIGHT):
            found[fold(name)].add(i)
    for i, _, name in spellings():
        found[fold(name)].add(i.partition(":")[2])
    return dict(found)
