"""A timeline as SVG: who met, threatened, demanded and answered, and when.

The picture stands alone: no script, no outside font, no style sheet. Lanes are
kinds of acts and events; a dot is a day, a bar is a range of days within which
it was, an end that fades is open, and what is dashed is only scheduled, claimed or denied.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pictures.drawing import (
    RULES,
    bottom_legend,
    draw_axis,
    draw_mark,
    draw_text,
    wrap,
)
from kg.pictures.scale import Scale, make_scale, make_ticks, told
from kg.results import xml_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

WIDTH = 1200
LEFT, RIGHT = 178.0, 1176.0
TOP = 112.0
LINE = 15.5
"""Height of a line of text."""
OPEN = 64.0
"""Length of an end that fades."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One dated event or act; an end that is None is open.

    `kind` is the name of its class, `status` the label of its status
    (`scheduled`, `claimed` and `denied` are drawn dashed), `who` the party that it is of.
    """

    iri: str
    label: str
    kind: str
    status: str
    earliest: date | None
    latest: date | None
    who: str


@dataclass(frozen=True, slots=True)
class Lane:
    """A band of the picture: the kinds that it shows, and their colour."""

    name: str
    colour: str
    kinds: frozenset[str]


LANES = (
    Lane("Meetings", "#0b62a4", frozenset(
        {"Meeting", "PhoneCall", "Negotiation", "CouncilSession", "Consultation"})),
    Lane("Threats and commitments", "#c2410c", frozenset(
        {"Threat", "Promise", "Warning", "CommissiveAct"})),
    Lane("Demands", "#8e3b8a", frozenset(
        {"Demand", "Appeal", "Recommendation", "DirectiveAct", "RejectedDemand"})),
    Lane("Answers", "#0f766e", frozenset(
        {"Rejection", "Acceptance", "ResponseAct", "RetractionAct"})),
    Lane("Other statements", "#51606f", frozenset(
        {"Assertion", "Accusation", "Assessment", "Announcement", "AssertiveAct",
         "CommunicativeAct", "PressRemarks", "JointStatement"})),
    Lane("Military", "#7c4a1e", frozenset(
        {"MilitaryActivity", "ForceBuildUp", "JointExercise", "ArmsTransfer", "UseOfForce"})),
)  # fmt: skip
OTHER = Lane("Other events", "#66606b", frozenset())


@dataclass(frozen=True, slots=True)
class Box:
    """A moment with the place of its mark and its text; `top` counts from its lane's."""

    moment: Moment
    start: float
    end: float
    lines: tuple[str, ...]
    text_x: float
    anchor: str
    below: bool
    top: float = 0.0

    def width(self) -> tuple[float, float]:
        """Return the leftmost and rightmost place that it takes."""
        wide = max(RULES.width(line) for line in self.lines)
        left = self.text_x - (wide if self.anchor == "end" else 0)
        return min(left, self.start - 8), max(left + wide, self.end + 8)

    def height(self) -> float:
        """Return how high it is, with the space under it."""
        return len(self.lines) * LINE + (14 if self.below else 0) + 9


def draw_timeline(
    moments: Sequence[Moment], title: str, nothing: str = "Nothing here has a date."
) -> str:
    """Return the SVG of moments; the same moments in any order are the same text.

    A moment without any date is counted below the picture, not drawn; `nothing`
    is said where none has one.
    """
    dated = sorted(
        (m for m in set(moments) if m.earliest or m.latest),
        key=lambda m: (_first(m), m.latest is None, m.latest or _first(m), m.iri, m.label, m.kind),
    )
    undated = len(set(moments)) - len(dated)
    if not dated:
        return _page(title, nothing, 130, [draw_text(24, 92, nothing, size=14, colour=RULES.soft)])
    scale = make_scale((d for m in dated for d in (m.earliest, m.latest) if d), LEFT, RIGHT)
    lanes = [(lane, [m for m in dated if lane_of(m.kind) == lane]) for lane in (*LANES, OTHER)]
    body: list[str] = []
    top = TOP
    for n, (lane, members) in enumerate([pair for pair in lanes if pair[1]]):
        boxes = pack([place(m, scale) for m in members])
        height = max(box.top + box.height() for box in boxes) + 14
        body += _lane(lane, boxes, top, max(height, 52), shaded=n % 2 == 0)
        top += max(height, 52)
    axis = draw_axis(make_ticks(scale), scale.breaks(), TOP, top)
    shades = [part for part in body if part.startswith("<rect")]
    marks = [part for part in body if not part.startswith("<rect")]
    legend = bottom_legend(top + 34, undated, broken=bool(scale.breaks()))
    text = _description(dated, [lane.name for lane, members in lanes if members])
    return _page(title, text, top + 62, [*shades, *axis, *marks, *legend])


def lane_of(kind: str) -> Lane:
    """Return the lane of a class, by its name."""
    return next((lane for lane in LANES if kind in lane.kinds), OTHER)


