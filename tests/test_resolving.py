"""Names: what is the same after folding, which rule reads a name, and when nobody is meant."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.domain import shipped_domain
from kg.facts.reading import read_stream
from kg.ontology import Ontology, load_ontology
from kg.register import Days, Resolver, deciding, fold, romanised, suggest
from kg.registers import Register, map_register
from kg.terms import ONTOLOGY, Names

REGISTER = """
actors:
  - {type: State, id: arcadia, name: Arcadia, demonym: [Arcadian, Arcadians], metonym: [Port Ada]}
  - {type: State, id: borealis, name: Borealis, former-name: [Northmark], metonym: [Port Ada]}
  - {type: State, id: east-lyra, name: East Lyra, alias: [Lyra], abbreviation: [E.L.]}
  - {type: State, id: west-lyra, name: West Lyra, alias: [Lyra], iso: el}
  - type: GovernmentBody
    id: chancellery
    name: Chancellery
    alias: [Stone House]
    state: Borealis
  - type: Person
    id: moreau-ada
    name: Ada Moreau
    tenures: [{office: Foreign Minister of Arcadia, start: 2030}]
  - type: Person
    id: lind-tomas
    name: Tomas Lind
    tenures: [{office: Foreign Minister of Arcadia, start: 2025, end: 2029}]
  - {type: Person, id: lind-eva, name: Eva Lind, tenures: [{office: President of Borealis}]}
  - {type: Person, id: leeuw, name: Jan van der Leeuw, tenures: [{office: President of Arcadia}]}
  - {type: Person, id: kuso, name: Kuso Ha-neul, family-name: Kuso}
  - {type: Person, id: ivanov, name: Сергей Иванов}
  - {type: MediaOutlet, id: courier, name: Courier}
places:
  - {type: Place, id: lyra, name: Lyra}
aliases:
  the Old Kingdom: Borealis
"""


@cache
def ontology() -> Ontology:
    """Return the shipped ontology, read once."""
    return load_ontology(shipped_domain().ontology)


@cache
def register() -> Register:
    """Return the register of this page."""
    facts = list(read_stream(BytesIO(REGISTER.encode()), "register.yaml", "yaml"))
    found, findings = map_register(facts, ontology(), Names())
    assert findings == []
    return found


def read(name: str, wanted: str = "Actor", day: str = "") -> tuple[list[str], str]:
    """Return the ids that a name may mean to a source that said nothing yet, and the rule."""
    days = Days(date.fromisoformat(day), date.fromisoformat(day)) if day else None
    answer = Resolver(register().layers).resolve(name, f"{ONTOLOGY}{wanted}", days)
    rules = {match.rule for match in answer.matches} or {""}
    assert len(rules) == 1
    return sorted(m.named.id.partition(":")[2] for m in answer.matches), rules.pop()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ARCADIA", "arcadia"),
        ("Mélanie", "Melanie"),
        ("the Arcadia", "Arcadia"),
        ("Arcadia's", "Arcadia"),
        ("Arcadia’s", "Arcadia"),
        ("U.S.", "US"),
        ("U. S. A.", "USA"),
        ("Łódź", "Lodz"),
        ("İstanbul", "Istanbul"),
        ("Straße", "Strasse"),
        ("Côte d’Ivoire", "Cote d'Ivoire"),
        ("NATO-Russia   Council", "NATO Russia Council"),
        ("Bosnia & Herzegovina", "Bosnia and Herzegovina"),
        ("\N{LEFT DOUBLE QUOTATION MARK}Arcadia\N{RIGHT DOUBLE QUOTATION MARK}", "Arcadia"),
        ("ﬁnland", "finland"),
        ("Ё", "Е"),
    ],
)
def test_what_does_not_count_is_folded_away(one: str, other: str) -> None:
    """Case, diacritics, punctuation, articles, possessives and widths make no other name."""
    assert fold(one) == fold(other) != ""


@given(st.text())
def test_folding_is_final(text: str) -> None:
    """What is folded stays as it is when folded again, whatever it was."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Сергей Лавров", "Sergey Lavrov"),
        ("Сергей Лавров", "Sergei Lavrov"),
        ("Владимир Зеленский", "Vladimir Zelensky"),
        ("Володимир Зеленський", "Volodymyr Zelenskyy"),
        ("Михаил Горбачёв", "Mikhail Gorbachev"),
        ("Никита Хрущёв", "Nikita Khrushchev"),
        ("Александр Лукашенко", "Alexander Lukashenko"),
        ("Κυριάκος Μητσοτάκης", "Kyriakos Mitsotakis"),
        ("Нікол Пашинян", "Nikol Pashinyan"),
        ("ირაკლი კობახიძე", "Irakli Kobakhidze"),
        ("Александар Вучић", "Aleksandar Vučić"),
        ("习近平", "Xi Jinping"),
        ("王毅", "Wang Yi"),
    ],
)
def test_a_name_meets_its_latin_spellings(one: str, other: str) -> None:
    """A name of another script and its usual spelling in Latin letters are read alike."""
    assert romanised(fold(one)) == romanised(fold(other))


