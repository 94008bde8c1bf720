"""Reports of findings: each format says all of them, and its own parser reads it back."""

from __future__ import annotations

import io
import json
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
import rdflib

from kg.errors import Finding, Position, UsageError
from kg.reports import FORMATS, format_of, write_report
from kg.reports.model import uri_reference
from kg.terms import FACTS, SH

if TYPE_CHECKING:
    from pathlib import Path

    from conftest import Place

SPACED = "facts, part 100%: é/a b.yaml"
MIN_COUNT = f"{SH}MinCountConstraintComponent"
SHAPE = "https://example.org/shapes#S1"
FOCUS = "https://example.org/id/fact/one"
AWKWARD = (
    Finding(Position(""), "error", "nowhere", "no file at all"),
    Finding(Position("-"), "warning", "piped", "from the standard input"),
    Finding(Position(SPACED), "info", "whole", "the whole file, 50% of it: really"),
    Finding(
        Position(SPACED, 2, 3),
        "violation",
        "S1",
        'Müller says <script>alert(1)</script> & "more".\nA second line: a, b',
        "write `x`; see 100%",
        FOCUS,
        "http://www.w3.org/2000/01/rdf-schema#label",
        '"<b>\\"é\\n"@de',
        "one",
        SHAPE,
        MIN_COUNT,
    ),
    Finding(Position(SPACED, 3), "error", "bad-value", "a NUL \0, a bell \a, half \ud83d, \ufffe"),
    Finding(Position("b.yaml", 1, 1), "warning", "S2", "]]> and --> {0}", "", "a text", "", "_:b1"),
)
CLEAN = "clean.yaml"
SOURCE = """\
source: {id: a-source, title: A title, publisher: P, published: 2031-05-02, language: en}
facts:
  - {type: Meeting, id: talks, label: Talks, when: 2031-05-02, evidence: p1}
"""
WRONG = SOURCE.replace("Meeting", "Meetin")
MORE = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix ex: <https://example.org/shapes#> .
ex:One a sh:NodeShape ;
    f:scope "source" ;
"""


def written(name: str, *findings: Finding, files: tuple[str, ...] = ()) -> str:
    """Return a report as text."""
    stream = io.BytesIO()
    write_report(findings, stream, name, files)
    return stream.getvalue().decode()


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_is_the_same_bytes_each_time(name: str) -> None:
    """Two runs on the same findings can be compared; none fails on awkward ones, or on none."""
    assert written(name, *AWKWARD) == written(name, *AWKWARD)
    assert isinstance(written(name), str)


def test_text_is_a_line_a_finding() -> None:
    """No message breaks out of its line, so that a line stays a finding."""
    lines = written("text", *AWKWARD).splitlines()
    assert len(lines) == len(AWKWARD)
    assert lines[1] == "-: warning[piped]: from the standard input"
    assert lines[3].startswith(f"{SPACED}:2:3: violation[S1]: Müller says <script>")
    assert lines[3].endswith("\\nA second line: a, b; write `x`; see 100%")
    assert (written("text"), "\0" in lines[4], "\a" in lines[4]) == ("", False, False)


def test_table_has_a_row_a_finding() -> None:
    """A table tells place, severity, code, message and mend."""
    head, _, *rows = written("table", *AWKWARD).splitlines()
    assert head.split() == ["place", "severity", "code", "message", "mend"]
    assert len(rows) == len(AWKWARD)
    assert "a NUL \\x00, a bell \\x07, half \\ud83d, \\ufffe" in rows[4]


def test_json_says_everything() -> None:
    """A program gets each field of each finding, as `kg load --json` has them."""
    body = json.loads(written("json", *AWKWARD))
    assert list(body) == ["findings", "sources", "generation", "rejected"]
    got = [Finding(**f | {"position": Position(**f["position"])}) for f in body["findings"]]
    assert got == list(AWKWARD)
    assert json.loads(written("json"))["findings"] == []


def test_turtle_is_a_validation_report() -> None:
    """Each result has what SHACL 3.6.2 asks of it, once."""
    graph = rdflib.Graph().parse(data=written("turtle", *AWKWARD), format="turtle")
    sh = rdflib.Namespace(SH)
    (report,) = graph.subjects(rdflib.RDF.type, sh.ValidationReport)
    assert graph.value(report, sh.conforms) == rdflib.Literal(False)  # noqa: FBT003 - its value
    results = list(graph.objects(report, sh.result))
    assert len(results) == len(AWKWARD)
    for result in results:
        for once in (sh.focusNode, sh.resultSeverity, sh.sourceConstraintComponent):
            assert len(list(graph.objects(result, once))) == 1, once
    (one,) = graph.subjects(sh.sourceShape, rdflib.URIRef(SHAPE))
    said = {str(p).rpartition("#")[2]: o for p, o in graph.predicate_objects(one)}
    assert said["focusNode"] == rdflib.URIRef(FOCUS)
    assert said["resultPath"] == rdflib.RDFS.label
    assert said["value"] == rdflib.Literal('<b>"é\n', lang="de")
    assert said["sourceConstraintComponent"] == rdflib.URIRef(MIN_COUNT)
    assert str(said["resultMessage"]).endswith("; write `x`; see 100%")
    assert (str(said["code"]), str(said["at"])) == ("S1", f"{SPACED}:2:3")


def test_turtle_of_no_findings_conforms() -> None:
    """Nothing found is what SHACL calls conforming."""
    graph = rdflib.Graph().parse(data=written("turtle"), format="turtle")
    assert list(map(str, graph.objects(None, rdflib.URIRef(f"{SH}conforms")))) == ["true"]
    assert not list(graph.objects(None, rdflib.URIRef(f"{SH}result")))


def test_turtle_focuses_on_the_file_of_what_no_shape_found(tmp_path: Path) -> None:
    """A loader's finding stays in the report: on its file, with its code as the component."""
    wrong = Finding(Position(str(tmp_path / "a b.yaml"), 2), "error", "unknown-key", "no key")
    graph = rdflib.Graph().parse(data=written("turtle", wrong), format="turtle")
    (focus,) = graph.objects(None, rdflib.URIRef(f"{SH}focusNode"))
    (component,) = graph.objects(None, rdflib.URIRef(f"{SH}sourceConstraintComponent"))
    assert str(focus) == (tmp_path / "a b.yaml").as_uri()
    assert str(component) == "https://w3id.org/demarche/errors#unknown-key"
    assert (None, rdflib.URIRef(f"{FACTS}code"), rdflib.Literal("unknown-key")) in graph


