"""Jena's `arq` as Debian packages it (libapache-jena-java): classes, but no command."""

from __future__ import annotations

import shutil
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
    """Return the command that starts `arq`, its texts unpacked into a folder."""
    with ZipFile(JARS / "jena-core.jar") as jar:
        for name in jar.namelist():
            if name.startswith(MESSAGES) and not name.endswith("/"):
                path = folder / "xerces" / name.removeprefix(MESSAGES)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(jar.read(name))
    paths = [str(folder), *(str(JARS / f"{name}.jar") for name in NEEDED.split())]
    quick = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    return ["java", *quick, "-cp", ":".join(paths), "arq.arq"]
