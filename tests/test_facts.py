"""Facts files: YAML, JSON and JSONL give the same facts, or say what is wrong where."""

from __future__ import annotations

import gzip
import json
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import DataError, InputError, Position
from kg.facts import text
from kg.facts.json_reader import read_json
from kg.facts.model import Mapping, Scalar, Sequence, SourceFacts, Value
from kg.facts.reading import read_facts, read_stream
from kg.facts.yaml_reader import read_yaml

if TYPE_CHECKING:
    from pathlib import Path

YAML = b"""\
source: {id: times, published: [2021-12-31..2022-01-01]}
actors:
  - {type: Person, name: Ada}
places:
  - {type: City, name: Lyra}
facts:
  - type: Threat
    by: NO
    size: 010
    when: 2024-01-02
    evidence: [p5 1-2, p9]
"""
SOURCE = b'{"source": {"id": "a"}}\n'


def read(raw: bytes, format: str = "yaml") -> list[SourceFacts]:  # noqa: A002 - as read_stream
    """Return the sources of a file with these bytes."""
    return list(read_stream(BytesIO(raw), "f", format))


def plain(value: Value) -> object:
    """Return a value without its positions."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    return {entry.key: plain(entry.value) for entry in value.entries}


def facts(source: SourceFacts) -> object:
    """Return what a source says, without positions."""
    return [plain(v) for v in (source.source, *source.actors, *source.facts)]


WANT = [
    {"id": "times", "published": "[2021-12-31..2022-01-01]"},
    {"type": "Person", "name": "Ada"},
    {"type": "City", "name": "Lyra"},
    {
        "type": "Threat",
        "by": "NO",
        "size": "010",
        "when": "2024-01-02",
        "evidence": ["p5 1-2", "p9"],
    },
]


def _as_json() -> bytes:
    keys = {"source": WANT[0], "actors": WANT[1:2], "places": WANT[2:3], "facts": WANT[3:]}
    return json.dumps(keys).encode()


def _as_jsonl() -> bytes:
    kinds = ("source", "actor", "place", "fact")
    return b"\n".join(json.dumps({k: v}).encode() for k, v in zip(kinds, WANT, strict=True))


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(
    ("ending", "raw"),
    [("yaml", YAML), ("YML", YAML), ("json", _as_json()), ("jsonl", _as_jsonl())],
)
def test_same_facts(tmp_path: Path, ending: str, raw: bytes, packed: bool) -> None:  # noqa: FBT001
    """Every format, packed or not, gives the same facts, all scalars as written."""
    path = tmp_path / (f"f.{ending}.gz" if packed else f"f.{ending}")
    path.write_bytes(gzip.compress(raw) if packed else raw)
    assert [facts(s) for s in read_facts(path)] == [WANT]


def test_format_given(tmp_path: Path) -> None:
    """A format that is given counts more than the ending; packed files stay packed."""
    path = tmp_path / "f.txt.gz"
    path.write_bytes(gzip.compress(YAML))
    assert [facts(s) for s in read_facts(path, "yaml")] == [WANT]


def test_positions() -> None:
    """Every value and key knows its line and column, counted in characters from 1."""
    (source,) = read("source: {id: é, n: ünï}\r\nfacts:\r\n- a: 'x'\r\n".encode())
    assert [e.position for e in source.source.entries] == [
        Position("f", 1, 10),
        Position("f", 1, 17),
    ]
    (entry,) = source.facts[0].entries
    assert (entry.position, entry.value.position) == (Position("f", 3, 3), Position("f", 3, 6))


def test_line_separator_is_no_line() -> None:
    """U+2028 in a value does not shift the lines after it, in YAML and in JSON."""
    (one,) = read("source:\n  id: 'a\u2028b'\n  n: c\n".encode())
    (two,) = read('{"source":\n  {"id": "a\u2028b",\n  "n": "c"}}'.encode(), "json")
    assert [s.source.entries[1].position for s in (one, two)] == [Position("f", 3, 3)] * 2


def test_bom() -> None:
    """A UTF-8 byte order mark is dropped, and is no column."""
    (source,) = read(b"\xef\xbb\xbfsource: {id: a}")
    assert source.source.position == Position("f", 1, 9)


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("[2021-12-31..2022-01-01]", "[2021-12-31..2022-01-01]"),
        ("'[2021..2022]'", "[2021..2022]"),
        ("[2020, 2021..2022]", "[2020,2021..2022]"),
        ("[..2022-05]", "[..2022-05]"),
        ("[2021~..]", "[2021~..]"),
        ("[2020, 2021]", ["2020", "2021"]),
        ("['2021..2022']", ["2021..2022"]),
        ("[a..b]", ["a..b"]),
        ("[[2021..2022], 2023]", ["[2021..2022]", "2023"]),
        ("2021..2022", "2021..2022"),
    ],
)
def test_edtf_set(written: str, want: object) -> None:
    """A set of dates in brackets is one value, quoted or not; other lists stay lists."""
    assert plain(read_yaml(f"when: {written}", "f")) == {"when": want}


def test_depth_allowed() -> None:
    """Values may be nested 64 deep."""
    deepest = "[" * 64 + "1" + "]" * 64
    assert plain(read_json(deepest, "f")) == plain(read_yaml(deepest, "f"))


def test_jsonl_streams() -> None:
    """A source is given as soon as the next one starts, before later lines are read."""
    raw = SOURCE + b'{"fact": {"n": 1}}\n\n{"source": {"id": "b"}}\nbroken'
    sources = read_stream(BytesIO(raw), "f", "jsonl")
    assert facts(next(sources)) == [{"id": "a"}, {"n": "1"}]
    with pytest.raises(InputError) as caught:
        next(sources)
    assert caught.value.position == Position("f", 5, 1)


def test_jsonl_named_sources() -> None:
    """After several source lines a record names its own; without, it is the last one's."""
    lines = [
        '{"source": {"id": "a"}}',
        '{"source": {"id": "b"}}',
        '{"fact": {"n": 1}, "source": "a"}',
        '{"fact": {"n": 2}}',
        '{"source": "a", "actor": {"n": 3}}',
    ]
    got = [facts(s) for s in read("\n".join(lines).encode(), "jsonl")]
    assert got == [[{"id": "a"}, {"n": "3"}, {"n": "1"}], [{"id": "b"}, {"n": "2"}]]


