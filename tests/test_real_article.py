"""The real article, coded: spans, counts, and none of its wording in the project."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml
from conftest import Place

from kg.register import read_index
from kg.resources import register_index

ROOT = Path(__file__).resolve().parents[1]
FACTS = ROOT / "tests" / "cases" / "real-article" / "facts.yaml"
EXAMPLES = ("talks", "answer")
SPAN = re.compile(r"p(?P<paragraph>\d+) (?P<start>\d+)-(?P<end>\d+) (?P<mode>[a-z-]+)")
RUN = 6
FURNITURE = 29


def read(path: Path) -> dict[str, Any]:
    """Return a YAML file with every scalar as text."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    assert isinstance(loaded, dict)
    return loaded


def evidence(fact: dict[str, Any]) -> list[Any]:
    """Return a fact's pieces of evidence, one or several."""
    given = fact["evidence"]
    return given if isinstance(given, list) else [given]


def spans(facts: dict[str, Any]) -> list[tuple[str, int, int, int]]:
    """Return fact id, paragraph, start and end of each piece of evidence."""
    found = []
    for fact in facts["facts"]:
        for item in evidence(fact):
            if isinstance(item, str):
                match = SPAN.fullmatch(item)
                assert match, item
                numbers = [int(match[name]) for name in ("paragraph", "start", "end")]
            else:
                numbers = [int(item["paragraph"]), *map(int, item["chars"].split("-"))]
            found.append((fact["id"], numbers[0], numbers[1], numbers[2]))
    return found


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Return start and end of each block between blank lines."""
    return [match.span() for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]


def words(text: str) -> list[str]:
    """Return a text's words in lower case, without marks."""
    return re.findall(r"[^\W_]+", text.lower())


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of `RUN` words of a text."""
    listed = words(text)
    return {tuple(listed[start : start + RUN]) for start in range(len(listed) - RUN + 1)}


def project_files() -> list[Path]:
    """Return every file that is in the repository, or would be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout, so there is no list of the project's files")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


@pytest.fixture(scope="module")
def coded() -> dict[str, Any]:
    """Return the coded facts."""
    return read(FACTS)


@pytest.fixture(scope="module")
def article() -> str:
    """Return the article, which is kept outside the project."""
    found = sorted((ROOT.parent / "shared" / "article").glob("*.txt"))
    if not found:
        pytest.skip("the article is not at hand: ../shared/article has no text")
    return found[0].read_bytes().decode("utf-8")


def test_hash_is_the_articles(coded: dict[str, Any], article: str) -> None:
    """The facts name the very text that their spans were counted in."""
    want = hashlib.sha256(article.encode("utf-8")).hexdigest()
    assert coded["source"]["sha256"] == want


def test_spans_lie_in_their_paragraphs(coded: dict[str, Any], article: str) -> None:
    """Each span stands inside the paragraph it names, and starts and ends on a whole word."""
    blocks = paragraphs(article)
    wrong = []
    for fact, paragraph, start, end in spans(coded):
        first, last = blocks[paragraph - 1]
        inside = first <= start < end <= last
        cut = re.match(r"\w\w", article[start - 1 : start + 1]) or re.match(
            r"\w\w", article[end - 1 : end + 1]
        )
        if not inside or cut:
            wrong.append((fact, paragraph, start, end))
    assert wrong == []


def test_no_span_lies_in_page_furniture(coded: dict[str, Any]) -> None:
    """Nothing is read out of adverts, links and buttons."""
    got = [fact for fact, paragraph, _, _ in spans(coded) if paragraph >= FURNITURE]
    assert got == []


def test_no_run_of_the_articles_words_is_in_the_project(article: str) -> None:
    """Facts carry over, sentences do not: no six words in a row stand anywhere in the project.

    The official name of an organisation is nobody's sentence.
    """
    listed = read_index(register_index()).entries
    names = {name for entry in listed for name, _ in msgspec.json.decode(entry)[3]}
    forbidden = runs(article) - {run for name in names for run in runs(name)}
    got = {}
    for path in project_files():
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if copied := runs(text) & forbidden:
            got[str(path.relative_to(ROOT))] = sorted(" ".join(run) for run in copied)
    assert got == {}


def test_counts_of_types(coded: dict[str, Any]) -> None:
    """The article holds these acts and events: no report of a threat became a threat of its own."""
    got = Counter(fact["type"] for fact in coded["facts"])
    want = {
        "Accusation": 3,
        "Announcement": 3,
        "Appeal": 1,
        "ArmsTransfer": 1,
        "Assertion": 2,
        "Assessment": 8,
        "Consultation": 1,
        "CouncilSession": 2,
        "Demand": 4,
        "ForceBuildUp": 1,
        "JointExercise": 1,
        "JointStatement": 1,
        "Negotiation": 1,
        "PhoneCall": 2,
        "Preparation": 1,
        "PressRemarks": 1,
        "Promise": 1,
        "Recommendation": 4,
        "Rejection": 1,
        "Threat": 5,
        "UseOfForce": 1,
        "Warning": 1,
    }
    assert dict(sorted(got.items())) == want


