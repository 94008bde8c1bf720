"""What a query is about and the graph holds none of: kinds of things, properties, terms."""

from __future__ import annotations

import difflib
import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import NamedNode

from kg.emptiness.groups import TYPE
from kg.store.policy import declared, tokens
from kg.terms import GRAPH_POSITIONS, RDF_TYPE, RDFS, local_name, named_node, namespace
from kg.wording import words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.emptiness.groups import Body, Part
    from kg.emptiness.trying import Trial
    from kg.terms import Names

SUBCLASS = re.compile(r"(rdfs:subClassOf|<http://www\.w3\.org/2000/01/rdf-schema#subClassOf>)[*+]?")
SUBCLASS_OF = NamedNode(f"{RDFS}subClassOf")
LOOKED_AT = 50
"""Triples that are looked at for one that is not of the graph of places."""
OPEN_PATH = re.compile(r"[|*?!]")


class Used(NamedTuple):
    """A term of which a query needs a triple: how it is used, and how it is written."""

    sort: str
    text: str


def missing(trial: Trial, body: Body) -> Iterator[str]:
    """Yield a sentence for each term that the query needs and no triple of the graph uses so.

    Of a query that chooses its graphs, by FROM or GRAPH, nothing is said here.
    """
    if body.dataset:
        return
    prefixes = trial.settings.names.prefixes() | declared(body.prologue)
    for used in dict.fromkeys(_used(list(_needed(body.parts)))):
        term = _expanded(used.text, prefixes)
        if term is not None and not _known(trial, used.sort, term):
            yield _sentence(trial, used, term)


def _expanded(text: str, prefixes: Mapping[str, str]) -> NamedNode | None:
    """Return the IRI that a term is; None for one that needs more of SPARQL to be read."""
    if "\\" in text:
        return None
    if text.startswith("<"):
        return named_node(text[1:-1])
    prefix, _, local = text.partition(":")
    return named_node(prefixes[prefix] + local) if prefix in prefixes else None


def _known(trial: Trial, sort: str, term: NamedNode) -> bool:
    """Return whether the graph holds a triple that uses a term so."""
    if sort == "property":
        return _holds(trial, None, term, None)
    if sort == "node":
        return _holds(trial, term, None, None) or _holds(trial, None, None, term)
    kinds, seen = [term], {term}
    while kinds:
        kind = kinds.pop()
        if _holds(trial, None, RDF_TYPE, kind):
            return True
        found = trial.store.quads_for_pattern(None, SUBCLASS_OF, kind)
        below = {q.subject for q in found if isinstance(q.subject, NamedNode)} - seen
        seen |= below
        kinds += below
    return False


def _holds(
    trial: Trial, subject: NamedNode | None, predicate: NamedNode | None, value: NamedNode | None
) -> bool:
    """Return whether a triple is in the graph; too many that are only places count as one."""
    positions = trial.settings.names.graph(GRAPH_POSITIONS)
    quads = list(islice(trial.store.quads_for_pattern(subject, predicate, value), LOOKED_AT))
    return len(quads) == LOOKED_AT or any(quad.graph_name != positions for quad in quads)


def _needed(parts: Iterable[Part]) -> Iterator[Part]:
    """Yield the triple patterns without which there is no row."""
    for part in parts:
        if part.triple and part.triple[1]:
            yield part
        if part.kind in {"group", "select"}:
            yield from _needed(part.inner)


def _used(needed: list[Part]) -> Iterator[Used]:
    kinds = {p.triple[2] for p in needed if p.triple and p.triple[1] in TYPE}
    for part in needed:
        subject, path, value = part.triple or ("", "", "")
        if path in TYPE:
            yield from (Used("class", term) for term in _terms(value))
        elif SUBCLASS.fullmatch(path):
            if subject in kinds:
                yield from (Used("class", term) for term in _terms(value))
        elif path[0] in "?$" or not OPEN_PATH.search(path):
            yield from (Used("property", term) for term in _iris(path))
            yield from (Used("node", term) for side in (subject, value) for term in _terms(side))


def _terms(text: str) -> list[str]:
    """Return a term that is an IRI; nothing for a variable, a literal or what is in brackets."""
    return [iri for iri in _iris(text) if iri == text and not iri.startswith("_:")]


def _iris(text: str) -> list[str]:
    return [token.text.rstrip(".") for token in tokens(text) if token.kind in {"iri", "name"}]


def _sentence(trial: Trial, used: Used, term: NamedNode) -> str:
    ontology, names = trial.ontology, trial.settings.names
    shown = _short(names, term)
    if used.sort == "class" and term.value in ontology.by_iri:
        return f"no {ontology.by_iri[term.value].label} is in the graph"
    labels = words(ontology)
    if label := labels.get(term.value):
        told = f"no triple has the property {shown} ({label})"
        return told if used.sort == "property" else f"no triple speaks of {shown} ({label})"
    own = namespace(term.value)
    near = difflib.get_close_matches(
        local_name(term.value),
        [local_name(iri) for iri in labels if namespace(iri) == own],
        n=1,
        cutoff=0.75,
    )
    hint = f"; did you mean {_short(names, NamedNode(own + near[0]))}?" if near else ""
    return f"no triple uses {shown}{hint}"


def _short(names: Names, term: NamedNode) -> str:
    for prefix, iri in names.prefixes().items():
        rest = term.value.removeprefix(iri)
        if rest != term.value and re.fullmatch(r"[\w.%-]+", rest):
            return f"{prefix}:{rest}"
    return f"<{term.value}>"
