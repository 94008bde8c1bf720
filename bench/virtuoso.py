"""Virtuoso as Debian packages it: a server of its own, loaded, and asked over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {sql}
DirsAllowed = {folder}
NumberOfBuffers = 340000
MaxDirtyBuffers = 250000
[HTTPServer]
ServerPort = 127.0.0.1:{http}
[SPARQL]
ResultSetMaxRows = 1000000
"""
SQL, HTTP = 21111, 28890
GRAPH = "https://w3id.org/demarche/id/graph/bench"
HERE = Path(__file__).parent / ".env/virtuoso/usr/bin"


def tool(name: str) -> str:
    """Return where a program of Virtuoso is, installed or under bench/.env; else nothing."""
    unpacked = HERE / name
    return shutil.which(name) or (str(unpacked) if unpacked.exists() else "")


def missing() -> str:
    """Return why Virtuoso cannot be asked, or nothing."""
    here = tool("virtuoso-t") and tool("isql-vt")
    return "" if here else "Virtuoso is not here (Debian: virtuoso-opensource-7-bin)"


def asked(triples: Path, questions: Path, folder: Path, limit: float) -> dict[str, Any]:
    """Load triples into a new server, ask each question three times, and stop the server."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copy(triples, folder / "graph.nt")
    (folder / "v.ini").write_text(SETTINGS.format(folder=folder, sql=SQL, http=HTTP), "utf-8")
    command = [tool("virtuoso-t"), "+configfile", str(folder / "v.ini"), "+foreground"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, env=_libraries(), **quiet) as server:  # noqa: S603 - our own
        try:
            _wait()
            _load(folder)
            texts = json.loads(questions.read_text("utf-8"))
            return {name: _time(text, limit) for name, text in texts.items()}
        finally:
            server.terminate()


def _libraries() -> dict[str, str]:
    unpacked = HERE.parent.parent / "lib/x86_64-linux-gnu"
    return {**os.environ, "LD_LIBRARY_PATH": str(unpacked)} if unpacked.exists() else {**os.environ}


def _wait() -> None:
    for _ in range(120):
        try:
            _get("ASK {}", 5)
        except (OSError, urllib.error.URLError):
            time.sleep(0.5)
        else:
            return
    sys.exit("Virtuoso did not start within a minute")


def _load(folder: Path) -> None:
    told = f"ld_dir('{folder}', 'graph.nt', '{GRAPH}'); rdf_loader_run(); checkpoint;"
    wrong = "select ll_error from DB.DBA.load_list where ll_error is not null;"
    command = [tool("isql-vt"), str(SQL), "dba", "dba", f"exec={told}{wrong}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, env=_libraries())  # noqa: S603 - our own
    if "0 Rows." not in ran.stdout:
        sys.exit(ran.stdout[-400:])


def _time(text: str, limit: float) -> dict[str, float] | None:
    took, rows = [], 0
    for _ in range(3):
        begun = time.perf_counter()
        try:
            rows = len(_get(text, limit)["results"]["bindings"])
        except urllib.error.HTTPError as error:
            return {"error": error.read(200).decode("utf-8", "replace")}
        except (OSError, ValueError):
            return None
        took.append(time.perf_counter() - begun)
    return {"ms": round(median(took[1:]) * 1000, 2), "rows": rows}


def _get(text: str, limit: float) -> Any:  # noqa: ANN401 - as parsed
    form = {"query": text, "default-graph-uri": GRAPH, "format": "application/sparql-results+json"}
    asked_of = urllib.request.Request(
        f"http://127.0.0.1:{HTTP}/sparql", urllib.parse.urlencode(form).encode()
    )
    with urllib.request.urlopen(asked_of, timeout=limit) as answer:  # noqa: S310 - as above
        return json.loads(answer.read())


if __name__ == "__main__":
    data, given, into = map(Path, sys.argv[1:4])
    print(json.dumps(asked(data, given, into, float(sys.argv[4]))))