def sarif(*findings: Finding, files: tuple[str, ...] = ()) -> Any:  # noqa: ANN401 - JSON
    """Return a SARIF log's only run."""
    log = json.loads(written("sarif", *findings, files=files))
    assert (log["version"], log["$schema"].rpartition("/")[2]) == (
        "2.1.0",
        "sarif-schema-2.1.0.json",
    )
    (run,) = log["runs"]
    return run


def test_sarif_has_rules_levels_and_places() -> None:
    """A server finds each result's rule by its index, and its place in a file of the tree."""
    run = sarif(*AWKWARD)
    rules = run["tool"]["driver"]["rules"]
    results = run["results"]
    assert [rules[r["ruleIndex"]]["id"] for r in results] == [f.code for f in AWKWARD]
    assert [r["ruleId"] for r in results] == [f.code for f in AWKWARD]
    assert all(rule["helpUri"].startswith("https://") for rule in rules)
    levels = ["error", "warning", "note", "error", "error", "warning"]
    assert [r["level"] for r in results] == levels
    assert all(r["message"]["text"] for r in results)
    places = [r["locations"][0]["physicalLocation"] if r["locations"] else {} for r in results]
    uri = "facts%2C%20part%20100%25%3A%20%C3%A9/a%20b.yaml"
    assert places[0] == {}
    assert places[2] == {"artifactLocation": {"uri": uri}}
    assert places[3]["region"] == {"startLine": 2, "startColumn": 3}
    assert places[4]["region"] == {"startLine": 3}
    assert (sarif()["results"], sarif(files=(CLEAN,))["artifacts"]) == (
        [],
        [{"location": {"uri": CLEAN}}],
    )


def test_sarif_knows_a_finding_again_when_lines_move() -> None:
    """A fingerprint does not hang on the line; two of the same kind still differ."""

    def marks(*lines: int) -> list[str]:
        same = [Finding(Position("a.yaml", n, 1), "error", "E", f"as on line {n}") for n in lines]
        return [r["partialFingerprints"]["demarcheFinding/v1"] for r in sarif(*same)["results"]]

    assert marks(3, 9) == marks(13, 190)
    assert len(set(marks(3, 9))) == 2


