"""A planted set of pairs: tables of names and facts, written as two sources and loaded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

import yaml
from conftest import ROOT

import kg

if TYPE_CHECKING:
    from pathlib import Path

    from kg.candidates import Pair

CASES = ROOT / "tests/cases/candidates"
STATES = """
    Russia, Ukraine, Germany, France, China, Iran, Israel, Georgia, Greece, Turkey, Egypt,
    Syria, Poland, Belarus, Kazakhstan, Hungary, Italy, Spain, Libya, Iraq, Vietnam, Moldova,
    Serbia, Norway, Sweden, Canada, Brazil, Argentina, Cuba, Sudan, Estonia, Finland, Bulgaria,
    Pakistan, India, Bolivia, Nicaragua, Mali, Armenia, Azerbaijan, Lebanon, Jordan, Tunisia,
    Switzerland, Arcadia, Borealis, Lyra, Skarn, United States, United Kingdom, Saudi Arabia,
    North Korea, South Korea, Burkina Faso
"""
ALIASES = {"United States": {"abbreviation": ["US", "USA"]}}
BODIES = ["United Nations", "European Union", "Coastal League"]
PLACES = ["Ukraine", "Georgia", "Russia", "Moldova", "Kazakhstan", "Turkey", "Libya", "Lebanon"]
PLACES += ["Canada", "Australia", "Illinois", "Missouri", "Amber Strait", "Port Selene", "Old Mole"]
PEOPLE = {
    "Ada Moreau": "Foreign Minister of Arcadia",
    "Nils Holm": "Defence Minister of Arcadia",
    "Tomas Lind": "Chancellor of Borealis",
    "Britt Aas": "Defence Minister of Borealis",
}
FIRST, SECOND = "first-2031", "second-2031"


@dataclass(frozen=True, slots=True)
class Planted:
    """The loaded graph, and its planted pairs by the last parts of their IRIs, true or not."""

    graph: kg.Graph
    pairs: dict[frozenset[str], bool]

    def is_true(self, pair: Pair) -> bool:
        """Return whether a proposed pair was planted as one."""
        ends = frozenset(node.iri.value.rpartition("/")[2] for node in (pair.kept, pair.retired))
        return self.pairs.get(ends, False)


def plant(folder: Path) -> Planted:
    """Load the tables into a new store of a folder."""
    sources: dict[str, dict[str, Any]] = {FIRST: _source(FIRST), SECOND: _source(SECOND)}
    pairs: dict[frozenset[str], bool] = {}
    for table in ("persons", "bodies", "places", "facts"):
        rows = yaml.safe_load((CASES / f"{table}.yaml").read_text("utf-8"))
        for verdict in ("same", "different"):
            for number, row in enumerate(rows[verdict]):
                own = f"{table}-{verdict}-{number:03}"
                for (source, body), node in zip(sources.items(), _two(table, row), strict=True):
                    key = {"facts": "facts", "places": "places"}.get(table, "actors")
                    body[key].append({**node, "id": own})
                    del source
                ends = frozenset(f"{source}.{own}" for source in sources)
                pairs[ends] = verdict == "same"
    (folder / "register.yaml").write_text(yaml.safe_dump(_register(), allow_unicode=True), "utf-8")
    graph = kg.open(folder / "graph.kg", folder=folder)
    for source, body in sources.items():
        path = folder / f"{source}.yaml"
        path.write_text(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), "utf-8")
    report = graph.load(*(folder / f"{source}.yaml" for source in sources))
    wrong = [str(f) for f in report.findings if f.severity in {"error", "violation"}]
    assert wrong == [], "\n".join(wrong)
    return Planted(graph, pairs)


def _source(source: str) -> dict[str, Any]:
    about = {"id": source, "title": source, "publisher": "Planted", "published": "2031-06-01"}
    return {"source": about, "actors": [], "places": [], "facts": []}


def _register() -> dict[str, Any]:
    codes = map("".join, product("xqz", ascii_lowercase))
    states = [
        {"type": "State", "name": name, "id": code, "iso": code, **ALIASES.get(name, {})}
        for name, code in zip(re.split(r",\s+", STATES.strip()), codes, strict=False)
    ]
    bodies = [{"type": "IntergovernmentalOrganization", "name": name} for name in BODIES]
    people = [
        {"type": "Person", "name": name, "tenures": [_tenure(office)]}
        for name, office in PEOPLE.items()
    ]
    places = [{"type": "Place", "name": name} for name in PLACES]
    return {"actors": [*states, *bodies, *people], "places": places}


def _tenure(office: str) -> dict[str, Any]:
    title, _, of = office.rpartition(" of ")
    return {"office": {"title": title, "of": of.removeprefix("the ")}}


def _two(table: str, row: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - a row of a table
    if table != "facts":
        return [_named(table, text) for text in row]
    first = {key: value for key, value in row.items() if key != "then-b"} | {
        "evidence": "p1 narrative"
    }
    second = {k: v for k, v in (first | row["then-b"]).items() if v is not None}
    return [first, second]


def _named(table: str, text: str) -> dict[str, Any]:
    """Return the entry that a text of a table stands for."""
    name, *rest = re.split(r"\s([@=~!])\s", text)
    said = dict(zip(rest[::2], rest[1::2], strict=True))
    kind = {"persons": "Person", "places": "Place", "bodies": "Organization"}[table]
    node: dict[str, Any] = {"type": said.get("!", kind), "name": name}
    if "@" in said:
        if table == "persons":
            node["tenures"] = [_tenure(said["@"])]
        else:
            node["within" if table == "places" else "state"] = said["@"]
    if "=" in said:
        node["wikidata"] = said["="]
    if "~" in said:
        node["alias"] = [said["~"]]
    return node