def test_people_and_tenures(coded: dict[str, Any]) -> None:
    """Seventeen people are named and one is not; ten tenures run and nine are over."""
    kinds = Counter(actor["type"] for actor in coded["actors"])
    tenures = [tenure for actor in coded["actors"] for tenure in actor.get("tenures", [])]
    former = [tenure for tenure in tenures if tenure.get("status") == "former"]
    got = (kinds["Person"], kinds["UnidentifiedPerson"], len(tenures), len(former))
    assert got == (17, 1, 19, 9)


def test_rejection_names_three_demands(coded: dict[str, Any]) -> None:
    """One refusal covers the composite demand and both its parts, each named."""
    got = [fact["rejects"] for fact in coded["facts"] if fact["type"] == "Rejection"]
    assert got == [["security-guarantees", "no-enlargement", "weapons-removal"]]


def test_three_facts_came_through_an_outlet(coded: dict[str, Any]) -> None:
    """What one outlet carried is marked on the evidence."""
    got = [
        fact["id"]
        for fact in coded["facts"]
        if any(isinstance(item, dict) and "via" in item for item in evidence(fact))
    ]
    assert got == ["balance-threat", "no-long-talks", "aggressive-west"]


def test_listed_facts_are_coded(coded: dict[str, Any]) -> None:
    """At least 75 of the 90 listed facts are named in the file, and fact ids are unique."""
    listed = set(re.findall(r"\bF\d\d\b", FACTS.read_text(encoding="utf-8").split("actors:")[1]))
    ids = [fact["id"] for fact in coded["facts"]]
    assert len(listed) >= 75
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", EXAMPLES)
def test_example_quotes_stand_once(name: str) -> None:
    """Each quote of the examples stands exactly once in its text, in the paragraph named."""
    facts = read(ROOT / "examples" / f"{name}.yaml")
    text = (ROOT / "examples" / facts["source"]["text"]).read_text(encoding="utf-8")
    blocks = paragraphs(text)
    wrong = []
    for fact in facts["facts"]:
        for item in evidence(fact):
            first, last = blocks[int(item["paragraph"]) - 1]
            if text.count(item["quote"]) != 1 or item["quote"] not in text[first:last]:
                wrong.append((fact["id"], item["quote"]))
    assert wrong == []


ELSEWHERE = {
    "F02": 'ASK { ?d dcterms:title ?t FILTER(CONTAINS(?t, "our own title")) }',
    "F03": "ASK { ?d rdfs:comment|skos:note ?n FILTER(CONTAINS(?n, 'closing mark')) }",
    "F25": 'ASK { ?a dkg:iso3166 "us" . ?b dkg:iso3166 "ru" . ?c dkg:iso3166 "ua" }',
    "F26": (
        'ASK { ?a dkg:iso3166 "ca" . ?b dkg:iso3166 "it" . '
        '?posting dkg:officeTitle ?t FILTER(CONTAINS(?t, "Poland")) }'
    ),
    "F27": (
        "ASK { ?a a dkg:IntergovernmentalOrganization ; skos:prefLabel|skos:altLabel ?n . "
        "?b a dkg:IntergovernmentalOrganization ; skos:prefLabel|skos:altLabel ?m "
        'FILTER(CONTAINS(?n, "NATO") && CONTAINS(?m, "OSCE")) }'
    ),
    "F30": 'ASK { ?a a dkg:GovernmentBody ; skos:prefLabel|skos:altLabel "Kremlin" }',
    "F32": 'ASK { ?a a dkg:StateMediaOutlet ; dkg:belongsToState/dkg:iso3166 "ru" }',
    "F33": 'ASK { ?a a dkg:AcademicInstitution ; skos:prefLabel ?n FILTER(CONTAINS(?n, "Duke")) }',
}
"""Facts of the list that no single entry of the file holds: names come from the register, and
what concerns the whole source stands with it. Each is asked of the graph."""


def test_all_ninety_facts_are_held(tmp_path: Path) -> None:
    """Every fact of the list is an entry of the file, or can be asked of the graph."""
    entries = FACTS.read_text("utf-8").partition("\nactors:")[2]
    held = set(re.findall(r"\bF\d\d\b", entries))
    assert {f"F{n:02}" for n in range(1, 91)} - held == set(ELSEWHERE)
    place = Place(tmp_path)
    assert place.kg("load", str(FACTS)).code == 0
    for number, ask in ELSEWHERE.items():
        done = place.kg("sparql", ask)
        assert (done.code, done.out.strip()) == (0, "true"), number
