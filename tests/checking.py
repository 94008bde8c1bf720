"""How a planted contradiction is laid out in a folder, checked, and its explanation read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import Place
from contradictions import HEAD, Case

import kg
from kg.config import read_settings
from kg.consistency import Checked, check
from kg.consistency.java import find_java

if TYPE_CHECKING:
    from pathlib import Path

needs_java = pytest.mark.skipif(
    find_java() is None, reason="HermiT needs Java, and there is none on PATH or in JAVA_HOME"
)


def lay_out(folder: Path, case: Case) -> Place:
    """Write a case's domain and load its facts, however they violate shapes."""
    domain = None
    if case.own or case.dl:
        (folder / "own/ontology/dl").mkdir(parents=True)
        (folder / "own/ontology/own.ttl").write_text(HEAD + case.own, "utf-8")
        (folder / "own/ontology/dl/own.ttl").write_text(HEAD + case.dl, "utf-8")
        (folder / "kg.toml").write_text('domain = "own"\n', "utf-8")
        domain = folder / "own"
    if case.facts:
        facts = f"{HEAD}graph:case {{ doc:case a dkg:SourceDocument . {case.facts} }}\n"
        (folder / "case.trig").write_text(facts, "utf-8")
        graph = kg.open(folder / "graph.kg", folder=folder, domain=domain)
        report = graph.load(folder / "case.trig", fail_on="never")
        assert report.sequence == 1, report.findings
    return Place(folder)


def found_in(folder: Path, *, timeout: float = 60.0) -> Checked:
    """Return what a check finds in a working folder."""
    return check(read_settings(folder=folder), timeout=timeout)


def explained(checked: Checked, case: Case) -> bool:
    """Return whether one explanation names all that a case asks for."""
    for finding, explanation in zip(checked.findings, checked.explanations, strict=True):
        told = [t.text for t in explanation.statements]
        axioms = [t.text for t in explanation.axioms]
        by_statements = all(any(s in t for t in (*told, finding.message)) for s in case.statements)
        if by_statements and all(any(a in x for x in axioms) for a in case.axioms):
            return all(s in str(finding) for s in (*case.statements, *case.axioms))
    return False
