"""Facts files that are refused: each wrong input with its code and its place."""

from __future__ import annotations

import gzip
import os
from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from kg.errors import DataError, InputError, Position
from kg.facts import jsonl_reader, text
from kg.facts.json_reader import read_json
from kg.facts.reading import read_facts, read_stream
from kg.facts.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from kg.facts.model import SourceFacts

SOURCE = b'{"source": {"id": "a"}}\n'
YAML = b"source: {id: times}\nfacts:\n" + b"  - {type: Threat, by: Ada}\n" * 9
LINE = SOURCE + b'{"fact": {"note": "' + b"x" * 99 + b'"}}'


def read(raw: bytes, format: str) -> list[SourceFacts]:  # noqa: A002 - as read_stream
    """Return the sources of a file with these bytes."""
    return list(read_stream(BytesIO(raw), "f", format))


DEEP = "[" * 65
YAML_REFUSED = [
    ("a: &x 1", "yaml-anchor", 1, 4),
    ("a: *x", "yaml-alias", 1, 4),
    ("a: !!str 1", "yaml-tag", 1, 4),
    ("a: !own {b: 1}", "yaml-tag", 1, 4),
    ("a: 1\n<<: {b: 1}", "yaml-merge", 2, 1),
    ("a: 1\n---\nb: 2", "yaml-documents", 2, 1),
    ("a: 1\n? [b, c]\n: d", "yaml-key", 2, 3),
    ("a: b: c", "syntax", 1, 5),
    ("a:\n\tb: 1", "syntax", 2, 1),
    ("a: [1", "syntax", 1, 6),
    ('a: "\\ud83d\\ude00"', "syntax", 1, 7),
    ("a: " + "[" * 200_000, "too-deep", 1, 67),
    ('a: "\\0"', "control-character", 1, 4),
    ('a: "\\u202e"', "control-character", 1, 4),
    ("# nothing", "empty", 1, 10),
]


@pytest.mark.parametrize(("written", "code", "line", "column"), YAML_REFUSED)
def test_yaml_refused(written: str, code: str, line: int, column: int) -> None:
    """What surprises in YAML is refused at its place, with a way out."""
    with pytest.raises(InputError) as caught:
        read_yaml(written, "f")
    error = caught.value
    assert (error.code, error.position) == (code, Position("f", line, column))
    assert error.mend


JSON_REFUSED = [
    ("{'a': 1}", "not JSON: a key in double quotes is expected, not '''", 1, 2),
    ('{"a": 1,}', "not JSON: a key in double quotes is expected, not '}'", 1, 9),
    ("[1,]", "not JSON: a value is expected, not ']'", 1, 4),
    ("[1 2]", "not JSON: ',' or ']' is expected, not '2'", 1, 4),
    ('{"a" 1}', "not JSON: ':' is expected, not '1'", 1, 6),
    ('{"a": 1', "not JSON: ',' or '}' is expected, not the end of the text", 1, 8),
    ("[1]\n x", "not JSON: the end of the text is expected, not 'x'", 2, 2),
    ("[01]", "not JSON: a value is expected, not '01'", 1, 2),
    ("[+1]", "not JSON: a value is expected, not '+1'", 1, 2),
    ("[1.]", "not JSON: a value is expected, not '1.'", 1, 2),
    ("[NaN]", "not JSON: a value is expected, not 'NaN'", 1, 2),
    ("[True]", "not JSON: a value is expected, not 'True'", 1, 2),
    ('["a]', "not JSON: the string that starts here has no end", 1, 2),
    ('["a\tb"]', "not JSON: a line end or tab stands in a string", 1, 4),
    ('["a\\x"]', "not JSON: this is no escape of JSON", 1, 4),
    ("// a\n1", "not JSON: a value is expected, not '/'", 1, 1),
    ('["\\ud83d"]', "half of a surrogate pair is escaped here", 1, 2),
    ('["\\u0000"]', "the invisible control character U+0000 stands here", 1, 2),
    (DEEP, "values are nested more than 64 deep", 1, 65),
    ("[" * 200_000, "values are nested more than 64 deep", 1, 65),
]


@pytest.mark.parametrize(("written", "message", "line", "column"), JSON_REFUSED)
def test_json_refused(written: str, message: str, line: int, column: int) -> None:
    """What is not strict JSON is refused at its place, with a way out."""
    with pytest.raises(InputError) as caught:
        read_json(written, "f")
    error = caught.value
    assert (error.message, error.position) == (message, Position("f", line, column))
    assert error.mend


DATA_WRONG = [
    ("a: ", "yaml", ["f:1:3: error[empty-value]: empty value"]),
    ("a: ~\nb: ''\nc: null", "yaml", ["f:1:4", "f:2:4", "f:3:4"]),
    ('{"a": null, "b": ""}', "json", ["f:1:7", "f:1:18"]),
    ("a: 1\na: 2", "yaml", ["f:2:1: error[duplicate-key]: the key 'a' stands here a second time"]),
    ('{"a": 1, "\\u0061": 2}', "json", ["f:1:10: error[duplicate-key]"]),
    (
        "source: {id: a}\nfact: [{a: b}]",
        "yaml",
        ["f:2:1: error[unknown-key]: unknown key 'fact'; did"],
    ),
    (
        "source: {id: a}\nzzz: b",
        "yaml",
        ["f:2:1: error[unknown-key]: unknown key 'zzz'; write one of"],
    ),
    ("facts: [{a: b}]", "yaml", ["f:1:1: error[missing-key]: no source is named; start"]),
    ("source: a\nfacts: {a: b}", "yaml", ["f:1:9: error[wrong-kind]: source is", "f:2:8"]),
    (
        "source: {id: a}\nfacts: [b]",
        "yaml",
        ["f:2:9: error[wrong-kind]: an entry of facts is text"],
    ),
    ("[a]", "yaml", ["f:1:1: error[wrong-kind]: the document is a list"]),
]