def test_a_file_is_named_from_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address fits the tree: relative inside of it, absolute elsewhere, percent-encoded."""
    monkeypatch.chdir(tmp_path)
    inside = str(tmp_path / "a" / "x:y#z.yaml")
    assert uri_reference(inside) == uri_reference("./a//x:y#z.yaml") == "a/x%3Ay%23z.yaml"
    assert uri_reference("/elsewhere/a b.yaml") == "file:///elsewhere/a%20b.yaml"
    assert uri_reference("caf\udce9.yaml") == "caf%E9.yaml"


def test_junit_has_a_suite_a_file_and_counts_what_failed() -> None:
    """Errors and violations fail, the rest pass with what was said; clean files pass too."""
    root = ET.fromstring(written("junit", *AWKWARD, files=(SPACED, CLEAN)))  # noqa: S314 - ours
    suites = {s.get("name"): s for s in root}
    assert list(suites) == ["kg validate", "-", "b.yaml", CLEAN, SPACED]
    assert (root.get("tests"), root.get("failures")) == ("7", "3")
    counted = {n: (s.get("tests"), s.get("failures"), len(s)) for n, s in suites.items()}
    assert counted[SPACED] == ("3", "2", 3)
    assert (counted[CLEAN], suites[CLEAN][0].get("name")) == (("1", "0", 1), "no findings")
    passed, failed, broken = suites[SPACED]
    assert [c.tag for c in passed] == ["system-out"]
    assert failed[0].get("type") == "S1"
    assert failed[0].text == str(AWKWARD[3])
    assert str(broken[0].text).endswith("a NUL \ufffd, a bell \ufffd, half \ufffd, \ufffd")
    assert ET.fromstring(written("junit"))[0].get("tests") == "1"  # noqa: S314 - ours


def test_github_commands_are_escaped() -> None:
    """A workflow command is a line whatever a finding says."""
    assert written("github", *AWKWARD[:4]) == (
        "::error title=nowhere::no file at all\n"
        "::warning file=-,title=piped::from the standard input\n"
        "::notice file=facts%2C part 100%25%3A é/a b.yaml,title=whole"
        "::the whole file, 50%25 of it: really\n"
        "::error file=facts%2C part 100%25%3A é/a b.yaml,line=2,col=3,title=S1"
        '::Müller says <script>alert(1)</script> & "more".%0AA second line: a, b;'
        " write `x`; see 100%25\n"
    )
    assert written("github") == ""


class Page(HTMLParser):
    """The tags and the words of a page, and whether each tag is closed by its own end."""

    def __init__(self, text: str) -> None:
        """Read a page."""
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close the tag that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note words."""
        self.words += data


def test_html_is_one_page_that_fetches_and_runs_nothing(tmp_path: Path) -> None:
    """Words of a file stay words; the line a finding speaks of is shown."""
    file = tmp_path / "a b.yaml"
    file.write_text("one\n  two: <script>x()</script>\nthree\n", "utf-8")
    own = Finding(Position(str(file), 2, 3), "warning", "W", "look")
    page = Page(written("html", *AWKWARD, own, files=(CLEAN,)))
    assert page.open == []
    assert not {"script", "link", "img", "b1"} & set(page.tags)
    assert not {"src", "href", "onclick"} & page.attributes
    assert "  two: <script>x()</script>" in page.words
    assert "<script>alert(1)</script>" in page.words
    assert ("7 findings" in page.words, "nothing found" in page.words) == (True, True)
    assert "No findings" in Page(written("html")).words


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a\0b\n", b"", None])
def test_html_does_without_a_line_it_cannot_show(tmp_path: Path, content: bytes | None) -> None:
    """A workbook, an empty file, a missing one: the finding is there without its line."""
    file = tmp_path / "facts.xlsx"
    if content is not None:
        file.write_bytes(content)
    text = written("html", Finding(Position(str(file), 1, 1), "error", "E", "look"))
    assert ("<pre>" in text, "look" in text) == (False, True)


def test_a_format_is_told_by_the_ending() -> None:
    """-o FILE needs no --format; what is not known is refused with what is."""
    names = ["a.sarif", "A.SARIF.JSON", "x/y.xml", "r.ttl", "r.html", "r.json", "r.txt", "-", "r"]
    told = ["sarif", "sarif", "junit", "turtle", "html", "json", "text", "text", "text"]
    assert [format_of(name) for name in names] == told
    with pytest.raises(UsageError, match=r"end it in \.sarif\.json"):
        format_of("report.pdf")
    with pytest.raises(UsageError, match="take one of text, table, json"):
        written("pdf")


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_changes_no_exit_code(place: Place, name: str) -> None:
    """The report goes to stdout, also when quiet, and the exit code is the findings'."""
    file = place.write("facts.yaml", WRONG)
    done = place.kg("validate", file, "--format", name, "--quiet")
    assert (done.code, "Meetin" in done.out, done.err) == (1, True, "")


def test_findings_without_a_format_are_told_on_stderr(place: Place) -> None:
    """Who asks for no report gets the lines as before, and --json as before."""
    file = place.write("facts.yaml", WRONG)
    plain, as_json = place.kg("validate", file), place.kg("validate", file, "--json")
    assert (plain.code, plain.out, "error[unknown-type]" in plain.err) == (1, "", True)
    assert as_json.out == place.kg("validate", file, "--format", "json").out
    assert set(json.loads(as_json.out)) == set(json.loads(place.kg("load", file, "--json").out))


