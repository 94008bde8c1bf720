"""Candidates told: blocks of lines for people, a JSON object a line for programs."""

from __future__ import annotations

import json
import shlex
import textwrap
from typing import TYPE_CHECKING, Any

from kg.candidates.model import SORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.candidates.model import Candidates, Node, Pair

WIDTH = 79
SHOWN_SOURCES = 3


def as_json(pair: Pair) -> str:
    """Return a pair as one line of JSON; `a` is the node that `merge` would retire into `b`."""
    body = {
        "score": pair.score,
        "a": _plain(pair.retired),
        "b": _plain(pair.kept),
        "reasons": list(pair.reasons),
        "merge": command("merge", pair),
        "split": command("split", pair),
    }
    return json.dumps(body, ensure_ascii=False)


def as_lines(pair: Pair) -> Iterator[str]:
    """Yield a pair as a block of lines: score, the two, why, and what would decide it."""
    yield f"{pair.score:.2f}"
    for letter, node in (("A", pair.retired), ("B", pair.kept)):
        yield from _node(letter, node)
    for reason in pair.reasons:
        yield from _wrapped(f"- {_printable(reason)}", "     ", "       ")
    yield f"     {command('merge', pair)}"
    yield f"  or {command('split', pair)}"


def command(verb: str, pair: Pair) -> str:
    """Return the command that would decide a pair, with room for the reason."""
    ids = " ".join(shlex.quote(node.id) for node in (pair.retired, pair.kept))
    return f'kg {verb} {ids} --why "..."'


def more_told(found: Candidates) -> Iterator[str]:
    """Yield what is to be said beside the pairs: how many more, and what was compared in part."""
    if found.more:
        yield f"{found.more} more: --limit {len(found.pairs) + found.more}"
    if found.crowded:
        yield (
            f"note: {found.crowded} names or days are shared by so many that each "
            "was compared with its nearest neighbours alone"
        )


def none_told(found: Candidates) -> str:
    """Return what is said where there are no pairs."""
    counts = [f"{found.among[sort]} {sort}" for sort in SORTS if sort in found.among]
    told = " and ".join(filter(None, (", ".join(counts[:-1]), counts[-1])))
    return f"no candidates among {told}"


def _plain(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "iri": node.iri.value,
        "label": node.label,
        "classes": list(node.classes),
        "sources": list(node.sources),
    }


def _node(letter: str, node: Node) -> Iterator[str]:
    shown = ", ".join(node.sources[:SHOWN_SOURCES])
    rest = len(node.sources) - SHOWN_SOURCES
    more = f" and {rest} more" if rest > 0 else ""
    kind = ", ".join(node.classes)
    yield from _wrapped(f"{_printable(node.label)} ({kind})", f"  {letter}  ", "     ")
    yield f"     {node.id}"
    if shown:
        yield from _wrapped(f"in {shown}{more}", "     ", "     ")


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _printable(text: str) -> str:
    """Return a text on one line, without the signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in text)
