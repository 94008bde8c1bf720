"""The lint of the ontology: our own is clean, and each rule finds what is planted."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kg.domain import Domain, read_domain, shipped_domain
from kg.errors import Finding, InputError
from kg.lint.checking import lint, lint_names, rule_paths
from kg.lint.hits import apply_rule
from kg.lint.reading import read_ground
from kg.lint.rules import read_rules, rules_table
from kg.resources import data_folder, lint_files

if TYPE_CHECKING:
    from conftest import Place

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "lint.md"
CASES = sorted((ROOT / "tests" / "lint").glob("*.ttl"))
NAMES = [path.stem for path in lint_files()]
Told = tuple[dict[str, str], list[Finding]]
PITFALLS = [f"P{number:02}" for number in range(1, 42)]


PREFIXES = """\
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
OWN_ONTOLOGY = """\
t: a owl:Ontology ;
    dcterms:title "Case"@en ;
    dcterms:description "A case."@en ;
    dcterms:license <https://www.apache.org/licenses/LICENSE-2.0> .
"""


def write_domain(folder: Path, files: dict[str, str]) -> Domain:
    """Return the domain of a folder with these files."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return read_domain(folder)


def case_text(name: str, body: str) -> str:
    """Return a case as a whole Turtle file."""
    own = f"@prefix t: <https://example.org/{name}#> .\n"
    ontology = "" if name == "missing_ontology_declaration" else OWN_ONTOLOGY
    return PREFIXES + own + ontology + body


@pytest.fixture(scope="module", params=[0, 1], ids=["faults", "clean"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Return the first or second halves of all cases, and what one lint of them finds.

    In `tests/lint/` a file a rule holds a planted fault, whose line ends with
    `#!`, and below `# clean` what the rule must leave in peace. `t:` is a
    namespace of the file's own.
    """
    texts = {
        path.stem: case_text(path.stem, path.read_text("utf-8").split("# clean\n")[request.param])
        for path in CASES
    }
    files = {f"ontology/{name}.ttl": text for name, text in texts.items()}
    folder = tmp_path_factory.mktemp("cases")
    return texts, lint(write_domain(folder, files))


def test_every_rule_has_a_case() -> None:
    """No rule goes untried."""
    assert [path.stem for path in CASES] == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_rule_finds_its_fault_at_its_line_and_nothing_where_all_is_well(
    name: str, told: Told
) -> None:
    """A planted fault is told at the marked lines of its file; a clean file is left in peace."""
    texts, findings = told
    want = [n for n, line in enumerate(texts[name].splitlines(), 1) if line.endswith("#!")]
    own = [f for f in findings if Path(f.position.path).stem == name and f.code == name]
    assert sorted({f.position.line for f in own}) == want


def test_our_ontology_is_clean() -> None:
    """Nothing of level ERROR or WARN is found in what we ship, nor an undeclared name."""
    assert [str(f) for f in lint(shipped_domain()) if f.severity != "info"] == []


@pytest.mark.parametrize("name", ["mediation", "rulings"])
def test_the_domains_of_the_documentation_are_clean(name: str) -> None:
    """Domains that people start from have no fault either, and bring up none of ours."""
    findings = lint(read_domain(ROOT / "docs/domains" / name))
    assert [str(f) for f in findings if f.severity != "info"] == []
    assert [f for f in findings if str(data_folder() / "ontology") in f.position.path] == []


def test_pages_templates_and_examples_name_declared_terms_only() -> None:
    """No page, template or example says a term of ours that does not exist."""
    folders = (ROOT / "docs", ROOT / "kg/templates", ROOT / "examples", ROOT / "queries")
    paths = [*ROOT.glob("*.md"), *(p for f in folders for p in sorted(f.rglob("*")) if p.is_file())]
    assert lint_names(shipped_domain(), paths) == []


def test_it_takes_less_than_three_seconds_of_the_processor() -> None:
    """The lint is quick enough to be run at each change."""
    start = time.process_time()  # what others do on this machine does not count
    lint(shipped_domain())
    assert time.process_time() - start < 3


