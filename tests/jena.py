"""Jena's `arq` as Debian packages it (libapache-jena-java): classes, but no command."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

JARS = Path("/usr/share/java")
NEEDED = """
    jena-arq jena-base jena-core jena-cmds jena-iri jena-dboe-base jena-dboe-storage
    jena-dboe-transaction jena-dboe-trans-data jena-dboe-index jena-rdfconnection jena-shacl
    jena-shex jena-tdb jena-tdb2 slf4j-api slf4j-nop jcl-over-slf4j commons-csv commons-io
    commons-lang3 commons-codec commons-compress guava dexx.collection jsonld-java jackson-core
    jackson-databind jackson-annotations thrift protobuf gson titanium-json-ld jakarta.json-api
    httpclient httpcore
"""
"""The jars that `arq` uses; all of the folder would bring two loggers that exclude each other."""

MESSAGES = "org/apache/jena/ext/xerces/"
"""Where the package keeps the texts that the classes look for in `xerces/`."""

MISSING = "Jena is not here (Debian: libapache-jena-java) or Java is not"


def has_arq() -> bool:
    """Return whether `arq` can be started."""
    return shutil.which("java") is not None and (JARS / "jena-cmds.jar").exists()


def arq(folder: Path) -> list[str]:
    """Return the command that starts `arq`; what it needs is made in a folder.

    That is the texts that it looks for, and its classes as they are once loaded: it
    starts in half the time with them.
    """
    texts, classes = folder / "texts.jar", folder / "classes.jsa"
    with ZipFile(JARS / "jena-core.jar") as jar, ZipFile(texts, "w") as own:
        for name in jar.namelist():
            if name.startswith(MESSAGES) and not name.endswith("/"):
                own.writestr(f"xerces/{name.removeprefix(MESSAGES)}", jar.read(name))
    paths = [str(texts), *(str(JARS / f"{name}.jar") for name in NEEDED.split())]
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    given = [*quick, "-cp", ":".join(paths), "arq.arq"]
    data, query = folder / "one.nt", folder / "one.rq"
    data.write_text('<urn:x:a> <urn:x:b> "c" .\n', "utf-8")
    query.write_text(
        "SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o } GROUP BY ?s ORDER BY ?s", "utf-8"
    )
    asked = [f"--data={data}", f"--query={query}", "--results=json"]
    archived = ["java", f"-XX:ArchiveClassesAtExit={classes}", *given, *asked]
    subprocess.run(archived, capture_output=True, check=False)  # without it all is slower, no more
    return ["java", f"-XX:SharedArchiveFile={classes}", "-Xshare:auto", *given]
