"""The main classes as SVG, grouped by module, with the relations between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.pictures.diagram import draw_arrow, draw_box, draw_lines, draw_page, fit
from kg.pictures.drawing import RULES, draw_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kg.ontology import Class, Ontology
    from kg.pictures.diagram import Point

COLUMNS = (44.0, 377.0, 710.0)
WIDE = 250.0
PAD = 10.0
HEAD = 26.0
"""Room above a box for the title of its frame."""
GAP = 70.0
"""Between rows; arrows and their words are there."""
TOP = 88.0
SMALL = 12.0
FILLS = ("#e9eef5", "#f3ede4", "#eaf1ea", "#f4f4f4", "#f1ebf3")

GRID = (
    ("SourceDocument", "Report", "Passage"),
    ("Event", "CommunicativeAct", "Situation"),
    ("Place", "Tenure", "Actor"),
    ("TimeSpan", "Office", ""),
)
"""The classes that have a place of their own, by rows."""
ARROWS = (
    ("Report", "SourceDocument", ("in a", "document")),
    ("Report", "Passage", ("at a", "passage")),
    ("Report", "CommunicativeAct", ("reports",)),
    ("CommunicativeAct", "Event", ("is a", "kind of")),
    ("CommunicativeAct", "Situation", ("content", "if", "then")),
    ("CommunicativeAct", "Tenure", ("as",)),
    ("Situation", "Actor", ("by, against",)),
    ("Event", "Place", ("where",)),
    ("Tenure", "Actor", ("held by", "a person")),
    ("Tenure", "Office", ("office",)),
)
"""Arrows between neighbours, with their words."""


@dataclass(frozen=True, slots=True)
class Box:
    """A class with its place and the lines in it."""

    cls: Class
    x: float
    y: float
    height: float
    lines: tuple[str, ...]
    module: str


def draw_classes(ontology: Ontology, modules: Sequence[tuple[str, Sequence[Class]]]) -> str:
    """Return the picture of an ontology whose modules are given with their titles.

    Classes of the grid have their usual places; others that stand on top of a
    tree follow below, with the keys that lead from them.
    """
    titles = {cls.name: title for title, classes in modules for cls in classes}
    known = {cls.name: cls for cls in ontology.by_iri.values()}
    boxes = _placed(ontology, known, titles)
    fills = {title: FILLS[n % len(FILLS)] for n, (title, _) in enumerate(modules)}
    body = [
        *_frames(boxes, fills),
        *_arrows(boxes),
        *(p for b in boxes.values() for p in _drawn(b)),
    ]
    return draw_page("The main kinds of things", _description(boxes), _bottom(boxes) + 20, body)


def _placed(
    ontology: Ontology, known: Mapping[str, Class], titles: Mapping[str, str]
) -> dict[str, Box]:
    """Return the boxes by their classes: those of the grid, then other tops of trees."""
    apart = {name for row in GRID for name in row}
    placed = {known[name].iri for name in apart if name in known}
    others = sorted(name for name, cls in known.items()
                    if cls.identity in {"byId", "byName"}
                    and len(cls.ancestors) == 1 and cls.iri not in placed)  # fmt: skip
    boxes: dict[str, Box] = {}
    for row in (*GRID, *(others[n : n + len(COLUMNS)] for n in range(0, len(others), 3))):
        below = _bottom(boxes) + PAD + GAP if boxes else TOP
        for name, x in zip(row, COLUMNS, strict=False):
            if name in known:
                over = [b.y + b.height for b in boxes.values() if b.x == x]
                y = max(over) + 2 * PAD + GAP if row == GRID[-1] and over else below
                boxes[name] = _box(ontology, known[name], x, y, titles)
    return boxes


def _bottom(boxes: Mapping[str, Box]) -> float:
    return max((box.y + box.height for box in boxes.values()), default=TOP) + PAD


def _box(ontology: Ontology, cls: Class, x: float, y: float, titles: Mapping[str, str]) -> Box:
    words = [cls.definition, *_kinds(ontology, cls)]
    if cls.name not in {name for row in GRID for name in row}:
        leads = ((k, ontology.by_iri.get(item.range)) for k, item in sorted(cls.keys.items()))
        words += [f"{key} → {target.label}" for key, target in leads if target]
    lines = [line for text in words for line in fit(text, WIDE - 24, SMALL)]
    return Box(cls, x, y, 36 + 15.0 * len(lines), tuple(lines), titles.get(cls.name, ""))


def _kinds(ontology: Ontology, cls: Class) -> Iterator[str]:
    """Yield the classes below one, those first that have none below themselves."""
    apart = {name for row in GRID for name in row}

    def below(over: Class) -> list[Class]:
        direct = (c for c in ontology.classes.values()
                  if over.iri in c.ancestors[1:] and c.name not in apart
                  and not any(ontology.by_iri[i].iri != over.iri and over.iri in
                              ontology.by_iri[i].ancestors for i in c.ancestors[1:]))  # fmt: skip
        return sorted(direct, key=lambda c: c.label)

    children = below(cls)
    leaves = [c.label for c in children if not below(c)]
    for child in children:
        names = _names(ontology, child)
        if names:
            yield f"• {child.label}: {', '.join(names)}"
    if leaves:
        yield f"• {', '.join(leaves)}"


def _names(ontology: Ontology, cls: Class) -> list[str]:
    """Return the labels of all classes below one."""
    return sorted(c.label for c in ontology.classes.values() if cls.iri in c.ancestors[1:])


def _frames(boxes: Mapping[str, Box], fills: Mapping[str, str]) -> Iterator[str]:
    """Yield a frame around neighbours of one module, with its title."""
    groups: dict[str, list[list[Box]]] = {}
    for box in boxes.values():
        near = groups.setdefault(box.module, [])
        touching = next((g for g in near if any(_beside(box, other) for other in g)), None)
        if touching is None:
            near.append([box])
        else:
            touching.append(box)
    for title, found in groups.items():
        for group in found:
            left, top = min(b.x for b in group) - PAD, min(b.y for b in group) - HEAD
            right = max(b.x for b in group) + WIDE + PAD
            bottom = max(b.y + b.height for b in group) + PAD
            fill = fills.get(title, RULES.shade)
            yield draw_box((left, top), (right - left, bottom - top), fill=fill, edge=RULES.line)
            yield draw_text(left + PAD, top + 17, title, size=SMALL, colour=RULES.ink, bold=True)


def _beside(one: Box, other: Box) -> bool:
    return one.y == other.y or one.x == other.x


def _drawn(box: Box) -> Iterator[str]:
    yield draw_box((box.x, box.y), (WIDE, box.height))
    title = box.cls.label[:1].upper() + box.cls.label[1:]
    yield draw_text(box.x + 12, box.y + 22, title, size=15, colour=RULES.ink, bold=True)
    yield from draw_lines((box.x + 12, box.y + 42), box.lines, size=SMALL, colour=RULES.soft)


def _arrows(boxes: Mapping[str, Box]) -> Iterator[str]:
    for start, end, words in ARROWS:
        if start in boxes and end in boxes:
            yield from _straight(boxes[start], boxes[end], words)
    yield from _round(boxes)


def _straight(one: Box, other: Box, words: Sequence[str]) -> Iterator[str]:
    """Yield an arrow to a neighbour, its words beside it."""
    if one.y == other.y:
        y = one.y + 40
        right = other.x > one.x
        ends = (one.x + WIDE, other.x) if right else (one.x, other.x + WIDE)
        yield draw_arrow([(ends[0], y), (ends[1], y)])
        middle = sum(ends) / 2
        yield from _words([(middle, y - 7 - 14 * n) for n in range(len(words) - 1, -1, -1)], words)
        return
    x = one.x + WIDE / 2
    apart = one.module != other.module
    yield draw_arrow([(x, one.y + one.height), (x, other.y - HEAD * apart)])
    at = other.y - HEAD - 12
    yield draw_text(x + 8, at, words[0], size=SMALL, colour=RULES.ink, bold=True)


def _words(places: Iterable[Point], words: Sequence[str]) -> Iterator[str]:
    for (x, y), word in zip(places, words, strict=True):
        yield draw_text(x, y, word, size=11.5, colour=RULES.ink, bold=True, anchor="middle")


def _round(boxes: Mapping[str, Box]) -> Iterator[str]:
    """Yield the arrows that go around a box: by whom, when, whose office."""
    act, actor = boxes.get("CommunicativeAct"), boxes.get("Actor")
    event, time, office = boxes.get("Event"), boxes.get("TimeSpan"), boxes.get("Office")
    if act and actor:
        x, y = act.x + WIDE - 30, actor.y - HEAD - 22
        yield draw_arrow([(x, act.y + act.height), (x, y), (actor.x + 40, y),
                          (actor.x + 40, actor.y - HEAD)])  # fmt: skip
        yield draw_text(x + 8, y - 7, "by, to, against", size=SMALL, colour=RULES.ink, bold=True)
    if event and time:
        x = event.x - PAD - 14
        yield draw_arrow([(event.x, event.y + 60), (x, event.y + 60), (x, time.y + 30),
                          (time.x, time.y + 30)])  # fmt: skip
        at = time.y - HEAD - 12
        yield draw_text(x + 8, at, "when", size=SMALL, colour=RULES.ink, bold=True)
    if office and actor:
        y, x = office.y + office.height - 20, actor.x + WIDE / 2
        foot = actor.y + actor.height + PAD
        turn = [(x, y), (x, foot)] if y > foot + 12 else [(actor.x, actor.y + actor.height - 20)]
        yield draw_arrow([(office.x + WIDE, y), *turn])
        yield draw_text(office.x + WIDE + 22, y - 7, "of a state or body", size=SMALL,
                        colour=RULES.ink, bold=True)  # fmt: skip


def _description(boxes: Mapping[str, Box]) -> str:
    kinds = ", ".join(box.cls.label for box in boxes.values())
    told = "; ".join(f"from {boxes[a].cls.label} to {boxes[b].cls.label}: {' '.join(words)}"
                     for a, b, words in ARROWS if a in boxes and b in boxes)  # fmt: skip
    return f"Boxes, grouped by topic: {kinds}. Arrows {told}." if told else f"Boxes: {kinds}."
