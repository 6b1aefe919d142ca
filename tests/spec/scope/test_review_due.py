"""Three school days to review a claim of an emergency: counted as the school counts, never guessed silently."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from carryover.scope.review_due import SCHOOL_DAYS, review_due
from carryover.timelines import DayKind, SchoolCalendar, SchoolDay

MONDAY = date(2026, 10, 19)


def calendar(closed: set[int] | frozenset[int] = frozenset(), length: int = 60) -> SchoolCalendar:
    """Weekdays from a Monday on, of which these places (0 is the Monday) have no school."""
    days = {}
    for place in range(length):
        day = MONDAY + timedelta(days=place)
        if day.weekday() < 5:
            shut = place in closed
            kind = DayKind.CLOSED if shut else DayKind.INSTRUCTIONAL
            days[day] = SchoolDay(day, kind, "", "Staff learning day" if shut else "")
    return SchoolCalendar(days)


def test_a_claim_on_monday_is_reviewed_by_thursday() -> None:
    due = review_due(MONDAY, calendar())
    assert due.day == date(2026, 10, 22)
    assert due.counted == (date(2026, 10, 20), date(2026, 10, 21), date(2026, 10, 22))
    assert (due.passed_over, due.by_weekdays) == ((), False)


def test_a_weekend_and_a_closed_day_are_passed_over_and_named() -> None:
    due = review_due(date(2026, 10, 22), calendar(closed={7}))  # Thursday; the next Monday is closed
    assert due.counted == (date(2026, 10, 23), date(2026, 10, 27), date(2026, 10, 28))
    assert due.passed_over == (
        (date(2026, 10, 24), "Weekend"),
        (date(2026, 10, 25), "Weekend"),
        (date(2026, 10, 26), "Staff learning day"),
    )


def test_a_claim_on_a_closed_day_counts_from_the_day_after() -> None:
    assert review_due(date(2026, 10, 24), calendar()).counted[0] == date(2026, 10, 26)


def test_it_is_overdue_only_when_the_last_day_has_gone_by() -> None:
    due = review_due(MONDAY, calendar())
    assert not due.overdue(due.day)
    assert due.overdue(due.day + timedelta(days=1))


def test_beyond_the_calendar_weekdays_count_and_it_says_so() -> None:
    known = calendar(length=5)  # to that Friday
    due = review_due(date(2026, 10, 22), known)
    assert due.counted == (date(2026, 10, 23), date(2026, 10, 26), date(2026, 10, 27))
    assert due.by_weekdays
    assert review_due(MONDAY, None) == review_due(MONDAY, None)
    assert review_due(MONDAY, None).by_weekdays


closed_days = st.frozensets(st.integers(0, 40), max_size=30)
claims = st.integers(0, 30).map(lambda place: MONDAY + timedelta(days=place))


@given(claims, closed_days)
def test_the_twin_that_asks_the_calendar_for_the_next_school_day_agrees(
    claimed: date, closed: frozenset[int]
) -> None:
    known = calendar(closed, length=80)
    expected, day = [], claimed
    for _ in range(SCHOOL_DAYS):
        day = known.next_school_day(day)
        expected.append(day)
    assert review_due(claimed, known).counted == tuple(expected)


@given(claims, closed_days, st.integers(1, 60))
def test_every_day_between_is_either_counted_or_passed_over(
    claimed: date, closed: frozenset[int], length: int
) -> None:
    due = review_due(claimed, calendar(closed, length))
    told = sorted([*due.counted, *(day for day, _ in due.passed_over)])
    assert told == [claimed + timedelta(days=n) for n in range(1, (due.day - claimed).days + 1)]
    assert len(due.counted) == SCHOOL_DAYS
    assert due.day == due.counted[-1]


@given(claims, closed_days, closed_days)
def test_more_closed_days_never_make_it_due_sooner(
    claimed: date, closed: frozenset[int], more: frozenset[int]
) -> None:
    assert (
        review_due(claimed, calendar(closed | more, 80)).day >= review_due(claimed, calendar(closed, 80)).day
    )
