"""The school calendar answers for the days it holds and refuses the others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.terms import DateSpan
from carryover.timelines import DayKind, OutsideCalendar, SchoolCalendar, SchoolDay

MONDAY = date(2026, 10, 12)


def calendar(weeks: int = 2, closed: frozenset[date] = frozenset()) -> SchoolCalendar:
    """Weekdays from Monday, October 12, 2026; A and B days in turn."""
    weekdays = [MONDAY + timedelta(days=i) for i in range(weeks * 7 - 2) if i % 7 < 5]
    return SchoolCalendar(
        {
            day: SchoolDay(day, DayKind.CLOSED if day in closed else DayKind.INSTRUCTIONAL, "AB"[i % 2])  # type: ignore[arg-type]
            for i, day in enumerate(weekdays)
        }
    )


def test_a_short_day_is_a_school_day_and_a_closed_day_is_not() -> None:
    assert SchoolDay(MONDAY, DayKind.EARLY_RELEASE).in_session
    assert not SchoolDay(MONDAY, DayKind.CLOSED).in_session


def test_an_unlisted_weekend_is_closed() -> None:
    assert not calendar().is_school_day(date(2026, 10, 17))
    assert calendar().next_school_day(date(2026, 10, 16)) == date(2026, 10, 19)


def test_a_closed_day_is_stepped_over() -> None:
    closed = frozenset({date(2026, 10, 14)})
    assert calendar(closed=closed).next_school_day(date(2026, 10, 13)) == date(2026, 10, 15)


@pytest.mark.parametrize("day", [MONDAY - timedelta(days=1), date(2026, 10, 24)])
def test_a_day_outside_is_refused_with_the_calendar_s_edge(day: date) -> None:
    with pytest.raises(OutsideCalendar, match="says nothing about"):
        calendar().is_school_day(day)
    with pytest.raises(OutsideCalendar):
        calendar().school_days(DateSpan(min(day, MONDAY), max(day, MONDAY)))


def test_no_school_day_left_is_said_not_guessed() -> None:
    with pytest.raises(OutsideCalendar, match="holds no school day after"):
        calendar().next_school_day(date(2026, 10, 23))


def test_a_calendar_with_a_hole_does_not_exist() -> None:
    ends = {day: SchoolDay(day, DayKind.INSTRUCTIONAL) for day in (MONDAY, MONDAY + timedelta(days=2))}
    with pytest.raises(ValueError, match="leaves out Tuesday"):
        SchoolCalendar(ends)


def test_a_calendar_holds_each_day_under_its_own_date() -> None:
    with pytest.raises(ValueError, match="filed under"):
        SchoolCalendar({MONDAY: SchoolDay(MONDAY + timedelta(days=1), DayKind.CLOSED)})
    with pytest.raises(ValueError, match="at least one day"):
        SchoolCalendar({})


def test_an_open_span_goes_to_the_calendar_s_last_day() -> None:
    assert len(calendar(2).school_days(DateSpan(MONDAY))) == 10


@given(st.sets(st.integers(0, 24)), st.integers(0, 24), st.integers(0, 24))
def test_school_days_are_what_stepping_from_one_to_the_next_visits(
    shut: set[int], first: int, last: int
) -> None:
    closed = frozenset(MONDAY + timedelta(days=i) for i in shut)
    school = calendar(4, closed)
    span = DateSpan(MONDAY + timedelta(days=min(first, last)), MONDAY + timedelta(days=max(first, last)))
    visited, day = [], span.start
    if school.is_school_day(day):
        visited.append(day)
    while True:
        try:
            day = school.next_school_day(day)
        except OutsideCalendar:
            break
        if span.end is None or day > span.end:
            break
        visited.append(day)
    assert school.school_days(span) == tuple(visited)
