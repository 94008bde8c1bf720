"""Facts from plain Python values read as the same facts from a file."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest

from kg.errors import DataError, InputError
from kg.facts.model import Mapping, Scalar, Sequence, Value
from kg.facts.plain import Plain, plain_facts
from kg.facts.reading import read_stream

DOCUMENT: dict[str, Plain] = {
    "source": {"id": "paper-1", "published": date(2031, 5, 2)},
    "actors": [{"type": "State", "name": "Arcadia", "iso": "xa"}],
    "facts": [
        {
            "type": "ForceBuildUp",
            "id": "b",
            "size": 12000,
            "note": None,
            "evidence": ("p1 narrative", {"paragraph": 2}),
        }
    ],
}


def without_places(value: Value) -> object:
    """Return a value as bare text, lists and pairs."""
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Sequence):
        return [without_places(item) for item in value.items]
    return [(entry.key, without_places(entry.value)) for entry in value.entries]


def test_plain_values_are_the_facts_of_the_same_json() -> None:
    """A dictionary says what its JSON says; None is a key left out."""
    written = json.dumps(DOCUMENT, default=str).replace('"note": null, ', "")
    (read,) = read_stream(BytesIO(written.encode()), "x.json", "json")
    plain = plain_facts(DOCUMENT)
    assert without_places(plain.source) == without_places(read.source)
    assert [*map(without_places, plain.facts)] == [*map(without_places, read.facts)]
    assert [*map(without_places, plain.actors)] == [*map(without_places, read.actors)]


def test_a_place_is_a_json_pointer() -> None:
    """A program finds the value that a finding speaks of."""
    fact = plain_facts(DOCUMENT).facts[0]
    evidence = fact.get("evidence")
    assert isinstance(evidence, Sequence)
    assert isinstance(evidence.items[1], Mapping)
    place = str(evidence.items[1].entries[0].position)
    assert place == "<facts>#/facts/0/evidence/1/paragraph"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (0.5, "0.5"),
        (Decimal("1.50"), "1.50"),
        (datetime(2031, 5, 2), "2031-05-02"),  # noqa: DTZ001 a day has no zone
        (datetime(2031, 5, 2, 8, 30), "2031-05-02T08:30:00"),  # noqa: DTZ001
    ],
)
def test_a_value_is_written_as_an_analyst_would(value: Plain, text: str) -> None:
    """Numbers, booleans and days become the text that a facts file holds."""
    note = plain_facts({"source": {"id": "a", "note": value}}).source.get("note")
    assert isinstance(note, Scalar)
    assert note.text == text


def test_what_is_no_value_is_refused() -> None:
    """An object, an empty text, a document that is no mapping: findings, not crashes."""
    with pytest.raises(DataError, match="a bytes is no value"):
        plain_facts({"source": {"id": b"x"}})
    with pytest.raises(DataError, match="empty-value"):
        plain_facts({"source": {"id": ""}})
    with pytest.raises(DataError, match="no source is named"):
        plain_facts({"facts": []})
    nested: dict[str, Plain] = {}
    for _ in range(100):
        nested = {"a": nested}
    with pytest.raises(InputError, match="nested more than"):
        plain_facts(nested)
