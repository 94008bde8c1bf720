"""Wrong input, as data: what a stranger may hand to the command line, and how it is told."""

from __future__ import annotations

import fcntl
import gzip
import os
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import openpyxl

from kg.store import create

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GOOD = """\
source:
  id: paper-1
  published: 2031-05-02
  license: CC0-1.0
  text: text.txt
actors:
  - {type: State, name: Arcadia, iso: xa}
  - {type: State, name: Borealis, iso: xb}
facts:
  - type: Threat
    id: embargo
    by: Arcadia
    for: Arcadia
    against: Borealis
    if: {action: attack, by: Borealis}
    then: {action: embargo, by: Arcadia}
    when: 2031-05-01
    evidence: {quote: will close its ports, paragraph: 2}
  - type: Demand
    id: talks
    by: Arcadia
    for: Arcadia
    to: Borealis
    content: {action: negotiate, by: Borealis}
    when: 2031-05-01
    evidence: p2 narrative
"""
TEXT = """\
Ports

Arcadia will close its ports if it is attacked, and asks for talks. It asks twice: it asks.

"The end," said nobody.
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A wrong input: the command, its files, and what is expected.

    `edit` replaces words of the good facts file, `facts.yaml`; `files` are
    written beside it; `make` does what is no plain file. Expected are the exit
    code, the code in brackets, the place as it is printed and words of the line.
    """

    name: str
    code: int
    told: str
    at: str = ""
    said: str = ""
    args: tuple[str, ...] = ("load", "facts.yaml")
    edit: tuple[str, str] | None = None
    files: dict[str, str | bytes] = field(default_factory=dict)
    make: Callable[[Path], object] | None = None
    stdin: str = ""


def edited(name: str, old: str, new: str, told: str, at: str, said: str = "") -> Case:
    """Return the case of a good facts file with one edit: exit 1."""
    return Case(name, 1, told, at, said, edit=(old, new))


def unreadable(
    name: str, file: str, content: str | bytes, told: str, at: str, said: str = ""
) -> Case:
    """Return the case of a file that cannot be read: exit 3."""
    return Case(name, 3, told, at, said, ("load", file), files={file: content})


def command(name: str, args: str, told: str, said: str = "", code: int = 2) -> Case:
    """Return the case of a wrong command on a store with the good facts."""
    return Case(name, code, told, "", said, tuple(args.split("|")))


HEADER = """\
@prefix ex: <https://example.org/own#> .
@prefix dkg: <https://w3id.org/demarche/ontology#> .
@prefix f: <https://w3id.org/demarche/facts#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
"""
TRUCE = "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Event .\n"


def domain(
    name: str, told: str, at: str, said: str, ontology: str = TRUCE, shapes: str = ""
) -> Case:
    """Return the case of a fault in a domain of the user's; its Turtle starts on line 7."""

    def make(folder: Path) -> None:
        for part, turtle in (("ontology", ontology), ("shapes", shapes)):
            (folder / "own" / part).mkdir(parents=True)
            (folder / "own" / part / "own.ttl").write_text(HEADER + turtle, "utf-8")

    code = 3 if told == "turtle-syntax" else 1
    return Case(
        name, code, told, at, said, ("validate", "facts.yaml", "--domain", "own"), make=make
    )


def workbook(name: str, told: str, at: str, said: str, cells: dict[str, str]) -> Case:
    """Return the case of a workbook whose sheet `facts` has a wrong cell."""

    def make(folder: Path) -> None:
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        source = book.create_sheet("source")
        source["A1"], source["A2"] = "id", "paper-1"
        facts = book.create_sheet("facts")
        facts["A1"], facts["B1"], facts["A2"], facts["B2"] = "type", "id", "Threat", "a"
        for place, value in cells.items():
            sheet, _, cell = place.rpartition("!")
            (book[sheet] if sheet in book.sheetnames else book.create_sheet(sheet))[cell] = value
        book.save(folder / "book.xlsx")

    return Case(name, 1, told, at, said, ("load", "book.xlsx"), make=make)


def _held(folder: Path) -> None:
    """Hold the lock of a new store, as another load does, as long as the tests run."""
    create(folder / "graph.kg")
    descriptor = os.open(folder / "graph.kg/lock", os.O_RDWR | os.O_CREAT)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.write(descriptor, b'{"command": "load", "pid": 4711, "host": "desk", "since": "noon"}')


