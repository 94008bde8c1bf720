"""CSV and XLSX carry the same facts as YAML, JSON and JSONL; a cell is a place."""

from __future__ import annotations

import csv
import gzip
import json
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import yaml

from kg.errors import KgError
from kg.facts.reading import read_facts
from kg.inputs import file_inputs
from kg.ontology import load_ontology
from kg.reading import read_all
from kg.resources import ontology_files

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from conftest import Place
    from pyoxigraph import Triple

from kg.config import read_settings

Record = dict[str, object]


def flat(value: object, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the cells that say a value: dotted headers, lists of mappings counted from 1."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from flat(inner, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list) and any(isinstance(one, dict) for one in value):
        for number, one in enumerate(value, start=1):
            yield from flat(one, f"{key}.{number}")
    elif isinstance(value, list):
        yield key, "|".join(map(str, value))
    else:
        yield key, str(value).replace("\\", "\\\\").replace("|", "\\|")


def table(records: list[Record]) -> list[list[str]]:
    """Return a header row, and a row for each record."""
    rows = [dict(flat(record)) for record in records]
    header = list(dict.fromkeys(name for row in rows for name in row))
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def write_csv(path: Path, document: Mapping[str, Any]) -> None:
    """Write the facts as CSV and the rest as the YAML file beside it."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows(table(document["facts"]))
    rest = {key: value for key, value in document.items() if key != "facts"}
    beside = path.with_name("talks.source.yaml")
    beside.write_text(yaml.safe_dump(rest, allow_unicode=True), "utf-8")


def write_xlsx(path: Path, document: Mapping[str, Any]) -> None:
    """Write a sheet for each part of the document."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, part in document.items():
        sheet = book.create_sheet(name)
        for row in table([part] if isinstance(part, dict) else part):
            sheet.append(row)
    book.save(path)


def write_jsonl(path: Path, document: Mapping[str, Any]) -> None:
    """Write a record a line."""
    lines = [{"source": document["source"]}, *({"actor": a} for a in document["actors"])]
    lines += [{"fact": fact} for fact in document["facts"]]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")


def graph(path: Path) -> set[Triple]:
    """Return what a facts file says, with the registers beside it."""
    settings = read_settings(folder=path.parent)
    read = read_all(file_inputs([path]), load_ontology(ontology_files()), settings, None)
    assert read.findings == []
    return {triple for source in read.sources for triple in source.triples}


def test_five_formats_say_the_same(examples: Place) -> None:
    """The same facts in YAML, JSON, JSONL, CSV and XLSX, and packed, give the same graph."""
    folder = examples.folder / "examples"
    original = folder / "talks.yaml"
    document = yaml.load(original.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text
    expected = graph(original)
    (folder / "talks.json").write_text(json.dumps(document), "utf-8")
    write_jsonl(folder / "talks.jsonl", document)
    write_csv(folder / "talks.csv", document)
    write_xlsx(folder / "talks.xlsx", document)
    for ending in ("yaml", "json", "jsonl", "csv"):
        packed = gzip.compress((folder / f"talks.{ending}").read_bytes())
        (folder / f"talks.{ending}.gz").write_bytes(packed)
    endings = ["json", "jsonl", "csv", "xlsx", "yaml.gz", "json.gz", "jsonl.gz", "csv.gz"]
    differing = [e for e in endings if graph(folder / f"talks.{e}") != expected]
    assert (len(expected) > 400, differing) == (True, [])


SOURCE = "source: {id: paper-1}\n"
CSV_REFUSED = {
    "quote open": ('type,id\nThreat,"a\n', "syntax", 2),
    "cell without header": ("type,,id\nThreat,b,a\n", "bad-header", 2),
    "header twice": ("type,type\nThreat,Threat\n", "duplicate-key", 1),
    "value beside its parts": ("if,if.action\nattack,attack\n", "wrong-kind", 2),
    "empty header part": ("type,if..by\nThreat,a\n", "bad-header", 1),
    "empty entry": ("type,to\nDemand,a|\n", "empty-value", 2),
    "hidden character": ("type,id\nThreat,a\u202eb\n", "control-character", 2),
}


@pytest.mark.parametrize("name", CSV_REFUSED)
def test_a_broken_csv_is_told_at_its_line(place: Place, name: str) -> None:
    """What a spreadsheet cannot mean is refused at its cell."""
    content, code, line = CSV_REFUSED[name]
    place.write("facts.source.yaml", SOURCE)
    place.write("facts.csv", content)
    done = place.kg("validate", "facts.csv")
    told = [text for text in done.err.splitlines() if f"error[{code}]" in text]
    assert (done.code in {1, 3}, bool(told)) == (True, True), done.err
    assert told[0].startswith(f"facts.csv:{line}:"), told[0]
    assert "Traceback" not in done.err


def test_a_csv_without_its_source_names_the_file_to_write(place: Place) -> None:
    """The source of a CSV file stands beside it."""
    done = place.kg("load", place.write("lone.csv", "type,id\nThreat,a\n"))
    assert (done.code, "lone.source.yaml" in done.err) == (3, True), done.err


def test_a_folder_of_tables_loads(place: Place) -> None:
    """The file of the source is no facts file of its own."""
    (place.folder / "facts").mkdir()
    place.write("facts/calls.source.yaml", SOURCE)
    place.write("facts/calls.csv", "type;id;evidence\nPressRemarks;a;p1\n")
    done = place.kg("load", "facts", "--fail-on", "never")
    assert (done.code, "paper-1: " in done.err) == (0, True), done.err


def workbook(path: Path, rows: list[list[object]]) -> Path:
    """Write a workbook whose sheet of facts has these rows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "facts"
    for row in rows:
        sheet.append(row)
    source = book.create_sheet("Source")
    source.append(["id"])
    source.append(["paper-1"])
    book.save(path)
    return path


def test_a_formula_is_refused_at_its_cell(tmp_path: Path) -> None:
    """A formula has no value that stays; what it gave has to be pasted."""
    path = workbook(tmp_path / "f.xlsx", [["type", "id"], ["Threat", "=1+1"]])
    with pytest.raises(KgError, match=r"formula") as caught:
        list(read_facts(path))
    assert ":2:2: error[formula]" in str(caught.value)


def test_typed_cells_are_written_as_an_analyst_would(tmp_path: Path) -> None:
    """Days, numbers and booleans of a spreadsheet become the text of a facts file."""
    from datetime import date  # noqa: PLC0415 - beside its only use

    rows: list[list[object]] = [["type", "when", "size"], ["Threat", date(2031, 5, 2), 12000.0]]
    (source,) = read_facts(workbook(tmp_path / "t.xlsx", rows))
    assert [getattr(e.value, "text", "") for e in source.facts[0].entries] == [
        "Threat",
        "2031-05-02",
        "12000",
    ]


def bomb(path: Path) -> None:
    """Write a small archive that unpacks to 200 MB."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (200 << 20))


def test_a_hostile_workbook_ends_in_a_clear_line(place: Place) -> None:
    """A zip bomb, and what is no workbook, are refused; nothing is unpacked."""
    bomb(place.folder / "bomb.xlsx")
    (place.folder / "not.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    for name, code in (("bomb.xlsx", "too-large"), ("not.xlsx", "syntax")):
        done = place.kg("load", name)
        assert (done.code, f"{name}: error[{code}]" in done.err) == (3, True), done.err
