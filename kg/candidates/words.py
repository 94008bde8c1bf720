"""Words that names carry and that tell nobody apart, and short forms of given names."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words("""
    mr mrs ms miss dr prof professor sir dame lord lady his her the hon honourable excellency he
    president premier prime minister foreign defence defense interior finance chancellor secretary
    general secgen state ambassador envoy senator sen rep representative congressman congresswoman
    governor mayor king queen prince princess crown sheikh sheik emir sultan shah ayatollah imam
    pope patriarch archbishop cardinal colonel col captain capt major maj lieutenant lt gen admiral
    adm marshal brigadier commander spokesman spokeswoman spokesperson deputy vice former ex acting
    """)
OFFICES = _words(
    "president chancellor minister premier prime foreign ambassador secretary envoy spokesman"
)
"""Titles that are no names, so that what stands before them is a state's."""
PARTICLES = _words(
    "bin ibn bn ben bint al el ul ad de del della di da dos van von der den zu la le of the"
)
FIRST_NAMES = frozenset({"ben", "le", "van", "di", "da"})
"""Particles that are given names or family names where they come first."""
GENERATIONS = {"jr": "junior", "junior": "junior", "sr": "senior", "senior": "senior"} | {
    word: word
    for word in ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "xi", "xii", "xiv", "xvi")
}
SMALL_WORDS = _words("of the for and in on to at by a an de la le du des et der die und")
ORGANISATION_WORDS = {
    "affairs": "", "department": "ministry", "dept": "ministry", "min": "ministry",
    "defence": "defense", "organisation": "organization", "org": "organization",
    "centre": "center", "labour": "labor", "programme": "program", "govt": "government",
    "centr": "center", "intl": "international", "assn": "association", "comm": "commission",
}  # fmt: skip
STATE_FORM = re.compile(
    r"^(?:the )?(?:federal |islamic |hellenic )?(?:republic|kingdom|state|principality|sultanate|"
    r"commonwealth|grand duchy|union) of (?:the )?"
)
AMBIGUOUS_STATES = _words("china korea congo guinea ireland cyprus macedonia samoa")
"""Names that are not one state's once "Republic of" is taken away."""
GENERIC = _words("""
    ministry foreign defense interior finance justice government parliament army navy police council
    court supreme constitutional central bank president presidential office cabinet senate house
    congress chancellery administration forces armed military general staff security national state
    air force intelligence service commission committee embassy mission delegation prime minister
    coast guard border trade energy opposition party press officials diplomats protesters rebels
    """)
"""Words of which a body's name tells nothing unless its state is known."""

_SHORT = """
    abe abraham; alex alexander aleksandr sasha; andy andrew; ben benjamin; bill william will
    billy; bob robert bobby rob; chris christopher; chuck charles charlie; dan daniel danny;
    dave david; dick richard rick; don donald; ed edward eddie ted; fred frederick; geoff
    geoffrey; greg gregory; hank henry harry; jack john; jeff jeffrey; jerry gerald; jim james
    jimmy; joe joseph; ken kenneth; kate katherine kathy; larry lawrence; liz elizabeth; maggie
    margaret; matt matthew; mike michael; nick nicholas; pat patrick; pete peter; ray raymond;
    ron ronald; sam samuel; steve stephen steven; sue susan; tim timothy; tom thomas; tony
    anthony; vlad vladimir; zack zachary
"""
NICKNAMES = {word: group.split()[1] for group in _SHORT.split(";") for word in group.split()}
"""The full form for each short form of a given name."""
