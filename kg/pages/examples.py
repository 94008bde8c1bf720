"""A class -> a facts file that shows it: a whole one, which can be tried as it stands.

It holds the keys that shapes ask for, made-up actors, and what is referred to.
A class that is only written inside another is shown in one that takes it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kg.ontology import CONCEPT
from kg.pages.terms import EXAMPLE, notes
from kg.pages.yaml_lines import write_yaml
from kg.schema.basis import required_keys
from kg.terms import XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology import Class, Property
    from kg.pages.yaml_lines import Entry
    from kg.vocabulary import Vocabulary

NAMES = {
    "State": ("Arcadia", "Borealis", "Lyra"),
    "Person": ("Ada Moreau", "Tomas Lind", "Edda Brandt"),
    "Place": ("Port Selene", "Amber Strait"),
    "MediaOutlet": ("Example Times", "Lyra Gazette"),
}
CODES = {"Arcadia": "xa", "Borealis": "xb", "Lyra": "xl"}
USUAL = ("State", "PhoneCall", "Demand")
"""Classes that are shown where any below another will do, the first that fits."""
ALSO = {"Meeting": "participants"}
"""A key that a class needs twice, which only a query among the shapes says."""
PREFERRED = ("close-border", "stated")
"""Values that make sense in most examples, where a scheme has one of them."""
PLAIN = {"integer": "24", "nonNegativeInteger": "24", "decimal": "0.5", "boolean": "true",
         "date": "2031-05-02", "anyURI": "https://example.org/"}  # fmt: skip
DAY = "2031-05-02"
SOURCE: Entry = {
    "id": "my-first-source",
    "title": "A made-up article",
    "publisher": "Example Times",
    "published": DAY,
    "license": "CC0-1.0",
    "language": "en",
}
MADE_BY_PROGRAMS = frozenset({"CodedEventRecord"})
"""Classes whose nodes come with data sets: not all that they must have has a key."""
DEEPEST = 3
LONG = 4
CARRIERS = ("Threat", "PhoneCall", "Person")
"""Classes in which others are shown, if they can be."""
WRITTEN_ALONE = frozenset({"byId", "byName"})


@dataclass(frozen=True, slots=True)
class Example:
    """A fact or entry, and a whole facts file around it, as YAML.

    `under` are the keys that lead to the class where it is written inside
    another one; empty where it stands on its own.
    """

    entry: str
    file: str
    under: tuple[str, ...] = ()


@dataclass(slots=True)
class Sheet:
    """A facts file while it is made: whom it declares, and its facts by the names of classes."""

    vocabulary: Vocabulary
    declared: dict[str, tuple[Class, Entry]] = field(default_factory=dict)
    facts: dict[str, Entry] = field(default_factory=dict)


def make_example(vocabulary: Vocabulary, cls: Class) -> Example | None:
    """Return an example of a class; None where no facts file can write it."""
    if cls.name not in vocabulary.ontology.classes or cls.name in MADE_BY_PROGRAMS:
        return None
    sheet = Sheet(vocabulary)
    if cls.identity == "bySource":
        entry = write_yaml({"source": _source(vocabulary)})
        return Example(entry, entry)
    if cls.identity in WRITTEN_ALONE:
        return Example(write_yaml([_alone(sheet, cls)]), _file(sheet))
    way = _way(vocabulary, cls) or _evidence(vocabulary, cls)
    return _inside(sheet, cls, *way) if way else None


def _inside(sheet: Sheet, cls: Class, carrier: Class, keys: tuple[str, ...]) -> Example:
    """Return an example of a class that is written under keys of another one."""
    whole = _alone(sheet, carrier)
    at, holder = whole, carrier
    for number, key in enumerate(keys, start=1):
        holder = sheet.vocabulary.ontology.by_iri[holder.keys[key].range]
        node = at.get(key)
        if number == len(keys) and holder.identity == "byValue":
            at[key] = DAY
            break
        if not isinstance(node, dict):
            node = _node(sheet, holder)
        if number == len(keys) and cls.is_a(holder.iri) and cls.name != holder.name:
            node = {"type": cls.name, **node}
        at[key] = node
        at = node
    return Example(write_yaml([whole]), _file(sheet), keys)


def _way(vocabulary: Vocabulary, cls: Class) -> tuple[Class, tuple[str, ...]] | None:
    """Return where a class is written, the nearest place: a class, and keys down from it.

    Of places that are equally near, one where the key must be written.
    """
    found = list(_ways(vocabulary, cls))
    if not found:
        return None

    def rank(way: tuple[Class, tuple[str, ...]]) -> tuple[int, bool, bool, int, int, str]:
        carrier, keys = way
        wanted = _wanted(vocabulary, carrier)
        usual = CARRIERS.index(carrier.name) if carrier.name in CARRIERS else len(CARRIERS)
        alone = carrier.identity != "byId"
        return len(keys), alone, keys[0] not in wanted, usual, len(wanted), carrier.name

    return min(found, key=rank)


def _evidence(vocabulary: Vocabulary, cls: Class) -> tuple[Class, tuple[str, ...]] | None:
    """Return where evidence is written, for what is made of it."""
    if cls.identity != "evidence":
        return None
    others = (c for c in vocabulary.ontology.classes.values() if c.identity == "evidence")
    return next((way for other in others if (way := _way(vocabulary, other))), None)


def _ways(vocabulary: Vocabulary, cls: Class) -> Iterator[tuple[Class, tuple[str, ...]]]:
    ontology = vocabulary.ontology
    starts = [c for c in ontology.classes.values() if c.identity in WRITTEN_ALONE]
    waiting: deque[tuple[Class, Class, tuple[str, ...]]] = deque((c, c, ()) for c in starts)
    seen: set[tuple[str, str]] = set()
    while waiting:
        carrier, holder, keys = waiting.popleft()
        for key, item in sorted(holder.keys.items()):
            inner = ontology.by_iri.get(item.range)
            if inner is None or item.refers_to or inner.identity in WRITTEN_ALONE:
                continue
            if cls.is_a(inner.iri):
                yield carrier, (*keys, key)
            elif len(keys) < DEEPEST and (carrier.name, inner.iri) not in seen:
                seen.add((carrier.name, inner.iri))
                waiting.append((carrier, inner, (*keys, key)))


def _alone(sheet: Sheet, cls: Class) -> Entry:
    if cls.identity == "byId":
        return sheet.facts[_fact(sheet, cls)]
    return sheet.declared[_name(sheet, cls)][1]


def _node(sheet: Sheet, cls: Class, keep: int = DEEPEST) -> Entry:
    """Return the keys that a node needs, and those that tell it apart, with values."""
    if cls.identity == "evidence":
        return {"quote": "the words as printed", "paragraph": "4"}
    wanted = _wanted(sheet.vocabulary, cls)
    if cls.identity not in WRITTEN_ALONE:
        telling = {k: i for k, i in cls.keys.items() if i.iri.value in cls.identified_by}
        wanted += [key for key, item in telling.items() if item.range != f"{XSD}integer"]
    if not wanted and cls.identity not in WRITTEN_ALONE:
        known = sheet.vocabulary.ontology.by_iri
        wanted = [key for key, item in sorted(cls.keys.items()) if item.range in known][:1]
    return {key: _value(sheet, cls.keys[key], keep) for key in dict.fromkeys(wanted)}


def _wanted(vocabulary: Vocabulary, cls: Class) -> list[str]:
    """Return the keys without which a fact is refused, and those whose absence is a warning."""
    needed = [ways[0] for ways in required_keys(vocabulary.basis, cls)]
    missed = {
        shape.path
        for shape in vocabulary.shapes
        if shape.severity == "warning" and shape.asks.get("minCount", "0") != "0"
        if any(cls.is_a(target) for target in shape.classes)
    }
    return needed + [key for key, item in cls.keys.items() if item.iri.value in missed]


def _value(sheet: Sheet, item: Property, keep: int) -> str | Entry:
    """Return a value for a key: a text, or a node."""
    ontology = sheet.vocabulary.ontology
    target = ontology.by_iri.get(item.range)
    if target is None:
        if item.range == CONCEPT:
            values = ontology.schemes.get(item.scheme, {})
            return next((v for v in PREFERRED if v in values), next(iter(values), "value"))
        return PLAIN.get(item.range.removeprefix(XSD)) or _text(sheet, item)
    if target.identity in WRITTEN_ALONE:
        usual = _usual(sheet.vocabulary, target)
        return _fact(sheet, usual) if target.identity == "byId" else _name(sheet, usual)
    if target.identity == "byValue":
        return DAY
    if target.identity == "evidence":
        return "p4 narrative" if target.form else _node(sheet, target)
    return _node(sheet, target, keep - 1) if keep else "..."


def _text(sheet: Sheet, item: Property) -> str:
    """Return a text: the ontology's own example where it is a word or two."""
    said = notes(sheet.vocabulary.ontology, item.iri.value, EXAMPLE)
    short = [text.rstrip(".") for text in said if len(text.split()) < LONG]
    return short[0] if short else f"{item.label or item.key} in words"


