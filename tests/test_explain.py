"""Explaining: from a fact to the words that bear it out, and from what follows to why."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT, Place
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

import kg
from kg.explain.justification import Rule, justify, read_rules
from kg.resources import rule_files
from kg.terms import GRAPH_ENTAILED, ONTOLOGY, Names

if TYPE_CHECKING:
    from pathlib import Path

TALKS, GAZETTE = "example-times-2031-05-02", "lyra-gazette-2031-05-05"
SMUGGLING = f"{TALKS}#smuggling"
TEXT = "One.\n\nArcadia will\nclose the strait. It has said so before.\n\nThree.\n"
SPAN = """\
source: {id: paper-1, published: 2031-05-02, text: text.txt}
actors:
  - {type: State, name: Arcadia, iso: xa}
  - {type: State, name: Borealis, iso: xb}
facts:
  - type: Demand
    id: close
    by: Arcadia
    to: Borealis
    content: {action: close-border, by: Borealis}
    when: 2031-05-01
    evidence: [p2 6-36 indirect-speech, p3 narrative]
"""
PLACES = [(1, "one.yaml:13:11"), (2, "two.yaml:12:11")]
COPY = """\
<https://w3id.org/demarche/id/report/copy.1> a dkg:Report ; dkg:mode v:mode-narrative ;
  dkg:stance v:stance-certain ; dkg:polarity v:polarity-negative ;
  dkg:reports fact:example-times-2031-05-02.smuggling ; dkg:inDocument doc:copy ;
  dkg:atPassage <https://w3id.org/demarche/id/passage/copy.p1> .
<https://w3id.org/demarche/id/passage/copy.p1> a dkg:Passage ; dkg:paragraph 1 ;
  dkg:passageOf doc:copy .
doc:copy a dkg:SourceDocument .
"""


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Return a working folder whose store holds both examples; read it only."""
    folder = tmp_path_factory.mktemp("explained")
    (folder / "examples").symlink_to(ROOT / "examples")
    done = Place(folder).kg("load", "examples/talks.yaml", "examples/answer.yaml")
    assert done.code == 0, done.err
    return Place(folder)


def explained(place: Place, name: str) -> dict[str, Any]:
    """Return the explanation of a thing, read from its JSON."""
    done = place.kg("explain", name, "--json")
    assert done.code == 0, done.err
    found: dict[str, Any] = json.loads(done.out)
    return found


def line_of(path: Path, words: str) -> int:
    """Return the line of a file that holds words first."""
    lines = path.read_text("utf-8").splitlines()
    return next(n for n, line in enumerate(lines, start=1) if words in line)


def test_a_quote_is_shown_in_its_paragraph(loaded: Place) -> None:
    """The words stand between what comes before and after them, at the offsets of the text."""
    passage = explained(loaded, SMUGGLING)["evidence"][0]["passage"]
    words = "Arcadia had been smuggling engines through the strait for years"
    text = (ROOT / "examples/texts/talks.txt").read_text("utf-8")
    assert passage == {
        "paragraph": 9,
        "start": text.index(words),
        "end": text.index(words) + len(words),
        "quote": words,
        "context": {
            "before": "Lind, speaking to Borealis Radio, said that ",
            "words": words,
            "after": ".",
        },
        "missing": "",
    }


def test_a_chain_tells_who_spoke_through_which_outlet(loaded: Place) -> None:
    """Credited speaker, outlet and each step of the chain, with how sure the source is."""
    report = explained(loaded, SMUGGLING)["evidence"][0]
    told = (report["mode"], report["stance"], report["credited"], report["via"], report["chain"])
    step = {"speaker": ["Tomas Lind"], "audience": [], "outlet": ["Borealis Radio"], "when": []}
    want = ("indirect speech", "certain", ["Tomas Lind"], ["Borealis Radio"], [step])
    assert told == want


