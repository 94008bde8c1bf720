"""A graph in memory that parses each SPARQL text once.

pySHACL hands rdflib the text of a SPARQL constraint once for every node it
looks at, and parsing takes most of the time: thirty times that of reading the
algebra back, which is therefore kept between runs too.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import rdflib
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.sparql import Prologue, Query

from kg.cache import recall, remember
from kg.errors import LimitError
from kg.validation.algebra import from_json, to_json
from kg.validation.shapes import ROOM, maker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rdflib.query import Result as Answer

    from kg.validation.clearing import Clearing

NAMESPACES = dict(rdflib.Graph().namespaces())
KEPT = frozenset({"this", "path", "value"})
READER = f"rdflib {rdflib.__version__}, {maker(ROOM)}, {sorted(NAMESPACES.items())}"
"""What an algebra depends on beside its query's text: the package, and the code that keeps it."""


@dataclass(slots=True)
class _Clock:
    """A point in time, on `time.monotonic()`, after which work stops."""

    deadline: float | None = None

    def check(self) -> None:
        if self.deadline is not None and time.monotonic() > self.deadline:
            raise LimitError(
                "checking against the shapes took too long",
                code="validation-deadline",
                mend="allow more time, or load fewer sources at once",
            )


class PreparedGraph(rdflib.Graph):
    """A graph in memory that parses each SPARQL text once and keeps a deadline."""

    def __init__(self, deadline: float | None = None, clearing: Clearing | None = None) -> None:
        """Start empty; `deadline` is on `time.monotonic()`, `clearing` has the same triples."""
        super().__init__()
        self.clock, self.clearing = _Clock(deadline), clearing

    def triples(self, triple: Any) -> Any:  # noqa: ANN401 rdflib's own is overloaded
        """Return the triples that match, as long as there is time."""
        self.clock.check()
        return super().triples(triple)

    def query(
        self,
        query_object: str | Query,
        processor: Any = "sparql",  # noqa: ANN401 rdflib's signature
        result: Any = "sparql",  # noqa: ANN401 rdflib's signature
        initNs: Mapping[str, Any] | None = None,  # noqa: N803 rdflib's signature
        initBindings: Mapping[str, Any] | None = None,  # noqa: N803 rdflib's signature
        use_store_provided: bool = True,  # noqa: FBT001, FBT002 rdflib's signature
        **kwargs: Any,  # noqa: ANN401 rdflib's signature
    ) -> Answer:
        """Return the answer to a query whose text is parsed at its first use."""
        self.clock.check()
        if isinstance(query_object, str) and not initNs:
            if self.clearing and self.clearing.finds_nothing(query_object, initBindings or {}):
                return _nothing()
            query_object = prepare(query_object)
        answer = super().query(
            query_object, processor, result, initNs, initBindings, use_store_provided, **kwargs
        )
        if answer.type == "SELECT":
            answer.bindings = [_escaped(row) for row in answer.bindings]
        return answer


def _nothing() -> Answer:
    answer = rdflib.query.Result("SELECT")
    answer.vars, answer.bindings = [], []
    return answer


@lru_cache(maxsize=1024)
def prepare(text: str) -> Query:
    """Return the algebra of a SPARQL text, which is parsed once and kept for later runs."""
    name = _name(text)
    kept = recall(name)
    if kept is not None:
        with suppress(ValueError):
            return Query(Prologue(), from_json(kept))
    query = translateQuery(parseQuery(text), initNs=NAMESPACES)
    with suppress(TypeError):
        if not query.prologue.base:
            remember(name, to_json(query.algebra))
    return query


def _name(text: str) -> str:
    """Return the name that a query is kept under, the same for its prefixes in any order.

    pySHACL puts them before a query as they come, and a blank line after them.
    """
    first, *rest = text.split("\n\n", 1)
    lines = first.splitlines()
    if all(line.startswith("PREFIX ") for line in lines):
        lines.sort()
    return sha256("\n".join((READER, *lines, *rest)).encode()).hexdigest() + ".json"


def _escaped(row: Mapping[Any, Any]) -> dict[Any, Any]:
    r"""Double each `\` in what messages quote: pySHACL puts it into a regular expression."""
    return {
        name: rdflib.Literal(term.replace("\\", "\\\\"))
        if isinstance(term, rdflib.Literal) and "\\" in term and str(name) not in KEPT
        else term
        for name, term in row.items()
    }
