"""Regular expressions that Python, JavaScript and JSON Schema read alike (ECMA-262, flag u)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PART = "[?~%]?"
ONE_DATE = (
    f"{PART}[0-9X]{{4}}{PART}"
    f"(?:-{PART}[0-4X][0-9X]{PART}(?:-{PART}[0-3X][0-9X]{PART})?)?"
    "(?:T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:Z|[+-][0-9:]+)?)?"
)
MEMBER = rf"\s*(?:{ONE_DATE}(?:\.\.(?:{ONE_DATE})?)?|\.\.{ONE_DATE})\s*"
DATE = (
    rf"^\s*(?:{ONE_DATE}|(?:{ONE_DATE}|\.\.)?/(?:{ONE_DATE}|\.\.)?"
    rf"|\[{MEMBER}(?:,{MEMBER})*\]|\{{{MEMBER}(?:,{MEMBER})*\}})\s*$"
)
"""What an EDTF date looks like; whether the month has that day is told by `kg validate`."""
SET_MEMBER = f"^{MEMBER}$"
"""An item of the list that YAML makes of an unquoted `[a..b]`."""
GROUP = re.compile(r"\(\?P<(\w+)>")


def whole(pattern: str) -> str:
    r"""Return a pattern that must match a whole text, in the common subset.

    >>> whole(r'https?://[^\s"]+')
    '^(?:https?://[^\\s"]+)$'
    """
    plain = pattern.replace('\\"', '"')
    return f"^(?:{plain})$"


def written_form(form: str, choices: Mapping[str, Sequence[str]]) -> str:
    """Return a class's written form without named groups, or nothing where that fails.

    `choices` gives for a group's key the values it may take: they replace what
    the group would match.

    >>> written_form("p(?P<paragraph>[0-9]+)(?: (?P<mode>[a-z]+))?", {"mode": ["quote"]})
    '^(?:p([0-9]+)(?: (quote))?)$'
    """
    out, at = "", 0
    while group := GROUP.search(form, at):
        end = _closing(form, group.end())
        known = choices.get(group[1].replace("_", "-"), ())
        body = "|".join(map(re.escape, known)).replace(r"\-", "-") or form[group.end() : end]
        out += f"{form[at : group.start()]}({body})"
        at = end + 1
    plain = whole(out + form[at:])
    return "" if "(?P" in plain else plain


def _closing(form: str, start: int) -> int:
    """Return where the group that is open at `start` is closed."""
    depth, at, inside = 1, start, False
    while depth:
        sign = form[at]
        if sign == "\\":
            at += 1
        elif sign in "[]":
            inside = sign == "["
        elif not inside and sign in "()":
            depth += 1 if sign == "(" else -1
        at += 1
    return at - 1