def test_a_fact_and_its_report_know_their_lines(loaded: Place) -> None:
    """Fact, report and source lead back to the analyst's file, line and column."""
    found = explained(loaded, SMUGGLING)
    path = ROOT / "examples/talks.yaml"
    fact = line_of(path, "id: smuggling") - 1
    report = line_of(path, "quote: Arcadia had been smuggling")
    source = found["sources"][0]
    assert found["stated"] == [{"source": TALKS, "at": [f"examples/talks.yaml:{fact}:5"]}]
    assert found["evidence"][0]["at"] == [f"examples/talks.yaml:{report}:7"]
    got = (source["title"], source["publisher"], source["published"], source["license"])
    want = ("Two envoys meet in Port Selene and part without a deal", "Example Times")
    assert got == (*want, "2031-05-02", "CC0-1.0")


def test_an_entailed_party_is_explained_down_to_the_register(loaded: Place) -> None:
    """The rule, and each triple it needs with who states it: the source, then the register."""
    (party,) = explained(loaded, f"{TALKS}#timber-embargo")["entailed"]
    assert (party["relation"], party["what"], party["rule"]) == (
        "on behalf of",
        "Arcadia",
        "on-behalf-of",
    )
    told = [(p["relation"], p["what"], p["stated"][0]["source"]) for p in party["because"]]
    assert told == [
        ("in capacity", "Ada Moreau, Foreign Minister of Arcadia, 2030, current", TALKS),
        ("office held", "Foreign Minister of Arcadia", "register"),
        ("office of", "Arcadia", "register"),
    ]
    line = line_of(ROOT / "examples/register.yaml", "office: Foreign Minister of Arcadia")
    assert party["because"][1]["stated"][0]["at"] == [f"examples/register.yaml:{line}:9"]


def test_an_answer_of_another_source_rests_on_the_fact(loaded: Place) -> None:
    """What rejects or is part of a demand is listed, with its own source, file and line."""
    rests = explained(loaded, f"{TALKS}#strait-treaty")["rests_on_it"]
    line = line_of(ROOT / "examples/answer.yaml", "id: no-treaty") - 1
    assert rests[0] == {
        "id": f"{GAZETTE}#no-treaty",
        "name": "Borealis turns the treaty down",
        "relation": "rejects",
        "source": GAZETTE,
        "at": [f"examples/answer.yaml:{line}:5"],
    }
    parts = {r["id"] for r in rests if r["relation"] == "part of demand"}
    assert parts == {f"{TALKS}#open-waters", f"{TALKS}#warships-home"}


def test_text_marks_the_passage(loaded: Place) -> None:
    """On a terminal the words stand between >> and <<, and a remark tells the date's basis."""
    done = loaded.kg("explain", f"{GAZETTE}#no-treaty")
    assert (done.code, done.err) == (0, "")
    assert '">>There is nothing to sign<<,"' in done.out
    assert "time derivation  The Monday of publication" in done.out
    assert "Evidence 2 of 2" in done.out


def test_markdown_can_be_pasted_into_a_note(loaded: Place) -> None:
    """Headings, and the passage bold in a block quote signed with its paper."""
    done = loaded.kg("explain", SMUGGLING, "--format", "md")
    lines = done.out.splitlines()
    assert lines[0] == "# Lind accuses Arcadia of smuggling"
    words = "Arcadia had been smuggling engines through the strait for years"
    assert f"> Lind, speaking to Borealis Radio, said that **{words}**." in lines
    assert "> (Example Times, 2031-05-02, p9 1065-1128)" in lines


def test_the_ending_of_a_file_chooses_the_format(examples: Place) -> None:
    """`-o note.md` is Markdown, `-o x.json` JSON; what is asked for by name wins."""
    assert examples.kg("load", "examples/talks.yaml").code == 0
    for name in ("note.md", "x.json", "x.txt"):
        assert examples.kg("explain", SMUGGLING, "-o", name).code == 0
    read = {name: (examples.folder / name).read_text("utf-8") for name in ("note.md", "x.txt")}
    assert json.loads((examples.folder / "x.json").read_text("utf-8"))["id"] == SMUGGLING
    assert (read["note.md"][:2], read["x.txt"][:5]) == ("# ", "Lind ")


