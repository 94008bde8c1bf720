"""Facts files: YAML, JSON, JSONL, CSV and XLSX carry the same facts.

>>> from io import BytesIO
>>> [s.source.get("id").text for s in read_stream(BytesIO(b"source: {id: times}"), "-", "yaml")]
['times']
"""

from __future__ import annotations

import gzip
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, BinaryIO, cast

from kg.facts.csv_reader import csv_facts
from kg.facts.files import (
    FORMATS,
    NAME_A_FORMAT,
    NEVER_PACKED,
    check_regular_file,
    format_of,
    refusal,
    source_path,
)
from kg.facts.json_reader import read_json
from kg.facts.jsonl_reader import read_jsonl
from kg.facts.layout import source_facts
from kg.facts.text import read_whole
from kg.facts.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.facts.model import SourceFacts, Value


def read_facts(path: Path, format: str | None = None) -> Iterator[SourceFacts]:  # noqa: A002 - the word of `--format`
    """Give the sources of a facts file, in the order of the file.

    The format is that of the file's ending unless it is given; `.gz` after it
    is unpacked. Lazy: the file is opened at the first step, and only JSONL is
    read piecemeal. A CSV file's source is read from the file beside it. Raises
    `InputError` where a file cannot be read and `DataError` where it is no
    facts file.
    """
    name = str(path)
    if not path.exists():
        check_regular_file(path)
    kind = format_of(name) if format is None else format
    if format is not None and name.endswith(".gz"):
        kind = format.removesuffix(".gz") + ".gz"
    beside = _read_beside(path) if kind.removesuffix(".gz") == "csv" else None
    with opened(path) as stream:
        yield from read_stream(stream, name, kind, beside)


def read_stream(
    stream: BinaryIO,
    name: str,
    format: str,  # noqa: A002 - as above
    beside: Value | None = None,
) -> Iterator[SourceFacts]:
    """Give the sources of an open facts file; `name` stands in messages.

    `format` is one of `FORMATS`, with `.gz` after it when packed (a workbook
    never is). `beside` is the document that names the source of a CSV file.
    """
    packed = format.endswith(".gz")
    kind = FORMATS.get(format.removesuffix(".gz"))
    if kind is None or (packed and kind in NEVER_PACKED):
        raise refusal(name, "format", f"is of the unknown format '{format}'", NAME_A_FORMAT)
    stream = unpacked(stream, format)
    if kind == "jsonl":
        yield from read_jsonl(stream, name)
    elif kind == "xlsx":
        yield _read_workbook(stream, name)
    elif kind == "csv":
        if beside is None:
            mend = "name a CSV file that has one beside it, or use another format"
            raise refusal(name, "source-file", "is CSV without a file that names its source", mend)
        yield csv_facts(read_whole(stream, name), name, beside)
    else:
        text = read_whole(stream, name)
        yield source_facts(read_yaml(text, name) if kind == "yaml" else read_json(text, name), name)


def _read_workbook(stream: BinaryIO, name: str) -> SourceFacts:
    """Read a workbook; its reader is imported here, as its library takes longer than all else."""
    reader = import_module("kg.facts.xlsx_reader")
    return cast("SourceFacts", reader.read_xlsx(stream, name))


def _read_beside(path: Path) -> Value:
    """Return the document that names the source of a CSV file."""
    beside = source_path(path)
    if not beside.exists():
        mend = f"write {beside.name} beside it, with `source: {{id: ...}}`"
        what = f"is CSV, and its source is looked for in {beside}, which does not exist"
        raise refusal(str(path), "source-file", what, mend)
    with opened(beside) as stream:
        return read_yaml(read_whole(stream, str(beside)), str(beside))


def unpacked(stream: BinaryIO, format: str) -> BinaryIO:  # noqa: A002 - as above
    """Return a stream's content, unpacked where the format ends in `.gz`."""
    return cast("BinaryIO", gzip.GzipFile(fileobj=stream)) if format.endswith(".gz") else stream


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a regular file with something in it; raises `InputError` for anything else."""
    check_regular_file(path)
    try:
        with path.open("rb") as stream:
            yield stream
    except PermissionError as error:
        raise refusal(
            str(path), "unreadable", "may not be read", "check who may read it"
        ) from error
