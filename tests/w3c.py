"""The test suite of the W3C for SPARQL: its manifests as cases, and what they expect.

Everything of the suite is read with pyoxigraph's parsers, which are not ours.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from kg.terms import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

Term: TypeAlias = "NamedNode | BlankNode | Literal | Triple"
Row: TypeAlias = "tuple[Term | None, ...]"

ROOT = Path(__file__).resolve().parents[1]
SUITE = next(
    (at / "shared/suites/rdf-tests/sparql" for at in ROOT.parents
     if (at / "shared/suites/rdf-tests/sparql").is_dir()),
    ROOT.parent / "shared/suites/rdf-tests/sparql",
)  # fmt: skip
"""Where the suite is: beside the repository, or beside a folder that it lies in."""
ABSENT = f"no W3C suite at {SUITE}"
WEB = "https://w3c.github.io/rdf-tests/sparql/"

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
FORMATS = {
    ".srx": QueryResultsFormat.XML,
    ".srj": QueryResultsFormat.JSON,
    ".tsv": QueryResultsFormat.TSV,
}
GRAPHS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
POSITIVE = frozenset({"PositiveSyntaxTest", "PositiveSyntaxTest11"})
NEGATIVE = frozenset({"NegativeSyntaxTest", "NegativeSyntaxTest11"})
VALUES: dict[str, Callable[[str], object]] = {
    f"{XSD}integer": int,
    f"{XSD}decimal": lambda text: Decimal(text).normalize(),
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": lambda text: text in {"true", "1"},
}
EVALUATION = frozenset({"QueryEvaluationTest", "CSVResultFormatTest"})


@dataclass(frozen=True, slots=True)
class Case:
    """A test of the suite: its kind, its query, the dataset, and where its result is."""

    iri: str
    folder: str
    kind: str
    query: str
    default_graph: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    result: str = ""
    lax: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """What a query is to give: rows (in order, or in any), a boolean, or a graph."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    graph: tuple[Triple, ...] | None = None
    ordered: bool = False


def local(iri: str) -> Path:
    """Return the file of the suite that an IRI names."""
    return SUITE / iri.removeprefix(WEB)


def cases(manifest: str) -> Iterator[Case]:
    """Yield the cases of a manifest and of those that it includes, in its order."""
    store = _graph([WEB + manifest])
    for _, _, included, _ in store.quads_for_pattern(None, NamedNode(f"{MF}include"), None):
        for one in _members(store, included):
            yield from cases(one.value.removeprefix(WEB))
    for _, _, entries, _ in store.quads_for_pattern(None, NamedNode(f"{MF}entries"), None):
        for entry in _members(store, entries):
            yield _case(store, entry, manifest.rpartition("/")[0])


def dataset(case: Case) -> Store:
    """Return a case's data as a store."""
    store = _graph(case.default_graph)
    for iri in case.named_graphs:
        add_graph(store, iri)
    return store


def add_graph(store: Store, iri: str) -> None:
    """Add a file of the suite as the named graph of its IRI."""
    quads = _parsed(iri)
    store.extend(Quad(q.subject, q.predicate, q.object, NamedNode(iri)) for q in quads)


def expected(case: Case) -> Result:
    """Return what a case's result file says."""
    path = local(case.result)
    if path.suffix in FORMATS:
        return read_results(path.read_bytes(), FORMATS[path.suffix])
    store = _graph([case.result])
    sets = store.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{RS}ResultSet"))
    found = next(sets, None)
    if found is None:
        return Result(graph=tuple(quad.triple for quad in store))
    return _result_set(store, found.subject)


def read_results(content: bytes, form: QueryResultsFormat) -> Result:
    """Return what a document in a W3C result format says."""
    read = parse_query_results(content, form)
    if isinstance(read, QueryBoolean):
        return Result(boolean=bool(read))
    assert isinstance(read, QuerySolutions)
    names = tuple(variable.value for variable in read.variables)
    return Result(names, tuple(tuple(solution) for solution in read))


def same(want: Result, got: Result, *, lax: bool = False) -> bool:
    """Tell whether two results are one, whatever blank nodes are called.

    Rows may stand in any order unless `want` has one; `lax` lets duplicates of
    a row be left out (REDUCED).
    """
    if (want.boolean, want.graph is None) != (got.boolean, got.graph is None):
        return False
    if want.graph is not None and got.graph is not None:
        return _canonical(want.graph) == _canonical(got.graph)
    if set(want.variables) != set(got.variables):
        return False
    ours, theirs = _by_name(got), _by_name(want)
    if lax:
        return set(ours) == set(theirs)
    return _alike(theirs, ours, ordered=want.ordered)


def _by_name(result: Result) -> list[tuple[Term | None, ...]]:
    """Return rows with their columns by the names of the variables."""
    order = sorted(range(len(result.variables)), key=lambda at: result.variables[at])
    return [tuple(_value(row[at]) for at in order) for row in result.rows]


