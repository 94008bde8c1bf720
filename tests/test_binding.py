"""Binding: whatever a value says, it is one term in its place, or refused; nothing else changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import rdflib
from hostile_values import TABLE, VALUES
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    Literal,
    NamedNode,
    QuerySolutions,
    RdfFormat,
    Store,
    parse,
)
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from kg.errors import UsageError
from kg.placing import serialise
from kg.queries import ONE_OF, Parameter, SavedQuery, bind, list_queries
from kg.store.policy import tokens
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Token = tuple[str, str]
    Term = NamedNode | Literal

ROOT = Path(__file__).parents[1]
QUERIES = list_queries([ROOT / "queries"])
SMALL = ROOT / "tests/cases/queries/small.trig"
FEW, MANY = 2_500, 10_000
BATCH = 64
READ_EACH = 200
DATATYPES = {"integer": "integer", "number": "decimal", "date": "date"}


def known(kind: str, text: str) -> NamedNode:
    """Know every text that can be an IRI, as of a graph that holds the worst of them."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise UsageError(f"no {kind} is called so", code="unknown-name") from error


def expected(parameter: Parameter, value: str) -> Term:
    """Return the term that a value is to be."""
    if parameter.type in {ONE_OF, "string"}:
        return Literal(value)
    if parameter.type in DATATYPES:
        return Literal(value, datatype=NamedNode(XSD + DATATYPES[parameter.type]))
    return NamedNode(value)


def of_type(query: SavedQuery, kind: str) -> SavedQuery:
    """Return a query all of whose parameters are of one type, and none needed."""
    return replace(query, params=tuple(Parameter(p.name, kind) for p in query.params))


def read(text: str) -> list[Token]:
    """Return the tokens of a query."""
    return [(token.kind, token.text) for token in tokens(text)]


def spans(query: SavedQuery) -> list[tuple[str, int, int]]:
    """Return where each parameter stands: the `UNDEF` of its own `VALUES`."""
    names = {parameter.name for parameter in query.params}
    every, found = list(tokens(query.text)), []
    for at in range(len(every) - 4):
        values, variable, opening, undef, closing = (token.text for token in every[at : at + 5])
        words = (values.upper(), opening, undef.upper(), closing)
        if words == ("VALUES", "{", "UNDEF", "}") and variable[1:] in names:
            start = every[at + 3].start
            found.append((variable[1:], start, start + len(undef)))
    return found


SPANS = {query.name: spans(query) for query in QUERIES}


def check_text(query: SavedQuery, values: Mapping[str, str]) -> str:
    """Return a bound query; fail unless it is the query but for what stands at its places."""
    bound = bind(query, values, known)
    rest, end, parameters = bound, 0, {p.name: p for p in query.params}
    for name, start, stop in SPANS[query.name]:
        if name in values:
            term = serialise(expected(parameters[name], values[name]))
            before = query.text[end:start] + term
            assert rest[: len(before)] == before
            rest, end = rest[len(before) :], stop
    assert rest == query.text[end:]
    return bound


def check(query: SavedQuery, values: Mapping[str, str]) -> None:
    """Fail unless the bound query is the query with one term at each place, and no more."""
    rest, end, parameters = read(check_text(query, values)), 0, {p.name: p for p in query.params}
    for name, start, stop in SPANS[query.name]:
        if name in values:
            before = read(query.text[end:start])
            assert rest[: len(before)] == before
            written, rest = one_term(rest[len(before) :])
            said = parse(f"<x:s> <x:p> {written} .", format=RdfFormat.N_TRIPLES)
            want = expected(parameters[name], values[name])
            assert [quad.object for quad in said] == [want]
            end = stop
    assert rest == read(query.text[end:])


def one_term(rest: list[Token]) -> tuple[str, list[Token]]:
    """Return the term that tokens begin with, and what follows: an IRI, or a literal."""
    kinds = [kind for kind, _ in rest[:4]]
    marks = [text for _, text in rest[1:3]]
    typed = kinds == ["string", "mark", "mark", "iri"] and marks == ["^", "^"]
    assert typed or kinds[0] in {"string", "iri"}, rest[:4]
    length = 4 if typed else 1
    return "".join(text for _, text in rest[:length]), rest[length:]


@dataclass(slots=True)
class Tried:
    """What was tried: values, and how often each parameter took or refused one."""

    values: set[str] = field(default_factory=set)
    bound: Counter[tuple[str, str]] = field(default_factory=Counter)
    refused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def alone(self, query: SavedQuery, values: list[str]) -> None:
        """Give each parameter each value alone; the first that it takes are read as tokens."""
        for parameter in query.params:
            one = replace(query, params=(loose(parameter),))
            place = query.name, parameter.name
            for value in values:
                checked = check if self.bound[place] < READ_EACH else check_text
                error = refusal(checked, one, {parameter.name: value})
                self.bound[place] += error is None
                self.refused[place] += error is not None
                assert error is None or str(error).isprintable()
                assert len(str(error)) < 400

    def together(self, query: SavedQuery, values: Iterator[str]) -> None:
        """Give all parameters, made texts, one value each."""
        texts = of_type(query, "string")
        given_values = {parameter.name: next(values) for parameter in query.params}
        if refusal(check, texts, given_values):
            assert any(map(refusable, given_values.values()))
        else:
            self.bound.update((query.name, name) for name in given_values)


def refusal(
    checked: Callable[[SavedQuery, dict[str, str]], object],
    query: SavedQuery,
    values: dict[str, str],
) -> UsageError | None:
    """Return the error by which values are refused, if they are."""
    try:
        checked(query, values)
    except UsageError as error:
        return error
    return None