def _fact(sheet: Sheet, cls: Class) -> str:
    """Return the id of a fact of a class, which is made if it is not there."""
    name = f"my-{cls.label.replace(' ', '-').casefold() or cls.name.casefold()}"
    if name not in sheet.facts:
        entry: Entry = {"type": cls.name, "id": name}
        sheet.facts[name] = entry
        entry.update(_node(sheet, cls))
        if "evidence" in cls.keys:
            entry.setdefault("evidence", _value(sheet, cls.keys["evidence"], 1))
        for above, key in ALSO.items():
            kin = sheet.vocabulary.ontology.classes.get(above)
            if kin is not None and cls.is_a(kin.iri) and key in cls.keys:
                inner = sheet.vocabulary.ontology.by_iri[cls.keys[key].range]
                entry[key] = [_node(sheet, inner), _node(sheet, inner)]
    return name


def _usual(vocabulary: Vocabulary, target: Class) -> Class:
    """Return the class that is shown where any below another will do."""
    known = (vocabulary.ontology.classes.get(name) for name in USUAL)
    return next((cls for cls in known if cls is not None and cls.is_a(target.iri)), target)


def _name(sheet: Sheet, cls: Class) -> str:
    """Return the name of an entry of a class that is made here."""
    kin = [NAMES[name] for name in NAMES if name == cls.name]
    offered = [*(kin[0] if kin else ()), f"Example {cls.label or cls.name}"]
    offered += [f"{offered[-1]} {number}" for number in range(2, len(sheet.declared) + 3)]
    name = next(n for n in offered if n not in sheet.declared)
    entry: Entry = {"type": cls.name}
    sheet.declared[name] = (cls, entry)
    entry.update(_node(sheet, cls))
    entry["name"] = name
    if name in CODES and "iso" in entry:
        entry["iso"] = CODES[name]
    return name


def _source(vocabulary: Vocabulary) -> Entry:
    ways = vocabulary.ontology.having("bySource")
    keys = {"id", *(key for cls in ways.values() for key in cls.keys)}
    return {key: value for key, value in SOURCE.items() if key in keys}


def _file(sheet: Sheet) -> str:
    """Return the whole file: the source, who is declared, the facts."""
    parts: Entry = {"source": _source(sheet.vocabulary)}
    places = sheet.vocabulary.ontology.classes.get("Place")
    for head in ("actors", "places"):
        declared = [
            entry for cls, entry in sheet.declared.values()
            if (places is not None and cls.is_a(places.iri)) == (head == "places")
        ]  # fmt: skip
        if declared:
            parts[head] = declared
    if sheet.facts:
        parts["facts"] = list(sheet.facts.values())
    return write_yaml(parts)
