"""The shipped register's bodies, authorities and media: each with its state, and neutral."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest
import yaml
from registers import REGISTER, Entry, spellings, values

from kg.register import fold

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

LOADED = (
    "annex|breakaway|illegal|liberat|militia|occup|puppet|rebel|regime|separat|terror|so-called"
)
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


def test_each_body_has_its_state() -> None:
    """Bodies, forces and state media say of which state they are; nobody else says so."""
    states = {str(state["name"]) for state in entries("states").values()}
    types = {str(entry["type"]) for entry in all_entries().values()}
    assert types == OF_A_STATE | OTHERS
    for i, entry in all_entries().items():
        given = values(entry, "state")
        assert (i, len(given)) == (i, int(entry["type"] in OF_A_STATE))
        assert (i, set(given) - states) == (i, set())


def test_each_is_described() -> None:
    """Each entry says in one plain sentence what it is, and in words that take no side."""
    for i, entry in all_entries().items():
        told = str(entry.get("description", ""))
        assert (i, told[:1].isupper(), told[-1:], "\n" in told) == (i, True, ".", False)
        assert (i, re.findall(LOADED, told, re.IGNORECASE)) == (i, [])


@pytest.mark.parametrize("name", SEATS)
def test_seats(name: str) -> None:
    """The seats that newspapers name are of one body, and it tells the state that is meant."""
    found = bearers(name, *TOLD_APART) or bearers(name, "metonym")
    assert [values(all_entries()[i], "state") for i in found] == [[SEATS[name]]]


@pytest.mark.parametrize("state", G20)
def test_foreign_ministries(state: str) -> None:
    """The foreign ministry of each state of the G20 is found under the names papers write."""
    of = f"the {state}" if state == "United Kingdom" else state
    ministry = f"foreign-ministry-of-{of}".lower().replace(" ", "-")
    assert values(all_entries()[ministry], "name", "state") == [f"Foreign Ministry of {of}", state]
    people = values(next(s for s in entries("states").values() if s["name"] == state), "demonym")
    said = set(map(fold, values(all_entries()[ministry], "alias")))
    assert said & {fold(f"{who} Foreign Ministry") for who in people}


@pytest.mark.parametrize("authority", AUTHORITIES)
def test_authorities(authority: str) -> None:
    """Authorities of places with a disputed status are organisations, of no state."""
    entry = all_entries()[authority]
    assert (entry["type"], values(entry, "state")) == ("Organization", [])
    assert not re.search("disputed|recogni|sovereign|independent", str(entry["description"]))


def test_nobody_is_picked_by_chance() -> None:
    """Names that are of several are those listed here, so that the resolver asks who is meant."""
    of: dict[str, set[str]] = defaultdict(set)
    for i, entry in all_entries().items():
        for name in values(entry, *TOLD_APART):
            of[fold(name)].add(i)
    for curie, _, name in spellings("bodies"):
        of[fold(name)].add(curie.removeprefix("body:"))
    shared = {name: ids for name, ids in of.items() if len(ids) > 1}
    assert shared == {fold(name): ids for name, ids in AMBIGUOUS.items()}


def test_names_of_states() -> None:
    """A state's name is nobody else's, but for Georgia's and the one the Taliban took."""
    taken = {fold(n) for s in entries("states").values() for n in values(s, *TOLD_APART)}
    mine = [(i, n) for i, e in all_entries().items() for n in values(e, *TOLD_APART)]
    mine += [(i.removeprefix("body:"), n) for i, _, n in spellings("bodies")]
    assert sorted((i, n) for i, n in mine if fold(n) in taken) == [
        ("government-of-georgia-us-state", "Georgia"),
        ("taliban", "Islamic Emirate of Afghanistan"),
    ]


def test_the_first_entries_stay() -> None:
    """Entries of the first register keep their id, name and state."""
    kept = {
        "duke-university": ["Duke University"],
        "kremlin": ["Kremlin", "Russia"],
        "ria-novosti": ["RIA-Novosti", "Russia"],
        "us-state-department": ["US State Department", "United States"],
        "white-house": ["White House", "United States"],
    }
    assert {i: values(all_entries()[i], "name", "state") for i in kept} == kept


def test_names_in_other_languages() -> None:
    """The rows are sorted, of entries there are, in 15 languages at least, and well-formed."""
    counted = Counter(language for _, language, _ in spellings("bodies"))
    assert len(spellings("bodies")) >= 1000
    assert spellings("bodies") == sorted(set(spellings("bodies")))
    assert {i for i, _, _ in spellings("bodies")} <= {f"body:{i}" for i in all_entries()}
    assert len([language for language, count in counted.items() if count >= 5]) >= 15
    assert [t for t in counted if not re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?", t)] == []
    assert [n for _, _, n in spellings("bodies") if n != n.strip() or not fold(n)] == []


def test_a_name_is_listed_once() -> None:
    """No row repeats, after folding, another name of the same entry."""
    given = [(i, fold(n)) for i, _, n in spellings("bodies")]
    given += [(f"body:{i}", fold(n)) for i, e in all_entries().items() for n in {
        fold(n) for n in values(e, *TOLD_APART)}]  # fmt: skip
    assert [pair for pair, count in Counter(given).items() if count > 1] == []


def test_own_names() -> None:
    """A body is known by the name that it has at home."""
    known = {(i.removeprefix("body:"), fold(name)) for i, _, name in spellings("bodies")}
    own = {"kremlin": "Кремль", "verkhovna-rada": "Верховна Рада", "knesset": "הכנסת",
           "foreign-ministry-of-brazil": "Ministério das Relações Exteriores",
           "zhongnanhai": "中南海", "kantei": "首相官邸", "blue-house": "청와대",
           "kommersant": "Коммерсантъ", "xinhua": "新华社", "hezbollah": "حزب الله"}  # fmt: skip
    assert {(i, fold(name)) for i, name in own.items()} - known == set()
