"""What a call is given to read: files, the standard input, facts that a program holds."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.facts.files import FORMATS, files_of
from kg.facts.plain import Plain, plain_facts
from kg.facts.reading import opened, read_facts, read_stream, unpacked
from kg.facts.text import read_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kg.facts.model import SourceFacts

STDIN = Path("-")
RDF_FORMATS = ("nq", "trig", "ttl", "nt", "jsonld", "rdf")


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its name in messages, where its relative paths start, its bytes or its file.

    `format` is the file's ending unless it is said.
    """

    name: str
    folder: Path
    format: str | None = None
    path: Path | None = None
    content: bytes | None = None
    document: Mapping[str, Plain] | None = None

    @property
    def rdf(self) -> str | None:
        """The RDF format it is of, such as `ttl`; None where it holds facts."""
        ending = self.format or (self.path.name if self.path is not None else "")
        kind = ending.lower().removesuffix(".gz").rpartition(".")[2]
        return kind if kind in RDF_FORMATS else None

    def text(self) -> str:
        """Return all of it as text, unpacked; raises `InputError`."""
        packed = self.format or self.name
        if self.path is None:
            return read_whole(unpacked(BytesIO(self.content or b""), packed), self.name)
        with opened(self.path) as stream:
            return read_whole(unpacked(stream, self.path.name.lower()), self.name)

    def sources(self) -> Iterator[SourceFacts]:
        """Give the sources it holds, lazily; raises `InputError` and `DataError`."""
        if self.document is not None:
            yield plain_facts(self.document, self.name)
        elif self.path is not None:
            yield from read_facts(self.path, self.format)
        else:
            yield from read_stream(BytesIO(self.content or b""), self.name, self.format or "")

    def kept(self) -> Iterator[bytes]:
        """Give the bytes of each file by which it can be loaded again."""
        if self.path is not None:
            yield from (file.read_bytes() for file in files_of(self.path))
        elif self.document is not None:
            yield json.dumps(self.document, default=str, ensure_ascii=False).encode()
        else:
            yield self.content or b""


def file_inputs(paths: Sequence[Path], format: str | None = None) -> list[Input]:  # noqa: A002 - as `--from`
    """Return the inputs of paths; `-` is the standard input, which is read here, once.

    Raises `UsageError` for `-` without a format, and for an unknown one.
    """
    known = (*FORMATS, *RDF_FORMATS)
    if format is not None and format.removesuffix(".gz") not in known:
        raise UsageError(
            f"no input format '{format}'", code="format", mend=f"take one of {', '.join(known)}"
        )
    if STDIN in paths and format is None:
        mend = "say what it is, such as --from yaml"
        raise UsageError("the standard input has no ending", code="format", mend=mend)
    return [
        Input("-", Path(), format, content=sys.stdin.buffer.read())
        if path == STDIN
        else Input(str(path), path.parent, format, path)
        for path in dict.fromkeys(paths)
    ]


def held_inputs(given: Sequence[str | Path | Mapping[str, Plain]]) -> list[Input]:
    """Return the inputs of what a program gives: paths of files, documents as plain values."""
    return [
        Input(str(one), Path(one).parent, path=Path(one))
        if isinstance(one, str | Path)
        else Input("<facts>", Path(), document=one)
        for one in given
    ]