def test_a_span_shows_words_that_the_graph_does_not_keep(place: Place) -> None:
    """A span is shown from the text, a bare paragraph whole; a line break is no break."""
    place.write("text.txt", TEXT)
    assert place.kg("load", place.write("facts.yaml", SPAN)).code == 0
    span, whole = (report["passage"] for report in explained(place, "close")["evidence"])
    context = {"before": "", "words": "Arcadia will\nclose the strait.", "after": ""}
    context["after"] = " It has said so before."
    assert (span["quote"], span["context"]) == ("", context)
    assert whole["context"] == {"before": "", "words": "Three.", "after": ""}
    assert ">>Arcadia will close the strait.<< It" in place.kg("explain", "close").out
    assert "Arcadia will" not in place.kg("export", "-o", "-", "--format", "nq").out


def test_a_changed_text_is_not_quoted(place: Place) -> None:
    """A text with another sha256 shows no surroundings, and says so with what to do."""
    place.write("text.txt", TEXT)
    assert place.kg("load", place.write("facts.yaml", SPAN)).code == 0
    place.write("text.txt", TEXT.replace("close", "block"))
    passage = explained(place, "close")["evidence"][0]["passage"]
    want = "changed: text.txt is not what was loaded; put that back, or load again"
    assert (passage["context"], passage["missing"]) == (None, want)


def test_a_text_that_is_gone_is_told(place: Place) -> None:
    """Without the file the explanation stands, and names the file to put back."""
    place.write("text.txt", TEXT)
    assert place.kg("load", place.write("facts.yaml", SPAN)).code == 0
    (place.folder / "text.txt").unlink()
    done = place.kg("explain", "close")
    assert (done.code, "not at hand: text.txt cannot be read; put it back" in done.out) == (0, True)


def test_the_real_article_is_explained_without_its_text(article: Place) -> None:
    """Where a source names no text, its spans stand alone, with how to bring the text."""
    found = explained(article, "us-russia-talks-2021-12-31#donbas-response-threat")
    (report,) = found["evidence"]
    assert (report["passage"]["paragraph"], report["passage"]["context"]) == (26, None)
    assert report["passage"]["missing"].startswith("not at hand: name it by `text:`")
    assert [(e["what"], e["rule"]) for e in found["entailed"]] == [("Russia", "on-behalf-of")]


def test_every_entailment_of_the_article_has_its_reasons(article: Place) -> None:
    """Whatever the shipped rules entail of the article is told with what it needs."""
    graph = kg.open(article.folder / "graph.kg", folder=article.folder)
    store = graph._store()  # noqa: SLF001 - the graph as it is kept
    names = graph.settings.names
    entailed = list(store.quads_for_pattern(None, None, None, names.graph(GRAPH_ENTAILED)))
    rules = read_rules(rule_files())
    found = [justify(store, rules, names, quad.triple, frozenset()) for quad in entailed]
    assert len(found) > 50
    assert [f for f in found if f is None or not f.quads] == []


def test_an_actor_is_explained_by_register_and_mentions(loaded: Place) -> None:
    """Who states an actor, its names, and how many facts speak of it, the first listed."""
    found = explained(loaded, "Arcadia")
    line = line_of(ROOT / "examples/register.yaml", "id: arcadia") - 1
    want = [{"source": "register", "at": [f"examples/register.yaml:{line}:5"]}]
    assert found["stated"] == want
    assert {n["what"] for n in found["names"]} == {"Arcadia", "the Arcadians"}
    assert (found["mentions"] > 10, len({m["id"] for m in found["mentioned_by"]})) == (True, 10)
    assert found["evidence"] == []


def test_a_document_lists_its_facts_in_reading_order(loaded: Place) -> None:
    """A source's document gives each of its facts with the line."""
    found = explained(loaded, GAZETTE)
    ids = [m["id"] for m in found["mentioned_by"]]
    assert (found["mentions"], ids[0], ids[-1]) == (
        8,
        f"{GAZETTE}#no-treaty",
        f"{GAZETTE}#round-expected",
    )
    assert found["sources"][0]["publisher"] == "Lyra Gazette"