def _value(term: Term | None) -> Term | None:
    """Return a number or a boolean in one form, since `1.0E6` and `1000000` are one result."""
    if isinstance(term, Literal) and term.datatype.value in VALUES:
        with suppress(ValueError, ArithmeticError):
            value = VALUES[term.datatype.value](term.value)
            return Literal(str(value), datatype=term.datatype)
    return term


def _alike(want: Sequence[Row], got: Sequence[Row], *, ordered: bool) -> bool:
    """Tell whether rows are the same, their blank nodes told apart by where they stand."""
    if len(want) != len(got):
        return False
    if not any(isinstance(term, BlankNode | Triple) for row in (*want, *got) for term in row):
        return list(want) == list(got) if ordered else Counter(want) == Counter(got)
    return _canonical(_as_graph(want, ordered=ordered)) == _canonical(
        _as_graph(got, ordered=ordered)
    )


def _as_graph(rows: Sequence[Row], *, ordered: bool) -> list[Triple]:
    """Return rows as a graph: a node a row, an edge a column."""
    triples = []
    for number, row in enumerate(rows):
        node = BlankNode(f"row{number}")
        for column, term in enumerate(row):
            if term is not None:
                triples.append(Triple(node, NamedNode(f"urn:column:{column}"), term))
        if ordered:
            triples.append(Triple(node, NamedNode("urn:index"), Literal(number)))
        triples.append(Triple(node, NamedNode("urn:in"), Literal("answer")))
    return triples


def _canonical(triples: Iterable[Triple]) -> set[Quad]:
    graph = Dataset(Quad(t.subject, t.predicate, t.object) for t in triples)
    graph.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return set(graph)


def _case(store: Store, entry: NamedNode | BlankNode, folder: str) -> Case:
    action = _one(store, entry, f"{MF}action")
    kind = _one(store, entry, f"{RDF}type")
    result = _one(store, entry, f"{MF}result")
    cardinality = _one(store, entry, f"{MF}resultCardinality")
    query = _one(store, action, f"{QT}query") or action
    return Case(
        iri=entry.value,
        folder=folder,
        kind=kind.value.removeprefix(MF) if isinstance(kind, NamedNode) else "",
        query=query.value if isinstance(query, NamedNode) else "",
        default_graph=tuple(_all(store, action, f"{QT}data")),
        named_graphs=tuple(_all(store, action, f"{QT}graphData")),
        result=result.value if isinstance(result, NamedNode) else "",
        lax=cardinality == NamedNode(f"{MF}LaxCardinality"),
    )


def _result_set(store: Store, node: NamedNode | BlankNode | Triple) -> Result:
    """Return a result told in the vocabulary of the first working group."""
    boolean = _one(store, node, f"{RS}boolean")
    if isinstance(boolean, Literal):
        return Result(boolean=boolean.value == "true")
    names = tuple(sorted(_all(store, node, f"{RS}resultVariable")))
    rows: list[tuple[int, Row]] = []
    ordered = False
    for _, _, solution, _ in store.quads_for_pattern(node, NamedNode(f"{RS}solution"), None):
        found: dict[str, Term] = {}
        for _, _, binding, _ in store.quads_for_pattern(solution, NamedNode(f"{RS}binding"), None):
            name, value = _one(store, binding, f"{RS}variable"), _one(store, binding, f"{RS}value")
            assert isinstance(name, Literal)
            assert value is not None
            found[name.value] = value
        index = _one(store, solution, f"{RS}index")
        ordered = ordered or index is not None
        at = int(index.value) if isinstance(index, Literal) else 0
        rows.append((at, tuple(found.get(name) for name in names)))
    rows.sort(key=lambda pair: pair[0])
    return Result(names, tuple(row for _, row in rows), ordered=ordered)


def _graph(iris: Iterable[str]) -> Store:
    store = Store()
    for iri in iris:
        store.extend(_parsed(iri))
    return store


def _parsed(iri: str) -> Iterable[Quad]:
    path = local(iri)
    return parse(
        path.read_bytes(), format=GRAPHS[path.suffix], base_iri=iri, rename_blank_nodes=True
    )


def _members(store: Store, head: object) -> Iterator[NamedNode]:
    while isinstance(head, BlankNode):
        first = _one(store, head, f"{RDF}first")
        assert isinstance(first, NamedNode)
        yield first
        head = _one(store, head, f"{RDF}rest")


def _all(store: Store, node: object, predicate: str) -> Iterator[str]:
    if isinstance(node, NamedNode | BlankNode):
        for quad in store.quads_for_pattern(node, NamedNode(predicate), None):
            if isinstance(quad.object, NamedNode | Literal):
                yield quad.object.value


def _one(store: Store, node: object, predicate: str) -> Term | None:
    if not isinstance(node, NamedNode | BlankNode):
        return None
    quads = store.quads_for_pattern(node, NamedNode(predicate), None)
    return next((quad.object for quad in quads), None)
