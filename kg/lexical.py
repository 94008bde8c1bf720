"""Text of a facts file -> typed literal; a bad lexical form is refused.

The engines downstream accept `2024-02-30` as a date and rewrite `01` as `1`,
so the check is made here (XML Schema 1.1 part 2, lexical mappings).
"""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode

from kg.terms import XSD

FORMS = {
    "integer": (re.compile(r"-?(0|[1-9][0-9]*)"), "a whole number, such as 24"),
    "nonNegativeInteger": (re.compile(r"0|[1-9][0-9]*"), "a whole number from 0 up"),
    "decimal": (re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?"), "a number, such as 0.5"),
    "boolean": (re.compile(r"true|false"), "true or false"),
    "date": (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), "a day, such as 2031-05-02"),
    "anyURI": (re.compile(r"https?://[^\s<>\"{}|\\^`]+"), "a web address"),
}

FACT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
"""The form of a fact's id."""
SHOWN = 60
"""Letters of a text that an error quotes."""


def literal(text: str, datatype: str) -> Literal:
    """Return the literal of a datatype (its IRI) that a text writes.

    Raises `ValueError`, saying what is expected, where the text is none.
    """
    name = datatype.removeprefix(XSD)
    if name not in FORMS:
        return Literal(text)
    form, expected = FORMS[name]
    if not form.fullmatch(text) or not _exists(text, name):
        message = f"'{text}' is not {expected}"
        raise ValueError(message)
    return Literal(text, datatype=NamedNode(datatype))


def shown(text: str) -> str:
    r"""Return a text as an error may quote it: on one line, not long, nothing that steers.

    >>> print(shown("a\nb"))
    a\nb
    """
    kept = text if len(text) <= SHOWN else f"{text[:SHOWN]}..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in kept)


def _exists(text: str, name: str) -> bool:
    try:
        if name == "date":
            date.fromisoformat(text)
        if name == "anyURI":
            return bool(urlsplit(text).hostname)
    except ValueError:
        return False
    return True


def a(noun: str) -> str:
    """Return a noun with its indefinite article.

    >>> a("Event"), a("state")
    ('an Event', 'a state')
    """
    return f"{'an' if noun[:1].lower() in set('aeiou') else 'a'} {noun}"
