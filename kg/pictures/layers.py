"""The three layers of the ontology as SVG, shown by one threat of the shipped example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pictures.diagram import draw_arrow, draw_box, draw_lines, draw_page, fit
from kg.pictures.drawing import RULES, draw_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kg.ontology import Ontology

SHOWN = ("Report", "Threat", "Situation")
"""The classes without which there is nothing to show."""
QUOTE = "Arcadia will answer with an embargo on Borean timber"
SPAN = (820, 872)
"""Where the quote stands in the text of the example, its end exclusive."""
LEFT, WIDE = 262.0, 714.0


@dataclass(frozen=True, slots=True)
class Layer:
    """A band: its question, what stands in it, what holds of it."""

    name: str
    kind: str
    note: str
    top: float
    height: float
    fill: str


LAYERS = (
    Layer("What a source says", "Report", "True of the source: it does say so. Another source "
          "may say otherwise.", 62, 158, "#e9eef5"),
    Layer("What was done with words", "Threat, an act", "It happened, if the source is right. "
          "One act, however many sources report it.", 262, 132, "#f3ede4"),
    Layer("What the words describe", "Situation", "Never asserted: nobody says that it happened. "
          "If it does, that is an event of its own.", 436, 148, "#f4f4f4"),
)  # fmt: skip
DESCRIPTION = (
    "Above, a report: the Example Times of 2 May 2031 prints in paragraph 7, as a direct quote "
    "credited to Ada Moreau, that Arcadia will answer with an embargo on Borean timber. It reports "
    "the act below: a threat by Ada Moreau, as Foreign Minister of Arcadia, against Borealis. The "
    "act leads to two situations, drawn dashed since neither is asserted: if Borealis closes the "
    "border to Arcadia, then Arcadia puts an embargo on Borealis."
)


def has_layers(ontology: Ontology) -> bool:
    """Return whether an ontology has what the picture shows."""
    return all(name in ontology.classes for name in SHOWN)


def draw_layers() -> str:
    """Return the picture, 1000 wide."""
    body = [part for layer in LAYERS for part in _band(layer)]
    body += [*_report(LAYERS[0].top), *_act(LAYERS[1].top), *_situations(LAYERS[2].top)]
    return draw_page("Three layers, shown by one threat", DESCRIPTION, 604, body)


def _band(layer: Layer) -> Iterator[str]:
    yield draw_box((12, layer.top), (976, layer.height), fill=layer.fill, edge=RULES.line)
    y = layer.top + 28
    for line in fit(layer.name, 216, 15):
        yield draw_text(28, y, line, size=15, colour=RULES.ink, bold=True)
        y += 20
    yield draw_text(28, y, layer.kind, size=13, colour=RULES.ink)
    yield from draw_lines((28, y + 22), fit(layer.note, 212, 12), colour=RULES.soft)


def _report(top: float) -> Iterator[str]:
    yield draw_box((LEFT, top + 16), (WIDE, 126))
    yield draw_text(LEFT + 16, top + 40, "Example Times, 2 May 2031, paragraph 7",
                    size=14, colour=RULES.ink, bold=True)  # fmt: skip
    before, after = (
        "“Should the harbour chain at Skarn be closed to us again,",
        "”, the minister added.",
    )
    yield draw_text(LEFT + 16, top + 66, before, size=13, colour=RULES.soft)
    wide = RULES.width(QUOTE, 13) * 1.1
    place = f'x="{LEFT + 12:.1f}" y="{top + 75:.1f}" width="{wide + 8:.1f}" height="21"'
    yield f'<rect {place} fill="#ffe9b8" stroke="#9a6b00" stroke-width="1"/>'
    quote = draw_text(LEFT + 16, top + 90, QUOTE, size=13, colour=RULES.ink, bold=True)
    yield quote.replace("<text ", f'<text textLength="{wide:.1f}" ', 1)
    yield draw_text(LEFT + 26 + wide, top + 90, after, size=13, colour=RULES.soft)
    words = f"quote: characters {SPAN[0]} to {SPAN[1]} · mode: direct-quote · credited: Ada Moreau"
    yield draw_text(LEFT + 16, top + 122, words, size=12.5, colour=RULES.ink)


def _act(top: float) -> Iterator[str]:
    middle = LEFT + WIDE / 2
    yield draw_arrow([(middle, LAYERS[0].top + 142), (middle, top + 16)])
    yield draw_text(middle + 10, top - 14, "reports", size=13, colour=RULES.ink, bold=True)
    yield draw_box((LEFT + 140, top + 16), (WIDE - 280, 100))
    yield draw_text(LEFT + 156, top + 40, "Threat", size=14, colour=RULES.ink, bold=True)
    rows = ("by: Ada Moreau, as: Foreign Minister of Arcadia", "against: Borealis",
            "when: 2031-05-02")  # fmt: skip
    yield from draw_lines((LEFT + 156, top + 62), rows, size=12.5)


def _situations(top: float) -> Iterator[str]:
    wide = (WIDE - 40) / 2
    shown = (
        ("if", "Condition", ("action: close-border", "by: Borealis", "against: Arcadia")),
        ("then", "Consequence", ("action: embargo (timber)", "by: Arcadia", "against: Borealis")),
    )
    for n, (key, name, rows) in enumerate(shown):
        x = LEFT + n * (wide + 40)
        at = x + wide / 2 + (20 if n == 0 else -20)
        yield draw_arrow([(at, LAYERS[1].top + 116), (at, top + 20)])
        yield draw_text(at + 10, top - 14, key, size=13, colour=RULES.ink, bold=True)
        yield draw_box((x, top + 20), (wide, 108), dashed=True)
        yield draw_text(x + 16, top + 46, name, size=14, colour=RULES.ink, bold=True)
        yield from draw_lines((x + 16, top + 70), rows, size=12.5)
