"""Facts files: YAML, JSON and JSONL carry the same facts.

>>> from io import BytesIO
>>> [s.source.get("id").text for s in read_stream(BytesIO(b"source: {id: times}"), "-", "yaml")]
['times']
"""

from __future__ import annotations

import gzip
import stat
from typing import TYPE_CHECKING, BinaryIO, cast

from kg.errors import InputError, Position
from kg.facts.json_reader import read_json
from kg.facts.jsonl_reader import read_jsonl
from kg.facts.layout import source_facts
from kg.facts.text import read_whole
from kg.facts.yaml_reader import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kg.facts.model import SourceFacts

FORMATS = {"yaml": "yaml", "yml": "yaml", "json": "json", "jsonl": "jsonl"}


def read_facts(path: Path, format: str | None = None) -> Iterator[SourceFacts]:  # noqa: A002 - the word of `--format`
    """Give the sources of a facts file, in the order of the file.

    The format is that of the file's ending unless it is given; `.gz` after it
    is unpacked. Lazy: the file is opened at the first step, and only JSONL is
    read piecemeal. Raises `InputError` where the file cannot be read and
    `DataError` where it is no facts file.
    """
    name = str(path)
    kind = format_of(name) if format is None else format
    if format is not None and name.endswith(".gz"):
        kind = format.removesuffix(".gz") + ".gz"
    check_regular_file(path)
    try:
        with path.open("rb") as stream:
            yield from read_stream(stream, name, kind)
    except PermissionError as error:
        raise _refusal(name, "unreadable", "may not be read", "check who may read it") from error


def read_stream(stream: BinaryIO, name: str, format: str) -> Iterator[SourceFacts]:  # noqa: A002 - as above
    """Give the sources of an open facts file; `name` stands in messages.

    `format` is `yaml`, `json` or `jsonl`, with `.gz` after it when packed.
    """
    kind = FORMATS.get(format.removesuffix(".gz"))
    if kind is None:
        raise _refusal(name, "format", f"is of the unknown format '{format}'", _NAME_A_FORMAT)
    if format.endswith(".gz"):
        stream = cast("BinaryIO", gzip.GzipFile(fileobj=stream))
    if kind == "jsonl":
        yield from read_jsonl(stream, name)
        return
    text = read_whole(stream, name)
    yield source_facts(read_yaml(text, name) if kind == "yaml" else read_json(text, name), name)


def format_of(name: str) -> str:
    """Return the format that a file's ending tells, such as `jsonl.gz`."""
    packed = ".gz" if name.lower().endswith(".gz") else ""
    stem = name[: -len(packed)] if packed else name
    kind = FORMATS.get(stem.rpartition(".")[2].lower()) if "." in stem else None
    if kind is None:
        raise _refusal(name, "format", "has an ending that tells no format", _NAME_A_FORMAT)
    return kind + packed


def check_regular_file(path: Path) -> None:
    """Raise `InputError` unless there is a regular file with something in it."""
    name = str(path)
    try:
        status = path.stat()
    except PermissionError as error:
        raise _refusal(name, "unreadable", "may not be read", "check who may read it") from error
    except (OSError, ValueError) as error:
        raise _refusal(name, "missing", "does not exist", "check the path") from error
    if stat.S_ISDIR(status.st_mode):
        raise _refusal(name, "directory", "is a directory", "name a file in it")
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(name, "not-a-file", "is not a regular file", "write it to a file first")
    if status.st_size == 0:
        raise _refusal(name, "empty", "is empty", "check that it was written completely")


_NAME_A_FORMAT = "use .yaml, .json or .jsonl (also with .gz), or name the format"


def _refusal(name: str, code: str, what: str, mend: str) -> InputError:
    return InputError(f"the file {what}", position=Position(name), code=code, mend=mend)
