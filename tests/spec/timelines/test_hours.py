"""School time: nights, weekends and closed days do not age a question."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.timelines import SchoolTime, school_time

ZONE = ZoneInfo("America/New_York")
FRIDAY, MONDAY, TUESDAY = date(2026, 10, 16), date(2026, 10, 19), date(2026, 10, 20)
WHOLE, SHORT = (time(8, 25), time(15, 5)), (time(8, 25), time(13, 0))
HOURS = {FRIDAY: SHORT, MONDAY: WHOLE, TUESDAY: WHOLE}


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE)


@pytest.mark.parametrize(
    ("begun", "ended", "passed"),
    [
        (at(TUESDAY, 9), at(TUESDAY, 10, 5), SchoolTime(0, 65)),
        (at(TUESDAY, 7), at(TUESDAY, 8), SchoolTime(0, 0)),
        (at(MONDAY, 14, 5), at(TUESDAY, 9, 25), SchoolTime(1, 120)),
        (at(FRIDAY, 12), at(MONDAY, 8, 25), SchoolTime(1, 60)),
        (at(FRIDAY, 12), at(TUESDAY, 8, 30), SchoolTime(2, 60 + 400 + 5)),
        (at(FRIDAY, 20), at(date(2026, 10, 18), 20), SchoolTime(0, 0)),
        (at(TUESDAY, 10), at(TUESDAY, 9), SchoolTime(0, 0)),
    ],
)
def test_what_passes_is_what_the_bells_say(begun: datetime, ended: datetime, passed: SchoolTime) -> None:
    assert school_time(begun, ended, HOURS) == passed


moments = st.datetimes(datetime(2026, 10, 15), datetime(2026, 10, 21)).map(lambda m: m.replace(tzinfo=ZONE))


@given(moments, moments, moments)
def test_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    first, middle, last = sorted((one, two, three))
    whole = school_time(first, last, HOURS)
    parts = [school_time(first, middle, HOURS), school_time(middle, last, HOURS)]
    assert whole.days == sum(part.days for part in parts)
    assert 0 <= whole.minutes - sum(part.minutes for part in parts) <= 1, "each part drops its seconds"


@given(moments, st.timedeltas(timedelta(0), timedelta(days=6)))
def test_no_more_passes_than_school_was_on(begun: datetime, length: timedelta) -> None:
    found = school_time(begun, begun + length, HOURS)
    assert found.minutes <= 275 + 400 + 400
    assert found.days <= 3


def test_a_school_without_a_calendar_lets_nothing_pass() -> None:
    assert school_time(at(MONDAY, 9), at(TUESDAY, 9), {}) == SchoolTime(0, 0)


def test_it_does_not_run_backward() -> None:
    with pytest.raises(ValueError, match="backward"):
        SchoolTime(0, -1)
