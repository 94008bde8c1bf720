"""Processes that have imported the program, and fork one for each command.

Imports are most of what a small command takes. A command that is forked runs
alone, as one that is started, in its own folder, with its own variables and
streams. There are two to fork from in turns, each with its own order of sets,
so that what hangs on that order shows.
"""

from __future__ import annotations

import atexit
import gc
import itertools
import json
import os
import socket
import subprocess
import sys
import tempfile
import traceback
from contextlib import ExitStack
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
SEATS = 2
ROOMS = ("kg.emptiness", "kg.searching", "kg.misnamed", "kg.provenance", "kg.export")
"""What commands import when they need it, beside what each of them imports at once."""


def run(
    folder: Path, args: Sequence[str], variables: Mapping[str, str], stdin: str
) -> tuple[int, str, str]:
    """Run `kg` with arguments in a folder; return its exit code and what it printed.

    Where processes cannot be forked safely, it is started.
    """
    if sys.platform != "linux":
        started = [sys.executable, "-m", "kg", *args]
        done = subprocess.run(
            started,
            cwd=folder,
            env=variables,
            input=stdin.encode(),
            capture_output=True,
            check=False,
        )
        return done.returncode, _text(done.stdout), _text(done.stderr)
    with ExitStack() as open_files:
        files = [open_files.enter_context(tempfile.TemporaryFile()) for _ in range(4)]
        told = {"folder": str(folder), "args": list(args), "variables": dict(variables)}
        for file, content in zip(files, (json.dumps(told), stdin), strict=False):
            file.write(content.encode())
            file.seek(0)
        code = _asked(next(_seats())[0], [file.fileno() for file in files])
        for file in files[2:]:
            file.seek(0)
        return code, _text(files[2].read()), _text(files[3].read())


def _text(content: bytes) -> str:
    """Return what was printed, its line ends as text has them."""
    return content.decode().replace("\r\n", "\n").replace("\r", "\n")


@cache
def _seats() -> Iterator[tuple[socket.socket, subprocess.Popen[bytes]]]:
    """Return the processes to fork from, each with our end of its socket, in turns without end."""
    return itertools.cycle([_started() for _ in range(SEATS)])


def _started() -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Start a process that serves; it ends when our end of its socket is closed."""
    ours, theirs = socket.socketpair()
    with theirs:
        program = f"import warm; warm.serve({theirs.fileno()})"
        folders = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONPATH": folders},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    return ours, process


def _asked(seat: socket.socket, files: list[int]) -> int:
    """Have a command forked with some files; return its exit code."""
    socket.send_fds(seat, [b"."], files)
    answer = seat.recv(16)
    assert answer, "the process that forks commands has ended"
    return int(answer)


def serve(number: int) -> None:
    """Import the program, then fork a command at each request, until nobody asks any more."""
    app = import_module("kg.cli.app")
    for room in (*(f"kg.cli.{name}" for name in app.TABLE), *ROOMS):
        import_module(room)
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=number) as pipe:
        while True:
            message, files, _, _ = socket.recv_fds(pipe, 1, 4)
            if not message:
                return
            child = os.fork()
            if child == 0:
                pipe.close()
                _become(files)
            for file in files:
                os.close(file)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            pipe.sendall(str(code).encode())


def _become(files: list[int]) -> None:
    """Run the command that is asked for, as a process of its own would; never return."""
    code = 1
    try:
        with os.fdopen(files[0], "rb") as file:
            told = json.load(file)
        for spot, number in enumerate(files[1:]):
            os.dup2(number, spot)
            os.close(number)
        os.chdir(told["folder"])
        os.environ.clear()
        os.environ.update(told["variables"])
        sys.argv = ["kg", *told["args"]]
        import_module("kg.cli.app").main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the interpreter would print it and end so
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        atexit._run_exitfuncs()  # noqa: SLF001 - as at any end
        os._exit(code)
