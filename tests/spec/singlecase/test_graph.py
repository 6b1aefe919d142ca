"""The graph as data keeps the conventions: nothing joined across a gap or a phase line, nothing dropped."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.measurement import State
from carryover.singlecase import Aim, Flag, Graph, PhaseChange, Point, Series, XKind, draw, table_csv

MONDAY = date(2026, 9, 14)
KINDS: tuple[XKind, ...] = ("date", "session")


@dataclass(frozen=True)
class Story:
    """A generated history: what was recorded, what was scheduled, what was said."""

    series: Series
    school_days: tuple[date, ...]
    flags: tuple[Flag, ...]
    x: XKind


def day(offset: int) -> date:
    return MONDAY + timedelta(days=offset)


@st.composite
def stories(draw_: st.DrawFn) -> Story:
    points, session = [], 0
    for offset in sorted(draw_(st.sets(st.integers(0, 50), max_size=30))):
        state = draw_(st.sampled_from(State))
        session += state.has_value
        value = {State.VALUE: float(draw_(st.integers(0, 100))), State.TRUE_ZERO: 0.0}.get(state)
        still_open = draw_(st.booleans())
        held = session if state.has_value else 0
        points.append(Point(day(offset), held, value, state, 10, open=still_open))
    changes = sorted(draw_(st.sets(st.integers(-5, 60), max_size=4)))
    flags = draw_(st.lists(st.integers(-3, 55), max_size=4))
    return Story(
        Series(
            tuple(points),
            tuple(PhaseChange(day(c), f"Plan v{i}", i % 2 == 0, i) for i, c in enumerate(changes, 2)),
        ),
        tuple(day(d) for d in sorted(draw_(st.sets(st.integers(0, 50))))),
        tuple(Flag(day(f), "Substitute", "condition") for f in flags),
        draw_(st.sampled_from(KINDS)),
    )


def graph_of(story: Story, aim: Aim | None = None) -> Graph:
    return draw(
        story.series,
        aim,
        story.flags,
        measure_label="Asks for a break",
        unit="percent independent",
        x=story.x,
        school_days=story.school_days,
        first_label="Plan v1",
    )


def values(*heights: float | None, start: date = MONDAY) -> Series:
    """A point a day; None is a stated day without collection."""
    points, session = [], 0
    for i, height in enumerate(heights):
        at = start + timedelta(days=i)
        session += height is not None
        state = State.NOT_COLLECTED if height is None else State.VALUE
        points.append(Point(at, session if height is not None else 0, height, state, 10))
    return Series(tuple(points))


def plain(series: Series, x: XKind = "date", **given_: object) -> Graph:
    return draw(series, None, (), measure_label="Asks", unit="percent independent", x=x, **given_)  # type: ignore[arg-type]


@given(stories())
def test_no_path_crosses_a_gap_or_a_phase_change(story: Story) -> None:
    absent = {p.day for p in story.series.points if p.value is None}
    absent |= set(story.school_days) - {p.day for p in story.series.points}
    for run in graph_of(story).paths:
        assert len(run.days) == len(run.points) > 1
        for a, b in pairwise(run.days):
            assert not any(a < gap < b for gap in absent)
            assert not any(a < change.day <= b for change in story.series.changes)


@given(stories())
def test_neighbors_without_a_gap_or_change_between_them_are_joined(story: Story) -> None:
    joined = {pair for run in graph_of(story).paths for pair in pairwise(run.days)}
    stops = {p.day for p in story.series.points if p.value is None}
    stops |= set(story.school_days) - {p.day for p in story.series.points}
    held = [p.day for p in story.series.points if p.value is not None]
    for a, b in pairwise(held):
        parted = any(a < gap < b for gap in stops) or any(a < c.day <= b for c in story.series.changes)
        parted = parted or b - a > timedelta(days=10)
        assert ((a, b) in joined) != parted


@given(stories())
def test_every_value_is_a_marker_and_every_day_a_row(story: Story) -> None:
    graph = graph_of(story)
    points = story.series.points
    assert len(graph.markers) == sum(p.value is not None for p in points)
    assert len(graph.no_opportunity) == sum(p.state is State.NO_OPPORTUNITY for p in points)
    days = {p.day for p in points} | set(story.school_days)
    assert [row.day for row in graph.rows] == sorted(days)
    assert len(list(csv.reader(io.StringIO(table_csv(graph))))) == len(days) + 1


@given(stories())
def test_places_rise_with_the_calendar_and_lie_on_the_axis(story: Story) -> None:
    graph = graph_of(story)
    marks = sorted((*graph.markers, *graph.no_opportunity), key=lambda mark: mark.day)
    things = [(m.day.toordinal(), m.x) for m in marks]
    things += [(line.day.toordinal() - 0.5, line.x) for line in graph.phase_lines]
    places = [x for _, x in sorted(things)]
    assert all(a < b for a, b in pairwise(places)) or not graph.markers
    ends = [*places, *(flag.x for flag in graph.flags)]
    assert all(graph.x_axis.low <= x <= graph.x_axis.high for x in ends)


@given(stories())
def test_no_flag_is_lost_from_the_table(story: Story) -> None:
    graph = graph_of(story)
    said = sum(len(row.flags) for row in graph.rows)
    assert said == (len(story.flags) if graph.rows else 0)


def test_a_weekend_is_not_a_gap_and_a_missed_school_day_is() -> None:
    friday, monday, tuesday = day(4), day(7), day(8)
    points = (Point(friday, 1, 40, State.VALUE, 10), Point(tuesday, 2, 50, State.VALUE, 10))
    assert len(plain(Series(points), school_days=[friday, tuesday]).paths) == 1
    graph = plain(Series(points), school_days=[friday, monday, tuesday])
    assert graph.paths == ()
    assert [row.text for row in graph.rows] == ["40 % (n = 10)", "not collected", "50 % (n = 10)"]


def test_by_date_places_are_calendar_days_and_by_session_equal_steps() -> None:
    points = tuple(Point(day(d), i, 40, State.VALUE, 10) for i, d in enumerate((0, 1, 7), 1))
    changes = (PhaseChange(day(5), "Plan v2", True, 2),)
    by_date, by_session = (plain(Series(points, changes), x) for x in KINDS)
    assert [m.x for m in by_date.markers] == [0, 1, 7]
    assert by_date.phase_lines[0].x == 4.5
    assert [m.x for m in by_session.markers] == [1, 2, 3]
    assert 2 < by_session.phase_lines[0].x < 3


@pytest.mark.parametrize("x", KINDS)
def test_a_phase_change_after_the_last_point_is_drawn(x: XKind) -> None:
    series = Series(values(40, 50).points, (PhaseChange(day(9), "Plan v2", True, 2),))
    graph = plain(series, x, first_label="Plan v1")
    assert graph.phase_lines[0].x < graph.x_axis.high
    assert [label.text for label in graph.phase_labels] == ["Plan v1", "Plan v2"]
    assert graph.phase_labels[0].right == graph.phase_lines[0].x == graph.phase_labels[1].left


def test_a_percentage_goes_from_0_to_100_and_a_count_to_a_round_number() -> None:
    assert plain(values(40, 50)).y_axis.ticks == (0, 20, 40, 60, 80, 100)
    counts = draw(values(3, 7), None, (), measure_label="Calls out", unit="times per day", x="date")
    assert counts.y_axis.ticks == (0, 2, 4, 6, 8)
    assert counts.markers[1].text == "Tue Sep 15: 7 times per day"


def test_a_marker_says_day_value_and_n() -> None:
    points = (Point(date(2026, 10, 14), 1, 60, State.VALUE, 10, ("e1", "e2")),)
    marker = plain(Series(points)).markers[0]
    assert marker.text == "Wed Oct 14: 60 % (n = 10)"
    assert marker.event_ids == ("e1", "e2")


def test_the_aim_line_stops_at_the_goal_or_says_when_it_comes() -> None:
    series = values(*(40.0 for _ in range(20)))
    near, far = Aim(day(0), 20, day(40), 80), Aim(day(0), 20, day(300), 80)
    seen = draw(series, near, (), measure_label="Asks", unit="percent", x="date").aim
    assert seen is not None
    assert (seen.points, seen.by) == (((0, 20), (40, 80)), None)
    cut = draw(series, far, (), measure_label="Asks", unit="percent", x="date").aim
    assert cut is not None
    assert cut.by == day(300)
    assert cut.points[-1] == (19, pytest.approx(far.expected(day(19))))


@given(stories(), st.integers(-20, 30), st.integers(1, 300))
def test_the_aim_line_is_the_aim_wherever_it_is_drawn(story: Story, start: int, length: int) -> None:
    aim = Aim(day(start), 10, day(start + length), 90)
    graph = graph_of(story, aim)
    if graph.aim:
        assert all(graph.x_axis.low <= x <= graph.x_axis.high for x, _ in graph.aim.points)
        assert all(10 <= y <= 90 for _, y in graph.aim.points)


def test_the_sentence_tells_one_who_does_not_see_it() -> None:
    series = Series(values(40, None, 60).points, (PhaseChange(day(2), "Plan v2", True, 2),))
    graph = draw(
        series, Aim(day(0), 20, day(90), 80), (), measure_label="Asks", unit="percent independent", x="date"
    )
    assert graph.sentence == (
        "Asks, percent independent: 2 points from Mon Sep 14 to Wed Sep 16 in 2 phases; the last is "
        "60 % (n = 10); 1 day not collected; the aim is 80 % by Dec 13."
    )


def test_the_csv_has_states_in_words_and_runs_no_formula() -> None:
    series = Series(
        (
            Point(day(0), 1, 0.0, State.TRUE_ZERO, 0),
            Point(day(1), 0, None, State.NO_OPPORTUNITY, 0),
            Point(day(2), 2, 2.5, State.VALUE, 2, open=True),
        ),
        (PhaseChange(day(1), '=HYPERLINK("x")', True, 2),),
    )
    flags = [Flag(day(2), "@home"), Flag(day(1), "-1")]
    graph = draw(series, None, flags, measure_label="m", unit="minutes", x="date", first_label="+1")
    assert list(csv.reader(io.StringIO(table_csv(graph)))) == [
        ["date", "session", "phase", "value", "unit", "state", "n", "flags"],
        ["2026-09-14", "1", "'+1", "0", "minutes", "true zero", "0", ""],
        ["2026-09-15", "", '\'=HYPERLINK("x")', "", "minutes", "no opportunity", "0", "-1"],
        ["2026-09-16", "2", '\'=HYPERLINK("x")', "2.5", "minutes", "value, still open", "2", "'@home"],
    ]


def test_no_path_crosses_a_summer_but_a_week_off_does_not_break_it() -> None:
    days = [date(2026, 6, 8), date(2026, 6, 9), date(2026, 8, 17), date(2026, 8, 18), date(2026, 8, 28)]
    points = [Point(day, n + 1, 5.0, State.VALUE, 1) for n, day in enumerate(days)]
    graph = draw(Series(tuple(points)), None, (), measure_label="Asks", unit="times per day", x="date")
    assert [run.days for run in graph.paths] == [tuple(days[:2]), tuple(days[2:])]
