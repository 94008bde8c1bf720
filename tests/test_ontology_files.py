"""The shipped ontology: whole, labelled, and as the loader needs it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple, parse
from rdflib import Graph

from kg.ontology import Ontology, load_ontology
from kg.resources import data_folder, ontology_files, rule_files
from kg.terms import DCTERMS, FACTS, ONTOLOGY, OWL, RDF_TYPE, RDFS, SKOS, VOCAB, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

HOME = data_folder() / "ontology"
DL = HOME / "dl" / "axioms-dl.ttl"
LABEL, DEFINITION = f"{RDFS}label", f"{SKOS}definition"
PROPERTY_TYPES = frozenset({f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"})
TERM = re.compile(r"\bdkg:([A-Za-z0-9]+)")


def triples_of(path: Path) -> list[Triple]:
    """Return a Turtle file's triples."""
    return [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE)]


def shipped() -> list[Triple]:
    """Return the triples of all files that a load reads."""
    return [triple for path in ontology_files() for triple in triples_of(path)]


def values(triples: Iterable[Triple], predicate: str) -> dict[str, list[str]]:
    """Return each subject's values of a predicate."""
    found: dict[str, list[str]] = {}
    for subject, at, value in triples:
        if at.value == predicate and isinstance(subject, NamedNode):
            assert isinstance(value, NamedNode | Literal)
            found.setdefault(subject.value, []).append(value.value)
    return found


def of_type(triples: Iterable[Triple], *types: str) -> set[str]:
    """Return the subjects that have one of these types."""
    kinds = values(triples, RDF_TYPE.value)
    return {subject for subject, given in kinds.items() if set(types) & set(given)}


def own_terms(triples: list[Triple]) -> set[str]:
    """Return every class, property, annotation and coded value of ours."""
    names = {t.subject.value for t in triples if isinstance(t.subject, NamedNode)}
    schemes = of_type(triples, f"{SKOS}ConceptScheme")
    return {n for n in names - schemes if n.startswith((ONTOLOGY, FACTS, VOCAB))}


@pytest.fixture(scope="module")
def triples() -> list[Triple]:
    """Return the shipped triples, read once."""
    return shipped()


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    """Return the shipped ontology as the loader sees it."""
    return load_ontology(ontology_files())


@pytest.mark.parametrize("path", [*ontology_files(), DL], ids=lambda path: path.name)
def test_both_parsers_read_the_same_number_of_triples(path: Path) -> None:
    """Each file is Turtle to pyoxigraph and to rdflib alike."""
    got = len(Graph().parse(path, format="turtle"))
    want = len(set(triples_of(path)))
    assert got == want


def test_every_term_has_one_label_and_one_definition(triples: list[Triple]) -> None:
    """A term is called and defined exactly once, in English."""
    names = (LABEL, f"{SKOS}prefLabel")
    spoken = Counter(
        (t.subject.value, "label" if t.predicate.value in names else "definition")
        for t in triples
        if isinstance(t.subject, NamedNode)
        and t.predicate.value in (*names, DEFINITION)
        and isinstance(t.object, Literal)
        and t.object.language == "en"
        and t.object.value == " ".join(t.object.value.split()) != ""
    )
    wanted = {(term, kind) for term in own_terms(triples) for kind in ("label", "definition")}
    got = {pair: spoken[pair] for pair in wanted if spoken[pair] != 1}
    assert got == {}


@pytest.mark.parametrize("predicate", [LABEL, DEFINITION])
def test_no_two_classes_or_properties_are_alike(triples: list[Triple], predicate: str) -> None:
    """No two classes, and no two properties, share a label or a definition."""
    given = values(triples, predicate)
    for types in ({f"{OWL}Class"}, PROPERTY_TYPES):
        texts = Counter(text for term in of_type(triples, *types) for text in given[term])
        got = [text for text, times in texts.items() if times > 1]
        assert got == []


def test_no_two_values_of_a_scheme_are_alike(ontology: Ontology) -> None:
    """Within one scheme each coded value has its own label and definition."""
    for scheme in ontology.schemes.values():
        for texts in ([c.label for c in scheme.values()], [c.definition for c in scheme.values()]):
            got = [text for text, times in Counter(texts).items() if times > 1]
            assert got == []


