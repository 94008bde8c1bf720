"""Pieces of diagrams as SVG: frames, boxes of text, arrows with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.pictures.drawing import RULES, draw_text
from kg.results import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Point = tuple[float, float]

ARROW = "#3d4a5a"
LINE = 15.0


def fit(text: str, width: float, size: float) -> list[str]:
    """Return text in lines that are no wider than `width`."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and RULES.width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw_box(
    corner: Point,
    extent: Point,
    *,
    fill: str = RULES.paper,
    edge: str = ARROW,
    dashed: bool = False,
) -> str:
    """Return a rectangle with round corners; a dashed one stands for what is only described."""
    (x, y), (width, height) = corner, extent
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="6"'
    dashes = ' stroke-dasharray="6 4"' if dashed else ""
    return f'<rect {place} fill="{fill}" stroke="{edge}" stroke-width="1.3"{dashes}/>'


def draw_lines(
    corner: Point, lines: Iterable[str], *, size: float = 12.0, colour: str = RULES.ink
) -> list[str]:
    """Return lines of text, one under another; the corner is that of the first base line."""
    x, y = corner
    return [draw_text(x, y + n * LINE, text, size=size, colour=colour)
            for n, text in enumerate(lines)]  # fmt: skip


def draw_arrow(points: Sequence[Point]) -> str:
    """Return a line with a head at its last point; its parts are upright or level."""
    path = " ".join(f"{'L' if n else 'M'}{x:.1f} {y:.1f}" for n, (x, y) in enumerate(points))
    (ax, ay), (bx, by) = points[-2], points[-1]
    dx, dy = (bx > ax) - (bx < ax), (by > ay) - (by < ay)
    left = (bx - 8 * dx - 4 * dy, by - 8 * dy - 4 * dx)
    right = (bx - 8 * dx + 4 * dy, by - 8 * dy + 4 * dx)
    head = " ".join(f"{x:.1f},{y:.1f}" for x, y in ((bx, by), left, right))
    line = f'<path d="{path}" fill="none" stroke="{ARROW}" stroke-width="1.5"/>'
    return f'{line}<polygon points="{head}" fill="{ARROW}"/>'


def draw_page(title: str, description: str, height: float, body: Iterable[str]) -> str:
    """Return a whole picture, 1000 wide, which stands alone and tells what it shows."""
    size = f'width="1000" height="{height:.0f}" viewBox="0 0 1000 {height:.0f}"'
    access = f'role="img" aria-labelledby="title desc" font-family="{RULES.font}"'
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {access}>',
        f'<title id="title">{xml_text(title)}</title>',
        f'<desc id="desc">{xml_text(description)}</desc>',
        f'<rect width="1000" height="{height:.0f}" fill="{RULES.paper}"/>',
        draw_text(24, 36, title, size=20, colour=RULES.ink, bold=True),
        *body,
        "</svg>",
        "",
    ])  # fmt: skip