def place(moment: Moment, scale: Scale) -> Box:
    """Return where a moment's mark and text stand: beside a dot, under a long bar."""
    start, end = _ends(moment, scale)
    when = told(moment.earliest, moment.latest)
    known = f"{when}, {moment.status}" if is_planned(moment) else when
    small = f"{moment.who} · {known}" if moment.who else known
    lines = (*wrap(moment.label, 42, 2), *wrap(small, 52, 1))
    wide = max(RULES.width(line) for line in lines)
    if end + 12 + wide <= RIGHT + 12:
        return Box(moment, start, end, lines, end + 12, "start", below=False)
    if start - 12 - wide >= LEFT and end - start < wide:
        return Box(moment, start, end, lines, start - 12, "end", below=False)
    left = max(LEFT, min(start, RIGHT + 12 - wide))
    return Box(moment, start, end, lines, left, "start", below=True)


def pack(boxes: Iterable[Box]) -> list[Box]:
    """Return boxes moved down until none touches another, each as high as it can be."""
    packed: list[Box] = []
    taken: list[tuple[float, float, float, float]] = []
    for box in boxes:
        (left, right), height = box.width(), box.height()
        near = [(a, b) for first, last, a, b in taken if first < right + 14 and left < last + 14]
        tops = sorted({0.0, *(bottom for _, bottom in near)})
        top = next(t for t in tops if all(t + height <= a or t >= b for a, b in near))
        taken.append((left, right, top, top + height))
        packed.append(_at(box, top))
    return packed


def is_planned(moment: Moment) -> bool:
    """Return whether a moment is only scheduled."""
    told = set(moment.status.lower().split(", "))
    return bool(told & {"scheduled", "planned", "proposed", "claimed", "denied"})


def _at(box: Box, top: float) -> Box:
    return Box(
        box.moment, box.start, box.end, box.lines, box.text_x, box.anchor, box.below, top
    )  # fmt: skip


def _first(moment: Moment) -> date:
    known = moment.earliest or moment.latest
    if known is None:
        raise ValueError("a moment without a date has no place")
    return known


def _ends(moment: Moment, scale: Scale) -> tuple[float, float]:
    """Return where a mark begins and ends, an open end a little beyond the known one."""
    if moment.earliest and moment.latest:
        first, last = sorted((moment.earliest, moment.latest))
        return scale.place(first), scale.place(last)
    known = scale.place(_first(moment))
    if moment.earliest:
        return known, min(known + OPEN, RIGHT)
    return max(known - OPEN, LEFT), known


def _lane(
    lane: Lane, boxes: Iterable[Box], top: float, height: float, *, shaded: bool
) -> list[str]:
    fill = RULES.shade if shaded else RULES.paper
    parts = [f'<rect x="0" y="{top:.1f}" width="{WIDTH}" height="{height:.1f}" fill="{fill}"/>']
    parts += [
        draw_text(24, top + 27 + n * 17, line, size=14, colour=lane.colour, bold=True)
        for n, line in enumerate(wrap(lane.name, 16, 3))
    ]
    for box in boxes:
        parts.append(_moment(box, lane, top + 12 + box.top))
    return parts


def _moment(box: Box, lane: Lane, top: float) -> str:
    """Return a group: what a pointer shows, the mark, and its text."""
    moment = box.moment
    told_all = (moment.kind, moment.label, moment.who, told(moment.earliest, moment.latest))
    words = "; ".join(part for part in (*told_all, moment.status) if part)
    open_ends = (moment.earliest is None, moment.latest is None)
    mark = draw_mark(
        (box.start, box.end), top + 8, lane.colour, open_ends, dashed=is_planned(moment)
    )
    y = top + 13 + (14 if box.below else 0)
    last = len(box.lines) - 1
    texts = [
        draw_text(box.text_x, y + n * LINE, line, size=11.5 if n == last else 13,
                  colour=RULES.soft if n == last else RULES.ink, anchor=box.anchor)
        for n, line in enumerate(box.lines)
    ]  # fmt: skip
    return f"<g><title>{xml_text(words)}</title>{mark}{''.join(texts)}</g>"


def _description(dated: Sequence[Moment], lanes: Sequence[str]) -> str:
    first = min(_first(m) for m in dated)
    last = max(m.latest or _first(m) for m in dated)
    many = "moment" if len(dated) == 1 else "moments"
    return f"{len(dated)} {many}, {told(first, last)}, in lanes: {', '.join(lanes)}."


def _page(title: str, description: str, height: float, body: Iterable[str]) -> str:
    size = f'width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}"'
    access = f'role="img" aria-labelledby="title desc" font-family="{RULES.font}"'
    lines = wrap(title, 80, 1)
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {access}>',
        f'<title id="title">{xml_text(title)}</title>',
        f'<desc id="desc">{xml_text(description)}</desc>',
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="{RULES.paper}"/>',
        draw_text(24, 42, lines[0], size=24, colour=RULES.ink, bold=True),
        draw_text(24, 66, description, size=13, colour=RULES.soft),
        *body,
        "</svg>",
        "",
    ])  # fmt: skip