def test_a_report_goes_to_a_file_by_its_ending(place: Place) -> None:
    """-o writes the file whole; what is said beside goes to stderr."""
    file = place.write("facts.yaml", WRONG)
    done = place.kg("validate", file, "-o", "report.xml")
    assert (done.code, done.out, done.err) == (1, "", "1 finding(s)\n")
    root = ET.parse(place.folder / "report.xml").getroot()  # noqa: S314 - ours
    assert root.get("failures") == "1"
    piped = place.kg("validate", file, "-o", "-", "--format", "github")
    assert piped.out.startswith("::error file=facts.yaml,line=3,col=")


def test_a_report_names_what_could_not_be_read(place: Place) -> None:
    """A missing file is in the report, too, so that a build has one to show; exit 3."""
    done = place.kg("validate", "missing.yaml", "--format", "github")
    assert (done.code, done.out.count("\n"), "file=missing.yaml" in done.out) == (3, 1, True)


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        (("--format", "pdf"), 2, "take one of text, table, json, turtle, sarif"),
        (("-o", "report.pdf"), 2, "tells no format"),
        (("-o", "none/report.xml"), 3, "none/report.xml: error[unwritable]"),
        (("--shapes", "none.ttl"), 3, "none.ttl: error[unreadable]"),
        (("--shapes", "broken.ttl"), 3, "broken.ttl:1:"),
    ],
)
def test_a_wrong_option_is_one_line(
    place: Place, given: tuple[str, ...], code: int, said: str
) -> None:
    """What a report or a file of shapes is asked wrongly is told before any work."""
    place.write("broken.ttl", "@prefix ex: <x\n")
    done = place.kg("validate", place.write("facts.yaml", SOURCE), *given)
    assert (done.code, said in done.err, done.out) == (code, True, ""), done.err


def test_more_shapes_check_like_a_domain_s_own(place: Place) -> None:
    """A file of shapes is checked along, its property shapes bear its code, and no load sees it."""
    body = '    sh:targetClass dkg:Meeting ; f:code "X1" ; f:fix "describe it" ;\n'
    body += (
        '    sh:property [ sh:path dcterms:description ; sh:minCount 1 ; sh:message "Bare." ] .\n'
    )
    place.write("more.ttl", MORE + body)
    file = place.write("facts.yaml", SOURCE)
    plain = place.kg("validate", file)
    done = place.kg("validate", file, "--shapes", "more.ttl")
    assert "facts.yaml:3:5: violation[X1]: Bare; describe it" in done.err
    assert (plain.err.count("X1"), done.code) == (0, 1)
    graph = place.kg("validate", file, "--shapes", "more.ttl", "--format", "turtle").out
    report = rdflib.Graph().parse(data=graph, format="turtle")
    assert (None, rdflib.URIRef(f"{SH}sourceConstraintComponent"), rdflib.URIRef(MIN_COUNT)) in (
        report
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sh:targetClass dkg:Meetin .", "more.ttl:9:20: error[shape-term]"),
        (
            'sh:targetClass dkg:Meeting ; sh:sparql [ sh:select "SELEC" ] .',
            "more.ttl:9:46: error[shape-sparql]",
        ),
    ],
)
def test_a_faulty_shape_is_told_at_its_line(place: Place, body: str, said: str) -> None:
    """An undeclared class and a query that is none are errors in the user's file."""
    place.write("more.ttl", f"{MORE}    {body}\n")
    done = place.kg("validate", place.write("facts.yaml", SOURCE), "--shapes", "more.ttl")
    assert (done.code, said in done.err) == (1, True), done.err


def test_a_shape_may_look_at_literals_and_against_the_arrow(place: Place) -> None:
    """A literal as focus node and an inverse path are findings with a place, no crash."""
    more = MORE.replace('ex:One a sh:NodeShape ;\n    f:scope "source" ;\n', "")
    more += 'ex:Short a sh:NodeShape ; sh:targetObjectsOf rdfs:label ; f:scope "source" ;\n'
    more += '    sh:pattern "^[^T]" .\n'
    more += 'ex:Back a sh:PropertyShape ; sh:targetClass dkg:Meeting ; f:scope "source" ;\n'
    more += "    sh:path [ sh:inversePath dkg:reports ] ; sh:nodeKind sh:Literal .\n"
    place.write("more.ttl", more)
    done = place.kg("validate", place.write("facts.yaml", SOURCE), "--shapes", "more.ttl")
    assert done.code == 1, done.err
    assert "facts.yaml:3:39: violation[Short]" in done.err
    assert "violation[Back]: Value is not of Node Kind sh:Literal" in done.err
