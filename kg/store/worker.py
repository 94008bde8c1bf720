"""SPARQL in a child process that can be stopped.

The engine has no deadline and cannot be cancelled, and a hostile query can
crash it. So a query passes the policy check and then runs in a child, which
opens the store itself, while the query may still be made, and sends rows back
in batches; past the deadline, or when the user interrupts, the child is killed.
"""

from __future__ import annotations

import math
import pickle
import signal
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, Triple

from kg.children import child
from kg.errors import KgError, LimitError, UsageError
from kg.store.child import Room, Task, no_memory, serve
from kg.store.parcels import Row, unpacked
from kg.store.policy import check, names_its_graphs
from kg.store.reach import reaches
from kg.terms import AT, GRAPH_POSITIONS, TEXT_AT, Names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

TIMEOUT = 60.0
MAX_TIMEOUT = 1e6
MAX_ROWS = 100_000
MEMORY = 4 << 30

_HIDDEN = (Names().graph(GRAPH_POSITIONS),)
_PLACING = (AT.value, TEXT_AT.value)
"""The predicates of hidden graphs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows of a SELECT, a boolean of an ASK, or triples."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """A child that opens a store, and answers one query within its limits."""

    process: BaseProcess
    pipe: Connection
    timeout: float
    max_rows: int

    def answer(
        self,
        sparql: str,
        *,
        use_default_graph_as_union: bool = True,
        graphs: Sequence[NamedNode] | None = None,
        hidden: Collection[NamedNode] = _HIDDEN,
        prefixes: Mapping[str, str] | None = None,
    ) -> Answer:
        """Evaluate a query, as `run` does; the time begins with the call."""
        deadline = time.monotonic() + self.timeout
        check(sparql)
        own = names_its_graphs(sparql)
        task = Task(
            sparql,
            self.max_rows,
            use_default_graph_as_union and not own,
            None if graphs is None or own else tuple(graphs),
            frozenset(hidden if reaches(sparql, _PLACING) else ()),
            dict(prefixes or {}),
        )
        with suppress(BrokenPipeError):  # why it ended is told below
            self.pipe.send(task)
        return _collect(self.process, self.pipe, deadline, self.timeout)


@contextmanager
def started(
    path: Path | None,
    sequence: int | None = None,
    *,
    timeout: float = TIMEOUT,
    max_rows: int = MAX_ROWS,
    memory: int = MEMORY,
) -> Iterator[Worker]:
    """Give a worker that opens a store's generation at once; no path is the empty graph.

    Raises `UsageError` for a limit that is none.
    """
    _check_limits(timeout, max_rows, memory)
    room = Room(path, sequence, math.ceil(timeout) + 5, memory)
    alone = threading.active_count() == 1  # among threads, forking is not safe
    with child(serve, room, fork=alone) as (process, pipe):
        yield Worker(process, pipe, timeout, max_rows)


def run(  # noqa: PLR0913 one argument for each thing a caller may bound
    path: Path | None,
    sparql: str,
    *,
    timeout: float = TIMEOUT,
    max_rows: int = MAX_ROWS,
    use_default_graph_as_union: bool = True,
    graphs: Sequence[NamedNode] | None = None,
    hidden: Collection[NamedNode] = _HIDDEN,
    prefixes: Mapping[str, str] | None = None,
    sequence: int | None = None,
    memory: int = MEMORY,
) -> Answer:
    """Evaluate a query over a store's generation; no path is the empty graph.

    The default graph is the union of `graphs`, or of all graphs but `hidden`;
    a query with FROM chooses its own. What the policy check takes is part of the
    time. Raises `UsageError` for a query that may not be run or cannot be read, and
    `LimitError` for one that takes more than `timeout` seconds or `memory` bytes.
    """
    with started(path, sequence, timeout=timeout, max_rows=max_rows, memory=memory) as worker:
        return worker.answer(
            sparql,
            use_default_graph_as_union=use_default_graph_as_union,
            graphs=graphs,
            hidden=hidden,
            prefixes=prefixes,
        )


def _check_limits(timeout: float, max_rows: int, memory: int) -> None:
    """Raise `UsageError` for a limit that is none; a NaN is in no range."""
    if not (0 < timeout <= MAX_TIMEOUT and max_rows >= 0 and memory > 0):
        message = f"no query runs within {timeout:g} s, {max_rows} rows and {memory} bytes"
        mend = f"give a time over 0 and up to {MAX_TIMEOUT:.0f} s, rows from 0, memory over 0"
        raise UsageError(message, code="usage", mend=mend)


def _collect(process: BaseProcess, pipe: Connection, deadline: float, timeout: float) -> Answer:
    """Put the child's messages together until it is done or out of time."""
    variables: tuple[str, ...] = ()
    rows: list[Any] = []
    kind = "select"
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not pipe.poll(left):
            raise LimitError(
                f"the query took longer than {timeout:g} s and was stopped",
                code="timeout",
                mend="narrow it down, or allow more with --timeout",
            )
        try:
            message, *rest = pickle.loads(pipe.recv_bytes())  # noqa: S301 our own child wrote it
        except EOFError:
            raise _died(process) from None
        if message == "rows":
            rows += unpacked(rest[0])
        elif message == "head":
            kind, variables = rest
        elif message == "boolean":
            return Answer(boolean=rest[0])
        elif message == "error":
            raise rest[0]
        elif kind == "select":
            return Answer(variables, tuple(rows), truncated=rest[0])
        else:
            return Answer(triples=tuple(Triple(*row) for row in rows), truncated=rest[0])


def _died(process: BaseProcess) -> KgError:
    """Say why a child ended without an answer."""
    process.join()
    ended = process.exitcode or 0
    if -ended in {signal.SIGABRT, signal.SIGKILL}:
        return no_memory()
    if -ended == signal.SIGXCPU:
        return LimitError("the query ran out of time", code="timeout", mend="narrow it down")
    what = signal.Signals(-ended).name if ended < 0 else f"exit {ended}"
    return LimitError(
        f"the engine broke off this query ({what})",
        code="query-crash",
        mend="make it shorter and less deeply nested",
    )
