"""Facts -> YAML, JSON or JSONL that is read back as the same facts.

YAML is written in block style. A value is plain where nothing in it means
anything to YAML, and in double quotes otherwise.
"""

from __future__ import annotations

import gzip
import json
import re
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.facts.model import Mapping, Scalar, Sequence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from collections.abc import Mapping as Dict

    from kg.facts.model import SourceFacts, Value

WRITTEN = ("yaml", "yml", "json", "jsonl")
RECORDS = {"source": "source", "actors": "actor", "places": "place", "facts": "fact"}
HEADER = "# Written by `kg export`."

# No sign of YAML at the start, no `: ` or ` #` inside, no space or colon at the end.
PLAIN = re.compile(r"(?:[^\W_]|[(/.+$])(?:[^:#\n\t\r]|:(?! |$)|(?<! )#)*(?<! )")
# Words that some YAML reader takes for nothing or for a truth value.
WORDS = re.compile(r"null|y|n|yes|no|on|off", re.IGNORECASE)
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


def write_facts(
    sources: Iterable[SourceFacts],
    format: str,  # noqa: A002 - the word of `--format`
    places: Collection[str] = (),
) -> bytes:
    """Return sources as a file of a format (`yaml`, `json`, `jsonl`, also with `.gz`), as UTF-8.

    `places` are the types that are listed under `places:`. Raises `UsageError`
    for another format, and for several sources in one that takes one.
    """
    kind, listed = format.removesuffix(".gz"), list(sources)
    if kind not in WRITTEN:
        mend = f"take one of {', '.join(WRITTEN)}"
        raise UsageError(f"no facts format '{format}'", code="format", mend=mend)
    if kind != "jsonl" and len(listed) != 1:
        message = f"a .{kind} file holds one source, not {len(listed)}"
        mend = "add --source ID, or write a .jsonl file or a folder (-o facts/)"
        raise UsageError(message, code="several-sources", mend=mend)
    documents = (_document(source, places) for source in listed)
    if kind == "jsonl":
        lines = (line for document in documents for line in _records(document))
        content = "".join(f"{line}\n" for line in lines)
    elif kind == "json":
        plain = {key: _plain(value) for key, value in next(documents).items()}
        content = json.dumps(plain, ensure_ascii=False, indent=2) + "\n"
    else:
        content = "".join(f"{line}\n" for line in _yaml_document(next(documents)))
    written = content.encode("utf-8")
    return gzip.compress(written, mtime=0) if format.endswith(".gz") else written


def _document(source: SourceFacts, places: Collection[str]) -> dict[str, Value]:
    """Return the parts of a file by their keys; a part with nothing in it is left out."""
    declared: dict[bool, list[Mapping]] = {False: [], True: []}
    for node in source.actors:
        kind = node.get("type")
        declared[isinstance(kind, Scalar) and kind.text in places].append(node)
    if not source.source.entries and not declared[False]:
        declared = {False: declared[True], True: []}  # a register starts with its actors
    parts = {"actors": declared[False], "places": declared[True], "facts": source.facts}
    at = source.source.position
    document: dict[str, Value] = {k: Sequence(tuple(v), at) for k, v in parts.items() if v}
    return {"source": source.source, **document} if source.source.entries else document


# -- JSON and JSONL -----------------------------------------------------------------


def _plain(value: Value) -> Any:  # noqa: ANN401 - what `json` writes
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [_plain(item) for item in value.items]
    return {entry.key: _plain(entry.value) for entry in value.entries}


def _records(document: Dict[str, Value]) -> Iterator[str]:
    """Yield a line for the source and for each thing it says."""
    for key, value in document.items():
        records = value.items if isinstance(value, Sequence) else (value,)
        for record in records:
            yield json.dumps({RECORDS[key]: _plain(record)}, ensure_ascii=False)


# -- YAML ---------------------------------------------------------------------------


def _yaml_document(document: Dict[str, Value]) -> Iterator[str]:
    yield HEADER
    for key, value in document.items():
        yield ""
        yield f"{key}:"
        if key == "facts" and isinstance(value, Sequence):
            for number, fact in enumerate(value.items):
                yield from [""] * bool(number)
                yield from _item(fact, 2)
        else:
            yield from _block(value, 2)


def _block(value: Value, indent: int) -> Iterator[str]:
    """Yield the lines of a value that starts on a line of its own."""
    if isinstance(value, Scalar):
        yield " " * indent + _scalar(value.text)
    elif isinstance(value, Sequence):
        for item in value.items:
            yield from _item(item, indent)
        if not value.items:
            yield " " * indent + "[]"
    else:
        for entry in value.entries:
            key = " " * indent + _scalar(entry.key) + ":"
            if isinstance(entry.value, Scalar):
                yield f"{key} {_scalar(entry.value.text)}"
            else:
                yield key
                yield from _block(entry.value, indent + 2)
        if not value.entries:
            yield " " * indent + "{}"


def _item(value: Value, indent: int) -> Iterator[str]:
    """Yield the lines of a list's item: the first of them after the hyphen."""
    lines = _block(value, indent + 2)
    yield " " * indent + "- " + next(lines)[indent + 2 :]
    yield from lines


def _scalar(text: str) -> str:
    """Return a text as YAML reads it back: plain if nothing in it is a sign of YAML."""
    if PLAIN.fullmatch(text) and not HIDDEN.search(text) and not WORDS.fullmatch(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted)