@pytest.mark.parametrize(
    ("name", "ids", "rule"),
    [
        ("Arcadia", ["arcadia"], "name"),
        ("ARCADIA'S", ["arcadia"], "name"),
        ("Arcadians", ["arcadia"], "demonym"),
        ("Northmark", ["borealis"], "former-name"),
        ("E. L.", ["east-lyra"], "abbreviation"),
        ("old kingdom", ["borealis"], "alias"),
        ("Lyra", ["east-lyra", "west-lyra"], "alias"),
        ("Port Ada", ["arcadia", "borealis"], "metonym"),
        ("Stone House", ["chancellery"], "alias"),
        ("state:borealis", ["borealis"], "id"),
        ("state:nowhere", [], ""),
        ("Ada Moreau", ["moreau-ada"], "name"),
        ("Moreau", [], ""),
        ("A. Moreau", ["moreau-ada"], "initials and family name"),
        ("B. Moreau", [], ""),
        ("Moreau, Ada", ["moreau-ada"], "family name first"),
        ("Mrs Moreau", ["moreau-ada"], "form of address and name"),
        ("Foreign Minister Moreau", ["moreau-ada"], "title and name"),
        ("Minister Moreau", ["moreau-ada"], "title and name"),
        ("Arcadian Foreign Minister Ada Moreau", ["moreau-ada"], "title and name"),
        ("Arcadian Foreign Minister Moreau", ["moreau-ada"], "title and name"),
        ("former Foreign Minister Tomas Lind", ["lind-tomas"], "title and name"),
        ("Borealis Foreign Minister Moreau", [], ""),
        ("President Moreau", [], ""),
        ("President Lind", ["lind-eva"], "title and name"),
        ("Mr Lind", ["lind-eva", "lind-tomas"], "form of address and name"),
        ("President van der Leeuw", ["leeuw"], "title and name"),
        ("President Leeuw", ["leeuw"], "title and name"),
        ("Mr Kuso", ["kuso"], "form of address and name"),
        ("Mr Ha-neul", [], ""),
        ("Sergei Ivanov", ["ivanov"], "another script"),
        ("Ада Мореау", ["moreau-ada"], "another script"),
        ("le Courier", ["courier"], "name, without its article"),
        ("foreign minister of Arcadia", ["moreau-ada"], "office held then"),
        ("Arcadia's foreign minister", ["moreau-ada"], "office held then"),
        ("the Arcadian foreign minister", ["moreau-ada"], "office held then"),
        ("the President", ["leeuw", "lind-eva"], "office held then"),
        ("", [], ""),
        ("???", [], ""),
        ("of", [], ""),
        ("Mr", [], ""),
        ("President of", [], ""),
        ("a" * 10_000, [], ""),
        (" of ".join(["president"] * 40), [], ""),
    ],
)
def test_a_name_is_read_by_one_rule(name: str, ids: list[str], rule: str) -> None:
    """Whom a name means, or may mean, and by which rule: nobody by a guess."""
    assert read(name) == (ids, rule)


