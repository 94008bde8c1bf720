"""HermiT, asked from outside whether axioms and facts are consistent.

Each question is a process that ends with its deadline. The first, over all
there is, goes through Owlready2; the many small ones of a search for an
explanation ask the HermiT that Owlready2 brings, a dozen in one start of Java.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from kg.consistency.axioms import known_to_hermit
from kg.errors import KgError
from kg.terms import OWL, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.consistency.model import Axiom, Theory

QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx2000M")
"""For runs of half a second, of which the start of Java is most."""
SATISFIABLE, INCONSISTENT = "owl#Thing is satisfiable", "Inconsistent ontology"
NAMED_INDIVIDUAL = NamedNode(f"{OWL}NamedIndividual")


class OutOfTimeError(Exception):
    """The deadline came before the answer."""


class RefusedError(Exception):
    """HermiT cannot take what it was given; the text is its own."""


class BrokenJavaError(Exception):
    """Java cannot be run, or ends by itself; the text is its own."""


@dataclass(frozen=True, slots=True)
class Classified:
    """HermiT's verdict on a whole, and the classes that it finds empty."""

    consistent: bool
    empty: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Hermit:
    """A Java runtime and the point on `time.monotonic()` at which it must be done."""

    java: str
    deadline: float

    @property
    def late(self) -> bool:
        """Return whether the deadline has come."""
        return time.monotonic() >= self.deadline

    def classify(
        self, theory: Theory, axioms: Iterable[Axiom], facts: Iterable[Triple]
    ) -> Classified:
        """Return the verdict on axioms and facts.

        Raises `OutOfTimeError`, `RefusedError` and `BrokenJavaError`.
        """
        with tempfile.TemporaryDirectory(prefix="kg-check-") as folder:
            path = _write(Path(folder) / "whole.nt", theory, axioms, facts)
            program = str(Path(__file__).with_name("world.py"))
            command = [sys.executable, "-P", program, str(path), self.java]
            said = self._run(command, folder)
        try:
            told = json.loads(said.rpartition("\n")[2])
        except ValueError:
            raise _failed(said) from None
        if told["verdict"] == "refused":
            raise _failed(told["why"])
        return Classified(told["verdict"] == "consistent", tuple(told.get("empty", ())))

    def first_inconsistent(
        self, theory: Theory, wholes: Sequence[tuple[Iterable[Axiom], Iterable[Triple]]]
    ) -> int | None:
        """Return which of several wholes, axioms and facts, is the first that contradicts.

        HermiT looks at them in one run, and stops at that one. Raises as `classify` does.
        """
        with tempfile.TemporaryDirectory(prefix="kg-check-") as folder:
            paths = [
                _write(Path(folder) / f"{count}.nt", theory, axioms, facts)
                for count, (axioms, facts) in enumerate(wholes)
            ]
            main = "org.semanticweb.HermiT.cli.CommandLine"
            files = [path.as_uri() for path in paths]
            command = [self.java, *QUICK, "-cp", _class_path(), main, "-k", *files]
            said = self._run(command, folder)
        consistent = said.count(SATISFIABLE)
        if consistent < len(wholes) and INCONSISTENT not in said:
            raise _failed(said)
        return consistent if consistent < len(wholes) else None

    def _run(self, command: Sequence[str], folder: str) -> str:
        """Run a program to its end; at the deadline, it and what it started are killed."""
        if self.late:
            raise OutOfTimeError
        running = subprocess.Popen(  # noqa: S603 - a program of our own, or Java
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=os.environ | {"TMPDIR": folder},
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
        )
        try:
            said, _ = running.communicate(timeout=self.deadline - time.monotonic())
        except subprocess.TimeoutExpired:
            raise OutOfTimeError from None
        finally:
            if running.poll() is None:
                os.killpg(running.pid, signal.SIGKILL)
                running.communicate()
        return said


def _write(path: Path, theory: Theory, axioms: Iterable[Axiom], facts: Iterable[Triple]) -> Path:
    """Write what HermiT is to see as N-Triples: it reads no literal of a datatype it lacks."""
    stated = [t for axiom in axioms if axiom not in theory.unknown for t in axiom.triples]
    seen = [t for t in facts if known_to_hermit(t)]
    things = {t.subject for t in seen} | {t.object for t in seen if t.predicate != RDF_TYPE}
    named = [Triple(t, RDF_TYPE, NAMED_INDIVIDUAL) for t in things if isinstance(t, NamedNode)]
    whole = dict.fromkeys([*theory.declarations, *named, *stated, *seen])
    serialize(whole, path, format=RdfFormat.N_TRIPLES)
    return path


def _class_path() -> str:
    """Return where the HermiT is that Owlready2 brings."""
    package = find_spec("owlready2")
    if package is None or package.origin is None:
        raise KgError("owlready2 is not installed", code="not-installed", mend="install it")
    folder = Path(package.origin).parent / "hermit"
    return os.pathsep.join((str(folder), str(folder / "HermiT.jar")))


def _failed(said: str) -> RefusedError | BrokenJavaError:
    """Return the error that Java's words tell, with the line of them that says most."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    telling = next((line for line in lines if "Exception" in line or "Error" in line), "")
    reason = telling.rpartition("Exception: ")[2] or next(iter(reversed(lines)), "no words")
    its_own = any(word in telling for word in ("org.semanticweb", "IllegalArgument"))
    return RefusedError(reason) if its_own else BrokenJavaError(reason)
