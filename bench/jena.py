"""Jena TDB2 as Debian packages it, asked the saved queries; each in a Java machine of its own."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

from timing import run

if TYPE_CHECKING:
    from collections.abc import Mapping

JARS = Path("/usr/share/java")
NEEDED = """jena-arq jena-base jena-core jena-cmds jena-iri jena-dboe-base jena-dboe-storage
jena-dboe-transaction jena-dboe-trans-data jena-dboe-index jena-rdfconnection jena-shacl
jena-shex jena-tdb jena-tdb2 slf4j-api slf4j-nop jcl-over-slf4j commons-csv commons-io
commons-lang3 commons-codec commons-compress guava dexx.collection jsonld-java jackson-core
jackson-databind jackson-annotations thrift protobuf gson titanium-json-ld jakarta.json-api
httpclient httpcore""".split()
MESSAGES = "org/apache/jena/ext/xerces/"
"""Where the package keeps texts that its classes look for in `xerces/`."""
AVERAGE = re.compile(r"average: ([0-9.]+)")
COUNT = re.compile(r"Count = ([0-9]+)")


def missing() -> str:
    """Return why Jena cannot be asked, or nothing."""
    here = shutil.which("java") and (JARS / "jena-tdb2.jar").exists()
    return "" if here else "Jena is not here (Debian: libapache-jena-java, and Java)"


def command(folder: Path, name: str) -> list[str]:
    """Return the command of a Jena tool; the texts of its parser are put into a folder."""
    with ZipFile(JARS / "jena-core.jar") as jar:
        for packed in jar.namelist():
            if packed.startswith(MESSAGES) and not packed.endswith("/"):
                path = folder / "xerces" / packed.removeprefix(MESSAGES)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(packed))
    paths = [str(folder), *(str(JARS / f"{jar}.jar") for jar in NEEDED)]
    return ["java", "-Xmx4g", "-cp", ":".join(paths), name]


def asked(triples: Path, questions: Path, folder: Path, limit: float) -> Mapping[str, object]:
    """Load triples and return what each question took, warm: the average of two after one."""
    store = folder / "tdb2"
    shutil.rmtree(store, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    loaded = run([*command(folder, "tdb2.tdbloader"), f"--loc={store}", str(triples)], folder)
    if loaded.code != 0:
        sys.exit(loaded.err)
    told: dict[str, object] = {}
    query = [*command(folder, "tdb2.tdbquery"), f"--loc={store}", f"--query={folder / 'asked.rq'}"]
    options = ["--results=count", "--time", "--repeat=1,2"]
    for name, text in json.loads(questions.read_text("utf-8")).items():
        (folder / "asked.rq").write_text(text, "utf-8")
        ended = run([*query, *options], folder, longest=limit + 5)
        average, count = AVERAGE.search(ended.err), COUNT.search(ended.out)
        if average and count and ended.code == 0:
            told[name] = {"ms": float(average[1]) * 1000, "rows": int(count[1])}
        else:
            told[name] = None
    return told


if __name__ == "__main__":
    data, given, into = map(Path, sys.argv[1:4])
    print(json.dumps(asked(data, given, into, float(sys.argv[4]))))
