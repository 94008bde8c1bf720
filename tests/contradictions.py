"""Planted contradictions: facts, axioms of a user's own, and what an explanation must name."""

from __future__ import annotations

from dataclasses import dataclass

HEAD = """\
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix doc: <https://w3id.org/demarche/id/doc/> .
@prefix ex: <https://example.org/own#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix fact: <https://w3id.org/demarche/id/fact/case.> .
@prefix graph: <https://w3id.org/demarche/id/graph/> .
@prefix it: <https://w3id.org/demarche/id/person/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

"""
FIRST = HEAD.count("\n") + 1
"""The line on which a case's own Turtle starts."""


@dataclass(frozen=True, slots=True)
class Case:
    """A planted contradiction: facts, a user's axioms, and what the explanation must name.

    `own` is Turtle of the domain's ontology, `dl` of its axioms for a reasoner
    alone; with `hermit` our own rules do not reach it.
    """

    facts: str
    statements: tuple[str, ...]
    axioms: tuple[str, ...]
    own: str = ""
    dl: str = ""
    hermit: bool = False


OWN = 'ex:Truce a owl:Class ; rdfs:label "truce" ; rdfs:subClassOf dkg:Event .\n'

CASES = {
    "an act that is a threat and a demand": Case(
        "fact:a a dkg:Threat, dkg:Demand .",
        ("'case#a' is a threat", "'case#a' is a demand"),
        (
            "every threat is a commissive act",
            "every demand is a directive act",
            "nothing is both a directive act and a commissive act",
        ),
    ),
    "an act that is a promise and a threat": Case(
        "fact:a a dkg:Threat, dkg:Promise .",
        ("'case#a' is a threat", "'case#a' is a promise"),
        ("nothing is both a promise and a threat",),
    ),
    "a person that is a state": Case(
        "it:x a dkg:Person, dkg:State .",
        ("'x' is a person", "'x' is a state"),
        ("nothing is both a person and a collective actor",),
    ),
    "a meeting that is a person": Case(
        "it:x a dkg:Meeting, dkg:Person .",
        ("'x' is a meeting", "'x' is a person"),
        (
            "every meeting is an event",
            "every person is an actor",
            "nothing is both an actor and an event",
        ),
    ),
    "a place that is a situation": Case(
        "it:x a dkg:Place, dkg:Situation .",
        ("'x' is a place", "'x' is a situation"),
        ("nothing is both a place and a situation",),
    ),
    "a rejection of a person": Case(
        "fact:r a dkg:Rejection ; dkg:rejects it:x . it:x a dkg:Person .",
        ("'case#r' rejects 'x'", "'x' is a person"),
        (
            "whatever is a value of 'rejects' is a communicative act",
            "nothing is both an actor and an event",
        ),
    ),
    "a demand that rejects": Case(
        "fact:d a dkg:Demand ; dkg:rejects fact:e . fact:e a dkg:Appeal .",
        ("'case#d' is a demand", "'case#d' rejects 'case#e'"),
        (
            "whatever has 'rejects' is a rejection",
            "nothing is both a directive act and a response act",
        ),
    ),
    "two acts that answer each other": Case(
        "fact:r a dkg:Rejection ; dkg:rejects fact:s ."
        " fact:s a dkg:Acceptance ; dkg:accepts fact:r .",
        ("'case#r' rejects 'case#s'", "'case#s' accepts 'case#r'"),
        (
            "'rejects' is a kind of 'responds to'",
            "'accepts' is a kind of 'responds to'",
            "'responds to' never holds both ways",
        ),
    ),
    "an act that answers itself": Case(
        "fact:r a dkg:ResponseAct ; dkg:respondsTo fact:r .",
        ("'case#r' responds to 'case#r'",),
        ("'responds to' never holds both ways",),
    ),
    "an office held by a state": Case(
        "it:t a dkg:Tenure ; dkg:holder it:x . it:x a dkg:State .",
        ("'x' is a state", "holder 'x'"),
        (
            "whatever is a value of 'holder' is a person",
            "nothing is both a person and a collective actor",
        ),
    ),
    "a threat of an actor": Case(
        "fact:a a dkg:Threat ; dkg:threatenedConsequence it:x . it:x a dkg:State .",
        ("'x' is a state", "'case#a' threatened consequence 'x'"),
        (
            "whatever is a value of 'threatened consequence' is a situation",
            "nothing is both an actor and a situation",
        ),
    ),
    "a part that an event plays": Case(
        "it:p a dkg:Participation ; dkg:participant fact:e . fact:e a dkg:Meeting .",
        ("'case#e' is a meeting", "participant 'case#e'"),
        (
            "whatever is a value of 'participant' is an actor",
            "nothing is both an actor and an event",
        ),
    ),
    "a report in two documents": Case(
        "it:r a dkg:Report ; dkg:inDocument doc:one, doc:two . doc:one a dkg:SourceDocument ;"
        " owl:differentFrom doc:two . doc:two a dkg:SourceDocument .",
        ("in document 'one'", "in document 'two'", "'one' is another than 'two'"),
        ("every report has exactly 1 'in document' that is a source document",),
    ),
    "a tenure of two persons": Case(
        "it:t a dkg:Tenure ; dkg:holder it:x, it:y . it:x owl:differentFrom it:y .",
        ("holder 'x'", "holder 'y'", "'x' is another than 'y'"),
        ("every tenure has exactly 1 'holder' that is a person",),
    ),
    "two that are the same and are not": Case(
        "it:x a dkg:Person ; owl:sameAs it:y ; owl:differentFrom it:y . it:y a dkg:Person .",
        ("'x' is the same as 'y'", "'x' is another than 'y'"),
        (),
    ),
    "a person that is the same as a state": Case(
        "it:x a dkg:Person ; owl:sameAs it:y . it:y a dkg:State .",
        ("'x' is a person", "'x' is the same as 'y'", "'y' is a state"),
        ("nothing is both a person and a collective actor",),
    ),
    "a word for a number": Case(
        'it:p a dkg:Passage ; dkg:paragraph "seven" .',
        ("paragraph 'seven'",),
        ("whatever is a value of 'paragraph' is an integer",),
    ),
    "a word for a day, of which HermiT knows nothing": Case(
        'it:t a dkg:TimeSpan ; dkg:earliest "May" .',
        ("earliest 'May'",),
        ("whatever is a value of 'earliest' is a date",),
    ),
    "two values of a functional property": Case(
        "fact:t a ex:Truce ; ex:days 3, 4 .",
        ("'case#t' days '3'", "'case#t' days '4'"),
        ("a thing has at most one 'days'",),
        own=OWN + 'ex:days a owl:DatatypeProperty, owl:FunctionalProperty ; rdfs:label "days" ;'
        " rdfs:domain ex:Truce ; rdfs:range xsd:integer .",
    ),
    "two values where a class allows one": Case(
        "fact:t a ex:Truce ; ex:days 3, 4 .",
        ("'case#t' is a truce", "'case#t' days '3'", "'case#t' days '4'"),
        ("every truce has at most 1 'days'",),
        own=OWN + 'ex:days a owl:DatatypeProperty ; rdfs:label "days" ; rdfs:domain ex:Truce .',
        dl="ex:Truce rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:days ;"
        ' owl:maxCardinality "1"^^xsd:nonNegativeInteger ] .',
    ),
    "a value where a class allows none": Case(
        "fact:t a ex:Truce ; ex:days 3 .",
        ("'case#t' is a truce", "'case#t' days '3'"),
        ("every truce has at most 0 'days'",),
        own=OWN + 'ex:days a owl:DatatypeProperty ; rdfs:label "days" ; rdfs:domain ex:Truce .',
        dl="ex:Truce rdfs:subClassOf [ a owl:Restriction ; owl:onProperty ex:days ;"
        ' owl:maxCardinality "0"^^xsd:nonNegativeInteger ] .',
    ),
    "a thing that has an irreflexive property to itself": Case(
        "fact:t a ex:Truce ; ex:ends fact:t .",
        ("'case#t' ends 'case#t'",),
        ("nothing has 'ends' to itself",),
        own=OWN + 'ex:ends a owl:ObjectProperty, owl:IrreflexiveProperty ; rdfs:label "ends" ;'
        " rdfs:domain ex:Truce ; rdfs:range dkg:Event .",
    ),
    "two things related by properties that exclude each other": Case(
        "fact:t a ex:Truce ; ex:ends fact:u ; ex:starts fact:u . fact:u a dkg:Event .",
        ("'case#t' ends 'case#u'", "'case#t' starts 'case#u'"),
        ("no two things are related by both 'ends' and 'starts'",),
        own=OWN + 'ex:starts a owl:ObjectProperty ; rdfs:label "starts" ; rdfs:domain ex:Truce .\n'
        'ex:ends a owl:ObjectProperty ; rdfs:label "ends" ; rdfs:domain ex:Truce ;'
        " owl:propertyDisjointWith ex:starts .",
    ),
    "a value of another kind than a class allows": Case(
        "fact:t a ex:Truce ; dkg:takesPlaceAt fact:u . fact:u a dkg:Meeting .",
        ("'case#u' is a meeting", "'case#t' takes place at 'case#u'"),
        ("nothing is both an event and a place",),
        own=OWN,
    ),
    "a thing of two of several disjoint classes": Case(
        "fact:t a ex:A, ex:B .",
        ("'case#t' is an A", "'case#t' is a B"),
        ("nothing is two of these: A, B, C",),
        own="ex:A a owl:Class . ex:B a owl:Class . ex:C a owl:Class .\n"
        "[] a owl:AllDisjointClasses ; owl:members ( ex:A ex:B ex:C ) .",
    ),
    "a rejected demand that is said to be open": Case(
        "fact:r a dkg:Rejection ; dkg:rejects fact:d . fact:d a dkg:Demand, ex:Open .",
        ("'case#d' is an open demand", "'case#r' rejects 'case#d'"),
        (
            "has at least one 'is rejected by' that is a rejection is a rejected demand",
            "nothing is both an open demand and a rejected demand",
        ),
        own='ex:Open a owl:Class ; rdfs:label "open demand" ; rdfs:subClassOf dkg:Demand .',
        dl="ex:Open owl:disjointWith dkg:RejectedDemand .",
        hermit=True,
    ),
    "an act that is denied to be for the party of its office": Case(
        "fact:a a dkg:Threat ; dkg:inCapacity it:t . it:t a dkg:Tenure ; dkg:office it:o ."
        " it:o a dkg:Office ; dkg:officeOf it:x . it:x a dkg:State .",
        ("'case#a' in capacity", "office held 'o'", "'o' office of 'x'"),
        (
            "'in capacity' then 'office held' then 'office of' give 'on behalf of'",
            "it is denied that case.a on behalf of x",
        ),
        own=OWN,
        dl="[] a owl:NegativePropertyAssertion ; owl:sourceIndividual fact:a ;"
        " owl:assertionProperty dkg:onBehalfOf ; owl:targetIndividual it:x .",
        hermit=True,
    ),
    "a thing that is one of two kinds, and can be neither": Case(
        "it:x a ex:Either, dkg:Person .",
        ("'x' is an either", "'x' is a person"),
        ("every either is a place or is a report",),
        own='ex:Either a owl:Class ; rdfs:label "either" .',
        dl="ex:Either rdfs:subClassOf [ owl:unionOf ( dkg:Place dkg:Report ) ] .",
        hermit=True,
    ),
}

