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