def test_every_property_has_one_domain_and_one_range(triples: list[Triple]) -> None:
    """Several domains would mean their intersection: each property has exactly one."""
    domains, ranges = values(triples, f"{RDFS}domain"), values(triples, f"{RDFS}range")
    got = {
        iri: (domains.get(iri), ranges.get(iri))
        for iri in of_type(triples, *PROPERTY_TYPES)
        if len(domains.get(iri, ())) != 1 or len(ranges.get(iri, ())) != 1
    }
    assert got == {}


def test_superclasses_domains_and_ranges_are_declared(triples: list[Triple]) -> None:
    """A class or datatype that is pointed at exists."""
    known = of_type(triples, f"{OWL}Class") | {
        f"{OWL}Thing",
        f"{SKOS}Concept",
        f"{SKOS}ConceptScheme",
    }
    known |= {XSD + name for name in ("string", "integer", "decimal", "boolean", "anyURI")}
    known |= {XSD + name for name in ("date", "dateTime")}
    pointers = (f"{RDFS}domain", f"{RDFS}range", f"{RDFS}subClassOf", f"{FACTS}on",
                f"{OWL}disjointWith", f"{FACTS}defaultFor")  # fmt: skip
    got = {v for p in pointers for given in values(triples, p).values() for v in given} - known
    assert got == set()


def test_properties_and_values_that_annotations_name_are_declared(triples: list[Triple]) -> None:
    """Defaults, schemes, shorthands and the like name declared terms."""
    known = own_terms(triples) | of_type(triples, f"{SKOS}ConceptScheme")
    names = ("scheme", "default", "setsDefault", "writes", "orderedBy", "identity",
             "identifiedBy", "resolvedBy", "shorthand")  # fmt: skip
    pointers = [f"{FACTS}{name}" for name in names]
    pointers += [f"{RDFS}subPropertyOf", f"{OWL}inverseOf", f"{SKOS}broader"]
    got = {v for p in pointers for given in values(triples, p).values() for v in given} - known
    assert got == set()


def test_object_and_datatype_properties_have_fitting_ranges(triples: list[Triple]) -> None:
    """A datatype property takes a datatype, an object property a class."""
    ranges = values(triples, f"{RDFS}range")
    literal = of_type(triples, f"{OWL}DatatypeProperty")
    got = [
        iri
        for iri in of_type(triples, *PROPERTY_TYPES)
        if (iri in literal) != ranges[iri][0].startswith(XSD)
    ]
    assert got == []


def test_a_property_takes_coded_values_just_where_it_names_their_scheme(
    triples: list[Triple],
) -> None:
    """Properties whose range is a concept are those with a scheme."""
    ranges = values(triples, f"{RDFS}range")
    got = {iri for iri, given in ranges.items() if given == [f"{SKOS}Concept"]}
    assert got == set(values(triples, f"{FACTS}scheme"))


def test_every_coded_value_is_in_the_scheme_its_name_begins_with(triples: list[Triple]) -> None:
    """A concept is in exactly one scheme, and its IRI says which."""
    schemes = values(triples, f"{SKOS}inScheme")
    got = {
        iri: schemes.get(iri)
        for iri in of_type(triples, f"{SKOS}Concept")
        if len(schemes.get(iri, ())) != 1 or not iri.startswith(f"{schemes[iri][0]}-")
    }
    assert got == {}


def test_every_scheme_is_used_and_every_used_scheme_exists(
    triples: list[Triple], ontology: Ontology
) -> None:
    """Each closed scheme has values, and some property takes them."""
    used = {v for given in values(triples, f"{FACTS}scheme").values() for v in given}
    assert set(ontology.schemes) == used == of_type(triples, f"{SKOS}ConceptScheme")


def test_loaded_files_have_no_blank_nodes(triples: list[Triple]) -> None:
    """A blank node would be a new one at each load: only the DL axioms have some."""
    got = [
        t for t in triples if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)
    ]
    assert got == []


def test_every_term_says_which_file_defines_it(triples: list[Triple]) -> None:
    """A class or property names its module, and the module declares itself."""
    defined = values(triples, f"{RDFS}isDefinedBy")
    declared = of_type(triples, f"{OWL}Ontology")
    terms = of_type(triples, f"{OWL}Class", *PROPERTY_TYPES)
    got = [t for t in terms if len(defined.get(t, ())) != 1 or defined[t][0] not in declared]
    assert got == []


def test_the_root_imports_every_module(triples: list[Triple]) -> None:
    """Whoever opens the root gets all of the ontology."""
    root = ONTOLOGY.removesuffix("#")
    got = set(values(triples, f"{OWL}imports")[root])
    assert got == of_type(triples, f"{OWL}Ontology") - {root}


