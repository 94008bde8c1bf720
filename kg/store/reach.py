"""Whether a query could meet a triple that it does not name.

The engine looks a pattern up once in the union of all graphs, but once a graph
where graphs are listed, which is what hiding one takes. What says where facts
stand in files has predicates of its own, so a query that names its predicates,
and not those, gives the same rows either way. In doubt the answer is yes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING

from kg.store.policy import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Collection

HEADS = frozenset(
    {"select", "describe", "ask", "construct", "where", "from", "named", "prefix", "base"}
    | {"group", "order", "having", "limit", "offset", "values", "by"}
)
"""Words up to whose brace no triple stands."""
PARTS = frozenset({".", "optional", "union", "minus", "graph"})
"""What ends a triple."""
CONSTRAINTS = frozenset({"filter", "bind"})
OPENING = {"(": ")", "{": "}", "[": "]"}
_ZERO = frozenset({"*", "?"})


@dataclass(slots=True)
class _Walk:
    """Where one is in the triples of a query, and what was met on the way.

    `state` is what comes next: a subject, a verb, more of it, an object, the
    rest of it; or a head or a constraint, in which variables are no terms.
    """

    state: str = "head"
    left: list[tuple[str, str]] = field(default_factory=list)
    open_verb: bool = False
    subject: str = ""
    zero: bool = False
    met: Counter[str] = field(default_factory=Counter)
    zero_ends: list[tuple[str, str]] = field(default_factory=list)


def reaches(sparql: str, predicates: Collection[str]) -> bool:
    """Tell whether a query could meet a triple with one of these predicates.

    It could where it names one, or where a variable, a negation or `DESCRIBE`
    stands for any, or where a path of no length leads from any node to itself.
    """
    walk = _Walk()
    ends = [iri.rpartition("#")[2] for iri in predicates]
    found = list(tokens(sparql))
    for token, after in zip_longest(found, found[1:]):
        if _names(token, ends) or _negates(token, after):
            return True
        _step(walk, token)
        if walk.open_verb:
            return True
    return any(not walk.met[one] and not walk.met[other] for one, other in walk.zero_ends)


def _names(token: Token, ends: list[str]) -> bool:
    """Tell whether a token may be one of the predicates, or the beginning of one as a prefix."""
    text = token.text
    if token.kind == "name":
        return "\\" in text or text.partition(":")[2] in ends
    if token.kind == "iri":
        local = text[1:-1].rpartition("#")[2] if "#" in text else ""
        return "\\" in text or (bool(local) and any(end.startswith(local) for end in ends))
    return text in {"<<", "\\"} or (token.kind == "word" and text.lower() == "describe")


def _negates(token: Token, after: Token | None) -> bool:
    if token.text != "!" or after is None:
        return False
    return after.kind in {"name", "iri"} or after.text in {"(", "^", "a"}


def _step(walk: _Walk, token: Token) -> None:
    """Pass one token."""
    word = token.text.lower() if token.kind in {"word", "mark"} else ""
    if word in OPENING:
        _open(walk, word)
    elif word in OPENING.values():
        _close(walk, word)
    elif walk.left and walk.left[-1][0] == "(":
        return
    elif word in CONSTRAINTS:
        walk.state = "constraint"
    elif word in HEADS:
        walk.state = "head"
    elif walk.state not in {"head", "constraint"}:
        _pass_term(walk, token, word)


def _open(walk: _Walk, mark: str) -> None:
    walk.left.append((mark, walk.state))
    if mark == "{":
        walk.state = "subject"
    elif mark == "[":
        walk.subject, walk.state = "", "verb"


def _close(walk: _Walk, mark: str) -> None:
    """Leave brackets: behind a group, comes a subject; behind other ones, what follows a term."""
    opened, state = walk.left.pop() if walk.left else ("", "subject")
    if OPENING.get(opened) != mark or mark == "}" or state == "constraint":
        walk.state = "subject"
    elif state in {"subject", "verb", "object"}:
        walk.state = {"subject": "verb", "verb": "path", "object": "rest"}[state]
        if state == "subject":
            walk.subject = ""
    else:
        walk.state = state
    if mark == ")" and walk.left and walk.left[-1][0] == "(":
        walk.state = "head"


def _pass_term(walk: _Walk, token: Token, word: str) -> None:
    """Pass a token of a triple."""
    if word in PARTS:
        walk.state = "subject"
    elif word == ";":
        walk.state, walk.zero = "verb", False
    elif walk.state == "subject":
        walk.subject, walk.state, walk.zero = token.text, "verb", False
    elif walk.state == "verb":
        walk.open_verb = token.kind == "variable"
        walk.state = "verb" if word == "^" else "path"
    elif walk.state == "path" and word in {"/", "|"}:
        walk.state = "verb"
    elif walk.state == "path" and word in {"*", "?", "+"}:
        walk.zero |= word in _ZERO
    elif walk.state in {"path", "object"}:
        walk.state, ends = "rest", (walk.subject, token.text)
        if walk.zero and all(end[:1] in {"?", "$"} for end in ends):
            walk.zero_ends.append(ends)
        else:
            walk.met.update(ends)
    elif word == ",":
        walk.state = "object"
