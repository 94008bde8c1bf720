"""Questions about a question: each run as any query, all within one allowance of time."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyoxigraph import Literal

from kg.errors import LimitError
from kg.store import run
from kg.terms import GRAPH_POSITIONS

if TYPE_CHECKING:
    from pyoxigraph import Store

    from kg.config import Settings
    from kg.ontology import Ontology
    from kg.store import Answer

BUDGET = 2.0
"""Seconds in which the reason must be found."""
MOST = 1_000
"""Rows that are looked at of any other question."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One generation of the graph that may be asked for some seconds, until `deadline`.

    `deadline` is a time of the monotonic clock.
    """

    settings: Settings
    ontology: Ontology
    store: Store
    sequence: int
    seconds: float
    deadline: float

    def ask(self, sparql: str, most: int = MOST) -> Answer:
        """Run a query in the time that is left; raises `LimitError` when there is none."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise LimitError("out of time", code="timeout")
        names = self.settings.names
        return run(
            self.settings.store,
            sparql,
            timeout=left,
            max_rows=most,
            hidden=[names.graph(GRAPH_POSITIONS)],
            prefixes=names.prefixes(),
            sequence=self.sequence,
        )


def cell(answer: Answer, row: int, name: str) -> str:
    """Return a term of an answer as text; nothing where it is unbound."""
    term = answer.rows[row][answer.variables.index(name)]
    return "" if term is None else term.value if isinstance(term, Literal) else str(term)
