"""Which value of a question leaves no rows: the same question with fewer values bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.emptiness.joining import has_rows
from kg.emptiness.phrases import SHOWN, counted, listed, named
from kg.emptiness.trying import MOST, Trial
from kg.emptiness.windows import WINDOW, tell_window
from kg.errors import LimitError
from kg.lookup import label, types
from kg.placing import place, serialise
from kg.queries import ONE_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.queries import Parameter, SavedQuery
    from kg.store import Answer

    Term = NamedNode | Literal
    Unit = tuple[Parameter, ...]

GIVEN, ALONE = ", with the other values as they are", ", even with no other value"


@dataclass(frozen=True, slots=True)
class Bound:
    """A saved query with the terms of its values; a window of days counts as one value."""

    query: SavedQuery
    terms: Mapping[str, Term]

    def units(self) -> list[Unit]:
        """Return the parameters with a value, those that bound a window together."""
        given = [one for one in self.query.params if one.name in self.terms]
        window = tuple(one for one in given if one.type == "date" and one.name in WINDOW)
        single: list[Unit] = [(one,) for one in given if one not in window]
        return [*single, window] if window else single

    def without(self, dropped: Iterable[Parameter]) -> str:
        """Return the query's text with some parameters free."""
        names = {one.name for one in dropped}
        kept = {name: serialise(t) for name, t in self.terms.items() if name not in names}
        return place(self.query.text, kept)

    def with_one(self, name: str, term: Term) -> str:
        """Return the query's text with another value for one parameter and no other bound."""
        return place(self.query.text, {name: serialise(term)})


def tell_values(trial: Trial, bound: Bound) -> Iterator[str]:
    """Yield a sentence for each value that leaves no rows; none where no value does.

    A value that alone leaves none is told so. Where each alone has rows, what
    is told of one holds with the others as they are given.
    """
    units = bound.units()
    every = [one for unit in units for one in unit]
    if not units or not has_rows(trial, bound.without(every)):
        return
    alone = False
    for unit in units:
        others = [one for one in every if one not in unit]
        if not others or not has_rows(trial, bound.without(others)):
            alone = True
            yield from _tell_alone(trial, bound, unit, every)
    if alone:
        return
    told = False
    for unit in units:
        rows = _rows(trial, bound.without(unit))
        if rows is not None and rows.rows:
            told = True
            yield _tell(trial, bound, unit, rows, GIVEN)
    if not told and trial.ask(bound.without(every), 1).rows:
        names = listed([f"`{one.name}`" for one in every])
        yield f"no value alone leaves no rows, but together they do: there are some without {names}"


def _tell_alone(trial: Trial, bound: Bound, unit: Unit, every: list[Parameter]) -> Iterator[str]:
    """Tell of a value that alone leaves nothing; of a window, what the other values give."""
    given = ALONE if len(every) > len(unit) else ""
    if unit[0].type == "date" and given:
        others = _rows(trial, bound.without(unit))
        if others is not None and others.rows:
            yield _tell(trial, bound, unit, others, GIVEN)
            return
    rows = _rows(trial, bound.without(every))
    if rows is None or rows.rows:
        yield _tell(trial, bound, unit, rows, given)


def _rows(trial: Trial, text: str) -> Answer | None:
    """Return the rows of a question, None where there is no time for them."""
    try:
        return trial.ask(text)
    except LimitError:
        return None


def _tell(trial: Trial, bound: Bound, unit: Unit, rows: Answer | None, given: str) -> str:
    """Return what one value leaves out; `rows` are those without it, if there was time."""
    one = unit[0]
    if one.name in WINDOW and one.type == "date":
        days = {p.name: bound.terms[p.name].value for p in unit}
        return tell_window(days, rows, given)
    if one.type == ONE_OF:
        return _tell_choice(trial, bound, one, given)
    if isinstance(bound.terms[one.name], NamedNode):
        return _tell_node(trial, bound, one, rows, given)
    value = f"`{one.name}` {bound.terms[one.name].value}"
    return f"no row of this question fits {value}{given}{_without(rows, given)}"


def _tell_choice(trial: Trial, bound: Bound, one: Parameter, given: str) -> str:
    """Tell for which of a parameter's choices there are rows, all else as it is given."""
    had = bound.terms[one.name]
    others = [choice for choice in one.choices if choice != had.value]
    terms = {
        name: term for name, term in bound.terms.items() if given == GIVEN and name != one.name
    }
    found = []
    for choice in others:
        asked = {
            name: serialise(term) for name, term in (terms | {one.name: Literal(choice)}).items()
        }
        answer = _rows(trial, place(bound.query.text, asked))
        if answer is not None and answer.rows:
            found.append(f"{choice} ({len(answer.rows):,}{'+' if answer.truncated else ''})")
    those = f"; {_free(given)}there are rows for {listed(found)}" if found else ""
    return f"no row of this question fits `{one.name}` {had.value}{given}{those}"


def _tell_node(trial: Trial, bound: Bound, one: Parameter, rows: Answer | None, given: str) -> str:
    node = bound.terms[one.name]
    (name,) = named(label(trial.store, node)) if isinstance(node, NamedNode) else [""]
    told = f"{name} is known to the graph, but no row of this question has it as `{one.name}`"
    if rows is None or not rows.rows:
        return f"{told}{given}"
    found = list(dict.fromkeys(_column(rows, one.name)))
    if found:
        names = sorted(label(trial.store, other) for other in found)
        cut = rows.truncated or len(names) <= SHOWN
        others = listed(named(*names[:SHOWN]), 0 if cut else len(names) - SHOWN)
        return f"{told}{given}; {_free(given)}there are rows for {others}"
    fitting = list(_fitting(trial, bound, one, rows)) if given != GIVEN else []
    such = f", such as for {listed(named(*fitting))}" if fitting else ""
    return f"{told}{given}{_without(rows, given)}{such}"


def _column(rows: Answer, name: str) -> Iterator[NamedNode]:
    if name in rows.variables:
        at = rows.variables.index(name)
        yield from (term for row in rows.rows if isinstance(term := row[at], NamedNode))


def _fitting(trial: Trial, bound: Bound, one: Parameter, rows: Answer) -> Iterator[str]:
    """Yield the names of nodes in the rows for which, as the value, there are rows."""
    wanted = trial.ontology.classes[one.type].iri
    nodes = dict.fromkeys(t for row in rows.rows for t in row if isinstance(t, NamedNode))
    found = 0
    for node in sorted(nodes, key=lambda node: label(trial.store, node)):
        kinds = (trial.ontology.by_iri.get(kind) for kind in types(trial.store, node))
        if not any(kind is not None and kind.is_a(wanted) for kind in kinds):
            continue
        had = _rows(trial, bound.with_one(one.name, node))
        if had is not None and had.rows:
            yield label(trial.store, node)
            found += 1
        if found == SHOWN:
            return


def _free(given: str) -> str:
    return "without other values " if given == ALONE else ""


def _without(rows: Answer | None, given: str) -> str:
    if rows is None or not rows.rows:
        return ""
    many = f"more than {MOST:,} rows" if rows.truncated else counted(len(rows.rows), "row")
    it = "any value" if given == ALONE else "it"
    return f"; without {it} there {'is' if len(rows.rows) == 1 else 'are'} {many}"
