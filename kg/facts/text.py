"""Bytes of a facts file -> text that is safe to read, and places in it."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from typing import BinaryIO

from kg.errors import InputError, Position

MAX_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 64

LINE_END = re.compile(r"\r\n|\r|\n")
# Controls that no text needs, and those that make a line show other than it
# reads (Unicode Technical Report 36, "Trojan Source"): bidi, a BOM inside.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
BOM = b"\xef\xbb\xbf"
WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the lines of a text start; only CR, LF and CRLF end a line."""

    path: str
    starts: tuple[int, ...]
    first: int = 1

    def at(self, index: int) -> Position:
        """Return the place of a code point (0-based) in the text."""
        line = bisect_right(self.starts, index) - 1
        return Position(self.path, line + self.first, index - self.starts[line] + 1)


def lines_of(text: str, path: str, first: int = 1) -> Lines:
    """Index the lines of a text, the first of which has the number `first`."""
    return Lines(path, (0, *(end.end() for end in LINE_END.finditer(text))), first)


def read_whole(stream: BinaryIO, name: str) -> str:
    """Return the text of a whole stream of at most `MAX_BYTES`."""
    raw = read_bytes(stream, name, MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        mend = "split it by source, or write it as JSONL, which is read piecemeal"
        raise too_large(Position(name), "the file", MAX_BYTES, mend)
    text = decode(raw, name)
    if not text.strip():
        mend = "check that it was written completely"
        raise InputError("the file is empty", position=Position(name), code="empty", mend=mend)
    return text


def read_bytes(stream: BinaryIO, name: str, size: int) -> bytes:
    """Read at most `size` bytes; a damaged packed file is an `InputError`."""
    try:
        return stream.read(size)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(name, error) from error


def unreadable(name: str, error: Exception) -> InputError:
    """Return the error for a stream that breaks off or is not packed as named."""
    mend = "check that it was copied completely"
    message = f"the file cannot be read: {error}"
    return InputError(message, position=Position(name), code="unreadable", mend=mend)


def too_large(position: Position, what: str, limit: int, mend: str) -> InputError:
    """Return the error for an input over a limit of bytes."""
    message = f"{what} is larger than {limit // (1024 * 1024)} MiB"
    return InputError(message, position=position, code="too-large", mend=mend)


def too_deep(position: Position, limit: int = MAX_DEPTH) -> InputError:
    """Return the error for values nested deeper than a limit."""
    message = f"values are nested more than {limit} deep"
    return InputError(message, position=position, code="too-deep", mend="write it flatter")


def decode(raw: bytes, name: str, first: int = 1) -> str:
    """Return bytes as text, without a BOM; UTF-8 only, no hidden controls."""
    if raw.startswith(WIDE_BOMS):
        raise _encoding(Position(name, first, 1), "the file is UTF-16, not UTF-8")
    try:
        text = raw.removeprefix(BOM if first == 1 else b"").decode("utf-8")
    except UnicodeDecodeError as error:
        good = error.object[: error.start].decode("utf-8")
        place = lines_of(good, name, first).at(len(good))
        raise _encoding(place, f"byte 0x{error.object[error.start]:02x} is not UTF-8") from error
    found = CONTROL.search(text)
    if found:
        raise control(lines_of(text, name, first).at(found.start()), found[0])
    return text


def control(position: Position, character: str) -> InputError:
    """Return the error for a character that would hide in the text."""
    message = f"the invisible control character U+{ord(character):04X} stands here"
    return InputError(message, position=position, code="control-character", mend="delete it")


def _encoding(position: Position, message: str) -> InputError:
    return InputError(message, position=position, code="encoding", mend="save the file as UTF-8")