def test_a_day_is_mentioned_by_facts_and_not_by_what_was_printed_then(loaded: Place) -> None:
    """The way up from a value ends at a document: its date is not its facts' date."""
    ids = {m["id"] for m in explained(loaded, "time:2031-05-05")["mentioned_by"]}
    assert f"{GAZETTE}#no-treaty" in ids
    assert f"{GAZETTE}#frigates" not in ids


def test_a_denial_by_another_source_is_evidence_too(examples: Place) -> None:
    """Each report of a fact is told with its own source, and a denial as one."""
    assert examples.kg("load", "examples/talks.yaml").code == 0
    prefixes = {k: v for k, v in Names().prefixes().items() if k in {"dkg", "v", "fact", "doc"}}
    header = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())
    done = examples.kg(
        "load", examples.write("copy.ttl", header + COPY), "--source", "copy", "--fail-on", "never"
    )
    assert done.code == 0, done.err
    found = explained(examples, SMUGGLING)
    told = {(e["source"], e["polarity"]) for e in found["evidence"]}
    assert told == {("copy", "negative"), (TALKS, "positive")}
    assert "manner   narrative, certain, negative" in examples.kg("explain", SMUGGLING).out


def test_an_unknown_id_names_the_nearest(loaded: Place) -> None:
    """A slip in a fact's id is answered with the right one."""
    done = loaded.kg("explain", f"{TALKS}#smugling")
    assert (done.code, done.out, SMUGGLING in done.err) == (2, "", True)


def test_python_gives_the_same_explanation(loaded: Place) -> None:
    """`graph.explain` is what the command prints."""
    graph = kg.open(loaded.folder / "graph.kg", folder=loaded.folder)
    found = graph.explain(SMUGGLING)
    assert found.evidence[0].passage.context is not None
    assert found.evidence[0].passage.context.before.startswith("Lind, speaking")


def test_loading_one_source_keeps_the_places_of_another(place: Place) -> None:
    """A node that two files state keeps the line of the file that is not loaded again."""
    place.write("text.txt", TEXT)
    first = place.write("one.yaml", SPAN)
    second = place.write("two.yaml", "# another paper\n" + SPAN.replace("paper-1", "paper-2"))
    assert place.kg("load", first, second, "--fail-on", "never").code == 0
    place.write("one.yaml", "\n\n" + SPAN)
    assert place.kg("load", first, "--fail-on", "never").code == 0
    want = [{"source": f"paper-{n}", "at": [at]} for n, at in PLACES]
    assert explained(place, "time:2031-05-01")["stated"] == want
    again = place.kg("load", second, first, "--fail-on", "never")
    assert "0 added: the graph says all of this already" in again.err


def test_a_domain_of_ones_own_is_explained(place: Place) -> None:
    """Classes, labels and texts of a user's own domain are told like ours."""
    domain = str(ROOT / "docs/domains/rulings")
    loading = place.kg("load", f"{domain}/facts/gazette.yaml", "--domain", domain)
    assert loading.code == 0, loading.err
    done = place.kg("explain", "law-gazette-2031-09-04#set-aside", "--domain", domain)
    assert (done.code, "(ruling)" in done.out, ">>" in done.out) == (0, True, True), done.out


# -- justifications -----------------------------------------------------------------


GRAPH, ENTAILED = NamedNode("urn:x:g"), Names().graph(GRAPH_ENTAILED)


def justified(turtle: str, wanted: str, rules: list[Rule], entailed: str = "") -> list[str] | None:
    """Return the triples from which a triple follows, each as its local names; None if not."""
    header = f"@prefix : <{ONTOLOGY}> .\n@prefix x: <urn:x:> .\n"
    store = Store()
    store.load(f"{header}{turtle}".encode(), format=RdfFormat.TURTLE, to_graph=GRAPH)
    store.load(f"{header}{entailed}{wanted}".encode(), format=RdfFormat.TURTLE, to_graph=ENTAILED)
    only = Store()
    only.load(f"{header}{wanted}".encode(), format=RdfFormat.TURTLE)
    (quad,) = only
    found = justify(store, rules, Names(), quad.triple, frozenset())
    return None if found is None else [spelled(quad.triple) for quad in found.quads]


