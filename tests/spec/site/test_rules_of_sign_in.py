"""The arithmetic of waiting and of ending, as values."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as some

from carryover.site.account import rules
from carryover.site.account.rules import ONE_ADDRESS, ONE_NAME, Standing, after_try, ended, ends_at, wait

START = datetime(2026, 10, 20, 11, 45, tzinfo=UTC)
NOTHING = timedelta(0)
MINUTE = timedelta(minutes=1)


class TestOneName:
    def test_eight_failures_and_then_waits_that_grow_to_a_quarter_of_an_hour(self) -> None:
        standing, now, waits = Standing(START), START, []
        for _ in range(14):
            waits.append(wait(standing, ONE_NAME, now))
            now += waits[-1]
            standing = after_try(standing, ONE_NAME, now)
        grown = [timedelta(minutes=m) for m in (1, 2, 5, 10, 15, 15)]
        assert waits == [NOTHING] * 8 + grown

    def test_seven_failures_are_forgotten_after_five_minutes(self) -> None:
        standing = Standing(START)
        for _ in range(7):
            standing = after_try(standing, ONE_NAME, START)
        later = START + timedelta(minutes=5)
        assert after_try(standing, ONE_NAME, later) == Standing(later, failures=1)

    def test_a_day_without_a_try_begins_afresh(self) -> None:
        standing = Standing(START, strikes=5, until=START + timedelta(minutes=15))
        tomorrow = START + timedelta(hours=24, minutes=15)
        assert after_try(standing, ONE_NAME, tomorrow) == Standing(tomorrow, failures=1)

    @given(some.lists(some.integers(0, 900), min_size=1, max_size=60))
    def test_whoever_guesses_gets_few_tries_however_they_are_spread(self, pauses: list[int]) -> None:
        standing, now, made = Standing(START), START, []
        for pause in pauses:
            now += timedelta(seconds=pause)
            if not wait(standing, ONE_NAME, now):
                standing = after_try(standing, ONE_NAME, now)
                made.append(now)
        for first in made:
            within = [at for at in made if first <= at < first + timedelta(minutes=5)]
            assert len(within) <= 2 * ONE_NAME.tries, "a window may straddle two"


class TestOneAddress:
    def test_a_school_may_mistype_six_hundred_times_in_ten_minutes_and_then_waits_for_their_end(self) -> None:
        standing = Standing(START)
        for _ in range(600):
            assert wait(standing, ONE_ADDRESS, START + MINUTE) == NOTHING
            standing = after_try(standing, ONE_ADDRESS, START + MINUTE)
        assert wait(standing, ONE_ADDRESS, START + MINUTE) == timedelta(minutes=9)
        assert wait(standing, ONE_ADDRESS, START + timedelta(minutes=10)) == NOTHING


class TestTheEndOfASession:
    def test_a_desk_locks_after_a_quarter_of_an_hour_without_use(self) -> None:
        seen = START + timedelta(hours=3)
        assert ended("desk", START, seen, seen + timedelta(minutes=14, seconds=59)) == ""
        assert ended("desk", START, seen, seen + timedelta(minutes=15)) == "idle"

    def test_nothing_lasts_longer_than_twelve_hours(self) -> None:
        end = START + timedelta(hours=12)
        assert ended("desk", START, end, end) == "whole"

    def test_a_tablet_keeps_its_desk_session_for_minutes_only(self) -> None:
        assert ended("tablet", START, START, START + timedelta(minutes=5)) == "idle"
        assert ended("tablet", START, START + timedelta(minutes=9), START + timedelta(minutes=10)) == "whole"
        assert rules.TABLET.whole <= timedelta(minutes=10)

    def test_a_kind_that_nobody_knows_is_as_short_as_the_shortest(self) -> None:
        assert ended("", START, START, START + timedelta(minutes=5)) == "idle"

    @given(some.sampled_from(["desk", "tablet"]), some.integers(0, 50_000), some.integers(0, 50_000))
    def test_what_a_page_is_told_is_when_it_ends(self, kind: str, used: int, after: int) -> None:
        seen = START + timedelta(seconds=used)
        now = seen + timedelta(seconds=after)
        assert (now >= ends_at(kind, START, seen)) == bool(ended(kind, START, seen, now))
