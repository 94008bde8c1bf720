"""Rules as they are written: the properties that they look at and tell, what they are asked of.

A rule is a SPARQL CONSTRUCT over the union of all graphs. Its text is read
here only as far as it says where asking it again may tell something new.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from kg.terms import OWL, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from pyoxigraph import Literal, Quad

    Pair = tuple[NamedNode, NamedNode | Literal]

ASKED = 250
"""Nodes that a rule is asked of at once; with a thousand the engine reads whole tables instead."""

FOCUS = re.compile(r"VALUES (?P<names>\?\w+) \{ UNDEF \}")
PAIRS = re.compile(r"VALUES (?P<names>\(\?\w+ \?\w+\)) \{ \(UNDEF UNDEF\) \}")
OF_ONE = re.compile(
    r"\{\s*SELECT DISTINCT[^{}]*\{"
    r"\s*VALUES (?:\?\w+ \{ UNDEF \}|\(\?\w+ \?\w+\) \{ \(UNDEF UNDEF\) \})([^{}]*)\}\s*\}"
)
"""A sub-select of what a rule looks at beside the ontology, asked of a node or a pair."""
ONE = re.compile(r"\s*(\?\w+)\s+(\?\w+|a|<[^<>\s]+>|\w*:\w+)\s+(\?\w+)\s*\.?\s*")
TOKEN = re.compile(r"<[^<>\s]*>|\?\w+|\w*:[\w-]+|\w+|\S")
BELOW = NamedNode(f"{RDFS}subClassOf")
PLAIN = frozenset({"{", "}", ".", ";", ",", "+", "UNION", "a"})
"""What a plain pattern of the ontology's own terms holds beside names and variables."""
TEMPLATE = re.compile(r"CONSTRUCT\s*\{([^}]*)\}")
WORD = re.compile(r"<[^>]*>|[.;,](?=\s|$)|[^\s;,]+")
WHOLE = re.compile(r"<([^<>\s]+)>")
NEXT = {".": 0, ";": 1, ",": 2}
SELECT = re.compile(r"SELECT[^{]*", re.IGNORECASE)
ANY_PROPERTY = re.compile(
    r"[\w>;]\s+\?\w+\s+(?!(?:FILTER|OPTIONAL|BIND|VALUES|MINUS|GRAPH)\b)[\w?<\"':]", re.IGNORECASE
)
ANY_BUT = re.compile(r"!\s*(?:[<^(]|\w*:|a\b)")
"""A negated property set, or a condition that is negated."""
SEVERAL = re.compile(
    r"^[^#\n]*\b(?:GRAPH|COUNT|SUM|AVG|GROUP_CONCAT)\b", re.IGNORECASE | re.MULTILINE
)
"""What tells a triple that several graphs state from one that one does."""
NAME = r"(?:\w*:[\w-]++(?:\.[\w-]++)*+|<[^<>\s]++>)"
OF_KIND = re.compile(rf"(?<=\s)a\s++{NAME}(?!\s*,)")
"""That a thing is of one class, which is named."""
OF_KIND_BELOW = re.compile(rf"(?<=\s)a/({NAME})\*\s+({NAME})(?!\s*,)")
"""That a thing is of one class, which is named, or of one from which a path leads there."""
ANY_KIND = re.compile(r"(?<![\w:?$<-])a(?![\w:>-])")
COMMENT = re.compile(r"^\s*#.*", re.MULTILINE)
PREFIX = re.compile(r"PREFIX\s+(\w*):\s*<([^>]*)>", re.IGNORECASE)
PREFIXED = re.compile(r"(?<![\w?<])(\w*):([\w-]+(?:\.[\w-]+)*)")