def _bad_query(folder: Path) -> None:
    (folder / "queries").mkdir()
    (folder / "queries/mine.rq").write_text("SELECT * { ?s ?p ?o }", "utf-8")


def _fifo(folder: Path) -> None:
    os.mkfifo(folder / "facts.fifo.yaml")


def _locked(folder: Path) -> None:
    (folder / "secret.yaml").write_text(GOOD)
    (folder / "secret.yaml").chmod(0)


def _folder(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).mkdir()


def _foreign(folder: Path) -> None:
    (folder / "graph.kg").mkdir()
    (folder / "graph.kg" / "letters.txt").write_text("mine")


def _file_store(folder: Path) -> None:
    (folder / "graph.kg").write_text("mine")


def _future_store(folder: Path) -> None:
    store = folder / "graph.kg"
    (store / "generations").mkdir(parents=True)
    (store / "inputs").mkdir()
    (store / "CURRENT").write_text("0\n")
    (store / "kg-store.json").write_text('{"format": 999}')


def _long_line(folder: Path) -> None:
    with (folder / "long.jsonl").open("wb") as stream:
        for _ in range(100):
            stream.write(b"x" * (1 << 20))


def _zip_bomb(folder: Path) -> None:
    with zipfile.ZipFile(folder / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
        packed.writestr("xl/worksheets/sheet2.xml", b"0" * (64 << 20))


def _broken_store(folder: Path) -> None:
    store = folder / "graph.kg"
    (store / "generations").mkdir(parents=True)
    (store / "inputs").mkdir()
    (store / "CURRENT").write_text("seven\n")
    (store / "kg-store.json").write_text('{"format": 1}')


DATA = [
    # keys
    edited("key, misspelt", "against:", "agianst:", "unknown-key", "facts.yaml:14:5", "'against'"),
    edited("key of another kind", "to: Bor", "mediator: Bor", "unknown-key", "facts.yaml:23:5"),
    edited("key, nested", "action: attack", "acton: attack", "unknown-key", "facts.yaml:15:10", "'action'"),
    edited("key at the top", "actors:", "actor:", "unknown-key", "facts.yaml:6:1", "'actors'"),
    edited("key of the source", "license:", "licence:", "unknown-key", "facts.yaml:4:3", "'license'"),
    edited("key of an actor", "iso: xa", "isso: xa", "unknown-key", "facts.yaml:7:34", "'iso'"),
    edited("key of evidence", "quote:", "quoted:", "unknown-key", "facts.yaml:18:16", "quote"),
    edited("key in capitals", "    to: Bor", "    To: Bor", "unknown-key", "facts.yaml:23:5", "'to'"),
    edited("key twice", "id: talks", "id: talks\n    id: talk", "duplicate-key", "facts.yaml:21:5", "line 20"),
    edited("no value", "when: 2031-05-01\n    evidence: p2", "when:\n    evidence: p2", "empty-value", "facts.yaml:25:10"),
    edited("null as a value", "to: Borealis", "to: null", "empty-value", "facts.yaml:23:9"),
    edited("only blanks as a value", "to: Borealis", 'to: "  "', "empty-value", "facts.yaml:23:9"),
    # types
    edited("type, misspelt", "type: Threat", "type: Treat", "unknown-type", "facts.yaml:10:11", "'Threat'"),
    edited("type missing", "type: Demand\n    id: talks", "id: talks", "type-missing", "facts.yaml:19:5", "type:"),
    edited("type that is no fact", "type: Threat", "type: Passage", "unknown-type", "facts.yaml:10:11", "no kind of fact"),
    edited("type of an actor", "type: State, name: Arc", "type: Sate, name: Arc", "unknown-type", "facts.yaml:7:12", "'State'"),
    edited("type as a list", "type: Threat", "type: [Threat, Demand]", "unknown-type", "facts.yaml:10:11"),
    edited("type of a nested node", "if: {", "if: {type: Threat, ", "unknown-type", "facts.yaml:15:16", "situation is expected"),
    # names
    edited("name, misspelt", "against: Borealis", "against: Borealia", "unknown-name", "facts.yaml:14:14", "'Borealis'"),
    edited("name of nobody", "to: Borealis", "to: Zembla Minor Q", "unknown-name", "facts.yaml:23:9", "declare it"),
    edited("name of two", "name: Borealis,", "name: Borealis, alias: Arcadia,", "ambiguous-name", "facts.yaml:12:9", "could be any of"),
    edited("name of another kind", "then: {action: embargo, by: Arcadia}", "then: {action: embargo, where: Arcadia}", "unknown-name", "facts.yaml:16:36", "no place"),
    edited("name as a mapping", "to: Borealis", "to: {name: Borealis}", "wrong-type", "facts.yaml:23:9", "takes a name"),
    edited("actor without a name", "name: Arcadia, ", "", "name-missing", "facts.yaml:7:5", "add `name:`"),
    edited("actor twice", "  - {type: State, name: Borealis", "  - {type: State, name: Arcadia, iso: xc}\n  - {type: State, name: Borealis", "duplicate-id", "facts.yaml:8:5", "declared twice"),
    # values
    edited("value of no scheme", "action: embargo", "action: embargoo", "unknown-value", "facts.yaml:16:20", "'embargo'"),
    edited("value of another scheme", "id: talks", "id: talks\n    form: embargo", "unknown-value", "facts.yaml:21:11"),
    edited("value in capitals", "action: attack", "action: Attack", "unknown-value", "facts.yaml:15:18", "'attack'"),
    edited("list in a list", "to: Borealis", "to: [[Borealis], [Nobody Q]]", "unknown-name", "facts.yaml:23:23"),
    edited("mapping for a text", "id: talks", "id: talks\n    label: {de: Gespräche}", "wrong-type", "facts.yaml:21:12", "plain value"),
    edited("text for a mapping", "when: 2031-05-01\n    evidence: p2", "participants: Nobody Q\n    evidence: p2", "unknown-name", "facts.yaml:25:19"),
    edited("address that is none", "license:", "url: not an address\n  license:", "bad-value", "facts.yaml:4:8", "web address"),
    edited("size that is no number", "type: Demand", "type: ForceBuildUp\n    size: about 12", "bad-value", "facts.yaml:20:11", "whole number"),
    edited("size with a zero before", "type: Demand", "type: ForceBuildUp\n    size: 0120", "bad-value", "facts.yaml:20:11", "whole number"),
    # dates
    *(
        edited(f"date {written}", "when: 2031-05-01\n    evidence: p2", f"when: {written}\n    evidence: p2", "bad-date", "facts.yaml:25:11")
        for written in ("2031-13-01", "2031-02-30", "Friday", "01/05/2031", "2031-5-1", "2031-05-01..2031-05-03", "2031/2030", "0000", "20310501", "2031-W05")
    ),
    # ids and references
    edited("id with a blank", "id: talks", "id: the talks", "bad-id", "facts.yaml:20:9", "letters, digits"),
    edited("id with a slash", "id: talks", "id: a/b", "bad-id", "facts.yaml:20:9"),
    edited("id of two facts", "id: talks", "id: embargo", "duplicate-id", "facts.yaml:20:9", "facts.yaml:10:5"),
    edited("id that is a list", "id: talks", "id: [a, b]", "bad-id", "facts.yaml:20:9"),
    edited("source id with a blank", "id: paper-1", "id: paper 1", "source-id", "facts.yaml:2:7"),
    edited("source id of ours", "id: paper-1", "id: register", "source-id", "facts.yaml:2:7"),
    edited("source without id", "id: paper-1", "title: Paper", "source-id", "facts.yaml:2:3", "has no id"),
    edited("reference to nothing", "id: talks", "id: talks\n    part-of: talk", "missing-reference", "facts.yaml:21:14", "'talks'"),
    edited("reference that is no id", "id: talks", "id: talks\n    part-of: the talks", "bad-id", "facts.yaml:21:14", "source-id#id"),
    edited("reference to itself", "id: talks", "id: talks\n    part-of: talks", "S29", "facts.yaml:", "part of itself"),
    edited("circular reference", "evidence: p2 narrative", "evidence: p2 narrative\n    part-of: more\n  - {type: Demand, id: more, part-of: talks, by: Arcadia, for: Arcadia, to: Borealis, content: {action: negotiate, by: Borealis}, when: 2031, evidence: p2}", "S29", "facts.yaml:", "part of itself"),
    edited("same as a fact of another kind", "id: talks", "id: talks\n    same: paper-1#embargo", "kinds-differ", "facts.yaml:21:11", "a demand"),
    edited("office that nobody declared", "id: talks", "id: talks\n    as: Foreign Minister of Arcadia", "missing-reference", "facts.yaml:21:9"),
    # evidence
    edited("quote absent", "will close its ports", "shall burn every bridge", "quote-absent", "facts.yaml:18:23", "does not stand in the text"),
    edited("quote altered", "will close its ports", "will close all its ports", "quote-absent", "facts.yaml:18:23", "nearest words"),
    edited("quote in another paragraph", "paragraph: 2", "paragraph: 1", "quote-absent", "facts.yaml:18:23", "p2 15-35"),
    edited("quote twice", "will close its ports", "asks", "quote-twice", "facts.yaml:18:23", "3 places"),
    edited("quote empty", "quote: will close its ports", "quote: ''", "empty-value", "facts.yaml:18:23"),
    edited("paragraph that is not there", "evidence: p2 narrative", "evidence: p9 narrative", "paragraph-unknown", "facts.yaml:26:15", "from 1 to 3"),
    edited("paragraph zero", "evidence: p2 narrative", "evidence: p0", "paragraph-unknown", "facts.yaml:26:15"),
    edited("span outside its paragraph", "evidence: p2 narrative", "evidence: p2 0-5", "span-outside", "facts.yaml:26:15", "p1 0-5"),
    edited("span outside the text", "evidence: p2 narrative", "evidence: p2 7-99999", "span-outside", "facts.yaml:26:15", "within"),
    edited("span turned round", "evidence: p2 narrative", "evidence: p2 30-20", "span-outside", "facts.yaml:26:15"),
    edited("span that is none", "paragraph: 2}", "chars: 5 to 9}", "bad-span", "facts.yaml:18:23", "853-1025"),
    edited("evidence that says nothing", "evidence: p2 narrative", "evidence: {mode: narrative}", "evidence-empty", "facts.yaml:26:15", "kg locate"),
    edited("evidence of an unknown form", "evidence: p2 narrative", "evidence: page two", "wrong-type", "facts.yaml:26:15"),
    edited("mode that is none", "evidence: p2 narrative", "evidence: p2 shouted", "unknown-value", "facts.yaml:26:15"),
    edited("no evidence", "    evidence: p2 narrative\n", "", "S20", "facts.yaml:19:5", "No passage"),
    edited("text that is not there", "text: text.txt", "text: lost.txt", "text-unreadable", "facts.yaml:5:9", "lost.txt"),
    edited("text that has changed", "text: text.txt", "text: text.txt\n  sha256: " + "0" * 64, "text-changed", "facts.yaml:6:11"),
    # shapes
    edited("threat without target", "    against: Borealis\n", "", "S23", "facts.yaml:10:5"),
    edited("threat against oneself", "against: Borealis", "against: Arcadia", "S25", "facts.yaml:"),
    edited("demand without content", "    content: {action: negotiate, by: Borealis}\n", "", "S28", "facts.yaml:19:5"),
    edited("iso code that is none", "iso: xa", "iso: Arcadia", "S04", "facts.yaml:7"),
    edited("iso code of two", "iso: xb", "iso: xa", "S04", "facts.yaml:"),
]  # fmt: skip
FILES = [
    Case("file that is missing", 3, "missing", "nowhere.yaml", "check the path", ("load", "nowhere.yaml")),
    Case("folder as a file", 3, "directory", "folder.yaml", "", ("load", "folder.yaml"), make=_folder("folder.yaml")),
    Case("FIFO", 3, "not-a-file", "facts.fifo.yaml", "", ("load", "facts.fifo.yaml"), make=_fifo),
    Case("file that may not be read", 3, "unreadable", "secret.yaml", "", ("load", "secret.yaml"), make=_locked),
    Case("ending that tells nothing", 3, "format", "facts.doc", ".yaml", ("load", "facts.doc"), files={"facts.doc": GOOD}),
    unreadable("empty file", "empty.yaml", b"", "empty", "empty.yaml"),
    unreadable("only blanks", "blank.yaml", "  \n\n", "empty", "blank.yaml"),
    unreadable("only comments", "comment.yaml", "# soon\n", "empty", "comment.yaml:"),
    unreadable("UTF-16", "wide.yaml", GOOD.encode("utf-16"), "encoding", "wide.yaml:1:1", "UTF-8"),
    unreadable("Latin-1", "latin.yaml", "source: {id: é}".encode("latin-1"), "encoding", "latin.yaml:1:14", "0xe9"),
    unreadable("NUL", "nul.yaml", "source: {id: a\0}", "control-character", "nul.yaml:1:15", "U+0000"),
    unreadable("bidi control", "bidi.yaml", "source: {id: \u202ea}", "control-character", "bidi.yaml:1:14", "U+202E"),
    unreadable("BOM inside", "bom.yaml", "source: {id: \ufeffa}", "control-character", "bom.yaml:1:14"),
    unreadable("gzip that is none", "a.yaml.gz", b"not packed", "unreadable", "a.yaml.gz"),
    unreadable("gzip cut off", "b.yaml.gz", gzip.compress(GOOD.encode())[:99], "unreadable", "b.yaml.gz"),
    unreadable("YAML bomb", "bomb.yaml", "a: &a [x, x]\nb: &b [*a, *a]\n", "yaml-anchor", "bomb.yaml:1:4"),
    unreadable("YAML cycle", "cycle.yaml", "a: &a [*a]\n", "yaml-anchor", "cycle.yaml:1:4"),
    unreadable("YAML alias", "alias.yaml", "a: *a\n", "yaml-alias", "alias.yaml:1:4"),
    unreadable("YAML merge", "merge.yaml", "a: {<<: {b: c}}\n", "yaml-merge", "merge.yaml:1:5"),
    unreadable("YAML tag", "tag.yaml", "a: !!python/object:os.system x\n", "yaml-tag", "tag.yaml:1:4"),
    unreadable("YAML, two documents", "two.yaml", "a: b\n---\nc: d\n", "yaml-documents", "two.yaml:2:1"),
    unreadable("YAML, deep", "deep.yaml", "a: " + "[" * 200_000, "too-deep", "deep.yaml:1:67"),
    unreadable("YAML, tab", "tab.yaml", "source:\n\tid: a\n", "syntax", "tab.yaml:2:1", "spaces"),
    unreadable("YAML, bracket open", "open.yaml", "source: {id: a\n", "syntax", "open.yaml:"),
    unreadable("YAML, key as a list", "key.yaml", "? [a]\n: b\n", "yaml-key", "key.yaml:1:3"),
    unreadable("JSON, comma", "comma.json", '{"source": {"id": "a"},}', "syntax", "comma.json:1:24"),
    unreadable("JSON, comment", "comment.json", '// no\n{"source": {"id": "a"}}', "syntax", "comment.json:1:1"),
    unreadable("JSON, NaN", "nan.json", '{"source": {"id": NaN}}', "syntax", "nan.json:1:19"),
    unreadable("JSON, half a surrogate", "half.json", '{"source": {"id": "\\ud83d"}}', "surrogate", "half.json:1:19"),
    unreadable("JSON, deep", "deep.json", "[" * 200_000, "too-deep", "deep.json:1:65"),
    unreadable("JSON, single quotes", "single.json", "{'source': 1}", "syntax", "single.json:1:2", "double quotes"),
    Case("JSONL, 100 MB line", 3, "too-large", "long.jsonl:1", "16 MiB", ("load", "long.jsonl"), make=_long_line),
    unreadable("JSONL, broken line", "broken.jsonl", '{"source": {"id": "a"}}\n{"fact": \n', "syntax", "broken.jsonl:2"),
    Case("JSON, list at the top", 1, "wrong-kind", "list.json:1:1", "source:", ("load", "list.json"), files={"list.json": "[1]"}),
    Case("JSON, key twice", 1, "duplicate-key", "twice.json:1:25", "", ("load", "twice.json"), files={"twice.json": '{"source": {"id": "a"}, "source": {}}'}),
    Case("JSONL, fact before source", 1, "missing-key", "early.jsonl:1:1", "source line", ("load", "early.jsonl"), files={"early.jsonl": '{"fact": {}}\n'}),
    Case("JSONL, source twice", 1, "duplicate-source", "again.jsonl:2:19", "", ("load", "again.jsonl"), files={"again.jsonl": '{"source": {"id": "a"}}\n{"source": {"id": "a"}}\n'}),
    Case("JSONL, unknown record", 1, "unknown-key", "kind.jsonl:1:2", "'fact'", ("load", "kind.jsonl"), files={"kind.jsonl": '{"facts": {}}\n'}),
    Case("one source in two files", 1, "duplicate-source", "copy.yaml", "facts.yaml", ("load", "facts.yaml", "copy.yaml"), files={"copy.yaml": GOOD}),
    Case("two sources missing, told at once", 3, "missing", "one.yaml", "", ("load", "one.yaml", "facts.yaml")),
    Case("wrong and missing, the higher code", 3, "unknown-type", "bad.yaml:1:", "", ("load", "bad.yaml", "gone.yaml"), files={"bad.yaml": "{source: {id: a}, facts: [{type: Treat}]}"}),
    Case("no facts but a number", 1, "wrong-kind", "n.yaml:1:1", "", ("load", "n.yaml"), files={"n.yaml": "7\n"}),
    Case("facts that are a mapping", 1, "wrong-kind", "m.yaml:2:8", "start each with '- '", ("load", "m.yaml"), files={"m.yaml": "source: {id: a}\nfacts: {type: Threat}\n"}),
    Case("an entry that is a text", 1, "wrong-kind", "t.yaml:2:9", "", ("load", "t.yaml"), files={"t.yaml": "source: {id: a}\nfacts: [Threat]\n"}),
]  # fmt: skip
TABLES = [
    unreadable("XLSX that is no zip", "not.xlsx", b"PK? no", "syntax", "not.xlsx"),
    unreadable("XLSX cut off", "cut.xlsx", b"PK\x03\x04" + b"\0" * 40, "syntax", "cut.xlsx"),
    Case("XLSX that is a zip bomb", 3, "too-large", "bomb.xlsx", "", ("load", "bomb.xlsx"), make=_zip_bomb),
    Case("CSV without its source", 3, "source-file", "", "lone.source.yaml", ("load", "lone.csv"), files={"lone.csv": "type,id\nThreat,a\n"}),
    Case("CSV, quote open", 3, "syntax", "q.csv:2:8", "", ("load", "q.csv"), files={"q.csv": 'type,id\nThreat,"a\n', "q.source.yaml": "source: {id: a}\n"}),
    workbook("formula in a cell", "formula", "book.xlsx[facts]:2:3", "paste its value", {"facts!C1": "by", "facts!C2": "=A1"}),
    workbook("error in a cell", "cell-error", "book.xlsx[facts]:2:3", "#DIV/0!", {"facts!C1": "by", "facts!C2": "#DIV/0!"}),
    workbook("column of no key", "bad-header", "book.xlsx[facts]:1:3", "", {"facts!C1": "..", "facts!C2": "x"}),
    workbook("sheet that is none", "unknown-sheet", "book.xlsx[notes]", "facts", {"notes!A1": "x"}),
    Case("CSV, header twice", 1, "duplicate-key", "h.csv:1:6", "", ("load", "h.csv"), files={"h.csv": "type,type\nThreat,a\n", "h.source.yaml": "source: {id: a}\n"}),
]  # fmt: skip
RDF = [
    Case("Turtle, broken", 3, "syntax", "b.ttl:1", "", ("load", "b.ttl", "--source", "a"), files={"b.ttl": "<http://x/a> <http://x/b> ."}),
    Case("Turtle without its source", 2, "source-needed", "", "--source", ("load", "c.ttl"), files={"c.ttl": "<http://x/a> <http://x/b> 1 ."}),
    Case("blank node", 1, "foreign-graph", "n.nt", "", ("load", "n.nt", "--source", "a"), files={"n.nt": "_:a <http://x/b> <http://x/c> .\n"}),
    Case("RDF/XML with entities", 3, "doctype", "e.rdf", "", ("load", "e.rdf", "--source", "a"), files={"e.rdf": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aa">]><r/>'}),
    Case("JSON-LD with a remote context", 3, "syntax", "r.jsonld", "", ("load", "r.jsonld"), files={"r.jsonld": '{"@context": "http://127.0.0.1:9/c", "http://x/b": 1}'}),
    Case("Turtle with a day that is none", 1, "bad-value", "d.ttl", "2031-02-30", ("load", "d.ttl", "--source", "a"), files={"d.ttl": '<http://x/a> <http://x/b> "2031-02-30"^^<http://www.w3.org/2001/XMLSchema#date> .'}),
    Case("decision that is none", 1, "bad-decision", "q.nq", "", ("load", "q.nq"), files={"q.nq": "<https://w3id.org/demarche/id/decision/1> <https://w3id.org/demarche/ontology#decidesOn> <http://x/a> <https://w3id.org/demarche/id/graph/decisions> .\n"}),
    Case("quad of a foreign graph", 1, "foreign-graph", "q.nq", "", ("load", "q.nq"), files={"q.nq": "<http://x/a> <http://x/b> <http://x/c> <http://x/g> .\n"}),
]  # fmt: skip
STORES = [
    Case("store that is a file", 3, "store-foreign", "", "", make=_file_store),
    Case("store that is a foreign folder", 3, "store-foreign", "", "left alone", make=_foreign),
    Case("store of another version", 3, "store-version", "", "", make=_future_store),
    Case("store that is damaged", 3, "store-damaged", "", "", make=_broken_store),
    Case("store in a folder that is not there", 3, "store-missing", "", "", ("load", "facts.yaml", "--store", "no/such/x.kg")),
    Case("query without a store", 3, "store-missing", "", "kg load", ("query", "CQ02")),
    Case("store that another writes", 3, "store-locked", "", "process 4711 on desk", make=_held),
    Case("query whose header is none", 2, "query-header", "", "queries/mine.rq", ("query", "mine"), files={}, make=_bad_query),
    domain("domain with two meanings of a key", "ontology-tie", "own/ontology/own.ttl:9", "until", TRUCE + 'ex:a a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .\nex:b a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .'),
    domain("domain with a key of nothing", "ontology-domain", "own/ontology/own.ttl:8", "no domain", TRUCE + 'ex:a a owl:DatatypeProperty ; f:key "until" .'),
    domain("domain with an unknown annotation", "ontology-annotation", "own/ontology/own.ttl:8", "'key'", TRUCE + 'ex:a a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:keey "until" .'),
    domain("domain with a misspelt parent", "ontology-term", "own/ontology/own.ttl:7", "'Meeting'", "ex:Truce a owl:Class ; rdfs:subClassOf dkg:Meetin ."),
    domain("domain with a class of no identity", "ontology-identity", "own/ontology/own.ttl:7", "f:identity", 'ex:Truce a owl:Class .\nex:a a owl:DatatypeProperty ; rdfs:domain ex:Truce ; f:key "until" .'),
    domain("domain that imports from afar", "ontology-import", "own/ontology/own.ttl:7", "nothing is fetched", "<https://example.org/own> a owl:Ontology ; owl:imports <https://example.org/other> ."),
    domain("domain that is no Turtle", "turtle-syntax", "own/ontology/own.ttl:7", "", "ex:Truce a owl:Class , ."),
    domain("shape on a class of nowhere", "shape-term", "own/shapes/own.ttl:7", "'Truce'", shapes='ex:T a sh:NodeShape ; sh:targetClass ex:Truze ; sh:message "x" ; f:scope "source" .'),
    domain("shape whose query is none", "shape-sparql", "own/shapes/own.ttl:7", "no SPARQL at 1:1", shapes='ex:T a sh:NodeShape ; sh:targetClass ex:Truce ; f:scope "source" ; sh:sparql [ sh:select "SELEC ?this {}" ] .'),
    domain("shape without a scope", "shape-scope", "own/shapes/own.ttl:7", "", shapes='ex:T a sh:NodeShape ; sh:targetClass ex:Truce ; sh:message "x" .'),
    Case("domain without ontology", 3, "domain-empty", "own", "", ("query", "--list", "--domain", "own"), make=_folder("own")),
    Case("store far away", 2, "remote-store", "", "", ("load", "facts.yaml", "--store", "https://example.org/sparql")),
    Case("project over a file", 2, "exists", "", "README.md", ("init",), files={"README.md": "mine\n"}),
    Case("setting that is unknown", 2, "bad-setting", "", "", files={"kg.toml": 'stoer = "x.kg"\n'}),
    Case("setting that is no text", 2, "bad-setting", "", "", files={"kg.toml": "store = 7\n"}),
    Case("kg.toml that is no TOML", 3, "syntax", "", "kg.toml", files={"kg.toml": "store = \n"}),
    Case("id base that is none", 2, "bad-setting", "", "https://", files={"kg.toml": 'id_base = "mine"\n'}),
    Case("domain that is not there", 3, "missing", "", "field", ("load", "facts.yaml", "--domain", "field")),
]  # fmt: skip
COMMANDS = [
    command("no such command", "laod|facts.yaml", "usage", "load"),
    command("no such flag", "load|facts.yaml|--forse", "usage", "--forse"),
    command("flag without a value", "load|facts.yaml|--store", "usage", "--store"),
    command("grade that is none", "load|facts.yaml|--fail-on|errors", "usage", "violation"),
    command("argument missing", "load", "usage", "files"),
    command("standard input without a format", "load|-", "format", "--from"),
    command("format of an input that is none", "load|facts.yaml|--from|doc", "format", "yaml"),
    command("query that is unknown", "query|threat", "unknown-query", "threats"),
    command("parameter that is unknown", "query|CQ25|-p|sate=Borealis", "unknown-parameter", "state"),
    command("parameter without a value", "query|CQ25|-p|state", "bad-parameter", "name=value"),
    command("parameter twice", "query|CQ25|-p|state=Borealis|-p|state=Arcadia", "bad-parameter", "twice"),
    command("value of nobody", "query|CQ25|-p|state=Boreals", "unknown-name", "Borealis"),
    command("value that is no day", "query|CQ25|-p|from=yesterday", "bad-parameter", "2031-05-02"),
    command("format of rows that is none", "query|CQ02|--format|doc", "format", "csv"),
    command("no SPARQL", "sparql|SELECT WHERE", "sparql-syntax", "1:"),
    command("function that is none", "sparql|SELECT (<https://example.org/f>(1) AS ?x) {}", "sparql-function", "no function"),
    command("update", "sparql|DROP ALL", "policy", ""),
    command("SERVICE", "sparql|SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", "policy", ""),
    command("FROM a file", "sparql|-f|nowhere.rq", "unreadable", "nowhere.rq", 3),
    command("two texts of SPARQL", "sparql|ASK {}|-f|x.rq", "usage", ""),
    command("parameter that is missing", "query|CQ01", "missing-parameter", "person"),
    command("term that is none", "vocab|Treat", "unknown-term", "Threat"),
    command("generation that is none", "diff|7", "unknown-generation", "#1"),
    command("source to withdraw that is none", "retract|paper-2|--why|x", "unknown-source", "paper-1"),
    command("rejects without --keep-going", "load|facts.yaml|--rejects|left.jsonl", "rejects", "--keep-going"),
    command("too many rows", "sparql|SELECT * { ?s ?p ?o }|--max-rows|2", "max-rows", "--max-rows", 4),
    command("too long", "sparql|SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }|--timeout|0.3", "timeout", "--timeout", 4),
    command("export to nowhere", "export|-o|no/such/x.ttl", "unwritable", "", 3),
    command("export of an unknown format", "export|-o|x.doc", "format", ".ttl"),
    command("merge of one thing", "merge|Arcadia|Arcadia|--why|x", "already-one", "Arcadia"),
    command("merge without a reason", "merge|Arcadia|Borealis|--why| ", "usage", "reason"),
    command("merge of a fact and a state", "merge|paper-1#embargo|Arcadia|--why|x", "kinds-differ", "a threat"),
    command("merge of a document", "merge|doc:paper-1|Arcadia|--why|x", "not-mergeable", "paper-1"),
    command("split of what was not merged", "split|Arcadia|--why|x", "not-merged", "kg split A B"),
    command("split for a source that is none", "split|Arcadia|--source|paper|--why|x", "unknown-source", "paper"),
    command("undo of nothing", "undo", "nothing-to-undo", "kg merge"),
    command("export of an unknown source", "export|-o|x.ttl|--source|paper", "unknown-source", "kg sources"),
    command("description of nobody", "describe|Boreals", "unknown-name", "Borealis"),
    command("words in a text that is missing", "locate|nowhere.txt|words", "unreadable", "nowhere.txt", 3),
    command("picture that is none", "plot|pie|-o|x.svg", "usage", "timeline"),
    command("picture since no day", "plot|timeline|-o|x.svg|--since|31.1.2022", "usage", "2022-01-31"),
]  # fmt: skip
