"""How codes of event data sets (PLOVER, CAMEO, GDELT) are read here: SSSOM tables as a page."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from kg.pages.markup import code, link, paragraph, plain, section, table
from kg.pages.site import class_page, key_anchor
from kg.resources import coding_files, mapping_files
from kg.terms import ONTOLOGY, SKOS, VOCAB, said
from kg.turtle import read_turtle
from kg.vocabulary import properties

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kg.pages.site import Site

FITS = {
    "exactMatch": "the same",
    "closeMatch": "nearly the same",
    "broadMatch": "ours is wider",
    "narrowMatch": "ours is narrower",
    "relatedMatch": "only related",
}
Row = dict[str, str]


def read_mapping(path: Path) -> tuple[str, list[Row]]:
    """Return the title of an SSSOM table, and its rows by their columns."""
    lines = path.read_text("utf-8").splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    title = next(
        (line.partition(":")[2].strip().strip('"') for line in head
         if line.startswith("mapping_set_title:")),
        path.stem,
    )  # fmt: skip
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
    return title, list(rows)


def mappings_body(site: Site) -> str:
    """Return the content of the page; empty where the domain has none of the terms."""
    known = {said(triple.subject) for triple in site.vocabulary.ontology.triples}
    codes = {
        said(t.subject): said(t.object)
        for path in coding_files()
        for t in read_turtle(path)[0]
        if t.predicate.value == f"{SKOS}definition"
    }
    parts = []
    for path in mapping_files():
        title, rows = read_mapping(path)
        mine = [row for row in rows if _iri(row["object_id"]) in known]
        anchor = path.name.partition(".")[0]
        heads = ("Code", "Their name", "Fit", "Ours", "Remark")
        cells = [tuple(_cells(site, row, codes)) for row in mine]
        parts.append(section(title, anchor, table(title, heads, cells)))
    if not any(parts):
        return ""
    return "\n".join([
        "<h1>Other codings</h1>",
        paragraph("Event data sets code the same world in their own ways. Here stands what their "
                  "codes and columns become in a facts file, and how well they fit."),
        *filter(None, parts),
    ])  # fmt: skip


def _cells(site: Site, row: Row, codes: Mapping[str, str]) -> Iterator[str]:
    their = row["subject_id"]
    name = their.partition(":")[2]
    yield code(name.partition("-")[2] if their.startswith("v:") else name)
    means = codes.get(_iri(their), "")
    label = row["subject_label"]
    same = label == name
    yield plain(f"{label}: {means}" if means else "" if same else label)
    yield plain(FITS.get(row["predicate_id"].partition(":")[2], row["predicate_id"]))
    yield _ours(site, row)
    yield plain(row.get("comment") or "")


def _ours(site: Site, row: Row) -> str:
    iri = _iri(row["object_id"])
    cls = site.vocabulary.ontology.by_iri.get(iri)
    if cls is not None:
        return link(class_page(cls.name), code(cls.name))
    item = next((i for i in properties(site.vocabulary) if i.iri.value == iri), None)
    if item is not None:
        return f"key {link('keys.html', code(item.key), key_anchor(site, item))}"
    return plain(row["object_label"])


def _iri(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return {"dkg": ONTOLOGY, "v": VOCAB}.get(prefix, f"{prefix}:") + name
