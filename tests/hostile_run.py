"""Put every hostile query to one store from one process, and record how each ends.

    python tests/hostile_run.py STORE

Prints a line of JSON a query, and last what this process itself came to. It is
a process of its own so that what its children took is theirs alone.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from hostile_queries import HOSTILE, Hostile

from kg import store
from kg.errors import KgError

MEMORY = 512 << 20
MAX_ROWS = 1000
PLAIN = f"ASK {{ VALUES ?n {{ {' '.join(map(str, range(50_000)))} }} }}"
"""A query that is long and does no harm."""


def ended(path: Path, query: Hostile) -> dict[str, object]:
    """Return how a query ended, in how many seconds of the clock and of either processor."""
    began, ours, theirs = time.monotonic(), time.process_time(), _children()
    try:
        answer = store.run(
            path, query.text, timeout=query.timeout, max_rows=MAX_ROWS, memory=MEMORY
        )
        code, line, exit_code = "answer", f"{len(answer.rows)} rows", 0
    except KgError as error:
        code, line, exit_code = error.code, str(error), error.exit_code
    return {
        "name": query.name, "code": code, "line": line, "exit": exit_code,
        "wall": time.monotonic() - began,
        "own": time.process_time() - ours, "child": _children() - theirs,
    }  # fmt: skip


def main(path: Path) -> None:
    """Print how all of them ended."""
    for query in HOSTILE:
        print(json.dumps(ended(path, query)), flush=True)  # noqa: T201
    starts, plain = [], []
    for _ in range(5):
        began, ours = time.monotonic(), time.process_time()
        store.run(path, "ASK {}")
        starts.append(time.monotonic() - began)
        store.run(path, PLAIN)
        plain.append(time.process_time() - ours)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    children = Path(f"/proc/self/task/{_pid()}/children")
    left = children.read_text("ascii").split() if children.exists() else []
    last = {
        "children": peak, "own": _own_peak(), "left": left,
        "start": sorted(starts)[2], "plain": sorted(plain)[2],
    }  # fmt: skip
    print(json.dumps(last))  # noqa: T201


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _own_peak() -> int:
    """Return the most memory that this process took, in bytes.

    What is told of its use of resources begins with what its parent held when it was started.
    """
    status = Path("/proc/self/status")
    lines = status.read_text("ascii").splitlines() if status.exists() else []
    told = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return int(told[0]) << 10 if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def _pid() -> str:
    return Path("/proc/self").resolve().name


if __name__ == "__main__":
    main(Path(sys.argv[1]))