def loose(parameter: Parameter) -> Parameter:
    """Return a parameter without a default."""
    return replace(parameter, required=False, default=None)


def refusable(text: str) -> bool:
    """Tell whether a text holds what no text of ours may: controls and what is no character."""
    return any(
        ("\x00" <= c <= "\x1f" and c not in "\t\n\r")
        or "\x7f" <= c <= "\x9f"
        or "\ud800" <= c <= "\udfff"
        or c in "\ufffe\uffff"
        for c in text
    )  # fmt: skip


@pytest.mark.parametrize("count", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_hostile_values(count: int) -> None:
    """Of many values, given to every parameter of every saved query, none changes its query.

    Each is refused as a wrong command, in a line, or is one term in its place that
    reads back as that value; every other token is as it was. Parameters are also
    tried as texts, which take nearly all, and all of a query's at once.
    """
    tried = Tried()

    @settings(max_examples=count // BATCH * 3 // 2)
    @given(st.lists(VALUES, min_size=BATCH, max_size=BATCH, unique=True))
    def batches(values: list[str]) -> None:
        fresh = [value for value in values if value not in tried.values]
        tried.values.update(fresh)
        for query in QUERIES:
            tried.alone(query, fresh)
            tried.together(query, chain(values, values))

    batches()
    places = {(query.name, p.name) for query in QUERIES for p in query.params}
    assert len(tried.values) >= count
    tries = {place: tried.bound[place] + tried.refused[place] for place in places}
    assert [place for place in places if tries[place] < count] == []
    assert [place for place in places if not tried.bound[place]] == []


def test_the_table_of_hostile_values_as_every_type() -> None:
    """Each known trick, for each parameter taken as each type, is one term or is refused."""
    refused = set()
    for query in QUERIES:
        for kind in ("string", *DATATYPES, "Person"):
            typed = of_type(query, kind)
            for value in TABLE:
                for parameter in typed.params:
                    one = replace(typed, params=(parameter,))
                    if refusal(check_text, one, {parameter.name: value}):
                        refused.add((kind, value))
    assert refused >= {("date", "0000-00-00"), ("number", "1e999999"), ("number", "NaN")}
    assert refused.isdisjoint({("number", "-0"), ("string", "?_name_iri"), ("date", "2032-02-29")})
    assert {v for kind, v in refused if kind == "string"} == set(filter(refusable, TABLE))


SAMPLE = [value for value in TABLE if not refusable(value) and len(value) < 1000]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_the_engine_reads_the_value_and_no_more(query: SavedQuery) -> None:
    """The engine takes every bound query, and gives back from one place just that value."""
    store = Store()
    texts = of_type(query, "string")
    for value in SAMPLE:
        answer = store.query(bind(texts, {p.name: value for p in texts.params}, known))
        assert isinstance(answer, QuerySolutions)
        assert [v.value for v in answer.variables] == columns(query)
    if not query.params:
        return
    name = query.params[0].name
    for value in SAMPLE:
        echo = replace(texts, text=f"SELECT ?{name} {{ VALUES ?{name} {{ UNDEF }} }}")
        answer = store.query(bind(echo, {name: value}, known))
        assert isinstance(answer, QuerySolutions)
        assert [solution[name] for solution in answer] == [Literal(value)]


def columns(query: SavedQuery) -> list[str]:
    """Return the variables of a query as it is."""
    answer = Store().query(query.text)
    assert isinstance(answer, QuerySolutions)
    return [variable.value for variable in answer.variables]


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_another_parser_sees_only_the_values_change(query: SavedQuery) -> None:
    """For rdflib, too, a bound query is the query with other values, and equal apart from them."""
    if not query.params:
        return
    texts, plain = of_type(query, "string"), leaves(parseQuery(query.text))
    for number, value in enumerate(SAMPLE):
        if number % len(QUERIES) != QUERIES.index(query):
            continue
        bound = leaves(parseQuery(bind(texts, {p.name: value for p in texts.params}, known)))
        assert len(bound) == len(plain)
        changed = [(old, new) for old, new in zip(plain, bound, strict=True) if old != new]
        assert changed == [("UNDEF", rdflib.Literal(value))] * len(changed)
        assert len(changed) == len(SPANS[query.name])


def leaves(tree: Any) -> list[object]:  # noqa: ANN401 - rdflib's own trees have no type
    """Return a parse tree as a list: what each node is called, and every leaf, in order."""
    if isinstance(tree, str):
        return ["UNDEF" if tree == "UNDEF" and not isinstance(tree, rdflib.term.Node) else tree]
    if isinstance(tree, CompValue) and tree.name == "literal":
        kinds = {key: value for key, value in tree.items() if key != "string"}
        return [rdflib.Literal(tree["string"], **kinds)]
    if isinstance(tree, CompValue):
        found: list[object] = [tree.name]
        for key, value in tree.items():
            found += [key, *leaves(value)]
        return found
    if hasattr(tree, "__iter__"):
        return ["[", *chain.from_iterable(map(leaves, tree)), "]"]
    return [tree]


TRICKS = [
    "x } #",
    "?person",
    "person ",
    "",
    "person\n",
    "_person_iri",
    "VALUES",
    "x" * 5000,
    "\u202ex",
]


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_a_name_that_is_no_parameter_is_refused(name: str) -> None:
    """The name of a parameter is no way in: an unknown one is a wrong command, in a line."""
    for query in QUERIES:
        with pytest.raises(UsageError) as caught:
            bind(query, {name: "x"}, known)
        assert caught.value.code == "unknown-parameter"
        assert str(caught.value).isprintable()
