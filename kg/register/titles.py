"""Words that stand before a person's name: forms of address, and titles of offices."""

from __future__ import annotations

# fmt: off
ADDRESS = frozenset({
    "dame", "don", "dona", "dr", "excellency", "frau", "gospodin", "her", "herr", "highness",
    "his", "holiness", "hon", "honorable", "honourable", "lady", "lord", "m", "madam", "madame",
    "majesty", "miss", "mister", "mlle", "mme", "monsieur", "mr", "mrs", "ms", "prof",
    "professor", "sayyid", "senor", "senora", "sheikh", "sheikha", "signor", "signora", "sir",
    "господин", "пан", "пані",
})
"""Forms of address, folded: they say nothing of an office."""

MODIFIERS = frozenset({
    "acting", "caretaker", "chief", "deputy", "designate", "elect", "elected", "ex", "first",
    "former", "incoming", "interim", "late", "newly", "outgoing", "senior", "then", "top",
    "vice",
})
"""Words that may stand before a title, folded."""

TITLES = frozenset({
    "admiral", "adviser", "advisor", "ambassador", "aussenminister", "aussenministerin",
    "ayatollah", "bundeskanzler", "bundeskanzlerin", "chair", "chairman", "chairwoman",
    "chancellor", "col", "colonel", "commander", "commissioner", "congressman", "congresswoman",
    "crown prince", "culture minister", "defence minister", "defence secretary",
    "defense minister", "defense secretary", "diplomat", "director", "economy minister", "emir",
    "emperor", "energy minister", "envoy", "finance minister", "foreign minister",
    "foreign secretary", "gen", "general", "general secretary", "governor",
    "high representative", "home secretary", "interior minister", "judge", "justice minister",
    "kanzler", "kanzlerin", "king", "lawmaker", "leader", "lieutenant", "marshal", "mayor",
    "minister", "minister of defence", "minister of defense", "minister of foreign affairs",
    "minister president", "ministre", "national security adviser", "national security advisor",
    "negotiator", "official", "opposition leader", "party leader", "patriarch", "pope",
    "prasident", "premier", "premier ministre", "president", "president de la republique",
    "presidente", "press secretary", "prime minister", "primer ministro", "prince", "princess",
    "prosecutor", "queen", "representative", "secretary", "secretary general",
    "secretary of state", "senator", "speaker", "special envoy", "special representative",
    "spokesman", "spokesperson", "spokeswoman", "sultan", "supreme leader", "taoiseach",
    "trade minister", "treasury secretary", "канцлер", "министр", "министр иностранных дел",
    "посол", "президент", "премьер министр",
})
"""Titles of offices, folded, as newspapers put them before a name."""

PARTICLES = frozenset({
    "abu", "al", "as", "ben", "bin", "bint", "da", "de", "del", "della", "den", "der", "di",
    "dos", "du", "el", "ibn", "la", "le", "mac", "mc", "o", "san", "st", "ten", "ter", "van",
    "von",
})
"""Words that begin a family name of several, folded."""

ARTICLES = frozenset({
    "a", "das", "dem", "den", "der", "die", "el", "gli", "i", "il", "l", "la", "las", "le",
    "les", "lo", "los", "o", "os",
})
"""Articles of other languages, folded; one is left out where the name is not known with it."""
