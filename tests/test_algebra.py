"""A parsed query that is kept: the same as one parsed anew, and no loss where it is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rdflib
from conftest import ROOT
from rdflib.plugins.sparql import operators
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue, Expr

from kg import cache
from kg.terms import PREFIXES
from kg.validation import prepared
from kg.validation.algebra import from_json, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUITE = ROOT.parent / "shared/suites/rdf-tests/sparql"
DECLARED = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
MIXED = """SELECT $this (COUNT(DISTINCT ?b) AS ?n) WHERE {
  { $this <x:a>/(<x:b>|^<x:c>)*/!(<x:d>|^<x:e>) ?b } UNION { $this <x:f>? [ <x:g> "word"@en ] }
  OPTIONAL { ?b <x:h> ?c FILTER(?c > 1.50 && ?c != true || !BOUND(?d)) }
  FILTER NOT EXISTS { ?b <x:i> ?e FILTER(?e >= ?c) }
  FILTER EXISTS { ?b <x:j> 7 }
  BIND(IF(STRLEN(STR(?b)) > 3, REPLACE(STR(?b), "^.*[/#]", ""), "none") AS ?name)
} GROUP BY $this HAVING (COUNT(?b) > 1) ORDER BY DESC(?n) LIMIT 3"""


def described(node: object) -> object:
    """Return all that there is to know of a part of a query, to be compared."""
    if isinstance(node, CompValue):
        marks = {k: described(v) for k, v in vars(node).items() if k not in {"_evalfn", "ctx"}}
        solves = getattr(vars(node).get("_evalfn"), "__func__", None)
        # A pattern in EXISTS that was translated is not looked at as it was read.
        inside = {k: described(v) for k, v in node.items() if k not in marks}
        return type(node), marks, solves, inside
    if isinstance(node, list | tuple):
        return type(node), [described(each) for each in node]
    if isinstance(node, rdflib.paths.Path):
        return type(node), {k: described(v) for k, v in vars(node).items()}
    if isinstance(node, rdflib.Literal):
        return type(node), str(node), node.language, node.datatype
    return type(node), node


def queries() -> Iterator[str]:
    """Yield the texts of the shapes' queries, and those of the W3C's suite where it is there."""
    yield MIXED
    select = rdflib.URIRef("http://www.w3.org/ns/shacl#select")
    for path in sorted((ROOT / "shapes").glob("*.ttl")):
        graph = rdflib.Graph().parse(path)
        yield from (DECLARED + str(text) for text in graph.objects(None, select))
    yield from (path.read_text("utf-8") for path in sorted(SUITE.rglob("*.rq")))


def parsed(text: str) -> CompValue | None:
    """Return the algebra of a query, or None where rdflib does not read it as one."""
    try:
        return translateQuery(parseQuery(text)).algebra
    except Exception:  # noqa: BLE001 whatever rdflib raises for what is not SPARQL
        return None


def test_algebra_is_the_same_when_read_back() -> None:
    """Every query of the shapes, and of the suite, is read back in all that decides its rows."""
    same = refused = 0
    for text in queries():
        algebra = parsed(text)
        if algebra is None:
            continue
        try:
            kept = to_json(algebra)
        except TypeError:
            refused += 1
            assert text != MIXED
            continue
        assert described(from_json(kept)) == described(algebra), text
        same += 1
    assert same >= 40
    assert refused <= same / 20


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        '"part"',
        '["part"]',
        '["list",["part","BGP",null,{},{}]]',
        '["unheard","of"]',
        '["part","Builtin_STR","no_such_function",{},{}]',
        '["part","Builtin_STR","Expr",{},{}]',
        "[" * 100_000,
    ],
)
def test_what_is_no_algebra_is_refused(text: str) -> None:
    """Another text is an error that is expected; it calls nothing but functions of SPARQL."""
    with pytest.raises(ValueError, match=r".*"):
        from_json(text)


def test_what_has_no_form_is_not_kept() -> None:
    """A function that nobody can find by its name is told, and not lost."""
    own = Expr("Own", lambda _expr, _ctx: None)
    with pytest.raises(TypeError, match="no form for Own"):
        to_json(CompValue("SelectQuery", p=own))
    assert from_json('["part","Filter",null,{"expr":["always"]},{}]').expr is operators.TrueFilter


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give an empty cache folder, and nothing in memory."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    prepared.prepare.cache_clear()
    yield tmp_path / "demarche-kg"
    prepared.prepare.cache_clear()


@pytest.fixture
def parsings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record the texts that rdflib parses."""
    texts: list[str] = []

    def recorded(text: str) -> object:
        texts.append(text)
        return parseQuery(text)

    monkeypatch.setattr(prepared, "parseQuery", recorded)
    return texts


DATA = """@prefix : <x:> . :one :a :two . :two :b :three, :four . :one :a :five ."""
ASKED = 'SELECT $this ?n { $this <x:a> ?m OPTIONAL { ?m <x:b> ?n } FILTER(STR($this) != "x") }'


def answer(text: str) -> list[tuple[object, ...]]:
    """Return the rows of a query as the judge of shapes asks it."""
    graph = prepared.PreparedGraph()
    graph.parse(data=DATA)
    return sorted(tuple(row) for row in graph.query(text))  # type: ignore[arg-type]


def test_a_query_is_parsed_once_for_all_runs(fresh: Path, parsings: list[str]) -> None:
    """The second run reads what the first kept, in whatever order its prefixes come."""
    one, two = "PREFIX a: <x:a>", "PREFIX b: <x:b>"
    rows = answer(f"{one}\n{two}\n\n{ASKED}")
    assert len(rows) == 3
    assert [path.suffix for path in fresh.iterdir()] == [".json"]
    prepared.prepare.cache_clear()
    assert answer(f"{two}\n{one}\n\n{ASKED}") == rows
    assert len(parsings) == 1
    answer(f"{two}\n{one}\n\n{ASKED} LIMIT 1")
    assert len(parsings) == 2


@pytest.mark.parametrize("broken", ["", "[]", '["part","BGP",null,{"triples":7},{}]'[:-3]])
def test_what_is_kept_may_be_broken(fresh: Path, parsings: list[str], broken: str) -> None:
    """A file that is no algebra is read past, and written anew."""
    rows = answer(ASKED)
    (kept,) = fresh.iterdir()
    whole = kept.read_text("utf-8")
    kept.write_text(broken, "utf-8")
    prepared.prepare.cache_clear()
    assert answer(ASKED) == rows
    assert len(parsings) == 2
    assert kept.read_text("utf-8") == whole


def test_nothing_need_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no folder can be made, all works and nothing is said."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    cache.remember("one", "text")
    assert cache.recall("one") is None
    prepared.prepare.cache_clear()
    assert len(answer(ASKED)) == 3


def test_the_folder_does_not_grow_for_ever(fresh: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many all are let go; what is written is whole at once."""
    monkeypatch.setattr(cache, "MOST", 5)
    for number in range(12):
        cache.remember(str(number), "text")
        assert cache.recall(str(number)) == "text"
    assert 1 <= len([*fresh.iterdir()]) <= 5
