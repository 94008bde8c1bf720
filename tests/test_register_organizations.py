"""The shipped register's organizations and groups: who belongs to them and what they are called."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache

import pytest
import yaml
from registers import REGISTER, Entry, spellings, values

from kg.register import fold

TYPES = {"ActorGroup", "ArmedForces", "IntergovernmentalOrganization", "Organization"}
OUTRIGHT = ("name", "alias", "abbreviation", "former-name")

COUNTS = {
    "african-union": 54, "aosis": 39, "arab-league": 22, "asean": 11,
    "association-of-caribbean-states": 25, "brics": 10, "central-european-initiative": 17,
    "cern": 25, "cica": 28, "cis": 9, "committee-of-ministers": 46, "commonwealth": 56,
    "conference-on-disarmament": 65, "council-of-europe": 46,
    "council-of-europe-development-bank": 42, "csto": 6, "eaeu": 5, "ecowas": 12, "eu": 27,
    "fatf": 39, "g20": 21, "g7": 7, "gcc": 6, "nato": 32, "nato-russia-council": 33,
    "nato-ukraine-council": 33, "oecd": 38, "oic": 57, "opec": 11, "osce": 57,
    "osce-permanent-council": 57, "pacific-community": 19, "sco": 10, "un": 193,
    "union-for-the-mediterranean": 43, "zangger-committee": 39,
}  # fmt: skip
REGIONS = ["african-group", "asia-pacific-group", "eastern-european-group", "grulac", "weog"]

SEVERAL = {
    "Allied powers": {"allied-powers-world-war-one", "allied-powers-world-war-two"},
    "Allies": {"allied-powers-world-war-one", "allied-powers-world-war-two"},
    "BAD": {"african-development-bank", "asian-development-bank"},
    "coalition of the willing": {
        "coalition-of-the-willing-iraq", "coalition-of-the-willing-ukraine",
    },
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
    for i, _, name in spellings("organizations"):
        found[fold(name)].add(i.partition(":")[2])
    return dict(found)


def members(entry: str) -> list[str]:
    """Return the ids of an entry's members: each is one state or one organization."""
    called = {str(s["name"]): f"state:{code}" for code, s in states().items()}
    called |= {f"state:{code}": f"state:{code}" for code in states()}
    called |= {str(e["name"]): curie(e) for e in organizations().values()}
    return [called[name] for name in values(organizations()[entry], "members")]


def test_enough_of_them() -> None:
    """There are 130 organizations at least, and groups beside them; each says what it is."""
    assert len(read("organizations")) >= 130
    assert len(read("groups")) >= 60
    assert [i for i, e in organizations().items() if not values(e, "description")] == []
    assert {str(e["type"]) for e in organizations().values()} == TYPES
    assert {str(e["type"]) for e in read("groups")} == {"ActorGroup"}


def test_one_entry_an_id() -> None:
    """No id and no name stands over two entries of both files, and each file is sorted by id."""
    entries = [*read("organizations"), *read("groups")]
    names = Counter(fold(str(e["name"])) for e in entries)
    assert len({str(e["id"]) for e in entries}) == len(entries)
    assert [name for name, count in names.items() if count > 1] == []
    for file in ("organizations", "groups"):
        ids = [str(entry["id"]) for entry in read(file)]
        assert ids == sorted(ids)


def test_ids_that_were_there() -> None:
    """Whoever named an organization by its id finds it under that name still."""
    kept = {"nato": "NATO", "osce": "OSCE", "nato-russia-council": "NATO-Russia Council",
            "eu": "European Union", "un": "United Nations"}  # fmt: skip
    assert {i: organizations()[i]["name"] for i in kept} == kept


@pytest.mark.parametrize("entry", sorted(organizations()))
def test_members_are_known(entry: str) -> None:
    """Each member is an entry of the register, and is named once."""
    assert len(members(entry)) == len(set(members(entry)))
    assert curie(organizations()[entry]) not in members(entry)


@pytest.mark.parametrize(("entry", "count"), sorted(COUNTS.items()))
def test_members_are_complete(entry: str, count: int) -> None:
    """All members are named of the organizations that are named most."""
    assert len(members(entry)) == count