@dataclass(frozen=True, slots=True)
class Rule:
    """A SPARQL CONSTRUCT, the graph that it fills, and where it can be asked of a few nodes only.

    A rule says `VALUES ?a { UNDEF }` of the node that its triples start from, and
    `VALUES (?a ?b) { (UNDEF UNDEF) }` where one triple about two nodes is all
    that a triple about these two comes from. `concludes` are the properties of its
    triples and `reads` those that it looks at, with the classes that it names, empty
    where they are any; with `of_any_kind`, classes that it does not name matter too.
    """

    graph: NamedNode
    text: str
    of_pairs: bool
    concludes: frozenset[NamedNode]
    reads: frozenset[NamedNode]
    of_any_kind: bool

    def asked_of_all(self) -> str:
        """Return the rule for all that there is, with no sub-select of every pair."""
        if self.of_pairs or one_statement(self.text) is not None:
            return OF_ONE.sub(r"{\1}", self.text)
        return FOCUS.sub("", self.text)

    def counts_statements(self) -> bool:
        """Return whether it may matter to the rule how many graphs state a triple, or which."""
        return SEVERAL.search(self.text) is not None

    def is_touched_by(self, told: Collection[NamedNode]) -> bool:
        """Return whether the rule may tell more once there are more triples.

        `told` are their properties, and the classes that they say things to be of.
        """
        if not told or not self.reads:
            return bool(told)
        return any(one in self.reads and (self.of_any_kind or one != RDF_TYPE) for one in told)

    def asked_of(self, nodes: Collection[NamedNode], pairs: Collection[Pair]) -> Iterator[str]:
        """Yield the rule for some nodes and pairs, a part of them at a time."""
        focus, told = (PAIRS, map(_paired, pairs)) if self.of_pairs else (FOCUS, map(str, nodes))
        if not focus.search(self.text):
            yield self.text
            return
        values = sorted(told)
        for at in range(0, len(values), ASKED):
            some = " ".join(values[at : at + ASKED])
            yield focus.sub(partial(_filled, some), self.text)


def _paired(pair: Pair) -> str:
    return f"({pair[0]} {pair[1]})"


def _filled(values: str, found: re.Match[str]) -> str:
    return f"VALUES {found['names']} {{ {values} }}"


def read_rules(rules: Mapping[NamedNode, Sequence[str]]) -> list[Rule]:
    """Return rules, given as texts by the graph that they fill."""
    return [
        Rule(
            graph,
            text,
            PAIRS.search(text) is not None,
            _concluded(text),
            _looked_at(text),
            _is_of_any_kind(text),
        )
        for graph, texts in rules.items()
        for text in texts
    ]


def one_statement(text: str) -> str | None:
    """Return the verb of the one statement that a rule looks at beside the ontology.

    It is a variable, or an IRI as N-Triples has it; None where a rule looks at more.
    Such a rule has that statement in a sub-select, and beside it plain patterns in
    the terms of RDFS and OWL on the verb that is a variable, or else on the object:
    `?kind rdfs:subClassOf+ ?above { SELECT DISTINCT ?a ?kind { VALUES ?a { UNDEF } ?a a ?kind } }`.
    """
    body = _pattern(text)
    selects = OF_ONE.findall(body)
    told = ONE.fullmatch(selects[0]) if len(selects) == 1 else None
    rest = TOKEN.findall(OF_ONE.sub("", body))
    if told is None or not _is_of_ontology(text, rest):
        return None
    subject, verb, value = told.groups()
    ends, key = ({subject, value}, verb) if verb.startswith("?") else ({subject}, value)
    if key not in rest or not ends.isdisjoint(rest) or subject == value or verb in ends:
        return None
    return verb if verb.startswith("?") else next(map(str, _named(text, verb)), None)


def _pattern(text: str) -> str:
    """Return what a rule asks: its text without comments, prefixes, and what it tells."""
    return TEMPLATE.sub("", PREFIX.sub("", COMMENT.sub("", text))).strip().removeprefix("WHERE")


