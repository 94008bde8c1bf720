"""The shipped register's states and places: complete, consistent, and neutral."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
import yaml
from registers import REGISTER, Entry, spellings, values

from kg.register import fold

CODES = """
ad ae af ag al am ao ar at au az ba bb bd be bf bg bh bi bj bn bo br bs bt bw by bz ca cd cf cg
ch ci cl cm cn co cr cu cv cy cz de dj dk dm do dz ec ee eg er es et fi fj fm fr ga gb gd ge gh
gm gn gq gr gt gw gy hn hr ht hu id ie il in iq ir is it jm jo jp ke kg kh ki km kn kp kr kw kz
la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mr mt mu mv mw mx my mz na ne ng
ni nl no np nr nz om pa pe pg ph pk pl pt pw py qa ro rs ru rw sa sb sc sd se sg si sk sl sm sn
so sr ss st sv sy sz td tg th tj tl tm tn to tr tt tv tz ua ug us uy uz vc ve vn vu ws ye za zm
zw
"""

MEMBERS = frozenset(CODES.split())
OBSERVERS = frozenset({"ps", "va"})
ASSOCIATED = frozenset({"ck", "nu"})
FORMER = frozenset({"cs", "dd", "su", "yd", "yu"})

CITY_STATES = frozenset({"mc", "sg"})
"""The capital has no name of its own."""
NO_PEOPLE = frozenset({"va"})
"""Nobody is called after the Holy See."""

SENSITIVE = [
    "abkhazia", "abyei", "aksai-chin", "arunachal-pradesh", "chagos-islands", "crimea", "dokdo",
    "donbas", "donetsk", "east-jerusalem", "essequibo", "falkland-islands", "gaza-strip",
    "gibraltar", "golan-heights", "greenland", "hong-kong", "jammu-and-kashmir", "jerusalem",
    "kashmir", "kosovo", "kurdistan-region", "kuril-islands", "luhansk", "macao",
    "nagorno-karabakh", "northern-cyprus", "paracel-islands", "puerto-rico", "senkaku-islands",
    "somaliland", "south-ossetia", "spratly-islands", "taiwan", "tibet", "transnistria",
    "west-bank", "western-sahara", "xinjiang",
]  # fmt: skip


@cache
def states() -> dict[str, Entry]:
    """Return the entries of states.yaml by id."""
    return {str(entry["id"]): entry for entry in read("states", "actors")}


@cache
def places() -> dict[str, Entry]:
    """Return the entries of places.yaml by id."""
    return {str(entry["id"]): entry for entry in read("places", "places")}


def read(file: str, kind: str) -> list[Entry]:
    """Return the entries of a register file as they stand."""
    found: list[Entry] = yaml.safe_load((REGISTER / f"{file}.yaml").read_text("utf-8"))[kind]
    return found


def bearers(entry: Entry) -> list[str]:
    """Return the names that a `within` may use for a place."""
    return values(entry, "name", "alias")


def lies_in(name: str) -> str:
    """Return the id of the one place that a `within` means."""
    if name.startswith("place:"):
        return name.removeprefix("place:")
    found = [i for i, p in places().items() if fold(name) in map(fold, bearers(p))]
    assert len(found) == 1, f"{name} is of {found}"
    return found[0]


@cache
def above(place: str) -> frozenset[str]:
    """Return the ids of all places that a place lies within."""
    over = {lies_in(name) for name in values(places()[place], "within")}
    return frozenset(over.union(*(above(each) for each in over)))


@cache
def territories() -> frozenset[str]:
    """Return the ids of the places that are called as a state is."""
    called = {str(s["name"]) for s in states().values()}
    return frozenset(i for i, place in places().items() if place["name"] in called)


def test_members_of_the_united_nations() -> None:
    """All 193 members are states of the register, both observers, and few others, named here."""
    assert len(MEMBERS) == 193
    assert set(states()) == MEMBERS | OBSERVERS | ASSOCIATED | FORMER


@pytest.mark.parametrize(("file", "kind"), [("states", "actors"), ("places", "places")])
def test_one_entry_an_id(file: str, kind: str) -> None:
    """No id and no name stands over two entries of a file, and entries are sorted by id."""
    entries = read(file, kind)
    ids = [str(entry["id"]) for entry in entries]
    names = Counter(fold(str(entry["name"])) for entry in entries)
    assert ids == sorted(set(ids))
    assert [name for name, count in names.items() if count > 1] == []


def test_codes() -> None:
    """Each state has its code as its id, three letters and a Q-id that no other has."""
    for code, state in states().items():
        assert (state["type"], state["iso"]) == ("State", code)
        assert re.fullmatch("[a-z]{3}", str(state["iso3"]))
        assert re.fullmatch("Q[1-9][0-9]*", str(state.get("wikidata", "Q1")))
    iso3 = Counter(str(state["iso3"]) for state in states().values())
    qids = Counter(q for state in states().values() for q in values(state, "wikidata"))
    assert max(iso3.values()) == max(qids.values()) == 1
    assert [c for c in MEMBERS | OBSERVERS if "wikidata" not in states()[c]] == []


def test_people_and_capitals() -> None:
    """Each state of today can be meant by its people and by its capital, where they have a name."""
    today = MEMBERS | OBSERVERS | ASSOCIATED
    assert {c for c in today if not values(states()[c], "demonym")} == NO_PEOPLE
    assert {c for c in today if not values(states()[c], "metonym")} == CITY_STATES


def test_former_states() -> None:
    """A former state says when it was one, and takes no capital from a state of today."""
    now = {fold(m) for c in set(states()) - FORMER for m in values(states()[c], "metonym")}
    for code in FORMER:
        state = states()[code]
        assert re.search("[0-9]{4} to [0-9]{4}", str(state["description"]))
        assert [m for m in values(state, "metonym") if fold(m) in now] == []


def test_capitals_are_places() -> None:
    """Whoever names a capital may mean the place: each metonym is the name of a place."""
    known = {fold(name) for place in places().values() for name in bearers(place)}
    given = {m for state in states().values() for m in values(state, "metonym")}
    assert {m for m in given if fold(m) not in known} == {"Pankow"}


def test_each_state_has_a_territory() -> None:
    """Each state but the Holy See, whose is Vatican City, is a place of the same name as well."""
    called = {str(place["name"]) for place in places().values()}
    assert {c for c, s in states().items() if s["name"] not in called} == {"va"}
    assert "vatican-city" in places()


def test_within() -> None:
    """Each `within` means one place of the file, and no place lies within itself."""
    for place in places():
        assert place not in above(place)
        assert above(place) <= set(places())


def test_territories_lie_in_a_region() -> None:
    """A state's territory lies within a continent, and within no other state's."""
    continents = {"africa", "americas", "asia", "europe", "oceania", "eurasia"}
    for place in territories():
        assert above(place) & continents, place
        assert not above(place) & territories(), place


@pytest.mark.parametrize("place", SENSITIVE)
def test_no_claim_is_taken_over(place: str) -> None:
    """Where it is disputed whose a place is, the register does not put it in any state."""
    assert not above(place) & territories()


def test_disputes_are_told_alike() -> None:
    """A place whose description tells of a dispute lies in no state, and the words are neutral."""
    told = {i: str(p["description"]) for i, p in places().items() if "description" in p}
    disputed = [i for i, words in told.items() if "disputed" in words]
    assert len(disputed) >= 60
    assert [i for i in disputed if above(i) & territories()] == []
    assert [i for i in disputed if not told[i].startswith("Status disputed between ")] == []
    assert [
        w for w in told.values() if re.search("occup|annex|illegal|liberat|rebel", w, re.IGNORECASE)
    ] == []


def test_names_that_are_of_several() -> None:
    """Names that really are of two stand under both, so that nobody is picked by chance."""
    of = {
        "Congo": {"democratic-republic-of-the-congo", "republic-of-the-congo"},
        "Georgia": {"georgia", "georgia-u-s-state"},
        "Ireland": {"ireland", "ireland-island"},
        "Korea": {"korean-peninsula", "north-korea", "south-korea"},
        "Luxembourg": {"luxembourg", "luxembourg-city"},
        "Macedonia": {"macedonia-greek-region", "north-macedonia"},
        "Punjab": {"punjab-india", "punjab-pakistan"},
        "Guinea": {"guinea"},
        "Niger": {"niger"},
    }
    found = {n: {i for i, p in places().items() if n in bearers(p)} for n in of}
    assert found == of
    people = {c for c, s in states().items() if "Dominican" in values(s, "demonym")}
    assert people == {"dm", "do"}


@pytest.mark.parametrize(("file", "prefix"), [("states", "state"), ("places", "place")])
def test_names_in_other_languages(file: str, prefix: str) -> None:
    """The rows are sorted, of entries there are, in 30 languages at least, and well-formed."""
    rows = spellings(file)
    known = {f"{prefix}:{i}" for i in (states() if prefix == "state" else places())}
    counted = Counter(language for _, language, _ in rows)
    assert rows == sorted(set(rows))
    assert {i for i, _, _ in rows} <= known
    assert len([language for language, count in counted.items() if count >= 30]) >= 30
    assert [t for _, t, _ in rows if not re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?", t)] == []
    assert [n for _, _, n in rows if n != n.strip() or not fold(n)] == []


@pytest.mark.parametrize(("file", "prefix"), [("states", "state"), ("places", "place")])
def test_a_name_is_listed_once(file: str, prefix: str) -> None:
    """No row repeats, after folding, another name of the same entry."""
    entries = states() if prefix == "state" else places()
    given = []
    for i, entry in entries.items():
        own = values(entry, "name", "alias", "abbreviation", "former-name")
        given += [(f"{prefix}:{i}", folded) for folded in {fold(name) for name in own}]
    given += [(i, fold(name)) for i, _, name in spellings(file)]
    assert [pair for pair, count in Counter(given).items() if count > 1] == []


def test_endonyms() -> None:
    """A state is known by the name that its own people give it."""
    known = {(i, fold(name)) for i, _, name in spellings("states")}
    own = {"de": "Deutschland", "fi": "Suomi", "hu": "Magyarország", "jp": "日本", "cn": "中国",
           "ua": "Україна", "ge": "საქართველო", "gr": "Ελλάδα", "eg": "مصر", "is": "Ísland",
           "al": "Shqipëria", "hr": "Hrvatska", "am": "Հայաստան", "kz": "Қазақстан"}  # fmt: skip
    assert {(f"state:{code}", fold(name)) for code, name in own.items()} - known == set()
