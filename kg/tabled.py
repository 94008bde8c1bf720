"""Rules that look at one statement beside the ontology, as a table of what each statement tells.

That a threat is an act, and that a property and its inverse tell the same, needs
no engine: what a statement tells is known by its property, or by its property
and its object, once the rules were asked of one statement of each.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.reasoning import entail
from kg.rules import one_statement

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Triple

PROBE = "urn:x-probe:"
UNKNOWN = NamedNode(f"{PROBE}unknown")
"""A property and a class that no ontology names: what is told of these, is of any."""
NODE, LITERAL = "<", '"'


class Reach(NamedTuple):
    """The verbs that a table reads and tells: between the ends of a statement, of a thing's kind.

    What it tells between two things depends on statements between these two alone,
    and of what kinds a thing is on what kinds it is said to be of.
    """

    of_pairs: frozenset[str] = frozenset()
    of_things: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Table:
    """What statements tell, to the fixpoint, all of it for one graph.

    `forms` are by property and then by object, or else by what that is, `NODE` or
    `LITERAL`; a form has `{0}` for the subject and `{1}` for the object. `tells` are the
    properties of what is told. Terms are as N-Triples writes them.
    """

    graph: NamedNode
    forms: Mapping[str, Mapping[str, Sequence[str]]]
    tells: frozenset[str]

    def reach(self) -> Reach | None:
        """Return what the table speaks of; None where it tells of more than a statement's ends."""
        of_pairs, of_things = set[str](), set[str]()
        for verb, by_object in self.forms.items():
            for kind, forms in by_object.items():
                for subject, told, value in (form.split(" ", 2) for form in forms):
                    if kind in (NODE, LITERAL) and {subject, value} == {"{0}", "{1}"}:
                        of_pairs |= {verb, told}
                    elif kind not in (NODE, LITERAL) and subject == "{0}" != value:
                        of_things |= {verb, told}
                    else:
                        return None
        alone = of_pairs.isdisjoint(of_things)
        return Reach(frozenset(of_pairs), frozenset(of_things)) if alone else None

    def told_by(self, statements: Iterable[str]) -> Iterator[str]:
        """Yield what statements tell, in their order; some of it more than once."""
        for statement in statements:
            subject, verb, value = statement.split(" ", 2)
            forms = self.forms.get(verb)
            if forms is not None:
                found = forms.get(value)
                if found is None:
                    found = forms.get(LITERAL if value.startswith(LITERAL) else NODE, ())
                for form in found:
                    yield form.format(subject, value)


def tabled(
    rules: Mapping[NamedNode, Sequence[str]], ontology: Collection[Quad]
) -> tuple[Table, dict[NamedNode, Sequence[str]]]:
    """Return the table of the last rules that are of one statement, and the rules before them.

    Those before are to be asked first, as where all are asked: then a triple that
    both tell gets into the same graph. The table is empty where there is no such
    rule, or where what one tells depends on more than a property and a class.
    """
    graph, texts = next(reversed([*rules.items()]), (UNKNOWN, ()))
    first = len(texts)
    while first and one_statement(texts[first - 1]) is not None:
        first -= 1
    table = _table(graph, texts[first:], ontology) if texts[first:] else None
    if table is None:
        return Table(graph, {}, frozenset()), dict(rules)
    return table, {**rules, graph: texts[:first]}


class _Probe(NamedTuple):
    """A statement that rules are asked of, where its ends stand for any, and its kind of object."""

    kind: str
    quad: Quad
    ends: tuple[NamedNode | Literal, ...]

    def form(self, told: Triple) -> str:
        """Return what is told with places for the ends."""
        terms = (told.subject, told.predicate, told.object)
        return " ".join(
            f"{{{self.ends.index(term)}}}"
            if term in self.ends
            else str(term).replace("{", "{{").replace("}", "}}")
            for term in terms
        )


def _table(graph: NamedNode, texts: Sequence[str], ontology: Collection[Quad]) -> Table | None:
    """Ask rules of a statement of each property and each class that the ontology names."""
    named = {term for quad in ontology for term in (quad.subject, quad.predicate, quad.object)}
    terms = sorted((term for term in named if isinstance(term, NamedNode)), key=str)
    verbs = {verb for text in texts if (verb := one_statement(text)) and not verb.startswith("?")}
    probes = [*_probes((UNKNOWN, *terms), [NamedNode(verb[1:-1]) for verb in sorted(verbs)])]
    of_end: dict[object, _Probe] = {end: probe for probe in probes for end in probe.ends}
    forms, tells = dict[str, dict[str, list[str]]](), set[str]()
    told = _told(graph, texts, [*ontology, *(probe.quad for probe in probes)])
    for triple in sorted(told - _told(graph, texts, ontology), key=str):
        probe = of_end.get(triple.subject) or of_end.get(triple.object)
        if probe is None or UNKNOWN in (probe.quad.predicate, probe.quad.object):
            return None
        by_object = forms.setdefault(str(probe.quad.predicate), {})
        by_object.setdefault(probe.kind, []).append(probe.form(triple))
        tells.add(str(triple.predicate))
    return Table(graph, forms, frozenset(tells))


def _probes(terms: Iterable[NamedNode], verbs: Sequence[NamedNode]) -> Iterator[_Probe]:
    """Yield a statement of each term as a property, of a node and a literal, and as a class."""
    numbers = count()
    for term in terms:
        for kind, end in ((NODE, NamedNode), (LITERAL, Literal)):
            ends = (NamedNode(f"{PROBE}{next(numbers)}"), end(f"{PROBE}{next(numbers)}"))
            yield _Probe(kind, Quad(ends[0], term, ends[1]), ends)
        for verb in verbs:
            thing = NamedNode(f"{PROBE}{next(numbers)}")
            yield _Probe(str(term), Quad(thing, verb, term), (thing,))


def _told(graph: NamedNode, texts: Sequence[str], quads: Iterable[Quad]) -> set[Triple]:
    """Return what rules entail of some quads."""
    store = Store()
    store.extend(quads)
    entail(store, {graph: texts})
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}
