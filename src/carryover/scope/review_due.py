"""By when a claim of an emergency must have been reviewed: three school days, by the school's own calendar. Pure.

The day of the claim is not counted, closed days are not, the third school day is the last. Beyond the end of a calendar
nobody knows the school days, and a review that waits for a calendar would never be late: there weekdays count, and the
answer says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from carryover.timelines import OutsideCalendar, SchoolCalendar

SCHOOL_DAYS = 3
_WEEKDAYS = 5


@dataclass(frozen=True)
class Due:
    """The last day, the days that were counted to it, those that were passed over with the calendar's word on them."""

    day: date
    counted: tuple[date, ...]
    passed_over: tuple[tuple[date, str], ...]
    by_weekdays: bool

    def overdue(self, today: date) -> bool:
        """Whether the last day has gone by."""
        return today > self.day


def review_due(claimed: date, calendar: SchoolCalendar | None) -> Due:
    """When the review of a claim made on this day is due. `calendar` is None when the school has none."""
    counted: list[date] = []
    passed_over: list[tuple[date, str]] = []
    guessed, day = False, claimed
    while len(counted) < SCHOOL_DAYS:
        day += timedelta(days=1)
        held, note = _known(day, calendar)
        guessed = guessed or held is None
        if held if held is not None else day.weekday() < _WEEKDAYS:
            counted.append(day)
        else:
            passed_over.append((day, note))
    return Due(day, tuple(counted), tuple(passed_over), guessed)


def _known(day: date, calendar: SchoolCalendar | None) -> tuple[bool | None, str]:
    """Whether school is held, and the calendar's note; None where no calendar says."""
    if calendar is None:
        return None, ""
    try:
        found = calendar.day(day)
    except OutsideCalendar:
        return None, ""
    return found.in_session, found.note
