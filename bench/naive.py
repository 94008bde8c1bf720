"""The plain way: a line at a time into an rdflib graph, plain pySHACL, and out again.

    python bench/naive.py FACTS.jsonl OUT.nt [--validate]

Names become IRIs by their letters and nothing is checked while reading, so it
does less than kg; the triples of a fact are as many.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from pathlib import Path
from typing import Any

import pyshacl
from rdflib import RDF, SH, XSD, Graph, Literal, URIRef

ROOT = Path(__file__).parent.parent
DKG, ID = "https://w3id.org/demarche/ontology#", "https://w3id.org/demarche/id/"
VOCAB = "https://w3id.org/demarche/vocab/"
PROPERTIES = """by=issuedBy as=inCapacity for=onBehalfOf to=addressedTo against=targets
content=hasContent if=hasCondition then=threatenedConsequence when=hasTime status=eventStatus
where=takesPlaceAt participants=hasParticipation who=participant role=participationRole
action=actionType deadline=deadline part-of=partOfDemand rejects=rejects accepts=accepts
answers=respondsTo grounds=citesAsGround about=about during=saidDuring same=retells
size=forceSize of=forceOf realises=realises after=follows moved-from=rescheduledFrom
signed-by=signedBy statement=partOfStatement evidence=atPassage paragraph=paragraph
credited=creditedTo"""
KEYS = dict(pair.split("=") for pair in PROPERTIES.split())
CODED = {"action", "status", "role", "topic", "mode", "basis", "form", "stance", "condition"}
FACTS = set(
    "part-of rejects accepts answers grounds about during same statement after moved-from".split()
)
TEXT = set("label detail derivation chars quote name title publisher license description".split())
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SPAN = re.compile(r"p(?P<paragraph>\d+)(?: (?P<chars>\d+-\d+))? (?P<mode>[a-z-]+)")


def node(graph: Graph, source: str, subject: URIRef, record: dict[str, Any]) -> None:
    """Add what a record says of a subject, and what its nested records say of theirs."""
    for key, value in record.items():
        predicate = URIRef(DKG + KEYS.get(key, key))
        for one in value if isinstance(value, list) else [value]:
            if key == "type":
                graph.add((subject, RDF.type, URIRef(DKG + one)))
            elif key == "evidence":
                evidence(graph, source, subject, one)
            elif isinstance(one, dict):
                said = json.dumps([str(subject), one], sort_keys=True).encode()
                child = URIRef(f"{ID}node/{hashlib.sha256(said).hexdigest()[:20]}")
                graph.add((subject, predicate, child))
                node(graph, source, child, one)
            else:
                graph.add((subject, predicate, term(graph, source, key, one)))


def term(graph: Graph, source: str, key: str, text: str) -> URIRef | Literal:
    """Return the term that a value stands for; a day brings its bounds along."""
    if key in CODED:
        return URIRef(f"{VOCAB}{key}-{text}")
    if key in {"when", "deadline", "published", "start"}:
        span = URIRef(f"{ID}time/{text}")
        graph.add((span, RDF.type, URIRef(f"{DKG}TimeSpan")))
        graph.add((span, URIRef(f"{DKG}edtf"), Literal(text, datatype=XSD.string)))
        for bound, day in zip(("earliest", "latest"), (text.split("/") * 2)[:2], strict=True):
            if DAY.fullmatch(day):
                graph.add((span, URIRef(DKG + bound), Literal(day, datatype=XSD.date)))
        return span
    if key in FACTS:
        return URIRef(f"{ID}fact/{text.replace('#', '.') if '#' in text else f'{source}.{text}'}")
    if key in {"size", "paragraph"}:
        return Literal(text, datatype=XSD.integer)
    return Literal(text) if key in TEXT else URIRef(f"{ID}name/{text.replace(' ', '-')}")


def evidence(graph: Graph, source: str, fact: URIRef, cited: str | dict[str, Any]) -> None:
    """Add a report of a fact, with its passage."""
    said = SPAN.fullmatch(cited).groupdict() if isinstance(cited, str) else dict(cited)
    key = hashlib.sha256(f"{fact}{said}".encode()).hexdigest()[:20]
    report, passage = URIRef(f"{ID}report/{key}"), URIRef(f"{ID}passage/{key}")
    document = URIRef(f"{ID}source/{source}")
    for name, other in (("reports", fact), ("inDocument", document), ("atPassage", passage)):
        graph.add((report, URIRef(DKG + name), other))
    graph.add((passage, URIRef(f"{DKG}passageOf"), document))
    graph.add((report, RDF.type, URIRef(f"{DKG}Report")))
    graph.add((passage, RDF.type, URIRef(f"{DKG}Passage")))
    graph.add((report, URIRef(f"{DKG}polarity"), URIRef(f"{VOCAB}polarity-positive")))
    start, _, end = (said.pop("chars", None) or "").partition("-")
    if end:
        graph.add((passage, URIRef(f"{DKG}charStart"), Literal(int(start))))
        graph.add((passage, URIRef(f"{DKG}charEnd"), Literal(int(end))))
    graph.add((passage, URIRef(f"{DKG}paragraph"), Literal(int(said.pop("paragraph")))))
    node(graph, source, report, {"stance": "certain"} | said)


def main(facts: Path, out: Path, *, validate: bool) -> None:
    """Read, validate if asked, and write; tell how many triples and results there were."""
    graph, source, results = Graph(), "", 0
    for line in facts.open(encoding="utf-8"):
        ((kind, record),) = json.loads(line).items()
        source = record["id"] if kind == "source" else source
        own = record.get("id") or record["name"].replace(" ", "-")
        name = own if kind == "source" else f"{source}.{own}"
        node(graph, source, URIRef(f"{ID}{kind}/{name}"), record)
    count = len(graph)
    if validate:
        shapes, ontology = Graph(), Graph()
        for into, folder in ((shapes, "shapes"), (ontology, "ontology/modules")):
            for path in sorted((ROOT / folder).glob("*.ttl")):
                into.parse(path)
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, ont_graph=ontology)
        results = sum(1 for _ in report.subjects(RDF.type, SH.ValidationResult))
    graph.serialize(out, format="nt", encoding="utf-8")
    print(json.dumps({"triples": count, "results": results}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), validate="--validate" in sys.argv)
