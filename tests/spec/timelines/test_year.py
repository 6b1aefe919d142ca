"""A school year laid out: no weekday left out, nothing that stands already changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.timelines import DayKind, SchoolCalendar, SchoolDay
from carryover.timelines.year import lettered, missing_days

START = date(2026, 8, 1)
DAYS = st.integers(0, 500).map(lambda n: START + timedelta(days=n))
SPANS = st.tuples(DAYS, DAYS).map(sorted)


@given(spans=st.lists(SPANS, min_size=1, max_size=4))
def test_years_laid_out_one_after_another_make_a_calendar_without_gaps(spans: list[list[date]]) -> None:
    known: dict[date, SchoolDay] = {}
    for first, last in spans:
        fresh = missing_days(first, last, known)
        assert not {each.day for each in fresh} & set(known)
        known |= {each.day: each for each in fresh}
        assert missing_days(first, last, known) == ()
    if known:
        SchoolCalendar(known)  # refuses to exist with a weekday left out


def test_between_two_years_there_is_no_school() -> None:
    known = {each.day: each for each in missing_days(date(2026, 8, 18), date(2027, 5, 28), {})}
    fresh = missing_days(date(2027, 8, 17), date(2027, 8, 20), known)
    kinds = {each.day: each.kind for each in fresh}
    assert kinds[date(2027, 6, 1)] == DayKind.CLOSED
    assert kinds[date(2027, 8, 17)] == DayKind.INSTRUCTIONAL


def test_letters_alternate_over_days_in_session_only() -> None:
    days = list(missing_days(date(2026, 10, 19), date(2026, 10, 23), {}))
    days[1] = SchoolDay(days[1].day, DayKind.CLOSED)
    assert [each.letter for each in lettered(days, alternate=True)] == ["A", "", "B", "A", "B"]
    assert {each.letter for each in lettered(days, alternate=False)} == {""}


def test_a_year_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        missing_days(date(2027, 6, 1), date(2026, 8, 1), {})
