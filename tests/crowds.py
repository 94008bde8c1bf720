"""Large stores of made-up people and acts, to see that work grows with their number."""

from __future__ import annotations

from itertools import islice, product
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.terms import ONTOLOGY, PREF_LABEL, RDF_TYPE, RDFS_LABEL, XSD, Names

if TYPE_CHECKING:
    from collections.abc import Iterator

GIVEN = (
    "Ada",
    "Bela",
    "Carl",
    "Dora",
    "Edda",
    "Finn",
    "Gerd",
    "Hana",
    "Ivo",
    "Jana",
    "Kai",
    "Lena",
)
STARTS = ("Bran", "Lind", "Holm", "Stav", "Moor", "Kess", "Tarn", "Vold", "Grau", "Pell", "Rusk")
ENDS = ("dt", "qvist", "berg", "anger", "eau", "ler", "ova", "off", "mann", "igny", "aker", "ström")
MIDDLES = ("", "a", "el", "in", "o", "ur", "is", "em", "ad")
DAYS = 400


def crowd(people: int, acts: int) -> tuple[Store, Names]:
    """Return a store in which two sources speak of so many people and acts of thirty states."""
    store, names = Store(), Names()
    store.bulk_extend(_quads(names, people, acts))
    return store, names


def _quads(names: Names, people: int, acts: int) -> Iterator[Quad]:
    states = [names.iri("state", f"s{n:02}") for n in range(30)]
    for at, state in enumerate(states):
        yield from _node(names, state, "State", f"State {at:02}", "register")
    surnames = map("".join, product(STARTS, MIDDLES, ENDS))
    called = islice(product(list(surnames), GIVEN), people)
    for number, (surname, given) in enumerate(called):
        source = ("one", "two")[number % 2]
        person = names.iri("person", f"{source}.p{number}")
        yield from _node(names, person, "Person", f"{given} {surname}", source)
        member = NamedNode(f"{ONTOLOGY}memberOf")
        yield Quad(person, member, states[number % 30], names.graph(source))
    for day in range(DAYS):
        span, iso = (
            names.iri("time", str(day)),
            f"{2030 + day // 336}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}",
        )
        for bound in ("earliest", "latest"):
            written = Literal(iso, datatype=NamedNode(f"{XSD}date"))
            yield Quad(span, NamedNode(ONTOLOGY + bound), written, names.graph("one"))
    for number in range(acts):
        source = ("one", "two")[number % 2]
        fact, graph = names.fact(source, f"f{number}"), names.graph(source)
        yield from _node(names, fact, "Demand", f"Demand {number % 97}", source, "label")
        ends = (number // 2 % 30, number // 2 % 29)
        for role, party in zip(("issuedBy", "addressedTo"), ends, strict=True):
            yield Quad(fact, NamedNode(ONTOLOGY + role), states[party], graph)
        yield Quad(
            fact, NamedNode(f"{ONTOLOGY}hasTime"), names.iri("time", str(number // 2 % DAYS)), graph
        )


def _node(
    names: Names, node: NamedNode, kind: str, name: str, source: str, naming: str = ""
) -> Iterator[Quad]:
    graph = names.graph(source)
    yield Quad(node, RDF_TYPE, NamedNode(ONTOLOGY + kind), graph)
    yield Quad(node, RDFS_LABEL if naming else PREF_LABEL, Literal(name), graph)


def one_name(names: Names, node: NamedNode, name: str, source: str) -> Iterator[Quad]:
    """Yield a person of a source who bears a name."""
    yield from _node(names, node, "Person", name, source)
