"""One page for people: findings by file and line, each with the line it speaks of.

The page needs nothing but itself: no script, no address to fetch, no font.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.errors import SEVERITIES
from kg.reports.excerpts import read_lines
from kg.reports.model import place_of, xml_attribute
from kg.results import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kg.errors import Finding
    from kg.reports.model import Checked

STYLE = """
:root { color-scheme: light dark; --ink: #1b2430; --soft: #5a6675; --paper: #fff;
  --shade: #f5f7fa; --line: #dfe4ea; --error: #b3261e; --violation: #b3261e;
  --warning: #8a5a00; --info: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e9ef; --soft: #9eabb9; --paper: #14191f;
  --shade: #1d242c; --line: #333d48; --error: #ff8a80; --violation: #ff8a80;
  --warning: #f2c14e; --info: #8ec1ff; } }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; background: var(--paper);
  color: var(--ink); font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.05rem; margin: 2rem 0 .25rem; padding-bottom: .35rem;
  border-bottom: 1px solid var(--line); }
h2 small { font-weight: 400; color: var(--soft); }
ul { list-style: none; margin: 0; padding: 0; }
.counts { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
li.finding { margin: .75rem 0 1.25rem; padding-left: .75rem; border-left: 3px solid var(--mark); }
.head { color: var(--soft); font-size: .875rem; }
.severity { color: var(--mark); font-weight: 600; }
.error { --mark: var(--error); } .violation { --mark: var(--violation); }
.warning { --mark: var(--warning); } .info { --mark: var(--info); }
p { margin: .15rem 0; } .mend { color: var(--soft); }
pre { margin: .4rem 0 0; padding: .4rem .6rem; background: var(--shade); border-radius: 4px;
  font: .875rem/1.45 ui-monospace, monospace; white-space: pre-wrap; }
pre b { color: var(--soft); font-weight: 400; padding-right: .75rem; user-select: none; }
"""


def html_report(checked: Checked) -> str:
    """Return the page; a character that HTML cannot hold becomes U+FFFD."""
    total = len(checked.findings)
    title = f"{total} finding{'' if total == 1 else 's'}" if total else "No findings"
    lines = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title} - kg validate</title>",
        f"<style>{STYLE}</style>",
        "</head>",
        "<body>",
        f"<h1>{title}</h1>",
        *_counts(checked.findings),
        *(line for name, found in checked.by_file().items() for line in _file(name, found)),
        "</body>",
        "</html>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _counts(findings: Iterable[Finding]) -> Iterator[str]:
    counted = Counter(finding.severity for finding in findings)
    yield '<ul class="counts">'
    for severity in SEVERITIES:
        if counted[severity]:
            marked = f'<span class="severity">{severity}</span>'
            yield f'<li class="{severity}">{marked} {counted[severity]}</li>'
    yield "</ul>"


def _file(name: str, found: Sequence[Finding]) -> Iterator[str]:
    count = f"{len(found)} found" if found else "nothing found"
    shown = read_lines(name, {finding.position.line for finding in found})
    yield f"<section><h2><bdi>{xml_text(name or 'no file')}</bdi> <small>{count}</small></h2>"
    yield "<ul>"
    for finding in found:
        yield from _finding(finding, shown.get(finding.position.line))
    yield "</ul></section>"


def _finding(finding: Finding, line: str | None) -> Iterator[str]:
    place = place_of(finding)
    yield f'<li class="finding {finding.severity}">'
    yield (
        f'<p class="head"><span class="severity">{finding.severity}</span> '
        f"<code>{xml_text(finding.code)}</code>{f' at {place}' if place else ''}</p>"
    )
    yield f"<p><bdi>{xml_text(finding.message)}</bdi></p>"
    if finding.mend:
        yield f'<p class="mend"><bdi>{xml_text(finding.mend)}</bdi></p>'
    if line is not None:
        number = xml_attribute(f"line {finding.position.line}")
        marked = f"<b aria-label={number}>{finding.position.line}</b>"
        yield f"<pre>{marked}<bdi>{xml_text(line)}</bdi></pre>"
    yield "</li>"
