"""What is checked of facts, in plain words, with how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pages.markup import paragraph, plain, table
from kg.pages.site import to_class, told
from kg.vocabulary import plain_message

if TYPE_CHECKING:
    from kg.constraints import Shape
    from kg.ontology import Class
    from kg.pages.site import Site

WEIGHT = {
    "violation": "violation: must be mended",
    "warning": "warning: look again",
    "info": "info: worth knowing",
}
HEADS = ("Check", "Weight", "What is wrong", "What to do", "Holds for")


def checks_table(site: Site, cls: Class) -> str:
    """Return the checks on things of a class, those of the classes above it too."""
    mine = [s for s in site.vocabulary.shapes if any(cls.is_a(iri) for iri in s.classes)]
    return _table(site, f"Checks on a {cls.label or cls.name}", mine)


def checks_body(site: Site) -> str:
    """Return the content of the page of all checks."""
    known = site.vocabulary.ontology.by_iri
    mine = [s for s in site.vocabulary.shapes if any(iri in known for iri in s.classes)]
    return "\n".join([
        "<h1>All checks</h1>",
        paragraph("Facts are checked before they are published. A violation stops a load; a "
                  "warning and an info are told and stop nothing, unless you ask for it with "
                  "<code>--fail-on</code>. Words in angle brackets stand for names in your data. "
                  "A check on <em>each source</em> reads one source at a time, a check on "
                  "<em>all together</em> compares sources."),
        _table(site, "All checks, by their codes", mine, scope=True),
    ])  # fmt: skip


def _table(site: Site, caption: str, shapes: list[Shape], *, scope: bool = False) -> str:
    """Return shapes as rows; one that stands in several places of a file once."""
    seen = dict.fromkeys(_row(site, shape, scope=scope) for shape in shapes if shape.message)
    heads = (*HEADS, "Reads") if scope else HEADS
    return table(caption, heads, seen)


def _row(site: Site, shape: Shape, *, scope: bool) -> tuple[str, ...]:
    by_iri = site.vocabulary.ontology.by_iri
    names = sorted(by_iri[iri].name for iri in shape.classes if iri in by_iri)
    row = (
        plain(shape.code or said_local(shape.iri)),
        plain(WEIGHT.get(shape.severity, shape.severity)),
        told(site, plain_message(shape.message)),
        told(site, plain_message(shape.fix)),
        ", ".join(to_class(site, name) for name in names),
    )
    reads = "all together" if shape.scope == "graph" else "each source"
    return (*row, reads) if scope else row


def said_local(iri: str) -> str:
    """Return the end of a shape's IRI, for one without a code."""
    return iri.rpartition("#")[2].rpartition("/")[2]
