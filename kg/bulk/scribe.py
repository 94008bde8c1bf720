"""One source in plain values -> its statements, as the mapper of `kg.triples` makes them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kg.bulk.kinds import INTEGER, TYPED, Key, Kind, Kinds, quoted, spelled_out
from kg.bulk.lines import Plain, Unusual
from kg.evidence import NotFound, check_span, find_quote, folded
from kg.sources import CHARS
from kg.terms import ONTOLOGY, closed, encode, hashed, slug
from kg.triples import FACT_ID, PASSAGE_KEYS, RESERVED, implied

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.bulk.whom import Whom
    from kg.evidence import Text
    from kg.ontology import Class

Own = dict[tuple[Key, str], None]

IN_DOCUMENT, AT_PASSAGE = f"{ONTOLOGY}inDocument", f"{ONTOLOGY}atPassage"
PLACE = tuple(f" <{ONTOLOGY}{name}> " for name in ("paragraph", "charStart", "charEnd"))
"""The verbs of where a passage stands."""


@dataclass(slots=True)
class Scribe:
    """Writes down what one source says, a statement an entry, each once.

    `nodes` are the things that it describes, by the line that first does;
    `references` are facts and tenures that it must itself describe, or a
    register, and `away` the facts of other sources that it speaks of.
    """

    kinds: Kinds
    whom: Whom
    source_id: str
    text: Text | None = None
    line: int = 0
    statements: dict[str, None] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    references: list[str] = field(default_factory=list)
    away: dict[str, None] = field(default_factory=dict)
    document: str = ""
    fact: str = ""
    passage: str = ""

    def __post_init__(self) -> None:
        """Make the source's own IRIs, of facts and passages as far as they are the same."""
        names = self.kinds.names
        self.document = str(names.document(self.source_id))
        self.fact = str(names.fact(self.source_id, "x"))[:-2]
        self.passage = str(names.iri("passage", f"{self.source_id}.p0"))[:-2]

    # -- nodes ------------------------------------------------------------------------

    def node(
        self,
        kind: Kind,
        node: Plain,
        parent: str | None,
        link: Key | None,
        known: Iterable[tuple[Key, str]] = (),
        iri: str = "",
    ) -> str:
        """Write a node of a class and its parts; return its IRI, in angle brackets."""
        if not isinstance(node, dict):
            raise Unusual
        kind, own, nested = self._read(kind, node, known)
        iri = iri or self._identity(kind, node, own, parent, link)
        self.nodes.setdefault(iri, self.line)
        told = self.statements
        told[iri + kind.typed] = None
        for key, value in own:
            told[f"{iri}{key.verb}{value}"] = None
        for key, value in nested:
            self._parts(iri, key, value, own)
        return iri

    def _read(
        self, kind: Kind, node: Plain, known: Iterable[tuple[Key, str]]
    ) -> tuple[Kind, Own, list[tuple[Key, Any]]]:
        """Return a node's class, its values, and its parts as they are written."""
        if "type" in node:
            kind = self.kinds.narrowed(kind, node["type"])
        own: Own = dict.fromkeys(known)
        nested = []
        for name, value in node.items():
            key = kind.keys.get(name)
            if key is None:
                if name not in RESERVED:
                    raise Unusual
            elif key.child:
                nested.append((key, value))
            elif isinstance(value, list):
                self._list(key, value, own)
            else:
                own[key, key.read(self, value)] = None
        for pair in self._implied(kind, tuple([key for key, _ in own])):
            own[pair] = None
        return kind, own, nested

    def _list(self, key: Key, values: list[Any], own: Own) -> None:
        for value in values:
            if isinstance(value, list):
                self._list(key, value, own)
            else:
                own[key, key.read(self, value)] = None

    def _implied(self, kind: Kind, given: tuple[Key, ...]) -> tuple[tuple[Key, str], ...]:
        known = kind.implied.get(given)
        if known is None:
            found = implied(self.kinds.ontology, kind.cls, [key.item for key in given])
            known = tuple((kind.keys[item.key], str(value)) for item, value in found.items())
            kind.implied[given] = known
        return known

    def _identity(
        self, kind: Kind, node: Plain, own: Own, parent: str | None, link: Key | None
    ) -> str:
        cls = kind.cls
        if cls.identity == "byId":
            return self._fact(kind, node, own)
        if cls.identity == "bySlug":
            parts = {key.iri: value for key, value in own}
            slugs = (_slug(parts[iri]) for iri in cls.identified_by if iri in parts)
            return str(self.kinds.names.iri(cls.prefix, ".".join(slugs)))
        base = kind.base
        if cls.identity not in {"byKeys", "evidence"}:
            return f"{base}{_digest(kind, own)}>"
        above, by = link.item.writes.value if link and link.item.writes else "", cls.identified_by
        said = [(k, value) for k, value in own if k.iri in by and k.iri != above]
        anchor = encode(f"{_local(parent)}.0")[:-1] if parent else ""
        return f"{base}{anchor}{_digest(kind, said)}>"

    def _fact(self, kind: Kind, node: Plain, own: Own) -> str:
        written = node.get("id")
        if written is None:
            return f"{self.fact}{_digest(kind, own)}>"
        if not isinstance(written, str) or not FACT_ID.fullmatch(written):
            raise Unusual
        iri = f"{self.fact}{written}>"
        if iri in self.nodes:
            raise Unusual
        return iri

    # -- parts ------------------------------------------------------------------------

    def _parts(self, parent: str, key: Key, value: Any, own: Own) -> None:  # noqa: ANN401 - JSON
        kind = key.kind
        if kind is None:
            raise Unusual
        for order, part in enumerate(value if isinstance(value, list) else (value,), start=1):
            spelled = spelled_out(kind, part) if isinstance(part, str) else part
            child = self._part(parent, key, kind, spelled, own, order)
            if key.back:
                self.statements[f"{child}{key.back}{parent}"] = None
            else:
                self.statements[f"{parent}{key.verb}{child}"] = None

    def _part(self, parent: str, key: Key, kind: Kind, part: Plain, own: Own, order: int) -> str:
        if not isinstance(part, dict):
            raise Unusual
        if kind.cls.identity == "evidence":
            return self._report(parent, kind, part)
        if key.item.inherits is not None:
            return self._mention(key, kind, part, own)
        known: list[tuple[Key, str]] = []
        if key.item.ordered_by is not None:
            known = [(kind.loader_key(key.item.ordered_by.value), f'"{order}"{INTEGER}')]
        return self.node(kind, part, parent, key, known)

    def _mention(self, key: Key, kind: Kind, part: Plain, own: Own) -> str:
        """Return the IRI of a node that is described elsewhere; write nothing of it."""
        above = key.item.inherits[1] if key.item.inherits else ""
        anchors = [value for inner, value in own if inner.item.key == above]
        if len(anchors) != 1:
            raise Unusual
        kept = self.statements, self.nodes
        self.statements, self.nodes = {}, {}
        iri = self.node(kind, part, anchors[0], None)
        self.statements, self.nodes = kept
        self.references.append(iri)
        return iri

    # -- evidence -----------------------------------------------------------------------

    def _report(self, parent: str, kind: Kind, part: Plain) -> str:
        passage = self._passage(part)
        rest = {name: value for name, value in part.items() if name not in PASSAGE_KEYS}
        known = [
            (kind.loader_key(IN_DOCUMENT), self.document),
            (kind.loader_key(AT_PASSAGE), passage),
        ]
        return self.node(kind, rest, parent, None, known)

    def _passage(self, part: Plain) -> str:
        words, number, chars = (part.get(name, "") for name in ("quote", "paragraph", "chars"))
        span = CHARS.fullmatch(chars) if isinstance(chars, str) else None
        if not isinstance(words, str) or not isinstance(number, str):
            raise Unusual
        if (number and not number.isdecimal()) or (chars and not span):
            raise Unusual
        place = (int(number) if number else None, *map(int, span.groups() if span else ()))
        if words:
            return self._quotation(words, place)
        if place[0] is None:
            raise Unusual
        if self.text is not None and (span or self.text.paragraph(place[0]) is None):
            start, end = (*place[1:], 0, 0)[:2]
            if isinstance(check_span(self.text, place[0], start or 0, end or 0), NotFound):
                raise Unusual
        shown = f".{place[1]}-{place[2]}" if span else ""
        return self._place(f"{self.passage}{place[0]}{shown}>", "Passage", place)

    def _quotation(self, words: str, place: tuple[int | None, ...]) -> str:
        exact = words
        if self.text is not None:
            chars = (place[1] or 0, place[2] or 0) if place[1:] else None
            found = find_quote(self.text, words, place[0], chars)
            if isinstance(found, NotFound):
                raise Unusual
            place, exact = (found.paragraph, found.start, found.end), found.words
        stands_in = "" if place[0] is None else str(place[0])
        names = self.kinds.names
        iri = str(names.quotation(self.source_id, folded(exact), stands_in))
        self.statements[f"{iri} <{ONTOLOGY}exactText> {quoted(exact)}"] = None
        return self._place(iri, "Quotation", place)

    def _place(self, iri: str, kind: str, place: tuple[int | None, ...]) -> str:
        told = self.statements
        self.nodes.setdefault(iri, self.line)
        told[f"{iri}{TYPED}<{ONTOLOGY}{kind}>"] = None
        told[f"{iri} <{ONTOLOGY}passageOf> {self.document}"] = None
        for verb, value in zip(PLACE, place, strict=False):
            if value is not None:
                told[f'{iri}{verb}"{value}"{INTEGER}'] = None
        return iri

    # -- values that are nodes ------------------------------------------------------------

    def named(self, name: object, wanted: str, *, loose: bool) -> str:
        """Return who bears a name among nodes of a class."""
        if not isinstance(name, str):
            raise Unusual
        return self.whom.named(name, wanted, self.line, loose=loose)

    def time(self, cls: Class, text: str) -> str:
        """Return the node of a date, and write what it is."""
        iri, told = self.kinds.time(cls, text)
        if iri not in self.nodes:
            self.nodes[iri] = self.line
            self.statements.update(dict.fromkeys(told))
        return iri

    def refer(self, text: str) -> str:
        """Return the fact that an id names."""
        source, mark, fact = text.rpartition("#")
        if not FACT_ID.fullmatch(fact) or (mark and not source):
            raise Unusual
        if not source:
            self.references.append(f"{self.fact}{fact}>")
            return self.references[-1]
        iri = str(self.kinds.names.fact(source, fact))
        self.away[iri] = None
        return iri


def _local(iri: str) -> str:
    return iri[iri.rfind("/") + 1 : -1]


def _slug(term: str) -> str:
    if term.startswith("<"):
        return _local(term)
    if "\\" in term or not term.endswith('"'):
        raise Unusual
    return slug(term[1:-1])


def _digest(kind: Kind, said: Iterable[tuple[Key, str]]) -> str:
    """Return the digest of a class and values, in their order, as `kg.terms.digest` makes it."""
    parts = [f"{key.closed}{closed(value)}" for key, value in sorted(said, key=_order)]
    return hashed(f"{kind.closed}{''.join(parts)}")


def _order(said: tuple[Key, str]) -> tuple[str, str]:
    return said[0].iri, said[1]