def test_files_carry_licence_title_and_version(triples: list[Triple]) -> None:
    """Each ontology and each scheme says its title, version and licence."""
    terms = of_type(triples, f"{OWL}Ontology", f"{SKOS}ConceptScheme")
    for predicate in (f"{DCTERMS}title", f"{DCTERMS}description", f"{OWL}versionInfo"):
        assert terms == {t for t, v in values(triples, predicate).items() if t in terms and v[0]}
    licences = values(triples, f"{DCTERMS}license")
    got = {licence for term in terms for licence in licences[term]}
    assert got == {"https://www.apache.org/licenses/LICENSE-2.0"}


def test_keys_are_unambiguous_on_every_class(ontology: Ontology) -> None:
    """The most specific property wins a key, and nothing ties (compiling would fail)."""
    got = {
        name: ontology.classes[name].keys["by"].iri.value.removeprefix(ONTOLOGY)
        for name in ("Threat", "UseOfForce", "Situation", "AttributionStep")
    }
    want = {"Threat": "issuedBy", "UseOfForce": "performedBy", "Situation": "situationAgent",
            "AttributionStep": "stepSpeaker"}  # fmt: skip
    assert got == want


def test_written_forms_are_read_as_keys(ontology: Ontology) -> None:
    """Offices and evidence can be written as one string; the last ` of ` splits an office."""
    office, report = ontology.classes["Office"].form, ontology.classes["Report"].form
    assert office is not None
    assert report is not None
    titled = office.fullmatch("Minister of Trade of the Isles")
    pointed = report.fullmatch("p7 853-1025 indirect-speech")
    plain = report.fullmatch("p5 narrative")
    got = [match.groupdict() if match else None for match in (titled, pointed, plain)]
    want = [
        {"title": "Minister of Trade", "of": "Isles"},
        {"paragraph": "7", "chars": "853-1025", "mode": "indirect-speech"},
        {"paragraph": "5", "chars": None, "mode": "narrative"},
    ]
    assert got == want


@pytest.mark.parametrize("path", rule_files(), ids=lambda path: path.name)
def test_rules_are_queries_over_declared_terms(path: Path, triples: list[Triple]) -> None:
    """A rule has a title and a description, parses, and uses no unknown term."""
    text = path.read_text("utf-8")
    assert re.match(r"#\+ title: \S.*\n#\+ description: \S.*\n", text)
    Store().query(text)
    code = "\n".join(line for line in text.splitlines() if not line.startswith(("#", "PREFIX")))
    got = {ONTOLOGY + name for name in TERM.findall(code)} - own_terms(triples)
    assert got == set()


def test_dl_axioms_use_declared_terms(triples: list[Triple]) -> None:
    """The axioms for a DL reasoner add no term."""
    code = re.sub(r"(?m)#.*$", "", DL.read_text("utf-8").replace("ontology#", ""))
    got = {ONTOLOGY + name for name in TERM.findall(code)} - own_terms(triples)
    assert got == set()


def test_dl_axioms_count_simple_properties_only() -> None:
    """OWL 2 DL allows no number on a property that is transitive or made by a chain."""
    loaded = [*shipped(), *triples_of(DL)]
    kinds, above = values(loaded, RDF_TYPE.value), values(loaded, f"{RDFS}subPropertyOf")
    complex_ = {t.subject for t in loaded if t.predicate.value == f"{OWL}propertyChainAxiom"}
    names = {s.value for s in complex_ if isinstance(s, NamedNode)}
    names |= {iri for iri, given in kinds.items() if f"{OWL}TransitiveProperty" in given}
    names |= {parent for name in names for parent in above.get(name, ())}
    counted = {
        t.object.value
        for t in loaded
        if t.predicate.value == f"{OWL}onProperty" and isinstance(t.object, NamedNode)
    }
    asymmetric = {iri for iri, given in kinds.items() if f"{OWL}AsymmetricProperty" in given}
    assert names & (counted | asymmetric) == set()


def test_every_term_has_an_example(triples: list[Triple]) -> None:
    """A class, a property and a coded value are each shown by one; annotations of ours are not."""
    shown = set(values(triples, f"{SKOS}example"))
    terms = {t for t in own_terms(triples) if not t.startswith(FACTS)}
    assert terms - shown == set()
