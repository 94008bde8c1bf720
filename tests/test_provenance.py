"""Rows say what bears them out: passages, their sources, and how many say so independently."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

import kg
from kg import store
from kg.asking import Asked
from kg.config import read_settings
from kg.provenance import with_provenance
from kg.provenance.origins import independent, origins_of
from kg.store import Answer, open_snapshot
from kg.terms import ONTOLOGY, Names

if TYPE_CHECKING:
    from conftest import Place

ROOT = Path(__file__).resolve().parents[1]
TIMES, GAZETTE = "example-times-2031-05-02", "lyra-gazette-2031-05-05"
HEAD = """
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix v: <https://w3id.org/demarche/vocab/> .
@prefix doc: <https://w3id.org/demarche/id/doc/> .
@prefix fact: <https://w3id.org/demarche/id/fact/> .
@prefix graph: <https://w3id.org/demarche/id/graph/> .
@prefix passage: <https://w3id.org/demarche/id/passage/> .
@prefix report: <https://w3id.org/demarche/id/report/> .
"""
EMBARGO = f"fact:{TIMES}.timber-embargo"
WIRES = f"""{HEAD}
graph:wire-a {{
  doc:wire-a a dkg:SourceDocument ; dkg:originId "agency-17" .
  report:wire-a.1 a dkg:Report ; dkg:reports {EMBARGO} ; dkg:inDocument doc:wire-a ;
    dkg:atPassage passage:wire-a.1 .
  passage:wire-a.1 a dkg:Passage ; dkg:passageOf doc:wire-a ; dkg:paragraph 7 ;
    dkg:charStart 853 ; dkg:charEnd 1025 .
  report:wire-a.2 a dkg:Report ; dkg:reports {EMBARGO} ; dkg:inDocument doc:wire-a ;
    dkg:atPassage passage:wire-a.2 .
  passage:wire-a.2 a dkg:Passage ; dkg:passageOf doc:wire-a ; dkg:paragraph 2 .
}}
graph:wire-b {{
  doc:wire-b a dkg:SourceDocument ; dkg:originId "agency-17" .
  report:wire-b.1 a dkg:Report ; dkg:reports {EMBARGO} ; dkg:inDocument doc:wire-b .
}}
graph:denier {{
  doc:denier a dkg:SourceDocument .
  report:denier.1 a dkg:Report ; dkg:reports {EMBARGO} ; dkg:inDocument doc:denier ;
    dkg:polarity v:polarity-negative ; dkg:atPassage passage:denier.1 .
  passage:denier.1 a dkg:Passage ; dkg:passageOf doc:denier ; dkg:paragraph 4 .
}}
graph:mistaken {{
  doc:mistaken a dkg:SourceDocument .
  report:mistaken.1 a dkg:Report ; dkg:reports {EMBARGO} ; dkg:inDocument doc:mistaken .
  <https://example.org/withdrawal> a dkg:Withdrawal ; dkg:withdraws report:mistaken.1 .
}}
"""
ADDED = ("evidenceText", "evidenceSource", "sourceCount", "originCount")


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return the examples' graph."""
    return _loaded(tmp_path_factory.mktemp("provenance"))


