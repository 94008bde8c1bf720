"""Which value of a question leaves no rows: the same question with fewer values bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode

from kg.emptiness.phrases import SHOWN, counted, listed, quoted
from kg.emptiness.trying import MOST, Trial
from kg.emptiness.windows import WINDOW, tell_window
from kg.lookup import label, types
from kg.placing import place, serialise
from kg.queries import ONE_OF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kg.queries import Parameter, SavedQuery
    from kg.store import Answer

    Term = NamedNode | Literal
    Unit = tuple[Parameter, ...]

GIVEN = ", with the other values as they are"


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


def tell_values(trial: Trial, bound: Bound) -> list[str]:
    """Return a sentence for each value that leaves no rows; none where no value does.

    A value that alone leaves none is told so. Where each alone has rows, what
    is told of one holds with the others as they are given.
    """
    units = bound.units()
    free = trial.ask(bound.without(p for unit in units for p in unit)) if units else None
    if free is None or not free.rows:
        return []
    if len(units) == 1:
        return [_tell(trial, bound, units[0], free, "")]
    alone = [unit for unit in units if not _alone(trial, bound, units, unit)]
    if alone:
        return [_tell_alone(trial, bound, unit, free) for unit in alone]
    dropped = ((unit, trial.ask(bound.without(unit))) for unit in units)
    told = [_tell(trial, bound, unit, rows, GIVEN) for unit, rows in dropped if rows.rows]
    names = listed([f"`{p.name}`" for unit in units for p in unit])
    without = f"no value alone leaves no rows, but they do together: without {names} there "
    return told or [f"{without}{_are(free)}"]


def _alone(trial: Trial, bound: Bound, units: list[Unit], unit: Unit) -> bool:
    """Return whether there are rows with one unit's values and no others."""
    others = [p for other in units if other != unit for p in other]
    return bool(trial.ask(bound.without(others), 1).rows)


def _tell_alone(trial: Trial, bound: Bound, unit: Unit, free: Answer) -> str:
    """Tell of a value that alone leaves nothing; of a window, what the other values give."""
    if unit[0].type == "date":
        others = trial.ask(bound.without(unit))
        if others.rows:
            return _tell(trial, bound, unit, others, GIVEN)
    return _tell(trial, bound, unit, free, "")


def _tell(trial: Trial, bound: Bound, unit: Unit, rows: Answer, given: str) -> str:
    one = unit[0]
    if one.name in WINDOW and one.type == "date":
        days = {p.name: bound.terms[p.name].value for p in unit}
        return tell_window(days, rows, given)
    if one.type == ONE_OF:
        return _tell_choice(trial, bound, one, given)
    term = bound.terms[one.name]
    if isinstance(term, NamedNode):
        return _tell_node(trial, bound, one, rows, given)
    value = f"`{one.name}` {term.value}"
    return f"no row of this question fits {value}{given}; without it there {_are(rows)}"


def _tell_choice(trial: Trial, bound: Bound, one: Parameter, given: str) -> str:
    """Tell for which of a parameter's choices there are rows, all else as it is given."""
    had = bound.terms[one.name]
    others = [choice for choice in one.choices if choice != had.value]
    terms = {name: term for name, term in bound.terms.items() if given and name != one.name}
    found = []
    for choice in others:
        asked = {
            name: serialise(term) for name, term in (terms | {one.name: Literal(choice)}).items()
        }
        answer = trial.ask(place(bound.query.text, asked))
        if answer.rows:
            found.append(f"{choice} ({len(answer.rows):,}{'+' if answer.truncated else ''})")
    those = f"; there are rows for {listed(found)}" if found else ""
    return f"no row of this question fits `{one.name}` {had.value}{given}{those}"


def _tell_node(trial: Trial, bound: Bound, one: Parameter, rows: Answer, given: str) -> str:
    node = bound.terms[one.name]
    name = quoted(label(trial.store, node)) if isinstance(node, NamedNode) else ""
    told = f"{name} is known to the graph, but no row of this question has it as `{one.name}`"
    found = list(dict.fromkeys(_column(rows, one.name)))
    if found:
        names = sorted(quoted(label(trial.store, other)) for other in found)
        cut = rows.truncated or len(names) <= SHOWN
        others = listed(names[:SHOWN], 0 if cut else len(names) - SHOWN)
        return f"{told}{given}; there are rows for {others}"
    fitting = list(_fitting(trial, bound, one, rows)) if not given else []
    such = f", such as for {listed(fitting)}" if fitting else ""
    return f"{told}{given}; without it there {_are(rows)}{such}"


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
        if trial.ask(bound.with_one(one.name, node), 1).rows:
            yield quoted(label(trial.store, node))
            found += 1
        if found == SHOWN:
            return


def _are(rows: Answer) -> str:
    return f"{'is' if len(rows.rows) == 1 else 'are'} {_many(rows)}"


def _many(rows: Answer) -> str:
    return f"more than {MOST:,} rows" if rows.truncated else counted(len(rows.rows), "row")
