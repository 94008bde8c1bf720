"""A validation report of SHACL (section 3.6), as Turtle.

It conforms where nothing was found, as the standard has it: an info counts, so
`sh:conforms` is no exit code. What the loader finds is no result of a shape,
but a report that left it out would say that a broken file conforms. So each is
a result, too: its focus node is the file, as a `file:` IRI, its constraint
component the address of its code. `f:code` and `f:at` give each result's code
and its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.reports.model import file_iri, help_uri, told
from kg.terms import AT, FACTS, SH, named_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.errors import Finding, Severity
    from kg.reports.model import Checked

SEVERITIES: dict[Severity, str] = {
    "error": "sh:Violation",
    "violation": "sh:Violation",
    "warning": "sh:Warning",
    "info": "sh:Info",
}
HEADER = f"@prefix f: <{FACTS}> .\n@prefix sh: <{SH}> .\n\n[] a sh:ValidationReport ;\n"
PLACE = f"f:{AT.value.removeprefix(FACTS)}"


def turtle_report(checked: Checked) -> str:
    """Return the report, its results in order; `sh:value` is left out where it is a blank node."""
    results = "".join(f"    sh:result {_result(found)} ;\n" for found in checked.findings)
    conforms = "false" if checked.findings else "true"
    return f"{HEADER}    sh:conforms {conforms} ;\n{results}    .\n"


def _result(finding: Finding) -> str:
    said = "".join(f"        {name} {term} ;\n" for name, term in _statements(finding))
    return f"[\n        a sh:ValidationResult ;\n{said}    ]"


def _statements(finding: Finding) -> Iterator[tuple[str, object]]:
    yield "sh:focusNode", _focus(finding)
    if path := named_node(finding.path):
        yield "sh:resultPath", path
    if (value := _term(finding.value)) is not None:
        yield "sh:value", value
    yield "sh:resultSeverity", SEVERITIES[finding.severity]
    component = named_node(finding.component) or ox.NamedNode(help_uri(finding.code))
    yield "sh:sourceConstraintComponent", component
    if shape := named_node(finding.shape):
        yield "sh:sourceShape", shape
    yield "sh:resultMessage", _literal(told(finding))
    yield "f:code", _literal(finding.code)
    yield PLACE, _literal(str(finding.position))


def _focus(finding: Finding) -> ox.NamedNode | ox.Literal:
    """Return the node that a shape was on; of the loader's findings, the file."""
    if not finding.focus:
        return ox.NamedNode(file_iri(finding.position.path))
    value = _term(finding.value)
    if isinstance(value, ox.Literal) and value.value == finding.focus:
        return value
    return named_node(finding.focus) or _literal(finding.focus)


def _term(text: str) -> ox.NamedNode | ox.Literal | None:
    """Return the term that a finding's value spells, as N-Triples does."""
    if not text:
        return None
    try:
        (quad,) = ox.parse(f"<x:s> <x:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    except (SyntaxError, ValueError):
        return _literal(text)
    return quad.object if isinstance(quad.object, ox.NamedNode | ox.Literal) else None


def _literal(text: str) -> ox.Literal:
    return ox.Literal(text.encode("utf-8", "backslashreplace").decode())
