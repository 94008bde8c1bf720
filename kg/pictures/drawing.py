"""Pieces of SVG: text, marks, an axis, a legend; and how wide text is."""

from __future__ import annotations

import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.results import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kg.pictures.scale import Tick


@dataclass(frozen=True, slots=True)
class Rules:
    """The look that all pictures share: dark ink on white, grey for what is less."""

    ink: str = "#1b2430"
    soft: str = "#5a6675"
    line: str = "#dfe4ea"
    paper: str = "#ffffff"
    shade: str = "#f5f7fa"
    font: str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"

    def width(self, text: str, size: float = 13.0) -> float:
        """Return about how wide text is, rather too wide than too narrow."""
        return sum(_share(character) for character in text) * size


RULES = Rules()


def _share(character: str) -> float:
    if unicodedata.east_asian_width(character) in "WF":
        return 1.0
    if character in "iljtfrI.,:;'|!()[] ·":
        return 0.36
    return 0.9 if character in "mwMW@%" else (0.72 if character.isupper() else 0.6)


def wrap(text: str, columns: int, lines: int) -> list[str]:
    """Return text in at most so many lines; an ellipsis where it was cut."""
    plain = " ".join(text.split()) or "?"
    return textwrap.wrap(plain, columns, max_lines=lines, placeholder="…")


def draw_text(  # noqa: PLR0913 - the attributes of a text
    x: float,
    y: float,
    text: str,
    *,
    size: float,
    colour: str,
    bold: bool = False,
    anchor: str = "start",
) -> str:
    """Return a line of text; `y` is its base line."""
    weight = ' font-weight="600"' if bold else ""
    side = f' text-anchor="{anchor}"' if anchor != "start" else ""
    look = f'font-size="{size:g}" fill="{colour}"{weight}{side}'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{xml_text(text)}</text>'


def draw_mark(
    ends: tuple[float, float],
    y: float,
    colour: str,
    open_ends: tuple[bool, bool],
    *,
    dashed: bool,
) -> str:
    """Return the mark of a moment: a dot, or a bar; an open end fades away."""
    start, end = ends
    dashes = ' stroke-dasharray="3 2.5"' if dashed else ""
    fill = RULES.paper if dashed else colour
    if start == end:
        look = f'fill="{fill}" stroke="{colour}" stroke-width="2"{dashes}'
        return f'<circle cx="{start:.1f}" cy="{y:.1f}" r="5.5" {look}/>'
    if any(open_ends):
        return _fading(ends, y, colour, open_ends[0])
    box = f'x="{start - 5.5:.1f}" y="{y - 5.5:.1f}" width="{end - start + 11:.1f}" height="11"'
    opacity = "" if dashed else ' fill-opacity="0.28"'
    line = f'stroke="{colour}" stroke-width="1.6"{dashes}'
    return f'<rect {box} rx="5.5" fill="{fill}"{opacity} {line}/>'


def _fading(ends: tuple[float, float], y: float, colour: str, leftwards: bool) -> str:  # noqa: FBT001
    """Return a bar in steps that pale, and a dot at the end that is known."""
    start, end = ends
    steps = 12
    wide = (end - start) / steps
    parts = []
    for n in range(steps):
        dense = (n + 0.5 if leftwards else steps - n - 0.5) / steps * 0.7
        box = f'x="{start + n * wide:.1f}" y="{y - 4:.1f}" width="{wide:.1f}" height="8"'
        parts.append(f'<rect {box} fill="{colour}" fill-opacity="{dense:.2f}"/>')
    known = end if leftwards else start
    parts.append(f'<circle cx="{known:.1f}" cy="{y:.1f}" r="5.5" fill="{colour}"/>')
    return "".join(parts)


def draw_axis(
    ticks: Iterable[Tick], breaks: Iterable[float], top: float, bottom: float
) -> list[str]:
    """Return lines down the lanes with their dates above, and where time is left out."""
    parts = []
    for tick in ticks:
        parts.append(
            f'<path d="M{tick.x:.1f} {top:.1f}V{bottom:.1f}" stroke="{RULES.line}" fill="none"/>'
        )
        dated = draw_text(tick.x, top - 8, tick.text, size=12, colour=RULES.soft, anchor="middle")
        parts.append(dated)
        if tick.year:
            y = top - 23
            parts.append(draw_text(tick.x, y, tick.year, size=12, colour=RULES.ink, bold=True,
                                   anchor="middle"))  # fmt: skip
    parts.append(f'<path d="M0 {top:.1f}H1200M0 {bottom:.1f}H1200" stroke="#c3cad3" fill="none"/>')
    parts += [_break(x, top, bottom) for x in breaks]
    return parts


def _break(x: float, top: float, bottom: float) -> str:
    """Return a zigzag from top to bottom."""
    rows = range(int((bottom - top) // 8) + 1)
    points = " ".join(f"{x + (3 if n % 2 else -3):.1f},{top + n * 8:.1f}" for n in rows)
    return f'<polyline points="{points}" fill="none" stroke="#a9b3bf" stroke-width="1.2"/>'


def bottom_legend(y: float, undated: int, *, broken: bool) -> list[str]:
    """Return what the marks mean, and how much has no date."""
    colour = RULES.soft
    marks: Sequence[tuple[str, str]] = (
        (draw_mark((30, 30), y - 4, colour, (False, False), dashed=False), "on that day"),
        (draw_mark((24, 44), y - 4, colour, (False, False), dashed=False), "within these days"),
        (draw_mark((24, 54), y - 4, colour, (False, True), dashed=False), "open end"),
        (
            draw_mark((30, 30), y - 4, colour, (False, False), dashed=True),
            "scheduled, claimed or denied",
        ),
        (_break(30, y - 12, y + 6), "time left out"),
    )
    parts, x = [], 0.0
    for (mark, words), start in zip(marks, (48, 62, 66, 48, 44), strict=True):
        if words != "time left out" or broken:
            text = draw_text(start, y, words, size=12, colour=colour)
            parts.append(f'<g transform="translate({x:.0f} 0)">{mark}{text}</g>')
            x += start + RULES.width(words, 12) + 4
    if undated:
        words = f"{undated} without a date not shown"
        parts.append(draw_text(1176, y, words, size=12, colour=colour, anchor="end"))
    return parts