def _visible(written: str) -> bool:
    return bool(written.strip()) and not text.CONTROL.search(written)


WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9).filter(_visible)
VALUES: st.SearchStrategy[object] = st.recursive(
    WORDS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)


def _as_text(value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return [_as_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_text(item) for key, item in value.items()}
    return value


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 2]))
def test_json_round_trip(value: object, ascii_only: bool, indent: int | None) -> None:  # noqa: FBT001
    """JSON reads as the standard library reads it, numbers as written."""
    written = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
    want = _as_text(json.loads(written, parse_int=str, parse_float=str))
    assert plain(read_json(written, "f")) == want


@given(st.text('{}[]",:\\ \n01e-.truefalsn\u00e9', max_size=12))
def test_json_accepts_no_more(written: str) -> None:
    """Whatever this reader accepts, the standard library accepts too."""
    try:
        value = read_json(written, "f")
    except (InputError, DataError):
        return
    assert plain(value) == _as_text(json.loads(written, parse_int=str, parse_float=str))


SIMPLE: st.SearchStrategy[object] = st.recursive(
    st.text("ab1 .é:'#", min_size=1, max_size=6).filter(lambda t: bool(t.strip())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner),
    max_leaves=8,
)


@given(SIMPLE)
def test_yaml_as_json(value: object) -> None:
    """JSON is read as YAML to the same values at the same places."""
    written = json.dumps(value, ensure_ascii=False)
    assert read_yaml(written, "f") == read_json(written, "f")


def test_mapping_get() -> None:
    """A mapping gives the value of a key, or nothing."""
    value = read_yaml("a: 1", "f")
    assert isinstance(value, Mapping)
    assert (value.get("a"), value.get("b")) == (Scalar("1", Position("f", 1, 4)), None)
