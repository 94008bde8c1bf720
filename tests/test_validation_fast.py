"""The quick way to validate finds what pySHACL finds: the same results, word for word."""

from __future__ import annotations

import logging
import sys
from functools import lru_cache, partial
from itertools import product
from random import Random
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from pyshacl.errors import ReportableRuntimeError
from test_validation import CASES, FOLDERS, ontology, read, shapes

from kg.errors import KgError
from kg.terms import ALT_LABEL, ONTOLOGY, PREF_LABEL, RDF_TYPE, RDFS, said
from kg.validation import load_shapes, validate
from kg.validation.alike import ordered
from kg.validation.fast import (
    Gathering,
    at_volume,
    doubtful,
    examine,
    judged,
    over,
    terms_of,
)
from kg.validation.shapes import SCOPES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import FrameType

    from kg.validation import Result, Shapes
    from kg.validation.fast import Volume
    from kg.validation.shapes import Scope

XSD = "http://www.w3.org/2001/XMLSchema#"
NEVER = float("inf")
"""A deadline, with which rdflib answers every query of a shape."""
ODD = (
    ox.Literal("soon", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("2031-05-02", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("2031-02-30", datatype=ox.NamedNode(f"{XSD}date")),
    ox.Literal("-007", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("12", datatype=ox.NamedNode(f"{XSD}integer")),
    ox.Literal("1.5", datatype=ox.NamedNode(f"{XSD}decimal")),
    ox.Literal("ADA", language="en"),
    ox.Literal('ADA \\ "MOREAU"\n'),
    ox.Literal(""),
    ox.BlankNode("nameless"),
    ox.NamedNode(f"{ONTOLOGY}Threat"),
)
"""Values that a facts file cannot hold and RDF can."""


@lru_cache(maxsize=2)
def volume(scope: Scope) -> Volume:
    """Return the shipped shapes over nothing but the ontology."""
    return at_volume([], ontology(), shapes(), scope)


def both(
    own: Sequence[ox.Quad], shared: Sequence[ox.Quad], given: Shapes, scope: Scope
) -> tuple[list[Result] | str, list[Result] | str]:
    """Return what the quick way finds and what pySHACL does."""
    made_ready = at_volume(shared, ontology(), given, scope)
    return (
        told(lambda: examine(own.__iter__, made_ready)),
        told(lambda: validate([*own, *shared], ontology(), given, scope=scope)),
    )


def told(look: Callable[[], list[Result]]) -> list[Result] | str:
    """Return what is found, or how pySHACL gives up: it orders no date and number."""
    try:
        return look()
    except (TypeError, ReportableRuntimeError) as error:
        return str(error)


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_planted_error_is_found_alike(folder: str) -> None:
    """Each shape fires at the same nodes, with the same values and words, and nowhere else."""
    data = [quad for kind in ("pass", "fail") for quad in read(CASES / folder / f"{kind}.ttl")]
    for scope in SCOPES:
        got = examine(data.__iter__, volume(scope))
        assert got == validate(data, ontology(), shapes(), scope=scope)


@pytest.mark.parametrize("scope", SCOPES)
def test_all_cases_at_once_are_found_alike(scope: Scope) -> None:
    """What one case says may change what is found of another, and does so for both ways."""
    data = [quad for folder in FOLDERS for quad in read(CASES / folder / "fail.ttl")]
    got = examine(data.__iter__, volume(scope))
    assert got == validate(data, ontology(), shapes(), scope=scope)
    assert len(got) > 5


def spoilt(data: Sequence[ox.Quad], random: Random) -> list[ox.Quad]:
    """Return data with some statements lost, changed, doubled or turned."""
    objects = [*ODD, *(quad.object for quad in data)]
    subjects = [quad.subject for quad in data]
    found = []
    for quad in data:
        fate = random.random()
        if fate < 0.06:
            continue
        if fate < 0.12:
            found.append(ox.Quad(random.choice(subjects), quad.predicate, quad.object))
        if 0.1 < fate < 0.2:
            found.append(ox.Quad(quad.subject, quad.predicate, random.choice(objects)))
        if fate > 0.12:
            found.append(quad)
    return found


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("folder", FOLDERS)
def test_queries_cleared_by_the_engine_find_what_rdflib_does(folder: str, scope: Scope) -> None:
    """A query that the embedded engine answers with nothing, rdflib answers with nothing."""
    for kind in ("pass", "fail"):
        data = read(CASES / folder / f"{kind}.ttl")
        cleared = validate(data, ontology(), shapes(), scope=scope)
        assert cleared == validate(data, ontology(), shapes(), scope=scope, deadline=NEVER)


@pytest.mark.parametrize("seed", range(10))
def test_spoilt_data_are_found_alike(seed: int) -> None:
    """However data are wrong, both ways tell the same of them."""
    random = Random(seed)  # noqa: S311 data, not secrets
    folders = random.sample(FOLDERS, 6)
    kinds = [random.choice(["pass", "fail"]) for _ in folders]
    data = [q for f, k in zip(folders, kinds, strict=True) for q in read(CASES / f / f"{k}.ttl")]
    spoilt_data = spoilt(data, random)
    for scope in SCOPES:
        patiently = validate(spoilt_data, ontology(), shapes(), scope=scope, deadline=NEVER)
        assert examine(spoilt_data.__iter__, volume(scope)) == patiently
        assert validate(spoilt_data, ontology(), shapes(), scope=scope) == patiently


SHAPES = """
@prefix x: <http://example.org/> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] sh:targetClass x:A ; f:scope "source" ; sh:property
    [ sh:path x:p ; sh:minCount 1 ; sh:maxCount 2 ; sh:nodeKind sh:IRI ],
    [ sh:path x:p ; sh:class x:B ; sh:in ( x:a x:b x:c "one" 12 ) ],
    [ sh:path [ sh:inversePath x:p ] ; sh:minCount 1 ; sh:node x:Other ],
    [ sh:path ( x:p x:q ) ; sh:maxCount 1 ; sh:datatype xsd:string ],
    [ sh:path [ sh:alternativePath ( x:p x:q ) ] ; sh:hasValue x:a ; sh:pattern "o" ],
    [ sh:path [ sh:oneOrMorePath x:p ] ; sh:maxCount 3 ; sh:maxLength 20 ],
    [ sh:path [ sh:zeroOrMorePath x:p ] ; sh:maxCount 3 ],
    [ sh:path [ sh:zeroOrOnePath x:p ] ; sh:minLength 3 ; sh:disjoint x:q ] .
[] sh:targetSubjectsOf x:q ; f:scope "source" ; sh:property
    [ sh:path x:q ; sh:minInclusive 3 ; sh:maxExclusive 12 ],
    [ sh:path x:q ; sh:lessThan x:r ; sh:message "not less" ],
    [ sh:path x:q ; sh:lessThanOrEquals x:r ],
    [ sh:path x:r ; sh:equals x:q ; sh:datatype xsd:date ],
    [ sh:path x:p ; sh:qualifiedValueShape [ sh:class x:B ] ; sh:qualifiedMinCount 1 ],
    [ sh:path x:p ; sh:qualifiedValueShape [ sh:nodeKind sh:IRI ] ; sh:qualifiedMaxCount 1 ] .
[] sh:targetObjectsOf x:p ; f:scope "source" ;
    sh:or ( [ sh:class x:A ] [ sh:nodeKind sh:Literal ] ) ;
    sh:not [ sh:class x:C ] ; sh:xone ( [ sh:class x:A ] [ sh:class x:B ] ) ;
    sh:and ( [ sh:nodeKind sh:IRI ] [ sh:property [ sh:path x:r ; sh:maxCount 1 ] ] ) .
x:Other a sh:NodeShape ; sh:property [ sh:path x:q ; sh:maxCount 1 ] ; sh:severity sh:Info .
x:closed a sh:NodeShape ; sh:targetClass x:C ; f:scope "source" ;
    sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path x:q ; sh:uniqueLang true ] .
x:one a sh:NodeShape ; sh:targetNode x:a, x:nowhere ; f:scope "source" ;
    sh:property [ sh:path x:q ; sh:minCount 1 ] .
x:asked a sh:NodeShape ; sh:targetClass x:A ; f:scope "source" ; sh:message "{?n} of {?other}" ;
    sh:sparql [ sh:select '''
SELECT $this ?other (COUNT(DISTINCT ?end) AS ?n) WHERE {
  $this <http://example.org/p> ?other .
  { ?other <http://example.org/q> ?end } UNION { ?end <http://example.org/r> ?other }
  FILTER(!(?end < 12) || EXISTS { ?other a ?kind FILTER(?kind != <http://example.org/A>) })
} GROUP BY $this ?other HAVING (COUNT(DISTINCT ?end) > 1)''' ], [ sh:select '''
SELECT $this ?value WHERE {
  $this <http://example.org/p>+ ?value .
  OPTIONAL { ?value <http://example.org/q> ?size FILTER(?size > 3) }
  FILTER(!BOUND(?size) && NOT EXISTS { ?value <http://example.org/p>* $this })
  FILTER(STRLEN(STR(?value)) > 2 && ?value NOT IN (<http://example.org/b>))
}''' ] .
"""
"""Every component of SHACL, and what queries can hold, as a user's shapes may."""


ASKED = """
@prefix x: <http://example.org/> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
x:asked a sh:NodeShape ; sh:targetSubjectsOf x:q ; f:scope "source" ; sh:message "{?value}" ;
    sh:sparql [ sh:select '''
PREFIX x: <http://example.org/>
SELECT $this ?value WHERE { $this x:q ?value ; x:r ?other . OPTIONAL { $this x:p ?more } %s }
''' ] .
"""
CONDITIONS = (
    "FILTER(?value < ?other)",
    "FILTER(!(?value >= ?other))",
    "FILTER(?value<?other||?more>?other)",
    "FILTER NOT EXISTS { $this x:r ?least FILTER(?least < ?value) }",
    "FILTER(?value)",
    "FILTER(!?value)",
    "FILTER(?value || ?other)",
    "FILTER(IF(?value, true, false))",
    "FILTER(?value = ?other)",
    "FILTER(?value != ?other)",
    "FILTER(STR(?value) < STR(?other))",
    "FILTER(BOUND(?more) && ?more > ?value)",
    "BIND(?other AS ?seen) FILTER(?seen > ?value)",
    "$this x:q|x:r ?any FILTER(?any > ?value)",
    "FILTER(REGEX(?value, 'a$'))",
    "FILTER(?value IN (?other, 7))",
    "FILTER(COALESCE(?value < ?more, true))",
    "FILTER(LANG(?value) = 'en')",
)
PLAIN: tuple[ox.Literal | ox.NamedNode, ...] = (
    *(ox.Literal(text) for text in ("a", "b", "", "1")),
    *(ox.Literal("a", language=tag) for tag in ("en", "de")),
    *(ox.Literal(str(n), datatype=ox.NamedNode(f"{XSD}integer")) for n in (0, 2, -3)),
    *(ox.Literal(b, datatype=ox.NamedNode(f"{XSD}boolean")) for b in ("true", "false")),
    *(ox.Literal(d, datatype=ox.NamedNode(f"{XSD}date")) for d in ("2031-05-02", "2030-01-01")),
    ox.NamedNode("http://example.org/a"),
)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_what_the_engines_compare_apart_is_not_cleared(condition: str, tmp_path: Path) -> None:
    """Of values of one kind and of several, a query finds what it does without the engine."""
    file = tmp_path / "asked.ttl"
    file.write_text(ASKED % condition, "utf-8")
    asked = load_shapes([file])
    x = "http://example.org/"
    for one, other, more in product(PLAIN, PLAIN, (None, *PLAIN[5:12:3])):
        told = [(f"{x}q", one), (f"{x}r", other), *([] if more is None else [(f"{x}p", more)])]
        data = [ox.Quad(ox.NamedNode(f"{x}n"), ox.NamedNode(p), o) for p, o in told]
        found = validate(data, [], asked, scope="source")
        assert found == validate(data, [], asked, scope="source", deadline=NEVER), told


def test_a_query_that_is_cut_is_none_to_be_cleared() -> None:
    """Wherever it ends, reading what it compares ends too; whole, it tells the properties."""
    x = "http://example.org/"
    text = (
        f"PREFIX x: <{x}>\nSELECT $this WHERE {{ $this x:p/x:q ?a, ?b . FILTER(?a<=?b && ?b > 3) }}"
    )
    whole = (frozenset({f"{x}q"}), frozenset({f"{x}q", f"{XSD}integer"}))
    assert ordered(text) == whole
    for end in range(len(text)):
        assert ordered(text[:end]) in {None, (), whole[:1], whole}


def made_up(random: Random) -> list[ox.Quad]:
    """Return a little graph of made-up nodes, some of a class, with any values."""
    x = "http://example.org/"
    nodes = [ox.NamedNode(x + name) for name in "abcdef"]
    values: list[ox.NamedNode | ox.Literal] = [*nodes]  # pySHACL orders no blank nodes
    values += [value for value in ODD if not isinstance(value, ox.BlankNode)]
    values += [ox.Literal(name) for name in ("one", "zoo", "of much too many words")]
    values += [ox.Literal(str(n), datatype=ox.NamedNode(f"{XSD}integer")) for n in (2, 3, 7, 12)]
    predicates = [ox.NamedNode(x + name) for name in "ppqqr"]
    found = [
        ox.Quad(random.choice(nodes), random.choice(predicates), random.choice(values))
        for _ in range(random.randint(4, 40))
    ]
    kinds = [ox.NamedNode(x + name) for name in "AABCD"]
    found += [ox.Quad(node, RDF_TYPE, random.choice(kinds)) for node in nodes]
    return sorted(set(found), key=str)


@lru_cache(maxsize=1)
def exotic(folder: Path) -> Shapes:
    """Return the shapes that no domain of ours has."""
    (folder / "exotic.ttl").write_text(SHAPES, encoding="utf-8")
    return load_shapes([folder / "exotic.ttl"])


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Shapes:
    """Give shapes of every component."""
    return exotic(tmp_path_factory.mktemp("shapes"))


@pytest.mark.parametrize("seed", range(15))
def test_every_component_is_found_alike(seed: int, strange: Shapes) -> None:
    """A user's shapes may use all of SHACL; part of the data may be what sources share."""
    random = Random(seed)  # noqa: S311 data, not secrets
    data = made_up(random)
    below = ox.Quad(
        ox.NamedNode("http://example.org/D"),
        ox.NamedNode(f"{RDFS}subClassOf"),
        ox.NamedNode("http://example.org/A"),
    )
    middle = random.randint(0, len(data))
    shared = [*data[:middle], below] if seed % 3 else data[:middle]
    quick, patient = both(data[middle:], shared, strange, "source")
    assert quick == patient


def test_a_shape_that_is_not_known_is_told_of(
    strange: Shapes, caplog: pytest.LogCaptureFixture
) -> None:
    """What is left to pySHACL as a whole is said in a line, with the reason."""
    with caplog.at_level(logging.WARNING):
        at_volume([], [], strange, "source")
    assert caplog.messages == ["the shape closed is checked slowly: sh:closed"]


def test_shipped_shapes_are_all_known(caplog: pytest.LogCaptureFixture) -> None:
    """No shape of ours is left to pySHACL as a whole."""
    for scope in SCOPES:
        at_volume([], [], shapes(), scope)
    assert caplog.messages == []


def test_a_source_that_declares_classes_is_found_alike() -> None:
    """Where a source says itself what is a subclass, shapes are on what they are for pySHACL."""
    data = read(CASES / "S23" / "fail.ttl")
    kind = ox.NamedNode("http://example.org/Ultimatum")
    data += [ox.Quad(q.subject, RDF_TYPE, kind) for q in data if str(q.object).endswith("Threat>")]
    data = [q for q in data if not str(q.object).endswith("#Threat>")]
    data.append(ox.Quad(kind, ox.NamedNode(f"{RDFS}subClassOf"), ox.NamedNode(f"{ONTOLOGY}Threat")))
    got, want = both(data, [], shapes(), "source")
    assert got == want
    assert got


def test_shared_nodes_are_looked_at_with_each_source() -> None:
    """A fault of the register is every source's; a source may mend it, or make one."""
    data = read(CASES / "S09" / "fail.ttl")
    tenures = [q for q in data if str(q.predicate).endswith("#office>")]
    one = [q for q in data if q.subject == tenures[0].subject]
    shared = [q for q in data if q not in one]
    for own in ([], one, read(CASES / "S01" / "fail.ttl")):
        for given in (shared, data):
            got, want = both(own, given, shapes(), "source")
            assert got == want


def test_statement_about_a_statement_is_refused_alike() -> None:
    """What RDF 1.2 can say and SHACL cannot see is refused both ways."""
    quad = read(CASES / "S23" / "pass.ttl")[0]
    about = ox.Quad(quad.subject, quad.predicate, quad.triple)
    with pytest.raises(KgError, match="cannot be validated"):
        examine([about].__iter__, volume("source"))


CALLED = {PREF_LABEL, ALT_LABEL, ox.NamedNode(f"{ONTOLOGY}wikidataId")}


def copies(folder: str, count: int) -> list[list[ox.Quad]]:
    """Return the good data of a case as so many sources, each with nodes of its own."""
    data = read(CASES / folder / "pass.ttl")

    def named(
        term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, number: int
    ) -> ox.NamedNode:
        return ox.NamedNode(f"{said(term)}-{number}")

    ours = {quad.subject for quad in data}

    def copied(quad: ox.Quad, number: int) -> ox.Quad:
        end = quad.object
        moved = named(end, number) if end in ours else end
        if quad.predicate in CALLED:
            moved = ox.Literal(f"{said(end)} {number}")
        return ox.Quad(named(quad.subject, number), quad.predicate, moved)

    return [[copied(quad, number) for quad in data] for number in range(count)]


def calls(work: Callable[[], object]) -> tuple[int, int]:
    """Return how many functions a piece of work calls, and how many of them pySHACL's."""
    count = [0, 0]

    def note(frame: FrameType, event: str, _arg: object) -> None:
        if event == "call":
            count[0] += 1
            count[1] += "/pyshacl/" in frame.f_code.co_filename

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count[0], count[1]


@pytest.mark.parametrize("folder", ["S10", "S13", "S21", "S23", "S30", "S33", "S36", "S39"])
def test_twice_the_sources_cost_twice_the_work(folder: str) -> None:
    """Each source costs what it holds itself, all of them together too; pySHACL is not asked."""
    few, many = copies(folder, 8), copies(folder, 16)
    got = [calls(partial(each, sources)) for sources in (few, many)]
    assert [asked for _, asked in got] == [0, 0]
    assert got[1][0] <= 2.2 * got[0][0]
    unions = [[quad for own in sources for quad in own] for sources in (few, many)]
    got = [calls(partial(examine, union.__iter__, volume("graph"))) for union in unions]
    assert [asked for _, asked in got] == [0, 0]
    assert got[1][0] <= 2.2 * got[0][0]


def each(sources: Sequence[Sequence[ox.Quad]]) -> list[list[Result]]:
    """Look at each source alone."""
    return [examine(own.__iter__, volume("source")) for own in sources]


def test_who_may_fail_is_told_without_asking() -> None:
    """A loader learns which sources of a batch to look at again; pySHACL is not asked for it."""
    kinds = {kind: ox.NamedNode(f"http://example.org/{kind}") for kind in ("pass", "fail")}
    store = ox.Store()
    for kind, graph in kinds.items():
        data = read(CASES / "S23" / f"{kind}.ttl")
        store.extend(ox.Quad(q.subject, q.predicate, q.object, graph) for q in data)
    found: list[set[str]] = []
    _, asked = calls(lambda: found.append(doubtful(store, kinds, volume("source"))))
    assert (found, asked) == ([{"fail"}], 0)


def test_batches_gathered_are_judged_as_one() -> None:
    """What is gathered batch by batch is told of as if it had come at once."""
    data = [quad for folder in ("S31", "S39") for quad in read(CASES / folder / "fail.ttl")]
    gathering = Gathering(volume("graph").ground.compiled.wanted)
    for quad in data:
        gathering.add(terms_of([quad, quad]))
    got = judged(gathering.index(), data.__iter__, volume("graph"))
    assert got == examine(data.__iter__, volume("graph"))
    assert got


def test_shapes_are_laid_over_other_triples() -> None:
    """The next batch's shared triples take the place of the last one's."""
    good, bad = (read(CASES / "S09" / f"{kind}.ttl") for kind in ("pass", "fail"))
    first = at_volume(bad, ontology(), shapes(), "source")
    assert examine(().__iter__, first)
    assert examine(().__iter__, over(first, good)) == []
    assert examine(bad.__iter__, over(first, good)) == validate(
        [*bad, *good], ontology(), shapes(), scope="source"
    )
