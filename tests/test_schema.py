"""The JSON Schema of facts files: what is good passes, what is wrong is caught in the editor."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from editor import Editor
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator
from test_edtf import SPANS

from kg.config import read_settings
from kg.domain import shipped_domain
from kg.edtf import parse_edtf
from kg.ontology import load_ontology
from kg.schema import domain_schema, facts_schema
from kg.schema.patterns import DATE, written_form
from kg.vocabulary import example_fact, read_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from conftest import Place

    from kg.ontology import Ontology

ROOT = Path(__file__).resolve().parents[1]
SERVER = shutil.which("yaml-language-server")
VALIDATORS = (Draft202012Validator, Draft7Validator)
GOOD = (
    ("examples/talks.yaml", False),
    ("examples/answer.yaml", False),
    ("tests/cases/real-article/facts.yaml", False),
    ("examples/register.yaml", True),
    *(
        (f"ontology/register/{p.name}", True)
        for p in sorted((ROOT / "ontology/register").glob("*.yaml"))
    ),
)


class Yaml12(yaml.SafeLoader):
    """Scalars as editors read them, by the core schema of YAML 1.2: dates stay text."""


Yaml12.yaml_implicit_resolvers = {
    sign: [(tag, form) for tag, form in known if not tag.endswith((":timestamp", ":bool"))]
    for sign, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Yaml12.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"true|false"), list("tf"))


@dataclass(frozen=True, slots=True)
class Mistake:
    """An edit that makes an example wrong, and words of the line to blame."""

    told: str
    old: str
    new: str
    blamed: str
    example: str = "talks"


MISTAKES = (
    Mistake("unknown key", "    against: Borealis\n    if:", "    agianst: Borealis\n    if:",
            "agianst"),
    Mistake("unknown top key", "facts:\n", "fakts:\n", "fakts"),
    Mistake("unknown type", "type: PhoneCall", "type: Phonecall", "Phonecall"),
    Mistake("type that is no fact", "- type: PhoneCall", "- type: Person", "type: Person"),
    Mistake("missing type", "  - type: PhoneCall\n    id: tuesday-call", "  - id: tuesday-call",
            "- id: tuesday-call"),
    Mistake("unknown coded value", "status: ongoing", "status: going", "status: going"),
    Mistake("unknown action", "action: embargo\n      by: Arcadia\n      against: Borealis",
            "action: embarg\n      by: Arcadia\n      against: Borealis", "action: embarg\n"),
    Mistake("coded value of another scheme", "topic: sanctions", "topic: ongoing",
            "topic: ongoing"),
    Mistake("a date in words", "when: 2031-04-29", "when: next Tuesday", "next Tuesday"),
    Mistake("a date by another order", "when: 2031-04-29", "when: 29.04.2031", "29.04.2031"),
    Mistake("a bare range", "when: 2031-04-29", "when: 2031-04-28..2031-04-29", "2031-04-28.."),
    Mistake("no date", "    when: 2031-05-20\n", "", "- type: Negotiation"),
    Mistake("no evidence",
            "    evidence:\n      quote: A second round will be held in Port Selene on 20 May\n"
            "      paragraph: 13\n", "", "- type: Negotiation"),
    Mistake("no target of a threat",
            "    against: Borealis\n    if:\n      action: close-border",
            "    if:\n      action: close-border", "- type: Threat"),
    Mistake("no consequence of a threat",
            "    then:\n      action: embargo\n      by: Arcadia\n      against: Borealis\n"
            "      detail: timber\n", "", "- type: Threat"),
    Mistake("a meeting without status", "    status: scheduled\n", "", "- type: Negotiation"),
    Mistake("a key in the wrong mapping", "    form: written\n",
            "      form: written\n", "      form: written"),
    Mistake("a situation without action", "      action: sign-agreement\n", "",
            "content:"),
    Mistake("a mapping for a name", "to: fishing villages of the strait",
            "to: {name: fishing villages of the strait}", "to: {name"),
    Mistake("a number for a name", "by: Lyra", "by: 12", "by: 12"),
    Mistake("a number in a list of names", "      - Ada Moreau\n      - Tomas Lind\n    evidence",
            "      - Ada Moreau\n      - 12\n    evidence", "- 12"),
    Mistake("a list in a list", "      - Ada Moreau\n      - Tomas Lind\n    evidence",
            "      - [Ada Moreau, Tomas Lind]\n    evidence", "- [Ada"),
    Mistake("an id with a space", "id: tuesday-call", "id: tuesday call", "id: tuesday call"),
    Mistake("a reference with a space", "during: port-selene-talks",
            "during: port selene talks", "during: port selene talks"),
    Mistake("a reference without id", "part-of: strait-treaty", "part-of: other-source#",
            "part-of: other-source#"),
    Mistake("a source without id", "  id: example-times-2031-05-02\n", "",
            "source:"),
    Mistake("a source without date", "  published: 2031-05-02\n", "", "source:"),
    Mistake("a reserved source id", "  id: example-times-2031-05-02", "  id: register",
            "id: register"),
    Mistake("an unknown key of the source", "  license: CC0-1.0", "  licence: CC0-1.0",
            "licence"),
    Mistake("no hash", "  license: CC0-1.0", "  sha256: 12ab", "sha256: 12ab"),
    Mistake("a number that is none", "size: 12000", "size: 12,000 men", "size: 12,000"),
    Mistake("two numbers where one is asked", "size: 12000", "size: [12000, 13000]", "size: ["),
    Mistake("evidence that says no place",
            "    evidence:\n      quote: In a joint statement both sides said the meeting had been "
            "useful\n      paragraph: 12", "    evidence: page 12", "evidence: page 12"),
    Mistake("evidence with an unknown mode",
            "    evidence:\n      quote: In a joint statement both sides said the meeting had been "
            "useful\n      paragraph: 12", "    evidence: p12 1-9 narative", "evidence: p12"),
    Mistake("evidence without words and place",
            "      quote: the government of Lyra announced in the evening\n      paragraph: 13",
            "      mode: narrative", "evidence:"),
    Mistake("an empty value", "label: Second round in Port Selene", "label:", "label:"),
    Mistake("an actor without name", "  - type: Person\n    name: Edda Brandt\n",
            "  - type: Person\n", "- type: Person"),
    Mistake("an actor of no known type", "type: ActorGroup", "type: Group", "type: Group"),
    Mistake("an office without body", "office:\n          title: Ambassador to Borealis\n"
            "          of: Arcadia", "office: Ambassador", "office: Ambassador"),
    Mistake("an unknown tenure status", "status: former", "status: past", "status: past"),
    Mistake("text for a list", "actors:\n", "actors: nobody\nplaces:\n", "actors: nobody"),
    Mistake("a state without code", "    iso: xl\n", "", "- type: State", "register"),
    Mistake("a code in capitals", "iso: xl", "iso: XL", "iso: XL", "register"),
    Mistake("a body without state", "    state: Borealis\n", "", "- type: GovernmentBody",
            "register"),
    Mistake("evidence in a register", "    iso: xl\n", "    iso: xl\n    evidence: p1\n",
            "evidence: p1", "register"),
    Mistake("facts in a register", "places:\n", "facts:\n", "facts:", "register"),
)  # fmt: skip


@cache
def schema(*, register: bool = False) -> dict[str, Any]:
    """Return the schema of the shipped domain, made once."""
    return domain_schema(shipped_domain(), register=register)


@cache
def ontology() -> Ontology:
    """Return the shipped ontology."""
    return load_ontology(shipped_domain().ontology)


def read(text: str) -> Any:  # noqa: ANN401 - what a YAML text holds
    """Return what an editor makes of a YAML text."""
    return yaml.load(text, Loader=Yaml12)  # noqa: S506 - a safe loader of our own


def edited(mistake: Mistake) -> str:
    """Return an example with a mistake in it."""
    text = (ROOT / f"examples/{mistake.example}.yaml").read_text("utf-8")
    assert mistake.old in text
    return text.replace(mistake.old, mistake.new, 1)


def line_of(mistake: Mistake) -> int:
    """Return the line to blame, from 0: in what was written, else the nearest above it."""
    text = edited(mistake)
    at = (ROOT / f"examples/{mistake.example}.yaml").read_text("utf-8").index(mistake.old)
    inside = mistake.new.find(mistake.blamed)
    start = at + inside if inside >= 0 else text.rindex(mistake.blamed, 0, at)
    return text[:start].count("\n")


def wrongs(text: str, *, register: bool = False) -> list[list[str]]:
    """Return what each validator says of a facts file, a list a draft."""
    document = read(text)
    return [
        [error.message for error in make(schema(register=register)).iter_errors(document)]
        for make in VALIDATORS
    ]


@pytest.mark.parametrize("register", [False, True])
def test_the_schema_is_one_in_both_drafts(register: bool) -> None:  # noqa: FBT001 - a parameter
    """What we write is a JSON Schema by draft 2020-12 and by draft-07."""
    for make in VALIDATORS:
        make.check_schema(schema(register=register))


@pytest.mark.parametrize("register", [False, True])
def test_every_reference_is_defined(register: bool) -> None:  # noqa: FBT001 - a parameter
    """Each `$ref` leads to a definition, and each definition is referred to."""
    made = schema(register=register)
    referred = set(re.findall(r'"#/\$defs/([^"]+)"', json.dumps(made)))
    assert referred == set(made["$defs"])


@pytest.mark.parametrize(("path", "register"), GOOD)
def test_good_files_pass(path: str, register: bool) -> None:  # noqa: FBT001 - a parameter
    """The shipped examples, registers and the real article have no fault by either draft."""
    text = (ROOT / path).read_text("utf-8")
    assert wrongs(text, register=register) == [[], []]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.told)
def test_a_planted_mistake_is_caught(mistake: Mistake) -> None:
    """One small mistake in a good file is seen by both drafts."""
    said = wrongs(edited(mistake), register=mistake.example == "register")
    assert [bool(messages) for messages in said] == [True, True]


@pytest.mark.slow
def test_the_loader_refuses_what_the_schema_refuses(examples: Place) -> None:
    """No mistake of the table is one in the schema's eyes alone."""
    got = []
    for number, mistake in enumerate(m for m in MISTAKES if m.example == "talks"):
        folder = examples.folder / f"m{number}"
        shutil.copytree(ROOT / "examples", folder)
        (folder / "talks.yaml").write_text(edited(mistake), "utf-8")
        done = examples.kg("validate", f"m{number}/talks.yaml", "--quiet")
        got += [mistake.told] if done.code == 0 else []
    assert got == []