def _is_of_ontology(text: str, tokens: Sequence[str]) -> bool:
    """Return whether a pattern is plain and of the terms of RDFS and OWL alone."""
    for word, after in pairwise((*tokens, "")):
        if word not in PLAIN and not word.startswith("?"):
            named = _named(text, word)
            if not named or not all(one.value.startswith((RDFS, OWL)) for one in named):
                return False
        if word == "a" and (after in PLAIN or after.startswith("?")):
            return False
    return True


def _concluded(text: str) -> frozenset[NamedNode]:
    """Return the properties of a rule's triples; none where one is a variable."""
    template, spot, verbs = TEMPLATE.search(text), 0, []
    for word in WORD.findall(template[1]) if template else ():
        if word in NEXT:
            spot = NEXT[word]
            continue
        if spot == 1:
            verbs.append(word)
        spot += 1
    named = [_named(text, verb) for verb in verbs]
    return frozenset().union(*named) if all(named) else frozenset()


def looked_at(rules: Collection[Rule]) -> frozenset[NamedNode] | None:
    """Return the properties whose triples matter to rules, and the classes; None for any."""
    if not all(rule.reads and rule.concludes for rule in rules):
        return None
    return frozenset[NamedNode]().union(*(rule.reads | rule.concludes for rule in rules))


def kinds_looked_at(rules: Iterable[Rule], ontology: Iterable[Quad]) -> frozenset[NamedNode] | None:
    """Return the classes of which it matters to rules what is of them; None for any."""
    named, above = set[NamedNode](), set[NamedNode]()
    for text in (rule.text for rule in rules):
        told, pattern = " ".join(TEMPLATE.findall(text)), _pattern(text)
        paths = OF_KIND_BELOW.findall(pattern)
        rest = f"{OF_KIND_BELOW.sub('', OF_KIND.sub('', pattern))} {OF_KIND.sub('', told)}"
        if ANY_KIND.search(rest) or RDF_TYPE in _named(text, rest):
            return None
        if any(_named(text, path) != {BELOW} for path, _ in paths):
            return None
        named |= _named(text, " ".join(OF_KIND.findall(f"{pattern} {told}")))
        above |= _named(text, " ".join(kind for _, kind in paths))
    less = [(q.subject, q.object) for q in ontology if q.predicate == BELOW]
    while more := {one for one, other in less if other in above} - above:
        above |= {one for one in more if isinstance(one, NamedNode)}
    return frozenset(named | above)


def spoken_by(rules: Iterable[Rule]) -> frozenset[NamedNode]:
    """Return the IRIs that rules about nodes name; none where one speaks of any property."""
    texts = [rule.text for rule in rules if not rule.of_pairs]
    if any(map(_looks_at_any, texts)):
        return frozenset()
    return frozenset({RDF_TYPE}).union(*(_named(text, PREFIX.sub("", text)) for text in texts))


def _looked_at(text: str) -> frozenset[NamedNode]:
    """Return the IRIs that the pattern of a rule names; none where it may be any property."""
    if _looks_at_any(text):
        return frozenset()
    return frozenset({RDF_TYPE}) | _named(text, TEMPLATE.sub("", PREFIX.sub("", text)))


def _is_of_any_kind(text: str) -> bool:
    """Return whether the pattern of a rule asks what things are, and not if they are of a class."""
    plain = OF_KIND.sub("", _pattern(text))
    return bool(ANY_KIND.search(plain)) or RDF_TYPE in _named(text, plain)


def _looks_at_any(text: str) -> bool:
    plain = SELECT.sub("", FOCUS.sub("", PAIRS.sub("", text)))
    return any(pattern.search(plain) for pattern in (ANY_PROPERTY, ANY_BUT))


def _named(text: str, part: str) -> frozenset[NamedNode]:
    """Return the IRIs that a part of a rule's text names; `a` is one where it stands alone."""
    if part == "a":
        return frozenset({RDF_TYPE})
    prefixes = dict(PREFIX.findall(text))
    short = {prefixes[p] + n for p, n in PREFIXED.findall(part) if p in prefixes}
    return frozenset(map(NamedNode, short | set(WHOLE.findall(part))))
