"""How days, times and shares read: "Tue Oct 14", "8:40 am", "60 % (n = 10)"."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from carryover.look.spark import runs, spark_svg
from carryover.look.words import clock, school_day, share

EVENING_UTC = datetime(2026, 10, 21, 1, 5, tzinfo=UTC)


def test_a_day_reads_as_people_say_it() -> None:
    assert school_day(date(2025, 10, 14)) == "Tue Oct 14"
    assert school_day(date(2025, 10, 14), year=True) == "Tue Oct 14, 2025"
    assert school_day(None) == ""


def test_a_moment_is_told_in_the_school_s_own_time() -> None:
    with timezone.override(ZoneInfo("America/New_York")):
        assert school_day(EVENING_UTC) == "Tue Oct 20"
        assert clock(EVENING_UTC) == "9:05 pm"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (time(0, 5), "12:05 am"),
        (time(8, 40), "8:40 am"),
        (time(12, 0), "12:00 pm"),
        (time(13, 15), "1:15 pm"),
    ],
)
def test_the_clock_has_twelve_hours(moment: time, words: str) -> None:
    assert clock(moment) == words


@pytest.mark.parametrize(
    ("percent", "n", "words"),
    [
        (60.0, 10, "60 % (n = 10)"),
        (62.5, 8, "63 % (n = 8)"),
        (0.0, 4, "0 % (n = 4)"),
        (100.0, 4, "100 % (n = 4)"),
        (99.8, 500, "over 99 % (n = 500)"),
        (0.2, 500, "under 1 % (n = 500)"),
        (None, 0, "not collected (n = 0)"),
    ],
)
def test_a_share_carries_its_n_and_never_rounds_to_all_or_nothing(
    percent: float | None, n: int, words: str
) -> None:
    assert share(percent, n) == words


@pytest.mark.parametrize(("percent", "n"), [(50.0, 0), (101.0, 3), (-1.0, 3), (None, -1)])
def test_a_share_of_nothing_is_refused(percent: float | None, n: int) -> None:
    with pytest.raises(ValueError, match="not a share"):
        share(percent, n)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=30))
def test_a_sparkline_draws_every_value_once_and_none_for_what_is_missing(values: list[float | None]) -> None:
    found = [point for run in runs(values) for point in run]
    assert found == [(place, value) for place, value in enumerate(values) if value is not None]
    svg = spark_svg(values)
    assert svg.count("<polyline") == sum(len(run) > 1 for run in runs(values))
    assert (svg == "") == (not found)
    assert "style=" not in svg and "nan" not in svg
