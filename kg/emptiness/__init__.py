"""Why an answer is empty: nothing of the kind, no such fact of a name, a window, a pattern.

Every sentence is a fact that was looked up, by asking the question again with
less in it. Where that takes too long, it says so and guesses nothing.
"""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from kg.asking import resolver
from kg.contents import source_graphs
from kg.emptiness.groups import read_body
from kg.emptiness.joining import emptied, tell
from kg.emptiness.kinds import missing
from kg.emptiness.phrases import listed
from kg.emptiness.relaxing import Bound, tell_values
from kg.emptiness.trying import BUDGET, Trial
from kg.errors import LimitError, UsageError
from kg.ontology import load_ontology
from kg.placing import place, serialise
from kg.queries import term_of
from kg.store import open_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.asking import Limits
    from kg.config import Settings
    from kg.emptiness.groups import Body
    from kg.queries import SavedQuery

__all__ = ["BUDGET", "why_empty", "why_empty_sparql"]

MOST_LINES = 5
UNKNOWN = "nothing in the graph answers this; the reason was not found"
LATE = "nothing in the graph answers this; the reason was not found within {:g} s"


def why_empty(
    query: SavedQuery,
    values: Mapping[str, str],
    settings: Settings,
    limits: Limits,
    sequence: int | None = None,
) -> list[str]:
    """Return why a saved query has no rows, a sentence a reason, five at most.

    `sequence` is the generation that was asked, the current one unless it is
    given. Takes `BUDGET` seconds at most, or fewer if `limits` say so.
    """
    trial = _trial(settings, limits, sequence)
    resolve = resolver(settings, trial.store, trial.ontology)
    given = {p: values.get(p.name, p.default) for p in query.params}
    terms = {p.name: term_of(p, text, resolve) for p, text in given.items() if text is not None}
    bound = Bound(query, terms)
    text = place(query.text, {name: serialise(term) for name, term in terms.items()})
    return _first(trial, text, [partial(tell_values, trial, bound)])


def why_empty_sparql(
    sparql: str, settings: Settings, limits: Limits, sequence: int | None = None
) -> list[str]:
    """Return why a SELECT of a user's has no rows, as `why_empty`."""
    return _first(_trial(settings, limits, sequence), sparql, [])


def _trial(settings: Settings, limits: Limits, sequence: int | None) -> Trial:
    seconds = min(BUDGET, limits.seconds)
    deadline = time.monotonic() + seconds
    snapshot = open_snapshot(settings.store, sequence)
    ontology = load_ontology(settings.domain.ontology)
    return Trial(settings, ontology, snapshot.store, snapshot.sequence, seconds, deadline)


def _first(trial: Trial, text: str, own: list[Callable[[], Iterable[str]]]) -> list[str]:
    """Return what the first search finds: for kinds, for values, for a pattern."""
    if not source_graphs(trial.store, trial.settings.names):
        return ["no source is in the graph; `kg load` puts facts into it"]
    steps = own
    if body := read_body(text):
        steps = [partial(missing, trial, body), *own, partial(_joined, trial, body)]
    found: list[str] = []
    for step in steps:
        try:
            found.extend(step())
        except LimitError:
            return found[:MOST_LINES] or [LATE.format(trial.seconds)]
        except UsageError:  # A rewritten question that the engine or the policy refuses.
            continue
        if found:
            return found[:MOST_LINES]
    return [UNKNOWN]


def _joined(trial: Trial, body: Body) -> Iterator[str]:
    found = emptied(trial, body)
    if found is not None:
        yield tell(trial, body, found)
    elif body.narrowed:
        leave = "leaves" if len(body.narrowed) == 1 else "leave"
        yield f"the patterns have rows, of which {listed(body.narrowed)} {leave} none"