def test_no_exception_is_stale() -> None:
    """Each exception names a term that its rule would find without it."""
    ground = read_ground(shipped_domain())
    for rule in read_rules(lint_files()):
        found = {ground.curie(hit.term) for hit in apply_rule(replace(rule, exceptions={}), ground)}
        assert set(rule.exceptions) - found == set()


DKG = "<https://w3id.org/demarche/ontology#>"
MISSPELT = {
    "query": (
        "queries/q.rq",
        f"#+ title: dkg:Notes\nPREFIX dkg: {DKG}\nSELECT * {{ ?a dkg:isuedBy 'dkg:Nought' }}",
        "3:15",
        "dkg:isuedBy is declared nowhere; did you mean dkg:issuedBy",
    ),
    "whole IRI": (
        "queries/q.rq",
        "SELECT * { ?a a <https://w3id.org/demarche/ontology#Treat> }",
        "1:17",
        "<https://w3id.org/demarche/ontology#Treat> is declared nowhere; did you mean dkg:Threat",
    ),
    "path, other prefix": (
        "queries/q.rq",
        f"PREFIX d: {DKG}\nASK {{ ?a ^d:isuedBy/d:holder ?b }}",
        "2:11",
        "d:isuedBy is declared nowhere; did you mean dkg:issuedBy",
    ),
    "rule": (
        "ontology/rules/r.rq",
        "PREFIX v: <https://w3id.org/demarche/vocab/>\nCONSTRUCT { ?a v:topic-cesefire 1 } {}",
        "2:16",
        "v:topic-cesefire is declared nowhere; did you mean v:topic-ceasefire",
    ),
    "query in a shape": (
        "shapes/s.ttl",
        f'@prefix dkg: {DKG} .\n[] dkg:mode """SELECT $this\n{{ $this dkg:holdr ?a }}""" .',
        "3:9",
        "dkg:holdr is declared nowhere; did you mean dkg:holder",
    ),
    "annotation": (
        "ontology/more.ttl",
        "@prefix f: <https://w3id.org/demarche/facts#> .\n<https://example.org/o#A> f:kee true .",
        "2:27",
        "f:kee is declared nowhere; did you mean f:key",
    ),
    "nothing near": (
        "queries/q.rq",
        f"PREFIX dkg: {DKG}\nASK {{ ?a dkg:xyzzy ?b }}",
        "2:10",
        "dkg:xyzzy is declared nowhere; declare it, or mend the name",
    ),
}


@pytest.mark.parametrize("case", MISSPELT)
def test_a_misspelt_name_is_told_at_its_place(tmp_path: Path, case: str) -> None:
    """A name that no file declares is a finding, with the nearest one that is."""
    name, text, place, told = MISSPELT[case]
    findings = lint(write_domain(tmp_path, {"ontology/own.ttl": case_text("own", ""), name: text}))
    got = [str(f) for f in findings if f.code == "undeclared_term"]
    want = f"{tmp_path / name}:{place}: violation[undeclared_term]: {told}"
    assert [one[: len(want)] for one in got] == [want]


def test_code_in_a_page_is_looked_into(tmp_path: Path) -> None:
    """In Markdown, code is read; plain words and `text` blocks, which show output, are not."""
    page = tmp_path / "page.md"
    page.write_text(
        "A dkg:Word and `dkg:Treat`.\n\n```sparql\nSELECT * { ?a dkg:issuedBi ?b }\n```\n\n"
        "```text\ndkg:Printed\n```\n\n```console\n$ kg sparql 'ASK { ?a a dkg:Demnad }'\n```\n",
        encoding="utf-8",
    )
    got = [(f.position.line, f.message.split()[0]) for f in lint_names(shipped_domain(), [page])]
    assert got == [(1, "dkg:Treat"), (4, "dkg:issuedBi"), (12, "dkg:Demnad")]


