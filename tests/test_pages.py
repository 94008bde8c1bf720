"""Promises of `kg.pages`: fresh, whole, plain, and every example can be tried."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag
from xml.etree import ElementTree as ET

import pytest

import kg
from kg.constraints import read_shapes
from kg.domain import read_domain, shipped_domain
from kg.ontology import load_ontology
from kg.pages import make_example, make_pages, write_pages
from kg.pages.markup import plain, table
from kg.pages.yaml_lines import write_yaml
from kg.pictures.classes import ARROWS
from kg.pictures.layers import QUOTE, SPAN
from kg.vocabulary import properties, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "docs/ontology"
DOMAINS = {"shipped": None, "rulings": ROOT / "docs/domains/rulings",
           "mediation": ROOT / "docs/domains/mediation"}  # fmt: skip
VOID = {"meta", "link", "img", "br"}
FORMAL = re.compile(
    r"\b(?:owl|rdfs?|skos|sh|xsd|prov):|\bIRI\b|\b(?:sub|super)class", re.IGNORECASE
)


def pages_of(name: str) -> Mapping[str, bytes]:
    """Return the pages of a domain, made now."""
    folder = DOMAINS[name]
    return make_pages(read_domain(folder) if folder else shipped_domain())


MADE = {name: pages_of(name) for name in DOMAINS}
HTML = [(name, page) for name, made in MADE.items() for page in made if page.endswith(".html")]


class Reader(HTMLParser):
    """Reads a page: what is open, what is wrong, its ids, links, headings and text."""

    def __init__(self) -> None:
        """Start with nothing open."""
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.levels: list[int] = []
        self.captions = 0
        self.tables = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an opened element."""
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "src") if name in given]
        self.tables += tag == "table"
        self.captions += tag == "caption"
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "p" and "p" in self.open:
            self.wrong.append("p in p")
        if tag == "img" and not given.get("alt"):
            self.wrong.append("img without alt")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Note a closed element: it must be the one opened last."""
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}>")


@cache
def read(page: bytes) -> Reader:
    """Return a page that was read."""
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader


def test_the_kept_pages_are_those_of_this_ontology() -> None:
    """`scripts/ontology-pages` was run after the last change: not a byte differs."""
    kept = {path.name: path.read_bytes() for path in KEPT.iterdir()}
    assert sorted(kept) == sorted(MADE["shipped"])
    stale = [name for name, content in MADE["shipped"].items() if kept[name] != content]
    assert stale == [], "run scripts/ontology-pages"


def test_the_pages_are_light() -> None:
    """All of them together stay under 1.5 MB."""
    assert sum(map(len, MADE["shipped"].values())) < 1_500_000


@pytest.mark.parametrize(("name", "page"), HTML)
def test_a_page_is_well_formed(name: str, page: str) -> None:
    """What opens closes in order, ids are unique, no level is skipped, tables have captions."""
    content = MADE[name][page]
    reader = read(content)
    assert (reader.wrong, reader.open) == ([], [])
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.levels[0] == 1
    assert reader.levels.count(1) == 1
    assert all(b - a <= 1 for a, b in zip(reader.levels, reader.levels[1:], strict=False))
    assert reader.captions == reader.tables
    assert content.startswith(b'<!DOCTYPE html>\n<html lang="en">')
    assert b"<script" not in content


@pytest.mark.parametrize(("name", "page"), HTML)
def test_links_lead_somewhere(name: str, page: str) -> None:
    """Each link is to a file beside the page, and to a place that is in it."""
    made = MADE[name]
    for target in read(made[page]).links:
        file, anchor = urldefrag(target)
        file = unquote(file) or page
        assert file in made, target
        assert not anchor or unquote(anchor) in read(made[file]).ids, target


@pytest.mark.parametrize(("name", "page"), HTML)
def test_what_is_formal_comes_last(name: str, page: str) -> None:
    """Above the formal part there is no word that only people of OWL know.

    What to mend in RDF names our own terms, by their prefix.
    """
    text = MADE[name][page].decode().partition('<div class="formal">')[0]
    visible = unescape(re.sub(r"<[^>]*>", " ", text.partition("<body>")[2]))
    assert FORMAL.findall(visible) == []


@pytest.mark.parametrize("name", DOMAINS)
def test_every_term_is_on_a_page(name: str) -> None:
    """No class, key, value, shape or question is left out."""
    folder = DOMAINS[name]
    domain = read_domain(folder) if folder else shipped_domain()
    words = read_vocabulary(domain, domain.queries)
    made = {page: unescape(content.decode()) for page, content in MADE[name].items()}
    for cls in words.ontology.by_iri.values():
        assert cls.definition in made[f"class-{cls.name}.html"]
        assert f'href="class-{cls.name}.html"' in made["index.html"]
    for item in properties(words):
        assert f"<code>{item.key}</code>" in made["keys.html"]
    listed = {page: text for page, text in made.items() if page.startswith("values-")}
    assert len(listed) == len(words.ontology.schemes)
    for concept in words.ontology.concepts.values():
        assert any(concept.definition in text for text in listed.values())
    known = words.ontology.by_iri
    for shape in read_shapes(domain.shapes):
        if shape.classes & known.keys() and shape.message:
            assert f">{shape.code}</th>" in made["checks.html"]
    for query in words.queries:
        assert f"kg query {query.name}" in made["questions.html"]


def test_a_page_of_a_class_has_its_parts() -> None:
    """What a threat is, its keys, what is checked, what is asked: all on one page."""
    page = MADE["shipped"]["class-Threat.html"].decode()
    heads = re.findall(r"<h2[^>]*>(.*?)</h2>", page)
    assert heads == ["How it is written", "Keys", "What is above and below", "What is checked",
                     "Ready-made questions", "Formal part"]  # fmt: skip
    assert "kg query threats-against -p state=Ukraine" in page
    assert "type: Threat" in page


@pytest.mark.parametrize("name", DOMAINS)
def test_examples_can_be_tried(name: str, tmp_path: Path) -> None:
    """Each class that facts files write has an example, and each example validates.

    Each becomes a source of its own, whose states have codes of their own.
    """
    folder = DOMAINS[name]
    domain = read_domain(folder) if folder else shipped_domain()
    words = read_vocabulary(domain, [])
    without, files = [], []
    letters = "abcdefghijklmnopqrstuvwxyz"
    codes = (f"{a}{b}" for a in "xqz" for b in letters for _ in "1")
    spare = iter([*codes, *(f"{a}{b}" for a in "wkh" for b in "qwxyzjv"),
                  *(f"{a}{b}" for a in letters for b in "qx")])  # fmt: skip
    for cls in words.ontology.by_iri.values():
        example = make_example(words, cls)
        if example is None:
            without.append(cls.name)
            continue
        text = example.file.replace("my-first-source", f"about-{cls.name.lower()}")
        text = re.sub(r"iso: \w+", lambda _: f"iso: {next(spare)}", text)
        file = tmp_path / f"{cls.name}.yaml"
        file.write_text(f"{text}\n", "utf-8")
        files.append(file)
    decisions = {"IdentityDecision", "Merge", "Distinction"}  # of `kg merge` and `kg split`
    others = {"CodedEventRecord", "ExtractionRun", "RejectedDemand", "Withdrawal"}
    assert set(without) <= decisions | others
    graph = kg.open(tmp_path / "graph.kg", domain=folder)
    report = graph.validate(*files)
    refused = [f for f in report.findings if f.severity in {"error", "violation"}]
    assert (refused, report.exit_code) == ([], 0)


def test_pictures_stand_alone() -> None:
    """Each picture is XML with a title and a description; the quote in it is the example's."""
    for name in ("classes.svg", "layers.svg"):
        root = ET.fromstring(MADE["shipped"][name])  # noqa: S314 - our own text
        told = [e.text or "" for e in root if e.tag.endswith(("title", "desc"))]
        assert [bool(text) for text in told] == [True, True]
    text = (ROOT / "examples/texts/talks.txt").read_text("utf-8")
    assert text[SPAN[0] : SPAN[1]] == QUOTE
    assert "layers.svg" not in MADE["rulings"]


