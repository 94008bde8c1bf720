"""Facts and axioms in words that an analyst understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.consistency.expressions import (
    EXACT,
    LEAST,
    MOST,
    ON_PROPERTY,
    first,
    members,
    number,
    values,
)
from kg.lexical import a
from kg.terms import OWL, RDF_TYPE, RDFS, said
from kg.wording import local

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyoxigraph import Triple

    from kg.consistency.model import Axiom

NOTHING = f"{OWL}Nothing"
CHARACTERISTICS = {
    "FunctionalProperty": "a thing has at most one '{}'",
    "InverseFunctionalProperty": "at most one thing has the same '{}'",
    "SymmetricProperty": "'{}' holds both ways",
    "TransitiveProperty": "'{}' passes on",
    "AsymmetricProperty": "'{}' never holds both ways",
    "IrreflexiveProperty": "nothing has '{}' to itself",
}
BETWEEN = {
    "subPropertyOf": "'{}' is a kind of '{}'",
    "inverseOf": "'{}' is '{}' read backwards",
    "equivalentProperty": "'{}' is the same as '{}'",
    "disjointWith": "nothing is both {2} and {3}",
    "complementOf": "nothing is both {2} and {3}",
    "sameAs": "'{}' is the same as '{}'",
    "differentFrom": "'{}' is another than '{}'",
    "propertyDisjointWith": "no two things are related by both '{}' and '{}'",
}
LEADING = {
    "subClassOf": "every {}",
    "equivalentClass": "every {}",
    "disjointUnionOf": "every {}",
    "domain": "whatever has '{}'",
    "range": "whatever is a value of '{}'",
}
"""How a sentence on what is said of things starts."""
LISTED = {
    "AllDisjointClasses": "nothing is two of these: {}",
    "AllDisjointProperties": "no two things are related by two of these: {}",
    "AllDifferent": "these are all different: {}",
}


def fact_in_words(fact: Triple, name: Callable[[object], str], labels: Mapping[str, str]) -> str:
    """Return what a fact states; `name` calls things, `labels` terms of the ontology."""
    subject = f"'{name(fact.subject)}'"
    if fact.predicate == RDF_TYPE:
        return f"{subject} is {a(_label(fact.object, labels))}"
    word = fact.predicate.value.removeprefix(OWL)
    if word in {"sameAs", "differentFrom"}:
        relation = {"sameAs": "is the same as", "differentFrom": "is another than"}[word]
    else:
        relation = _label(fact.predicate, labels)
    value = fact.object.value if isinstance(fact.object, Literal) else name(fact.object)
    return f"{subject} {relation} '{value}'"


def axiom_in_words(axiom: Axiom, labels: Mapping[str, str]) -> str:
    """Return what an axiom says of all things."""
    subject, predicate, value = axiom.head
    word = predicate.value.removeprefix(OWL).removeprefix(RDFS)
    one, other = _label(subject, labels), _label(value, labels)
    if predicate == RDF_TYPE:
        return _kind(axiom, labels)
    if word in BETWEEN:
        return BETWEEN[word].format(one, other, a(one), a(other))
    if word == "propertyChainAxiom":
        steps = " then ".join(f"'{_label(m, labels)}'" for m in members(axiom, value))
        return f"{steps} give '{one}'"
    if word not in LEADING:
        return f"'{one}' {word} '{other}'"
    whole = LEADING[word].format(one)
    if not isinstance(subject, NamedNode):
        whole = f"whatever {phrase(axiom, subject, labels)}"
    converse = f", and whatever is or does so is {a(one)}" if word == "equivalentClass" else ""
    return f"{whole} {phrase(axiom, value, labels)}{converse}"


def phrase(axiom: Axiom, node: object, labels: Mapping[str, str]) -> str:
    """Return a class expression as what is said of its members: `is a ...`, `has ...`."""
    if isinstance(node, NamedNode):
        return "is nothing" if node.value == NOTHING else f"is {a(_label(node, labels))}"
    joined = {"intersectionOf": " and ", "unionOf": " or "}
    if parts := [_label(m, labels) for m in members(axiom, node)]:
        return f"is one of these and of no two: {', '.join(parts)}"
    for word, between in joined.items():
        for head in values(axiom, node, OWL + word):
            return between.join(phrase(axiom, m, labels) for m in members(axiom, head))
    for denied in values(axiom, node, f"{OWL}complementOf"):
        return f"never {phrase(axiom, denied, labels)}"
    for head in values(axiom, node, f"{OWL}oneOf"):
        return f"is one of {', '.join(_label(m, labels) for m in members(axiom, head))}"
    return _restriction(axiom, node, labels)


def _restriction(axiom: Axiom, node: object, labels: Mapping[str, str]) -> str:
    on = first(axiom, node, ON_PROPERTY)
    if on is None:
        return "is of a restricted kind"
    prop = f"'{_label(on, labels)}'"
    filler = first(axiom, node, f"{OWL}onClass")
    of = f" that {phrase(axiom, filler, labels)}" if filler is not None else ""
    for words, told in ((EXACT, "exactly"), (MOST, "at most"), (LEAST, "at least")):
        count = number(axiom, node, words)
        if count is not None:
            return f"has {told} {count} {prop}{of}"
    for some in values(axiom, node, f"{OWL}someValuesFrom"):
        return f"has at least one {prop} that {phrase(axiom, some, labels)}"
    for only in values(axiom, node, f"{OWL}allValuesFrom"):
        return f"has no {prop} but one that {phrase(axiom, only, labels)}"
    for value in values(axiom, node, f"{OWL}hasValue"):
        return f"has {prop} {_label(value, labels)}"
    return f"is restricted in {prop}"


def _kind(axiom: Axiom, labels: Mapping[str, str]) -> str:
    subject, _, value = axiom.head
    word = said(value).removeprefix(OWL)
    if word in CHARACTERISTICS:
        return CHARACTERISTICS[word].format(_label(subject, labels))
    if word in LISTED:
        heads = [
            head
            for name in ("members", "distinctMembers")
            for head in values(axiom, subject, OWL + name)
        ]
        named = [_label(m, labels) for head in heads for m in members(axiom, head)]
        return LISTED[word].format(", ".join(named))
    if word == "NegativePropertyAssertion":
        ends = ("sourceIndividual", "assertionProperty", "targetIndividual", "targetValue")
        parts = [_label(v, labels) for end in ends for v in values(axiom, subject, OWL + end)]
        return f"it is denied that {' '.join(parts)}"
    return f"'{_label(subject, labels)}' is {a(_label(value, labels))}"


def _label(term: object, labels: Mapping[str, str]) -> str:
    if isinstance(term, NamedNode):
        return labels.get(term.value) or local(term)
    return term.value if isinstance(term, Literal) else "something"