def spelled(triple: Triple) -> str:
    """Return the local names of a triple."""
    parts = (triple.subject, triple.predicate, triple.object)
    return " ".join(str(p).strip("<>").replace(ONTOLOGY, "").removeprefix("urn:x:") for p in parts)


def test_the_shortest_way_is_told_of_a_closure() -> None:
    """What follows by a path is told by the path, and not by itself."""
    got = justified(
        "x:c :follows x:b . x:b :follows x:a . x:d :follows x:c .",
        "x:c :follows x:a .",
        read_rules(rule_files()),
        "x:d :follows x:a .",
    )
    assert got == ["c follows b", "b follows a"]


def test_a_rule_that_asks_for_absence_is_told() -> None:
    """A state acts for itself because nothing else is said, though now that is entailed."""
    got = justified(
        "x:act :issuedBy x:arcadia . x:arcadia a :State . :State "
        "<http://www.w3.org/2000/01/rdf-schema#subClassOf> :CollectiveActor .",
        "x:act :onBehalfOf x:arcadia .",
        read_rules(rule_files()),
    )
    assert got is not None
    assert (got[0], len(got)) == ("act issuedBy arcadia", 3)


def test_what_is_entailed_of_entailed_is_told_by_it() -> None:
    """Where a rule needs what another entails, that is given as the reason."""
    texts = (
        "?s <urn:x:q> ?o } WHERE { ?s <urn:x:p> ?o",
        "?o <urn:x:r> ?s } WHERE { ?s <urn:x:q> ?o",
    )
    rules = [Rule(f"r{n}", "", f"CONSTRUCT {{ {text} }}") for n, text in enumerate(texts)]
    got = justified("x:a x:p x:b .", "x:b x:r x:a .", rules, "x:a x:q x:b .")
    assert got == ["a q b"]


@pytest.mark.parametrize(
    ("rule", "want"),
    [
        ("?s <urn:x:q> ?o } WHERE { ?t <urn:x:by> ?s ; <urn:x:to> ?o", ["t by a", "t to b"]),
        ("?s <urn:x:q> ?o } WHERE { ?t ?p ?s ; <urn:x:to> ?o", ["t by a", "t to b"]),
        ("?s <urn:x:other> ?o } WHERE { ?t <urn:x:by> ?s ; <urn:x:to> ?o", None),
        ("<urn:x:a> <urn:x:q> <urn:x:b> } WHERE { <urn:x:y> <urn:x:p> ?z", []),
    ],
)
def test_a_rule_of_any_shape_is_told(rule: str, want: list[str] | None) -> None:
    """Against the arrows, by any predicate, by no rule, or by one that looks elsewhere."""
    got = justified(
        "x:t x:by x:a ; x:to x:b . x:y x:p x:z .",
        "x:a x:q x:b .",
        [Rule("r", "", f"CONSTRUCT {{ {rule} }}")],
    )
    assert got == want


def test_a_justification_is_small_in_a_large_graph() -> None:
    """Thousands of quads around a triple leave the two that it needs."""
    store = Store()
    a, b, t = (NamedNode(f"urn:x:{name}") for name in "abt")
    by, to, q = (NamedNode(f"urn:x:{name}") for name in ("by", "to", "q"))
    store.extend([Quad(t, by, a, GRAPH), Quad(t, to, b, GRAPH)])
    store.extend(Quad(NamedNode(f"urn:x:u{n}"), by, a, GRAPH) for n in range(3000))
    rule = Rule("r", "", "CONSTRUCT { ?s <urn:x:q> ?o } WHERE { ?t <urn:x:by> ?s ; <urn:x:to> ?o }")
    found = justify(store, [rule], Names(), Triple(a, q, b), frozenset())
    assert found is not None
    assert [spelled(quad.triple) for quad in found.quads] == ["t by a", "t to b"]