def test_keys_of_a_class_are_those_of_the_loader() -> None:
    """Per class the schema offers just the keys that the ontology gives it."""
    written = {"byId", "byName", "byKeys", "bySlug", "whole", "evidence"}
    own = {"type", "id", "quote", "paragraph", "chars"}
    made = schema()["$defs"]
    got = {name: set(made[name]["properties"]) - own for name in ontology().classes if name in made}
    want = {
        name: set(cls.keys)
        for name, cls in ontology().classes.items()
        if cls.identity in written and name not in {"Passage", "Quotation"}
    }
    assert {name: keys for name, keys in got.items() if name in want} == want
    assert set(ontology().having("byId")) == set(made["one.fact"]["properties"]["type"]["enum"])
    assert set(ontology().having("byName")) == set(made["one.entry"]["properties"]["type"]["enum"])


def test_values_offered_are_those_of_the_ontology() -> None:
    """Each scheme's enum lists its values, each with its definition."""
    made = schema()["$defs"]
    for iri, concepts in ontology().schemes.items():
        values = made.get(f"values.{iri.rpartition('/')[2]}")
        if values:
            assert values["enum"] == sorted(concepts)
            assert len(values["enumDescriptions"]) == len(concepts)


@pytest.mark.parametrize("name", sorted(ontology().having("byId")))
def test_the_example_of_a_kind_of_fact_passes(name: str) -> None:
    """A fact as `kg vocab` shows it has every key that it needs."""
    words = read_vocabulary(shipped_domain(), [])
    fact = example_fact(words, words.ontology.classes[name])
    source = "source:\n  id: times\n  published: 2031-05-02\nfacts:\n"
    assert wrongs(source + fact + "\n") == [[], []]


