"""Dates that are not one day compare as possibly or certainly before."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from kg.edtf import parse_edtf
from kg.errors import UsageError
from kg.queries import bind, find_query
from kg.terms import ONTOLOGY, RDF_TYPE, XSD

ROOT = Path(__file__).parents[1]
EX = "https://example.org/"
DAY = "2031-05-02"
DOCS = (ROOT / "docs/queries.md").read_text("utf-8")
POSSIBLY = "!BOUND(?earliest) || ?earliest < ?day"
CERTAINLY = "BOUND(?latest) && ?latest < ?day"

# EDTF, possibly before the day, certainly before it.
CASES = [
    ("2031-05-01", True, True),
    ("2031-05-02", False, False),
    ("2031-05-03", False, False),
    ("2031-05", True, False),
    ("2031-04", True, True),
    ("2031", True, False),
    ("2030", True, True),
    ("2032", False, False),
    ("203X", True, False),
    ("2031-05-01?", True, True),
    ("2031-05~", True, False),
    ("../2031-05-01", True, True),
    ("../2031-05-02", True, False),
    ("2031-05-01/..", True, False),
    ("2031-05-02/..", False, False),
    ("2031-04-01/2031-04-30", True, True),
    ("[2031-04-30,2031-05-03]", True, False),
    ("[..2031-05-01]", True, True),
    ("[2031-05-02..]", False, False),
    ("", True, False),
]


def graph(edtf: str) -> Store:
    """Return a threat of a date, reported by a source; of no date where none is given."""
    act, span, report = (NamedNode(f"{EX}{name}") for name in ("act", "span", "report"))
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (act, RDF_TYPE, NamedNode(f"{ONTOLOGY}Threat")),
        (act, NamedNode(f"{ONTOLOGY}issuedBy"), NamedNode(f"{EX}somebody")),
        (report, NamedNode(f"{ONTOLOGY}reports"), act),
        (report, NamedNode(f"{ONTOLOGY}inDocument"), NamedNode(f"{EX}source")),
    ]
    if edtf:
        time = parse_edtf(edtf)
        said.append((act, NamedNode(f"{ONTOLOGY}hasTime"), span))
        said += [
            (span, NamedNode(ONTOLOGY + name), Literal(str(day), datatype=NamedNode(f"{XSD}date")))
            for name, day in (("earliest", time.earliest), ("latest", time.latest))
            if day is not None
        ]
    store = Store()
    store.extend(Quad(*triple) for triple in said)
    return store


def found(store: Store, text: str) -> bool:
    """Tell whether a query has a row, in two engines that agree."""
    answer = store.query(text)
    assert isinstance(answer, QuerySolutions)
    rows = len(list(answer))
    other = rdflib.Graph()
    for quad in store:
        other.parse(data=f"{quad.triple} .", format="nt")
    assert len(other.query(text).bindings) == rows
    return rows > 0


@pytest.mark.parametrize(("edtf", "possibly", "certainly"), CASES, ids=[case[0] for case in CASES])
def test_possibly_and_certainly_before(edtf: str, *, possibly: bool, certainly: bool) -> None:
    """What may be before a day, and what must be, as the documentation writes the two filters."""
    store = graph(edtf)
    for condition, want in ((POSSIBLY, possibly), (CERTAINLY, certainly)):
        assert f"FILTER({condition})" in DOCS
        text = f"""PREFIX dkg: <{ONTOLOGY}>
            PREFIX xsd: <{XSD}>
            SELECT ?act {{ VALUES ?day {{ "{DAY}"^^xsd:date }} ?act a dkg:Threat .
            OPTIONAL {{ ?act dkg:hasTime ?span .
                OPTIONAL {{ ?span dkg:earliest ?earliest }}
                OPTIONAL {{ ?span dkg:latest ?latest }} }}
            FILTER({condition}) }}"""
        assert found(store, text) is want
    assert possibly or not certainly


@pytest.mark.parametrize(("edtf", "possibly", "certainly"), CASES, ids=[case[0] for case in CASES])
def test_a_window_keeps_what_possibly_lies_in_it(
    edtf: str, *, possibly: bool, certainly: bool
) -> None:
    """`to` leaves out only what is certainly later, `from` only what is certainly earlier."""
    store, query = graph(edtf), find_query("threats", [ROOT / "queries"])

    def asked(**values: str) -> bool:
        text = bind(query, values, lambda _kind, _text: NamedNode(f"{EX}somebody"))
        return found(store, text)

    assert asked(**{"from": DAY}) is not certainly
    assert asked(to="2031-05-01") is possibly
    assert asked(**{"from": "0001-01-01", "to": "9999-12-31"}) is True


@pytest.mark.parametrize(
    "text", ["2031", "2031-05", "2031-05-02?", "../2031-05-02", "2031-05-02/.."]
)
def test_a_parameter_is_one_day(text: str) -> None:
    """What a window begins or ends with is a day; EDTF is for facts."""
    query = find_query("threats", [ROOT / "queries"])
    with pytest.raises(UsageError) as caught:
        bind(query, {"from": text}, lambda _kind, _text: NamedNode(f"{EX}somebody"))
    assert caught.value.code == "bad-parameter"
