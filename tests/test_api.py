"""The Python interface: what its documentation says it does, and that importing it is free."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from pyoxigraph import Literal, NamedNode

import kg
from kg.terms import XSD

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = [ROOT / "examples/talks.yaml", ROOT / "examples/answer.yaml"]


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> kg.Graph:
    """Return the graph of the shipped examples."""
    opened = kg.open(tmp_path_factory.mktemp("api") / "graph.kg")
    assert opened.load(*EXAMPLES).exit_code == 0
    return opened


def test_importing_costs_nothing() -> None:
    """`import kg` reads no file and loads no engine; names come when they are used."""
    program = (
        "import sys; before = set(sys.modules); import kg; "
        "print(*sorted(m for m in set(sys.modules) - before if not m.startswith('_')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert set(done.stdout.split()) <= {"kg"} | {
        name for name in done.stdout.split() if name.split(".")[0] in sys.stdlib_module_names
    }
    assert "kg.graph" not in done.stdout.split()


def test_the_package_tells_its_release() -> None:
    """The program and its packaging tell one."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert told["project"]["version"] == kg.__version__


def test_all_public_names_are_there() -> None:
    """`__all__` is what there is: each name resolves, has a docstring, and nothing else does."""
    assert sorted(kg.__all__) == kg.__all__ == dir(kg)
    undocumented = [n for n in kg.__all__ if not n.startswith("_") and not getattr(kg, n).__doc__]
    assert undocumented == []
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = kg.nothing


def test_rows_are_plain_values(graph: kg.Graph) -> None:
    """A row is a dictionary: IRIs and words as text, days as dates, None where nothing is bound."""
    rows = list(graph.query("CQ25", state="Borealis"))
    assert {row["targetLabel"] for row in rows} == {"Borealis"}
    assert rows[0]["earliest"] == date(2031, 5, 2)
    assert len(graph.query("CQ25", state="Borealis")) == len(rows) == 2
    table = graph.sparql("SELECT (1.5 AS ?a) (true AS ?b) (?none AS ?c) WHERE {}")
    assert isinstance(table, kg.Table)
    assert list(table) == [{"a": Decimal("1.5"), "b": True, "c": None}]


def test_a_literal_in_a_form_its_type_has_not_stays_text() -> None:
    """Nothing is lost to a value that cannot be read."""
    from kg.tables import plain  # noqa: PLC0415 - the room behind the interface

    odd = Literal("many", datatype=NamedNode(f"{XSD}integer"))
    assert (plain(odd), plain(Literal(12))) == ("many", 12)


def test_a_table_shows_in_a_notebook(graph: kg.Graph) -> None:
    """Names are shown with their IRI at hand, and what they hold is escaped."""
    page = graph.query("CQ02")._repr_html_()
    assert '<td title="https://w3id.org/demarche/id/state/borealis">Borealis</td>' in page
    assert page.count("<tr>") == 4
    assert "An embargo on timber" in page
    hostile = graph.sparql('SELECT ("<script>alert(1)</script>" AS ?x) WHERE {}')
    assert isinstance(hostile, kg.Table)
    assert "<script>" not in hostile._repr_html_()


def test_a_table_is_a_frame(graph: kg.Graph) -> None:
    """Rows and columns are those of the answer, in pandas and in polars."""
    table = graph.query("CQ02")
    pandas = pytest.importorskip("pandas", reason="pandas is not installed")
    frame = table.to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    assert (tuple(frame.columns), len(frame)) == (table.columns, 3)


def test_a_table_is_a_polars_frame(graph: kg.Graph) -> None:
    """As above, where polars is installed."""
    polars = pytest.importorskip("polars", reason="polars is not installed")
    frame = graph.query("CQ02").to_polars()
    assert isinstance(frame, polars.DataFrame)
    assert frame.shape == (3, 15)


def test_a_missing_package_is_a_clear_line(
    graph: kg.Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who has no networkx is told what to install."""
    monkeypatch.setitem(sys.modules, "networkx", None)
    with pytest.raises(kg.UsageError, match=r"pip install 'demarche-kg\[network\]'"):
        graph.to_networkx()


def test_the_graph_goes_to_rdflib_whole(graph: kg.Graph) -> None:
    """Every exported quad is there, as written, in its source's graph."""
    dataset = graph.to_rdflib()
    again = rdflib.Dataset()
    again.parse(data=graph.export(format="nq"), format="nquads")
    assert set(dataset.quads()) == set(again.quads())


def test_the_graph_goes_to_networkx(graph: kg.Graph) -> None:
    """Nodes bear name and kind, edges their property and their source."""
    pytest.importorskip("networkx", reason="networkx is not installed")
    net = graph.to_networkx()
    fact = "https://w3id.org/demarche/id/fact/example-times-2031-05-02.timber-embargo"
    borealis = "https://w3id.org/demarche/id/state/borealis"
    assert net.nodes[borealis]["label"] == "Borealis"
    assert net.nodes[fact]["kind"] == "Threat"
    assert net.edges[fact, borealis, "targets"]["source"] == "example-times-2031-05-02"


def test_facts_may_be_plain_dictionaries(graph: kg.Graph, tmp_path: Path) -> None:
    """What a program holds loads as a file of the same content does."""
    document = {
        "source": {"id": "paper-1", "published": date(2031, 5, 2), "license": "CC0-1.0"},
        "actors": [
            {"type": "State", "name": "Arcadia", "iso": "xa"},
            {"type": "State", "name": "Borealis", "iso": "xb"},
        ],
        "facts": [
            {
                "type": "PhoneCall",
                "id": "call",
                "participants": ["Arcadia", "Borealis"],
                "status": "held",
                "when": date(2031, 5, 1),
                "evidence": {"paragraph": 1},
            }
        ],
    }
    own = kg.open(tmp_path / "own.kg")
    report = own.load(document)
    assert (report.exit_code, report.sequence) == (0, 1), report.findings
    assert own.sources()[0]["source"] == "paper-1"
    wrong = document | {"facts": [{"type": "PhonCall", "id": "x"}]}
    (finding,) = own.validate(wrong).findings
    assert (finding.code, str(finding.position)) == ("unknown-type", "<facts>#/facts/0/type")
    del graph


def test_errors_are_of_one_family(graph: kg.Graph) -> None:
    """A program catches `kg.KgError`, and knows the code, the message and the mend."""
    with pytest.raises(kg.UsageError) as caught:
        graph.query("CQ99")
    assert (caught.value.code, isinstance(caught.value, kg.KgError)) == ("unknown-query", True)
    with pytest.raises(kg.UsageError, match="Borealis"):
        graph.query("CQ25", state="Boreals")
    with pytest.raises(kg.StoreError):
        kg.open("no/such/place.kg").sources()


def test_history_and_text_of_an_export(graph: kg.Graph, tmp_path: Path) -> None:
    """Generations are listed; an export is returned, and the same text is in the file."""
    assert [record["sequence"] for record in graph.history()] == [1]
    target = tmp_path / "graph.ttl"
    assert graph.export(target) == target.read_text("utf-8")
    with pytest.raises(kg.UsageError, match="no source 'nobody'"):
        graph.export(source="nobody")
    assert repr(graph).startswith("kg.open(")
    assert graph.describe("Ada Moreau").kind == "person"