DIGITS = st.sampled_from(["2031", "203X", "2031-05", "2031-05-02", "2031-XX", "2031-05-2X",
                          "2031-21", "2031?", "~2031-05", "2031-05-02T10:10:10Z", ""])  # fmt: skip


@given(DIGITS, DIGITS, st.sampled_from(["{}", "{}/{}", "../{}", "{}/..", "[{}..{}]", "[..{}]",
                                        "[{},{}]", "{{{}..{}}}", " {} "]))  # fmt: skip
def test_every_date_of_the_loader_looks_like_one(first: str, last: str, form: str) -> None:
    """What EDTF our reader takes, the pattern takes."""
    text = form.format(first, last)
    try:
        parse_edtf(text)
    except ValueError:
        return
    assert re.search(DATE, text)


def test_dates_known_to_be_good_look_like_dates() -> None:
    """Each date of the EDTF tests matches the pattern, and words do not."""
    assert [text for text, _, _ in SPANS if not re.search(DATE, text)] == []
    assert [t for t in ("next Tuesday", "", "May 2031", "2031-05..2031-06") if re.search(DATE, t)] \
        == []  # fmt: skip


@pytest.mark.parametrize("when", ["[2031-05-01..2031-05-03]", "[2031, 2033..2034]", "2031",
                                  "'[..2031]'", "[..2031-05]", "2031-05/.."])  # fmt: skip
