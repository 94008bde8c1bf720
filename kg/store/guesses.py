"""What was probably meant by a token of a query that does not fit."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from kg.store.policy import Token

_WORDS = """
    ABS ADJUST AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS
    COUNT DATATYPE DAY DESC DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FILTER FLOOR FROM GRAPH GROUP
    GROUP_CONCAT HAVING HOURS IF IN IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES
    LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW OFFSET OPTIONAL ORDER PREFIX RAND
    REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SHA1 SHA256 SHA384 SHA512
    STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM TIMEZONE TZ
    UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
"""
KEYWORDS = frozenset(_WORDS.split())
"""The words of SPARQL 1.1 queries, but for SERVICE, which is refused."""
AGGREGATES = frozenset({"AVG", "COUNT", "GROUP_CONCAT", "MAX", "MIN", "SAMPLE", "SUM"})
NO_SPACE = frozenset({"COALESCE", "CONCAT"})
"""Functions that the engine reads only with their bracket right behind them."""
SPELT = {"AND": "&&", "OR": "||", "==": "=", "<>": "!="}
"""How SPARQL writes what other languages write otherwise."""
PATTERNS = ("EXISTS", "MINUS", "OPTIONAL", "UNION", "WHERE")
FOLLOWS = {
    **{word: f"a pattern stands in braces: {word} {{ ... }}" for word in PATTERNS},
    "SELECT": "name variables, or write *",
    "FILTER": "a condition stands in brackets: FILTER(...)",
    "BIND": "write BIND(... AS ?name)",
    "ORDER": "write ORDER BY",
    "GROUP": "write GROUP BY",
    "PREFIX": "a prefix ends with a colon: PREFIX name: <...>",
    "AS": "a variable begins with a question mark: AS ?name",
    "LIMIT": "give a whole number",
    "OFFSET": "give a whole number",
}
"""What has to stand behind a word."""
SEMANTIC = {
    "SELECT * is not authorized with GROUP BY": (
        "SELECT * does not go with GROUP BY",
        "name the variables, and aggregate the others",
    ),
    "SELECT overrides an existing variable": (
        "a variable of SELECT is given a value twice",
        "give another name after AS",
    ),
    "variable that is unbound": (
        "SELECT has a variable that is neither grouped by nor aggregated",
        "add it to GROUP BY, or aggregate it",
    ),
}
"""What the engine says of parts that do not go together, our words, and what to do."""
OPENING = {"(": ")", "[": "]", "{": "}"}
ENDS = frozenset({"variable", "name", "iri", "string", "number", "language"})
"""Kinds of tokens with which a triple may end."""
UNPREFIXED = "a term is written with its prefix, a variable with a question mark"
UNKNOWN = "correct the query"


def guess(found: Sequence[Token], at: int, said: str) -> str:
    """Return what to do about the token at a place; `said` are the engine's words."""
    return next(_guesses(found, at, said), UNKNOWN)


def _guesses(found: Sequence[Token], at: int, said: str) -> Iterator[str]:
    """Yield what may help, the likeliest first."""
    token, before = found[at], found[at - 1].text.upper() if at else ""
    yield from (mend for words, (_, mend) in SEMANTIC.items() if words in said)
    for written in (before + token.text, token.text.upper()):
        if written in SPELT:
            yield f"SPARQL writes {SPELT[written]}"
    if token.kind == "mark":
        yield from _about_mark(found, at)
    if token.kind == "word":
        yield from _about_word(found, at)
    if before in FOLLOWS:
        yield FOLLOWS[before]
    if token.kind == "word" and token.text.upper() not in KEYWORDS:
        yield UNPREFIXED
    opened = unclosed(found[:at])
    if opened is not None and opened.text == "{" and found[at - 1].kind in ENDS:
        yield "if the triple before it is complete, end it with a dot"


def nearest_prefix(name: str, known: Collection[str]) -> str:
    """Return what to do about a name whose prefix is not among the known."""
    prefix, _, local = name.partition(":")
    near = get_close_matches(prefix, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {near[0]}:{local}?" if near else f"declare it: PREFIX {prefix}: <...>"


def unclosed(found: Sequence[Token]) -> Token | None:
    """Return the last bracket that is open behind tokens."""
    waiting: list[Token] = []
    for token in found:
        if token.kind == "mark" and token.text in OPENING:
            waiting.append(token)
        elif token.kind == "mark" and token.text in OPENING.values() and waiting:
            waiting.pop()
    return waiting[-1] if waiting else None


def short(text: str, most: int = 32) -> str:
    """Return a text on one line, cut where it is long."""
    told = text if text.isprintable() else text.encode("unicode_escape").decode()
    return told if len(told) <= most else f"{told[:most]}..."


def _about_word(found: Sequence[Token], at: int) -> Iterator[str]:
    word, before = found[at].text.upper(), found[at - 1].text.upper() if at else ""
    if word in NO_SPACE and [token.text for token in found[at + 1 : at + 2]] == ["("]:
        yield f"write {word}( without a space between"
    if before in {"AS", "PREFIX"}:
        yield FOLLOWS[before]
    if word in AGGREGATES:
        yield f"write ({word}(...) AS ?name)"
    if word not in KEYWORDS:
        near = get_close_matches(word, sorted(KEYWORDS), n=1, cutoff=0.75)
        yield from (f"did you mean {keyword}?" for keyword in near)


def _about_mark(found: Sequence[Token], at: int) -> Iterator[str]:
    text, before = found[at].text, found[at - 1].kind if at else ""
    opened = unclosed(found[:at])
    if text == "^" and before == "string":
        yield "a datatype stands behind two of them: ^^"
    if text in OPENING.values() and opened is None:
        yield "nothing is open here; delete it"
    if opened is not None and text in {"{", "}"} and opened.text != "{":
        yield f"close the '{opened.text}' before it with '{OPENING[opened.text]}'"
    if [t.text.upper() for t in found[max(0, at - 3) : at : 2]] == ["AS", ")"]:
        yield f"{found[at - 2].text} may have a value already; give another name after AS"
    if text in {".", ";", "}"} and before in {"variable", "name", "iri"}:
        yield "a triple has a subject, a predicate and an object"
    if text == "," and before == "variable":
        yield "no comma stands between variables"
