"""From when to when: the bell of the first day, the last bell of the last, half an hour before to read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from carryover.sheets.day import Ring
from carryover.sheets.window import READ_BEFORE, between, window

ZONE = ZoneInfo("America/New_York")
TUESDAY, WEDNESDAY = date(2026, 10, 20), date(2026, 10, 21)
LONG = [
    Ring("AR", "Arrival", time(7, 45), time(8, 5)),
    Ring("P1", "Reading", time(8, 25), time(9, 55)),
    Ring("P5", "Writing", time(13, 25), time(14, 25)),
    Ring("PU", "Pack-up", time(14, 25), time(14, 35)),
]
SHORT = [Ring("AR", "Arrival", time(7, 45), time(8, 5)), Ring("PU", "Pack-up", time(13, 10), time(13, 20))]


def test_a_whole_day_ends_with_its_last_bell() -> None:
    found = window((TUESDAY, LONG), (TUESDAY, LONG), "AR", "PU", ZONE)
    assert found == (
        datetime(2026, 10, 20, 11, 15, tzinfo=UTC),
        datetime(2026, 10, 20, 18, 35, tzinfo=UTC),
    )


def test_the_last_day_rings_by_its_own_bells() -> None:
    ends = window((TUESDAY, LONG), (WEDNESDAY, SHORT), "P1", "PU", ZONE)[1]
    assert ends == datetime(2026, 10, 21, 17, 20, tzinfo=UTC)


def test_a_period_that_does_not_ring_on_its_day_stands_for_the_whole_of_it() -> None:
    starts, ends = window((WEDNESDAY, SHORT), (WEDNESDAY, SHORT), "P1", "P5", ZONE)
    assert starts == datetime(2026, 10, 21, 11, 15, tzinfo=UTC)
    assert ends == datetime(2026, 10, 21, 17, 20, tzinfo=UTC)


@given(st.sampled_from(LONG), st.sampled_from(LONG))
def test_what_lies_between_two_bells(first: Ring, last: Ring) -> None:
    inside = between(LONG, first.code, last.code)
    assert inside == {ring.code for ring in LONG if first.starts <= ring.starts and ring.ends <= last.ends}
    starts, ends = window((TUESDAY, LONG), (TUESDAY, LONG), first.code, last.code, ZONE)
    assert starts + READ_BEFORE == datetime.combine(TUESDAY, first.starts, ZONE)
    assert ends - starts >= timedelta(0) or not inside