def test_dates_may_be_written_as_yaml_reads_them(when: str) -> None:
    """A year is a number and an unquoted set a list to YAML: both are dates."""
    text = (ROOT / "examples/talks.yaml").read_text("utf-8")
    assert wrongs(text.replace("when: 2031-04-29", f"when: {when}", 1)) == [[], []]


def test_forms_keep_their_meaning_without_names() -> None:
    """A written form loses its group names, and a coded group becomes its values."""
    got = written_form(r"(?P<a>[(]x\)) (?P<b_c>(?:y|z)+)", {"b-c": ["y-y", "z"]})
    assert got == r"^(?:([(]x\)) (y-y|z))$"
    assert written_form("(?P<a>x)(?P=a)", {}) == ""


@pytest.mark.parametrize("text", ["010", "12000", "true", "1.5", "NO", "2031-05-02"])
def test_a_text_may_look_like_something_else(text: str) -> None:
    """Free text is read as written, so an editor must not ask for quotes."""
    example = (ROOT / "examples/talks.yaml").read_text("utf-8")
    changed = example.replace("label: Second round in Port Selene", f"label: {text}")
    assert wrongs(changed) == [[], []]


def test_a_domain_has_a_schema_of_its_own(tmp_path: Path) -> None:
    """A class, a key and a shape of a user's folder stand in the schema."""
    for name in ("ontology", "shapes"):
        (tmp_path / name).mkdir()
    (tmp_path / "ontology/own.ttl").write_text(OWN, "utf-8")
    (tmp_path / "shapes/own.ttl").write_text(OWN_SHAPE, "utf-8")
    made = domain_schema(read_settings(domain=tmp_path).domain)
    ruling = made["$defs"]["Ruling"]
    assert "Ruling" in made["$defs"]["one.fact"]["properties"]["type"]["enum"]
    assert ({"court", "score"} <= set(ruling["properties"]), "court" in ruling["required"]) == (
        True,
        True,
    )
    text = (ROOT / "examples/talks.yaml").read_text("utf-8")
    fact = "\n  - {type: Ruling, when: 2031, by: Lyra, evidence: p1, court: [Lyra], score: %s}\n"
    checker = Draft202012Validator(made)
    scores = {n: not list(checker.iter_errors(read(text + fact % n))) for n in (0, 1, 3, 4)}
    assert scores == {0: False, 1: True, 3: True, 4: False}


