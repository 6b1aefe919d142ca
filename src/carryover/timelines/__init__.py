"""The school calendar: which days are school days, asked, never guessed; and how much school has passed.

Promises: values in, values out; no clock, no I/O. A calendar answers for the days it holds and refuses
all others.
"""

from __future__ import annotations

from carryover.timelines.calendars import DayKind, OutsideCalendar, SchoolCalendar, SchoolDay
from carryover.timelines.hours import SchoolTime, school_time

__all__ = ["DayKind", "OutsideCalendar", "SchoolCalendar", "SchoolDay", "SchoolTime", "school_time"]
