"""SPARQL in a child process that can be stopped.

The engine has no deadline and cannot be cancelled, and a hostile query can
crash it. So a query passes the policy check and then runs in a child, which
opens the store itself and sends rows back in batches; past the deadline, or
when the user interrupts, the child is killed.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import re
import resource
import signal
import threading
import time
import warnings
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from kg.errors import KgError, LimitError, StoreError, UsageError
from kg.store.generations import open_snapshot
from kg.store.policy import check, names_its_graphs
from kg.terms import GRAPH_POSITIONS, Names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Term = NamedNode | BlankNode | Literal | Triple
Row = tuple[Term | None, ...]

TIMEOUT = 60.0
MAX_ROWS = 100_000
MEMORY = 4 << 30
MAX_ANSWER = 256 << 20
"""Bytes of rows after which an answer is cut, whatever their number."""

_BATCH = 256
_HIDDEN = (Names().graph(GRAPH_POSITIONS),)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query gave: rows of a SELECT, a boolean of an ASK, or triples."""

    variables: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    boolean: bool | None = None
    triples: tuple[Triple, ...] | None = None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class _Task:
    """What the child is to do; it may travel to a fresh process."""

    path: Path | None
    sequence: int | None
    sparql: str
    max_rows: int
    union: bool
    graphs: tuple[NamedNode, ...] | None
    hidden: frozenset[NamedNode]
    prefixes: dict[str, str]
    cpu: int
    memory: int


def run(
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
    if path is not None and sequence is None:
        sequence = open_snapshot(path).sequence
    task = _Task(
        path,
        sequence,
        sparql,
        max_rows,
        use_default_graph_as_union and not names_its_graphs(sparql),
        None if graphs is None or names_its_graphs(sparql) else tuple(graphs),
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


def _start(task: _Task) -> tuple[BaseProcess, Connection]:
    """Start the child: forked when that is safe, which it is not among threads."""
    forks = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    context = multiprocessing.get_context("fork" if forks else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_serve, args=(task, theirs), daemon=True)  # type: ignore[attr-defined]
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
            raise rest[0](rest[1], code=rest[2], mend=rest[3])
        elif kind == "select":
            return Answer(variables, tuple(rows), truncated=rest[0])
        else:
            return Answer(triples=tuple(rows), truncated=rest[0])


def _died(child: BaseProcess) -> KgError:
    """Say why a child ended without an answer."""
    child.join()
    ended = child.exitcode or 0
    if -ended in {signal.SIGABRT, signal.SIGKILL}:
        return _no_memory()
    if -ended == signal.SIGXCPU:
        return LimitError("the query ran out of time", code="timeout", mend="narrow it down")
    what = signal.Signals(-ended).name if ended < 0 else f"exit {ended}"
    return LimitError(
        f"the engine broke off this query ({what})",
        code="query-crash",
        mend="make it shorter and less deeply nested",
    )


def _no_memory() -> LimitError:
    return LimitError(
        "the query needs more memory than it may use",
        code="memory",
        mend="narrow it down, or sort and group less at once",
    )


def _serve(task: _Task, pipe: Connection) -> None:
    """Answer in the child; every way to fail becomes a message or a dead child."""
    _confine(task)
    try:
        for message in _messages(task):
            pipe.send_bytes(message)
    except BrokenPipeError:
        return
    except Exception as error:  # noqa: BLE001 told to the parent, whatever it is
        with suppress(BrokenPipeError):
            pipe.send_bytes(pickle.dumps(("error", *_told(error))))


def _confine(task: _Task) -> None:
    """Bound the child, so that it ends even when its parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 2):
        os.dup2(silent, stream)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, task.cpu)
    statm = Path("/proc/self/statm")
    if statm.exists():
        used = int(statm.read_text("ascii").split()[0]) * resource.getpagesize()
        _limit(resource.RLIMIT_AS, used + task.memory)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, hard))


def _messages(task: _Task) -> Iterator[bytes]:
    """Yield the pickled messages of an answer."""
    store = Store() if task.path is None else open_snapshot(task.path, task.sequence).store
    answer = _ask(store, task)
    if isinstance(answer, QueryBoolean):
        yield pickle.dumps(("boolean", bool(answer)))
        return
    if isinstance(answer, QuerySolutions):
        names = tuple(variable.value for variable in answer.variables)
        yield pickle.dumps(("head", "select", names))
        found: Iterator[Any] = (tuple(solution) for solution in answer)
    else:
        yield pickle.dumps(("head", "graph", ()))
        found = iter(answer)
    yield from _batches(found, task.max_rows)


def _batches(found: Iterator[Any], most: int) -> Iterator[bytes]:
    """Yield rows by the batch, and last whether there were more."""
    sent = size = 0
    while batch := list(islice(found, min(_BATCH, most - sent))):
        message = pickle.dumps(("rows", batch))
        sent += len(batch)
        size += len(message)
        if size > MAX_ANSWER:
            break
        yield message
    more = size > MAX_ANSWER or next(found, None) is not None
    yield pickle.dumps(("done", more))


def _ask(store: Store, task: _Task) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Evaluate; a list of graphs is given only when one has to be left out."""
    graphs = task.graphs
    if graphs is None and task.union:
        named = [graph for graph in store.named_graphs() if isinstance(graph, NamedNode)]
        shown = tuple(graph for graph in named if graph not in task.hidden)
        graphs = shown if len(shown) < len(named) else None
    if graphs is None:
        return store.query(
            task.sparql, prefixes=task.prefixes, use_default_graph_as_union=task.union
        )
    return store.query(task.sparql, prefixes=task.prefixes, default_graph=list(graphs))


def _told(error: Exception) -> tuple[type[KgError], str, str, str]:
    """Return an error as the parent is to raise it: class, message, code, mend."""
    if isinstance(error, KgError):
        return type(error), error.message, error.code, error.mend
    if isinstance(error, SyntaxError):
        return UsageError, _syntax(str(error)), "sparql-syntax", "correct the query"
    if isinstance(error, MemoryError):
        lack = _no_memory()
        return LimitError, lack.message, lack.code, lack.mend
    if isinstance(error, OSError | RuntimeError) and "store" not in str(error).lower():
        mend = "check the store with `kg verify`"
        return StoreError, f"the store cannot be read: {error}", "store-damaged", mend
    return KgError, f"the query failed: {error}", "query-failed", "report it with the query"


def _syntax(said: str) -> str:
    """Put the engine's words into ours: line:column, and a short reason."""
    found = _PLACE.match(said)
    if not found:
        return f"the query cannot be read: {said}"
    line, column, expected = found.groups()
    if "Prefix not found" in expected:
        return f"the query cannot be read at {line}:{column}: a prefix is not declared"
    words = re.findall(r"[A-Z][A-Za-z_]{2,}(?: [a-z][a-z ]+)?", expected)
    hint = f": expected {', '.join(words[:5])}" if words else ""
    return f"the query cannot be read at {line}:{column}{hint}"
