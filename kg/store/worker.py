"""SPARQL in a child process that can be stopped.

The engine has no deadline and cannot be cancelled, and a hostile query can
crash it. So a query passes the policy check and then runs in a child, which
opens the store itself and sends rows back in batches; past the deadline, or
when the user interrupts, the child is killed.
"""

from __future__ import annotations

import math
import multiprocessing
import pickle
import signal
import threading
import time
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.errors import KgError, LimitError
from kg.store.child import Task, no_memory, serve
from kg.store.policy import check, names_its_graphs
from kg.terms import GRAPH_POSITIONS, Names

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess
    from pathlib import Path

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

TIMEOUT = 60.0
MAX_ROWS = 100_000
MEMORY = 4 << 30

_HIDDEN = (Names().graph(GRAPH_POSITIONS),)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows of a SELECT, a boolean of an ASK, or triples."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None
    truncated: bool = False


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
    a query with FROM chooses its own.
    """
    check(sparql)
    own = names_its_graphs(sparql)
    task = Task(
        path,
        sequence,
        sparql,
        max_rows,
        use_default_graph_as_union and not own,
        None if graphs is None or own else tuple(graphs),
        frozenset(hidden),
        dict(prefixes or {}),
        math.ceil(timeout) + 5,
        memory,
    )
    deadline = time.monotonic() + timeout
    child, pipe = _start(task)
    try:
        return _collect(child, pipe, deadline, timeout)
    finally:
        child.kill()
        child.join()
        child.close()
        pipe.close()


def _start(task: Task) -> tuple[BaseProcess, Connection]:
    """Start the child: forked when that is safe, which it is not among threads."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=serve, args=(task, theirs), daemon=True)  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child.start()
    theirs.close()
    return child, ours


def _collect(child: BaseProcess, pipe: Connection, deadline: float, timeout: float) -> Answer:
    """Put the child's messages together until it is done or out of time."""
    variables: tuple[str, ...] = ()
    rows: list[Any] = []
    kind = "select"
    while True:
        if not pipe.poll(max(0.0, deadline - time.monotonic())):
            raise LimitError(
                f"the query took longer than {timeout:g} s and was stopped",
                code="timeout",
                mend="narrow it down, or allow more with --timeout",
            )
        try:
            message, *rest = pickle.loads(pipe.recv_bytes())  # noqa: S301 our own child wrote it
        except EOFError:
            raise _died(child) from None
        if message == "rows":
            rows += rest[0]
        elif message == "head":
            kind, variables = rest
        elif message == "boolean":
            return Answer(boolean=rest[0])
        elif message == "error":
            raise rest[0](rest[1], **rest[2])
        elif kind == "select":
            return Answer(variables, tuple(rows), truncated=rest[0])
        else:
            return Answer(triples=tuple(rows), truncated=rest[0])


def _died(child: BaseProcess) -> KgError:
    """Say why a child ended without an answer."""
    child.join()
    ended = child.exitcode or 0
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
