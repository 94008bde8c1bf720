"""What a report is made of, and how its places are named for other programs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from kg.results import xml_text
from kg.terms import BASE

if TYPE_CHECKING:
    from kg.errors import Finding, Severity

GRAVE: frozenset[Severity] = frozenset({"error", "violation"})
CODES = f"{BASE}errors#"
"""Where a code is explained: its row in `docs/errors.md`."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, in reading order, and the names of all files that were looked at."""

    findings: tuple[Finding, ...]
    files: tuple[str, ...] = ()

    def by_file(self) -> dict[str, list[Finding]]:
        """Return the findings of each file, by its name; of a clean file, none."""
        found: dict[str, list[Finding]] = {f.position.path: [] for f in self.findings}
        found |= {name: [] for name in self.files}
        for finding in self.findings:
            found[finding.position.path].append(finding)
        return dict(sorted(found.items()))


def told(finding: Finding) -> str:
    """Return what is wrong and what to do, without the place."""
    if not finding.mend:
        return finding.message
    return f"{finding.message.rstrip('.')}; {finding.mend}"


def place_of(finding: Finding) -> str:
    """Return a finding's line and column in words, as far as they are known."""
    line, column = finding.position.line, finding.position.column
    parts = [f"line {line}"] * bool(line) + [f"column {column}"] * bool(line and column)
    return ", ".join(parts)


def help_uri(code: str) -> str:
    """Return the address that explains a code."""
    return f"{CODES}{_quoted(code)}"


def uri_reference(path: str) -> str:
    """Return a file's name as a URI reference, with `/` and percent-encoded (RFC 3986).

    It is relative to the working folder for a file in it, a `file:` URI elsewhere.
    """
    full, here = _absolute(path), Path.cwd()
    if not Path(path).is_absolute():
        return _quoted(Path(os.path.normpath(path)).as_posix())
    return (
        _quoted(full.relative_to(here).as_posix()) if full.is_relative_to(here) else file_iri(path)
    )


def file_iri(path: str) -> str:
    """Return a file's absolute `file:` IRI; of the standard input, its device's."""
    return "file:///dev/stdin" if path in {"-", ""} else _absolute(path).as_uri()


def xml_attribute(text: str) -> str:
    """Return text as an attribute's value with its quotes, in XML and in HTML."""
    kept = xml_text(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
    return f'"{kept}"'


def _absolute(path: str) -> Path:
    return Path(os.path.normpath(Path.cwd() / path.replace("\0", "\ufffd")))


def _quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogateescape"), safe="/")