def test_the_smallest_domain_has_a_schema(tmp_path: Path) -> None:
    """One class, no register, no coded value: nothing empty stands where drafts forbid it."""
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology/own.ttl").write_text(SMALLEST, "utf-8")
    made = domain_schema(read_settings(domain=tmp_path).domain)
    assert not re.search(r'"(enum|allOf|anyOf)": \[\]', json.dumps(made))
    text = "source: {id: s}\nfacts: [{type: Café, p: x}]\n"
    for make in VALIDATORS:
        make.check_schema(made)
        assert list(make(made).iter_errors(read(text))) == []
        assert list(make(made).iter_errors(read(text + "actors: [{type: Café}]\n")))


def test_without_shapes_nothing_of_theirs_is_asked() -> None:
    """The ontology alone gives keys; what must be written comes from shapes."""
    assert "required" not in facts_schema(ontology())["$defs"]["Threat"]


def test_the_command_writes_what_the_function_makes(place: Place) -> None:
    """To a file and to stdout the same bytes, the same the second time."""
    assert place.kg("schema", "-o", "facts.schema.json").code == 0
    printed = place.kg("schema").out
    assert (place.folder / "facts.schema.json").read_text("utf-8") == printed
    assert json.loads(printed) == schema()
    assert json.loads(place.kg("schema", "--register").out) == schema(register=True)


@pytest.mark.slow
@pytest.mark.skipif(SERVER is None, reason="yaml-language-server is not on PATH")
def test_an_editor_diagnoses_at_the_line(tmp_path: Path) -> None:
    """A YAML language server finds no fault in good files, and each mistake at its line."""
    schemas = {}
    for register in (False, True):
        schemas[register] = tmp_path / f"schema-{register}.json"
        schemas[register].write_text(json.dumps(schema(register=register)), "utf-8")
    with Editor(SERVER or "") as editor:
        got = {
            path: editor.diagnose(f"{path}", text_of(path, schemas[register]))
            for path, register in GOOD
        }
        assert got == {path: [] for path, _ in GOOD}
        missed = list(_missed(editor, schemas))
    assert missed == []


def text_of(path: str, made: Path) -> str:
    """Return a file's text under the line that names its schema to an editor."""
    return head(made) + (ROOT / path).read_text("utf-8")


def head(made: Path) -> str:
    """Return the line by which an editor knows a file's schema."""
    return f"# yaml-language-server: $schema={made.as_uri()}\n"


def _missed(editor: Editor, schemas: dict[bool, Path]) -> Iterator[tuple[str, int, object]]:
    """Yield each mistake that is not diagnosed at its line, with what was said instead."""
    for number, mistake in enumerate(MISTAKES):
        text = head(schemas[mistake.example == "register"]) + edited(mistake)
        line = 1 + line_of(mistake)
        found = editor.diagnose(f"m{number}.yaml", text)
        if line not in lines(found):
            yield mistake.told, line, found


def lines(diagnostics: Iterable[tuple[int, str]]) -> set[int]:
    """Return the lines of diagnostics."""
    return {line for line, _ in diagnostics}


OWN = """\
@prefix o: <https://example.org/own#> .
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<https://example.org/own> a owl:Ontology .
o:Ruling a owl:Class ; rdfs:subClassOf dkg:CommunicativeAct ; rdfs:label "ruling"@en .
o:court a owl:ObjectProperty ; rdfs:domain o:Ruling ; rdfs:range dkg:Actor ; f:key "court" .
o:score a owl:DatatypeProperty ; rdfs:domain o:Ruling ; rdfs:range xsd:integer ; f:key "score" .
"""
SMALLEST = """\
@prefix o: <https://example.org/own#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.org/own> a owl:Ontology ; owl:imports <https://w3id.org/demarche/facts> .
o:Café a owl:Class ; f:identity f:byId ; f:prefix "fact" .
o:p a owl:DatatypeProperty ; rdfs:domain o:Café ; f:key "p" .
"""
OWN_SHAPE = """\
@prefix o: <https://example.org/own#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
o:shape a sh:NodeShape ; sh:targetClass o:Ruling ; f:code "O1" ; f:scope "source" ;
    sh:message "A ruling needs a court." ; f:fix "add `court`" ;
    sh:property [ sh:path o:court ; sh:minCount 1 ],
        [ sh:path o:score ; sh:minInclusive 1 ; sh:in (1 2 3 4) ; sh:maxExclusive 4 ] .
"""
