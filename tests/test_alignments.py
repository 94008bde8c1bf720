"""Links to other vocabularies and to codes of event data: what they name exists, on both sides."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING, Any

import pytest
from pyoxigraph import Literal, NamedNode
from rdflib.namespace import DCTERMS, FOAF, ORG, PROV, SDO, TIME

from kg.domain import shipped_domain
from kg.ontology import load_ontology
from kg.resources import alignments_file, coding_files, data_folder, mapping_files, ontology_files
from kg.terms import ONTOLOGY, RDF_TYPE, SKOS, VOCAB, said
from kg.turtle import read_turtle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conftest import Place

CONCEPT = NamedNode(f"{SKOS}Concept")
CLOSED: dict[str, Any] = {
    "http://purl.org/dc/terms/": DCTERMS,
    "http://www.w3.org/2006/time#": TIME,
    "http://www.w3.org/ns/org#": ORG,
    "http://www.w3.org/ns/prov#": PROV,
    "http://xmlns.com/foaf/0.1/": FOAF,
    "https://schema.org/": SDO,
}
COLUMNS = [
    "subject_id", "subject_label", "predicate_id", "object_id", "object_label",
    "mapping_justification", "comment",
]  # fmt: skip
EXAMPLES = ["examples/talks.yaml", "examples/answer.yaml"]


def declared() -> dict[str, str]:
    """Return the label of every class and property of ours, by IRI."""
    triples = load_ontology(shipped_domain().ontology).triples
    return {
        said(t.subject): said(t.object)
        for t in triples
        if t.predicate.value.endswith("#label") and said(t.subject).startswith(ONTOLOGY)
    }


def codes() -> dict[str, str]:
    """Return the label of every code of event data, by IRI."""
    triples = [t for path in coding_files() for t in read_turtle(path)[0]]
    concepts = {t.subject for t in triples if t.predicate == RDF_TYPE and t.object == CONCEPT}
    return {
        said(t.subject): said(t.object)
        for t in triples
        if t.predicate.value == f"{SKOS}prefLabel" and t.subject in concepts
    }


def rows() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each mapping with the name of its file."""
    for path in mapping_files():
        lines = [ln for ln in path.read_text("utf-8").splitlines() if not ln.startswith("#")]
        reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        assert reader.fieldnames == COLUMNS
        for row in reader:
            yield path.name, row


def test_alignments_name_our_terms_and_real_ones() -> None:
    """Each subject is declared; each object of a vocabulary that rdflib knows is in it."""
    ours = declared().keys() | codes().keys() | {f"{VOCAB}plover", f"{VOCAB}cameo"}
    links = [t for t in read_turtle(alignments_file())[0] if isinstance(t.object, NamedNode)]
    named = [t for t in links if said(t.subject) in ours]
    assert len(named) > 70
    unknown = {said(t.subject) for t in links} - ours
    assert unknown == {"https://w3id.org/demarche/ontology/alignments"}
    for link in named:
        iri = said(link.object)
        if iri.startswith((ONTOLOGY, VOCAB)):
            assert iri in ours
        for base, known in CLOSED.items():
            if iri.startswith(base):
                known[iri.removeprefix(base)]  # raises for what it has not


def test_a_load_reads_none_of_it() -> None:
    """Alignments and codes cost a load nothing, and are reasoned with by nobody."""
    apart = {alignments_file(), *coding_files()}
    assert all(path.is_file() for path in apart)
    assert not apart & set(ontology_files())


def test_mappings_are_sssom_and_name_what_exists() -> None:
    """Codes, terms and labels are those declared; a mapping stands once; nothing is left out."""
    ours, coded, seen = declared(), codes(), set()
    for name, row in rows():
        assert row["object_id"].startswith("dkg:")
        assert ours[row["object_id"].replace("dkg:", ONTOLOGY)] == row["object_label"]
        if row["subject_id"].startswith("v:"):
            subject = row["subject_id"].replace("v:", VOCAB)
            assert coded[subject] == row["subject_label"]
            seen.add(subject)
        assert row["predicate_id"].removeprefix("skos:") in {
            "closeMatch", "broadMatch", "narrowMatch", "relatedMatch",
        }, name  # fmt: skip
        assert row["mapping_justification"] == "semapv:ManualMappingCuration"
    triples = [tuple(r[c] for c in COLUMNS[:4:1]) for _, r in rows()]
    assert len(triples) == len(set(triples))
    assert set(coded) - seen == set()


def test_codes_are_text_with_their_leading_zero() -> None:
    """Sixteen PLOVER types and twenty CAMEO roots; a code is a string that its parent starts."""
    triples = [t for path in coding_files() for t in read_turtle(path)[0]]
    notations = {
        said(t.subject): t.object for t in triples if t.predicate.value == f"{SKOS}notation"
    }
    assert set(notations) == set(codes())
    assert all(
        isinstance(n, Literal) and n.datatype.value.endswith("#string") for n in notations.values()
    )
    plover = [said(n) for iri, n in notations.items() if "/plover-" in iri]
    roots = [said(n) for iri, n in notations.items() if re.search(r"/cameo-\d\d$", iri)]
    assert (len(plover), sorted(roots)) == (16, [f"{n:02}" for n in range(1, 21)])
    for triple in triples:
        if triple.predicate.value == f"{SKOS}broader":
            parent, child = notations[said(triple.object)], notations[said(triple.subject)]
            assert said(child).startswith(said(parent))


@pytest.mark.parametrize("ending", ["ttl", "trig", "jsonld"])
def test_an_export_carries_them_on_request(examples: Place, ending: str) -> None:
    """`--alignments` adds the links; without it an export has none."""
    examples.kg("load", *EXAMPLES)
    export = ["export", "-o", "-", "--format", ending]
    assert "prov#Agent" not in examples.kg(*export).out.replace("prov:", "prov#")
    with_links = examples.kg(*export, "--alignments")
    assert (with_links.code, "Agent" in with_links.out) == (0, True)


def test_the_mappings_ship() -> None:
    """They lie where a wheel takes them from."""
    assert {p.name for p in mapping_files()} == {
        "cameo.sssom.tsv", "gdelt.sssom.tsv", "plover.sssom.tsv",
    }  # fmt: skip
    assert all(data_folder() in p.parents for p in mapping_files())
