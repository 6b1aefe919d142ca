"""A moment belongs to the school's own day, and a day to the school year that ends next."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carryover.observations.receive import school_year
from carryover.scope.tablets import Term
from carryover.terms import DateSpan
from spec.observations.invented import DENISE, STUDENT, item, judged

ALWAYS = {(DENISE, STUDENT): (Term(DateSpan(date(2020, 1, 1))),)}


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 6, 30), 2026),
        (date(2026, 7, 1), 2027),
        (date(2026, 12, 31), 2027),
        (date(2027, 1, 1), 2027),
        (date(2028, 2, 29), 2028),
    ],
)
def test_the_school_year_turns_on_july_1(day: date, year: int) -> None:
    assert school_year(day) == year


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_school_years_follow_one_another_without_a_gap(day: date) -> None:
    turn = school_year(day + timedelta(days=1)) - school_year(day)
    assert turn == (1 if (day.month, day.day) == (6, 30) else 0)


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        ("2026-10-20T23:30:00-04:00", "America/New_York", date(2026, 10, 20)),
        ("2026-10-21T03:30:00Z", "America/New_York", date(2026, 10, 20)),  # 23:30 there
        ("2026-10-21T04:00:00Z", "America/New_York", date(2026, 10, 21)),  # midnight there
        ("2026-10-21T04:30:00Z", "America/Chicago", date(2026, 10, 20)),
        ("2026-10-20T23:30:00-10:00", "Pacific/Honolulu", date(2026, 10, 20)),
        # Clocks go back on Nov 1, 2026: 01:30 comes twice, and the day has 25 hours.
        ("2026-11-01T05:30:00Z", "America/New_York", date(2026, 11, 1)),
        ("2026-11-01T06:30:00Z", "America/New_York", date(2026, 11, 1)),
        ("2026-11-02T04:30:00Z", "America/New_York", date(2026, 11, 1)),  # 23:30 there, an hour later in UTC
        ("2026-11-02T05:00:00Z", "America/New_York", date(2026, 11, 2)),
        # Clocks go forward on Mar 14, 2027: the day has 23 hours.
        ("2027-03-14T04:30:00Z", "America/New_York", date(2027, 3, 13)),
        ("2027-03-14T07:00:00Z", "America/New_York", date(2027, 3, 14)),
        ("2027-03-15T03:30:00Z", "America/New_York", date(2027, 3, 14)),
        ("2027-03-14T07:00:00Z", "America/Phoenix", date(2027, 3, 14)),  # where clocks never move
    ],
)
def test_the_day_is_the_school_s_own(moment: str, zone: str, day: date) -> None:
    now = datetime.fromisoformat(moment).astimezone(UTC) + timedelta(minutes=5)
    found = judged(item(occurred_at=moment), now=now, zone=ZoneInfo(zone), assignments=ALWAYS)
    assert (found.verdict, found.day) == ("stored", day)


@pytest.mark.parametrize("tablets_zone", ["Asia/Tokyo", "", "Not/AZone"])
def test_what_zone_the_tablet_believes_in_does_not_matter(tablets_zone: str) -> None:
    made = item(occurred_at="2026-10-20T10:00:00-04:00", envelope={"tz": tablets_zone})
    assert judged(made).day == date(2026, 10, 20)