def test_arrows_are_those_of_the_ontology() -> None:
    """Each word on an arrow that looks like a key is one of the class where it starts."""
    classes = load_ontology(shipped_domain().ontology).classes
    told = {"in a", "document", "at a", "passage", "reports", "is a", "kind of", "held by",
            "a person"}  # fmt: skip
    for start, end, words in ARROWS:
        keys = {key for word in words if word not in told for key in word.split(", ")}
        iri = classes[start].iri
        known = {key for cls in classes.values() if cls.is_a(iri) for key in cls.keys}
        assert keys <= known, (start, end)


def test_writing_twice_is_writing_once(tmp_path: Path) -> None:
    """Pages of terms that are gone go; a file of somebody else stays."""
    domain = read_domain(ROOT / "docs/domains/rulings")
    (tmp_path / "pages").mkdir()
    gone = MADE["rulings"]["class-Court.html"]
    (tmp_path / "pages/class-Gone.html").write_bytes(gone)
    (tmp_path / "pages/class-mine.html").write_text("mine", "utf-8")
    (tmp_path / "pages/notes.txt").write_text("mine", "utf-8")
    for _ in "12":
        write_pages(domain, tmp_path / "pages")
    names = {path.name for path in (tmp_path / "pages").iterdir()}
    assert names == {*MADE["rulings"], "class-mine.html", "notes.txt"}


