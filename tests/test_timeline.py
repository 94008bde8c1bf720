"""Promises of `kg.pictures.timeline`: a picture that stands alone and hides nothing."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import LimitError
from kg.ontology import load_ontology
from kg.pictures.moments import MOST, moments
from kg.pictures.scale import make_scale, make_ticks, told
from kg.pictures.timeline import LEFT, OTHER, RIGHT, Moment, draw_timeline, lane_of, pack, place
from kg.resources import ontology_files
from kg.terms import ONTOLOGY, RDF_TYPE, XSD, Names

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from conftest import Place

SVG = "{http://www.w3.org/2000/svg}"
DAY = date(2031, 5, 2)


def moment(
    label: str = "A call",
    kind: str = "PhoneCall",
    status: str = "held",
    earliest: date | None = DAY,
    latest: date | None = DAY,
    who: str = "Arcadia",
) -> Moment:
    """Return a made-up moment."""
    return Moment(f"https://example.org/{label}", label, kind, status, earliest, latest, who)


def drawn(*moments: Moment, title: str = "Made up") -> ET.Element:
    """Return the picture as XML."""
    return ET.fromstring(draw_timeline(moments, title))  # noqa: S314 - our own text


def words(picture: ET.Element) -> list[str]:
    """Return every visible text."""
    return [text.text or "" for text in picture.iter(f"{SVG}text")]


days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
optional_days = st.none() | days
labels = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)
kinds = st.sampled_from(["Threat", "PhoneCall", "Demand", "Rejection", "ForceBuildUp", "Novelty"])


def _in_order(label: str, kind: str, a: date | None, b: date | None) -> Moment:
    first, last = (min(a, b), max(a, b)) if a and b else (a, b)
    return moment(label, kind, "scheduled" if a == b else "", first, last, label)


moments_of = st.lists(
    st.builds(_in_order, labels, kinds, optional_days, optional_days), max_size=25
)  # fmt: skip


@given(moments_of, labels)
@settings(deadline=None)
def test_any_moments_are_well_formed(moments: list[Moment], title: str) -> None:
    """Whatever names and dates hold, the picture is XML and each dated moment is in it."""
    picture = ET.fromstring(draw_timeline(moments, title))  # noqa: S314 - our own text
    dated = {m for m in moments if m.earliest or m.latest}
    assert len(picture.findall(f"{SVG}g/{SVG}title")) == len(dated)


@given(moments_of, st.randoms())
@settings(deadline=None)
def test_order_of_input_never_shows(moments: list[Moment], chance: random.Random) -> None:
    """The same moments in any order are the same text."""
    shuffled = list(moments)
    chance.shuffle(shuffled)
    assert draw_timeline(shuffled, "x") == draw_timeline(moments, "x")


@given(st.lists(st.tuples(days, st.integers(0, 400)), min_size=1, max_size=30))
@settings(deadline=None)
def test_no_two_boxes_overlap(spans: list[tuple[date, int]]) -> None:
    """No mark or label of a lane lies over another, and none leaves the picture."""
    moments = [
        moment(f"Something number {n} that was said", "Threat", "", day, day + timedelta(extra))
        for n, (day, extra) in enumerate(spans)
    ]
    scale = make_scale((d for m in moments for d in (m.earliest, m.latest) if d), LEFT, RIGHT)
    boxes = pack([place(m, scale) for m in moments])
    clashes = [
        (a, b)
        for a, b in combinations(boxes, 2)
        if a.width()[0] < b.width()[1]
        and b.width()[0] < a.width()[1]
        and a.top < b.top + b.height()
        and b.top < a.top + a.height()
    ]
    assert clashes == []
    assert [b for b in boxes if b.width()[0] < LEFT - 10 or b.width()[1] > 1200] == []


@given(st.lists(days, min_size=1, max_size=40))
@settings(deadline=None)
def test_later_days_stand_further_right(chosen: list[date]) -> None:
    """Time never runs backwards, whatever is left out."""
    scale = make_scale(chosen, LEFT, RIGHT)
    places = [scale.place(day) for day in sorted(set(chosen))]
    assert places == sorted(set(places))
    assert LEFT <= places[0] <= places[-1] <= RIGHT


@given(st.lists(days, min_size=1, max_size=40))
@settings(deadline=None)
def test_tick_labels_do_not_touch(chosen: list[date]) -> None:
    """Between two dates on the axis there is room for their text; there is always one."""
    xs = [tick.x for tick in make_ticks(make_scale(chosen, LEFT, RIGHT))]
    gaps = [after - x for x, after in pairwise(xs)]
    assert ([gap for gap in gaps if gap < 40], bool(xs)) == ([], True)


@pytest.mark.parametrize(
    ("length", "want"),
    [
        (3, "1 May, 2 May, 3 May, 4 May, 5 May, 6 May"),
        (60, "5 May, 12 May, 19 May, 26 May, 2 Jun, 9 Jun, 16 Jun, 23 Jun, 30 Jun"),
        (290, "May, Jun, Jul, Aug, Sep, Oct, Nov, Dec, Jan, Feb"),
        (4000, "2032, 2033, 2034, 2035, 2036, 2037, 2038, 2039, 2040, 2041, 2042"),
    ],
)
def test_ticks_suit_the_span(length: int, want: str) -> None:
    """A few days are told in days, weeks by their Mondays, then months, then years."""
    ticks = make_ticks(make_scale([DAY, DAY + timedelta(length)], LEFT, RIGHT))
    assert ", ".join(tick.text for tick in ticks) == want


def test_picture_is_accessible() -> None:
    """A screen reader gets a title, a description, and the whole of each moment."""
    picture = drawn(moment("A long call"))
    got = (
        picture.get("role"),
        picture.get("aria-labelledby"),
        picture.findtext(f"{SVG}title"),
        picture.findtext(f"{SVG}desc"),
        picture.findtext(f"{SVG}g/{SVG}title"),
    )
    assert got == (
        "img",
        "title desc",
        "Made up",
        "1 moment, 2 May 2031, in lanes: Meetings.",
        "PhoneCall; A long call; Arcadia; 2 May 2031; held",
    )


def test_lanes_without_moments_are_not_drawn() -> None:
    """Only the kinds that occur have a lane, in a fixed order."""
    got = words(drawn(moment("a", "ForceBuildUp"), moment("b", "Demand"), moment("c", "Meeting")))
    assert [w for w in got if w in {"Meetings", "Demands", "Military", "Answers"}] == [
        "Meetings", "Demands", "Military",
    ]  # fmt: skip


def test_unknown_kinds_have_a_lane() -> None:
    """A class that a user added is drawn among the other events."""
    assert (lane_of("Novelty"), "Other events" in words(drawn(moment(kind="Novelty")))) == (
        OTHER,
        True,
    )


def test_scheduled_is_dashed() -> None:
    """What has not happened yet does not look like what has."""
    dashes = [
        mark.get("stroke-dasharray")
        for status in ("held", "scheduled")
        for mark in drawn(moment(status=status)).findall(f"{SVG}g/{SVG}circle")[:1]
    ]
    assert dashes == [None, "3 2.5"]


@pytest.mark.parametrize(("earliest", "latest"), [(DAY, None), (None, DAY)])
def test_open_ends_fade(earliest: date | None, latest: date | None) -> None:
    """An open end pales step by step, away from the day that is known."""
    group = drawn(moment(earliest=earliest, latest=latest)).findall(f"{SVG}g")[0]
    shades = [float(step.get("fill-opacity", "1")) for step in group.findall(f"{SVG}rect")]
    assert shades == sorted(shades, reverse=latest is None)
    assert len(set(shades)) == 12


def test_long_empty_time_is_left_out() -> None:
    """An old event does not press the others together; the break is explained."""
    recent = [
        moment(f"m{n}", earliest=DAY + timedelta(n), latest=DAY + timedelta(n)) for n in range(9)
    ]
    old = moment("old", earliest=date(1990, 1, 1), latest=date(1990, 1, 1))
    shown = words(drawn(*recent, old))
    assert ("time left out" in shown, "time left out" in words(drawn(*recent))) == (True, False)


def test_moments_without_a_date_are_counted() -> None:
    """What cannot be placed is said to be missing."""
    undated = moment("b", earliest=None, latest=None)
    assert "1 without a date not shown" in words(drawn(moment(), undated))


def test_nothing_dated_is_said() -> None:
    """No moments at all is still a picture, which says so."""
    assert words(drawn()) == ["Made up", "Nothing here has a date.", "Nothing here has a date."]


def test_days_in_which_nothing_falls_are_told_of(examples: Place) -> None:
    """An empty stretch is not an undated graph, and one that ends before it begins is refused."""
    examples.kg("load", "examples/talks.yaml")
    done = examples.kg("plot", "timeline", "--since", "2099-01-01", "-o", "-")
    assert (done.code, "falls in the days chosen" in done.out) == (0, True)
    done = examples.kg(
        "plot", "timeline", "--since", "2031-05-03", "--until", "2031-05-01", "-o", "-"
    )
    assert (done.code, "no day is from 2031-05-03 on and until 2031-05-01" in done.err) == (2, True)


def test_long_labels_are_kept_for_the_pointer() -> None:
    """A label cut in the picture is whole in its tooltip."""
    label = "a very long name " * 20
    picture = drawn(moment(label))
    assert label in (picture.findtext(f"{SVG}g/{SVG}title") or "")


@pytest.mark.parametrize(
    ("earliest", "latest", "want"),
    [
        (DAY, DAY, "2 May 2031"),
        (DAY, date(2031, 5, 3), "2 to 3 May 2031"),
        (DAY, date(2031, 6, 3), "2 May to 3 Jun 2031"),
        (DAY, date(2032, 6, 3), "2 May 2031 to 3 Jun 2032"),
        (date(2014, 1, 1), date(2014, 12, 31), "2014"),
        (DAY, None, "from 2 May 2031"),
        (None, DAY, "until 2 May 2031"),
        (None, None, "no date"),
    ],
)
def test_spans_are_told_shortly(earliest: date | None, latest: date | None, want: str) -> None:
    """A span is told without saying a month or year twice."""
    assert told(earliest, latest) == want


@pytest.mark.parametrize(
    ("since", "until", "drawn"),
    [
        (None, None, {"early", "late", "open", "long"}),
        (date(2031, 5, 2), None, {"late", "open", "long"}),
        (None, date(2031, 5, 1), {"early", "open", "long"}),
        (date(2031, 5, 10), date(2031, 5, 10), {"late", "open"}),
        (date(2031, 6, 1), None, {"open"}),
    ],
)
def test_days_choose_what_may_lie_between_them(
    since: date | None, until: date | None, drawn: set[str]
) -> None:
    """What has an open end may go on; what is dated to a range may be any day of it."""
    store, ontology = Store(), load_ontology(ontology_files())
    for name, *days in (
        ("early", "2031-05-01", "2031-05-01"),
        ("late", "2031-05-10", "2031-05-10"),
        ("long", "2031-05-01", "2031-05-09"),
        ("open", "2031-04-01", None),
    ):
        add_event(store, name, days)
    found = moments(store, ontology, since, until)
    assert {moment.iri.rpartition(".")[2] for moment in found} == drawn


def add_event(store: Store, name: str, days: Sequence[str | None]) -> None:
    """Add a meeting with its first and last day."""
    names = Names()
    event, span, graph = names.fact("one", name), names.iri("time", name), names.graph("one")
    store.add(Quad(event, RDF_TYPE, NamedNode(f"{ONTOLOGY}Meeting"), graph))
    store.add(Quad(event, NamedNode(f"{ONTOLOGY}hasTime"), span, graph))
    for bound, day in zip(("earliest", "latest"), days, strict=True):
        if day is not None:
            term = Literal(day, datatype=NamedNode(f"{XSD}date"))
            store.add(Quad(span, NamedNode(ONTOLOGY + bound), term, graph))


def test_more_than_one_can_look_at_is_refused() -> None:
    """A thousand are drawn, and one more says how to choose."""
    store, ontology = Store(), load_ontology(ontology_files())
    for number in range(MOST):
        add_event(store, f"n{number}", ("2031-05-01", "2031-05-01"))
    assert len(moments(store, ontology)) == MOST
    add_event(store, "last", ("2031-05-02", "2031-05-02"))
    with pytest.raises(LimitError, match="--since and --until"):
        moments(store, ontology)
    assert len(moments(store, ontology, until=date(2031, 5, 1))) == MOST


CLAIMED = """\
source: {id: a, title: T, publisher: P, published: 2031-05-03}
actors: [{type: State, name: Sylvania, iso: xs}, {type: State, name: Ruritania, iso: xr}]
facts:
  - type: UseOfForce
    id: d
    label: Drones
    by: Sylvania
    against: Ruritania
    status: claimed
    when: 2031-05-02
    evidence:
      - {paragraph: 1, mode: indirect-speech, credited: Ruritania}
      - {paragraph: 2, mode: indirect-speech, credited: Sylvania, polarity: negative}
"""


def test_what_is_claimed_or_denied_is_not_drawn_as_done(place: Place) -> None:
    """An event that one side claims and another denies is dashed, and says so."""
    assert place.kg("load", place.write("a.yaml", CLAIMED)).code == 0
    unsure = place.kg("plot", "timeline", "-o", "-").out
    sure = CLAIMED.replace("claimed", "held").replace(", polarity: negative", "")
    assert place.kg("load", place.write("a.yaml", sure)).code == 0
    done = place.kg("plot", "timeline", "-o", "-").out
    assert "2 May 2031, claimed, denied" in unsure
    assert unsure.count("stroke-dasharray") == done.count("stroke-dasharray") + 1
