"""JUnit XML: a suite a file, a case a finding, as servers that run tests read it.

What is an error or a violation has failed. A warning or an info is a case that
passed and says so in `system-out`: it was looked at, so it is not `skipped`. A
file without a finding is one case that passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.reports.model import GRAVE, place_of, told, xml_attribute
from kg.results import printable, xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.errors import Finding
    from kg.reports.model import Checked

SUITE = "kg validate"


def junit_report(checked: Checked) -> str:
    """Return the suites; a character that XML cannot hold becomes U+FFFD."""
    suites = checked.by_file() or {SUITE: []}
    failed = _failed(checked.findings)
    cases = sum(len(found) or 1 for found in suites.values())
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="{SUITE}" tests="{cases}" failures="{failed}" errors="0">',
        *(line for name, found in suites.items() for line in _suite(name or SUITE, found)),
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _suite(name: str, found: Sequence[Finding]) -> Iterator[str]:
    counts = f'tests="{len(found) or 1}" failures="{_failed(found)}" errors="0" skipped="0"'
    yield f"  <testsuite name={xml_attribute(name)} {counts}>"
    if not found:
        yield f'    <testcase classname={xml_attribute(name)} name="no findings"/>'
    for finding in found:
        yield from _case(name, finding)
    yield "  </testsuite>"


def _case(name: str, finding: Finding) -> Iterator[str]:
    place = place_of(finding)
    title = f"{finding.code}{f' at {place}' if place else ''}: {finding.message}"
    named = f"classname={xml_attribute(name)} name={xml_attribute(printable(title))}"
    where = f' file={xml_attribute(name)} line="{finding.position.line}"' if place else ""
    yield f"    <testcase {named}{where}>"
    text = xml_text(str(finding))
    if finding.severity in GRAVE:
        kind, said = xml_attribute(finding.code), xml_attribute(printable(told(finding)))
        yield f"      <failure type={kind} message={said}>{text}</failure>"
    else:
        yield f"      <system-out>{text}</system-out>"
    yield "    </testcase>"


def _failed(findings: Iterable[Finding]) -> int:
    return sum(finding.severity in GRAVE for finding in findings)