ODD = """
@prefix o: <https://example.org/own#> .
@prefix p: <https://example.org/two/> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/own> a owl:Ontology ;
    owl:imports <https://w3id.org/demarche/ontology/sources> .
o:Odd a owl:Class ; rdfs:label "<b>odd</b> & \\"so\\""@en ;
    skos:definition "<script>alert(1)</script>"@en ; f:prefix "fact" ; f:identity f:byId .
o:Größe a owl:Class ; rdfs:subClassOf o:Odd .
o:how a owl:ObjectProperty ; rdfs:domain o:Odd ; rdfs:range skos:Concept ;
    f:key "how" ; f:scheme o:mode .
p:how a owl:ObjectProperty ; rdfs:domain o:Größe ; rdfs:range o:Größe ; f:key "like" .
o:mode a skos:ConceptScheme .
o:mode-fast a skos:Concept ; skos:inScheme o:mode ; skos:definition "A & <B>." .
o:S1 a sh:PropertyShape ; sh:targetClass o:Odd ; sh:path o:how ; sh:minCount 1 ;
    sh:message "'{?label}' <i>is</i> odd" .
"""


def test_the_script_writes_a_domain(tmp_path: Path) -> None:
    """`scripts/ontology-pages` writes a user's pages, and tells a wrong folder in a line."""
    script = [sys.executable, str(ROOT / "scripts/ontology-pages")]
    variables = os.environ | {"PYTHONPATH": str(ROOT)}
    for folder, code in (("docs/domains/rulings", 0), ("nowhere", 3)):
        args = ["--domain", str(ROOT / folder), "-o", str(tmp_path / "a/b")]
        done = subprocess.run([*script, *args], env=variables, capture_output=True, check=False)
        assert (done.returncode, done.stderr.count(b"\n")) == (code, int(code > 0))
    assert {path.name for path in (tmp_path / "a/b").iterdir()} == set(MADE["rulings"])


def test_odd_words_do_no_harm(tmp_path: Path) -> None:
    """Markup in a label is shown, never obeyed; missing labels and equal names are no trouble."""
    for name in ("ontology", "shapes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "own.ttl").write_text(ODD, "utf-8")
    made = make_pages(read_domain(tmp_path))
    assert {"class-Größe.html", "values-basis.html"} <= set(made)
    assert sum(page.startswith("values-mode-") for page in made) == 2
    for page, content in made.items():
        if page.endswith(".html"):
            assert (page, read(content).wrong, b"<script" in content) == (page, [], False)
            for target in read(content).links:
                assert (unquote(urldefrag(target)[0]) or page) in made
    assert b"&lt;script&gt;" in made["class-Odd.html"]
    assert "'&lt;label&gt;' &lt;i&gt;is" in made["class-Odd.html"].decode()
    ET.fromstring(made["classes.svg"])  # noqa: S314 - our own text


def test_pieces() -> None:
    """Nothing to say makes no table; odd words are quoted in YAML."""
    assert table("None", ("A", "B"), []) == ""
    assert plain("<`a<b`>") == "&lt;<code>a&lt;b</code>&gt;"
    assert write_yaml({"a": "no", "b": "x: y", "c": [{"d": "1"}], "e": ""}) == (
        'a: "no"\nb: "x: y"\nc:\n  - d: 1\ne: ""'
    )
