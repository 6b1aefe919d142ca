"""The period that a report proposes: the quarter of the school year, from the plan's start if that is later."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carryover.documents.period import NINE_WEEKS, proposed
from carryover.terms import DateSpan
from carryover.timelines import DayKind, SchoolCalendar, SchoolDay

FIRST, LAST = date(2026, 8, 17), date(2027, 6, 4)
LONG_AGO = date(2026, 1, 5)


def calendar() -> SchoolCalendar:
    days = [FIRST + timedelta(n) for n in range((LAST - FIRST).days + 1)]
    return SchoolCalendar({d: SchoolDay(d, DayKind.INSTRUCTIONAL) for d in days if d.weekday() < 5})


def test_in_the_second_quarter_the_period_starts_with_it_and_the_next_report_comes_at_its_end() -> None:
    found = proposed(calendar(), LONG_AGO, date(2026, 12, 1))
    assert found.period == DateSpan(date(2026, 10, 28), date(2026, 12, 1))
    assert found.next_report == date(2027, 1, 8)


def test_a_plan_that_began_within_the_quarter_starts_the_period() -> None:
    found = proposed(calendar(), date(2026, 11, 9), date(2026, 12, 1))
    assert found.period == DateSpan(date(2026, 11, 9), date(2026, 12, 1))


def test_without_a_calendar_nine_weeks_back_and_nine_ahead() -> None:
    found = proposed(None, LONG_AGO, date(2026, 12, 1))
    assert found.period == DateSpan(date(2026, 12, 1) - NINE_WEEKS, date(2026, 12, 1))
    assert found.next_report == date(2026, 12, 1) + NINE_WEEKS


def test_in_the_summer_after_the_calendar_nothing_is_guessed_from_it() -> None:
    today = date(2027, 7, 6)
    assert proposed(calendar(), LONG_AGO, today) == proposed(None, LONG_AGO, today)


@given(st.dates(date(2026, 6, 1), date(2027, 9, 1)), st.dates(date(2026, 6, 1), date(2027, 9, 1)))
def test_the_period_never_reaches_past_today_and_the_next_report_is_later(
    today: date, plan_starts: date
) -> None:
    found = proposed(calendar(), plan_starts, today)
    assert found.period.end == today
    assert found.period.start <= today < found.next_report