def test_who_joined_and_who_left() -> None:
    """Membership is that of today, not that of ten years ago."""
    assert {"state:fi", "state:se", "state:mk"} <= set(members("nato"))
    assert "state:gb" not in members("eu")
    assert "state:ru" not in members("council-of-europe")
    assert not {"state:ml", "state:bf", "state:ne"} & set(members("ecowas"))
    assert "state:tl" in members("asean")
    assert "state:by" in members("sco")
    assert "state:ni" not in members("oas")
    assert "state:ae" not in {*members("opec"), *members("opec-plus")}
    assert "state:fi" not in members("barents-euro-arctic-council")
    assert "state:bg" in members("euro-area-states")


def test_former_states_are_members_of_what_is_past() -> None:
    """A state that is no more belongs only to organizations and groups that are past as well."""
    former = {f"state:{c}" for c, s in states().items() if "description" in s}
    assert former == {"state:cs", "state:dd", "state:su", "state:yd", "state:yu"}
    found = {i for i in organizations() if former & set(members(i))}
    assert found == {"comecon", "four-powers", "warsaw-pact"}


def test_groups_within_organizations() -> None:
    """Whoever belongs to a part belongs to the whole."""
    inner = {"eu": "council-of-europe", "nato": "osce", "baltic-states": "nordic-baltic-eight",
             "euro-area-states": "eu-member-states", "p3": "p5", "gcc": "arab-league",
             "csto": "osce", "eaeu": "un", "visegrad-group": "bucharest-nine"}  # fmt: skip
    assert [i for i, whole in inner.items() if not set(members(i)) <= set(members(whole))] == []
    assert members("eu") == members("eu-member-states")
    assert members("nato") == members("nato-member-states")


def test_regional_groups_make_the_united_nations() -> None:
    """The five regional groups are all members; only Turkey takes part in two of them."""
    counted = Counter(member for group in REGIONS for member in members(group))
    assert set(counted) == set(members("un"))
    assert {member for member, count in counted.items() if count > 1} == {"state:tr"}


def test_names_that_are_of_several() -> None:
    """A name of two entries is one of those listed here, so that it is refused on purpose."""
    assert {n: ids for n, ids in bearers().items() if len(ids) > 1} == {
        fold(name): ids for name, ids in SEVERAL.items()
    }


def test_a_code_or_a_name_of_a_state_is_no_organizations() -> None:
    """Whoever writes a state's name or code never means an organization by it."""
    codes = {str(s[key]) for s in states().values() for key in ("iso", "iso3")}
    called = {fold(n) for s in states().values() for n in values(s, *OUTRIGHT, "demonym")}
    assert codes & set(bearers()) == LIKE_A_CODE
    assert called & set(bearers()) == set()


def test_seats() -> None:
    """A seat that is a capital too may mean the organization or the state."""
    seats = {m: i for i, e in organizations().items() for m in values(e, "metonym")}
    capitals = {fold(m) for s in states().values() for m in values(s, "metonym")}
    assert {m: i for m, i in seats.items() if fold(m) in capitals} == {
        "Brussels": "eu",
        "The Hague": "icc",
    }


def test_words_are_neutral() -> None:
    """No description takes a side, and none runs on."""
    told = {i: str(e["description"]) for i, e in organizations().items()}
    sides = r"\b(annex|illegal|regime change|puppet|so-called|terrorist|liberate|aggressor)"
    assert [i for i, words in told.items() if re.search(sides, words, re.IGNORECASE)] == []
    assert [i for i, words in told.items() if len(words) > 160 or words.endswith(".")] == []


def test_names_in_other_languages() -> None:
    """There are 400 rows at least, sorted, of entries there are, well-formed and told once."""
    rows = spellings("organizations")
    own = {(curie(e), fold(n)) for e in organizations().values() for n in values(e, *OUTRIGHT)}
    given = Counter((i, fold(name)) for i, _, name in rows)
    assert len(rows) >= 400
    assert rows == sorted(set(rows))
    assert {i for i, _, _ in rows} <= {curie(e) for e in organizations().values()}
    assert [t for _, t, _ in rows if not re.fullmatch("[a-z]{2,3}(-[A-Z][a-z]{3})?", t)] == []
    assert [n for _, _, n in rows if n != n.strip() or not fold(n)] == []
    assert [pair for pair, count in given.items() if count > 1 or pair in own] == []


@pytest.mark.parametrize("language", ["ar", "de", "es", "fr", "ru", "uk", "zh"])
def test_languages(language: str) -> None:
    """The organizations that are named most are known in the languages of most news."""
    known = {i for i, tag, _ in spellings("organizations") if tag == language}
    assert {f"body:{i}" for i in ("un", "nato", "eu", "osce", "iaea", "icc")} <= known
