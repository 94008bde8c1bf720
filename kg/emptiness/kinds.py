"""What a query is about and the graph holds none of: kinds of things, properties, terms."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from kg.emptiness.groups import TYPE
from kg.emptiness.trying import cell
from kg.store.policy import tokens
from kg.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kg.emptiness.groups import Body, Part
    from kg.emptiness.trying import Trial
    from kg.terms import Names

SUBCLASS = re.compile(r"(rdfs:subClassOf|<http://www\.w3\.org/2000/01/rdf-schema#subClassOf>)[*+]?")
OPEN_PATH = re.compile(r"[|*?!]")
ABSENT = {
    "class": "?kgThing a ?kgTerm",
    "above": "?kgKind rdfs:subClassOf* ?kgTerm . ?kgThing a ?kgKind",
    "property": "?kgThing ?kgTerm ?kgOther",
    "node": "{ ?kgThing ?kgProperty ?kgTerm } UNION { ?kgTerm ?kgProperty ?kgThing }",
}
"""What the graph holds where it knows a term of each sort."""


class Used(NamedTuple):
    """A term of which a query needs a triple: how it is used, and how it is written."""

    sort: str
    text: str


def missing(trial: Trial, body: Body) -> list[str]:
    """Return a sentence for each term that the query needs and no triple of the graph uses so.

    Of a query that chooses its graphs, by FROM or GRAPH, nothing is said here.
    """
    wanted = list(dict.fromkeys(_used(list(_needed(body.parts)))))
    if not wanted or body.dataset:
        return []
    tried = " UNION ".join(
        f"{{ VALUES (?kgTerm ?kgN) {{ ({used.text} {n}) }} "
        f"FILTER NOT EXISTS {{ {ABSENT[used.sort]} }} }}"
        for n, used in enumerate(wanted)
    )
    rdfs = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>"
    answer = trial.ask(
        f"{body.prologue}\n{rdfs}\nSELECT ?kgTerm ?kgN {body.dataset} WHERE {{ {tried} }}"
    )
    found = {
        int(cell(answer, row, "kgN")): NamedNode(cell(answer, row, "kgTerm")[1:-1])
        for row in range(len(answer.rows))
    }
    told = (_sentence(trial, wanted[n], term) for n, term in sorted(found.items()))
    return list(dict.fromkeys(told))


def _needed(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the triple patterns without which there is no row."""
    for part in parts:
        if part.triple and part.triple[1]:
            yield part
        if part.kind == "group":
            yield from _needed(part.inner)


def _used(needed: list[Part]) -> Iterator[Used]:
    kinds = {p.triple[2] for p in needed if p.triple and p.triple[1] in TYPE}
    for part in needed:
        subject, path, value = part.triple or ("", "", "")
        if path in TYPE:
            yield from (Used("class", term) for term in _terms(value))
        elif SUBCLASS.fullmatch(path):
            if subject in kinds:
                yield from (Used("above", term) for term in _terms(value))
        elif not OPEN_PATH.search(path):
            yield from (Used("property", term) for term in _iris(path))
            yield from (Used("node", term) for side in (subject, value) for term in _terms(side))


def _terms(text: str) -> list[str]:
    """Return a term that is an IRI; nothing for a variable, a literal or what is in brackets."""
    return [iri for iri in _iris(text) if iri == text and not iri.startswith("_:")]


def _iris(text: str) -> list[str]:
    return [token.text.rstrip(".") for token in tokens(text) if token.kind in {"iri", "name"}]


def _sentence(trial: Trial, used: Used, term: NamedNode) -> str:
    ontology, shown = trial.ontology, _short(trial.settings.names, term)
    if used.sort in {"class", "above"} and term.value in ontology.by_iri:
        return f"no {ontology.by_iri[term.value].label} is in the graph"
    labels = words(ontology)
    if label := labels.get(term.value):
        told = f"no triple has the property {shown} ({label})"
        return told if used.sort == "property" else f"no triple speaks of {shown} ({label})"
    prefix, _, _ = shown.partition(":")
    terms = [_short(trial.settings.names, NamedNode(iri)) for iri in labels]
    own = [other for other in terms if other.startswith(f"{prefix}:")]
    near = difflib.get_close_matches(shown, own, n=1, cutoff=0.75)
    hint = f"; did you mean {near[0]}?" if near else ""
    return f"no triple uses {shown}{hint}"


def _short(names: Names, term: NamedNode) -> str:
    for prefix, iri in names.prefixes().items():
        rest = term.value.removeprefix(iri)
        if rest != term.value and re.fullmatch(r"[\w.%-]+", rest):
            return f"{prefix}:{rest}"
    return f"<{term.value}>"