@pytest.mark.parametrize(("written", "format_", "want"), DATA_WRONG)
def test_wrong_data(written: str, format_: str, want: list[str]) -> None:
    """What is wrong in a file that can be read is told all at once, in order."""
    with pytest.raises(DataError) as caught:
        read(written.encode(), format_)
    told = list(map(str, caught.value.findings))
    got = [line[: len(start)] for line, start in zip(told, want, strict=False)]
    assert (got, len(told)) == (want, len(want))
    assert all(finding.mend for finding in caught.value.findings)


BYTES_REFUSED = [
    (b"a: 1\nb: \xe9", "encoding", 2, 4),
    (b"\xff\xfea\x00", "encoding", 1, 1),
    (b"a: x\x00", "control-character", 1, 5),
    ("a: 1\nb: x\u202ey".encode(), "control-character", 2, 5),
    ("a: \u2066".encode(), "control-character", 1, 4),
    (b"", "empty", 0, 0),
    (b" \n", "empty", 0, 0),
]


@pytest.mark.parametrize("format_", ["yaml", "json", "jsonl"])
@pytest.mark.parametrize(("raw", "code", "line", "column"), BYTES_REFUSED)
def test_bytes_refused(raw: bytes, code: str, line: int, column: int, format_: str) -> None:
    """Other encodings, hidden controls and emptiness are refused in every format."""
    if format_ == "jsonl" and line == 2:
        raw = b'{"source": {"id": "a"}}\n' + raw.partition(b"\n")[2]
    with pytest.raises(InputError) as caught:
        read(raw, format_)
    assert (caught.value.code, caught.value.position) == (code, Position("f", line, column))


def test_path_refused(tmp_path: Path) -> None:
    """A path that is no readable file is told apart by its code."""
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "none.yaml").touch()
    (tmp_path / "f.txt").write_text("a")
    (tmp_path / "f.json.gz").write_text("{}")
    (tmp_path / "cut.json.gz").write_bytes(gzip.compress(b"[1, 2, 3]" * 99)[:-12])
    (tmp_path / "d.yaml").mkdir()
    want = {
        "pipe.yaml": "not-a-file",
        "none.yaml": "empty",
        "f.txt": "format",
        "f.json.gz": "unreadable",
        "cut.json.gz": "unreadable",
        "d.yaml": "directory",
        "gone.yaml": "missing",
        "none.yaml/f.yaml": "missing",
    }
    got = {}
    for name in want:
        with pytest.raises(InputError) as caught:
            list(read_facts(tmp_path / name))
        got[name] = caught.value.code
    assert got == want


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_unreadable(tmp_path: Path) -> None:
    """A file that may not be read is told so."""
    path = tmp_path / "f.yaml"
    path.write_bytes(YAML)
    path.chmod(0)
    with pytest.raises(InputError) as caught:
        list(read_facts(path))
    assert caught.value.code == "unreadable"


def test_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file or line over the limit is refused before it is parsed, also when packed."""
    monkeypatch.setattr(text, "MAX_BYTES", 100)
    monkeypatch.setattr(jsonl_reader, "MAX_LINE", 100)
    got = []
    for format_, raw in (("yaml", YAML), ("json.gz", gzip.compress(YAML)), ("jsonl", LINE)):
        with pytest.raises(InputError) as caught:
            read(raw, format_)
        got.append(caught.value.code)
    assert got == ["too-large"] * 3


JSONL_WRONG = [
    (b'{"fact": {"n": 1}}', "missing-key", 1, 1),
    (b'{"source": {"n": 1}}', "missing-key", 1, 2),
    (SOURCE + b'{"facts": [1]}', "unknown-key", 2, 2),
    (SOURCE + b'{"fact": {"n": 1}, "place": {"n": 2}}', "wrong-kind", 2, 1),
    (SOURCE + b'{"fact": 1}', "wrong-kind", 2, 10),
    (SOURCE + b"{}", "wrong-kind", 2, 1),
    (SOURCE + b"[1]", "wrong-kind", 2, 1),
    (SOURCE + b'{"fact": {"n": 1}, "source": "z"}', "unknown-source", 2, 30),
    (SOURCE + SOURCE, "duplicate-source", 2, 19),
    (SOURCE + b'{"fact": {"n": null}}', "empty-value", 2, 16),
]


@pytest.mark.parametrize(("raw", "code", "line", "column"), JSONL_WRONG)
def test_jsonl_wrong(raw: bytes, code: str, line: int, column: int) -> None:
    """A wrong record is told with its line."""
    with pytest.raises(DataError) as caught:
        read(raw, "jsonl")
    (finding,) = caught.value.findings
    assert (finding.code, finding.position) == (code, Position("f", line, column))