@pytest.fixture(scope="module")
def wires(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return that graph with two copies of a dispatch, a denial and a withdrawn report."""
    folder = tmp_path_factory.mktemp("wires")
    found = _loaded(folder)
    (folder / "wires.trig").write_text(WIRES, "utf-8")
    report = found.load(folder / "wires.trig", fail_on="never")
    assert report.sequence == 2, report.findings
    return found


def _loaded(folder: Path) -> kg.Graph:
    shutil.copytree(ROOT / "examples", folder / "examples")
    found = kg.open(folder / "graph.kg", folder=folder)
    assert found.load(folder / "examples/talks.yaml", folder / "examples/answer.yaml").sequence == 1
    return found


MET = "met Chancellor Tomas Lind of Borealis in the Lyran harbour town of Port Selene on Friday"

# query, values, and of each row: passages, sources, how many sources, how many origins
ROWS: list[tuple[str, dict[str, str], list[tuple[str | None, str, int, int]]]] = [
    (
        "threats-against",
        {"state": "Borealis"},
        [
            ("Arcadia will answer with an embargo on Borean timber", TIMES, 1, 1),
            ("If one shot is fired at a trawler, the talks are over", GAZETTE, 1, 1),
        ],
    ),
    (
        "demands-rejected",
        {},
        [
            (
                (
                    "Borealis must sign a treaty of the strait; turned down Arcadia's call for a"
                    " treaty of the strait; There is nothing to sign"
                ),
                f"{TIMES}; {GAZETTE}; {GAZETTE}",
                1,
                1,
            ),
            (
                "bring its warships home before the autumn; would stay where they are",
                f"{TIMES}; {GAZETTE}",
                1,
                1,
            ),
        ],
    ),
    (
        "said-during",
        {"event": "port-selene-talks"},
        [
            (f"{MET}; open its waters to Arcadian trawlers", TIMES, 1, 1),
            (f"{MET}; Borealis must sign a treaty of the strait", TIMES, 1, 1),
            (f"{MET}; bring its warships home before the autumn", TIMES, 1, 1),
        ],
    ),
    (
        "through-outlet",
        {"outlet": "Borealis Radio"},
        [("Arcadia had been smuggling engines through the strait for years", TIMES, 1, 1)],
    ),
    (
        "force-size",
        {},
        [
            (
                "sent two frigates to the southern mouth of the strait over the weekend",
                GAZETTE,
                1,
                1,
            ),
            ("gathered some 12,000 sailors and marines on the northern shore", TIMES, 1, 1),
        ],
    ),
    (
        "tenures",
        {},
        [
            (None, "register", 0, 0),
            (None, TIMES, 1, 1),
            (None, GAZETTE, 1, 1),
            (None, "register", 0, 0),
        ],
    ),
    ("speaker-profile", {"person": "Arcadia"}, [(None, TIMES, 1, 1)]),
    ("threats", {"by": "Lyra"}, []),
]


@pytest.mark.parametrize(("name", "values", "want"), ROWS)
def test_what_bears_a_row_out(
    graph: kg.Graph,
    name: str,
    values: dict[str, str],
    want: list[tuple[str | None, str, int, int]],
) -> None:
    """Each row has the passages behind it and their sources; rows and columns stay as they are."""
    bare = graph.query(name, timeout=60.0, max_rows=100, **_given(values))
    told = graph.query(name, evidence=True, origins=True, **_given(values))
    assert told.columns == (*bare.columns, *ADDED)
    assert [row[:-4] for row in told.answer.rows] == list(bare.answer.rows)
    assert [tuple(row[name] for name in ADDED) for row in told] == want


def test_a_dispatch_in_two_papers_is_one_origin(wires: kg.Graph) -> None:
    """Copies are two sources and one origin; denials and what is withdrawn bear nothing out.

    A row that names a document has the passages of that document.
    """
    rows = wires.query("threats-against", state="Borealis", evidence=True, origins=True)
    got = [tuple(row[name] for name in ("source", *ADDED)) for row in rows]
    base = Names().document("").value
    assert sorted(got, key=str) == [
        (
            f"{base}{TIMES}",
            "Arcadia will answer with an embargo on Borean timber",
            TIMES,
            3,
            2,
        ),
        (
            f"{base}{GAZETTE}",
            "If one shot is fired at a trawler, the talks are over",
            GAZETTE,
            1,
            1,
        ),
        # The query itself does not look at withdrawals, so it has a row for one.
        (
            f"{base}mistaken",
            "Arcadia will answer with an embargo on Borean timber; p2; p7 853-1025; p?",
            f"{TIMES}; wire-a; wire-a; wire-b",
            3,
            2,
        ),
        (f"{base}wire-a", "p2; p7 853-1025", "wire-a", 3, 2),
        (f"{base}wire-b", "p?", "wire-b", 3, 2),
    ]


def test_a_report_that_denies(wires: kg.Graph) -> None:
    """A row that is a denial has its own passage, and counts those who deny."""
    query = """SELECT ?report ?act WHERE {
      ?report dkg:reports ?act ; dkg:polarity v:polarity-negative }"""
    found = wires.sparql(query)
    assert isinstance(found, kg.Table)
    asked = Asked(found.answer, {}, open_snapshot(wires.settings.store))
    told = with_provenance(asked, wires.settings, evidence=True, origins=True)
    want = (Literal("p4"), Literal("denier"), Literal(1), Literal(1))
    assert [row[2:] for row in told.rows] == [want]


def test_columns_of_that_name(graph: kg.Graph) -> None:
    """A column that is there already stays, and ours gets another name."""
    act = Names().fact(TIMES, "timber-embargo")
    asked = Asked(
        Answer(("act", "evidenceText"), ((act, Literal("mine")),)),
        {},
        open_snapshot(graph.settings.store),
    )
    told = with_provenance(asked, graph.settings, evidence=True, origins=False)
    assert told.variables == ("act", "evidenceText", "evidenceText_", "evidenceSource")
    assert told.rows[0][1] == Literal("mine")
    assert with_provenance(asked, graph.settings, evidence=False, origins=False) == asked.answer


def test_a_row_of_nothing(graph: kg.Graph) -> None:
    """A row without a node has nothing that bears it out."""
    asked = Asked(Answer(("n",), ((Literal(3),), (None,))), {}, open_snapshot(graph.settings.store))
    told = with_provenance(asked, graph.settings, evidence=True, origins=True)
    assert [row[1:] for row in told.rows] == [(None, None, Literal(0), Literal(0))] * 2


@pytest.mark.parametrize(
    ("links", "want"),
    [
        ([], 3),
        ([("a", "originId", "o"), ("b", "originId", "o")], 2),
        ([("a", "sha256", "f00d"), ("c", "sha256", "f00d")], 2),
        ([("b", "replaces", "a")], 2),
        ([("a", "originId", "o"), ("b", "originId", "o"), ("c", "replaces", "b")], 1),
        ([("a", "originId", "o"), ("b", "originId", "other")], 3),
    ],
)
def test_independent_origins(links: list[tuple[str, str, str]], want: int) -> None:
    """Documents of one origin, of one text or of one article, in any chain, are one origin."""
    found = Store()
    for one, name, other in links:
        end = Names().document(other) if name == "replaces" else Literal(other)
        found.add(Quad(Names().document(one), NamedNode(ONTOLOGY + name), end))
    documents = [Names().document(name).value for name in "abc"]
    assert independent(documents, origins_of(found)) == want


def test_on_the_command_line(examples: Place) -> None:
    """Both options add columns in every format; JSON stays the results format of the W3C."""
    assert examples.kg("load", "examples/talks.yaml", "examples/answer.yaml").code == 0
    asked = ("query", "threats-against", "-p", "state=Arcadia")
    done = examples.kg(*asked, "--evidence", "--format", "json")
    body = json.loads(done.out)
    assert body["head"]["vars"][-2:] == ["evidenceText", "evidenceSource"]
    (row,) = body["results"]["bindings"]
    words = "Whoever closes our timber market will find that cold winters are long"
    assert row["evidenceText"] == {"type": "literal", "value": words}
    assert row["evidenceSource"] == {"type": "literal", "value": TIMES}
    done = examples.kg(*asked, "--origins", "--format", "csv")
    header, line = done.out.splitlines()
    assert header.endswith(",paragraph,evidence,sourceCount,originCount")
    assert line.endswith(",1,1")


def test_ten_thousand_rows(tmp_path: Path) -> None:
    """What bears 10,000 rows out is found in seconds: each node is looked at once."""
    path, names = tmp_path / "graph.kg", Names()
    one = names.graph("one")
    quads: list[Quad] = []
    rows = []
    for n in range(10_000):
        fact, report = names.fact("one", f"f{n}"), names.iri("report", f"one.{n}")
        passage = names.iri("passage", f"one.{n}")
        rows.append((fact, names.document("one")))
        said: list[tuple[NamedNode, str, NamedNode | Literal]] = [
            (report, "reports", fact),
            (report, "inDocument", names.document("one")),
            (report, "atPassage", passage),
            (passage, "paragraph", Literal(n)),
        ]
        quads += [Quad(s, NamedNode(ONTOLOGY + p), o, one) for s, p, o in said]
    store.create(path)
    with store.stage(path, "test") as staging:
        staging.replace_graph(one, quads)
        staging.publish({})
    settings = read_settings(str(path), tmp_path)
    started = time.monotonic()
    asked = Asked(Answer(("fact", "source"), tuple(rows)), {}, open_snapshot(settings.store))
    told = with_provenance(asked, settings, evidence=True, origins=True)
    assert time.monotonic() - started < 20
    assert told.rows[9_999][2:] == (Literal("p9999"), Literal("one"), Literal(1), Literal(1))


def _given(values: dict[str, str]) -> dict[str, Any]:
    return dict(values)