def test_a_domain_may_replace_a_rule_and_add_one(tmp_path: Path) -> None:
    """A file in `ontology/lint/` holds instead of ours of the same name, or besides ours."""
    head = '#+ title: t\n#+ level: INFO\n#+ source: own\n#+ message: "{term} is here"\n#+ mend: m\n'
    ask = "SELECT ?term { ?term a <http://www.w3.org/2002/07/owl#Class> }"
    files = {
        "ontology/own.ttl": case_text("own", "t:A a owl:Class .\n"),
        "ontology/lint/missing_label.rq": f"{head}SELECT ?term {{ ?term a ?term }}",
        "ontology/lint/here.rq": head + ask,
    }
    findings = lint(write_domain(tmp_path, files))
    got = [str(f).split(": ", 1)[1] for f in findings if f.code in {"missing_label", "here"}]
    assert got == ["info[here]: t:A is here; m"]


GOOD = "title: a, level: INFO, message: a, mend: a, source: a"
BROKEN = [
    ("SELECT ?term {}", "the header is missing"),
    ("#+ title: [", "the header is not YAML"),
    ("#+ titel: a", "the header has an unknown key 'titel'"),
    ("#+ title: a", "the header has no level, no mend, no message"),
    ("#+ {title: a, level: BAD, message: a, mend: a, source: a}", "the header has a level"),
    ("#+ {title: a, level: INFO, message: a, mend: a}", "the header has no source"),
    (f"#+ {{{GOOD}, except: [{{terms: [a]}}]}}", "the header has an exception without its terms"),
    (f"#+ {{{GOOD}}}\nSELECT", "the rule is no SPARQL at 2:"),
    (f"#+ {{{GOOD}}}\nASK {{}}", "the rule is no SELECT of ?term"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_a_broken_rule_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """A rule that cannot be read is named, with what it lacks."""
    own = {"ontology/own.ttl": case_text("own", ""), "ontology/lint/bad.rq": text}
    with pytest.raises(InputError) as caught:
        lint(write_domain(tmp_path, own))
    assert caught.value.position.path == str(tmp_path / "ontology/lint/bad.rq")
    assert caught.value.message.startswith(message)
    assert caught.value.code == "lint-rule"


def test_the_page_lists_the_rules_as_they_are() -> None:
    """`docs/lint.md` holds the table of rules; `rules_table` writes it."""
    assert rules_table(read_rules(lint_files())) in PAGE.read_text("utf-8")


def test_the_page_says_of_each_pitfall_whether_it_is_checked() -> None:
    """Each pitfall of OOPS! is found by a rule, or stands on the page with the reason why not."""
    checked = {
        source.removeprefix("oops ")
        for rule in read_rules(lint_files())
        for source in rule.sources
        if source.startswith("oops ")
    }
    rows = re.findall(r"^\| (P\d\d) \|.*\| \S.* \|$", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted([*checked, *rows]) == PITFALLS


def test_the_page_lists_the_exceptions() -> None:
    """Every exception stands on the page with its reason."""
    page = PAGE.read_text("utf-8")
    for rule in read_rules(lint_files()):
        for reason in set(rule.exceptions.values()):
            assert f"| `{rule.name}` |" in page
            assert reason in page


def test_rules_come_with_the_package() -> None:
    """The rules of our domain are the files of `ontology/lint/`."""
    assert rule_paths(shipped_domain()) == tuple(lint_files())
    assert [path.parent for path in lint_files()] == [data_folder() / "ontology/lint"] * len(NAMES)


def test_the_command_lints_too(place: Place) -> None:
    """`kg check --ontology` tells what the rules find, at its line; a violation is exit 1."""
    folder = place.folder / "own/ontology"
    folder.mkdir(parents=True)
    (folder / "own.ttl").write_text(
        "@prefix ex: <https://example.org/own#> .\n"
        "@prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
        "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        "@prefix dkg: <https://w3id.org/demarche/ontology#> .\n"
        "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n",
        "utf-8",
    )
    done = place.kg("check", "--ontology", "--domain", "own")
    assert (done.code, "own/ontology/own.ttl:5:1: violation[missing_label]" in done.err) == (
        1,
        True,
    )
    assert place.kg("check", "--ontology").code == 0
