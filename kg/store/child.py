"""The side of the query worker that runs in the child process."""

from __future__ import annotations

import faulthandler
import multiprocessing
import os
import pickle
import re
import resource
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Store

from kg.errors import KgError, LimitError, StoreError, UsageError
from kg.store.faults import find_fault
from kg.store.generations import open_snapshot
from kg.store.parcels import packed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

MAX_ANSWER = 256 << 20
"""Bytes of rows after which an answer is cut, whatever their number."""

STATM = Path("/proc/self/statm")
_TOTAL, _DATA = 0, 5
"""Fields of it, proc_pid_statm(5): address space, and what is private and can be written."""
RESERVE = 1 << 30
"""Bytes of address space that the store and its threads reserve, and more."""

_BATCH = 256
_UNKNOWN = re.compile(r"custom (?:aggregate )?function (<[^>]*>) is not supported")


@dataclass(frozen=True, slots=True)
class Room:
    """The generation that the child opens, and what it may take; it may travel to a fresh process.

    Processor time is in seconds, memory in bytes.
    """

    path: Path | None
    sequence: int | None
    cpu: int
    memory: int


@dataclass(frozen=True, slots=True)
class Task:
    """What the child is to do, once it is told."""

    sparql: str
    max_rows: int
    union: bool
    graphs: tuple[NamedNode, ...] | None
    hidden: frozenset[NamedNode]
    prefixes: dict[str, str]


def no_memory() -> LimitError:
    """Return the error for a query that outgrew its memory."""
    return LimitError(
        "the query needs more memory than it may use",
        code="memory",
        mend="narrow it down, or sort and group less at once",
    )


def serve(room: Room, pipe: Connection) -> None:
    """Answer in the child; every way to fail becomes a message or a dead child.

    The store is opened before the task comes: what it is asked may not be known yet.
    """
    _confine(room)
    task = None
    try:
        store = Store() if room.path is None else open_snapshot(room.path, room.sequence).store
        task = pipe.recv()
        _confine_memory(room)
        for message in _messages(store, task):
            pipe.send_bytes(message)
    except (BrokenPipeError, EOFError):
        return
    except Exception as error:  # noqa: BLE001 told to the parent, whatever it is
        with suppress(BrokenPipeError):
            pipe.send_bytes(pickle.dumps(("error", _told(error, task))))


def _confine(room: Room) -> None:
    """Bound the child, so that it ends even when its parent was killed.

    The engine lets other threads run while it evaluates.
    """
    threading.Thread(target=_follow_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    # The engine would trace where memory ran out, need memory for it, and wait for itself.
    os.environ["RUST_BACKTRACE"] = "0"
    silent = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 2):
        os.dup2(silent, stream)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, room.cpu)
    if STATM.exists():
        _limit(resource.RLIMIT_AS, _used(_TOTAL) + room.memory + RESERVE)


def _confine_memory(room: Room) -> None:
    """Bound what the query may write to beyond what the open store takes already.

    Address space says little: threads of the store reserve much that nobody uses.
    """
    if STATM.exists():
        _limit(resource.RLIMIT_DATA, _used(_DATA) + room.memory)


def _used(field: int) -> int:
    return int(STATM.read_text("ascii").split()[field]) * resource.getpagesize()


def _follow_parent() -> None:
    """End with the parent, however that ends: no query goes on for nobody."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, hard))


def _messages(store: Store, task: Task) -> Iterator[bytes]:
    """Yield the pickled messages of an answer."""
    answer = evaluate(store, task)
    if isinstance(answer, QueryBoolean):
        yield pickle.dumps(("boolean", bool(answer)))
        return
    if isinstance(answer, QuerySolutions):
        names = tuple(variable.value for variable in answer.variables)
        yield pickle.dumps(("head", "select", names))
    else:
        yield pickle.dumps(("head", "graph", ()))
    yield from _batches(iter(answer), task.max_rows)


def _batches(found: Iterator[Any], most: int) -> Iterator[bytes]:
    """Yield rows by the batch, and last whether there were more."""
    sent = size = 0
    while batch := list(islice(found, min(_BATCH, most - sent))):
        message = pickle.dumps(("rows", packed(batch)))
        sent += len(batch)
        size += len(message)
        if size > MAX_ANSWER:
            break
        yield message
    more = size > MAX_ANSWER or next(found, None) is not None
    yield pickle.dumps(("done", more))


def evaluate(store: Store, task: Task) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Evaluate; a list of graphs is given only when one has to be left out."""
    graphs = task.graphs
    if graphs is None and task.union and task.hidden:  # to list many takes longer than to look up
        named = [graph for graph in store.named_graphs() if isinstance(graph, NamedNode)]
        shown = tuple(graph for graph in named if graph not in task.hidden)
        graphs = shown if len(shown) < len(named) else None
    if graphs is None:
        return store.query(
            task.sparql, prefixes=task.prefixes, use_default_graph_as_union=task.union
        )
    return store.query(task.sparql, prefixes=task.prefixes, default_graph=list(graphs))


def _told(error: Exception, task: Task | None) -> KgError:
    """Return an error as the parent is to raise it."""
    if isinstance(error, KgError):
        return error
    if isinstance(error, SyntaxError) and task is not None:
        fault = find_fault(task.sparql, task.prefixes)
        at, mend = fault.position, fault.mend
        return UsageError(fault.message, code="sparql-syntax", mend=mend, position=at)
    if isinstance(error, MemoryError):
        return no_memory()
    if function := _UNKNOWN.search(str(error)):
        message, mend = f"there is no function {function[1]}", "use those of SPARQL 1.1"
        return UsageError(message, code="sparql-function", mend=mend)
    if isinstance(error, OSError | RuntimeError) and "store" not in str(error).lower():
        mend = "load its facts files into a new store with --store"
        return StoreError(f"the store cannot be read: {error}", code="store-damaged", mend=mend)
    mend = "report it with the query"
    return KgError(f"the query failed: {error}", code="query-failed", mend=mend)
