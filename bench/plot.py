"""Two small pictures as SVG: bars of seconds, and dots on a scale of powers of ten."""

from __future__ import annotations

import math
from xml.sax.saxutils import escape

FONT = "system-ui, sans-serif"
COLOURS = ("#0b6e4f", "#8fb8a8", "#c05746", "#3f6fb5", "#a07a1f")
LEFT, WIDE, LINE = 330, 520, 24
BAR = 440


def bars(title: str, rows: list[tuple[str, float, bool]]) -> str:
    """Return bars as long as their seconds; a lower bound is drawn pale."""
    most = max(value for _, value, _ in rows)
    drawn = []
    for at, (name, value, bound) in enumerate(rows):
        y = 44 + at * LINE
        colour = COLOURS[1] if bound else COLOURS[0]
        long = max(1.0, BAR * value / most)
        drawn.append(_text(LEFT - 8, y + 13, name, "end"))
        drawn.append(f'<rect x="{LEFT}" y="{y}" width="{long:.1f}" height="16" fill="{colour}"/>')
        said = f"{'more than ' if bound else ''}{value:,.2f}"
        drawn.append(_text(LEFT + long + 6, y + 13, said, "start"))
    return _page(title, 60 + len(rows) * LINE, drawn)


def dots(title: str, rows: dict[str, dict[str, float]]) -> str:
    """Return a line a name, with a dot a series on a scale of powers of ten."""
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    place = _Scale([value for row in rows.values() for value in row.values()])
    drawn = []
    for at, name in enumerate(series):
        x = LEFT + at * 105
        drawn.append(_dot(x, 40, COLOURS[at % len(COLOURS)], name))
        drawn.append(_text(x + 9, 44, name, "start"))
    for at, (name, row) in enumerate(sorted(rows.items())):
        y = 66 + at * LINE
        drawn.append(_text(LEFT - 8, y + 4, name, "end"))
        drawn.append(f'<path d="M{LEFT} {y}h{WIDE}" stroke="#dfe4ea"/>')
        for number, engine in enumerate(series):
            if engine in row:
                told = f"{name}, {engine}: {row[engine]:,.1f}"
                drawn.append(_dot(place(row[engine]), y, COLOURS[number % len(COLOURS)], told))
    bottom = 66 + len(rows) * LINE
    ticks = [10.0**power for power in range(-1, 5)]
    drawn += [_text(place(tick), bottom + 6, f"{tick:g}", "middle") for tick in ticks]
    return _page(title, bottom + 20, drawn)


class _Scale:
    """Where a value stands between the powers of ten around all of them."""

    def __init__(self, values: list[float]) -> None:
        self.low = math.floor(math.log10(min([0.1, *(v for v in values if v > 0)])))
        self.high = math.ceil(math.log10(max([10.0, *values])))

    def __call__(self, value: float) -> float:
        share = (math.log10(max(value, 10.0**self.low)) - self.low) / (self.high - self.low)
        return LEFT + min(1.0, max(0.0, share)) * WIDE


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _dot(x: float, y: float, colour: str, told: str) -> str:
    title = f"<title>{escape(told)}</title>"
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}">{title}</circle>'


def _page(title: str, height: int, drawn: list[str]) -> str:
    wide = LEFT + WIDE + 110
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {height}" role="img" '
    style = f'font-family="{FONT}" font-size="13" fill="#1b2430">'
    paper = f'<rect width="{wide}" height="{height}" fill="#ffffff"/>'
    named = f'<title>{escape(title)}</title>{paper}<text x="12" y="22" font-weight="600">'
    return f"{head}{style}{named}{escape(title)}</text>" + "\n".join(drawn) + "</svg>\n"
