"""The ontology compiled for speed: what each key of each class does with a value.

The same as `kg.triples` does, on plain values and with text for terms: a term
is its N-Triples form. Whatever is not plainly right is `Unusual`, and told by
the long way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pyoxigraph import Literal, NamedNode

from kg.bulk.lines import Plain, Unusual
from kg.edtf import parse_edtf
from kg.lexical import FORMS, literal
from kg.ontology import CONCEPT, Class, Ontology, Property
from kg.terms import ONTOLOGY, RDF_TYPE, SKOS, VOCAB, XSD, Names, closed
from kg.triples import FACT_ID, is_child

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.bulk.scribe import Scribe

SCHEME = f"{SKOS}ConceptScheme"
TYPED = f" {RDF_TYPE} "
INTEGER = f"^^<{XSD}integer>"


@dataclass(eq=False, slots=True)
class Key:
    """A key of a class: the property that it writes, and how a value of it becomes a term.

    `kind` is the class of its nodes, where it has any; `back` is what a part
    writes to the node it belongs to.
    """

    item: Property
    iri: str
    verb: str
    child: bool = False
    back: str = ""
    kind: Kind | None = None
    read: Callable[[Scribe, Any], str] = lambda _, value: str(value)
    closed: str = field(init=False)

    def __post_init__(self) -> None:
        """Make what its IRI is in a digest."""
        self.closed = closed(self.iri)


@dataclass(eq=False, slots=True)
class Kind:
    """A class with its keys, compiled; `own` are the keys that only the loader writes.

    The IRIs of its nodes start with `base`, and `closed` is what it is in their digests.
    """

    cls: Class
    typed: str
    base: str
    closed: str
    keys: dict[str, Key] = field(default_factory=dict)
    own: dict[str, Key] = field(default_factory=dict)
    implied: dict[tuple[Key, ...], tuple[tuple[Key, str], ...]] = field(default_factory=dict)

    def loader_key(self, iri: str) -> Key:
        """Return the key of a property that no file writes."""
        if iri not in self.own:
            item = Property(iri=NamedNode(iri), key="", domain=self.cls.iri, range=f"{XSD}integer")
            self.own[iri] = Key(item, iri, f" <{iri}> ")
        return self.own[iri]


class Kinds:
    """All classes of an ontology, each compiled when it is first asked for."""

    def __init__(self, ontology: Ontology, names: Names) -> None:
        """Compile nothing yet."""
        self.ontology, self.names = ontology, names
        self.facts = ontology.having("byId")
        self._kinds: dict[str, Kind] = {}
        self._narrowed: dict[tuple[str, str], Kind] = {}
        self.times: dict[str, tuple[str, tuple[str, ...]]] = {}

    def of(self, cls: Class) -> Kind:
        """Return a class, compiled."""
        kind = self._kinds.get(cls.iri)
        if kind is None:
            base = f"<{self.names.id_base}{cls.prefix}/"
            kind = Kind(cls, f"{TYPED}<{cls.iri}>", base, closed(cls.iri))
            self._kinds[cls.iri] = kind
            kind.keys |= {name: self._key(item) for name, item in cls.keys.items()}
        return kind

    def narrowed(self, kind: Kind, name: str) -> Kind:
        """Return the class that a node says to be of, where one of `kind` is expected."""
        asked = kind.cls.iri, name
        if asked not in self._narrowed:
            cls = self.ontology.classes.get(name)
            if cls is None or not cls.is_a(kind.cls.iri):
                raise Unusual
            self._narrowed[asked] = self.of(cls)
        return self._narrowed[asked]

    def time(self, cls: Class, text: str) -> tuple[str, tuple[str, ...]]:
        """Return the IRI of a date's node, and what is stated of it."""
        known = self.times.get(text)
        if known is None:
            known = self.times[text] = self._time(cls, text)
        return known

    def _time(self, cls: Class, text: str) -> tuple[str, tuple[str, ...]]:
        try:
            span = parse_edtf(text)
        except ValueError:
            raise Unusual from None
        iri = str(self.names.iri(cls.prefix, span.edtf))
        told = [f"{iri}{TYPED}<{cls.iri}>", f"{iri} <{ONTOLOGY}edtf> {quoted(span.edtf)}"]
        for name, day in (("earliest", span.earliest), ("latest", span.latest)):
            if day is not None:
                told.append(f'{iri} <{ONTOLOGY}{name}> "{day.isoformat()}"^^<{XSD}date>')
        return iri, tuple(told)

    # -- keys ---------------------------------------------------------------------------

    def _key(self, item: Property) -> Key:
        child = is_child(self.ontology, item)
        back = f" {item.writes} " if item.writes is not None else ""
        key = Key(item, item.iri.value, f" {item.iri} ", child, back)
        cls = self.ontology.by_iri.get(item.range)
        if cls is not None:
            key.kind = self.of(cls)
        if not child:
            key.read = self._coded_or_literal(item) if cls is None else self._node(key, key.kind)
        return key

    def _coded_or_literal(self, item: Property) -> Callable[[Scribe, Any], str]:
        if item.range == CONCEPT:
            scheme = self.ontology.schemes.get(item.scheme, {})
            table = {value: str(concept.iri) for value, concept in scheme.items()}
            return lambda _, value: _listed(table, value)
        if item.range == SCHEME:
            return lambda _, value: _scheme(value)
        if item.range.removeprefix(XSD) in FORMS:
            return lambda _, value: _typed(_text(value), item.range)
        return lambda _, value: quoted(value)

    def _node(self, key: Key, kind: Kind | None) -> Callable[[Scribe, Any], str]:
        if kind is None:
            raise Unusual
        cls = kind.cls
        if cls.identity == "byName":
            return lambda scribe, value: scribe.named(value, cls.iri, loose=key.item.loose)

        def read(scribe: Scribe, value: Any) -> str:  # noqa: ANN401 - what JSON may hold
            if isinstance(value, str):
                if cls.identity == "byValue":
                    return scribe.time(cls, value)
                if cls.identity == "byId":
                    return scribe.refer(value)
                value = spelled_out(kind, value)
            return scribe.node(kind, value, None, key)

        return read


def _listed(table: dict[str, str], value: object) -> str:
    try:
        return table[value]  # type: ignore[index]
    except (KeyError, TypeError):
        raise Unusual from None


def _scheme(value: object) -> str:
    if not FACT_ID.fullmatch(_text(value)):
        raise Unusual
    return f"<{VOCAB}{value}>"


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Unusual
    return value


@lru_cache(maxsize=1 << 16)
def _typed(value: str, datatype: str) -> str:
    try:
        return str(literal(value, datatype))
    except ValueError:
        raise Unusual from None


def quoted(text: object) -> str:
    r"""Return a text as a plain literal.

    >>> print(quoted('a "b"'))
    "a \"b\""
    """
    written = _text(text)
    if '"' in written or "\\" in written or not written.isprintable():
        return str(Literal(written))
    return f'"{written}"'


def spelled_out(kind: Kind, text: str) -> Plain:
    """Return the mapping that a text is short for, by the form or the shorthand of its class."""
    cls = kind.cls
    if cls.form is not None:
        match = cls.form.fullmatch(text)
        if match:
            return {k.replace("_", "-"): v for k, v in match.groupdict().items() if v}
    for name, key in kind.keys.items():
        if key.iri == cls.shorthand:
            return {name: text}
    raise Unusual
