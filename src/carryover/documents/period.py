"""Reporting periods: the quarter of the school year as a default that a person may change. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from carryover.terms import DateSpan
from carryover.timelines import SchoolCalendar

QUARTERS = 4
NINE_WEEKS = timedelta(weeks=9)


@dataclass(frozen=True)
class Proposed:
    """A period to report on and the day of the next report, both to be confirmed by a person."""

    period: DateSpan
    next_report: date


def proposed(calendar: SchoolCalendar | None, plan_starts: date, today: date) -> Proposed:
    """From the start of the quarter, or of the plan if later, to today; the next report at the end of a quarter.

    Quarters are four runs of as many school days each. Without a calendar that holds today: the plan's start, at most
    nine weeks back, and nine weeks ahead.
    """
    starts, ends = _quarters(calendar)
    begun = [day for day in starts if day <= today]
    coming = [day for day in ends if day > today]
    if not begun or today > ends[-1]:
        return Proposed(DateSpan(_first(plan_starts, today - NINE_WEEKS, today), today), today + NINE_WEEKS)
    return Proposed(
        DateSpan(_first(plan_starts, begun[-1], today), today), coming[0] if coming else today + NINE_WEEKS
    )


def _first(plan_starts: date, usual: date, today: date) -> date:
    return min(max(plan_starts, usual), today)


def _quarters(calendar: SchoolCalendar | None) -> tuple[list[date], list[date]]:
    days = calendar.school_days(DateSpan(calendar.first, calendar.last)) if calendar else ()
    if len(days) < QUARTERS:
        return [], []
    edges = [len(days) * n // QUARTERS for n in range(QUARTERS + 1)]
    return [days[n] for n in edges[:-1]], [days[n - 1] for n in edges[1:]]
