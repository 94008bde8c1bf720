"""The bytes of an XLSX file -> a package that is safe to open, within bounds.

An XLSX file is a ZIP archive of XML parts (ECMA-376). Before anything reads
it, each part is parsed once for its size alone: a small file may claim a
million rows, unpack to gigabytes or declare entities that do. Parts that
values do not come from (macros, links, drawings) are left out.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NoReturn
from xml.parsers import expat

from kg.errors import InputError, Position
from kg.facts.text import read_bytes, too_large

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

MIB = 1024 * 1024
MAX_UNPACKED = 64 * MIB
MAX_READ = 16 * MIB
MAX_ENTRIES = 1000
MAX_CELL_ELEMENTS = 300_000
MAX_OTHER_ELEMENTS = 20_000
MAX_NESTED = 64
MAX_TEXT = 32_767  # of a cell, in every spreadsheet program
MAX_ATTRIBUTES = 65_536
MAX_SPAN = 3_000_000

ENTRY = b"PK\x01\x02"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
READ = frozenset({"Types", "Relationships", "workbook", "worksheet", "sst", "styleSheet"})
CELL_ELEMENTS = frozenset({"row", "c", "v", "is", "si", "t", "f"})
REFERENCE = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")
ROW_NUMBER = re.compile("[1-9][0-9]{0,6}")
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, OSError, ValueError, RuntimeError),
)
SPLIT = "split the file by source, or save it as CSV"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of checked parts, and how far its sheets reach."""

    content: BytesIO
    rows: int
    columns: int


def read_package(stream: BinaryIO, name: str) -> Package:
    """Return what of a workbook values come from; raises `InputError` beyond the bounds."""
    raw = read_bytes(stream, name, MAX_UNPACKED + 1)
    if len(raw) > MAX_UNPACKED:
        raise too_large(Position(name), "the workbook", MAX_UNPACKED, SPLIT)
    if raw.startswith(OLE):
        what = "the workbook is encrypted, or of the old format .xls"
        refuse(name, what, "save it as .xlsx without a password")
    if raw.count(ENTRY) > MAX_ENTRIES:
        refuse(name, f"the workbook has more than {MAX_ENTRIES} parts", SPLIT, "too-large")
    scan = _Scan(name)
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as kept:
        for part, data in _parts(raw, name):
            if scan.wants(part, data):
                kept.writestr(part, data)
    if scan.rows * scan.columns > MAX_SPAN:
        what = f"the sheets reach to row {scan.rows} and column {scan.columns}"
        refuse(name, what, "delete what stands far off, or save it as CSV", "too-large")
    return Package(content, scan.rows, scan.columns)


def refuse(name: str, message: str, mend: str, code: str = "syntax") -> NoReturn:
    """Raise `InputError` for a workbook."""
    raise InputError(message, position=Position(name), code=code, mend=mend)


def _parts(raw: bytes, name: str) -> Iterator[tuple[str, bytes]]:
    """Give the XML parts of an archive, unpacked."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED:
                raise too_large(Position(name), "the unpacked workbook", MAX_UNPACKED, SPLIT)
            if len({entry.filename for entry in entries}) < len(entries):
                refuse(name, "not XLSX: a part of the workbook is there twice", "save it anew")
            if not PACKINGS.issuperset(entry.compress_type for entry in entries):
                refuse(
                    name, "not XLSX: a part of the workbook is packed in a rare way", "save it anew"
                )
            for entry in entries:
                if entry.filename.lower().endswith((".xml", ".rels")):
                    yield entry.filename, archive.read(entry)
    except UNREADABLE as error:
        what = f"not XLSX: {error}"
        mend = "save it as .xlsx; for another format, name the file by it"
        raise InputError(what, position=Position(name), code="syntax", mend=mend) from error


class _Unread(Exception):  # noqa: N818 - no error: it ends the scan of a part
    """The part is none that values come from."""


class _Scan:
    """What the parts of one workbook hold so far, counted as they are parsed."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.columns = 0
        self.size = self.cells = self.others = 0
        self.part = ""
        self.depth = self.row = self.column = self.text = 0

    def wants(self, part: str, data: bytes) -> bool:
        """Count a part; return whether values come from it."""
        self.part = part
        self.depth = self.row = self.column = self.text = 0
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.ordered_attributes = True
        parser.StartDoctypeDeclHandler = self.doctype
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = parser.CommentHandler = self.characters
        parser.ProcessingInstructionHandler = self.instruction
        try:
            parser.Parse(data, True)  # noqa: FBT003 - its parameter has no name
        except _Unread:
            return False
        except (expat.ExpatError, ValueError, LookupError) as error:
            refuse(self.name, f"not XLSX: {part}: {error}", "save it anew")
        self.size += len(data)
        if self.size > MAX_READ:
            raise too_large(Position(self.name), "the workbook's sheets", MAX_READ, SPLIT)
        return True

    def doctype(self, *_declared: object) -> NoReturn:
        refuse(self.name, f"not XLSX: {self.part} declares a document type", "save it anew")

    def start(self, tag: str, attributes: list[str]) -> None:
        name = tag.rpartition("}")[2]
        if not self.depth and name not in READ:
            raise _Unread
        self.depth += 1
        self.text = 0
        if name in CELL_ELEMENTS:
            self.cells += 1
        else:
            self.others += 1
        if self.cells > MAX_CELL_ELEMENTS or self.others > MAX_OTHER_ELEMENTS:
            refuse(self.name, "the workbook has too many cells or styles", SPLIT, "too-large")
        if self.depth > MAX_NESTED or sum(map(len, attributes)) > MAX_ATTRIBUTES:
            refuse(self.name, f"not XLSX: {self.part} is overlong or nested", "save it anew")
        if name == "row":
            self.at_row(_attribute(attributes, "r"))
        elif name == "c":
            self.at_cell(_attribute(attributes, "r"))
        elif name in {"v", "is", "f"}:
            self.rows = max(self.rows, self.row)
            self.columns = max(self.columns, self.column)

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def characters(self, text: str) -> None:
        self.text += len(text)
        if self.text > MAX_TEXT:
            what = f"a text in {self.part} has more than {MAX_TEXT} characters"
            refuse(self.name, what, "shorten it, or save the file as CSV", "too-large")

    def instruction(self, _target: str, text: str) -> None:
        self.characters(text)

    def at_row(self, written: str) -> None:
        """Go to the next row, or the one written; rows must ascend, else some would be lost."""
        found = ROW_NUMBER.fullmatch(written)
        if written and (not found or int(written) <= self.row):
            self.out_of_order(f"row '{written[:20]}'")
        self.row = int(written) if written else self.row + 1
        self.column = 0

    def at_cell(self, written: str) -> None:
        """Go to the next cell, or the one written, which must stand in its row, to the right."""
        column = self.column + 1
        if written:
            found = REFERENCE.fullmatch(written)
            column = _column(found[1]) if found and int(found[2]) == self.row else 0
        if column <= self.column:
            self.out_of_order(f"cell '{written[:20]}'")
        self.column = column

    def out_of_order(self, what: str) -> NoReturn:
        place = f"after row {self.row}, column {self.column}"
        refuse(self.name, f"not XLSX: {what} stands {place} of {self.part}", "save it anew")


def _attribute(attributes: list[str], name: str) -> str:
    """Return an attribute's value from names and values in turn, or nothing."""
    return attributes[attributes.index(name) + 1] if name in attributes[::2] else ""


def _column(letters: str) -> int:
    """Return the number of a column from its letters.

    >>> _column("AA")
    27
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