EMPTY = {
    "a class of two disjoint classes": Case(
        "",
        ("no odd meeting can exist",),
        ("every odd meeting is a meeting", "nothing is both an event and a place"),
        own='ex:Odd a owl:Class ; rdfs:label "odd meeting" ;\n'
        "    rdfs:subClassOf dkg:Meeting, dkg:Place .",
    ),
    "a class that must have what it cannot": Case(
        "",
        ("no odd meeting can exist",),
        (
            "every odd meeting has at least one 'reports' that is an event",
            "nothing is both an event and a report",
        ),
        own='ex:Odd a owl:Class ; rdfs:label "odd meeting" ; rdfs:subClassOf dkg:Meeting .',
        dl="ex:Odd rdfs:subClassOf [ a owl:Restriction ; owl:onProperty dkg:reports ;"
        " owl:someValuesFrom dkg:Event ] .",
    ),
    "a property that nothing can have": Case(
        "",
        ("nothing can have 'oddly'",),
        ("whatever has 'oddly' is a meeting", "nothing is both an event and a place"),
        own='ex:oddly a owl:ObjectProperty ; rdfs:label "oddly" ;\n'
        "    rdfs:domain dkg:Meeting, dkg:Place .",
    ),
    "a class with more of something than there may be": Case(
        "",
        ("no twin tenure can exist",),
        (
            "every twin tenure has at least 2 'holder' that is a person",
            "every tenure has exactly 1 'holder' that is a person",
        ),
        own='ex:Twin a owl:Class ; rdfs:label "twin tenure" ; rdfs:subClassOf dkg:Tenure .',
        dl="ex:Twin rdfs:subClassOf [ a owl:Restriction ; owl:onProperty dkg:holder ;"
        ' owl:minQualifiedCardinality "2"^^xsd:nonNegativeInteger ; owl:onClass dkg:Person ] .',
        hermit=True,
    ),
}

CIRCLE = """ex:before a owl:ObjectProperty, owl:TransitiveProperty, owl:AsymmetricProperty ;
    rdfs:label "before" ; rdfs:domain dkg:Event ; rdfs:range dkg:Event .
"""