@pytest.mark.parametrize(
    ("name", "day", "ids"),
    [
        ("foreign minister of Arcadia", "2031-05-02", ["moreau-ada"]),
        ("foreign minister of Arcadia", "2027-01-01", ["lind-tomas"]),
        ("foreign minister of Arcadia", "2029-12-31", ["lind-tomas"]),
        ("foreign minister of Arcadia", "2020-01-01", []),
        ("foreign minister of Borealis", "2031-05-02", []),
    ],
)
def test_an_office_means_whoever_held_it_then(name: str, day: str, ids: list[str]) -> None:
    """Who was foreign minister is a question of the day."""
    assert read(name, day=day)[0] == ids


def test_a_class_decides_who_is_meant() -> None:
    """One name is a place where a place is wanted, and a state where a state is."""
    assert read("Lyra", "Place") == (["lyra"], "name")
    assert read("Stone House", "State") == (["borealis"], "seat of the state")
    assert read("Stone House", "Person") == ([], "")


def test_an_office_of_nobody_in_particular_means_nobody_for_sure() -> None:
    """That only one foreign minister is known does not make "the foreign minister" that one."""
    answer = Resolver(register().layers).resolve("the foreign minister", f"{ONTOLOGY}Person")
    assert ([m.named.id for m in answer.matches], answer.one) == (["person:moreau-ada"], None)


def test_a_family_name_counts_once_the_full_name_was_given() -> None:
    """A family name alone is nobody's, until the same source has said the full name."""
    resolver, person = Resolver(register().layers), f"{ONTOLOGY}Person"
    assert resolver.resolve("Moreau", person).one is None
    resolver.resolve("Ada Moreau", person)
    found = resolver.resolve("Moreau", person)
    assert found.one is not None
    assert (found.one.id, found.matches[0].rule) == (
        "person:moreau-ada",
        "family name, after the full name",
    )
    resolver.resolve("Eva Lind", person)
    resolver.resolve("Tomas Lind", person)
    assert len(resolver.resolve("Lind", person).matches) == 2


def test_candidates_come_with_words_that_decide() -> None:
    """For each of several there is a name, or an id, by which it alone is meant."""
    layers, state = register().layers, f"{ONTOLOGY}State"
    answer = Resolver(layers).resolve("Lyra", state)
    words = [deciding(layers, match.named, state) for match in answer.matches]
    assert words == ["East Lyra", "West Lyra"]
    found = [Resolver(layers).resolve(word, state).one for word in words]
    assert found == [match.named for match in answer.matches]


@pytest.mark.parametrize(
    ("name", "want"),
    [
        ("Arcdia", ["Arcadia"]),
        ("Moreau", ["Ada Moreau"]),
        ("Moreau Ada", ["Ada Moreau"]),
        ("Zzz", []),
        ("", []),
    ],
)
def test_similarity_only_suggests(name: str, want: list[str]) -> None:
    """What is alike is offered; it is never taken."""
    assert read(name)[0] == []
    assert suggest(register().layers, name, f"{ONTOLOGY}Actor")[:1] == want


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Whatever stands where a name should, there is an answer."""
    resolver = Resolver(register().layers)
    for wanted in ("Actor", "Place", "Person", "State"):
        resolver.resolve(text, f"{ONTOLOGY}{wanted}")


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("Elsewhere: Atlantis", "unknown-name", "no actor or place is known as 'Atlantis'"),
        ("Elsewhere: Arcdia", "unknown-name", "did you mean 'Arcadia'?"),
        ("Elsewhere: Lyra", "ambiguous-name", "'East Lyra' (state:east-lyra) or 'West Lyra'"),
    ],
)
def test_an_alias_of_nobody_is_told_at_its_line(line: str, code: str, said: str) -> None:
    """A line of `aliases:` that means nobody, or several, is an error there."""
    text = REGISTER.rstrip() + f"\n  {line}\n"
    facts = list(read_stream(BytesIO(text.encode()), "register.yaml", "yaml"))
    _, findings = map_register(facts, ontology(), Names())
    assert [(f.code, f.position.line) for f in findings] == [(code, text.count("\n"))]
    assert said in str(findings[0])
