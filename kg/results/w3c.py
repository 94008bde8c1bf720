"""The formats of the W3C for programs, and JSON Lines for scripts; all have full IRIs.

SPARQL 1.1 Query Results CSV and TSV Formats; JSON Format; XML Format. The
direction of a text is written as SPARQL 1.2 has it.
"""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.output import TRUNCATED
from kg.results.model import parts, turtle, value
from kg.results.text import xml_attribute, xml_text
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from kg.results.model import Solutions, Term

TRUNCATED_LINK = "https://w3id.org/demarche/truncated"
"""A `link` in the head of XML results that are not all there are."""
SPARQL_RESULTS = "http://www.w3.org/2005/sparql-results#"
ITS = "http://www.w3.org/2005/11/its"
"""The Internationalization Tag Set, which has the word for a text's direction."""

BARE = {
    f"{XSD}integer": re.compile(r"-?[0-9]+", re.ASCII),
    f"{XSD}decimal": re.compile(r"[0-9]*\.[0-9]+", re.ASCII),
    f"{XSD}double": re.compile(r"-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)[eE][+-]?[0-9]+", re.ASCII),
    f"{XSD}boolean": re.compile("true|false"),
}
"""Literals that Turtle, and so TSV, writes as they are; rdflib fails on a bare -1.5."""

_EDGES = re.compile(r"\A[ \t\n]+|[ \t\n]+\Z")


def write_csv(solutions: Solutions, stream: TextIO) -> None:
    """Write CSV: values without syntax, lines that end with CRLF."""
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(solutions.variables)
    writer.writerows([value(term) for term in row] for row in solutions.terms())
    if solutions.truncated:
        writer.writerow([f"# {TRUNCATED}", *[""] * (len(solutions.variables) - 1)])


def write_tsv(solutions: Solutions, stream: TextIO) -> None:
    """Write TSV: terms as Turtle has them, numbers and booleans bare."""
    stream.write("\t".join(f"?{name}" for name in solutions.variables) + "\n")
    stream.writelines("\t".join(map(_tsv_term, row)) + "\n" for row in solutions.terms())
    if solutions.truncated:
        stream.write(f'"# {TRUNCATED}"' + "\t" * (len(solutions.variables) - 1) + "\n")


def write_json(solutions: Solutions, stream: TextIO) -> None:
    """Write the JSON results format."""
    bindings = [{name: _json_term(term) for name, term in row} for row in solutions.bindings()]
    said: dict[str, object] = {"head": {"vars": list(solutions.variables)}}
    said |= {"truncated": True} if solutions.truncated else {}
    dump(said | {"results": {"bindings": bindings}}, stream)


def write_jsonl(solutions: Solutions, stream: TextIO) -> None:
    """Write a plain object a row: integers and booleans as JSON's own, null for unbound."""
    for row in solutions.terms():
        pairs = zip(solutions.variables, row, strict=True)
        plain = {name: _plain(term) for name, term in pairs}
        stream.write(json.dumps(plain, ensure_ascii=False) + "\n")
    stream.write('{"truncated": true}\n' if solutions.truncated else "")


def write_xml(solutions: Solutions, stream: TextIO) -> None:
    """Write the XML results format."""
    lines = ["  <results>"]
    for row in solutions.bindings():
        bound = (f"<binding name={xml_attribute(n)}>{_xml_term(term)}</binding>" for n, term in row)
        lines += ["    <result>", *(f"      {one}" for one in bound), "    </result>"]
    links = [TRUNCATED_LINK] if solutions.truncated else []
    stream.write(xml_page(solutions.variables, "\n".join([*lines, "  </results>\n"]), links))


def xml_page(variables: Sequence[str], body: str, links: Sequence[str] = ()) -> str:
    """Return a document of the XML results format."""
    names = "".join(f"    <variable name={xml_attribute(name)}/>\n" for name in variables)
    names += "".join(f"    <link href={xml_attribute(link)}/>\n" for link in links)
    head = f"  <head>\n{names}  </head>\n" if names else "  <head/>\n"
    opening = f'<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="{SPARQL_RESULTS}">\n'
    return f"{opening}{head}{body}</sparql>\n"


def dump(content: object, stream: TextIO) -> None:
    """Write JSON as people can read it."""
    stream.write(json.dumps(content, ensure_ascii=False, indent=2) + "\n")


def _tsv_term(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and (bare := BARE.get(term.datatype.value)):
        return term.value if bare.fullmatch(term.value) else turtle(term)
    return turtle(term)


def _plain(term: Term | None) -> str | int | bool | None:
    if isinstance(term, Literal):
        if term.datatype.value == f"{XSD}integer" and re.fullmatch(r"-?[0-9]{1,15}", term.value):
            return int(term.value)
        if term.datatype.value == f"{XSD}boolean" and term.value in {"true", "false"}:
            return term.value == "true"
    return None if term is None else value(term)


def _json_term(term: Term) -> dict[str, Any]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        return {"type": "triple", "value": {k: _json_term(part) for k, part in parts(term)}}
    return {"type": "literal", "value": term.value} | _kind(term)


def _kind(term: Literal) -> dict[str, str]:
    """Return what a literal is besides its text: its language, or its datatype."""
    if term.language:
        direction = {"its:dir": term.direction.value} if term.direction else {}
        return {"xml:lang": term.language} | direction
    return {} if term.datatype.value == f"{XSD}string" else {"datatype": term.datatype.value}


def _xml_term(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{xml_text(term.value)}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{xml_text(term.value)}</bnode>"
    if isinstance(term, Triple):
        inside = "".join(f"<{k}>{_xml_term(part)}</{k}>" for k, part in parts(term))
        return f"<triple>{inside}</triple>"
    kinds = _kind(term) | ({"xmlns:its": ITS, "its:version": "2.0"} if term.direction else {})
    told = "".join(f" {name}={xml_attribute(kinds[name])}" for name in kinds)
    text = _EDGES.sub(_references, xml_text(term.value))
    return f"<literal{told}>{text}</literal>"


def _references(space: re.Match[str]) -> str:
    """Return white space as references, since some readers strip what stands plainly."""
    return "".join(f"&#{ord(sign)};" for sign in space[0])
