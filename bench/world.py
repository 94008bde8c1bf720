"""The made-up world of the bench: real states under all their names, invented people in office."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

# Name, further names by which sources call it, and the place of its talks.
STATES = """
United States|U.S.,US,Washington,USA,Americans|Washington
Russia|Moscow,Russian Federation,Russians|Moscow
Ukraine|Kyiv,Kiev,Ukrainians|Kyiv
China|Beijing,PRC,People's Republic of China|Beijing
United Kingdom|UK,U.K.,London,Britain|London
France|Paris,French Republic|Paris
Germany|Berlin,Federal Republic of Germany|Berlin
Poland|Warsaw,Poles|Warsaw
Turkey|Ankara,Turks|Ankara
Iran|Tehran,Iranians|Tehran
Israel|Israelis|Jerusalem
Egypt|Cairo,Egyptians|Cairo
India|New Delhi,Indians|New Delhi
Pakistan|Islamabad,Pakistanis|Islamabad
Japan|Tokyo,Japanese|Tokyo
South Korea|Seoul,ROK|Seoul
North Korea|Pyongyang,DPRK|Pyongyang
Vietnam|Hanoi,Vietnamese|Hanoi
Norway|Oslo,Norwegians|Oslo
Sweden|Stockholm,Swedes|Stockholm
Finland|Helsinki,Finns|Helsinki
Estonia|Tallinn,Estonians|Tallinn
Latvia|Riga,Latvians|Riga
Lithuania|Vilnius,Lithuanians|Vilnius
Belarus|Minsk,Belarusians|Minsk
Moldova|Moldovans|Chisinau
Armenia|Yerevan,Armenians|Yerevan
Azerbaijan|Baku,Azeris|Baku
Kazakhstan|Astana,Kazakhs|Astana
Serbia|Belgrade,Serbs|Belgrade
Greece|Athens,Greeks|Athens
Spain|Madrid,Spaniards|Madrid
Italy|Rome,Italians|Rome
Canada|Ottawa,Canadians|Ottawa
Saudi Arabia|Riyadh,KSA,Saudis|Riyadh
Ethiopia|Addis Ababa,Ethiopians|Addis Ababa
Syria|Damascus,Syrians|Damascus
Iraq|Baghdad,Iraqis|Baghdad
Cuba|Havana,Cubans|Havana
Venezuela|Caracas,Venezuelans|Caracas
"""
OFFICES = (("President", "President"), ("Foreign Minister", "Minister"), ("Defence Minister", ""))
BODIES = ("United Nations", "European Union", "NATO", "OSCE", "African Union", "ASEAN")
OUTLETS = ("AFP", "Associated Press", "BBC", "Al Jazeera", "Axios", "Anadolu")
TOWNS = ("Geneva", "Vienna", "Brussels", "Doha", "Abu Dhabi", "Cairo", "Rome", "Oslo")
GIVEN = """Ada Anton Bela Britt Carl Clara Dora Edda Emil Finn Freya Gerd Hana Hugo Ines Ivo Jana
Jonas Kai Karla Lena Leo Mara Milan Nadia Nils Olga Otto Pia Ralf Rosa Sven Tara Tomas Ulla Vera
Viktor Wanda Xenia Yara""".split()
STARTS = """Bran Cald Darn Elm Fal Grau Holm Isk Jarn Kess Lind Moor Nord Ost Pell Quist Rusk Stav
Tarn Ulv Vold Wend Yst Zell Aker Birk Dov Ek Fros Gris""".split()
MIDDLES = "a e i o u an el en er is on or ul un al am ir em ad ot".split()
ENDS = """berg qvist anger eau ler ova off mann igny aker strand dahl feldt gard hoff wick lund
mark ness vik""".split()


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in office: what registers call them, and how sources do."""

    name: str
    forms: tuple[str, ...]
    office: str


@dataclass(frozen=True, slots=True)
class State:
    """A state with the names that sources use, its talks' place and its officers."""

    name: str
    forms: tuple[str, ...]
    capital: str
    officers: tuple[Person, ...]


def surname(number: int) -> str:
    """Return the surname of this number; no two numbers share one."""
    number, start = divmod(number, len(STARTS))
    number, end = divmod(number, len(ENDS))
    middle = ""
    while number:
        number, at = divmod(number - 1, len(MIDDLES))
        middle += MIDDLES[at]
    return STARTS[start] + middle + ENDS[end]


def make_states() -> tuple[State, ...]:
    """Return the states, each with three officers."""
    states = []
    for number, line in enumerate(STATES.strip().splitlines()):
        name, forms, capital = line.split("|")
        people = []
        for at, (title, short) in enumerate(OFFICES):
            own = surname(number * len(OFFICES) + at)
            full = f"{GIVEN[(number * 7 + at * 11) % len(GIVEN)]} {own}"
            known = (full, own, f"{short} {own}") if short else (full, own)
            office = f"{title} of the {name}" if name.startswith("United") else f"{title} of {name}"
            people.append(Person(full, known, office))
        states.append(State(name, (name, *forms.split(",")), capital, tuple(people)))
    return tuple(states)


def register(states: tuple[State, ...]) -> dict[str, Any]:
    """Return the project's register: everyone in office."""
    people = [
        {"type": "Person", "name": person.name, "alias": list(person.forms[1:]),
         "tenures": [{"office": person.office, "start": "2024-03"}]}
        for state in states
        for person in state.officers
    ]  # fmt: skip
    return {"actors": people}


def called(chance: Random, who: State | Person) -> str:
    """Return one of the names of a state or person; the plain one half of the time."""
    if chance.random() < 0.5:
        return who.name
    return chance.choice(who.forms)
